"""Which further lists a feed or front page leads to that are worth a request."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.lists.reading import Kind, Reading, Window

ENOUGH_NEW = 0.5
"""Share of a list's entries that must be new for its next page to be read: what always stands on top is never new."""
MOST_PAGES = 20
"""Further pages that a source's lists are followed to without a backfill."""


def onward(reading: Reading, new: int, *, window: Window, goes_on: bool, finds: bool) -> Iterator[tuple[Kind, str]]:
    """(kind, address) of what to read next; ``new`` of the announcements were not known before.

    A backfill reads everything. Else the next page is read where this one may have cut off what is new (``goes_on``), and
    of a source that names nothing but its front page what that leads to (``finds``).
    """
    if reading.next_url is not None and (
        window.backfill or (goes_on and new > 0 and new >= ENOUGH_NEW * len(reading.announcements))
    ):
        yield reading.kind, reading.next_url
    if window.backfill or finds:
        for url in reading.sections:
            yield reading.kind, url
    if window.backfill:
        for url in reading.archives:
            yield reading.kind, url
    if finds:
        for url in reading.feeds:
            yield "feed", url
