"""What time it is for a crawl: now; in a replay the time of the recording."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC) - _shift


def set_back_to(moment: datetime) -> None:
    """Let it be ``moment`` now; from there time goes on as it does."""
    global _shift
    _shift = datetime.now(UTC) - moment
