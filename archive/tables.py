"""The tables of the archive, as the first migration makes them. ``docs/reference/schema.md`` tells every column."""

from __future__ import annotations

# Text is stored once: a section's words stand in `section` alone, shared by all revisions that have them unchanged.
# Child tables with a natural key are WITHOUT ROWID: one b-tree instead of two.
TABLES = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    sources TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT CHECK (outcome IN ('finished', 'stopped', 'crashed', 'timeout', 'failed')),
    reason TEXT,
    counts TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE INDEX run_open ON run (id) WHERE finished IS NULL;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    name TEXT,
    enabled INTEGER NOT NULL DEFAULT 1,
    every_seconds INTEGER,
    paused INTEGER NOT NULL DEFAULT 0,
    next_due TEXT,
    requested_at TEXT,
    last_started TEXT,
    run_id INTEGER REFERENCES run (id),
    first_seen TEXT NOT NULL,
    removed_at TEXT
) STRICT;

CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    base_id INTEGER REFERENCES snapshot (id),
    depth INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE host (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    robots_text TEXT,
    robots_status INTEGER,
    robots_at TEXT,
    crawl_delay REAL,
    backoff_until TEXT,
    backoff_reason TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    last_fetch TEXT,
    anchor_id INTEGER REFERENCES snapshot (id),
    anchor_uses INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    source_id INTEGER REFERENCES source (id),
    etag TEXT,
    last_modified TEXT,
    body_hash BLOB,
    entries INTEGER,
    last_status INTEGER,
    last_read TEXT,
    next_due TEXT,
    reads INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    last_changed TEXT
) STRICT;

CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    source_id INTEGER REFERENCES source (id),
    page_id INTEGER NOT NULL REFERENCES page (id),
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    published TEXT,
    modified TEXT,
    paywalled INTEGER,
    comment_count INTEGER,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    gone_evidence_at TEXT,
    gone_at TEXT,
    revision_id INTEGER NOT NULL REFERENCES revision (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX article_source ON article (source_id, published);
CREATE INDEX article_published ON article (published);
CREATE UNIQUE INDEX article_revision ON article (revision_id);
CREATE INDEX article_url ON article (url);
CREATE INDEX article_canonical ON article (canonical_url);

CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    host_id INTEGER NOT NULL REFERENCES host (id),
    source_id INTEGER REFERENCES source (id),
    state TEXT NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'leased', 'done', 'gone', 'refused', 'failed', 'not_article', 'duplicate')),
    reason TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    rank REAL NOT NULL DEFAULT 0,
    next_due TEXT,
    run_id INTEGER REFERENCES run (id),
    lease_until TEXT,
    asked_by INTEGER REFERENCES run (id),
    first_seen TEXT NOT NULL,
    updated TEXT,
    last_fetch TEXT,
    etag TEXT,
    last_modified TEXT,
    article_id INTEGER REFERENCES article (id)
) STRICT;

CREATE INDEX page_due ON page (source_id, host_id, rank DESC, next_due) WHERE state = 'due';
CREATE INDEX page_asked ON page (asked_by, host_id, rank DESC, next_due) WHERE state = 'due' AND asked_by IS NOT NULL;
CREATE INDEX page_leased ON page (host_id, run_id, lease_until) WHERE state = 'leased';
CREATE INDEX page_visit ON page (source_id, next_due) WHERE state = 'done' AND next_due IS NOT NULL;
CREATE INDEX page_article ON page (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE announcer (
    id INTEGER PRIMARY KEY,
    via TEXT NOT NULL CHECK (via IN ('feed', 'sitemap', 'front', 'section', 'person', 'link')),
    url TEXT NOT NULL,
    UNIQUE (via, url)
) STRICT;

CREATE TABLE announcement (
    page_id INTEGER NOT NULL REFERENCES page (id),
    announcer_id INTEGER NOT NULL REFERENCES announcer (id),
    run_id INTEGER NOT NULL REFERENCES run (id),
    at TEXT NOT NULL,
    title TEXT,
    published TEXT,
    updated TEXT,
    PRIMARY KEY (page_id, announcer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fetch (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES run (id),
    page_id INTEGER REFERENCES page (id),
    feed_id INTEGER REFERENCES feed (id),
    url TEXT NOT NULL,
    final_url TEXT,
    at TEXT NOT NULL,
    status INTEGER,
    error TEXT,
    headers TEXT,
    seconds REAL,
    bytes INTEGER,
    snapshot_id INTEGER REFERENCES snapshot (id)
) STRICT;

CREATE INDEX fetch_page ON fetch (page_id) WHERE page_id IS NOT NULL;
CREATE INDEX fetch_feed ON fetch (feed_id) WHERE feed_id IS NOT NULL;
CREATE INDEX fetch_snapshot ON fetch (snapshot_id) WHERE snapshot_id IS NOT NULL;

CREATE TABLE alias (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    kind TEXT NOT NULL CHECK (kind IN ('page', 'redirect', 'canonical')),
    first_seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX alias_article ON alias (article_id);

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED,
    seen_at TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('first', 'edit', 'parser', 'page', 'fuller')),
    silent INTEGER,
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    parser_version TEXT NOT NULL,
    confidence REAL NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT,
    published TEXT,
    modified TEXT,
    language TEXT,
    image TEXT,
    site_name TEXT,
    paywalled INTEGER,
    word_count INTEGER NOT NULL,
    text_hash INTEGER NOT NULL
) STRICT;

CREATE INDEX revision_article ON revision (article_id);
CREATE INDEX revision_text ON revision (text_hash);

CREATE TABLE revision_fetch (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    heading TEXT,
    level INTEGER,
    text TEXT NOT NULL,
    kinds TEXT,
    lengths TEXT
) STRICT;

CREATE TABLE outline (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    section_id INTEGER NOT NULL REFERENCES section (id),
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE author (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT,
    image TEXT,
    links TEXT
) STRICT;

CREATE UNIQUE INDEX author_name ON author (name, ifnull(url, ''));

CREATE TABLE bio (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES author (id),
    text TEXT NOT NULL,
    first_seen TEXT NOT NULL
) STRICT;

CREATE INDEX bio_author ON bio (author_id);

CREATE TABLE byline (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES author (id),
    bio_id INTEGER REFERENCES bio (id),
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX byline_author ON byline (author_id);

CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE revision_tag (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    tag_id INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX revision_tag_tag ON revision_tag (tag_id);

CREATE TABLE comment_widget (
    article_id INTEGER NOT NULL REFERENCES article (id),
    position INTEGER NOT NULL,
    provider TEXT NOT NULL,
    site_id TEXT,
    thread_id TEXT,
    url TEXT,
    first_seen TEXT,
    last_seen TEXT,
    removed_at TEXT,
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment_count (
    article_id INTEGER NOT NULL,
    widget INTEGER NOT NULL,
    observed_at TEXT NOT NULL,
    count INTEGER,
    open INTEGER,
    PRIMARY KEY (article_id, widget, observed_at),
    FOREIGN KEY (article_id, widget) REFERENCES comment_widget (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment (
    article_id INTEGER NOT NULL REFERENCES article (id),
    position INTEGER NOT NULL,
    widget INTEGER,
    comment_id TEXT,
    parent_id TEXT,
    author TEXT,
    published TEXT,
    text TEXT NOT NULL,
    first_seen TEXT,
    last_seen TEXT,
    removed_at TEXT,
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    article_id INTEGER NOT NULL REFERENCES article (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    text TEXT NOT NULL,
    first_seen TEXT,
    last_seen TEXT,
    removed_at TEXT,
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'modified', 'shorter', 'not_article', 'canonical', 'paywalled', 'moved', 'gone', 'returned'
    )),
    value TEXT,
    fetch_id INTEGER REFERENCES fetch (id)
) STRICT;

CREATE INDEX observation_article ON observation (article_id);

CREATE TABLE change (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    from_revision INTEGER NOT NULL REFERENCES revision (id),
    part TEXT NOT NULL,
    kind TEXT NOT NULL,
    before TEXT,
    after TEXT,
    before_section INTEGER REFERENCES section (id),
    after_section INTEGER REFERENCES section (id),
    PRIMARY KEY (revision_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE search_term (
    article_id INTEGER PRIMARY KEY REFERENCES article (id),
    terms TEXT NOT NULL
) STRICT;
"""
