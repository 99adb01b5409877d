"""Requests that bring nothing: redirects to pages that the frontier has anyway, hosts that have moved, what no article is
by all others of its kind."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from archive.leads import is_only_in_sitemaps, wanted_page
from archive.rows import LeasedPage
from crawler import clock
from crawler.urls import host_of, page_key

SURE = 2
"""Pages of a host that led to the same path on another, after which the others are asked for there at once."""
PATIENCE = 10.0
"""Seconds that a redirect waits for feeds and lists which may announce what it leads to."""
LASTING = (301, 308)

_Root = tuple[str, str]
"""(scheme, host with its port)"""


class LeadsElsewhere(IgnoreRequest):
    """The page leads to another one, which is archived or about to be; ``page_id`` is that one's."""

    def __init__(self, page_id: int) -> None:
        super().__init__(f"leads to page {page_id}")
        self.page_id = page_id


class InVain(IgnoreRequest):
    """The page is no article, which ``reason`` tells without asking for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Detours:
    """Downloader middleware behind the guard: sees the pages that are asked for, and where they are redirected to."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seen: dict[tuple[_Root, _Root], set[int]] = defaultdict(set)
        """Move of a host → pages that showed it."""
        self._moves: dict[_Root, _Root] = {}
        self._slow: set[str | None] = set()
        """Sources whose lists take too long to wait for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Detours:
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        page = request.cb_kwargs.get("page")
        if not isinstance(page, LeasedPage):
            return None
        if "redirect_urls" in request.meta:
            self._learn(request, page)
            if page.article_id is None:
                await self._announced(page)
                await self._stop_at_known(request.url, page)
            return None
        # That a known article has moved is for the archive to tell, which sees it by the redirect.
        if "straightened" in request.meta or page.article_id is not None:
            return None
        await self._stop_in_vain(page)
        if (straight := self._straight(request.url)) is None:
            return None
        await self._stop_at_known(straight, page)
        meta = {"download_slot": host_of(straight), "straightened": True}
        return request.replace(url=straight, meta=request.meta | meta)

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
        while page.source_key in spider.sites_open()[1] - self._slow and not spider.stopping:
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

    def _learn(self, request: Request, page: LeasedPage) -> None:
        before, after = urlsplit(request.meta["redirect_urls"][-1]), urlsplit(request.url)
        if request.meta.get("redirect_reasons", (0,))[-1] in LASTING and _rest(before) == _rest(after):
            move = (_root(before), _root(after))
            self._seen[move].add(page.page_id)
            if len(self._seen[move]) >= SURE and move[0] != move[1]:
                self._moves[move[0]] = move[1]

    def _straight(self, url: str) -> str | None:
        """Where the host has moved to, the same path; None where it has not."""
        parts = urlsplit(url)
        root = self._moves.get(_root(parts))
        return parts._replace(scheme=root[0], netloc=root[1]).geturl() if root else None


def _root(parts: SplitResult) -> _Root:
    return parts.scheme, parts.netloc.lower()


def _rest(parts: SplitResult) -> tuple[str, str]:
    return parts.path or "/", parts.query
