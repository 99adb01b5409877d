"""What this process knows of a host while it asks there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from scrapy.http import Request

from archive.rows import HostTurn
from crawler.network.refusals import Held

LONGEST_CRAWL_DELAY = 60.0
"""Seconds. What robots.txt wishes beyond this would keep a site from being read at all."""
FAILURES_IN_A_ROW = 3
"""After so many requests without any answer a host is left alone for a while."""


@dataclass(slots=True, eq=False)
class Host:
    """What this process knows of one ``name:port`` while it asks there."""

    name: str
    places: asyncio.Semaphore
    """Whoever has one may ask; the others wait in the order they came."""
    guests: int = 0
    """Requests that wait for their turn, or have it."""
    active: set[Request] = field(default_factory=set)
    """Requests that have their turn."""
    ours_until: float | None = None
    """Monotonic time until which no other process asks; None where that is not ours to say."""
    wanted: bool = False
    """Another process waits for it."""
    last: datetime | None = None
    """When we were answered last: between its turn and its way out a request may wait for the delay."""
    ready_at: datetime | None = None
    """What the process that asked before us left to wait for."""
    idle_since: float = field(default_factory=monotonic)
    delay: float | None = None
    """Seconds between two requests, as AutoThrottle learned."""
    crawl_delay: float = 0.0
    failures: int = 0
    """Requests without a good answer since the last that had one."""
    until: datetime | None = None
    """Nothing is asked before."""
    reason: str = ""

    def learn(self, turn: HostTurn) -> None:
        """What other processes and earlier runs left."""
        self.failures, self.until = turn.failures, turn.backoff_until
        self.reason = turn.backoff_reason or "asked for a pause"
        self.set_crawl_delay(turn.crawl_delay)
        if turn.delay is not None:
            self.delay = turn.delay

    def set_crawl_delay(self, seconds: float | None) -> None:
        self.crawl_delay = min(seconds or 0.0, LONGEST_CRAWL_DELAY)

    def held(self, now: datetime) -> Held | None:
        """The pause that it is in, if it is."""
        return Held(self.until, self.reason) if self.until is not None and self.until > now else None

    @property
    def is_half_open(self) -> bool:
        """It did not answer; what is asked now is the one request that shows whether it does again."""
        return self.failures >= FAILURES_IN_A_ROW
