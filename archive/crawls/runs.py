"""Runs and the sources they hold: who crawls what, and what becomes of the work of a process that died."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from archive.crawls import clocks, listings
from archive.crawls.owner import Owner
from archive.driver import Connection
from archive.rows import RunOutcome, RunStart, SourceRow
from archive.times import utc_text


def sync_sources(connection: Connection, sources: Iterable[SourceRow], *, now: datetime) -> None:
    """Make the table say what ``sources.toml`` says; a source that left it keeps its row and its articles."""
    at, known = utc_text(now), tuple(sources)
    rows = [(source.key, source.url, source.name, int(source.enabled), source.every_seconds, at) for source in known]
    connection.executemany(
        "INSERT INTO source (key, url, name, enabled, every_seconds, first_seen) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET url = excluded.url, name = excluded.name, enabled = excluded.enabled,"
        "  every_seconds = excluded.every_seconds, removed_at = NULL"
        " WHERE (url, ifnull(name, ''), enabled, ifnull(every_seconds, 0)) IS NOT"
        "  (excluded.url, ifnull(excluded.name, ''), excluded.enabled, ifnull(excluded.every_seconds, 0))"
        "  OR removed_at IS NOT NULL",
        rows,
    )
    connection.execute(
        "UPDATE source SET removed_at = ? WHERE removed_at IS NULL AND key NOT IN (SELECT value FROM json_each(?))",
        [at, json.dumps([row[0] for row in rows])],
    )
    listings.follow(connection, known)


def start(connection: Connection, *, command: str, source_keys: Sequence[str], owner: Owner, now: datetime) -> RunStart:
    """Open a run and claim its sources; those of dead runs are free. Raises KeyError for a source that is not there.

    What its pages and hosts wait for longer than any wait can be, they wait for no more. Where sources are asked for and
    all are held by living runs there is nothing to run: ``run_id`` is 0 and no row made.
    """
    close_dead(connection, now=now)
    holders: dict[str, int | None] = {}
    for key in source_keys:
        row = connection.execute("SELECT run_id FROM source WHERE key = ?", [key]).fetchone()
        if row is None:
            raise KeyError(key)
        holders[key] = row[0]
    claimed = tuple(key for key, holder in holders.items() if holder is None)
    busy = tuple(key for key, holder in holders.items() if holder is not None)
    if busy and not claimed:
        return RunStart(run_id=0, claimed=(), busy=busy)
    (run_id,) = connection.execute(
        "INSERT INTO run (command, sources, pid, process_start, boot_id, started) VALUES (?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        [command, json.dumps(claimed), owner.pid, owner.process_start, owner.boot_id, utc_text(now)],
    ).fetchone()
    connection.executemany("UPDATE source SET run_id = ? WHERE key = ?", [(run_id, key) for key in claimed])
    held = connection.execute("SELECT id FROM source WHERE run_id = ?", [run_id]).fetchall()
    clocks.put_right(connection, [source_id for (source_id,) in held], now=now)
    return RunStart(run_id=run_id, claimed=claimed, busy=busy)


def adopt(connection: Connection, run_id: int, *, owner: Owner) -> RunStart:
    """Hand a run over to the process that does its work. Raises KeyError where there is none that is still open."""
    cursor = connection.execute(
        "UPDATE run SET pid = ?, process_start = ?, boot_id = ? WHERE id = ? AND finished IS NULL",
        [owner.pid, owner.process_start, owner.boot_id, run_id],
    )
    if cursor.rowcount == 0:
        raise KeyError(run_id)
    rows = connection.execute("SELECT key FROM source WHERE run_id = ? ORDER BY id", [run_id])
    return RunStart(run_id=run_id, claimed=tuple(key for (key,) in rows), busy=())


def finish(
    connection: Connection,
    run_id: int,
    *,
    outcome: RunOutcome,
    counts: Mapping[str, int],
    now: datetime,
    reason: str | None,
) -> None:
    """Close a run and free what it holds; a run that is closed already stays as it is."""
    connection.execute(
        "UPDATE run SET finished = ?, outcome = ?, reason = ?, counts = ? WHERE id = ? AND finished IS NULL",
        [utc_text(now), outcome, reason, json.dumps(dict(counts), sort_keys=True), run_id],
    )
    connection.execute("UPDATE source SET run_id = NULL WHERE run_id = ?", [run_id])
    connection.execute(
        "UPDATE page SET state = 'due', run_id = NULL, lease_until = NULL WHERE state = 'leased' AND run_id = ?",
        [run_id],
    )


def note_counts(connection: Connection, run_id: int, counts: Mapping[str, int]) -> None:
    """Write down how far a run is that goes on: should it be killed, that much is known of it."""
    connection.execute(
        "UPDATE run SET counts = ? WHERE id = ? AND finished IS NULL",
        [json.dumps(dict(counts), sort_keys=True), run_id],
    )


def queue(connection: Connection, run_id: int, *, now: datetime) -> list[tuple[str, str, int]]:
    """What a run still has to ask for: (source, host, pages that are due or out), of its own sources."""
    rows = connection.execute(
        "SELECT s.key, h.name, count(*) FROM source s JOIN page p ON p.source_id = s.id"
        "  AND p.state = 'due' AND p.next_due <= ?2 JOIN host h ON h.id = p.host_id WHERE s.run_id = ?1 GROUP BY 1, 2"
        " UNION ALL SELECT ifnull(s.key, ''), h.name, count(*) FROM page p JOIN host h ON h.id = p.host_id"
        "  LEFT JOIN source s ON s.id = p.source_id WHERE p.state = 'leased' AND p.run_id = ?1 GROUP BY 1, 2",
        [run_id, utc_text(now)],
    )
    return [(key, host, count) for key, host, count in rows]


def living(connection: Connection) -> bool:
    """Whether a run is going on, by a process that lives."""
    rows = connection.execute("SELECT pid, process_start, boot_id FROM run WHERE finished IS NULL").fetchall()
    return any(Owner(pid=pid, process_start=start, boot_id=boot).alive() for pid, start, boot in rows)


def close_dead(connection: Connection, *, now: datetime) -> list[int]:
    """Close the runs whose process is gone; their ids. Their sources and pages are free at once."""
    rows = connection.execute(
        "SELECT id, pid, process_start, boot_id, counts FROM run WHERE finished IS NULL"
    ).fetchall()
    dead = [
        (run_id, pid, json.loads(counts))
        for run_id, pid, process_start, boot_id, counts in rows
        if not Owner(pid=pid, process_start=process_start, boot_id=boot_id).alive()
    ]
    for run_id, pid, counts in dead:
        finish(connection, run_id, outcome="crashed", counts=counts, now=now, reason=f"process {pid} is gone")
    return [run_id for run_id, _, _ in dead]
