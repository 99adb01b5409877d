"""Schema 15: until when a host has given all the pages that it may be asked for, as the host says it, and not each page."""

from __future__ import annotations

SQL = """
ALTER TABLE host ADD COLUMN spent_until TEXT;
"""
