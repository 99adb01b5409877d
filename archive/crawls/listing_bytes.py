"""The bytes of feeds, sitemaps and front pages: kept for a while, so that a run can be replayed, then dropped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archive import snapshots
from archive.driver import Connection
from archive.times import utc_text

_AT_ONCE = 2_000
"""Listings that one call looks at, some 0.1 s: a day's of forty sources. Others who write wait meanwhile."""
_BACK = timedelta(days=7)
"""What was not dropped for so long after its time (nobody crawled) is left to ``dateline prune``."""


def drop(connection: Connection, *, before: datetime) -> int:
    """Drop the bytes of listings from before then; how many. What is the last of its address, or is used elsewhere, or
    has others stored as differences against it, stays. To be called inside a transaction."""
    until = utc_text(before)
    rows = connection.execute(
        "SELECT f.snapshot_id, s.base_id FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id"
        " WHERE f.feed_id IS NOT NULL AND f.snapshot_id IS NOT NULL AND f.at < ?1 AND f.at >= ?2 AND length(s.data) > 0"
        f" ORDER BY f.at LIMIT {_AT_ONCE}",
        [until, utc_text(before - _BACK)],
    ).fetchall()
    dropped = _drop(connection, dict.fromkeys(number for number, _ in rows), until)
    # The last of those that were differences against it gone, a base goes too.
    return dropped + _drop(connection, dict.fromkeys(base for _, base in rows if base is not None), until)


def is_held(connection: Connection, body: bytes) -> bool:
    """Whether these very bytes are there already."""
    row = connection.execute(
        "SELECT 1 FROM snapshot WHERE hash = ? AND length(data) > 0", [snapshots.body_hash(body)]
    ).fetchone()
    return row is not None


def held(connection: Connection) -> list[int]:
    """The snapshots that only listings brought and that have their bytes: they may name anybody and anything."""
    rows = connection.execute(
        "SELECT DISTINCT f.snapshot_id FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id"
        " WHERE f.feed_id IS NOT NULL AND f.snapshot_id IS NOT NULL AND length(s.data) > 0"
        " AND NOT EXISTS (SELECT 1 FROM fetch o WHERE o.snapshot_id = f.snapshot_id AND o.feed_id IS NULL)"
    )
    return [number for (number,) in rows]


def _drop(connection: Connection, snapshots: Iterable[int], until: str) -> int:
    dropped = 0
    for snapshot_id in snapshots:
        cursor = connection.execute(
            "UPDATE snapshot SET data = x'' WHERE id = ?1 AND length(data) > 0"
            " AND NOT EXISTS (SELECT 1 FROM fetch f WHERE f.snapshot_id = ?1 AND (f.feed_id IS NULL OR f.at >= ?2"
            "  OR f.id = (SELECT l.id FROM fetch l WHERE l.feed_id = f.feed_id AND l.snapshot_id IS NOT NULL"
            "   ORDER BY l.at DESC, l.id DESC LIMIT 1)))"  # what a merge brought has a high number, however old it is
            # Only other sights of the same address are differences against a listing.
            " AND NOT EXISTS (SELECT 1 FROM fetch f JOIN fetch o ON o.feed_id = f.feed_id"
            "  JOIN snapshot d ON d.id = o.snapshot_id WHERE f.snapshot_id = ?1 AND d.base_id = ?1 AND length(d.data) > 0)",
            [snapshot_id, until],
        )
        dropped += cursor.rowcount
    return dropped
