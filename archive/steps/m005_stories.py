"""Schema 5: articles that tell one story in the same words, the numbers by which they are found; what is often asked for."""

from __future__ import annotations

# A number leads to few articles, and nothing is asked the other way round: no key but this one, and no reference, which
# would have every article that is taken out look through all numbers.
TABLES = """
CREATE TABLE band (
    number INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (number, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_article (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    publisher INTEGER NOT NULL,
    share REAL,
    share_of_first REAL
) STRICT;

CREATE INDEX story_article_story ON story_article (story_id, at, article_id, publisher);

CREATE TABLE story_due (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE
) STRICT;

INSERT INTO story_due (article_id) SELECT id FROM article;

CREATE INDEX change_kind ON change (kind);
CREATE INDEX article_gone ON article (gone_at) WHERE gone_at IS NOT NULL;
"""

VIEWS = """
CREATE VIEW stories (
    story_id, article_id, source, url, title, published, first_seen, relation, share, share_of_first, articles, sources
) AS
SELECT
    m.story_id, m.article_id, f.key, a.url, r.title, a.published, a.first_seen,
    CASE WHEN NOT EXISTS (
            SELECT 1 FROM story_article e
            WHERE e.story_id = m.story_id AND (e.at, e.article_id) < (m.at, m.article_id)) THEN 'first'
        WHEN NOT EXISTS (
            SELECT 1 FROM story_article e
            WHERE e.story_id = m.story_id AND (e.at, e.article_id) < (m.at, m.article_id)
                AND e.publisher = m.publisher) THEN 'copy'
        ELSE 'repeat' END,
    m.share, m.share_of_first,
    (SELECT count(*) FROM story_article e WHERE e.story_id = m.story_id),
    (SELECT count(DISTINCT e.publisher) FROM story_article e WHERE e.story_id = m.story_id)
FROM story_article m
JOIN article a ON a.id = m.article_id
JOIN revision r ON r.id = a.revision_id
LEFT JOIN source f ON f.id = a.source_id;
"""

SQL = TABLES + VIEWS
