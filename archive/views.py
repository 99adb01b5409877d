"""What other programs read: the views of the archive and its full-text index. Columns here are a promise."""

from __future__ import annotations

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
