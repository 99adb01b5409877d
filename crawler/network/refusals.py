"""Why a request is not sent, or its answer not taken: what our downloader middlewares raise and the spiders' errbacks
turn into a page's state."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest


class Refused(IgnoreRequest):
    """Not to be asked for, now or later: robots.txt, or an address that is not public."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Private(Refused):
    """An address that is not public, which ``DATELINE_ALLOW_PRIVATE_ADDRESSES`` would let through."""


class OutOfBounds(IgnoreRequest):
    """The answer passes a bound, which the reason names; the same is to be expected if it were asked for again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooSlow(DownloadTimeoutError):
    """What was asked for took longer than a bound, which the reason names; another time it may not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Held(IgnoreRequest):
    """Not now: the host asked for a pause, or has stopped answering."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until
        self.reason = reason


class Stopped(IgnoreRequest):
    """The crawl is about to end; the next one will ask."""


class Untrusted(Exception):
    """A host cannot show that it is what its name says; the text tells why."""
