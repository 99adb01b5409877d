"""What keeps a page or listing from being asked for though its time has come: its source, or its server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeGuard

from archive.times import utc_text

IS_OPEN = "ifnull(h.backoff_until, '') <= :now AND ifnull(h.spent_until, '') <= :now"
"""Of a host ``h``: sources may ask it now (``:now``)."""
OPEN_FROM = "max(ifnull(h.backoff_until, ''), ifnull(h.spent_until, ''))"
"""Of a host ``h``: when sources may ask it again, or might; empty where nothing ever kept them."""


def of_page(
    page: Mapping[str, Any], host: Mapping[str, Any], now: datetime, *, for_persons: bool = False
) -> Iterator[str]:
    """Of a page of a source: ``source``, whether that is ``followed`` and ``paused``, and its ``next_due``; what only
    persons ask for (``for_persons``) minds its host's pause alone."""
    if not for_persons:
        if not page["followed"]:
            yield f"source {page['source']} is not followed any more"
        elif page["paused"]:
            yield f"source {page['source']} is paused"
    if pause := pause_of(host, now, beyond=page["next_due"]):
        yield pause
    spent = host.get("spent_until")
    if not for_persons and is_later(spent, now) and spent > (page["next_due"] or ""):
        yield f"{host['host']} gave DATELINE_PAGES_PER_HOST pages on that day, and none before {spent}"


def pause_of(host: Mapping[str, Any], now: datetime, *, beyond: str | None = None) -> str | None:
    """That a server is left alone, where it still is, and as long as until ``beyond``."""
    until = host.get("backoff_until")
    if not is_later(until, now) or until < (beyond or ""):
        return None
    return f"{host['host']} is left alone until {until} ({host['backoff_reason']})"


def is_later(moment: str | None, now: datetime) -> TypeGuard[str]:
    """Whether a time of the archive is still to come."""
    return moment is not None and moment > utc_text(now)
