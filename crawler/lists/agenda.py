"""Which lists a run reads: each once, a few at a time of each host, and of those that lists lead to as many as are sane."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from archive.rows import FeedState
from crawler import clock
from crawler.lists.reading import Kind
from crawler.traps import BARREN, Trail, why_endless
from crawler.urls import host_of, page_key

_log = logging.getLogger("dateline.news")

DEEPEST = 4
"""An index of indexes of indexes is a trap."""
MOST_SITEMAPS = 500
"""That the indexes of one source lead to, in one run."""
MOST_LISTINGS = 200
"""Further pages of feeds and listings of one source, in one backfill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed, sitemap or front page to read."""

    kind: Kind
    url: str
    source_key: str
    depth: int = 0
    tries: int = 0
    goes_on: bool = False
    """Its further pages may tell what nothing else does."""
    state: FeedState | None = None
    """What the last reading left."""
    barren: int = 0
    """So many lists one behind the other, this the last, that named nothing which this run had not seen."""

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def is_trap(self) -> bool:
        """Whether it and the lists before it named nothing new for so long that they may go on for ever."""
        return self.barren >= BARREN


class Agenda:
    """The lists of one run, from when somebody names them until they are read."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Listing]] = {}
        """Host → lists to be read there."""
        self._planned: set[str] = set()
        self._in_flight: Counter[str] = Counter()
        """Host → lists that are being read there."""
        self._open: Counter[str] = Counter()
        """Source → lists to be read or being read."""
        self._followed: Counter[tuple[str, str]] = Counter()
        """(source, kind of list) → how many further ones were followed."""
        self._trail = Trail()

    def plan(self, listing: Listing) -> bool:
        """Have a list read, once in this run; whether it was not planned before."""
        if (key := page_key(listing.url)) in self._planned:
            return False
        self._planned.add(key)
        self.wait(listing)
        return True

    def wait(self, listing: Listing) -> None:
        """Have a list read, though it may have been already."""
        self._waiting.setdefault(listing.host, deque()).append(listing)
        self._open[listing.source_key] += 1

    def take(self, room: int, per_host: int, is_wanted: Callable[[Listing], bool]) -> list[Listing]:
        """Up to ``room`` lists to read now, at most ``per_host`` of a host under way. Those not wanted are let go."""
        taken: list[Listing] = []
        for host, waiting in list(self._waiting.items()):
            while waiting and len(taken) < room and self._in_flight[host] < per_host:
                listing = waiting.popleft()
                if not is_wanted(listing):
                    self._open[listing.source_key] -= 1
                    continue
                taken.append(listing)
                self._in_flight[host] += 1
            if not waiting:
                del self._waiting[host]
        return taken

    def landed(self, listing: Listing) -> None:
        """A list that was taken is read, or could not be."""
        self._in_flight[listing.host] -= 1
        self._open[listing.source_key] -= 1

    @property
    def in_flight(self) -> int:
        """Lists that are being read."""
        return self._in_flight.total()

    @property
    def sources(self) -> set[str]:
        """Those that have a list to be read or being read."""
        return {key for key, count in self._open.items() if count > 0}

    def is_open(self, source_key: str) -> bool:
        """Whether a list of this source is to be read or being read."""
        return self._open[source_key] > 0

    def read(self, listing: Listing, keys: Iterable[str]) -> Listing:
        """The list, with what the pages that it named tell of it. What a feed or front page names leads every further
        list, too: that is no sign of a trap."""
        is_barren = listing.depth > 0 and self._trail.is_barren(keys)
        return replace(listing, barren=listing.barren + 1 if is_barren else 0)

    def left_over(self, listing: Listing) -> Listing:
        """A further list that a run before this one was led to and has not read."""
        self._followed[listing.source_key, listing.kind] += 1
        return listing

    def further(self, listing: Listing, urls: Iterable[str], kind: Kind, most: int) -> Iterator[Listing]:
        """Those of the lists a list leads to that are read too: ``most`` of a kind from one source."""
        deepest = DEEPEST if kind == "sitemap" else most
        for url in urls:
            if page_key(url) in self._planned:
                continue
            if listing.depth >= deepest or self._followed[listing.source_key, kind] >= most:
                _log.info(
                    "source %s: not everything that %s leads to is read: more than %d lists, or more than %d deep",
                    listing.source_key,
                    listing.url,
                    most,
                    deepest,
                )
                return
            if why := why_endless(url, clock.now().year):
                _log.info("source %s: %s is not read, a trap: %s", listing.source_key, url, why)
                continue
            self._followed[listing.source_key, kind] += 1
            yield Listing(
                kind=kind,
                url=url,
                source_key=listing.source_key,
                depth=listing.depth + 1,
                goes_on=kind != "sitemap",
                barren=listing.barren,
            )
