"""robots.txt (RFC 9309): asked for once a host and day, obeyed, and what it refuses gets its reason."""

from __future__ import annotations

import asyncio
import logging
import re
from bisect import bisect_left
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from protego import Protego
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from archive.rows import Fetch, HostState
from crawler import clock
from crawler.lists.intervals import wish_of
from crawler.network.fetches import FINAL, error_of, fetch_of, headers_of
from crawler.network.politeness import Politeness
from crawler.network.refusals import Held, Refused, Stopped
from crawler.urls import host_of

logger = logging.getLogger("dateline.robots")

KEPT_FOR = timedelta(hours=24)
"""RFC 9309 §2.4: a cached copy should not be used for longer."""
KEPT_AT_LEAST = timedelta(hours=1)
"""Whatever Cache-Control says: a guest who asks for the rules every minute is none."""
OLD_COPY = timedelta(days=30)
"""So old may a copy be that is used while no new one can be had; RFC 9309 §2.3.1.4 calls it a reasonably long period."""
ASKED_AGAIN = timedelta(hours=1)
"""How soon, where it could not be had."""
SOON = timedelta(minutes=5)
"""The same, where nobody is there to have one."""
BETWEEN_TRIES = 5.0
"""Seconds, doubled, between two tries within a run."""
MOST_BYTES = 500 * 1024
"""RFC 9309 §2.5: a crawler must read at least this much."""
PATIENCE = 10.0
"""Seconds to wait for it."""
MOST_HOSTS = 400
"""Whose rules are kept parsed; those of others are parsed again from the archive. A hundred kilobytes each."""
LONGEST_EXPLAINED = 100_000
"""Characters of a robots.txt in which the refusing line is looked for: it is read anew for that."""

NOBODY = (CannotResolveHostError, DownloadConnectionRefusedError)
"""What else is asked there will not be answered either, and says so better."""

_DISALLOW = re.compile(r"\s*(?:dis{1,2}all?ow|diasllow|disallaw)(?:\s*:\s*|\s+)([^#\s]+)", re.IGNORECASE)
"""With the misspellings that Protego takes for it."""
_UNQUOTED = "/%*=$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a host's robots.txt says to us."""

    parser: ProtegoRobotParser | None
    """None: everything is allowed."""
    until: datetime
    """Then it is asked for again."""


class RobotsMiddleware:
    """Downloader middleware in place of Scrapy's, which asks anew every run and forgets why it refused."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._closed_for = timedelta(seconds=crawler.settings.getint("DATELINE_ROBOTS_SECONDS"))
        self._patience = min(PATIENCE, crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        self._rules: OrderedDict[str, asyncio.Task[Rules]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    @cached_property
    def _politeness(self) -> Politeness:
        return Politeness.of(self._crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        host = host_of(request.url)
        rules = await self._rules_of(host, request)
        if rules.parser is not None and not rules.parser.allowed(request.url, self._agent):
            known = await self._politeness.remembered(host)
            line = (
                await asyncio.to_thread(refusing_line, known.robots_text, request.url, self._agent) if known else None
            )
            raise Refused("robots.txt does not allow it" + (f": {line}" if line else ""))

    async def _rules_of(self, host: str, request: Request) -> Rules:
        task = self._rules.get(host)
        if task is None or (task.done() and not task.exception() and task.result().until <= clock.now()):
            task = self._rules[host] = asyncio.ensure_future(self._load(host, request))
            if len(self._rules) > MOST_HOSTS and (oldest := next(iter(self._rules.items())))[1].done():
                del self._rules[oldest[0]]
        else:
            self._rules.move_to_end(host)
        try:
            return await task
        except Exception:  # a pause, or the end of the crawl: whoever comes later asks again
            if self._rules.get(host) is task:
                del self._rules[host]
            raise

    async def _load(self, host: str, request: Request) -> Rules:
        """The host's rules. Raises Held while it is not known whether it has any."""
        known = await self._politeness.remembered(host)
        if known is None or known.robots_until is None or known.robots_until <= clock.now():
            await self._politeness.hold(host)  # another process may just be asking for it
            known = await self._politeness.remembered(host) or HostState(host=host)
        pause = BETWEEN_TRIES
        while known.robots_until is None or known.robots_until <= clock.now():
            before = known
            known, fetch = await self._ask(before, request)
            await self._keep(before, known, fetch)
            if known.robots_until is not None:
                break
            assert known.robots_failing_since is not None
            until = known.robots_failing_since + self._closed_for
            if (left := until - clock.now()) > self._politeness.patience:
                raise Held(until, f"{known.robots_error}, so nothing may be asked")
            await self._politeness.rest(min(pause, max(left.total_seconds(), 0.0)))
            pause *= 2
        if known.robots_text is None:
            return Rules(parser=None, until=known.robots_until)
        parser = await asyncio.to_thread(ProtegoRobotParser, known.robots_text.encode(), self._crawler.spider)
        if (delay := parser.crawl_delay(self._agent)) != known.crawl_delay:
            await self._politeness.set_crawl_delay(host, delay)
        await self._crawler.signals.send_catch_log_async(signals.robots_parsed, robotparser=parser, request=request)
        return Rules(parser=parser, until=known.robots_until)

    async def _keep(self, before: HostState, known: HostState, fetch: Fetch) -> None:
        if (writer := getattr(self._crawler.spider, "writer", None)) is None:
            return
        await writer.do(lambda archive: archive.record_fetch(fetch))
        columns = ("text", "status", "at", "until", "error", "failing_since")
        changed = {
            name: value
            for name in (f"robots_{column}" for column in columns)
            if (value := getattr(known, name)) != getattr(before, name)
        }
        await self._politeness.remember(known.host, **changed)

    async def _ask(self, known: HostState, request: Request) -> tuple[HostState, Fetch]:
        """What is known now, and the request that told it. Without ``robots_until``: nothing, and nothing may be asked."""
        assert self._crawler.engine is not None
        run_id = getattr(self._crawler.spider, "run_id", None)
        parts = urlsplit(request.url)
        asked = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            callback=NO_CALLBACK,
            priority=1_000,
            meta={
                "dont_obey_robotstxt": True,
                "download_timeout": self._patience,
                "read_first": MOST_BYTES,
                "download_maxsize": 0,  # of one that is larger the beginning is enough
            },
        )
        now = clock.now()
        try:
            response = await self._crawler.engine.download_async(asked)
        except (Held, Stopped):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the host is told apart from its robots.txt
            fetch = error_of(error, asked, run_id=run_id, at=now)
            if isinstance(error, NOBODY):
                return replace(known, robots_error=fetch.error, robots_until=now + SOON), fetch
            if isinstance(error, FINAL):  # a circle of redirects, a private address: it has none to be had
                return self._told(known, fetch.at, text=None, status=None, lasts=KEPT_FOR), fetch
            return self._failing(known, now, f"robots.txt: {fetch.error}", None), fetch
        fetch, status = fetch_of(response, asked, run_id=run_id, at=now), response.status
        if status == 429 or status >= 500:
            return self._failing(known, now, f"robots.txt: answered {status}", status), fetch
        text = text_of(response.body) if 200 <= status < 300 else None
        return self._told(known, fetch.at, text=text, status=status, lasts=kept_for(response)), fetch

    @staticmethod
    def _told(known: HostState, now: datetime, **told: Any) -> HostState:
        return replace(
            known,
            robots_text=told["text"],
            robots_status=told["status"],
            robots_at=now,
            robots_until=now + told["lasts"],
            robots_error=None,
            robots_failing_since=None,
        )

    def _failing(self, known: HostState, asked: datetime, error: str, status: int | None) -> HostState:
        now = clock.now()
        since = known.robots_failing_since or asked
        logger.debug("%s: %s", known.host, error)
        known = replace(known, robots_status=status, robots_error=error, robots_failing_since=since)
        if known.robots_text is not None and known.robots_at is not None and now - known.robots_at <= OLD_COPY:
            return replace(known, robots_until=now + ASKED_AGAIN)
        # A person who asks for single addresses does not wait for it.
        if now - since >= self._closed_for or not self._politeness.patience:
            return replace(known, robots_text=None, robots_until=now + ASKED_AGAIN)
        return replace(known, robots_text=None, robots_until=None)


def text_of(body: bytes) -> str:
    """The first ``MOST_BYTES`` as text: UTF-8, unless a byte order mark, which is no part of the first rule, says UTF-16."""
    encoding = "utf-16" if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    return body[:MOST_BYTES].decode(encoding, "replace")


def kept_for(response: Response) -> timedelta:
    """How long a robots.txt is good for, by its HTTP headers (RFC 9309 §2.4, RFC 9111) and our bounds."""
    headers = headers_of(response)
    if "no-store" in (control := headers.get("cache-control", "").lower()) or "no-cache" in control:
        return KEPT_AT_LEAST
    wish = wish_of(headers, None)
    return KEPT_FOR if wish is None else min(max(wish, KEPT_AT_LEAST), KEPT_FOR)


def refusing_line(text: str | None, url: str, agent: str) -> str | None:
    """``Disallow: /x (line 3)``: what in a robots.txt keeps ``agent`` from ``url``; None where it cannot be told.

    Of several lines that refuse, the longest decides (RFC 9309 §2.2.2), the first of equally long ones. Protego tells
    only whether: it is the line with which, counted from the longest of all groups on, the refusal begins.
    """
    if text is None or len(text) > LONGEST_EXPLAINED:
        return None
    parts = urlsplit(url)
    path = unquote(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
    lines = text.splitlines()
    matching = [
        (-len(quote(unquote(found[1]), safe=_UNQUOTED)), number)
        for number, line in enumerate(lines)
        if (found := _DISALLOW.match(line)) and _matches(found[1], path)
    ]
    order = [number for _, number in sorted(matching)]

    def refused(count: int) -> bool:
        """Whether it is refused by the first of them alone."""
        dropped = set(order[count:])
        left = "\n".join("Disallow:" if number in dropped else line for number, line in enumerate(lines))
        return not Protego.parse(left).can_fetch(url, agent)

    place = bisect_left(range(len(order) + 1), True, key=refused)
    if not 0 < place <= len(order):
        return None
    number = order[place - 1]
    return f"{' '.join(lines[number].split())[:100]} (line {number + 1})"


def _matches(pattern: str, path: str) -> bool:
    """RFC 9309 §2.2.3: ``*`` stands for anything, ``$`` for the end. Without a regular expression: robots.txt is
    foreign text, and some of them take for ever."""
    first, *others = unquote(pattern).removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for part in others:
        if (found := path.find(part, place)) < 0:
            return False
        place = found + len(part)
    return not pattern.endswith("$") or (path.endswith(others[-1]) if others else place == len(path))
