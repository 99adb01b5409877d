"""Schema 1: the first tables, contract views and full-text index. Released, so never edited."""

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

# Plain SQL for any SQLite since 3.38: no ORDER BY inside aggregates (3.44), so an ordered subquery feeds each of them.
VIEWS = """
CREATE VIEW article_sections (article_id, position, level, heading, text) AS
SELECT a.id, o.position, s.level, s.heading, s.text
FROM article a
JOIN outline o ON o.revision_id = a.revision_id AND o.position > 0
JOIN section s ON s.id = o.section_id;

CREATE VIEW article_authors (article_id, position, name, url, bio) AS
SELECT a.id, b.position, w.name, w.url, t.text
FROM article a
JOIN byline b ON b.revision_id = a.revision_id
JOIN author w ON w.id = b.author_id
LEFT JOIN bio t ON t.id = b.bio_id;

CREATE VIEW article_comments (
    article_id, provider, comment_id, parent_id, author, published, text, first_seen, removed_at
) AS
SELECT
    c.article_id, w.provider, c.comment_id, c.parent_id, c.author, c.published, c.text,
    ifnull(c.first_seen, a.first_seen), c.removed_at
FROM comment c
JOIN article a ON a.id = c.article_id
LEFT JOIN comment_widget w ON w.article_id = c.article_id AND w.position = c.widget;

CREATE VIEW comment_widgets (article_id, provider, site_id, thread_id, count, open, observed_at) AS
SELECT w.article_id, w.provider, w.site_id, w.thread_id, n.count, n.open, n.observed_at
FROM comment_widget w
JOIN comment_count n ON n.article_id = w.article_id AND n.widget = w.position;

CREATE VIEW articles (
    id, source, url, canonical_url, title, subtitle, text, authors, headings, tags, published, modified, language,
    image, paywalled, word_count, comment_count, first_seen, last_seen, gone_at, revision_id, revision_count,
    parser_version
) AS
SELECT
    a.id, f.key, a.url, a.canonical_url, r.title, r.subtitle,
    (SELECT ifnull(group_concat(body, char(10)), '') FROM (
        SELECT CASE WHEN s.heading IS NULL THEN s.text
                    WHEN s.text = '' THEN s.heading
                    ELSE s.heading || char(10) || s.text END AS body
        FROM outline o JOIN section s ON s.id = o.section_id
        WHERE o.revision_id = a.revision_id ORDER BY o.position)),
    (SELECT json_group_array(name) FROM (
        SELECT w.name FROM byline b JOIN author w ON w.id = b.author_id
        WHERE b.revision_id = a.revision_id ORDER BY b.position)),
    (SELECT json_group_array(heading) FROM (
        SELECT s.heading FROM outline o JOIN section s ON s.id = o.section_id
        WHERE o.revision_id = a.revision_id AND o.position > 0 ORDER BY o.position)),
    (SELECT json_group_array(name) FROM (
        SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id
        WHERE x.revision_id = a.revision_id ORDER BY x.position)),
    a.published, a.modified, r.language, r.image, a.paywalled, r.word_count, a.comment_count,
    a.first_seen, a.last_seen, a.gone_at, a.revision_id,
    (SELECT count(*) FROM revision v WHERE v.article_id = a.id AND v.cause IN ('first', 'edit')),
    r.parser_version
FROM article a
JOIN revision r ON r.id = a.revision_id
LEFT JOIN source f ON f.id = a.source_id;

CREATE VIEW changes (article_id, from_revision, to_revision, seen_at, part, kind, before, after, silent) AS
SELECT
    r.article_id, c.from_revision, c.revision_id, r.seen_at, c.part, c.kind,
    ifnull(c.before, (SELECT s.text FROM section s WHERE s.id = c.before_section)),
    ifnull(c.after, (SELECT s.text FROM section s WHERE s.id = c.after_section)),
    r.silent
FROM change c
JOIN revision r ON r.id = c.revision_id;

CREATE VIEW coverage (source, day, announced, archived, missing) AS
SELECT
    f.key, date(p.first_seen), count(*), count(p.article_id),
    count(*) FILTER (WHERE p.article_id IS NULL AND p.state NOT IN ('not_article', 'duplicate'))
FROM page p
JOIN source f ON f.id = p.source_id
GROUP BY f.id, date(p.first_seen);

CREATE VIEW source_health (
    source, enabled, paused, next_due, last_started, last_article, articles, gone, due, failed, refused,
    with_author, with_sections, with_published
) AS
SELECT
    f.key, f.enabled, f.paused, f.next_due, f.last_started, s.last_article, ifnull(s.articles, 0), ifnull(s.gone, 0),
    ifnull(q.due, 0), ifnull(q.failed, 0), ifnull(q.refused, 0), s.with_author, s.with_sections, s.with_published
FROM source f
LEFT JOIN (
    SELECT
        a.source_id, count(*) AS articles, count(a.gone_at) AS gone, max(a.first_seen) AS last_article,
        round(avg(EXISTS (SELECT 1 FROM byline b WHERE b.revision_id = a.revision_id)), 3) AS with_author,
        round(avg(EXISTS (SELECT 1 FROM outline o WHERE o.revision_id = a.revision_id AND o.position > 0)), 3)
            AS with_sections,
        round(avg(a.published IS NOT NULL), 3) AS with_published
    FROM article a GROUP BY a.source_id
) s ON s.source_id = f.id
LEFT JOIN (
    SELECT
        p.source_id, count(*) FILTER (WHERE p.state IN ('due', 'leased')) AS due,
        count(*) FILTER (WHERE p.state = 'failed') AS failed, count(*) FILTER (WHERE p.state = 'refused') AS refused
    FROM page p GROUP BY p.source_id
) q ON q.source_id = f.id;

CREATE VIEW runs (id, command, sources, started, finished, seconds, outcome, reason, counts) AS
SELECT
    id, command, sources, started, finished, unixepoch(finished) - unixepoch(started), outcome, reason, counts
FROM run;
"""

# Content of the index, told once for writing, rebuilding and checking it. Tokens keep no accents (remove_diacritics 2);
# what the tokeniser would split or swallow (C++, C#, .NET, Chinese, Japanese) stands once more in `terms`.
SEARCH = """
CREATE VIEW search_document (article_id, title, headings, text, authors, terms) AS
SELECT
    a.id, r.title,
    (SELECT group_concat(heading, char(10)) FROM (
        SELECT s.heading FROM outline o JOIN section s ON s.id = o.section_id
        WHERE o.revision_id = a.revision_id AND o.position > 0 ORDER BY o.position)),
    (SELECT group_concat(body, char(10)) FROM (
        SELECT r.subtitle AS body WHERE r.subtitle IS NOT NULL
        UNION ALL
        SELECT * FROM (
            SELECT s.text FROM outline o JOIN section s ON s.id = o.section_id
            WHERE o.revision_id = a.revision_id ORDER BY o.position))),
    (SELECT group_concat(name, char(10)) FROM (
        SELECT w.name FROM byline b JOIN author w ON w.id = b.author_id
        WHERE b.revision_id = a.revision_id ORDER BY b.position)),
    t.terms
FROM article a
JOIN revision r ON r.id = a.revision_id
LEFT JOIN search_term t ON t.article_id = a.id;

CREATE VIRTUAL TABLE article_search USING fts5 (
    title, headings, text, authors, terms,
    content="search_document", content_rowid="article_id",
    tokenize="unicode61 remove_diacritics 2"
);

INSERT INTO article_search (article_search, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0, 4.0, 2.0)');
"""

SQL = TABLES + VIEWS + SEARCH
