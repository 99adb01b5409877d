"""Dates in the calendars of Iran, Japan, Taiwan and Thailand, and in the lunar one of Islam, told in ours; numbers in words.

The months of Islam begin as the moon is seen, in one country a day before the next: only with its day of the week is a date sure.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""Years before the first one of an era."""
_ERA_YEAR = re.compile(rf"({'|'.join(_ERAS)})\s?(元|\d{{1,3}})\s?年")
_PERSIAN_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_SPELLINGS = {"ی": "[یيى]", "آ": "[آا]", "ک": "[کك]"}
_PERSIAN_MONTH = "|".join(f"({''.join(_SPELLINGS.get(sign, sign) for sign in name)})" for name in _PERSIAN_MONTHS)
_PERSIAN_YEAR = r"(1[34]\d\d)(?!\d)"
_PERSIAN_WORDS = re.compile(rf"(?<!\d)(\d{{1,2}})\s+(?:{_PERSIAN_MONTH})(?:[\s\u200c]?ماه)?[\s،,]+{_PERSIAN_YEAR}")
_PERSIAN_NUMBER = re.compile(rf"(?<!\d){_PERSIAN_YEAR}([/.-])(\d{{1,2}})\2(\d{{1,2}})(?!\d)")
_PERSIAN_LANGUAGES = ("fa", "ps")
_THAI_NUMBER = re.compile(r"(?<=[/.-])25\d\d(?!\d)")
BUDDHIST_ERA = 543
"""Years before ours."""
_WEEKDAYS = {
    name: day
    for day, names in enumerate("الاثنين الإثنين|الثلاثاء|الأربعاء الاربعاء|الخميس|الجمعة|السبت|الأحد الاحد".split("|"))
    for name in names.split()
}
_LUNAR_MONTHS = (
    r"(?:ال)?محرم", "صفر", r"ربيع ال[أا]ول", r"ربيع (?:ال[آا]خر|الثاني)", r"جماد[ىي] ال[أا]ول[ىي]?",
    r"جماد[ىي] (?:ال[آا]خر[ةه]?|الثاني[ةه]?)", "رجب", "شعبان", "رمضان", "شوال", r"ذ[وي] القعد[ةه]", r"ذ[وي] الحج[ةه]",
)  # fmt: skip
_LUNAR = re.compile(
    rf"({'|'.join(_WEEKDAYS)})[\s،,]+(\d{{1,2}})\s+(?:من\s+)?(?:{'|'.join(f'({month})' for month in _LUNAR_MONTHS)})[\s،,]+(1[34]\d\d)(?!\d)"
)
_MOST_ASTRAY = 2
"""Days between a calendar of fixed months and the moon."""
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千]+(?=[年月日時时點点分])")
_SIGNS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TIMES = {"十": 10, "百": 100, "千": 1000}
_LEAP_IN_33 = (1, 5, 9, 13, 17, 22, 26, 30)
"""Of each 33 years of Iran's calendar; right from 1799 to 2256."""
_NEW_YEAR_1405 = date(2026, 3, 21)


def in_our_calendar(text: str, language: str | None) -> str:
    """The text, with plain digits, and in it dates of other calendars in ours; ``language`` (BCP 47) tells 1405/08/12 and
    12/08/2569 from mere numbers."""
    tag = (language or "").partition("-")[0].lower()
    if "年" in text:
        text = _ERA_YEAR.sub(lambda found: f"{_ERAS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年", text)
    if tag in _PERSIAN_LANGUAGES:
        text = _PERSIAN_NUMBER.sub(lambda found: _told(found[0], found[1], int(found[3]), found[4]), text)
        text = _PERSIAN_WORDS.sub(lambda found: _told(found[0], found[14], _month(found), found[1]), text)
    elif tag == "ar":
        text = _LUNAR.sub(_solar, text)
    elif tag == "th":
        text = _THAI_NUMBER.sub(lambda found: str(int(found[0]) - BUDDHIST_ERA), text)
    return text


def with_plain_numerals(text: str) -> str:
    """The text with figures for the Chinese and Japanese numerals of its dates: 二〇二六年十一月三日."""
    return _NUMERAL.sub(lambda found: str(_number(found[0])), text)


def _number(numeral: str) -> int:
    """二〇二六 sign by sign, 二十三 by tens, 百 and 千."""
    total = figure = 0
    for sign in numeral:
        if sign in _TIMES:
            total += (figure or 1) * _TIMES[sign]
            figure = 0
        else:
            figure = figure * 10 + _SIGNS[sign]
    return total + figure


def _solar(found: re.Match[str]) -> str:
    """The day of the week that is nearest to what fixed months of 30 and 29 days give (the tabular calendar of astronomers)."""
    year, day = int(found[15]), int(found[2])
    month = next(number for number in range(1, 13) if found[number + 2])
    if not 1 <= day <= 30:
        return found[0]
    days = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day
    nearest = date.fromordinal(days + _DAYS_BEFORE_HIJRA)
    away = (_WEEKDAYS[found[1]] - nearest.weekday() + 3) % 7 - 3
    return (nearest + timedelta(days=away)).isoformat() if abs(away) <= _MOST_ASTRAY else found[0]


_DAYS_BEFORE_HIJRA = 226_630
"""From the first day of our calendar, less the year and the month that the sum counts too much."""


def _month(found: re.Match[str]) -> int:
    """Which of the names of months matched, from 1."""
    return next(month for month in range(1, 13) if found[month + 1])


def _told(text: str, year: str, month: int, day: str) -> str:
    found = _persian(int(year), month, int(day))
    return found.isoformat() if found else text


def _persian(year: int, month: int, day: int) -> date | None:
    """The day of Iran's solar calendar: six months of 31 days, five of 30, and one of 29, in leap years of 30."""
    is_leap = year % 33 in _LEAP_IN_33
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month < 7 else 30 if month < 12 or is_leap else 29):
        return None
    days = 365 * (year - 1405) + _leap_years_before(year) - _leap_years_before(1405)
    days += 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return _NEW_YEAR_1405 + timedelta(days=days)


def _leap_years_before(year: int) -> int:
    cycles, left = divmod(year - 1, 33)
    return 8 * cycles + sum(one <= left for one in _LEAP_IN_33)
