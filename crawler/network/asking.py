"""Asking single addresses outside of a crawl: each once, politely, and what came back judged in a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawler.errors import CrawlerError
from crawler.lists.discovery import Finding
from crawler.lists.sitemaps import sitemaps_in_robots
from crawler.network.cookies import SubscriberCookies
from crawler.network.fetches import reason_of
from crawler.network.refusals import Held, Private, Refused
from crawler.network.rendering import RenderedSources
from crawler.processes.workers import Workers
from crawler.sources import Source
from crawler.urls import host_of

AT_ONCE = 128
"""Sites asked side by side; each of them waits for itself only."""
LASTING = (301, 308)

Subject = TypeVar("Subject")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back from one address."""

    url: str
    """Where to ask the next time: the end of the redirects where all of them are permanent."""
    final_url: str
    """Where the answer came from."""
    status: int | None = None
    """None where there was no answer."""
    problem: str | None = None
    """Why there is nothing in it."""
    is_refused: bool = False
    """Not asked at all: robots.txt, or an address that is not public."""
    is_private: bool = False
    """Refused only as private addresses are not allowed."""
    finding: Finding | None = None
    """What it is, where the status is 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What a host's robots.txt says to us."""

    sitemaps: tuple[str, ...] = ()
    crawl_delay: float | None = None
    """Seconds."""


class AskingSpider(Spider, Generic[Subject, Result]):
    """Takes ``subjects``, does ``examine`` for many of them at once and hands each result to ``report``.

    It keeps nothing of a subject that is done, and needs no archive.
    """

    needs_archive = False
    patience = timedelta(0)
    """A host in a pause is told of, not waited for."""
    custom_settings = {  # noqa: RUF012 - Scrapy's form
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapy.extensions.logstats.LogStats": None,
            "crawler.network.politeness.Politeness": 0,
        },
    }

    def __init__(
        self, *, subjects: Iterable[Subject] = (), report: Callable[[Result], None] | None = None, **arguments: Any
    ) -> None:
        super().__init__(**arguments)
        self.subjects = tuple(subjects)
        self._report = report
        self._robots: dict[str, Robots] = {}
        self.cookies = SubscriberCookies()
        """What sources are asked with."""
        self.rendered = RenderedSources()
        """Whose pages are filled by their scripts."""
        self.notes: list[str] = []
        """Sentences for whoever typed the command, beside the results."""
        self.failure: Exception | None = None
        """What ended the run before its time: a fault of ours, or of whoever takes the reports."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> AskingSpider[Subject, Result]:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._robots_parsed, signals.robots_parsed)
        return spider

    def know(self, sources: Iterable[Source]) -> None:
        """Ask these as their crawls do, with cookies and a browser. Raises SourcesError."""
        path = Path(self.settings["DATELINE_SOURCES_PATH"]).expanduser()
        known = tuple(sources)
        self.cookies, self.rendered = SubscriberCookies(path, known), RenderedSources(known)

    async def start(self) -> AsyncIterator[Any]:
        settings = self.settings
        self._workers = Workers(
            processes=settings.getint("DATELINE_PARSE_PROCESSES"),
            seconds=settings.getfloat("DATELINE_PARSE_SECONDS"),
            megabytes=settings.getint("DATELINE_PARSE_MEGABYTES"),
        )
        subjects = iter(self.subjects)
        try:
            await asyncio.gather(*(self._work(subjects) for _ in range(min(AT_ONCE, len(self.subjects)))))
        except Exception as error:
            self.failure = error  # Scrapy would only write it into the log
            raise
        finally:
            await self._workers.close()
        return
        yield

    async def _work(self, subjects: Iterator[Subject]) -> None:
        for subject in subjects:
            result = await self.examine(subject)
            if self._report is not None:
                self._report(result)

    async def examine(self, subject: Subject) -> Result:
        raise NotImplementedError

    async def ask(self, url: str, *, source_key: str | None = None) -> Answer:
        """Ask for one address, as a crawl of its source or else of its site would; no failure raises."""
        request = Request(url, meta={"source": source_key})
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except Refused as error:
            is_private = isinstance(error, Private)
            return Answer(url=url, final_url=url, problem=error.reason, is_refused=True, is_private=is_private)
        except Held as error:
            return Answer(url=url, final_url=url, problem=error.reason)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with one address, the others are asked
            return Answer(url=url, final_url=url, problem=reason_of(error, request))
        hops = response.meta.get("redirect_reasons", ())
        lasting = response.url if all(hop in LASTING for hop in hops) else url
        if response.status != 200:
            problem = f"answers {response.status}"
            return Answer(url=lasting, final_url=response.url, status=response.status, problem=problem)
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            finding = await self._workers.run("look", response.body, response.url, content_type=content_type)
        except CrawlerError as error:
            return Answer(url=lasting, final_url=response.url, status=200, problem=str(error))
        return Answer(
            url=lasting,
            final_url=response.url,
            status=200,
            problem=finding.reason if finding.kind == "nothing" else None,
            finding=replace(finding, url=lasting),
        )

    def robots_of(self, url: str) -> Robots | None:
        """What the robots.txt of an address's host says; None where none was read."""
        return self._robots.get(host_of(url))

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        # Scrapy's parsers have no common way to the sitemaps; ours is Protego.
        sitemaps = sitemaps_in_robots(getattr(robotparser, "rp", ""), request.url)
        delay = robotparser.crawl_delay(self.settings["ROBOTSTXT_USER_AGENT"])
        self._robots[host_of(request.url)] = Robots(sitemaps=sitemaps, crawl_delay=delay)
