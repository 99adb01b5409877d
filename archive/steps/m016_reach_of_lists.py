"""Schema 16: how far back a list was read and where it led, so that a second backfill asks only for what has changed; the
hours and days at which a feed wants to be left alone."""

from __future__ import annotations

SQL = """
ALTER TABLE feed ADD COLUMN reach TEXT;
ALTER TABLE feed ADD COLUMN led_to TEXT;
ALTER TABLE feed ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
"""
