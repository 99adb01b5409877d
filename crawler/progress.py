"""How a crawl is going: one live line on a terminal, a log line now and then elsewhere, and a summary at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

logger = logging.getLogger("dateline.progress")

EVERY = 30.0
"""Seconds between two log lines."""
TICK = 0.5


class Progress:
    """Extension: looks at the spider's counts, touches nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._bar: Bar | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._started = monotonic()
        self._streams: list[logging.StreamHandler[Any]] = []
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
        spoken = monotonic()
        while True:
            await asyncio.sleep(TICK)
            text, done, known = self._now()
            if self._bar is not None:
                self._bar.update(self._task, description=text, completed=done, total=known or None)
            elif monotonic() - spoken >= EVERY:
                spoken = monotonic()
                logger.info("%s", text)

    def _now(self) -> tuple[str, int, int]:
        spider: Any = self._crawler.spider
        counts = spider.counts()
        done = sum(counts.get(name, 0) for name in ENDS)
        seconds = max(monotonic() - self._started, 0.1)
        in_flight = spider.busy.total()
        text = f"{_told(counts) or 'looking for news'} · {done / seconds:.1f} pages/s · {in_flight} under way"
        return text, done, max(counts.get("announced_new", 0), done + in_flight)

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


ENDS = (
    "new",
    "revised",
    "reparsed",
    "seen",
    "shorter",
    "unchanged",
    "duplicate",
    "not_article",
    "gone",
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
    "gone": "gone",
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
