"""Schema 21: the view of pages that were announced and are not archived, with all that tells why."""

from __future__ import annotations

SQL = """
CREATE VIEW missing (
    source, first_seen, url, state, reason, tries, next_due, title, announcers, followed, paused, host, backoff_until,
    backoff_reason, spent_until
) AS
SELECT
    f.key, p.first_seen, p.url, iif(p.state = 'leased', 'due', p.state), p.reason, p.tries, p.next_due,
    (SELECT a.title FROM announcement a WHERE a.page_id = p.id AND a.title IS NOT NULL LIMIT 1),
    (SELECT json_group_array(w.url) FROM announcement a JOIN announcer w ON w.id = a.announcer_id
     WHERE a.page_id = p.id AND w.url <> ''),
    f.enabled AND f.removed_at IS NULL, f.paused, h.name, h.backoff_until, h.backoff_reason, h.spent_until
FROM source f
JOIN page p ON p.source_id = f.id
JOIN host h ON h.id = p.host_id
WHERE p.article_id IS NULL AND p.state NOT IN ('not_article', 'duplicate');
"""
