"""A time out of text: ISO 8601, RFC 5322, epoch seconds, numbers, and prose in many languages; never from the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from parsers.article import Moment
from parsers.moments.calendars import BUDDHIST_ERA, in_our_calendar, with_plain_numerals
from parsers.moments.months import evened, month_of

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
"""Outside of these a number is no date of a page on the web but a default (year 1) or a slip."""

_EPOCH_DAY = (1970, 1, 1)
"""How systems write that they know no date."""
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T\s]\s*(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,:]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\s?\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s?(?:([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)|[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})(?!\d)\s?[日일]?)"
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)?\d{2})(?!\d)")
_SHORT_YEAR_FIRST = re.compile(r"(?<!\d)(\d{2})([./-])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)")
_YEAR_FIRST_LANGUAGES = frozenset(("eu", "ja", "ko", "lt", "zh"))
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\d{0,3}(Z|[+-]\d{4})?)?")
_THAI_SIGN = "\u0e00-\u0e7f"
# Vowel signs of the scripts of India and further east are no letters; Thailand's short forms have stops inside.
_WORD = rf"(?:[{_THAI_SIGN}][{_THAI_SIGN}.]{{2,18}}|(?:[^\W\d_]|[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]){{2,16}})"
_YEAR = r"(?:19|20)\d{2}(?!\d)"
_PROSE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er?|[oa])?(?:\.?\s+|,\s+(?=[\u0900-\u0dff]))(?:de\s+|of\s+|di\s+|d['’]\s?)?(?P<month>{_WORD})['’׳\u0970]?"
    rf"\s?[.,،]*\s*(?:del?\s+|ta['’]\s+)?(?P<year>{_YEAR}|['’]\d{{2}}(?!\d))"
    rf"|(?P<month2>{_WORD})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[.,]+\s*|\s+)(?P<year2>{_YEAR}|['’]\d{{2}}(?!\d))"
    rf"|(?<!\d)(?P<year4>{_YEAR})\.?\s?g(?:ada|\.)\s+(?P<day4>\d{{1,2}})\.?\s+(?P<month4>{_WORD})"
    rf"|(?<!\d)(?P<year3>{_YEAR})\.?(?:\(?e?\)?ko|\s?m\.)?\s+(?P<month3>{_WORD})\.?\s+(?P<day3>\d{{1,2}})(?!\d)"
    rf"|(?<!\d)(?P<day5>\d{{1,2}})(?P<sign5>[-/.])(?P<month5>{_WORD})(?P=sign5)(?P<year5>(?:19|20)?\d{{2}})(?!\d)"
    rf"|(?<!\d)(?P<year6>{_YEAR})(?P<sign6>[-/])(?P<month6>{_WORD})(?P=sign6)(?P<day6>\d{{1,2}})(?!\d)"
)
_THAI = re.compile(rf"[{_THAI_SIGN}]")
_THAI_EDGE = re.compile(rf"(?<=\d)(?=[{_THAI_SIGN}])|(?<=[{_THAI_SIGN}])(?=\d)|(?<=[{_THAI_SIGN}]\.)(?=\d)")
_THAI_ERA = re.compile(r"(?:พ\.ศ\.|ค\.ศ\.|พุทธศักราช|คริสต์ศักราช)\s*")
_THAI_YEAR = re.compile(r"(?<!\d)2[45]\d\d(?!\d)")
_LEVANTINE = {"تشرين الاول": "اكتوبر", "تشرين الثاني": "نوفمبر", "كانون الاول": "ديسمبر", "كانون الثاني": "يناير"}
_LEVANT = re.compile(rf"(?:[^\W\d_]+\s?/\s?)?(?P<name>{'|'.join(_LEVANTINE)})")
"""Months of two words, behind the name that other countries have for them."""
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})[\s,]+(?:thang|thg)\s+(\d{1,2}),?\s+(?:nam\s+)?((?:19|20)\d{2})(?!\d)")
_C_TIME = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d)(?P<zone> (?:[A-Z]{3,4}|GMT[+-]\d{4}))? (?P<year>(?:19|20)\d\d)"
)
"""As C and Java print a time: "Tue Nov 03 10:30:00 UTC 2026"."""
# RFC 5322 section 4.3 for the American ones; the others as newsrooms write them.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "adt": -3, "brt": -3, "wet": 0, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "bst": 1, "eet": 2, "eest": 3, "sast": 2, "cat": 2, "eat": 3, "msk": 3, "мск": 3, "trt": 3, "gst": 4, "pkt": 5, "ist": 5.5,
    "ict": 7, "wib": 7, "wita": 8, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "wit": 9, "acst": 9.5, "acdt": 10.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_OTHER_ZONES = {
    ("ist", "ie"): 1, ("ist", "ga"): 1, ("ist", "he"): 2, ("ist", "il"): 2, ("bst", "bn"): 6, ("bst", "bd"): 6,
    ("cst", "zh"): 8, ("cst", "cn"): 8, ("cst", "tw"): 8,
}  # fmt: skip
"""Letters that mean another zone in some language or country."""
_EITHER_ZONES = {"e": -5, "c": -6, "m": -7, "p": -8}
"""American ones that leave open whether it is summer, which the day tells, by first letter."""
_ZONE = (
    r"(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[+-]\d{2}:?\d{2}(?!\d)|z(?![a-z])|(?:eastern|central|mountain|pacific)\b(?:\s(?:standard|daylight))?"
    rf"(?:\stime)?|(?:{'|'.join(name for name in _ZONES if name != 'z')})(?![a-z])|(?-i:[ECMP]T(?![A-Za-z]))"
)
_AFTERNOON = frozenset(
    ("pm", "μμ", "م", "مساء", "ptg", "ch", "下午", "午後", "午后", "傍晚", "晚上", "晚间", "晚間", "夜晚", "오후")
)
_MORNING = frozenset(("am", "πμ", "ص", "صباحا", "pg", "sa", "上午", "午前", "凌晨", "早上", "早晨", "清晨", "오전"))
_HALF = r"(?:[apπ]\.?\s?m|[πμ]\.?\s?μ|ptg|pg|sa|ch|صباحا|مساء|ص|م)\b\.?"
_CLOCK = re.compile(
    r"(?P<before>[上下]午|午[前後后]|凌晨|[早清]晨|早上|傍晚|晚上|晚[间間]|夜晚|오[전후]|[ap]m(?=\s\d))?\s*"
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:(?:[:時时点點]|\s?h\s?|시\s?|(?<=\d)\.)(?P<minute>\d{2}|\d(?=[分분]))(?::(?P<second>\d{2}))?(?![\d.])"
    rf"|(?=\s?(?:[ap]\.?\s?m\b|uhr\b)))\s*(?:(?:uhr|uur|hrs)\b|น\.)?\s*(?P<half>{_HALF})?\s*\(?(?P<zone>{_ZONE})?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_RFC = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|GMT|UTC?|Z)"
)
_MAX_TEXT = 300


def read_moment(text: str | None, language: str | None = None, *, day_first: bool | None = None) -> Moment | None:
    """The first date or time that the text tells, or None.

    ``language`` (BCP 47) settles the names of months and, where ``day_first`` does not, the order of 03/04/2026. Relative
    words ("3 hours ago") tell nothing: they would need the clock.
    """
    if not text:
        return None
    text = in_our_calendar(with_plain_digits(text[:_MAX_TEXT].strip()), language)
    if _EPOCH.fullmatch(text):
        return _from_epoch(int(text[:10]))
    if found := _ISO.search(text):
        return _iso(found, text, language)
    if found := _COMPACT.fullmatch(text):
        return _compact(found)
    if _RFC.fullmatch(text):
        try:
            return _plausible(parsedate_to_datetime(text))
        except (ValueError, OverflowError):
            pass
    if found := _C_TIME.fullmatch(text):
        return read_moment(f"{found['day']} {found['month']} {found['year']} {found['clock']}{found['zone'] or ''}")
    spoken = evened(text)
    # Lower case tells "et" in French from ET in America: only where nothing else changed its length.
    cased = text if len(text) == len(spoken) else spoken
    if not text.isascii() and _THAI.search(spoken):
        cased = spoken = _without_thai_ways(spoken)
    day, start, end = _day_in(spoken, language, day_first)
    if day is None:
        return None
    return _beside(day, cased, end, start, language) or day


def _day_in(text: str, language: str | None, day_first: bool | None) -> tuple[date | None, int, int]:
    """The first day that a text tells, and where."""
    for day, found in _days_in(text, language, day_first):
        if day is not None:
            return day, found.start(), found.end()
    return None, 0, 0


def _days_in(text: str, language: str | None, day_first: bool | None) -> Iterator[tuple[date | None, re.Match[str]]]:
    """What may be a day, the surest first; None for one that no calendar has."""
    if found := _YEAR_FIRST.search(text):
        yield _date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])), found
    tag = (language or "").partition("-")[0].lower()
    if tag in _YEAR_FIRST_LANGUAGES and (found := _SHORT_YEAR_FIRST.search(text)):
        yield _date(2000 + int(found[1]), int(found[3]), int(found[4])), found
    if found := _YEAR_LAST.search(text):
        yield _numeric(found, language, day_first), found
    if "تشرين" in text or "كانون" in text:
        text = _LEVANT.sub(lambda found: _LEVANTINE[found["name"]].ljust(len(found[0])), text)
    if found := _VIETNAMESE.search(text):
        yield _date(int(found[3]), int(found[2]), int(found[1])), found
    for found in _PROSE.finditer(text):
        told = {name[:-1] if name[-1].isdigit() else name: value for name, value in found.groupdict().items() if value}
        if month := month_of(told["month"], language):
            year = int(told["year"].strip("'’"))
            yield _date(year + (2000 if year < 100 else 0), month, int(told["day"])), found


def _without_thai_ways(text: str) -> str:
    """With spaces around numbers and years of our era."""
    text = _THAI_ERA.sub("", _THAI_EDGE.sub(" ", text))
    return _THAI_YEAR.sub(lambda found: str(int(found[0]) - BUDDHIST_ERA), text)


def day_orders(text: str) -> tuple[date, date] | None:
    """The two days, day first and month first, that a number such as 03/04/2026 may mean; None where the text has none, or
    one that can be read in one way only."""
    found = _YEAR_LAST.search(text)
    if found is None or _YEAR_FIRST.search(text):
        return None
    both = _numeric(found, None, True), _numeric(found, None, False)
    return (both[0], both[1]) if both[0] and both[1] and both[0] != both[1] else None


def _from_epoch(seconds: int) -> Moment | None:
    return _plausible(datetime.fromtimestamp(seconds, UTC))


def _iso(found: re.Match[str], text: str, language: str | None) -> Moment | None:
    try:
        day = _plausible(date.fromisoformat(found["day"]))
        if day is None:
            return None
        moment: datetime | None = None
        if found["clock"]:
            clock = found["clock"].rjust(5 if found["clock"].count(":") == 1 else 8, "0")
            moment = datetime.fromisoformat(f"{found['day']}T{clock}")
            if zone := (found["zone"] or "").replace(" ", ""):
                return moment.replace(tzinfo=_zone(zone))
    except ValueError:
        return None
    # What follows in the words of people: "2026-11-03, 5:05 pm EST".
    spoken = _beside(day, text, found.end("day"), found.start(), language)
    if moment is None:
        return spoken or day
    return spoken if spoken and (spoken.tzinfo or spoken.hour != moment.hour) else moment


def _beside(day: date, text: str, end: int, start: int, language: str | None) -> datetime | None:
    """The day with the time of day that a text tells after it or before it."""
    return _with_clock(day, text[end : end + 40], language) or _with_clock(
        day, text[max(0, start - 24) : start], language
    )


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
    """The text with 0–9 for the digits of other scripts, and for the numerals in 二〇二六年十一月三日."""
    if text.isascii():
        return text
    text = text.translate(_DIGITS)
    return with_plain_numerals(text) if "年" in text else text


def _is_american_summer(day: date) -> bool:
    """From the second Sunday of March to the first of November (Energy Policy Act of 2005)."""
    march, november = date(day.year, 3, 8), date(day.year, 11, 1)
    begin, end = (first + timedelta(days=(6 - first.weekday()) % 7) for first in (march, november))
    return begin <= day < end


def _zone(text: str, day: date | None = None, language: str | None = None) -> timezone | None:
    name = text.lower()
    if name in _ZONES:
        places = (language or "").lower().replace("_", "-").split("-")
        hours = next(
            (_OTHER_ZONES[name, place] for place in places[::-1] if (name, place) in _OTHER_ZONES), _ZONES[name]
        )
        return timezone(timedelta(hours=hours)) if hours else UTC
    if name[0] in _EITHER_ZONES:
        return timezone(timedelta(hours=_EITHER_ZONES[name[0]] + (day is not None and _is_american_summer(day))))
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
    if (moment.year, moment.month, moment.day) == _EPOCH_DAY:
        return None
    return moment if EARLIEST_YEAR <= moment.year <= LATEST_YEAR else None


_MONTH_FIRST = frozenset(("en", "en-us", "en-ph", "fil", "tl"))


def _numeric(found: re.Match[str], language: str | None, day_first: bool | None) -> date | None:
    """03/04/2026: day first all over the world but in American English."""
    first, second, year = int(found[1]), int(found[3]), int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    if day_first is None:
        day_first = found[2] == "." or (language or "en").lower() not in _MONTH_FIRST
    day, month = (first, second) if day_first else (second, first)
    if month > 12:
        day, month = month, day
    return _date(year, month, day)


def _with_clock(day: date, text: str, language: str | None = None) -> datetime | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = re.sub(r"[\s.]", "", found["before"] or found["half"] or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    moment = datetime(day.year, day.month, day.day, hour, minute, int(found["second"] or 0) % 60)  # noqa: DTZ001 - naive where the page names no zone
    if not found["zone"]:
        return moment
    try:
        return moment.replace(tzinfo=_zone(found["zone"], day, language))
    except ValueError:  # a day or more away
        return moment
