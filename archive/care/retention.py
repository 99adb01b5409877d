"""Dropping the bytes of old pages by rule. What was read from them stays: texts, versions, requests, and every hash.

A snapshot that others are differences against keeps its bytes as long as one of those does. That costs little: the
first sight of a page and its host's anchor are such bases, and what comes after them takes a tenth of what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from archive.driver import Connection
from archive.errors import UnknownSource
from archive.store import Archive
from archive.times import utc_text

Keep = Literal["latest", "versions"]
"""``latest``: of each page its last whole answer, and what the latest version of an article was read from; ``versions``:
what any version was read from, too."""

_AT_ONCE = 200
"""Snapshots in a transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which bytes may go."""

    keep: Keep
    before: datetime | None = None
    """Only of pages that were last answered so before then."""
    sources: tuple[str, ...] = ()
    """Only of these; none stands for all."""


@dataclass(slots=True)
class Pruned:
    """What came of it, or would."""

    dropped: int = 0
    dropped_bytes: int = 0
    """That they took here."""
    kept: int = 0
    kept_bytes: int = 0
    bases: int = 0
    """Of those kept, how many only because others are differences against them."""
    bases_bytes: int = 0


def prune(
    archive: Archive, rule: Rule, *, dry_run: bool = False, tick: Callable[[int], None] = lambda _: None
) -> Pruned:
    """Drop the bytes that the rule lets go; what a crawl brings meanwhile is left alone. ``tick`` is told how many
    snapshots are done. Takes a byte of memory for each."""
    connection = archive.connection
    plan = _Plan.of(archive, rule)
    found = Pruned()
    rows = _rows(connection, plan.last_snapshot)
    while batch := list(islice(rows, _AT_ONCE)):
        ids = []
        for snapshot_id, taken in batch:
            mark = plan.marks[snapshot_id]
            if mark == _FREE:
                ids.append(snapshot_id)
                found.dropped += 1
                found.dropped_bytes += taken
                continue
            found.kept += 1
            found.kept_bytes += taken
            if mark == _BASE:
                found.bases += 1
                found.bases_bytes += taken
        if ids and not dry_run:
            with archive.transaction():
                came = plan.came_meanwhile(connection)
                connection.executemany(
                    "UPDATE snapshot SET data = x'' WHERE id = ?", [(i,) for i in ids if i not in came]
                )
        tick(len(batch))
    return found


def _rows(connection: Connection, until: int) -> Iterator[tuple[int, int]]:
    """Snapshots that have their bytes, and what those take; differences before what they are differences against, so
    that none is ever left without. No statement stays open while others are changed."""
    for depth in (2, 1, 0):
        last = 0
        while rows := connection.execute(
            "SELECT id, length(data) FROM snapshot WHERE depth = ? AND id > ? AND id <= ? ORDER BY id LIMIT 5000",
            [depth, last, until],
        ).fetchall():
            last = rows[-1][0]
            yield from (row for row in rows if row[1])


_FREE, _WANTED, _BASE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to become of each snapshot that is there now."""

    marks: bytearray
    last_snapshot: int
    last_fetch: int

    @classmethod
    def of(cls, archive: Archive, rule: Rule) -> _Plan:
        connection = archive.connection
        ids = _source_ids(archive, rule.sources)
        (last_snapshot, last_fetch) = connection.execute(
            "SELECT ifnull((SELECT max(id) FROM snapshot), 0), ifnull((SELECT max(id) FROM fetch), 0)"
        ).fetchone()
        plan = cls(marks=bytearray(last_snapshot + 1), last_snapshot=last_snapshot, last_fetch=last_fetch)
        for column in ("page_id", "feed_id"):
            for newest in ("max(id)", "max(at)"):  # they differ where something old came late
                plan._want(
                    connection,
                    f"SELECT snapshot_id, {newest} FROM fetch WHERE snapshot_id IS NOT NULL AND {column} IS NOT NULL"
                    f" GROUP BY {column}",
                )
        which = "" if rule.keep == "versions" else " JOIN article a ON a.revision_id = r.id"
        plan._want(connection, f"SELECT f.snapshot_id FROM revision r{which} JOIN fetch f ON f.id = r.fetch_id")
        plan._want(
            connection,
            f"SELECT f.snapshot_id FROM revision r{which} JOIN revision_fetch x ON x.revision_id = r.id"
            " JOIN fetch f ON f.id = x.fetch_id",
        )
        plan._want(connection, "SELECT anchor_id FROM host")
        # Nobody asked for them: that is for `dateline verify` to say.
        plan._want(
            connection, "SELECT id FROM snapshot s WHERE NOT EXISTS (SELECT 1 FROM fetch f WHERE f.snapshot_id = s.id)"
        )
        if rule.before is not None:
            plan._want(connection, "SELECT snapshot_id FROM fetch WHERE at >= ?", [utc_text(rule.before)])
        if ids:
            plan._want(
                connection,
                "SELECT f.snapshot_id FROM fetch f LEFT JOIN page p ON p.id = f.page_id"
                " LEFT JOIN feed e ON e.id = f.feed_id WHERE ifnull(ifnull(p.source_id, e.source_id), 0)"
                f" NOT IN ({','.join('?' * len(ids))})",
                ids,
            )
        for _ in range(2):  # as deep as differences go
            for snapshot_id, base_id in connection.execute("SELECT id, base_id FROM snapshot WHERE base_id NOT NULL"):
                if snapshot_id <= last_snapshot and plan.marks[snapshot_id] and not plan.marks[base_id]:
                    plan.marks[base_id] = _BASE
        return plan

    def came_meanwhile(self, connection: Connection) -> set[int]:
        """What others have come to need since the plan was made; asked while nobody else can write."""
        found: set[int] = set()
        for query, value in (
            ("SELECT snapshot_id FROM fetch WHERE id > ?", self.last_fetch),
            ("SELECT base_id FROM snapshot WHERE id > ?", self.last_snapshot),
            ("SELECT anchor_id FROM host WHERE ? IS NOT NULL", 0),
        ):
            found.update(number for (number,) in connection.execute(query, [value]) if number is not None)
        for snapshot_id in list(found):
            below: int | None = snapshot_id
            while below is not None:
                found.add(below)
                (below,) = connection.execute("SELECT base_id FROM snapshot WHERE id = ?", [below]).fetchone()
        return found

    def _want(self, connection: Connection, query: str, values: Sequence[object] = ()) -> None:
        rows: Iterable[tuple[int | None, ...]] = connection.execute(query, values)
        for snapshot_id, *_ in rows:
            if snapshot_id is not None and snapshot_id <= self.last_snapshot:
                self.marks[snapshot_id] = _WANTED


def _source_ids(archive: Archive, keys: Sequence[str]) -> list[int]:
    ids = []
    for key in keys:
        row = archive.connection.execute("SELECT id FROM source WHERE key = ?", [key]).fetchone()
        if row is None:
            raise UnknownSource(archive.path, f"there is no source {key}; `dateline stats` names those there are")
        ids.append(int(row[0]))
    return ids
