"""Taking an article back that never was one: what others of its host say later shows what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from archive import manifest
from archive.care.erasing import drop_article
from archive.store import Archive
from archive.times import utc_text
from archive.versions.desk import observe_event


def withdraw(
    archive: Archive, page_ids: Sequence[int], *, reason: str, now: datetime, alike: Iterable[int] = ()
) -> int:
    """Make the articles of these pages what was found out of them: pages that are none, for this reason; how many.

    An article that was looked at more than once, or read anew, stays: it may have said something else. That pages which are
    ``alike`` said the same, and so became its further addresses, is no such look. Requests and bytes stay in any case, and
    unlike what was erased it may come again.
    """
    withdrawn, others = 0, json.dumps(sorted({*page_ids, *alike}))
    with archive.transaction():
        for page_id in page_ids:
            row = archive.connection.execute(
                "SELECT a.id, a.revision_id, r.fetch_id FROM article a JOIN revision r ON r.id = a.revision_id"
                " WHERE a.page_id = ?1 AND (SELECT count(*) FROM revision o WHERE o.article_id = a.id) = 1"
                " AND NOT EXISTS (SELECT 1 FROM fetch f JOIN page p ON p.id = f.page_id"
                "  WHERE p.article_id = a.id AND p.leads_to IS NULL"
                "  AND (p.id = a.page_id OR p.id NOT IN (SELECT value FROM json_each(?2))) AND f.id NOT IN (SELECT r.fetch_id UNION SELECT fetch_id FROM revision_fetch WHERE revision_id = r.id)"
                "  AND (f.status BETWEEN 200 AND 299 OR f.status = 304))",
                [page_id, others],
            ).fetchone()
            if row is not None:
                _withdraw(archive, *row, reason=reason, at=utc_text(now))
                withdrawn += 1
    return withdrawn


def _withdraw(archive: Archive, article_id: int, revision_id: int, fetch_id: int, *, reason: str, at: str) -> None:
    connection, desk = archive.connection, archive.desk
    connection.execute("PRAGMA defer_foreign_keys=ON")
    manifest.touch(connection, revisions=[revision_id])
    pages = connection.execute("SELECT id, url FROM page WHERE article_id = ?", [article_id]).fetchall()
    desk.index.remove(article_id)
    drop_article(connection, article_id, revisions=[revision_id], urls=())
    connection.execute(
        "UPDATE page SET state = 'not_article', reason = ?, tries = 0, next_due = NULL"
        " WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('done', 'duplicate')",
        [reason, json.dumps([number for number, _ in pages])],
    )
    for number, url in pages:
        observe_event(connection, None, at, "not_article", url, fetch_id, number)
    desk.bodies.clear()
    desk.names.clear()
