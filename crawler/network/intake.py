"""What all answers that are coming in may hold of memory together."""

from __future__ import annotations

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Request, Response

MOST_COMING = 32_000_000
"""Bytes. Several hundred hosts answer at a time, and each answer may be as large as DOWNLOAD_MAXSIZE."""
MOST_UNREAD = 16_000_000
"""Bytes of pages that have come and wait to be read; each is there several times on its way to a worker and back."""
ALWAYS_TAKEN = 500_000
"""Bytes: no answer that is smaller is broken off; pages of real sites have 190 kB, packed a fifth of that."""
TOO_MUCH = "more came in at a time than there is memory for"


class Intake:
    """Downloader middleware: counts what comes, and breaks off what is more than enough or too much at a time."""

    def __init__(self, crawler: Crawler) -> None:
        self._coming = 0
        crawler.signals.connect(self._received, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Intake:
        return cls(crawler)

    def _received(self, data: bytes, request: Request) -> None:
        """``meta["read_first"]``: so many bytes of an answer are enough, and the rest is not waited for."""
        size = request.meta["received"] = request.meta.get("received", 0) + len(data)
        self._coming += len(data)
        enough = request.meta.get("read_first")
        if enough is not None and size > enough:
            raise StopDownload(fail=False)
        if self._coming > MOST_COMING and size > ALWAYS_TAKEN:
            raise StopDownload(fail=True)  # worth another try: crawler/network/fetches.py

    def process_response(self, request: Request, response: Response) -> Response:
        self._coming -= request.meta.pop("received", 0)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._coming -= request.meta.pop("received", 0)
