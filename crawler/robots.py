"""robots.txt: asked for once a host and day, obeyed, and what it refuses gets its reason."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawler import clock
from crawler.fetches import error_of, fetch_of
from crawler.politeness import Politeness
from crawler.refusals import Held, Refused, Stopped
from crawler.urls import host_of

logger = logging.getLogger("dateline.robots")

KEPT_FOR = timedelta(hours=24)
"""RFC 9309 §2.4: a cached copy should not be used for longer."""
MOST_BYTES = 500 * 1024
"""RFC 9309 §2.5: a crawler must read at least this much."""
PATIENCE = 15.0
"""Seconds to wait for it; a server that does not give it away is asked on as if it had none."""


class RobotsMiddleware:
    """Downloader middleware in place of Scrapy's, which asks anew every run and forgets why it refused."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[ProtegoRobotParser | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        host = host_of(request.url)
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._load(host, request))
        try:
            rules = await self._rules[host]
        except (Held, Stopped):
            del self._rules[host]
            raise
        if rules is not None and not rules.allowed(request.url, self._agent):
            raise Refused("robots.txt does not allow it")

    async def _load(self, host: str, request: Request) -> ProtegoRobotParser | None:
        """The host's rules; None where it has none, or does not give them away."""
        politeness = self._crawler.get_extension(Politeness)
        assert politeness is not None
        now = clock.now()
        known = await politeness.remembered(host)
        if known is not None and known.robots_at is not None and now - known.robots_at < KEPT_FOR:
            text = known.robots_text
        else:
            text = await self._ask(host, request, now)
        if text is None:
            return None
        rules = await asyncio.to_thread(ProtegoRobotParser, text.encode(), self._crawler.spider)
        await politeness.set_crawl_delay(host, rules.crawl_delay(self._agent))
        await self._crawler.signals.send_catch_log_async(signals.robots_parsed, robotparser=rules, request=request)
        return rules

    async def _ask(self, host: str, request: Request, now: datetime) -> str | None:
        assert self._crawler.engine is not None
        spider = self._crawler.spider
        writer, run_id = getattr(spider, "writer", None), getattr(spider, "run_id", None)
        parts = urlsplit(request.url)
        asked = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            callback=NO_CALLBACK,
            priority=1_000,
            meta={"dont_obey_robotstxt": True, "download_timeout": PATIENCE},
        )
        text, status = None, None
        try:
            response = await self._crawler.engine.download_async(asked)
        except (Held, Stopped):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the host is asked on without
            fetch = error_of(error, asked, run_id=run_id, at=now)
            logger.debug("%s: %s; going on without it", asked.url, fetch.error)
        else:
            fetch, status = fetch_of(response, asked, run_id=run_id, at=now), response.status
            if 200 <= status < 300:
                text = response.body[:MOST_BYTES].decode("utf-8", "replace")
        if writer is not None:
            await writer.do(lambda archive: archive.record_fetch(fetch))
            if status is not None:
                await writer.do(
                    lambda archive: archive.record_host(host, robots_text=text, robots_status=status, robots_at=now)
                )
        return text
