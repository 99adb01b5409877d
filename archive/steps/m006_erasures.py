"""Schema 6: what was erased for good, told without its content, so that nothing brings it back."""

from __future__ import annotations

SQL = """
CREATE TABLE erasure (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'author', 'comment')),
    reason TEXT,
    article_id INTEGER
) STRICT;

CREATE TABLE tombstone (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    erasure_id INTEGER NOT NULL REFERENCES erasure (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone_key (
    key BLOB NOT NULL
) STRICT;

CREATE VIEW erasures (id, at, kind, reason, article_id) AS
SELECT id, at, kind, reason, article_id FROM erasure;
"""
