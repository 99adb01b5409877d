"""Times as the archive writes them: text that sorts, ``2026-11-22T10:58:00Z``."""

from __future__ import annotations

from datetime import UTC, date, datetime

from parsers.article import Moment

_TWO_DIGITS = [f"{number:02}" for number in range(60)]


def utc_text(moment: datetime) -> str:
    """An aware time, to the second, in UTC. Raises ValueError where it is naive: we never guess an offset."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} names no offset")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    # As isoformat has it, in a third of the time: an article with its comments has a dozen times.
    two = _TWO_DIGITS
    day = f"{moment.year:04}-{two[moment.month]}-{two[moment.day]}"
    return f"{day}T{two[moment.hour]}:{two[moment.minute]}:{two[moment.second]}Z"


def moment_text(moment: Moment | None) -> str | None:
    """A publisher's time: UTC where it names its offset, without "Z" where not, a plain date stays a plain date."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if moment.tzinfo is None:
        return moment.isoformat(timespec="seconds")
    return utc_text(moment)


def read_moment(text: str | None) -> Moment | None:
    """What ``moment_text`` wrote."""
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == len("2026-11-22") else datetime.fromisoformat(text)


def read_time(text: str | None) -> datetime | None:
    """What ``utc_text`` wrote."""
    return None if text is None else datetime.fromisoformat(text)
