"""Politeness that lasts: what is known of each ``name:port``, and whose turn it is to ask there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from archive.crawls.owner import Owner
from archive.driver import Connection
from archive.rows import HostPace, HostState, HostTurn
from archive.times import read_time, utc_text

WANTED_SECONDS = 5
"""How long one who waits for a host is waited for; who still waits says so again."""


def host_id(connection: Connection, name: str) -> int:
    """The row of a ``name:port``, made where it is missing."""
    row = connection.execute("SELECT id FROM host WHERE name = ?", [name]).fetchone()
    if row is None:
        row = connection.execute("INSERT INTO host (name) VALUES (?) RETURNING id", [name]).fetchone()
    return int(row[0])


def state(connection: Connection, name: str) -> HostState | None:
    """What is known of a ``name:port``, or None."""
    row = connection.execute(
        "SELECT robots_text, robots_status, robots_at, robots_until, robots_error, robots_failing_since, crawl_delay,"
        " delay, backoff_until, backoff_reason, failures, last_fetch FROM host WHERE name = ?",
        [name],
    ).fetchone()
    if row is None:
        return None
    return HostState(
        host=name,
        robots_text=row[0],
        robots_status=row[1],
        robots_at=read_time(row[2]),
        robots_until=read_time(row[3]),
        robots_error=row[4],
        robots_failing_since=read_time(row[5]),
        crawl_delay=row[6],
        delay=row[7],
        backoff_until=read_time(row[8]),
        backoff_reason=row[9],
        failures=row[10],
        last_fetch=read_time(row[11]),
    )


def record(connection: Connection, name: str, changes: Mapping[str, Any]) -> None:
    """Write the named columns of a host's row, times as aware datetimes, and leave the others."""
    row_id = host_id(connection, name)
    values = {key: utc_text(value) if isinstance(value, datetime) else value for key, value in changes.items()}
    if values:
        assignments = ", ".join(f"{column} = ?" for column in values)
        connection.execute(f"UPDATE host SET {assignments} WHERE id = ?", [*values.values(), row_id])


def take(connection: Connection, name: str, *, owner: Owner, now: datetime, seconds: float) -> HostTurn:
    """Ask for the one slot of a host, for ``seconds``; where another process has it, say that it is wanted.

    A process that is gone holds nothing. As nobody knows when it last asked, the next one waits a delay.
    """
    row_id = host_id(connection, name)
    (
        holder,
        holder_until,
        wanted_by,
        wanted_until,
        next_at,
        delay,
        crawl_delay,
        failures,
        backoff,
        reason,
        last_fetch,
    ) = connection.execute(
        "SELECT owner, owner_until, wanted_by, wanted_until, next_at, delay, crawl_delay, failures, backoff_until,"
        " backoff_reason, last_fetch FROM host WHERE id = ?",
        [row_id],
    ).fetchone()
    at = utc_text(now)
    held = _lives(holder, holder_until, owner, at)
    promised = _lives(wanted_by, wanted_until, owner, at)
    granted = not held and not promised
    ready_at, in_a_delay = read_time(next_at), now + timedelta(seconds=max(delay or 0.0, crawl_delay or 0.0))
    if last_fetch is not None and last_fetch > at:  # by a clock that was ahead: its "not before" may be years away
        ready_at = in_a_delay
    if granted:
        if holder not in (None, owner.text):
            ready_at = max(ready_at or in_a_delay, in_a_delay)
        connection.execute(
            "UPDATE host SET owner = ?1, owner_until = ?2, next_at = ?3,"
            " wanted_until = CASE WHEN wanted_by = ?1 THEN NULL ELSE wanted_until END,"
            " wanted_by = nullif(wanted_by, ?1) WHERE id = ?4",
            [owner.text, utc_text(now + timedelta(seconds=seconds)), ready_at and utc_text(ready_at), row_id],
        )
    elif not promised:
        connection.execute(
            "UPDATE host SET wanted_by = ?, wanted_until = ? WHERE id = ?",
            [owner.text, utc_text(now + timedelta(seconds=WANTED_SECONDS)), row_id],
        )
    return HostTurn(
        granted=granted,
        ready_at=ready_at,
        delay=delay,
        crawl_delay=crawl_delay,
        failures=failures,
        backoff_until=read_time(backoff),
        backoff_reason=reason,
    )


def _lives(text: str | None, until: str | None, ours: Owner, at: str) -> bool:
    """Whether it is another process that has a claim, and is still there."""
    if text is None or text == ours.text or until is None or until <= at:
        return False
    return Owner.read(text).alive()


def keep(connection: Connection, names: Iterable[str], *, owner: Owner, now: datetime, seconds: float) -> set[str]:
    """Hold these hosts for ``seconds`` more; those of them that somebody else wants, or has by now."""
    at, until = utc_text(now), utc_text(now + timedelta(seconds=seconds))
    wanted = set()
    for name in names:
        row = connection.execute(
            "UPDATE host SET owner_until = ? WHERE name = ? AND owner = ? RETURNING wanted_by, wanted_until",
            [until, name, owner.text],
        ).fetchone()
        if row is None or _lives(row[0], row[1], owner, at):
            wanted.add(name)
    return wanted


def leave(connection: Connection, paces: Sequence[HostPace], *, owner: Owner) -> None:
    """Give hosts back, with the pace at which they were asked; what another has by now stays."""
    connection.executemany(
        # Whole seconds: half a second too late is polite, half a second too early is not.
        "UPDATE host SET owner = NULL, owner_until = NULL, delay = ifnull(?, delay), failures = ?, next_at = ifnull(?, next_at),"
        " last_fetch = ifnull(?, last_fetch) WHERE name = ? AND owner = ?",
        [
            (
                pace.delay,
                pace.failures,
                pace.next_at and utc_text(pace.next_at + timedelta(seconds=1)),
                pace.last_fetch and utc_text(pace.last_fetch),
                pace.host,
                owner.text,
            )
            for pace in paces
        ],
    )
