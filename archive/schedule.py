"""The schedule as the archive keeps it: which source is due, paused or asked for, when it ran and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from archive.crawls.frontier import hosts_in_turn
from archive.crawls.hindrances import IS_OPEN, OPEN_FROM
from archive.driver import by_name
from archive.rows import RunOutcome
from archive.store import Archive
from archive.times import read_time, utc_text

DEFAULT_EVERY = timedelta(hours=1)
"""Between two crawls of a source that names no interval."""

DRIFT = 0.1
"""Share of the interval by which a source's second turn may come early: sources that had their first turn together
part, and a machine that follows many sites is busy evenly."""

# A turn at which nothing is due is left out: most listings are read less often than their source has turns. So is one at
# which all that is due stands at hosts that may not be asked now.
_AWAITS = f"""(
    NOT EXISTS (SELECT 1 FROM feed WHERE source_id = source.id AND followed)
    OR EXISTS (SELECT 1 FROM feed WHERE source_id = source.id AND followed
        AND (next_due IS NULL OR next_due <= :now OR last_read > :now))
    OR EXISTS ({hosts_in_turn("source_id", "(SELECT source.id AS value)")}
        SELECT 1 FROM turn JOIN host h ON h.id = turn.host_id WHERE {IS_OPEN} AND EXISTS (
            SELECT 1 FROM page WHERE source_id = source.id AND host_id = h.id AND state = 'due' AND next_due <= :now))
    OR EXISTS (SELECT 1 FROM page p JOIN host h ON h.id = p.host_id
        WHERE p.source_id = source.id AND p.state = 'done' AND p.next_due <= :now AND {IS_OPEN})
)"""

_AWAITED = f"""(SELECT min(next_due) FROM (
    SELECT min(ifnull(next_due, '')) AS next_due FROM feed WHERE source_id = source.id AND followed
    UNION ALL SELECT max(p.next_due, {OPEN_FROM}) FROM page p JOIN host h ON h.id = p.host_id
        WHERE p.source_id = source.id AND (p.state = 'done' AND p.next_due IS NOT NULL OR p.state = 'due')
))"""
"""When something of a source is due next; empty for at once."""

# :now is the time of the question. An interval made shorter counts at once; a clock that was set back makes a source
# due that would else wait until the time of its last start has come again. Asked by the clock first, which costs less.
_DUE = f"""
enabled AND removed_at IS NULL AND run_id IS NULL AND (
    requested_at IS NOT NULL
    OR NOT paused AND (
        next_due IS NULL
        OR next_due <= :now
        OR last_started > :now
        OR unixepoch(last_started) + coalesce(every_seconds, :default_every) <= unixepoch(:now)
    ) AND {_AWAITS}
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A crawl, over or not."""

    id: int
    command: str
    sources: tuple[str, ...]
    started: datetime
    finished: datetime | None
    """None while it runs."""
    outcome: RunOutcome | None
    reason: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a source is crawled, and how it went last."""

    source: str
    enabled: bool
    paused: bool
    every: timedelta
    requested_at: datetime | None
    """When somebody asked for a crawl that has not started since."""
    next_due: datetime | None
    """Its next turn at which something of it is due; None where it will have none (disabled, paused) or has never been
    crawled and is due now."""
    due: bool
    """Whether the next look of a scheduler starts it."""
    running: int | None
    """The run that crawls it now."""
    last_run: PastRun | None
    """Its latest run, scheduled or by hand."""


def due_sources(archive: Archive, *, now: datetime) -> tuple[str, ...]:
    """Keys of the sources to crawl now, in order; none that a run holds."""
    rows = archive.connection.execute(f"SELECT key FROM source WHERE {_DUE} ORDER BY key", _at(now))
    return tuple(key for (key,) in rows)


def mark_started(
    archive: Archive, source_keys: Iterable[str], *, now: datetime, chance: Callable[[], float] = lambda: 0.0
) -> None:
    """Their turn has come: the next is one interval later. ``chance`` gives a number in 0…1 for the first drift."""
    with archive.transaction():
        for key in source_keys:
            every, first = archive.connection.execute(
                "SELECT coalesce(every_seconds, ?), last_started IS NULL FROM source WHERE key = ?",
                (DEFAULT_EVERY.total_seconds(), key),
            ).fetchone()
            wait = timedelta(seconds=every * (1 - DRIFT * chance() if first else 1))
            archive.connection.execute(
                "UPDATE source SET last_started = ?, next_due = ?, requested_at = NULL WHERE key = ?",
                (utc_text(now), utc_text(now + wait), key),
            )


def resume_unfinished(archive: Archive, *, now: datetime) -> None:
    """Make due at once what the last scheduler left in the middle: it may have been a day until its next turn."""
    left = [
        plan.source
        for plan in plans(archive, now=now)
        if plan.last_run and not plan.running and plan.last_run.outcome in ("crashed", "stopped")
    ]
    _set(archive, left, "next_due = ?", utc_text(now))


def request(archive: Archive, source_keys: Iterable[str], *, now: datetime) -> None:
    """Have these crawled at a scheduler's next look, whether their turn has come or they are paused: all their listings."""
    keys = tuple(source_keys)
    with archive.transaction():
        _set(archive, keys, "requested_at = ?", utc_text(now))
        archive.connection.executemany(
            "UPDATE feed SET next_due = NULL WHERE source_id = (SELECT id FROM source WHERE key = ?)",
            [(key,) for key in keys],
        )


def pause(archive: Archive, source_keys: Iterable[str]) -> None:
    """Leave these out until ``resume``; a crawl that runs goes on."""
    _set(archive, source_keys, "paused = ?", 1)


def resume(archive: Archive, source_keys: Iterable[str]) -> None:
    """Crawl these again at their interval; one whose turn was missed is due now."""
    _set(archive, source_keys, "paused = ?", 0)


def plans(archive: Archive, *, now: datetime) -> list[Plan]:
    """Every source that ``sources.toml`` has, by key."""
    query = f"SELECT *, {_DUE} AS due, {_AWAITED} AS awaited FROM source WHERE removed_at IS NULL ORDER BY key"
    last = _last_runs(archive)
    return [_plan(row, last.get(row["key"])) for row in by_name(archive.connection, query, _at(now))]


def history(archive: Archive, *, source: str | None = None, limit: int = 20) -> list[PastRun]:
    """The latest runs, newest first; of one source only, where one is named."""
    query = "SELECT * FROM run"
    if source is not None:
        query += " WHERE EXISTS (SELECT 1 FROM json_each(run.sources) WHERE value = :source)"
    rows = by_name(archive.connection, f"{query} ORDER BY id DESC LIMIT :limit", {"source": source, "limit": limit})
    return [_past_run(row) for row in rows]


def past_run(archive: Archive, run_id: int) -> PastRun | None:
    """One run; None where the archive knows none of that number."""
    row = next(by_name(archive.connection, "SELECT * FROM run WHERE id = :id", {"id": run_id}), None)
    return None if row is None else _past_run(row)


def explain_stop(archive: Archive, run_id: int, *, outcome: RunOutcome, reason: str | None) -> None:
    """Say why a run was told to stop that then closed itself: it knows only that it was stopped."""
    with archive.transaction():
        archive.connection.execute(
            "UPDATE run SET outcome = ?, reason = ? WHERE id = ? AND outcome = 'stopped'", (outcome, reason, run_id)
        )


def _last_runs(archive: Archive) -> dict[str, PastRun]:
    """Source key → its latest run."""
    query = """
        SELECT run.*, latest.key FROM run JOIN (
            SELECT s.value AS key, max(r.id) AS run_id FROM run r, json_each(r.sources) s GROUP BY s.value
        ) latest ON latest.run_id = run.id
    """
    return {row["key"]: _past_run(row) for row in by_name(archive.connection, query, {})}


def _plan(row: Mapping[str, Any], last_run: PastRun | None) -> Plan:
    every = timedelta(seconds=row["every_seconds"] or DEFAULT_EVERY.total_seconds())
    last_started, next_due = read_time(row["last_started"]), read_time(row["next_due"])
    if last_started and next_due:
        next_due = min(next_due, last_started + every)  # as _DUE has it
        if row["awaited"]:
            next_due = max(next_due, datetime.fromisoformat(row["awaited"]))
    return Plan(
        source=row["key"],
        enabled=bool(row["enabled"]),
        paused=bool(row["paused"]),
        every=every,
        requested_at=read_time(row["requested_at"]),
        next_due=next_due if row["enabled"] and not row["paused"] else None,
        due=bool(row["due"]),
        running=row["run_id"],
        last_run=last_run,
    )


def _past_run(row: Mapping[str, Any]) -> PastRun:
    started = read_time(row["started"])
    assert started is not None  # NOT NULL
    return PastRun(
        id=row["id"],
        command=row["command"],
        sources=tuple(json.loads(row["sources"])),
        started=started,
        finished=read_time(row["finished"]),
        outcome=row["outcome"],
        reason=row["reason"],
        counts=json.loads(row["counts"]),
    )


def _set(archive: Archive, source_keys: Iterable[str], change: str, value: str | int) -> None:
    with archive.transaction():
        archive.connection.executemany(
            f"UPDATE source SET {change} WHERE key = ?", [(value, key) for key in source_keys]
        )


def _at(now: datetime) -> dict[str, Any]:
    return {"now": utc_text(now), "default_every": DEFAULT_EVERY.total_seconds()}
