"""A line of a feed or sitemap: what it promises about one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

Moment = datetime | date
"""An aware datetime in UTC, or a plain date where no time of day was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One announced page."""

    url: str
    """Absolute http(s), as announced; only white space and fragment are off, so this is what to request."""
    title: str | None = None
    """Plain text."""
    published: Moment | None = None
    """Feed: its publication date; sitemap: ``news:publication_date``."""
    updated: Moment | None = None
    """Feed: its date of update; sitemap: ``lastmod``."""
    comments_url: str | None = None
    """The page of comments that a feed names, absolute."""

    @property
    def newest(self) -> datetime | None:
        """The later of both dates."""
        return max((as_utc(moment) for moment in (self.published, self.updated) if moment is not None), default=None)


def as_utc(moment: Moment) -> datetime:
    """As an aware datetime in UTC; a plain date is its midnight, a naive time is taken for UTC."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # 0001-01-01T00:00+14:00 and its like
        return moment.replace(tzinfo=UTC)
