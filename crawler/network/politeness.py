"""How fast each host is asked: one request at a time, as robots.txt and its answers wish; all processes take turns.

What is known of a host is in the archive's table ``host``. A process that asks there holds the host by a short lease
and knows it by heart meanwhile: two writes for a visit to a host, and one every few seconds while it lasts.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    NotConfigured,
)
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.signals import request_reached_downloader

from archive.crawls.owner import Owner
from archive.errors import ArchiveError
from archive.rows import HostPace, HostState
from crawler import clock
from crawler.network.fetches import ASKED_THEN
from crawler.network.host import FAILURES_IN_A_ROW, LONGEST_CRAWL_DELAY, Host
from crawler.network.refusals import Stopped
from crawler.spans import spoken
from crawler.urls import host_of

if TYPE_CHECKING:
    from crawler.processes.writer import Writer

logger = logging.getLogger("dateline.politeness")

FIRST_PAUSE = timedelta(seconds=20)
"""After a 429 or 503 that says no time, and of a host that does not answer; doubled each time."""
LONGEST_PAUSE = timedelta(hours=6)
SPREAD = 0.25
"""Our own pauses are longer by up to this share: what failed together must not come back together."""
PATIENCE = timedelta(seconds=30)
"""A pause that ends this soon is waited for; with a longer one the request is put off."""

LEASE = 15.0
"""Seconds that a process which dies or hangs keeps a host from others, where they cannot see that it is gone."""
IDLE = 5.0
"""Seconds without a request after which a host is given back."""
TICK = 1.0
"""Seconds between two looks at what is to be renewed and given back, and between two questions for a host's turn."""


class Politeness(AutoThrottle):
    """Extension: gives turns at the hosts; AutoThrottle with a floor under each host's delay."""

    def __init__(self, crawler: Crawler) -> None:
        self.hosts: dict[str, Host] = {}
        """Those that are asked now, or were a moment ago."""
        settings = crawler.settings
        self._places = max(settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"), 1)
        self._least_delay = settings.getfloat("DOWNLOAD_DELAY")
        self._first_delay = self._least_delay
        self._jitter = settings.getfloat("DOWNLOAD_DELAY_JITTER") / 2
        self._replays = bool(settings.get("DATELINE_REPLAY"))
        """Nobody is asked, so waiting takes no time; the next answer puts the clock right."""
        self._owner = Owner.current()
        self._keeper: asyncio.Task[None] | None = None
        crawler.signals.connect(self._reached_downloader, request_reached_downloader)
        try:
            super().__init__(crawler)
            self._first_delay = max(self._first_delay, settings.getfloat("AUTOTHROTTLE_START_DELAY"))
        except NotConfigured:  # switched off with -s AUTOTHROTTLE_ENABLED=0; the rest of us still holds
            self.crawler = crawler

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """That of a crawl, which has one once its extensions are made."""
        politeness = crawler.get_extension(cls)
        assert politeness is not None
        return politeness

    # --- turns ------------------------------------------------------------------------------------------------------

    async def turn(self, request: Request, name: str) -> None:
        """Wait until ``request`` may be sent to its host; ``left`` ends its turn.

        Raises Held where the host is in a pause that is not waited for, Stopped at the end of the crawl.
        """
        host = self._host(name)
        host.guests += 1
        try:
            await host.places.acquire()
            try:
                await self._ready(host, request)
            except BaseException:
                host.places.release()
                raise
        except BaseException:
            host.guests -= 1
            host.idle_since = monotonic()
            raise
        host.active.add(request)

    async def hold(self, name: str) -> None:
        """Wait until no other process asks a host: what it learned there is remembered then."""
        host = self._host(name)
        host.guests += 1
        try:
            if not self._is_ours(host):
                await self._take(host)
        finally:
            host.guests -= 1
            host.idle_since = monotonic()

    def _host(self, name: str) -> Host:
        if (host := self.hosts.get(name)) is None:
            host = self.hosts[name] = Host(name, asyncio.Semaphore(self._places))
        return host

    def left(self, request: Request, name: str) -> None:
        """The request was answered, or was not sent after all."""
        host = self.hosts.get(name)
        if host is not None and request in host.active:
            host.active.remove(request)
            host.last = clock.now()
            host.guests -= 1
            host.idle_since = monotonic()
            host.places.release()

    async def _ready(self, host: Host, request: Request) -> None:
        while True:
            self._look_for_end()
            if not self._is_ours(host):
                await self._take(host)
            elif held := host.held(now := clock.now()):
                if request.meta.get(ASKED_THEN):
                    return
                if held.until - now > self.patience:
                    raise held
                await self.rest((held.until - now).total_seconds())
            elif host.ready_at is not None:
                await self.rest(min(max((host.ready_at - now).total_seconds(), 0.0), 2 * LONGEST_CRAWL_DELAY))
                host.ready_at = None
            elif host.is_half_open and host.active:
                await self.rest(0.1)
            else:
                return

    def _is_ours(self, host: Host) -> bool:
        if self._writer is None:
            return True
        if host.ours_until is None or (host.wanted and not host.active):
            return False
        return host.ours_until > monotonic()

    async def _take(self, host: Host) -> None:
        """Have the host to ourselves, as processes go."""
        assert self._writer is not None
        if self._keeper is None:
            self._keeper = asyncio.ensure_future(self._keep())
        if host.wanted:
            await self._leave([host])
        while True:
            asked = monotonic()
            turn = await self._writer.do(
                lambda archive: archive.take_host(host.name, owner=self._owner, now=clock.now(), seconds=LEASE)
            )
            host.learn(turn)
            if turn.granted:
                break
            await self.rest(TICK)
        host.ours_until, host.wanted, host.ready_at = asked + LEASE, False, turn.ready_at

    async def _keep(self) -> None:
        """Renew what is in use, give back what is not."""
        while True:
            await asyncio.sleep(TICK)
            try:
                await self._look_after()
            except ArchiveError as error:  # the archive is busy for long: at the next look
                logger.debug("hosts could not be kept: %s", error)

    async def _look_after(self) -> None:
        now = monotonic()
        if idle := [host for host in self.hosts.values() if not host.guests and now - host.idle_since > IDLE]:
            # First: a request that comes meanwhile asks for the host anew, after us.
            for host in idle:
                del self.hosts[host.name]
            await self._leave(idle)
        ending = {
            name
            for name, host in self.hosts.items()
            if host.guests and host.ours_until is not None and host.ours_until < now + LEASE * 2 / 3
        }
        if ending:
            await self._renew(ending)

    async def _renew(self, names: set[str]) -> None:
        assert self._writer is not None
        before, now = monotonic(), clock.now()
        wanted = await self._writer.do(
            lambda archive: archive.keep_hosts(names, owner=self._owner, now=now, seconds=LEASE)
        )
        for name in names:
            if (host := self.hosts.get(name)) is not None and host.ours_until is not None:
                host.wanted = name in wanted
                if not host.wanted:
                    host.ours_until = before + LEASE

    async def _leave(self, hosts: Iterable[Host]) -> None:
        if self._writer is None:
            return
        paces = []
        for host in hosts:
            if host.ours_until is not None:
                host.ours_until, host.wanted = None, False
                wait = timedelta(seconds=max(host.delay or 0.0, self._least_delay, host.crawl_delay))
                pace = HostPace(
                    host=host.name,
                    delay=host.delay,
                    failures=host.failures,
                    last_fetch=host.last,
                    next_at=host.last and host.last + wait,
                )
                paces.append(pace)
        if paces:
            await self._writer.do(lambda archive: archive.leave_hosts(paces, owner=self._owner))

    async def close(self) -> None:
        """Give everything back: nothing is asked any more."""
        if self._keeper is not None:
            self._keeper.cancel()
        hosts, self.hosts = list(self.hosts.values()), {}
        await self._leave(hosts)

    async def rest(self, seconds: float) -> None:
        """Sleep, in a replay by the clock alone; raises Stopped where the crawl ends meanwhile."""
        if self._replays:
            clock.set_back_to(clock.now() + timedelta(seconds=seconds))
            seconds = min(seconds, 0.01)
        ends = monotonic() + seconds
        while (left := ends - monotonic()) > 0:
            self._look_for_end()
            await asyncio.sleep(min(left, 0.5))
        self._look_for_end()

    def _look_for_end(self) -> None:
        engine = self.crawler.engine
        if getattr(self.crawler.spider, "stopping", False) or (engine is not None and not engine.running):
            raise Stopped

    @property
    def patience(self) -> timedelta:
        """How soon a pause must end to be waited for."""
        return getattr(self.crawler.spider, "patience", PATIENCE)

    @property
    def _writer(self) -> Writer | None:
        return getattr(self.crawler.spider, "writer", None)

    # --- what is remembered -----------------------------------------------------------------------------------------

    async def remembered(self, name: str) -> HostState | None:
        """All that is kept of a host, as it is now."""
        return await self._writer.do(lambda archive: archive.host_state(name)) if self._writer else None

    async def remember(self, name: str, **what: Any) -> None:
        """Keep columns of a host's row."""
        if self._writer:
            await self._writer.do(lambda archive: archive.record_host(name, **what))

    def pause_of(self, name: str) -> datetime | None:
        """Until when nothing is asked of a host that was asked a moment ago."""
        return host.until if (host := self.hosts.get(name)) is not None else None

    async def went_well(self, name: str) -> None:
        host = self.hosts.get(name)
        if host is not None and (host.failures or host.until is not None):
            host.failures, host.until = 0, None
            await self.remember(name, failures=0, backoff_until=None, backoff_reason=None)

    async def went_wrong(self, name: str, reason: str, now: datetime, *, wait: timedelta | None, at_once: bool) -> None:
        """Count a failure. ``at_once``: the host itself says that it is too much; else it takes several in a row."""
        host = self.hosts.get(name)
        if host is None:
            return
        host.failures += 1
        if not at_once and host.failures < FAILURES_IN_A_ROW:
            return
        if wait is None:
            doublings = min(host.failures - (1 if at_once else FAILURES_IN_A_ROW), 20)
            wait = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE) * random.uniform(1, 1 + SPREAD)
        if host.until is None or now + wait > host.until:
            host.until, host.reason = now + wait, reason
            logger.info("%s is left alone for %s: %s", name, spoken(wait), reason)
            await self.remember(name, failures=host.failures, backoff_until=host.until, backoff_reason=reason)

    async def set_crawl_delay(self, name: str, seconds: float | None) -> None:
        """What robots.txt wishes between two requests."""
        await self.remember(name, crawl_delay=seconds)
        if host := self.hosts.get(name):
            host.set_crawl_delay(seconds)

    # --- the delay --------------------------------------------------------------------------------------------------

    def _reached_downloader(self, request: Request, spider: Spider) -> None:
        assert self.crawler.engine is not None
        name = request.meta["download_slot"]
        if host := self.hosts.get(name):
            self._set_pace(self.crawler.engine.downloader.slots[name], host)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        host = self.hosts.get(host_of(response.url))
        if host is not None:
            slot.delay = self._delay_of(host)
        super()._adjust_delay(slot, latency, response)
        if host is not None:
            host.delay = slot.delay
            self._set_pace(slot, host)

    def _delay_of(self, host: Host) -> float:
        return self._first_delay if host.delay is None else max(host.delay, self._least_delay)

    def _set_pace(self, slot: Slot, host: Host) -> None:
        """Scrapy lets a delay vary in both directions; ours is a least one."""
        slot.delay = max(self._delay_of(host), host.crawl_delay) * (1 + self._jitter)
        slot.jitter = self._jitter / (1 + self._jitter)
