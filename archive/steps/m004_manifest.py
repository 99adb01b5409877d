"""Schema 4: the manifest, a chain of hashes over what was captured, so that later tampering shows."""

from __future__ import annotations

SQL = """
CREATE TABLE manifest (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES run (id),
    sealed_at TEXT NOT NULL,
    fetches TEXT NOT NULL,
    revisions TEXT NOT NULL,
    fetch_until INTEGER NOT NULL,
    revision_until INTEGER NOT NULL,
    leaves BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE unsealed (
    kind TEXT NOT NULL CHECK (kind IN ('fetch', 'revision')),
    id INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
"""
