"""Schema 9: alerts about sources; coverage tells what became of every announced page, out of an index alone."""

from __future__ import annotations

# page_seen holds all that coverage asks for, so that no row of a page is read, and leads to what a source brought last;
# fetch_listing leads to the listings whose bytes are old.
TABLES = """
CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id),
    kind TEXT NOT NULL CHECK (kind IN ('field', 'silent', 'unreadable')),
    field TEXT,
    since TEXT NOT NULL,
    opened TEXT NOT NULL,
    run_id INTEGER REFERENCES run (id),
    closed TEXT,
    outcome TEXT CHECK (outcome IN ('well', 'usual')),
    share REAL,
    expected REAL,
    looked_at INTEGER,
    reason TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX alert_open ON alert (source_id, kind, ifnull(field, '')) WHERE closed IS NULL;
CREATE INDEX alert_source ON alert (source_id);

CREATE INDEX page_seen ON page (source_id, first_seen, state, article_id);
CREATE INDEX fetch_listing ON fetch (at) WHERE feed_id IS NOT NULL AND snapshot_id IS NOT NULL;
"""

VIEWS = """
CREATE VIEW alerts (
    id, source, kind, field, since, opened, closed, outcome, share, expected, looked_at, reason, run_id
) AS
SELECT
    a.id, s.key, a.kind, a.field, a.since, a.opened, a.closed, a.outcome, a.share, a.expected, a.looked_at, a.reason,
    a.run_id
FROM alert a
JOIN source s ON s.id = a.source_id;

DROP VIEW coverage;

CREATE VIEW coverage (
    source, day, announced, archived, missing, duplicates, not_articles, due, gone, refused, failed
) AS
SELECT
    f.key, date(p.first_seen), count(*), count(p.article_id),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state NOT IN ('not_article', 'duplicate')),
    count(*) FILTER (WHERE p.state = 'duplicate'),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state = 'not_article'),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state IN ('due', 'leased')),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state = 'gone'),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state = 'refused'),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state = 'failed')
FROM page p
JOIN source f ON f.id = p.source_id
GROUP BY f.id, date(p.first_seen);
"""

SQL = TABLES + VIEWS
