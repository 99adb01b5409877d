"""A line of a feed or sitemap: what it promises about one article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

BLANKET = 8
"""Entries of which nearly all may not have changed in the same hour."""

Moment = datetime | date
"""An aware datetime in UTC, or a plain date where no time of day was told."""

FIRST_YEAR = 1990
"""The web's first: whoever writes 1970 or year 1 tells no date."""

_YEAR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")


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

    digest: bytes | None = field(default=None, compare=False)
    """Feed: hash of title and text as it tells them, so that another wording shows."""

    @property
    def newest(self) -> datetime | None:
        """The later of both dates."""
        return max((as_utc(moment) for moment in (self.published, self.updated) if moment is not None), default=None)


def without_blanket_dates(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The same without their ``updated`` where nearly all have it of one hour: that is when the list was made."""
    hours = Counter(
        as_utc(entry.updated).replace(minute=0, second=0, microsecond=0) for entry in entries if entry.updated
    )
    if len(entries) < BLANKET or not hours or hours.most_common(1)[0][1] < 0.8 * len(entries):
        return entries
    return tuple(replace(entry, updated=None) for entry in entries)


def as_utc(moment: Moment) -> datetime:
    """As an aware datetime in UTC; a plain date is its midnight, a naive time is taken for UTC."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # 9999-12-31T23:00-05:00
        return moment.replace(tzinfo=UTC)


def moment_of(text: str) -> Moment | None:
    """The time that a feed or sitemap writes: any form of ISO 8601 (W3C-DTF: also a year or month alone, which is its
    first day), else RFC 5322; None for anything else and before ``FIRST_YEAR``."""
    text = text.strip().removesuffix(" UTC")
    moment: Moment
    try:
        if part := _YEAR_MONTH.fullmatch(text):
            moment = date(int(part[1]), int(part[2] or 1), 1)
        elif len(text) <= len("2026-11-01"):
            moment = date.fromisoformat(text)
        else:
            moment = as_utc(datetime.fromisoformat(text))
    except ValueError:
        try:
            moment = as_utc(parsedate_to_datetime(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return moment if moment.year >= FIRST_YEAR else None
