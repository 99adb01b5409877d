"""When an article that we have is looked at again: often while it is news, then ever less, then no more."""

from __future__ import annotations

from datetime import datetime, timedelta

STEPS = (
    (timedelta(days=1), timedelta(hours=2)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=60), timedelta(days=7)),
)
"""Up to this age: again after so long."""

RETRIES = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""How long a page that failed waits for its third and further tries, the second being DATELINE_RETRY_SECONDS after the
first; when they are used up it stays failed."""


def next_visit(date: datetime, now: datetime) -> datetime | None:
    """When to look again at an article of that date; None for never."""
    age = now - date
    return next((now + wait for limit, wait in STEPS if age < limit), None)


def next_try(tries: int, now: datetime, *, soon: float) -> datetime | None:
    """When to try a page again that failed ``tries`` times, after one ``soon`` seconds later; None when that is enough."""
    waits = (timedelta(seconds=soon), *RETRIES)
    return now + waits[tries - 1] if tries <= len(waits) else None
