"""Alerts about sources: a field that is filled less often than it was, silence, listings that cannot be read.

Looked after at the end of each run, for its own sources, by bounded reads; an alert closes itself when it is over.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from archive.care import odds, signs
from archive.care.odds import Fall
from archive.driver import Connection
from archive.times import read_time, utc_text

_log = logging.getLogger("dateline.alerts")

_WELL = 0.75
"""Of what is expected, what the latest must have again for an alert to close."""
_LATEST = odds.WINDOWS[0][0]
_USUAL_AFTER = timedelta(days=30)
_USUAL_ARTICLES = 40
"""What has been so for so long and for so many articles is how the source is now."""
_FEWEST_PAUSES = 5
_FEWEST_FAILURES = 3
_FEWEST_FAILURES_EVER = 5
"""Of an address that never worked."""
_UNLIKELY = 1e-3
"""A row of failures less likely than this is no bad luck: a listing is asked for some thousand times a year."""
_WELL_READ = "(failures = 0 AND (last_status BETWEEN 200 AND 299 OR last_status = 304))"
_READS = 60
"""Runs' readings of a listing that tell how often it fails."""
_TRIES = 4
"""Of a run at most, mostly: what failed is asked for again."""
_BUSY = (429, 503)
_BUSY_FOR = timedelta(days=2)
"""Who answers so asks us to come back later, which we do: no more than a bad hour, unless it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong with a source now."""

    kind: str
    field: str | None
    since: str
    reason: str
    share: float | None = None
    expected: float | None = None
    looked_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert, open or closed."""

    id: int
    source: str
    kind: str
    field: str | None
    since: str
    opened: str
    closed: str | None
    outcome: str | None
    share: float | None
    expected: float | None
    looked_at: int | None
    reason: str
    run_id: int | None


_COLUMNS = tuple(field.name for field in fields(Alert))


def listed(
    connection: Connection, *, source: str | None = None, run_id: int | None = None, closed: bool = False
) -> list[Alert]:
    """The open alerts, the newest first, of one source or opened after one run; with ``closed`` those over too."""
    rows = connection.execute(
        "SELECT id, source, kind, field, since, opened, closed, outcome, share, expected, looked_at, reason, run_id"
        " FROM alerts WHERE (?1 IS NULL OR source = ?1) AND (?2 IS NULL OR run_id = ?2) AND (?3 OR closed IS NULL)"
        " ORDER BY opened DESC, id DESC",
        [source, run_id, closed],
    )
    return [Alert(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def sources_of(connection: Connection, run_id: int) -> list[tuple[int, str]]:
    """(id, key) of a run's sources, in any order: where there is no time for all, each has its turn."""
    return connection.execute(
        "SELECT id, key FROM source WHERE key IN (SELECT j.value FROM run, json_each(run.sources) j WHERE run.id = ?)"
        " ORDER BY random()",
        [run_id],
    ).fetchall()


def look_after(connection: Connection, source: tuple[int, str], run_id: int, *, now: datetime) -> None:
    """Open and close the alerts of a source after a run. To be called inside a transaction."""
    source_id, key = source
    (started,) = connection.execute("SELECT started FROM run WHERE id = ?", [run_id]).fetchone()
    _Watch(connection, source_id, key, run_id, started, now).look()


class _Watch:
    """One source after one run."""

    def __init__(
        self, connection: Connection, source_id: int, key: str, run_id: int, started: str, now: datetime
    ) -> None:
        self._query = connection.execute
        self._connection = connection
        self._source_id = source_id
        self._key = key
        self._run_id = run_id
        self._started = started
        self._now = now
        self._open: dict[tuple[str, str | None], tuple[int, str]] = {
            (kind, field): (number, since)
            for number, kind, field, since in self._query(
                "SELECT id, kind, field, since FROM alert WHERE source_id = ? AND closed IS NULL", [source_id]
            )
        }

    def look(self) -> None:
        (newest,) = self._query("SELECT max(first_seen) FROM page WHERE source_id = ?", [self._source_id]).fetchone()
        if newest is None:
            self._listings()
            return
        if newest >= self._started or any(kind == "field" for kind, _ in self._open):
            self._fields()
        self._silence(newest)
        self._listings()

    # --- fields -----------------------------------------------------------------------------------------------------

    def _fields(self) -> None:
        usual = dict(
            self._query(
                "SELECT field, max(since) FROM alert WHERE source_id = ? AND kind = 'field' AND outcome = 'usual'"
                " GROUP BY field",
                [self._source_id],
            ).fetchall()
        )
        found = signs.read(self._connection, self._source_id, after=usual)
        for name, has in found.has.items():
            if ("field", name) in self._open:
                self._still(name, has, found.at[name])
            elif (fall := odds.fall(has)) is not None and self._came_later(found.pages[name][-fall.looked_at]):
                when = found.at[name][len(has) - fall.looked_at + fall.first]
                self._raise(
                    Finding(
                        kind="field",
                        field=name,
                        since=when,
                        reason=_fallen(name, fall, when),
                        share=fall.share,
                        expected=fall.expected,
                        looked_at=fall.looked_at,
                    )
                )

    def _came_later(self, page_id: int) -> bool:
        """Whether a page was announced after the source's first run.

        What that brings at once is a mixture: feeds first, then all that the front page has. Runs tell it, not times,
        as the next may begin within the same second.
        """
        (later,) = self._query(
            "SELECT ifnull((SELECT min(run_id) FROM (SELECT run_id FROM announcement WHERE page_id = ?1"
            "  UNION ALL SELECT run_id FROM announced_before WHERE page_id = ?1)) > id,"
            " (SELECT first_seen FROM page WHERE id = ?1) > finished)"
            " FROM run WHERE EXISTS (SELECT 1 FROM json_each(sources) WHERE value = ?2) ORDER BY id LIMIT 1",
            [page_id, self._key],
        ).fetchone()
        return bool(later)

    def _still(self, name: str, has: Sequence[bool], at: Sequence[str]) -> None:
        """Whether a field that had fallen is filled again, or has been as it is for so long that it is usual."""
        number, since = self._open["field", name]
        (expected,) = self._query("SELECT expected FROM alert WHERE id = ?", [number]).fetchone()
        latest = has[-_LATEST:]
        later = [value for value, when in zip(has, at, strict=True) if when >= since]
        share = sum(latest) / len(latest) if latest else 0.0
        if latest and len(latest) == _LATEST and share >= _WELL * expected:
            self._close("field", name, "well")
        elif len(later) >= _USUAL_ARTICLES and self._age(since) >= _USUAL_AFTER:
            self._close("field", name, "usual")
        elif later:
            self._query(
                "UPDATE alert SET share = ?, looked_at = ? WHERE id = ?",
                [round(sum(later) / len(later), 3), len(later), number],
            )

    # --- silence ----------------------------------------------------------------------------------------------------

    def _silence(self, newest: str) -> None:
        if ("silent", None) in self._open:
            if newest > self._open["silent", None][1]:
                self._close("silent", None, "well")
            return
        (heard,) = self._query(
            f"SELECT max(last_read) FROM feed WHERE source_id = ? AND {_WELL_READ}",
            [self._source_id],
        ).fetchone()
        if heard is None:
            return
        pauses = signs.pauses(self._connection, self._source_id, self._now.timestamp())
        if len(pauses) < _FEWEST_PAUSES:
            return
        hours = (_moment(heard) - _moment(newest)).total_seconds() / 3600
        longest = odds.longest_pause(pauses, sum(pauses) / 24)
        if hours > longest:
            reason = (
                f"nothing new for {_span(hours)}, though its listings can be read; never longer than"
                f" {_span(max(pauses))} before"
            )
            self._raise(Finding(kind="silent", field=None, since=newest, reason=reason))

    # --- listings ---------------------------------------------------------------------------------------------------

    def _listings(self) -> None:
        # Of hundreds of sitemaps that an index names single ones come and go.
        rows = self._query(
            f"SELECT id, url, last_read >= ?, {_WELL_READ}, failures, waits_for FROM feed"
            " WHERE source_id = ? AND last_read IS NOT NULL AND followed AND parent_id IS NULL",
            [self._started, self._source_id],
        ).fetchall()
        known = {url: well for _, url, _, well, _, _ in rows}
        for kind, url in list(self._open):
            if kind == "unreadable" and known.get(url or "", 1):  # or no longer followed
                self._close("unreadable", url, "well")
        for feed_id, url, lately, well, failures, why in rows:
            if lately and not well and ("unreadable", url) not in self._open:
                self._unreadable(feed_id, url, failures, why)

    def _unreadable(self, feed_id: int, url: str, failures: int, why: str | None) -> None:
        tries = self._query(
            "SELECT ifnull(run_id, -id), at, status, error FROM fetch WHERE feed_id = ? ORDER BY id DESC LIMIT ?",
            [feed_id, _READS * _TRIES],
        )
        by_run: dict[int, tuple[str, int | None, str | None]] = {}
        for run_id, *read in tries:  # a run's last try is what it read
            by_run.setdefault(run_id, tuple(read))
        reads = list(by_run.values())[:_READS]
        # What came may have been no feed, which only who reads it knows.
        row = max(next((number for number, read in enumerate(reads) if _is_well(read[1])), len(reads)), failures)
        row = min(row, len(reads))
        since = reads[min(row, len(reads) - 1)][0] if reads else self._started
        if self._age(since) < _BUSY_FOR:
            latest = [read for read in reads[:row] if read[1] not in _BUSY]
            reads, row = latest + reads[row:], len(latest)
        if not row:
            return
        went = [_is_well(status) for _, status, _ in reads]
        failed, fine = went[row:].count(False), went[row:].count(True)
        never = not fine and row >= _FEWEST_FAILURES_EVER
        if never or (fine and row >= _FEWEST_FAILURES and odds.all_failing(row, failed, fine) < _UNLIKELY):
            _, status, error = reads[0]
            reason = why if went[0] and why else error or f"answered {status}"
            told = f"{url} could not be read {row} times in a row: {reason}"
            self._raise(Finding(kind="unreadable", field=url, since=since, reason=told))

    # --- rows -------------------------------------------------------------------------------------------------------

    def _raise(self, found: Finding) -> None:
        self._query(
            "INSERT INTO alert (source_id, kind, field, since, opened, run_id, share, expected, looked_at, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                self._source_id,
                found.kind,
                found.field,
                found.since,
                utc_text(self._now),
                self._run_id,
                None if found.share is None else round(found.share, 3),
                None if found.expected is None else round(found.expected, 3),
                found.looked_at,
                found.reason,
            ],
        )
        _log.warning("source %s: %s", self._key, found.reason, extra={"source": self._key, "reason": found.reason})

    def _close(self, kind: str, field: str | None, outcome: str) -> None:
        number, _ = self._open.pop((kind, field))
        self._query("UPDATE alert SET closed = ?, outcome = ? WHERE id = ?", [utc_text(self._now), outcome, number])
        what = {"field": signs.FIELDS.get(field or ""), "silent": "something new", "unreadable": field}[kind]
        how = "as before again" if outcome == "well" else "so for long, and usual from now on"
        _log.info("source %s: %s: %s", self._key, what, how, extra={"source": self._key})

    def _age(self, since: str) -> timedelta:
        return self._now - _moment(since)


def _fallen(name: str, fall: Fall, since: str) -> str:
    return (
        f"{name}: of the last {fall.looked_at} only {fall.having} have {signs.FIELDS[name]}, before"
        f" {fall.expected:.0%} had, since {since[:10]}; its pages may be made in another way now"
    )


def _is_well(status: int | None) -> bool:
    return status is not None and (200 <= status < 300 or status == 304)


def _moment(text: str) -> datetime:
    moment = read_time(text)
    assert moment is not None
    return moment


def _span(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
