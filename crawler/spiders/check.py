"""Asks for every address of the sources once and says what works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from archive.errors import ArchiveError
from archive.rows import HostState
from crawler import clock
from crawler.network.asking import Answer, AskingSpider, Robots
from crawler.network.host import FAILURES_IN_A_ROW
from crawler.network.politeness import Politeness
from crawler.processes.writer import Writer
from crawler.sources import Source
from crawler.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One address of a source and what it answered."""

    source: str
    field: str
    """What the file calls it: ``feed``, ``sitemap`` or ``front``."""
    answer: Answer
    robots: Robots | None
    host: HostState | None
    """What the archive remembers of its host, where there is an archive."""

    @property
    def pause(self) -> datetime | None:
        """Until when nothing is asked of the host."""
        until = self.host.backoff_until if self.host else None
        return until if until is not None and until > clock.now() else None

    @property
    def breaker(self) -> str | None:
        """``open``: the host did not answer and is left alone; ``half-open``: one request will try it; ``closed``."""
        if self.host is None:
            return None
        if self.host.failures < FAILURES_IN_A_ROW:
            return "closed"
        return "open" if self.pause else "half-open"

    @property
    def problem(self) -> str | None:
        """Why it announces nothing; None where all is well."""
        finding = self.answer.finding
        if finding is None or self.answer.problem:
            return self.answer.problem
        # A feed that the file lists as a sitemap is read all the same; a page is neither.
        if (self.field == "front") != (finding.kind == "page"):
            return finding.reason or f"a {finding.kind}, not a {self.field}"
        return None if finding.entries else "nothing is announced there now"


class CheckSpider(AskingSpider[Source, tuple[Check, ...]]):
    """Behind ``dateline sources check``. Where there is an archive it takes turns with crawls and knows their pauses."""

    writer: Writer | None = None

    name = "check"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> CheckSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        spider.know(spider.subjects)
        path = Path(spider.settings["DATELINE_ARCHIVE_PATH"]).expanduser()
        try:
            spider.writer = Writer(path) if path.exists() else None
        except ArchiveError as error:
            spider.notes.append(f"{error}; so all were asked as strangers, whatever pauses their hosts are in")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        try:
            async for request in super().start():
                yield request
        finally:
            if self.writer is not None:
                await self._politeness.close()
                self.writer.close()

    async def examine(self, subject: Source) -> tuple[Check, ...]:
        addresses = [
            *(("feed", url) for url in subject.feeds),
            *(("sitemap", url) for url in subject.sitemaps),
            *(("front", url) for url in subject.fronts),
        ]
        checks = []
        for field, url in addresses or [("front", subject.url)]:
            answer = await self.ask(url, source_key=subject.key)
            state = await self._politeness.remembered(host_of(url))
            checks.append(Check(source=subject.key, field=field, answer=answer, robots=self.robots_of(url), host=state))
        return tuple(checks)

    @property
    def _politeness(self) -> Politeness:
        return Politeness.of(self.crawler)
