"""Schema 12: what an announcer said of a page before it said something else, and all of it in one view."""

from __future__ import annotations

SQL = """
CREATE TABLE announced_before (
    page_id INTEGER NOT NULL,
    announcer_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES run (id),
    title TEXT,
    published TEXT,
    PRIMARY KEY (page_id, announcer_id, at),
    FOREIGN KEY (page_id, announcer_id) REFERENCES announcement (page_id, announcer_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE VIEW announcements (
    url, article_id, source, via, announcer, at, until, title, published, updated, run_id
) AS
SELECT p.url, p.article_id, s.key, w.via, w.url, t.at, t.until, t.title, t.published, t.updated, t.run_id
FROM (
    SELECT page_id, announcer_id, at, NULL AS until, title, published, updated, run_id FROM announcement
    UNION ALL
    SELECT b.page_id, b.announcer_id, b.at,
        ifnull(
            (SELECT min(n.at) FROM announced_before n
                WHERE n.page_id = b.page_id AND n.announcer_id = b.announcer_id AND n.at > b.at),
            (SELECT a.at FROM announcement a WHERE a.page_id = b.page_id AND a.announcer_id = b.announcer_id)),
        b.title, b.published, NULL, b.run_id
    FROM announced_before b
) t
JOIN page p ON p.id = t.page_id
JOIN announcer w ON w.id = t.announcer_id
LEFT JOIN source s ON s.id = p.source_id;
"""
