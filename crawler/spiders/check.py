"""Asks for every address of the sources once and says what works."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.asking import Answer, AskingSpider, Robots
from crawler.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One address of a source and what it answered."""

    source: str
    field: str
    """What the file calls it: ``feed``, ``sitemap`` or ``front``."""
    answer: Answer
    robots: Robots | None

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
    """Behind ``dateline sources check``."""

    name = "check"

    async def examine(self, subject: Source) -> tuple[Check, ...]:
        addresses = [
            *(("feed", url) for url in subject.feeds),
            *(("sitemap", url) for url in subject.sitemaps),
            *(("front", url) for url in subject.fronts),
        ]
        checks = []
        for field, url in addresses or [("front", subject.url)]:
            answer = await self.ask(url)
            checks.append(Check(source=subject.key, field=field, answer=answer, robots=self.robots_of(url)))
        return tuple(checks)
