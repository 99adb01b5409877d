"""Schema 18: where a host redirects each of its addresses to, so that they are asked for there at once."""

from __future__ import annotations

SQL = """
ALTER TABLE host ADD COLUMN origin TEXT;
"""
