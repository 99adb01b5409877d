"""What ``scrapy crawl SPIDER -a NAME=VALUE`` says; each raises UsedWrongly for what it cannot be."""

from __future__ import annotations

from datetime import date, datetime

from crawler.errors import UsedWrongly
from crawler.lists.entries import as_utc


def whole_number(name: str, text: str) -> int:
    """A positive one."""
    if text.isdecimal() and len(text) < 19 and int(text) > 0:  # what fits into a column
        return int(text)
    raise UsedWrongly(f"{name}={text}: write a positive whole number, such as {name}=100.")


def yes_or_no(name: str, text: str) -> bool:
    """Whether it is wanted."""
    if text.lower() in ("true", "yes", "1"):
        return True
    if text.lower() in ("false", "no", "0"):
        return False
    raise UsedWrongly(f"{name}={text} is neither true nor false.")


def moment(name: str, text: str) -> datetime:
    """A time, or the beginning of a day; UTC where it tells no offset."""
    try:
        return as_utc(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError:
        raise UsedWrongly(f"{name}={text} is no date; write {name}=2026-11-01.") from None
