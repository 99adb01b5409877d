"""Figures for Prometheus while a crawl runs and when it has ended (DATELINE_METRICS_FILE); archive/care/metrics.py has them."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from archive.care import metrics
from archive.errors import ArchiveError
from crawler import clock

logger = logging.getLogger("dateline.metrics")

EVERY = 30.0
"""Seconds; as often as the counts of the run are written down (crawler/reporting/progress.py)."""


class Metrics:
    """Extension: reads the archive beside the crawl, in a thread, and never ends it."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.get("DATELINE_METRICS_FILE") or not getattr(crawler.spider, "needs_archive", False):
            raise NotConfigured
        self._path = Path(crawler.settings["DATELINE_METRICS_FILE"]).expanduser()
        self._archive = Path(crawler.settings["DATELINE_ARCHIVE_PATH"]).expanduser()
        self._totals = metrics.Totals()
        self._ticking: asyncio.Task[None] | None = None
        self._complained = False
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._stopped, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Metrics:
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self._ticking = asyncio.ensure_future(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await asyncio.to_thread(self._write)

    def _stopped(self) -> None:
        """The run's row is closed by now."""
        if self._ticking is not None:
            self._ticking.cancel()
        self._write()

    def _write(self) -> None:
        try:
            metrics.write(self._archive, self._path, self._totals, now=clock.now())
        except (ArchiveError, OSError) as error:
            # The error of the system names the file beside it that is to take its place.
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            if not self._complained:
                logger.warning("the figures cannot be written to %s: %s", self._path, reason)
            self._complained = True
