"""Schema 3: which parser found no article in the bytes that are kept of a page, so that it need not look again."""

from __future__ import annotations

SQL = """
ALTER TABLE page ADD COLUMN read_by TEXT;
"""
