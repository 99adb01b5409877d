"""Schema 2: the whole document of every version, every look at an article, events, and views over any past moment."""

from __future__ import annotations

TABLES = """
CREATE TABLE rule_set (
    id INTEGER PRIMARY KEY,
    rules TEXT NOT NULL UNIQUE
) STRICT;

ALTER TABLE revision ADD COLUMN published_offset INTEGER;
ALTER TABLE revision ADD COLUMN modified_offset INTEGER;
ALTER TABLE revision ADD COLUMN rule_set_id INTEGER REFERENCES rule_set (id);
ALTER TABLE revision ADD COLUMN told TEXT;
ALTER TABLE section ADD COLUMN extras TEXT;
ALTER TABLE comment ADD COLUMN published_offset INTEGER;

CREATE TABLE portrait (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES author (id),
    image TEXT,
    links TEXT
) STRICT;

CREATE INDEX portrait_author ON portrait (author_id);

ALTER TABLE byline ADD COLUMN portrait_id INTEGER REFERENCES portrait (id);

CREATE TABLE sighting (
    article_id INTEGER NOT NULL REFERENCES article (id),
    at TEXT NOT NULL,
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    revision_id INTEGER REFERENCES revision (id),
    differs TEXT,
    document BLOB,
    PRIMARY KEY (article_id, at, fetch_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sighting_revision ON sighting (revision_id);

ALTER TABLE observation RENAME TO observation_1;

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    article_id INTEGER REFERENCES article (id),
    page_id INTEGER REFERENCES page (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'modified', 'shorter', 'not_article', 'canonical', 'paywalled', 'moved', 'missing', 'gone', 'returned',
        'refused', 'failed'
    )),
    value TEXT,
    seconds INTEGER,
    fetch_id INTEGER REFERENCES fetch (id),
    CHECK (article_id IS NOT NULL OR page_id IS NOT NULL)
) STRICT;

INSERT INTO observation (id, article_id, at, kind, value, fetch_id)
SELECT id, article_id, at, kind, value, fetch_id FROM observation_1;

CREATE INDEX observation_page ON observation (page_id) WHERE page_id IS NOT NULL;
CREATE INDEX change_from ON change (from_revision);
"""

# What schema 1 knew without having a place for it.
KNOWN_BEFORE = """
INSERT INTO portrait (author_id, image, links)
SELECT id, image, links FROM author WHERE image IS NOT NULL OR links IS NOT NULL ORDER BY id;

UPDATE byline SET portrait_id = (SELECT p.id FROM portrait p WHERE p.author_id = byline.author_id)
WHERE author_id IN (SELECT author_id FROM portrait);

INSERT INTO observation (article_id, page_id, at, kind, value, seconds, fetch_id)
SELECT
    a.id, f.page_id, f.at, 'missing', 'HTTP ' || f.status,
    iif(f.id IN (SELECT o.fetch_id FROM observation_1 o WHERE o.kind = 'gone'), 0, 3600), f.id
FROM fetch f JOIN article a ON a.page_id = f.page_id
WHERE f.status IN (404, 410)
ORDER BY f.id;

DROP TABLE observation_1;

CREATE INDEX observation_article ON observation (article_id) WHERE article_id IS NOT NULL;

INSERT INTO sighting (article_id, at, fetch_id, revision_id, differs)
SELECT
    s.article_id, s.at, s.fetch_id, s.revision_id,
    (SELECT json_object('modified', o.value) FROM observation o
     WHERE o.article_id = s.article_id AND o.kind = 'modified' AND o.at <= s.at AND o.at > s.since
     ORDER BY o.at DESC LIMIT 1)
FROM (
    SELECT
        a.id AS article_id, f.at, f.id AS fetch_id, max(r.seen_at) AS since, r.id AS revision_id
    FROM article a
    JOIN fetch f ON f.page_id = a.page_id AND f.status BETWEEN 200 AND 299 AND f.at > a.first_seen
    JOIN revision r ON r.article_id = a.id AND r.seen_at <= f.at
    WHERE NOT EXISTS (SELECT 1 FROM revision v WHERE v.article_id = a.id AND v.fetch_id = f.id)
        AND NOT EXISTS (SELECT 1 FROM revision v JOIN revision_fetch x ON x.revision_id = v.id
                        WHERE v.article_id = a.id AND x.fetch_id = f.id)
        AND NOT EXISTS (SELECT 1 FROM observation o
                        WHERE o.article_id = a.id AND o.fetch_id = f.id AND o.kind IN ('shorter', 'not_article'))
    GROUP BY a.id, f.id
) s;
"""

# A version is valid from the moment its bytes were fetched until other bytes told something else. Where a later parser
# has read the same bytes anew, the later reading stands for them: so the past, too, is told as well as we can read it.
VIEWS = """
CREATE VIEW article_versions (
    article_id, revision_id, valid_from, valid_to, cause, silent, source, url, canonical_url, title, subtitle, text,
    authors, headings, tags, published, published_offset, modified, modified_offset, language, image, site_name,
    paywalled, word_count, parser_version
) AS
SELECT
    v.article_id, v.revision_id, v.valid_from, v.valid_to, r.cause, r.silent, s.key, ifnull(f.final_url, f.url),
    ifnull(r.told ->> '$.canonical_url', ifnull(f.final_url, f.url)), r.title, r.subtitle,
    (SELECT ifnull(group_concat(body, char(10)), '') FROM (
        SELECT CASE WHEN s.heading IS NULL THEN s.text
                    WHEN s.text = '' THEN s.heading
                    ELSE s.heading || char(10) || s.text END AS body
        FROM outline o JOIN section s ON s.id = o.section_id
        WHERE o.revision_id = r.id ORDER BY o.position)),
    (SELECT json_group_array(name) FROM (
        SELECT w.name FROM byline b JOIN author w ON w.id = b.author_id
        WHERE b.revision_id = r.id ORDER BY b.position)),
    (SELECT json_group_array(heading) FROM (
        SELECT s.heading FROM outline o JOIN section s ON s.id = o.section_id
        WHERE o.revision_id = r.id AND o.position > 0 ORDER BY o.position)),
    (SELECT json_group_array(name) FROM (
        SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id
        WHERE x.revision_id = r.id ORDER BY x.position)),
    r.published, r.published_offset, r.modified, r.modified_offset, r.language, r.image, r.site_name, r.paywalled,
    r.word_count, r.parser_version
FROM article a
JOIN version v ON v.article_id = a.id
JOIN revision r ON r.id = v.revision_id
JOIN fetch f ON f.id = r.fetch_id
LEFT JOIN source s ON s.id = a.source_id;

CREATE VIEW section_versions (
    article_id, revision_id, valid_from, valid_to, position, level, heading, text
) AS
SELECT v.article_id, v.revision_id, v.valid_from, v.valid_to, o.position, s.level, s.heading, s.text
FROM version v
JOIN outline o ON o.revision_id = v.revision_id
JOIN section s ON s.id = o.section_id;

CREATE VIEW author_bios (
    article_id, revision_id, valid_from, valid_to, position, name, url, bio
) AS
SELECT v.article_id, v.revision_id, v.valid_from, v.valid_to, b.position, w.name, w.url, t.text
FROM version v
JOIN byline b ON b.revision_id = v.revision_id
JOIN author w ON w.id = b.author_id
LEFT JOIN bio t ON t.id = b.bio_id;

CREATE VIEW comment_counts (
    article_id, provider, site_id, thread_id, count, open, valid_from, valid_to
) AS
SELECT
    w.article_id, w.provider, w.site_id, w.thread_id, n.count, n.open, n.observed_at,
    ifnull(
        (SELECT min(l.observed_at) FROM comment_count l
         WHERE l.article_id = n.article_id AND l.widget = n.widget AND l.observed_at > n.observed_at),
        w.removed_at)
FROM comment_widget w
JOIN comment_count n ON n.article_id = w.article_id AND n.widget = w.position;

CREATE VIEW events (article_id, url, at, kind, detail) AS
SELECT o.article_id, ifnull(f.url, ifnull(p.url, a.url)), o.at, o.kind, o.value
FROM observation o
LEFT JOIN fetch f ON f.id = o.fetch_id
LEFT JOIN page p ON p.id = o.page_id
LEFT JOIN article a ON a.id = o.article_id
UNION ALL
SELECT x.article_id, x.url, x.first_seen, 'redirect', a.url
FROM alias x
JOIN article a ON a.id = x.article_id
WHERE x.kind = 'redirect';
"""

VERSION = """
CREATE VIEW version (article_id, revision_id, valid_from, valid_to) AS
SELECT
    r.article_id, r.id, f.at,
    (SELECT min(g.at) FROM revision n JOIN fetch g ON g.id = n.fetch_id
     WHERE n.article_id = r.article_id AND g.at > f.at)
FROM revision r
JOIN fetch f ON f.id = r.fetch_id
WHERE NOT EXISTS (
    SELECT 1 FROM revision n WHERE n.article_id = r.article_id AND n.fetch_id = r.fetch_id AND n.id > r.id
);
"""

SQL = TABLES + KNOWN_BEFORE + VERSION + VIEWS
