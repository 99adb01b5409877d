"""Whether 03/04/2026 is in March or in April on a page, and in which language its dates are."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlsplit

from parsers.metadata import Metadata
from parsers.moments.reading import day_orders, read_moment
from parsers.tree.outline import Outline

_DAY_FIRST_COUNTRIES = frozenset("au bd gh hk ie in ke lk mt my ng nz pk sg tz ug uk za zm zw".split())
"""Top-level domains where English is written with the day first, whatever a theme declares."""
_ENGLISH = re.compile(r"en(?:-us)?", re.IGNORECASE)
_ADDRESS_DAY = re.compile(
    r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|/((?:19|20)\d{2})/([a-z]{3,9})/(\d{1,2})(?=/|$)"
    r"|[-_]((?:19|20)\d{2})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?=[-_./]|$)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NUMBER = re.compile(r"(?<!\d)(\d{1,2})\s?[/-]\s?(\d{1,2})\s?[/-]\s?(?:19|20)?\d{2}(?!\d)")
_LONGEST = 60
"""Characters of a text that is little more than a date."""
_MOST = 300
"""Such texts that are looked at."""


def address_day(url: str) -> date | None:
    """The day in the path of an address: "/2026/11/03/", "/2026/nov/03/", "-2026-11-03.html"."""
    found = _ADDRESS_DAY.search(urlsplit(url).path.lower())
    moment = read_moment("-".join(part for part in found.groups() if part)) if found else None
    return moment if not isinstance(moment, datetime) else None


class DayOrder:
    """What settles the order of a number: the country of the host, and the dates of the page that can be read in one way."""

    def __init__(self, outline: Outline, metadata: Metadata, url: str) -> None:
        self._outline, self._url = outline, url
        self.language = _language(metadata, url)
        """BCP 47, with the country of the host where it changes how English is written."""

    def of(self, text: str) -> bool | None:
        """Whether the day comes first in the text; None where it tells itself, or nothing else of the page does."""
        both = day_orders(text) if self.language is None or _ENGLISH.fullmatch(self.language) else None
        if both is None:
            return None
        day_first, month_first = both
        if (day_first in self._days) != (month_first in self._days):
            return day_first in self._days
        return self._is_day_first

    @cached_property
    def _texts(self) -> list[str]:
        """What may be dates, for readers and for machines."""
        outline = self._outline
        texts = [text for both in zip(outline.texts, outline.tails, strict=True) for text in both]
        texts += [found.get("datetime") for found in outline.attributes if "datetime" in found]
        return [text for text in texts if text and len(text) <= _LONGEST and _YEAR.search(text)][:_MOST]

    @cached_property
    def _days(self) -> set[date]:
        days = {
            moment.date() if isinstance(moment, datetime) else moment
            for text in self._texts
            if day_orders(text) is None and (moment := read_moment(text, self.language))
        }
        return days | ({day} if (day := address_day(self._url)) else set())

    @cached_property
    def _is_day_first(self) -> bool | None:
        numbers = [(int(found[1]), int(found[2])) for text in self._texts for found in _NUMBER.finditer(text)]
        day_first, month_first = any(first > 12 for first, _ in numbers), any(second > 12 for _, second in numbers)
        return day_first if day_first != month_first else None


def _language(metadata: Metadata, url: str) -> str | None:
    declared = metadata.html_lang
    if declared is None:
        shared = metadata.meta("og:locale", "content-language")
        declared = shared.replace("_", "-") if shared else None
    if declared is not None and not _ENGLISH.fullmatch(declared.strip()):
        return declared.strip()
    country = (urlsplit(url).hostname or "").rpartition(".")[2]
    if country in _DAY_FIRST_COUNTRIES:
        return f"en-{country}"
    shared = (metadata.meta("og:locale") or "").replace("_", "-")
    return shared if shared.lower().startswith("en-") else declared
