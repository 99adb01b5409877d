"""Every request waits for its turn at its host, and what is answered tells how the host is to be asked from then on."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime, timedelta
from functools import cached_property

from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Request, Response

from crawler import clock
from crawler.network.politeness import Politeness
from crawler.spans import spoken
from crawler.urls import host_of

LONGEST_WISH = timedelta(days=1)
"""A Retry-After beyond this is a mistake, or means for ever: the host is asked once a day."""
SILENCE = (DownloadConnectionRefusedError, DownloadTimeoutError)
"""Not a name that leads nowhere: nobody is bothered by that."""


class Turns:
    """Downloader middleware, the last before the network: every request (redirects, robots.txt) waits for its turn."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Turns:
        return cls(crawler)

    @cached_property
    def _politeness(self) -> Politeness:
        return Politeness.of(self._crawler)

    async def process_request(self, request: Request) -> None:
        name = request.meta["download_slot"] = host_of(request.url)
        await self._politeness.turn(request, name)
        self._crawler.stats.inc_value("dateline/requests")

    async def process_response(self, request: Request, response: Response) -> Response:
        name, politeness = host_of(request.url), self._politeness
        try:
            if response.status in (429, 503):
                now = clock.now()
                wait = retry_after(response.headers.get("Retry-After"), now)
                asks = f" and asks to wait {spoken(wait)}" if wait is not None else ""
                await politeness.went_wrong(name, f"answered {response.status}{asks}", now, wait=wait, at_once=True)
            elif response.status < 500:
                await politeness.went_well(name)
        finally:
            politeness.left(request, name)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        name, politeness = host_of(request.url), self._politeness
        try:
            if isinstance(exception, SILENCE):
                refuses = isinstance(exception, DownloadConnectionRefusedError)
                reason = "refuses the connection" if refuses else "does not answer"
                await politeness.went_wrong(name, reason, clock.now(), wait=None, at_once=False)
        finally:
            politeness.left(request, name)


def retry_after(header: bytes | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110 §10.2.3: seconds or a date) asks to wait; None where it says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return min(timedelta(seconds=int(text[:9])), LONGEST_WISH)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return min(max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta()), LONGEST_WISH)
