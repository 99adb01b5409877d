"""When a feed, sitemap or front page is read again: as often as it brings something new, within bounds.

How it is reckoned, docs/explanation/looking-again.md tells. Pure.
"""

from __future__ import annotations

import email.utils
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from archive.rows import FeedHabit
from crawler.spans import spoken

DAY = timedelta(days=1)

ONE_AN_HOUR = timedelta(minutes=45)
"""Between two readings of a listing that brings one new article an hour; four times as long where one comes in sixteen."""
MOST = timedelta(hours=12)
"""Between two readings of a listing that ``sources.toml`` names, whatever it brings and asks for."""
MOST_OF_CHILD = timedelta(days=7)
"""Of a sitemap that only an index names; most of them are history."""
FULL_COSTS = 2.0
"""As many times as long waits a listing that has no validators, since each of its answers is a full one."""
FIRST_SIGHT = timedelta(days=3)
"""What the dates of a first reading count for, beside what later readings see."""
ONE_A_DAY = 1.0
"""New articles, of a listing whose entries have no dates."""
FADES = timedelta(days=14)
"""In which what was seen of a listing counts for a third; two weeks have as many Sundays as any two."""
GRACE = timedelta(minutes=1)
"""By which what a listing asks for may be cut: turns come by the minute, and one missed is a turn lost."""
LONGEST_QUIET = timedelta(days=3)
"""That a feed may have with ``skipHours`` and ``skipDays``: a weekend and what is left of a day."""
FAILED = timedelta(days=1)
"""The longest wait of a listing that fails, and of one that robots.txt does not allow."""

_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|,)\s*(?:no-cache|no-store)\s*(?:,|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Until when a listing is left alone, and why."""

    until: datetime
    why: str
    """For people: ``brings 3 new a day``."""


def pace_of(dates: Iterable[datetime], now: datetime) -> float | None:
    """New entries a day, as their dates tell; None where there are none."""
    ages = sorted((now - date) / DAY for date in dates)
    if not ages:
        return None
    recent = [max(age, 0.0) for age in ages if age <= FADES / DAY]
    # Where all are recent the document ends before the time does.
    span = max(recent[-1], 1 / 24) if len(recent) == len(ages) else FADES / DAY
    return len(recent) / span


def seen(
    habit: FeedHabit, *, news: int, entries: int | None, pace: float | None, last_read: datetime | None, now: datetime
) -> FeedHabit:
    """The habit after a reading that went well; ``news``: pages it announced that were not known, or had changed."""
    if last_read is None or habit.watched <= 0 or (entries and news >= entries):
        days = FIRST_SIGHT / DAY
        return replace(habit, failures=0, watched=days, news=days * (ONE_A_DAY if pace is None else pace))
    passed = max(now - last_read, timedelta())
    fading = math.exp(-passed / FADES)
    return replace(
        habit,
        failures=0,
        watched=habit.watched * fading + FADES / DAY * (1 - fading),
        news=habit.news * fading + news,
    )


def next_reading(
    habit: FeedHabit,
    *,
    now: datetime,
    every: timedelta,
    wish: timedelta | None,
    entries: int | None,
    has_validators: bool,
    is_child: bool,
) -> Wait:
    """When a listing that could be read is read again. ``every``: between two turns of its source; ``wish``: what it
    asks for itself."""
    if is_child and habit.listed is not None:
        return Wait(until=now + MOST_OF_CHILD, why="its index tells when it changes")
    rate = habit.news / habit.watched if habit.watched > 0 else ONE_A_DAY
    longest = MOST_OF_CHILD if is_child else MOST
    wait, why = longest, f"brings {_spoken(rate)}"
    if rate > 0:
        learned = ONE_AN_HOUR / math.sqrt(rate / 24) * (1 if has_validators else FULL_COSTS)
        wait = min(wait, learned)
        if entries:  # what has fallen off its end is lost
            longest = min(longest, entries / (2 * rate) * DAY)
            wait = min(wait, longest)
    wait -= every / 2  # at the turn that is nearest
    if wish is not None and (floor := min(wish, longest) - GRACE) > wait:
        wait, why = floor, f"asks to be read every {spoken(wish)}"
    until = now + max(wait, timedelta())
    if habit.quiet and (open_at := _not_quiet(until, habit.quiet)) != until:
        latest = now + (longest if entries and longest < MOST else LONGEST_QUIET)
        if open_at <= latest:
            return Wait(until=open_at, why="asks to be left alone until then")
    return Wait(until=until, why=why)


def _not_quiet(moment: datetime, quiet: int) -> datetime:
    """The first moment from this one on at which a feed may be read that is left alone at the hours and days ``quiet``."""
    for _ in range(24 * 8):
        at = moment.astimezone(UTC)
        if quiet >> 24 + at.weekday() & 1:
            moment = at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
        elif quiet >> at.hour & 1:
            moment = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        else:
            break
    return moment


def after_failure(
    habit: FeedHabit, reason: str, *, now: datetime, every: timedelta, again: bool
) -> tuple[FeedHabit, Wait]:
    """When a listing that could not be read is asked again: at the next turn, then after ever longer. ``again``: this
    turn has seen it fail already."""
    failures = habit.failures if again and habit.failures else habit.failures + 1
    wait = min(every * 2 ** min(failures - 1, 10), max(FAILED, every)) - GRACE
    times = f", {failures} times" if failures > 1 else ""
    return replace(habit, failures=failures), Wait(until=now + wait, why=f"{reason}{times}")


def wish_of(headers: Mapping[str, str], ttl: int | None) -> timedelta | None:
    """How long an answer asks to be left alone: by the feed's own word, or by HTTP (RFC 9111 §4.2.1: ``max-age`` beats
    ``Expires``), whichever is longer; None where neither says so. ``headers``: names in lower case."""
    control = headers.get("cache-control", "")
    seconds = float(ttl or 0)
    if age := _MAX_AGE.search(control):
        seconds = max(seconds, int(age[1]) - _number(headers.get("age")))
    elif "expires" in headers and not _NO_STORE.search(control):
        expires, date = _date(headers["expires"]), _date(headers.get("date", ""))
        if expires and date:
            seconds = max(seconds, (expires - date).total_seconds())
    return timedelta(seconds=min(seconds, 10 * 365 * 86_400)) if seconds > 0 else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _date(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _spoken(rate: float) -> str:
    if rate >= 1:
        return f"{rate:.0f} new a day"
    return f"one new in {1 / rate:.0f} days" if rate > 0.005 else "nothing new"
