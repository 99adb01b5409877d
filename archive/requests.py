"""One row per request, and what lasts of it: the page's validators, the host's manners, the feed's habits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from archive import snapshots
from archive.driver import Connection
from archive.identity import host_name
from archive.rows import FeedState, Fetch, HostState
from archive.snapshots import BodyCache
from archive.times import read_time, utc_text

_RECENT = 10_000
"""How many requests back one of a feed may have been told already: what a crashed crawl left is told again by the next.
A page has few requests, and may be told again years later, by a WARC file or another archive."""


_NEWER = "id = ? AND ifnull(last_fetch, '') <= ?"
"""The page, unless something newer is known of it."""


def host_id(connection: Connection, name: str) -> int:
    """The row of a ``name:port``, made where it is missing."""
    row = connection.execute("SELECT id FROM host WHERE name = ?", [name]).fetchone()
    if row is None:
        row = connection.execute("INSERT INTO host (name) VALUES (?) RETURNING id", [name]).fetchone()
    return int(row[0])


def record(connection: Connection, cache: BodyCache, fetch: Fetch) -> int:
    """Write a request with its body; its id. The same request told twice is one row."""
    at = utc_text(fetch.at)
    owner, owner_id = ("page_id", fetch.page_id) if fetch.page_id is not None else ("feed_id", fetch.feed_id)
    if owner_id is not None:
        recent = "" if fetch.page_id is not None else f" AND id > ifnull((SELECT max(id) FROM fetch), 0) - {_RECENT}"
        told = connection.execute(
            f"SELECT id FROM fetch WHERE {owner} = ?{recent} AND at = ? AND url = ? AND status IS ?",
            [owner_id, at, fetch.url, fetch.status],
        ).fetchone()
        if told is not None:
            return int(told[0])
    snapshot_id = None
    if fetch.body is not None:
        base = connection.execute(
            # The last snapshot of the same address, or what that one is a difference against if it is of it too (and
            # always from the second step down): later sights of a page form a star around the first, not a chain.
            "SELECT CASE WHEN s.depth = 2 OR EXISTS (SELECT 1 FROM fetch b WHERE b.snapshot_id = s.base_id"
            f"  AND b.{owner} = f.{owner} AND b.url = f.url) THEN s.base_id ELSE s.id END"
            f" FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE f.{owner} = ? AND f.url = ?"
            " ORDER BY f.id DESC LIMIT 1",
            [owner_id, fetch.url],
        ).fetchone()
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
            json.dumps(dict(fetch.headers), ensure_ascii=False, separators=(",", ":")) if fetch.headers else None,
            fetch.seconds,
            fetch.bytes_received,
            snapshot_id,
        ],
    )
    return int(cursor.lastrowid or 0)


def record_for_page(connection: Connection, cache: BodyCache, fetch: Fetch) -> int:
    """``record``, and what follows for its page: when it was last read, and for a 304 that its article still stands."""
    fetch_id = record(connection, cache, fetch)
    if fetch.page_id is None or fetch.status is None or not (200 <= fetch.status < 300 or fetch.status == 304):
        return fetch_id
    at = utc_text(fetch.at)
    if fetch.status == 304:
        connection.execute(f"UPDATE page SET last_fetch = ? WHERE {_NEWER}", [at, fetch.page_id, at])
        connection.execute("UPDATE article SET last_seen = max(last_seen, ?) WHERE page_id = ?", [at, fetch.page_id])
    else:
        connection.execute(
            f"UPDATE page SET last_fetch = ?, etag = ?, last_modified = ? WHERE {_NEWER}",
            [at, fetch.headers.get("etag"), fetch.headers.get("last-modified"), fetch.page_id, at],
        )
    return fetch_id


def feed_id(connection: Connection, *, url: str, kind: str, source_key: str | None) -> int:
    """The row of a feed, sitemap or listing, made where it is missing."""
    row = connection.execute(
        "INSERT INTO feed (url, kind, source_id) VALUES (?, ?, (SELECT id FROM source WHERE key = ?))"
        " ON CONFLICT (url) DO UPDATE SET kind = excluded.kind, source_id = ifnull(excluded.source_id, source_id)"
        " RETURNING id",
        [url, kind, source_key],
    ).fetchone()
    return int(row[0])


def record_feed(
    connection: Connection,
    *,
    url: str,
    kind: str,
    source_key: str | None,
    etag: str | None,
    last_modified: str | None,
    body_hash: bytes | None,
    entries: int | None,
    status: int | None,
    now: datetime,
    next_due: datetime | None,
) -> int:
    """Keep how a reading went; ``body_hash`` None means that no body came (304 or a failure): the old one stands."""
    row_id = feed_id(connection, url=url, kind=kind, source_key=source_key)
    at = utc_text(now)
    connection.execute(
        "UPDATE feed SET last_status = ?, last_read = ?, next_due = ?, reads = reads + 1 WHERE id = ?",
        [status, at, None if next_due is None else utc_text(next_due), row_id],
    )
    if body_hash is not None:
        connection.execute(
            "UPDATE feed SET etag = :etag, last_modified = :last_modified, entries = :entries,"
            " changes = changes + (body_hash IS NOT NULL AND body_hash IS NOT :hash),"
            " last_changed = CASE WHEN body_hash IS :hash THEN last_changed ELSE :at END, body_hash = :hash"
            " WHERE id = :id",
            {
                "etag": etag,
                "last_modified": last_modified,
                "entries": entries,
                "hash": body_hash,
                "at": at,
                "id": row_id,
            },
        )
    return row_id


def feed_state(connection: Connection, url: str) -> FeedState | None:
    """What is known of a feed, or None."""
    row = connection.execute(
        "SELECT f.id, f.url, f.kind, s.key, f.etag, f.last_modified, f.body_hash, f.entries, f.last_status, f.last_read,"
        " f.next_due, f.reads, f.changes, f.last_changed FROM feed f LEFT JOIN source s ON s.id = f.source_id"
        " WHERE f.url = ?",
        [url],
    ).fetchone()
    if row is None:
        return None
    return FeedState(
        id=row[0],
        url=row[1],
        kind=row[2],
        source_key=row[3],
        etag=row[4],
        last_modified=row[5],
        last_hash=row[6],
        entries=row[7],
        last_status=row[8],
        last_read=read_time(row[9]),
        next_due=read_time(row[10]),
        reads=row[11],
        changes=row[12],
        last_changed=read_time(row[13]),
    )


def host_state(connection: Connection, name: str) -> HostState | None:
    """What is known of a ``name:port``, or None."""
    row = connection.execute(
        "SELECT robots_text, robots_status, robots_at, crawl_delay, backoff_until, backoff_reason, failures, last_fetch"
        " FROM host WHERE name = ?",
        [name],
    ).fetchone()
    if row is None:
        return None
    return HostState(
        host=name,
        robots_text=row[0],
        robots_status=row[1],
        robots_at=read_time(row[2]),
        crawl_delay=row[3],
        backoff_until=read_time(row[4]),
        backoff_reason=row[5],
        failures=row[6],
        last_fetch=read_time(row[7]),
    )


def record_host(connection: Connection, name: str, changes: Mapping[str, Any]) -> None:
    """Write the named columns of a host's row, times as aware datetimes, and leave the others."""
    row_id = host_id(connection, name)
    values = {key: utc_text(value) if isinstance(value, datetime) else value for key, value in changes.items()}
    if values:
        assignments = ", ".join(f"{column} = ?" for column in values)
        connection.execute(f"UPDATE host SET {assignments} WHERE id = ?", [*values.values(), row_id])
