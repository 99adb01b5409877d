"""Schema 23: headers of answers are sealed too; rows from before say which form they have, and stay as they are."""

from __future__ import annotations

SQL = """
ALTER TABLE manifest ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
"""
