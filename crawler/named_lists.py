"""Which lists a run begins with: those that its sources, their robots.txt and the runs before it name."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from archive.crawls.listings import due_children, left_unread, not_due
from archive.store import Archive
from crawler.lists.agenda import MOST_SITEMAPS, Agenda, Listing
from crawler.lists.reading import Kind
from crawler.lists.sitemaps import sitemaps_in_robots, sitemaps_worth_asking
from crawler.sources import Source
from crawler.urls import host_of, same_site

_log = logging.getLogger("dateline.news")


class Named:
    """Its methods that take the archive run on the thread of whoever writes to it."""

    def __init__(self, sources: Mapping[str, Source], agenda: Agenda, *, by_plan: bool) -> None:
        """``by_plan``: only those whose time has come, as a scheduler wants it; a person wants all."""
        self._sources = sources
        self._agenda = agenda
        self._by_plan = by_plan
        self._unlearned = {key for key, source in sources.items() if source.learns_sitemaps}
        """Sources of which no robots.txt is known that would name sitemaps."""

    def first(self, archive: Archive, now: datetime, *, most_further: int) -> list[Listing]:
        """All that is known when the run begins; of further lists that no run has read yet, so many of each kind."""
        found = [
            Listing(kind=kind, url=url, source_key=source.key, goes_on=source.has_only_lists)
            for source in self._sources.values()
            for kind, url in source.listings
        ]
        for key in sorted(self._unlearned):
            found += self._in_robots(archive, key)
        keys = tuple(self._sources)
        for key, kind, url in left_unread(archive.connection, keys, most=most_further):
            further = Listing(kind=cast(Kind, kind), url=url, source_key=key, depth=1, goes_on=True)
            found.append(self._agenda.left_over(further))
        if not self._by_plan:
            return found
        due = self._due(archive, found, now)
        _log.debug("%d of %d listings are not due", len(found) - len(due), len(found))
        children = due_children(archive.connection, keys, now=now, most=MOST_SITEMAPS)
        return due + [Listing(kind="sitemap", url=url, source_key=key, depth=1) for key, url in children]

    def waits_for_robots(self, source_key: str) -> bool:
        """Whether ``later`` may find something, as no robots.txt of this source was known so far."""
        return source_key in self._unlearned

    def later(self, archive: Archive, source_key: str, now: datetime) -> list[Listing]:
        """The sitemaps of a source whose robots.txt was not known when the run began."""
        found = self._in_robots(archive, source_key)
        return self._due(archive, found, now) if self._by_plan and found else found

    def is_learned(self, listing: Listing) -> bool:
        """Whether it is a sitemap that nobody named but robots.txt."""
        return listing.kind == "sitemap" and self._sources[listing.source_key].learns_sitemaps

    def _in_robots(self, archive: Archive, key: str) -> list[Listing]:
        """The sitemaps that the robots.txt of a source names, as far as it is known."""
        source = self._sources[key]
        urls = [url for url in (source.url, *(url for _, url in source.listings)) if same_site(url, source.url)]
        named: list[str] = []
        for url in {host_of(url): url for url in urls}.values():
            if (state := archive.host_state(host_of(url))) is not None and state.robots_at is not None:
                self._unlearned.discard(key)
                named += sitemaps_in_robots(state.robots_text or "", url)
        worth = sitemaps_worth_asking(named, source.url)
        return [Listing(kind="sitemap", url=url, source_key=key) for url in worth]

    def _due(self, archive: Archive, listings: list[Listing], now: datetime) -> list[Listing]:
        early = not_due(archive.connection, [listing.url for listing in listings], now=now)
        return [listing for listing in listings if listing.url not in early]
