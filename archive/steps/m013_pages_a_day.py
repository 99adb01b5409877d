"""Schema 13: how many pages of a host were handed out today, as a day may have no more than so many."""

from __future__ import annotations

SQL = """
ALTER TABLE host ADD COLUMN asked_on TEXT;
ALTER TABLE host ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
"""
