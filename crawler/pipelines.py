"""The way of a capture into the archive."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from archive.rows import Capture


class ArchivePipeline:
    """Item pipeline: awaits the writer, so that what is not stored yet holds new requests back."""

    def __init__(self, crawler: Crawler) -> None:
        if not getattr(crawler.spider, "needs_archive", True):
            raise NotConfigured
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, Capture):
            spider: Any = self._crawler.spider
            await spider.save(item)
        return item
