"""Extension: how long each callback held the reactor's thread, in CPU time; told in the crawl's statistics."""

from __future__ import annotations

import asyncio
import gc
from time import thread_time
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler

TOO_LONG = 0.05
"""Seconds: so long may a callback keep all connections waiting."""


class Watchdog:
    """Puts a clock around everything that the event loop calls. Collections of garbage count apart: they may come
    anywhere."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest: list[tuple[float, str]] = []
        self._collecting = 0.0
        self._longest_collection = 0.0
        self._began = 0.0
        self._calls = 0
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Watchdog:
        return cls(crawler)

    def _opened(self) -> None:
        plain: Any = asyncio.events.Handle._run

        def timed(handle: Any) -> None:
            self._collecting, self._calls = 0.0, self._calls + 1
            begin = thread_time()
            plain(handle)
            if (took := thread_time() - begin - self._collecting) > TOO_LONG / 5:
                self._note(took, handle)

        asyncio.events.Handle._run = timed  # type: ignore[method-assign, assignment]
        gc.callbacks.append(self._collected)

    def _note(self, took: float, handle: Any) -> None:
        self._longest = sorted([*self._longest, (took, repr(handle)[:160])], reverse=True)[:10]

    def _collected(self, phase: str, _: Any) -> None:
        if phase == "start":
            self._began = thread_time()
        else:
            took = thread_time() - self._began
            self._collecting += took
            self._longest_collection = max(self._longest_collection, took)

    def _closed(self, spider: Spider) -> None:
        stats = self._crawler.stats
        stats.set_value("bench/longest_callback_ms", round(1000 * self._longest[0][0], 1) if self._longest else 0.0)
        stats.set_value("bench/longest_collection_ms", round(1000 * self._longest_collection, 1))
        stats.set_value("bench/callbacks", self._calls)
        stats.set_value("bench/longest", [f"{1000 * took:.0f} ms {what}" for took, what in self._longest[:4]])
