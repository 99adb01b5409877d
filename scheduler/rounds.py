"""Looks what is due and starts one crawl for all of it; sees the running crawls through to their end."""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from archive.care import alerts
from archive.crawls.owner import Owner
from archive.errors import ArchiveError
from archive.schedule import due_sources, explain_stop, mark_started, past_run, plans, resume_unfinished
from archive.store import Archive
from crawler.errors import SourcesError
from scheduler.crawls import Command, Crawl, Ending, crawl_command
from scheduler.mirror import Mirror

DEADLINE = timedelta(hours=2)
GRACE = timedelta(seconds=60)
AT_ONCE = 2
"""Crawls side by side: a long one of a new source must not hold up the others. What falls due while both run goes
into the next one together."""

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Rounds:
    """The scheduler's memory between two looks: which crawls run, and which endings are not written down yet.

    All else is in the archive, so that the next scheduler goes on where this one was killed. ``look`` belongs to one
    thread; the other methods may be called from any.
    """

    def __init__(
        self,
        archive: Path,
        sources: Path,
        *,
        deadline: timedelta = DEADLINE,
        grace: timedelta = GRACE,
        at_once: int = AT_ONCE,
        command: Command = crawl_command,
        clock: Callable[[], datetime] = utc_now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """``chance`` gives a number in 0…1 and parts sources that had their first turn together."""
        self.archive = archive.resolve()
        self.logs = self.archive.parent / "logs"
        self.idle = Event()
        """Set when no crawl runs and none will start any more."""
        self.failed = False
        """Whether a crawl ended otherwise than finished or stopped."""
        self._sources = sources.resolve()
        self._mirror = Mirror(self._sources)
        self._deadline = deadline
        self._grace = grace
        self._at_once = at_once
        self._command = command
        self._clock = clock
        self._chance = chance
        self._crawls: list[Crawl] = []
        self._ended: list[tuple[Crawl, Ending]] = []
        self._closed = False
        self._stopped = False
        self._said: str | None = None

    def open(self) -> int:
        """What a start must be able to do: ArchiveError, SourcesError where it cannot. The number of sources to crawl."""
        now = self._clock()
        with Archive.open(self.archive) as archive:
            self._mirror.refresh(archive, now=now)
            archive.close_dead_runs(now=now)
            resume_unfinished(archive, now=now)
            return sum(plan.enabled for plan in plans(archive, now=now))

    @property
    def busy(self) -> bool:
        """Whether a crawl runs."""
        return bool(self._crawls)

    def look(self) -> None:
        """Do what is to be done now. What goes wrong with the archive or ``sources.toml`` is logged, once, and tried
        again at the next look."""
        self._attend()
        try:
            with Archive.open(self.archive) as archive:
                self._write_endings(archive)
                if not self._closed:
                    self._start_due(archive)
        except ArchiveError as error:
            if str(error) != self._said:  # a disk that is full stays so for many looks
                log.error(error)
            self._said = str(error)
        else:
            self._said = None
        if self._closed and not self._crawls:
            self.idle.set()

    def close(self) -> None:
        """Start nothing more; what runs may run on."""
        self._closed = True

    def stop(self) -> None:
        """Start nothing more, and have the running crawls told to stop at the next look."""
        self._closed = self._stopped = True

    def kill(self) -> None:
        """Start nothing more, and end the running crawls now."""
        self.stop()
        for crawl in list(self._crawls):
            crawl.kill()

    def _attend(self) -> None:
        """See who has ended, and tell those to stop that must. Needs no archive: a full disk lengthens no deadline."""
        running = []
        for crawl in self._crawls:
            if self._stopped:
                crawl.stop()
            ending = crawl.check()
            if ending is None:
                running.append(crawl)
            else:
                self._ended.append((crawl, ending))
        self._crawls = running

    def _write_endings(self, archive: Archive) -> None:
        while self._ended:
            crawl, ending = self._ended[0]
            # Nothing happens where the crawl has closed its run itself, as it does unless it was killed.
            archive.finish_run(crawl.run_id, outcome=ending.outcome, reason=ending.reason, counts={}, now=self._clock())
            if ending.outcome in ("timeout", "stopped"):
                explain_stop(archive, crawl.run_id, outcome=ending.outcome, reason=ending.reason)
            del self._ended[0]
            # None where the archive was replaced meanwhile.
            told = past_run(archive, crawl.run_id) or ending
            self.failed |= told.outcome not in ("finished", "stopped")
            why = f": {told.reason}" if told.reason else ""
            log.info("crawl %d %s%s", crawl.run_id, told.outcome, why, extra={"run": crawl.run_id})
            for alert in alerts.listed(archive.connection, run_id=crawl.run_id):
                fields = {"source": alert.source, "run": crawl.run_id, "reason": alert.reason}
                log.warning("source %s: %s", alert.source, alert.reason, extra=fields)

    def _start_due(self, archive: Archive) -> None:
        now = self._clock()
        archive.close_dead_runs(now=now)
        try:
            self._mirror.refresh(archive, now=now)
        except SourcesError as error:
            log.warning("%s; going on with the sources as they were", error)
        if len(self._crawls) >= self._at_once:
            return
        due = due_sources(archive, now=now)
        if not due:
            return
        with archive.transaction():
            run = archive.start_run(
                command=f"scrapy crawl news -a source={','.join(due)}",
                source_keys=due,
                owner=Owner.current(),
                now=now,
            )
            mark_started(archive, run.claimed, now=now, chance=self._chance)
        if run.claimed:  # else somebody has taken them all since we asked
            self._start(archive, run.run_id, run.claimed)

    def _start(self, archive: Archive, run_id: int, source_keys: Sequence[str]) -> None:
        try:
            crawl = Crawl(
                run_id,
                self._command(run_id, source_keys),
                logs=self.logs,
                # Absolute: the crawl runs in the folder of scrapy.cfg.
                environment=os.environ
                | {"DATELINE_ARCHIVE_PATH": str(self.archive), "DATELINE_SOURCES_PATH": str(self._sources)},
                deadline=self._deadline,
                grace=self._grace,
            )
        except OSError as error:  # no room for its log, no process to be had
            reason = f"could not be started: {error}"
            log.error("crawl %d %s", run_id, reason)
            self.failed = True
            archive.finish_run(run_id, outcome="failed", reason=reason, counts={}, now=self._clock())
            return
        self._crawls.append(crawl)
        log.info("crawl %d started: %s", run_id, ", ".join(source_keys))
