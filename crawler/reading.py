"""How far back a run looks, and what one feed, sitemap or listing told it: values that travel to workers and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archive.rows import Announcement
from crawler.entries import Entry

Kind = Literal["feed", "sitemap", "front"]

HORIZON = timedelta(days=30)
"""Sitemap entries with an older date are history: with ``backfill`` only."""
UNDATED_UP_TO = 1_000
"""A sitemap without dates that is no longer than this is taken whole; a longer one is history too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far back a run looks."""

    now: datetime
    since: datetime | None = None
    """Nothing that is known to be older, however it is announced."""
    backfill: bool = False
    """Everything that is announced, of any date."""

    def takes(self, entry: Entry) -> bool:
        """A feed's entry: of any date, unless ``since`` says otherwise."""
        return self.since is None or entry.newest is None or entry.newest >= self.since

    def takes_listed(self, entry: Entry, listed: int) -> bool:
        """A sitemap's entry, of a sitemap with ``listed`` entries."""
        if entry.newest is not None:
            return entry.newest >= (self.since or self.now - HORIZON) or (self.backfill and self.since is None)
        return self.backfill or listed <= UNDATED_UP_TO


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What there was in one feed, sitemap or listing."""

    kind: Kind
    """What it turned out to be."""
    announcements: tuple[Announcement, ...] = ()
    """One for each page key, in the order of the document."""
    sitemaps: tuple[str, ...] = ()
    """Sitemaps that an index names, those of the window, latest first."""
    more: tuple[str, ...] = ()
    """Further listings of the same kind, for a backfill: the next page, the sections."""
    entries: int = 0
    """How many it has, those outside the window counted."""
    flaw: str | None = None
    """What is wrong with its form; what could be read is there."""
