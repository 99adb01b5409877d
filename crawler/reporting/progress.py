"""How a crawl is going: one live line on a terminal, a log line now and then elsewhere, and a summary at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter, deque
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from archive.errors import ArchiveError
from archive.store import Archive
from crawler import clock
from crawler.spans import spoken

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

logger = logging.getLogger("dateline.progress")

EVERY = 30.0
"""Seconds between two log lines; so often, too, the counts are written into the run's row."""
LOOK = 5.0
"""Seconds between two looks at what is waiting: asking for it takes the writer some milliseconds."""
MOST_LOOKING = 50
"""Times as long as a look took is waited before the next."""
TICK = 0.5


class Progress:
    """Extension: looks at the spider's counts and at what is waiting, and writes down how far the run is."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._bar: Bar | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._started = monotonic()
        self._streams: list[logging.StreamHandler[Any]] = []
        self._queue: list[tuple[str, str, int]] = []
        """(source, host, pages) still to be asked for."""
        self._paces: deque[tuple[float, int]] = deque(maxlen=12)
        """(time, pages done) at the last looks: how fast it goes now."""
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        if not getattr(spider, "needs_archive", False):
            return
        if sys.stderr.isatty():
            self._show()
        self._ticking = asyncio.ensure_future(self._tick())

    def _show(self) -> None:
        # Imported where it is needed: most crawls have no terminal, and loading rich takes 50 ms.
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        before = sys.stderr
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True, refresh_per_second=4)
        self._bar.start()
        self._task = self._bar.add_task("starting", total=None)
        # While the line is live, log lines must go through it, or they tear it apart.
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                handler.setStream(sys.stderr)
                self._streams.append(handler)

    async def _tick(self) -> None:
        spoken = noted = monotonic()
        next_look = spoken + 2 * TICK
        while True:
            await asyncio.sleep(TICK)
            now = monotonic()
            if now >= next_look:
                if note := now - noted >= EVERY:
                    noted = now
                await self._look(note=note)
                # Counting a million pages takes its time, and the thread that writes does it.
                next_look = now + max(LOOK, MOST_LOOKING * (monotonic() - now))
            if self._bar is not None:
                text, done, known = self._now()
                self._bar.update(self._task, description=text, completed=done, total=known or None)
            elif now - spoken >= EVERY:
                spoken = now
                logger.info("%s", self._now()[0])

    async def _look(self, *, note: bool) -> None:
        """Ask what is waiting; with ``note`` also write down how far the run is."""
        spider: Any = self._crawler.spider
        run_id, counts, now = spider.run_id, spider.counts(), clock.now()

        def act(archive: Archive) -> list[tuple[str, str, int]]:
            if note:
                archive.note_counts(run_id, counts)
            return archive.queue(run_id, now=now)

        with suppress(ArchiveError):  # of which the crawl itself hears
            self._queue = await spider.do(act)
        self._paces.append((monotonic(), _done(counts)))

    def _now(self) -> tuple[str, int, int]:
        spider: Any = self._crawler.spider
        counts = spider.counts()
        done, in_flight = _done(counts), spider.busy.total()
        waiting = max(sum(count for _, _, count in self._queue), in_flight)
        parts = [
            self._sites(spider),
            _told(counts) or "looking for news",
            f"{self._pace(done):.1f} pages/s",
            f"{errors:,} errors" if (errors := sum(counts.get(name, 0) for name in ERRORS)) else None,
            f"{in_flight} under way" + (f", {waiting - in_flight:,} waiting" if waiting > in_flight else ""),
            self._left(done),
        ]
        return " · ".join(filter(None, parts)), done, max(counts.get("announced_new", 0), done + waiting)

    def _sites(self, spider: Any) -> str | None:
        every, listings = spider.sites_open()
        if every < 2 or not self._paces:  # not looked yet
            return None
        return f"{every - len(listings | {key for key, _, _ in self._queue if key}):,} of {every:,} sites done"

    def _pace(self, done: int) -> float:
        """Pages a second, over the last minute."""
        since, before = self._paces[0] if len(self._paces) > 1 else (self._started, 0)
        return (done - before) / max(monotonic() - since, 0.1)

    def _left(self, done: int) -> str | None:
        """How long it will take: as long as the host that has most to give at its own pace, or all at ours."""
        if not self._queue or len(self._paces) < 2:
            return None
        assert self._crawler.engine is not None
        slots = self._crawler.engine.downloader.slots
        hosts: Counter[str] = Counter()
        for _, host, count in self._queue:
            hosts[host] += count
        slowest = max(count * (slots[host].delay if host in slots else 0.0) for host, count in hosts.items())
        pace = self._pace(done)
        together = hosts.total() / pace if pace else 0.0
        left = timedelta(seconds=max(slowest, together))
        return f"about {spoken(left)} left" if left else None

    def _closed(self, spider: Spider, reason: str) -> None:
        if self._ticking is None:
            return
        self._ticking.cancel()
        if self._bar is not None:
            self._bar.stop()
            for handler in self._streams:
                handler.setStream(sys.stderr)
        counts = spider.counts()  # type: ignore[attr-defined]
        seconds = monotonic() - self._started
        logger.info("%s in %.0f s", _told(counts) or "nothing new", seconds)


def _done(counts: dict[str, int]) -> int:
    return sum(counts.get(name, 0) for name in ENDS)


ERRORS = ("failed", "put_off", "listings_failed")
"""What went wrong: pages given up, pages to be tried again, feeds and their like."""
ENDS = (
    "new",
    "revised",
    "reparsed",
    "seen",
    "shorter",
    "unchanged",
    "duplicate",
    "not_article",
    "passed_over",
    "gone",
    "missing",
    "refused",
    "failed",
    "known",
    "erased",
)
WORDS = {
    "new": "new",
    "revised": "revised",
    "reparsed": "read anew",
    "shorter": "cut short",
    "duplicate": "duplicates",
    "not_article": "no articles",
    "passed_over": "passed over",
    "gone": "gone",
    "missing": "missing",
    "refused": "refused",
    "failed": "failed",
    "put_off": "put off",
    "doubtful": "doubtful",
    "known": "here already",
    "erased": "erased before, not taken",
}


def _told(counts: dict[str, int]) -> str:
    parts = [f"{counts[name]} {word}" for name, word in WORDS.items() if counts.get(name)]
    if same := counts.get("seen", 0) + counts.get("unchanged", 0):
        parts.insert(0, f"{same} unchanged")
    return ", ".join(parts)
