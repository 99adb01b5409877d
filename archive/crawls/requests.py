"""One row per request, and what lasts of it: the page's validators."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from archive import snapshots
from archive.addresses import host_name
from archive.crawls.hosts import host_id
from archive.driver import Connection
from archive.rows import Fetch
from archive.snapshots import BodyCache
from archive.times import utc_text

_RECENT = 10_000
"""How many requests back one of a feed may have been told already: what a crashed crawl left is told again by the next.
A page has few requests, and may be told again years later, by a WARC file or another archive."""


_headers_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_NEWER = "id = ? AND ifnull(last_fetch, '') <= ?"
"""The page, unless something newer is known of it."""


_TOLD = ("run_id", "page_id", "url", "final_url", "at", "status", "error", "headers", "seconds", "bytes")


def told_columns(alias: str) -> str:
    """What a query asks for to have ``told`` make a Fetch of it; ``alias`` is what it calls the table."""
    return ", ".join(f"{alias}.{name}" for name in _TOLD)


def told(row: Sequence[Any]) -> Fetch:
    """A request as it was told, without its body, out of the ``told_columns`` of its row."""
    run_id, page_id, url, final_url, at, status, error, headers, seconds, received = row
    return Fetch(
        run_id=run_id,
        page_id=page_id,
        url=url,
        final_url=final_url or url,
        at=datetime.fromisoformat(at),
        status=status,
        error=error,
        headers=json.loads(headers) if headers else {},
        seconds=seconds,
        bytes_received=received,
    )


def record(connection: Connection, cache: BodyCache, fetch: Fetch, *, is_first: bool = False) -> int:
    """Write a request with its body; its id. The same request told twice is one row. ``is_first`` where it is known that
    nothing has been asked of its page before."""
    at = utc_text(fetch.at)
    owner, owner_id = ("page_id", fetch.page_id) if fetch.page_id is not None else ("feed_id", fetch.feed_id)
    if owner_id is not None and not is_first:
        recent = "" if fetch.page_id is not None else f" AND id > ifnull((SELECT max(id) FROM fetch), 0) - {_RECENT}"
        told = connection.execute(
            f"SELECT id FROM fetch WHERE {owner} = ?{recent} AND at = ? AND url = ? AND status IS ?",
            [owner_id, at, fetch.url, fetch.status],
        ).fetchone()
        if told is not None:
            return int(told[0])
    snapshot_id = None
    if fetch.body is not None:
        base = (
            None
            if is_first
            else connection.execute(
                # The last snapshot of the same address, or what that one is a difference against if it is of it too (and
                # always from the second step down): later sights of a page form a star around the first, not a chain.
                "SELECT CASE WHEN s.depth = 2 OR EXISTS (SELECT 1 FROM fetch b WHERE b.snapshot_id = s.base_id"
                f"  AND b.{owner} = f.{owner} AND b.url = f.url) THEN s.base_id ELSE s.id END"
                f" FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE f.{owner} = ? AND f.url = ?"
                " ORDER BY f.id DESC LIMIT 1",
                [owner_id, fetch.url],
            ).fetchone()
        )
        snapshot_id = snapshots.keep(
            connection,
            cache,
            fetch.body,
            # Pages of a host are alike; its feeds and sitemaps are like nothing but themselves.
            host_id=host_id(connection, host_name(fetch.final_url)) if fetch.page_id is not None else None,
            base_id=base and base[0],
        )
    cursor = connection.execute(
        "INSERT INTO fetch (run_id, page_id, feed_id, url, final_url, at, status, error, headers, seconds, bytes,"
        " snapshot_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            fetch.run_id,
            fetch.page_id,
            fetch.feed_id,
            fetch.url,
            fetch.final_url if fetch.final_url != fetch.url else None,
            at,
            fetch.status,
            fetch.error,
            _headers_json(dict(fetch.headers)) if fetch.headers else None,
            fetch.seconds,
            fetch.bytes_received,
            snapshot_id,
        ],
    )
    return int(cursor.lastrowid or 0)


def record_for_page(connection: Connection, cache: BodyCache, fetch: Fetch) -> int:
    """``record``, and what follows for its page: when it was last read, and for a 304 that its article still stands."""
    fetch_id = record(connection, cache, fetch)
    note_read(connection, fetch)
    return fetch_id


def note_read(connection: Connection, fetch: Fetch) -> None:
    """What follows from a request for its page."""
    at = utc_text(fetch.at)
    if fetch.status == 304:
        connection.execute(f"UPDATE page SET last_fetch = ? WHERE {_NEWER}", [at, fetch.page_id, at])
        connection.execute(
            "UPDATE article SET last_seen = max(last_seen, ?) WHERE id = (SELECT article_id FROM page WHERE id = ?)",
            [at, fetch.page_id],
        )
    elif has_page(fetch):
        connection.execute(
            f"UPDATE page SET last_fetch = ?, etag = ?, last_modified = ? WHERE {_NEWER}",
            [at, fetch.headers.get("etag"), fetch.headers.get("last-modified"), fetch.page_id, at],
        )


def has_page(fetch: Fetch) -> bool:
    """Whether a request brought its page."""
    return fetch.status is not None and 200 <= fetch.status < 300
