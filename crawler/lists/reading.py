"""How far back a run looks, and what one feed, sitemap or listing told it: values that travel to workers and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archive.rows import Announcement
from archive.times import utc_text
from crawler.lists.entries import Entry, Moment

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
    dated_only: bool = False
    """Of sitemaps nothing that has no date."""

    @property
    def is_wider(self) -> bool:
        """Whether it looks further back than every run does."""
        return self.backfill or self.since is not None

    @property
    def reach(self) -> str | None:
        """How far back, for whoever looks there again; None where it is not further than every run does."""
        if not self.is_wider:
            return None
        return " ".join(["backfill" if self.backfill else "since", *([utc_text(self.since)] if self.since else [])])

    def is_within(self, reach: str | None) -> bool:
        """Whether what was read with that reach is all that this looks for."""
        if self.reach is None:
            return True
        what, _, since = (reach or "").partition(" ")
        return (what == "backfill" or (what == "since" and not self.backfill)) and (
            not since or (self.since is not None and since <= utc_text(self.since))
        )

    def takes(self, entry: Entry) -> bool:
        """A feed's entry: of any date, unless ``since`` says otherwise."""
        return self.since is None or entry.newest is None or entry.newest >= self.since

    def takes_listed(self, entry: Entry, listed: int) -> bool:
        """A sitemap's entry, of a sitemap with ``listed`` entries."""
        if entry.newest is not None:
            return entry.newest >= (self.since or self.now - HORIZON) or (self.backfill and self.since is None)
        if self.dated_only:
            return False
        return self.backfill or listed <= UNDATED_UP_TO


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What there was in one feed, sitemap or listing."""

    kind: Kind
    """What it turned out to be."""
    announcements: tuple[Announcement, ...] = ()
    """One for each page key, in the order of the document."""
    sitemaps: tuple[tuple[str, Moment | None], ...] = ()
    """Sitemaps that an index names, those of the window, latest first; each with the change that the index tells."""
    pace: float | None = None
    """New entries a day, as the dates of all entries tell; None where they have none."""
    ttl: int | None = None
    """Seconds between two readings that a feed asks for."""
    quiet: int = 0
    """When a feed asks to be left alone (``FeedHabit.quiet``)."""
    next_url: str | None = None
    """The next page of the same list, unless nothing on this one is in the window."""
    sections: tuple[str, ...] = ()
    """Of a front page: its sections, likeliest first."""
    archives: tuple[str, ...] = ()
    """Of a front page: lists of months and years of the window."""
    feeds: tuple[str, ...] = ()
    """Feeds that a front page names."""
    entries: int = 0
    """How many it has, those outside the window counted."""
    flaw: str | None = None
    """What is wrong with its form; what could be read is there."""
