"""What a crawl can fall into: addresses without end, and pages that stand in for another. Each is named.

By its address a page is judged before it is asked for, by its bytes in a worker (crawler/walls.py), by what others of
its host say in the crawl itself (``Sameness``).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from crawler.urls import page_key
from parsers.article import Article

# --- by address -------------------------------------------------------------------------------------------------------

MOST_STEPS = 16
"""Of a path. Articles have up to 11 (with a date and sections of sections)."""
MOST_PARAMETERS = 12
MOST_FACETS = 2
"""Filters that a listing is narrowed by at a time; shops and libraries offer all combinations of theirs."""
REPEATED = 3
"""Times that the same steps follow one another: a relative link that leads deeper at each step."""
EARLIEST = 1600
"""Year of the first newspapers; some archives begin there."""
AHEAD = 2
"""Years that a calendar may look into the future."""

_FACET = re.compile(
    r"(?:f|fq|filters?|facets?|refine)(?:\[.*\]|_.+|\..+)?|sort(?:by|_?order|ing)?|order(?:by)?|dir(?:ection)?|view|layout"
    r"|per_?page|limit|pagesize|min_?price|max_?price|price(?:_?range)?|colou?rs?|sizes?|brands?|rating|availability",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:^|[/_.-])(?:calend[ae]r|kalender|calendrier|calendario|events?|veranstaltungen|agenda|termine|archives?)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_CALENDAR_PARAMETER = re.compile(
    r"(?:cal(?:endar)?_?)?(?:year|yr|month|date|jahr|monat|datum)|tribe-bar-date|ical", re.IGNORECASE
)
_MONTH = re.compile(r"(?<![\d.])(\d{4})[/_.-](?:0?[1-9]|1[0-2])(?:[/_.-]\d{1,2})?/?$")
"""A year with its month, and no more: a number alone may be that of an article, /archives/4512."""
_YEAR = re.compile(r"(\d{4})(?:$|-)")


def why_endless(url: str, year: int) -> str | None:
    """Why an address looks like one of endlessly many that lead nowhere new; ``year`` is this one. None elsewhere."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.lower().split("/") if step]
    if len(steps) > MOST_STEPS:
        return f"a path of {len(steps)} steps, more than {MOST_STEPS}"
    if _repeats(steps):
        return f"the same steps of its path {REPEATED} times over"
    parameters = parse_qsl(parts.query, keep_blank_values=True)[:1_000]
    if len(parameters) > MOST_PARAMETERS:
        return f"a query of {len(parameters)} parameters, more than {MOST_PARAMETERS}"
    if (facets := sum(_FACET.fullmatch(name) is not None for name, _ in parameters)) > MOST_FACETS:
        return f"a listing narrowed by {facets} facets, more than {MOST_FACETS}"
    for told in _years(parts.path, parameters):
        if not EARLIEST <= told <= year + AHEAD:
            return f"a calendar's page of the year {told}"
    return None


def _repeats(steps: list[str]) -> bool:
    """Whether some steps stand ``REPEATED`` times one behind the other: /a/b/a/b/a/b."""
    for length in range(1, len(steps) // REPEATED + 1):
        for start in range(len(steps) - REPEATED * length + 1):
            one = steps[start : start + length]
            # /2026/11/11/11 is a date and a number.
            if one * REPEATED == steps[start : start + REPEATED * length] and not all(s.isdecimal() for s in one):
                return True
    return False


def _years(path: str, parameters: Sequence[tuple[str, str]]) -> list[int]:
    """What years a calendar's address names."""
    found = [_YEAR.match(value) for name, value in parameters if _CALENDAR_PARAMETER.fullmatch(name)]
    if calendar := _CALENDAR.search(path):
        found.append(_MONTH.search(path, calendar.end() - 1))
    return [int(year[1]) for year in found if year]


# --- what was found ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A page that stands in for the one that was asked for."""

    reason: str
    """What it is, for ``page.reason``."""
    onward: str | None = None
    """Where it sends a browser on to by itself, absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A page as the parser reads it, and whether it stands in for another."""

    article: Article | None
    """None only where nothing could be read and the page sends on."""
    trap: Trap | None = None


# --- by what others of its host say -----------------------------------------------------------------------------------

ALIKE = 3
"""So many pages of a host that say the very same are none of them what was asked for."""
ALIKE_WORDS = 150
"""A longer text that stands at several addresses is an article with several addresses."""
ALIKE_LENGTH = 2_000
"""Characters of so many words."""
HOSTS = 4_096
TEXTS = 64
"""Of one host that are remembered, and hosts: the latest."""


BARREN = 3
"""Lists, each the next of the one before, that name nothing which those that this run was led to have not: there is no end
of such."""


MOST_NAMED = 100_000
"""Addresses that are remembered, twice over; 12 MB. What was named longer ago counts as new again, which at worst lets an
endless list go on for as long as a bound on their number does."""


class Trail:
    """What the lists that a run was led to have named, the latest of it."""

    def __init__(self) -> None:
        self._named: set[int] = set()
        self._before: set[int] = set()

    def is_barren(self, keys: Iterable[str]) -> bool:
        """Whether a list names nothing that none before it named."""
        named = {hash(key) for key in keys}
        is_barren = named <= self._named | (self._before & named)
        self._named |= named
        if len(self._named) >= MOST_NAMED:
            self._named, self._before = set(), self._named
        return is_barren


class Sameness:
    """Pages of one host that answer 200 and say the same whatever was asked for."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, OrderedDict[bytes, dict[str, int]]] = OrderedDict()

    def seen(self, host: str, page_id: int, url: str, article: Article) -> tuple[Trap, tuple[int, ...]] | None:
        """Take note of a page; where enough others say the same, what it is, and the ids of those others."""
        said = _short(article)
        words = said.lower().split() if said is not None else []
        if said is None or len(words) > ALIKE_WORDS or (article.is_article and _fits(url, words)):
            return None
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=12).digest()
        texts = self._said.setdefault(host, OrderedDict())
        self._said.move_to_end(host)
        pages = texts.setdefault(digest, {})
        texts.move_to_end(digest)
        slug = _slug(url)
        if len(pages) < ALIKE:
            pages.setdefault(slug, page_id)
        while len(texts) > TEXTS:
            texts.popitem(last=False)
        while len(self._said) > HOSTS:
            self._said.popitem(last=False)
        if len(pages) < ALIKE:
            return None
        others = tuple(other for other in pages.values() if other != page_id)
        said = f": {article.title[:80]!r}" if article.title else ""
        return Trap(
            reason=f"a soft 404, or a page that only scripts fill: others of its host say the same{said}"
        ), others


def _short(article: Article) -> str | None:
    """What a page says, its title first; None where that is long: this runs beside all connections."""
    pieces, size = [article.title or ""], 0
    for block in article.blocks:
        for text in block.texts:
            pieces.append(text)
            size += len(text)
            if size > ALIKE_LENGTH:
                return None
    return "\n".join(pieces)


def _slug(url: str) -> str:
    """What tells the page in an address: its last step without ending, its query where there is none."""
    parts = urlsplit(page_key(url))
    return parts.path.rstrip("/").rpartition("/")[2].partition(".")[0] or parts.query


def _fits(url: str, words: Sequence[str]) -> bool:
    """Whether an address names what the page says: two words of it, or the only one."""
    named = Counter(re.findall(r"[^\W\d_]{4,}", _slug(url).lower()))
    told = {re.sub(r"\W", "", word) for word in words}
    return bool(named) and len(named.keys() & told) >= min(2, len(named))
