"""Schema 7: when something under an article stood there without being read, by a parser that does not know it."""

from __future__ import annotations

SQL = """
ALTER TABLE comment ADD COLUMN unread TEXT;
ALTER TABLE comment_widget ADD COLUMN unread TEXT;
ALTER TABLE link ADD COLUMN unread TEXT;
"""
