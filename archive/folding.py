"""Further pages of an article that lists announce too: addresses of that article, and no articles of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from archive.addresses import host_name
from archive.crawls.hosts import host_id
from archive.store import Archive
from archive.times import utc_text
from archive.withdrawing import withdraw

REASON = "a further page of an article"


def fold(archive: Archive, page_id: int, article_id: int, parts: Iterable[tuple[str, str]], *, now: datetime) -> int:
    """Note that these pages, by key and URL, are told within the article of ``page_id``; how many articles that undid.

    They are known from now on, so that no announcement has them fetched. One that was archived by itself before is taken
    back, unless it has a history of its own.
    """
    connection, undone = archive.connection, 0
    for key, url in parts:
        connection.execute(
            "INSERT INTO page (key, url, host_id, state, first_seen) VALUES (?, ?, ?, 'duplicate', ?)"
            " ON CONFLICT DO NOTHING",
            [key, url, host_id(connection, host_name(url)), utc_text(now)],
        )
        part_id, led_to, own = connection.execute(
            "SELECT p.id, p.article_id, a.page_id IS p.id FROM page p LEFT JOIN article a ON a.id = p.article_id"
            " WHERE p.key = ?",
            [key],
        ).fetchone()
        if part_id == page_id:
            continue
        if led_to is not None and led_to != article_id:
            if not own or not withdraw(archive, [part_id], reason=REASON, now=now):
                continue
            undone += 1
        connection.execute(
            "UPDATE page SET state = 'duplicate', reason = NULL, tries = 0, next_due = NULL, run_id = NULL,"
            " lease_until = NULL, article_id = ?, leads_to = ? WHERE id = ?",
            [article_id, page_id, part_id],
        )
    return undone


def is_folded(archive: Archive, page_id: int) -> bool:
    """Whether the page is told within the article of another."""
    row = archive.connection.execute(
        "SELECT article_id IS NOT NULL AND leads_to IS NOT NULL FROM page WHERE id = ?", [page_id]
    ).fetchone()
    return bool(row and row[0])
