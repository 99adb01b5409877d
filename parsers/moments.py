"""A time out of text: ISO 8601, RFC 5322, epoch seconds, numbers, and prose in many languages; never from the clock."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from parsers.article import Moment

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
"""Outside of these a number is no date of a page on the web but a default (year 1) or a slip."""

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T\s]\s*(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,:]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\s?\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[./年년-]\s?(\d{1,2})\s?[./月월-]\s?(\d{1,2})(?!\d)\s?[日일]?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:19|20)?\d{2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\d{0,3}(Z|[+-]\d{4})?)?")
_WORD = r"[^\W\d_]{3,12}"
_PROSE = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|º|er)?\.?\s+(?:de\s+|of\s+|d['’])?{_WORD}\.?,?\s+(?:de\s+|del\s+)?(?:19|20)\d{{2}}(?!\d)"
    rf"|{_WORD}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\.?,?\s+(?:19|20)\d{{2}}(?!\d)"
    rf"|(?<!\d)(?:19|20)\d{{2}}\s+{_WORD}\.?\s+\d{{1,2}}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}[-/]{_WORD}[-/](?:19|20)?\d{{2}}(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:h]|(?<=\d)\.)(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d.])\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?)?\s*(?P<zone>UTC|GMT|Z\b|[+-]\d{2}:?\d{2}|E[SD]T|C[SD]T|M[SD]T|P[SD]T|CES?T|BST)?",
    re.IGNORECASE,
)
# RFC 5322 section 4.3 for the American ones; the others as newsrooms write them.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "bst": 1,
}  # fmt: skip
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ENGLISH_MONTH = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_RFC = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}")
_MAX_TEXT = 300


def read_moment(text: str | None, language: str | None = None) -> Moment | None:
    """The first date or time that the text tells, or None.

    ``language`` (BCP 47) settles the order of 03/04/2026 and the names of months. Relative words ("3 hours ago") tell
    nothing: they would need the clock.
    """
    if not text:
        return None
    text = text[:_MAX_TEXT].strip()
    if _EPOCH.fullmatch(text):
        return _from_epoch(int(text[:10]))
    if found := _ISO.search(text):
        return _iso(found)
    if found := _COMPACT.fullmatch(text):
        return _compact(found)
    if _RFC.match(text):
        try:
            return _plausible(parsedate_to_datetime(text))
        except (ValueError, OverflowError):
            pass
    if found := _YEAR_FIRST.search(text):
        day = _date(int(found[1]), int(found[2]), int(found[3]))
    elif found := _YEAR_LAST.search(text):
        day = _numeric(int(found[1]), int(found[3]), found[4], dotted=found[2] == ".", language=language)
    elif found := _PROSE.search(text):
        day = _prose(found[0], (language or "en").split("-")[0].lower())
    else:
        return None
    if day is None or found is None:
        return None
    return (
        _with_clock(day, text[found.end() : found.end() + 40]) or _with_clock(day, text[: found.start()][-24:]) or day
    )


def _from_epoch(seconds: int) -> Moment | None:
    return _plausible(datetime.fromtimestamp(seconds, UTC))


def _iso(found: re.Match[str]) -> Moment | None:
    try:
        if not found["clock"]:
            return _plausible(date.fromisoformat(found["day"]))
        moment = datetime.fromisoformat(
            f"{found['day']}T{found['clock'].rjust(5 if found['clock'].count(':') == 1 else 8, '0')}"
        )
        zone = (found["zone"] or "").replace(" ", "")
        return _plausible(moment.replace(tzinfo=_zone(zone)) if zone else moment)
    except ValueError:
        return None


def _compact(found: re.Match[str]) -> Moment | None:
    day = _date(int(found[1]), int(found[2]), int(found[3]))
    if day is None or not found[4]:
        return day
    return _with_clock(day, f"{found[4]}:{found[5]}:{found[6] or '00'}{found[7] or ''}") or day


def _zone(text: str) -> timezone | None:
    name = text.lower()
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name])) if _ZONES[name] else UTC
    digits = text[1:].replace(":", "").ljust(2, "0")
    digits = digits.rjust(4, "0") if len(digits) > 2 else digits + "00"
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def _plausible(moment: Moment) -> Moment | None:
    return moment if EARLIEST_YEAR <= moment.year <= LATEST_YEAR else None


def _numeric(first: int, second: int, year_text: str, *, dotted: bool, language: str | None) -> date | None:
    """03/04/2026: day first all over the world but in American English."""
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    american = not dotted and (language or "en").lower() in ("en", "en-us")
    day, month = (second, first) if american else (first, second)
    if month > 12:
        day, month = month, day
    return _date(year, month, day)


@lru_cache(maxsize=512)
def _prose(text: str, language: str) -> date | None:
    """A day in words. English months are read here: they are most of the web's, and dateparser takes its time."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    month = next(
        (_MONTHS[word[:3].lower()] for word in re.findall(_WORD, text) if _ENGLISH_MONTH.fullmatch(word)), None
    )
    if month and len(numbers) == 2:
        day, year = sorted(numbers)
        return _date(year + (2000 if year < 100 else 0), month, day)
    languages = [language] if language == "en" else [language, "en"]
    try:
        found = _reader(tuple(languages)).get_date_data(text)["date_obj"]
    except (ValueError, OverflowError):
        return None
    return _date(found.year, found.month, found.day) if found else None


@lru_cache(maxsize=32)
def _reader(languages: tuple[str, ...]) -> Any:
    """dateparser, absolute dates only. It loads slowly, so only pages that need it pay."""
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return DateDataParser(languages=list(languages), settings=settings)
        except ValueError:  # a language that it does not know
            return DateDataParser(languages=["en"], settings=settings)


def _with_clock(day: date, text: str) -> datetime | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"]), (found["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    moment = datetime(day.year, day.month, day.day, hour, minute, int(found["second"] or 0) % 60)  # noqa: DTZ001 - naive where the page names no zone
    return moment.replace(tzinfo=_zone(found["zone"])) if found["zone"] else moment
