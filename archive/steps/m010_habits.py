"""Schema 10: how often feeds bring something new, how often articles are edited at which age, and what looking cost."""

from __future__ import annotations

# Sitemaps are read in full once more: that an index named them is kept only from now on.
SQL = """
ALTER TABLE feed ADD COLUMN parent_id INTEGER REFERENCES feed (id);
ALTER TABLE feed ADD COLUMN followed INTEGER NOT NULL DEFAULT 1;
ALTER TABLE feed ADD COLUMN listed TEXT;
ALTER TABLE feed ADD COLUMN ttl INTEGER;
ALTER TABLE feed ADD COLUMN news REAL NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN watched REAL NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN waits_for TEXT;
ALTER TABLE announcement ADD COLUMN digest BLOB;
CREATE INDEX feed_due ON feed (source_id, next_due) WHERE followed;
CREATE INDEX feed_parent ON feed (parent_id) WHERE parent_id IS NOT NULL;
UPDATE feed SET etag = NULL, last_modified = NULL, body_hash = NULL WHERE kind = 'sitemap';

CREATE TABLE edit_rate (
    source_id INTEGER NOT NULL REFERENCES source (id),
    age INTEGER NOT NULL,
    at TEXT NOT NULL,
    days REAL NOT NULL,
    edits REAL NOT NULL,
    PRIMARY KEY (source_id, age)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_budget (
    source_id INTEGER PRIMARY KEY REFERENCES source (id),
    at TEXT NOT NULL,
    credit REAL NOT NULL,
    asked REAL NOT NULL,
    found REAL NOT NULL,
    told REAL NOT NULL,
    borne_out REAL NOT NULL
) STRICT;
"""
