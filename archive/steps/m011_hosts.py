"""Schema 11: a host's robots.txt has a shelf life, its pace is kept, and runs side by side share its one slot."""

from __future__ import annotations

SQL = """
ALTER TABLE host ADD COLUMN robots_until TEXT;
ALTER TABLE host ADD COLUMN robots_error TEXT;
ALTER TABLE host ADD COLUMN robots_failing_since TEXT;
ALTER TABLE host ADD COLUMN delay REAL;
ALTER TABLE host ADD COLUMN next_at TEXT;
ALTER TABLE host ADD COLUMN owner TEXT;
ALTER TABLE host ADD COLUMN owner_until TEXT;
ALTER TABLE host ADD COLUMN wanted_by TEXT;
ALTER TABLE host ADD COLUMN wanted_until TEXT;
"""
