"""How fast each host is asked: one request at a time, as robots.txt and its answers wish, remembered in the archive."""

from __future__ import annotations

import asyncio
import email.utils
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy import Spider
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    NotConfigured,
)
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.signals import request_reached_downloader

from archive.rows import HostState
from crawler import clock
from crawler.refusals import Held
from crawler.urls import host_of

logger = logging.getLogger("dateline.politeness")

LONGEST_CRAWL_DELAY = 60.0
"""Seconds. What robots.txt wishes beyond this would keep a site from being read at all."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
FAILURES_IN_A_ROW = 3
"""After so many requests without any answer a host is left alone for a while."""

SILENCE = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)


@dataclass(slots=True)
class Host:
    """What this run knows of one ``name:port``."""

    crawl_delay: float = 0.0
    failures: int = 0
    """Requests without a good answer since the last that had one."""
    until: datetime | None = None
    """Nothing is asked before."""
    reason: str = ""
    known: asyncio.Task[HostState | None] | None = field(default=None, repr=False)
    """Reads what earlier runs left."""


class Politeness(AutoThrottle):
    """Extension: AutoThrottle with a floor under each host's delay, and pauses for hosts that ask for one."""

    def __init__(self, crawler: Crawler) -> None:
        self.hosts: dict[str, Host] = {}
        crawler.signals.connect(self._reached_downloader, request_reached_downloader)
        try:
            super().__init__(crawler)
        except NotConfigured:  # switched off with -s AUTOTHROTTLE_ENABLED=0; the rest of us still holds
            self.crawler = crawler

    def host(self, name: str) -> Host:
        return self.hosts.setdefault(name, Host())

    async def remembered(self, name: str) -> HostState | None:
        """What earlier runs left about a host; read once a run."""
        host = self.host(name)
        if host.known is None:
            host.known = asyncio.ensure_future(self._recall(name))
        return await host.known

    async def _recall(self, name: str) -> HostState | None:
        writer = getattr(self.crawler.spider, "writer", None)
        state: HostState | None = await writer.do(lambda archive: archive.host_state(name)) if writer else None
        if state is not None:
            host = self.host(name)
            host.failures = state.failures
            host.until, host.reason = state.backoff_until, state.backoff_reason or "asked for a pause"
            host.crawl_delay = min(state.crawl_delay or 0.0, LONGEST_CRAWL_DELAY)
        return state

    def held(self, name: str, now: datetime) -> Held | None:
        """The pause that a host is in, if it is."""
        host = self.host(name)
        return Held(host.until, host.reason) if host.until is not None and host.until > now else None

    async def went_well(self, name: str) -> None:
        host = self.host(name)
        if host.failures or host.until is not None:
            host.failures, host.until = 0, None
            await self._remember(name, failures=0, backoff_until=None, backoff_reason=None)

    async def went_wrong(self, name: str, reason: str, now: datetime, *, wait: timedelta | None, at_once: bool) -> None:
        """Count a failure. ``at_once``: the host itself says that it is too much; else it takes several in a row."""
        host = self.host(name)
        host.failures += 1
        if not at_once and host.failures < FAILURES_IN_A_ROW:
            return
        doublings = min(host.failures - (1 if at_once else FAILURES_IN_A_ROW), 10)
        pause = min(wait if wait is not None else FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
        if host.until is None or now + pause > host.until:
            host.until, host.reason = now + pause, reason
            logger.info("%s is left alone for %s: %s", name, _spoken(pause), reason)
            await self._remember(name, failures=host.failures, backoff_until=host.until, backoff_reason=reason)

    async def set_crawl_delay(self, name: str, seconds: float | None) -> None:
        """What robots.txt wishes between two requests."""
        host = self.host(name)
        if (wish := min(seconds or 0.0, LONGEST_CRAWL_DELAY)) != host.crawl_delay:
            host.crawl_delay = wish
            await self._remember(name, crawl_delay=seconds)

    async def _remember(self, name: str, **what: Any) -> None:
        if writer := getattr(self.crawler.spider, "writer", None):
            await writer.do(lambda archive: archive.record_host(name, **what))

    def _reached_downloader(self, request: Request, spider: Spider) -> None:
        assert self.crawler.engine is not None
        name = request.meta["download_slot"]
        self._keep_crawl_delay(self.crawler.engine.downloader.slots[name], name)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        self._keep_crawl_delay(slot, host_of(response.url))

    def _keep_crawl_delay(self, slot: Slot, name: str) -> None:
        if (least := self.host(name).crawl_delay) and least >= slot.delay:
            slot.delay, slot.jitter = least, 0.0  # jitter would go below what was asked for


class HostMiddleware:
    """Downloader middleware: gives every request (redirects too) the slot of its host, and keeps pauses."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostMiddleware:
        return cls(crawler)

    @property
    def _politeness(self) -> Politeness:
        politeness = self._crawler.get_extension(Politeness)
        assert politeness is not None
        return politeness

    async def process_request(self, request: Request) -> None:
        name = request.meta["download_slot"] = host_of(request.url)
        await self._politeness.remembered(name)
        if held := self._politeness.held(name, clock.now()):
            raise held

    async def process_response(self, request: Request, response: Response) -> Response:
        name = host_of(request.url)
        if response.status in (429, 503):
            now = clock.now()
            wait = retry_after(response.headers.get("Retry-After"), now)
            reason = f"answered {response.status}" + (f" and asks to wait {_spoken(wait)}" if wait is not None else "")
            await self._politeness.went_wrong(name, reason, now, wait=wait, at_once=True)
        elif response.status < 500:
            await self._politeness.went_well(name)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, SILENCE):
            now = clock.now()
            await self._politeness.went_wrong(host_of(request.url), "does not answer", now, wait=None, at_once=False)


def retry_after(header: bytes | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110 §10.2.3: seconds or a date) asks to wait; None where it says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return min(timedelta(seconds=int(text[:9])), LONGEST_PAUSE)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta())


def _spoken(wait: timedelta) -> str:
    seconds = max(round(wait.total_seconds()), 0)
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"
