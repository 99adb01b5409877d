"""Requests that bring nothing: redirects to pages that the frontier has anyway, what no article is by all others of its
kind."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from archive.crawls.leads import is_only_in_sitemaps, told_article, wanted_page
from archive.rows import LeasedPage
from crawler import clock
from crawler.network.fetches import ASKED_THEN
from crawler.network.redirects import MOVED
from crawler.urls import is_short, page_key

PATIENCE = 10.0
"""Seconds that a redirect waits for feeds and lists which may announce what it leads to."""


class LeadsElsewhere(IgnoreRequest):
    """The page leads to another one, which is archived or about to be; ``page_id`` is that one's."""

    def __init__(self, page_id: int) -> None:
        super().__init__(f"leads to page {page_id}")
        self.page_id = page_id


class InVain(IgnoreRequest):
    """The page is most likely no article, which ``reason`` tells without asking for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Detours:
    """Downloader middleware behind the guard: sees the pages that are asked for, and where they are redirected to."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._slow: set[str | None] = set()
        """Sources whose lists take too long to wait for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Detours:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        page = request.cb_kwargs.get("page")
        # That a known article has moved is for the archive to tell, which sees it by the redirect.
        if not isinstance(page, LeasedPage) or page.article_id is not None:
            return
        if "redirect_urls" in request.meta or request.meta.get(MOVED):
            await self._announced(page)
            await self._stop_at_known(request.url, page)
        elif ASKED_THEN not in request.meta:
            await self._stop_at_told(page)
            await self._stop_in_vain(page)

    async def _stop_at_told(self, page: LeasedPage) -> None:
        """Raises LeadsElsewhere for a short address of an article that is here: it would only redirect there."""
        spider: Any = self._crawler.spider
        if is_short(page.url):
            found = await spider.do(lambda archive: told_article(archive.connection, page.page_id))
            if found is not None:
                raise LeadsElsewhere(found)

    async def _stop_in_vain(self, page: LeasedPage) -> None:
        """Raises InVain for what only a sitemap announced."""
        spider: Any = self._crawler.spider
        reason = spider.kinds.why_none(page.source_key, page.url)
        if reason and await spider.do(lambda archive: is_only_in_sitemaps(archive.connection, page.page_id)):
            raise InVain(reason)

    async def _announced(self, page: LeasedPage) -> None:
        """Wait until the feeds and lists of the page's source have been read: all that they announce is known then."""
        spider: Any = self._crawler.spider
        end = monotonic() + PATIENCE
        while page.source_key not in self._slow and spider.is_open(page.source_key) and not spider.stopping:
            if monotonic() > end:
                self._slow.add(page.source_key)
            await asyncio.sleep(0.1)

    async def _stop_at_known(self, url: str, page: LeasedPage) -> None:
        """Raises LeadsElsewhere."""
        key = page_key(url)
        if key == page.key:
            return
        spider: Any = self._crawler.spider
        now = clock.now()
        found = await spider.do(lambda archive: wanted_page(archive.connection, key, besides=page.page_id, now=now))
        if found is not None:
            raise LeadsElsewhere(found)
