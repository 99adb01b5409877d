"""What lasts of feeds, sitemaps and front pages: validators, how often they bring something new, when they are due."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from archive.driver import Connection
from archive.rows import FeedHabit, FeedState, SourceRow
from archive.times import moment_text, read_time, utc_text
from parsers.article import Moment

_DUE = "(next_due IS NULL OR next_due <= :now OR last_read > :now)"
"""A clock that was set back makes a listing due that would else wait until the time of its last reading comes again."""

_MOVED = (
    "(last_read IS NULL OR listed > last_read"
    # A plain date tells no hour: that day everything may have come since.
    " OR length(listed) = 10 AND listed >= substr(last_read, 1, 10))"
)
"""Where an index tells when its sitemaps changed."""


def follow(connection: Connection, sources: Iterable[SourceRow]) -> None:
    """Make the listings of these sources those that are followed; a new one is due at once."""
    for source in sources:
        if not source.listings:
            continue
        connection.executemany(
            "INSERT INTO feed (url, kind, source_id) VALUES (?, ?, (SELECT id FROM source WHERE key = ?))"
            " ON CONFLICT (url) DO UPDATE SET followed = 1, parent_id = NULL, source_id = excluded.source_id"
            " WHERE followed = 0 OR parent_id IS NOT NULL OR source_id IS NULL",
            [(url, kind, source.key) for kind, url in source.listings],
        )
        connection.execute(
            "UPDATE feed SET followed = 0 WHERE followed AND parent_id IS NULL"
            " AND source_id = (SELECT id FROM source WHERE key = ?) AND url NOT IN (SELECT value FROM json_each(?))",
            [source.key, json.dumps([url for _, url in source.listings])],
        )


def not_due(connection: Connection, urls: Sequence[str], *, now: datetime) -> set[str]:
    """Those of these listings whose time has not come."""
    rows = connection.execute(
        f"SELECT url FROM feed WHERE url IN (SELECT value FROM json_each(:urls)) AND NOT {_DUE}",
        {"urls": json.dumps(list(urls)), "now": utc_text(now)},
    )
    return {url for (url,) in rows}


def due_children(
    connection: Connection, source_keys: Sequence[str], *, now: datetime, most: int
) -> list[tuple[str, str]]:
    """(key of its source, URL) of the sitemaps that an index of these sources names and whose time has come; of each
    source the ``most`` that wait longest."""
    rows = connection.execute(
        "SELECT (SELECT key FROM source WHERE id = source_id), url FROM (SELECT id, source_id, url,"
        "  row_number() OVER (PARTITION BY source_id ORDER BY next_due, id) AS place FROM feed"
        "  WHERE source_id IN (SELECT id FROM source WHERE key IN (SELECT value FROM json_each(:keys)))"
        f"  AND followed AND parent_id IS NOT NULL AND {_DUE}) WHERE place <= :most ORDER BY id",
        {"keys": json.dumps(list(source_keys)), "now": utc_text(now), "most": most},
    )
    return rows.fetchall()


def left_unread(connection: Connection, source_keys: Sequence[str], *, most: int) -> list[tuple[str, str, str]]:
    """(key of its source, kind, URL) of what a listing led on to and no run came to read; of each source and kind the
    ``most`` that wait longest."""
    rows = connection.execute(
        "SELECT (SELECT key FROM source WHERE id = source_id), kind, url FROM (SELECT id, source_id, kind, url,"
        "  row_number() OVER (PARTITION BY source_id, kind ORDER BY id) AS place FROM feed"
        "  WHERE source_id IN (SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?)))"
        "  AND NOT followed AND parent_id IS NULL AND last_read IS NULL) WHERE place <= ? ORDER BY id",
        [json.dumps(list(source_keys)), most],
    )
    return rows.fetchall()


def children(connection: Connection, parent_id: int) -> list[str]:
    """The sitemaps that an index named when it was read last."""
    rows = connection.execute("SELECT url FROM feed WHERE parent_id = ? AND followed ORDER BY id", [parent_id])
    return [url for (url,) in rows]


def keep_children(
    connection: Connection, parent_id: int, named: Mapping[str, Moment | None], *, now: datetime
) -> set[str]:
    """Keep which sitemaps an index names, with the change that it tells of each; those of them that are to be read."""
    # What it names no more keeps its parent: it is not one that a list led on to.
    connection.execute(
        "UPDATE feed SET followed = 0 WHERE parent_id = ? AND followed AND url NOT IN (SELECT value FROM json_each(?))",
        [parent_id, json.dumps(list(named))],
    )
    connection.executemany(
        "INSERT INTO feed (url, kind, source_id, parent_id, listed)"
        " SELECT ?1, 'sitemap', source_id, id, ?2 FROM feed WHERE id = ?3"
        " ON CONFLICT (url) DO UPDATE SET parent_id = excluded.parent_id, listed = excluded.listed, followed = 1"
        "  WHERE feed.id <> excluded.parent_id AND NOT (followed AND feed.parent_id IS NULL)",
        [(url, moment_text(listed), parent_id) for url, listed in named.items()],
    )
    rows = connection.execute(
        "SELECT url FROM feed WHERE url IN (SELECT value FROM json_each(:urls))"
        f" AND ({_DUE} OR listed IS NOT NULL AND {_MOVED})",
        {"urls": json.dumps(list(named)), "now": utc_text(now)},
    )
    return {url for (url,) in rows}


def feed_id(connection: Connection, *, url: str, kind: str, source_key: str | None) -> int:
    """The row of a feed, sitemap or listing, made where it is missing: one that only led on is not followed."""
    row = connection.execute(
        "INSERT INTO feed (url, kind, source_id, followed) VALUES (?, ?, (SELECT id FROM source WHERE key = ?), 0)"
        " ON CONFLICT (url) DO UPDATE SET kind = excluded.kind, source_id = ifnull(excluded.source_id, source_id)"
        " RETURNING id",
        [url, kind, source_key],
    ).fetchone()
    return int(row[0])


def record(
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
    waits_for: str | None,
    habit: FeedHabit | None,
) -> int:
    """Keep how a reading went; ``body_hash`` None means that no body came (304 or a failure): the old one stands.

    Without a ``habit`` the old one stands too. What a sitemap brought is told of its index as well.
    """
    row_id = feed_id(connection, url=url, kind=kind, source_key=source_key)
    at = utc_text(now)
    if habit is not None:
        _keep_habit(connection, row_id, habit)
    connection.execute(
        "UPDATE feed SET last_status = ?, last_read = ?, next_due = ?, waits_for = ?, reads = reads + 1 WHERE id = ?",
        [status, at, None if next_due is None else utc_text(next_due), waits_for, row_id],
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


def _keep_habit(connection: Connection, row_id: int, habit: FeedHabit) -> None:
    # What came new: fading makes a habit smaller, never larger.
    connection.execute(
        "UPDATE feed SET news = news + max(:news - ifnull((SELECT news FROM feed WHERE id = :id), 0), 0)"
        " WHERE id = (SELECT parent_id FROM feed WHERE id = :id)",
        {"news": habit.news, "id": row_id},
    )
    connection.execute(
        "UPDATE feed SET news = ?, watched = ?, ttl = ?, failures = ?, quiet = ? WHERE id = ?",
        [habit.news, habit.watched, habit.ttl, habit.failures, habit.quiet, row_id],
    )


def keep_reach(connection: Connection, row_id: int, reach: str | None, led_to: Iterable[tuple[str, str]]) -> None:
    """Keep how far back the body that ``record`` was told of was read, and to which further lists it led."""
    lists = json.dumps(list(led_to)) if reach is not None else None
    connection.execute("UPDATE feed SET reach = ?, led_to = ? WHERE id = ?", [reach, lists, row_id])


def put_off(connection: Connection, url: str, *, reason: str, until: datetime) -> None:
    """Have a listing wait that was not asked for, as its host wants a pause: it was no reading."""
    connection.execute("UPDATE feed SET next_due = ?, waits_for = ? WHERE url = ?", [utc_text(until), reason, url])


def state(connection: Connection, url: str) -> FeedState | None:
    """What is known of a feed, or None."""
    row = connection.execute(
        "SELECT f.id, f.url, f.kind, s.key, f.etag, f.last_modified, f.body_hash, f.entries, f.last_status, f.last_read,"
        " f.next_due, f.reads, f.changes, f.last_changed, f.waits_for, f.parent_id, f.news, f.watched, f.ttl,"
        " f.failures, f.listed, f.quiet, f.reach, f.led_to FROM feed f LEFT JOIN source s ON s.id = f.source_id WHERE f.url = ?",
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
        waits_for=row[14],
        parent_id=row[15],
        habit=FeedHabit(news=row[16], watched=row[17], ttl=row[18], failures=row[19], listed=row[20], quiet=row[21]),
        reach=row[22],
        led_to=tuple((kind, url) for kind, url in json.loads(row[23] or "[]")),
    )
