"""How themes and publishing systems mark their parts: one small file each, data before code."""
