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
_WORD = (
    r"(?:[^\W\d_]|[\u0900-\u0dff\u0e00-\u0e7f]){3,15}"  # vowel signs of India's and Thailand's scripts are no letters
)
_PROSE = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|º|er)?\.?\s+(?:de\s+|of\s+|d['’])?{_WORD}\.?,?\s+(?:de\s+|del\s+)?(?:19|20)\d{{2}}(?!\d)"
    rf"|{_WORD}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\.?,?\s+(?:19|20)\d{{2}}(?!\d)"
    rf"|(?<!\d)(?:19|20)\d{{2}}\.?\s+{_WORD}\.?\s+\d{{1,2}}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}[-/]{_WORD}[-/](?:19|20)?\d{{2}}(?!\d)"
)
_THAI = re.compile(r"(\d{1,2}\s+[\u0e00-\u0e7f.]{3,15}\s+(?:พ\.ศ\.\s*)?)(2[45]\d\d)(?!\d)")
_BUDDHIST_ERA = 543  # years before ours
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?((?:19|20)\d{2})(?!\d)", re.IGNORECASE)
_C_TIME = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d)(?P<zone> (?:[A-Z]{3,4}|GMT[+-]\d{4}))? (?P<year>(?:19|20)\d\d)"
)
"""As C and Java print a time: "Tue Nov 03 10:30:00 UTC 2026"."""
_CLOCK = re.compile(
    r"(?P<before>[上下]午|午[前後]|오[전후])?\s*(?<![\d:.])(?P<hour>\d{1,2})(?:[:h時时点點]|시\s?|(?<=\d)\.)(?P<minute>\d{2}|\d(?=[分분]))(?::(?P<second>\d{2}))?(?![\d.])\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?)?\s*\(?(?P<zone>(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[+-]\d{2}:?\d{2}|UTC|GMT|Z\b|(?-i:[ECMP]T\b)|[ECMP][SD]T\b|CES?T\b|BST\b|EES?T\b|MSK\b|IST\b|PKT\b|WIB\b"
    r"|WITA\b|SGT\b|HKT\b|[JK]ST\b|AE[SD]T\b|NZ[SD]T\b|SAST\b)?",
    re.IGNORECASE,
)
# RFC 5322 section 4.3 for the American ones; the others as newsrooms write them.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "bst": 1, "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "pkt": 5, "wib": 7, "wita": 8, "sgt": 8,
    "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "sast": 2,
}  # fmt: skip
_EITHER_ZONES = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
"""American ones that leave open whether it is summer, which the day tells."""
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
    text = with_plain_digits(text[:_MAX_TEXT].strip())
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
    if found := _C_TIME.fullmatch(text):
        return read_moment(f"{found['day']} {found['month']} {found['year']} {found['clock']}{found['zone'] or ''}")
    if not text.isascii():
        text = _THAI.sub(lambda found: f"{found[1]}{int(found[2]) - _BUDDHIST_ERA}", text)
    if found := _YEAR_FIRST.search(text):
        day = _date(int(found[1]), int(found[2]), int(found[3]))
    elif found := _YEAR_LAST.search(text):
        day = _numeric(int(found[1]), int(found[3]), found[4], dotted=found[2] == ".", language=language)
    elif found := _VIETNAMESE.search(text):
        day = _date(int(found[3]), int(found[2]), int(found[1]))
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


_DIGITS = {
    zero + digit: ord("0") + digit for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10) for digit in range(10)
}
"""Arabic, Persian, Hindi, Bengali, Thai and wide Latin ones."""


def with_plain_digits(text: str) -> str:
    """The text with 0–9 for the digits of other scripts."""
    return text if text.isascii() else text.translate(_DIGITS)


def _is_american_summer(day: date) -> bool:
    """From the second Sunday of March to the first of November (Energy Policy Act of 2005)."""
    march, november = date(day.year, 3, 8), date(day.year, 11, 1)
    begin, end = (first + timedelta(days=(6 - first.weekday()) % 7) for first in (march, november))
    return begin <= day < end


def _zone(text: str, day: date | None = None) -> timezone | None:
    name = text.lower()
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name])) if _ZONES[name] else UTC
    if name in _EITHER_ZONES:
        return timezone(timedelta(hours=_EITHER_ZONES[name] + (day is not None and _is_american_summer(day))))
    text = name.removeprefix("utc").removeprefix("gmt").strip()
    digits = text[1:].replace(":", "")
    digits = digits.rjust(4 if len(digits) > 2 else 2, "0").ljust(4, "0")
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


_AFTERNOON, _MORNING = ("下午", "午後", "오후"), ("上午", "午前", "오전")


def _with_clock(day: date, text: str) -> datetime | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"]), (found["half"] or "").lower()
    before = found["before"] or ""
    if (half.startswith("p") or before in _AFTERNOON) and hour < 12:
        hour += 12
    elif (half.startswith("a") or before in _MORNING) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    moment = datetime(day.year, day.month, day.day, hour, minute, int(found["second"] or 0) % 60)  # noqa: DTZ001 - naive where the page names no zone
    if not found["zone"]:
        return moment
    try:
        return moment.replace(tzinfo=_zone(found["zone"], day))
    except ValueError:  # a day or more away
        return moment
