"""Schema 22: copies of articles (print pages, second addresses) are looks too, and events tell whence an article moved.

What was seen of a copy before, nobody kept: it is taken to have said what the version said that stood then, by whose words
it was known as a copy.
"""

from __future__ import annotations

SQL = """
INSERT INTO sighting (article_id, at, fetch_id, revision_id)
SELECT
    a.id, f.at, f.id,
    ifnull(
        (SELECT r.id FROM revision r JOIN fetch g ON g.id = r.fetch_id
         WHERE r.article_id = a.id AND g.at <= f.at ORDER BY g.at DESC, r.id DESC LIMIT 1),
        (SELECT r.id FROM revision r JOIN fetch g ON g.id = r.fetch_id
         WHERE r.article_id = a.id ORDER BY g.at, r.id DESC LIMIT 1))
FROM page p
JOIN article a ON a.id = p.article_id AND a.page_id <> p.id
JOIN fetch f ON f.page_id = p.id AND f.status BETWEEN 200 AND 299 AND f.error IS NULL AND f.snapshot_id IS NOT NULL
WHERE p.state = 'duplicate' AND p.leads_to IS NULL
    AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = a.id AND r.fetch_id = f.id)
    AND NOT EXISTS (SELECT 1 FROM revision r JOIN revision_fetch x ON x.revision_id = r.id
                    WHERE r.article_id = a.id AND x.fetch_id = f.id)
    AND NOT EXISTS (SELECT 1 FROM observation o
                    WHERE o.page_id = p.id AND o.fetch_id = f.id AND o.kind = 'not_article')
ON CONFLICT DO NOTHING;

-- What counted as gone although it may stand at another address: that one is asked.
UPDATE page SET state = 'due', tries = 0, next_due = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), etag = NULL, last_modified = NULL
WHERE state = 'duplicate' AND leads_to IS NULL
    AND id IN (SELECT f.page_id FROM article a JOIN sighting s ON s.article_id = a.id JOIN fetch f ON f.id = s.fetch_id
               WHERE a.gone_at IS NOT NULL);

DROP VIEW events;

CREATE VIEW events (article_id, url, at, kind, detail) AS
SELECT
    o.article_id, ifnull(iif(o.kind = 'moved', ifnull(p.url, f.url), ifnull(f.url, p.url)), a.url), o.at, o.kind, o.value
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
