"""Finds out how a new site announces its articles: its feeds, its sitemaps, its front page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from crawler.lists.candidates import Candidate, Site
from crawler.lists.discovery import (
    FEED_PATHS,
    SITEMAP_PATHS,
    Finding,
    choose_feeds,
    choose_fronts,
    choose_sitemaps,
    common_paths,
    front_of,
)
from crawler.lists.sitemaps import sitemaps_worth_asking
from crawler.network.asking import AskingSpider
from crawler.sources_file import load_or_new
from crawler.urls import absolute, host_of, page_key, same_site, site_of


class DiscoverSpider(AskingSpider[Candidate, Site]):
    """Behind ``dateline sources add``."""

    name = "discover"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> DiscoverSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        path = Path(spider.settings["DATELINE_SOURCES_PATH"]).expanduser()
        asked = {site_of(url) for subject in spider.subjects for url in subject.urls}
        spider.know(source for source in load_or_new(path).sources.values() if site_of(source.url) in asked)
        return spider

    async def examine(self, subject: Candidate) -> Site:
        given: list[Finding] = []
        for url in subject.urls:
            answer = await self.ask(front_of(url))
            if answer.status is not None or answer.is_refused:
                break
        if answer.finding is not None and answer.finding.sends_on:
            answer = await self.ask(answer.finding.sends_on)
        if answer.finding is not None and answer.finding.kind in ("feed", "sitemap"):
            # Somebody named a feed: it is the first of the site's.
            given.append(answer.finding)
            home = answer.finding.home_url
            root = absolute("/", answer.url) or answer.url
            answer = await self.ask(home if home and same_site(home, root) else root)
        front = answer.url
        if answer.status is None and not given and (not answer.is_refused or self.robots_of(front) is None):
            hint = "; DATELINE_ALLOW_PRIVATE_ADDRESSES=1 allows it" if answer.is_private else ""
            return Site(candidate=subject, url=front, problem=f"{answer.problem}{hint}")
        if answer.status is not None and answer.status >= 500 and not given:
            return Site(candidate=subject, url=front, problem=f"{answer.problem}; try again later")
        page = answer.finding if answer.finding is not None and answer.finding.kind == "page" else None
        feeds = await self._feeds(subject, front, page, given)
        sitemaps = await self._sitemaps(subject, front, given)
        fronts = await self._fronts(page, is_all=not feeds and not sitemaps) if page is not None else ()
        if not feeds and not sitemaps and not fronts:
            reason = answer.problem or "no link on it looks like an article's"
            return Site(candidate=subject, url=front, problem=f"{reason}, and there is no feed and no sitemap")
        return Site(
            candidate=subject,
            url=front,
            name=_name(page, feeds),
            language=next((each.language for each in (page, *feeds) if each is not None and each.language), None),
            feeds=tuple(feed.url for feed in feeds),
            sitemaps=tuple(sitemap.url for sitemap in sitemaps),
            fronts=tuple(each.url for each in fronts),
        )

    async def _feeds(
        self, subject: Candidate, front: str, page: Finding | None, given: list[Finding]
    ) -> tuple[Finding, ...]:
        found = [each for each in given if each.kind == "feed"]
        found += [each async for each in self._found((*subject.feeds, *(page.feeds if page else ())), found)]
        if not choose_feeds(found, front):
            async for finding in self._found(common_paths(front, FEED_PATHS), found):
                found.append(finding)
                if choose_feeds(found, front):
                    break
        return choose_feeds(found, front)

    async def _fronts(self, page: Finding, *, is_all: bool) -> tuple[Finding, ...]:
        """The front page; where it is all that the site announces with, the sections that add to it too."""
        sections = [each async for each in self._found(page.sections, [page])] if is_all else []
        return choose_fronts(page, sections)

    async def _sitemaps(self, subject: Candidate, front: str, given: list[Finding]) -> tuple[Finding, ...]:
        found = [each for each in given if each.kind == "sitemap"]
        robots = self.robots_of(front)
        named = sitemaps_worth_asking(robots.sitemaps if robots else (), front)
        found += [each async for each in self._found((*subject.sitemaps, *named), found)]
        if not choose_sitemaps(found):
            async for finding in self._found(common_paths(front, SITEMAP_PATHS), found):
                found.append(finding)
                # A sitemap without dates may be history only; a news sitemap beside it is not.
                if any(each.newest for each in choose_sitemaps(found)):
                    break
        return choose_sitemaps(found)

    async def _found(self, urls: Iterable[str], found: list[Finding]) -> AsyncIterator[Finding]:
        """What the addresses turn out to be, one after the other, each once; hosts that do not answer are left."""
        asked = {page_key(each.url) for each in found}
        silent: set[str] = set()
        for url in urls:
            if page_key(url) in asked or host_of(url) in silent:
                continue
            answer = await self.ask(url)
            asked |= {page_key(url), page_key(answer.url)}
            if answer.finding is not None:
                yield answer.finding
            elif answer.status is None and not answer.is_refused:
                silent.add(host_of(url))


def _name(page: Finding | None, feeds: tuple[Finding, ...]) -> str | None:
    names = (each.name for each in (page, *feeds[:1]) if each is not None)
    return next((name for name in names if name and len(name) <= 80), None)
