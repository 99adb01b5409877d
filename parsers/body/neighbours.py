"""Teasers that stand beside a short article in the same element, and say more together than it does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.page import Page
from parsers.tree.survey import Survey

_FEWEST_TEASERS, _SHARE = 3, 0.8
"""Headings outside that lead to other pages of the site; their share of all headings there."""
_MOST_HEADINGS, _NEAR = 200, 4
"""Headings that are looked at; elements in and around one in which a link may stand."""
_LEAST, _MOST_BY_TEASER, _MOST_LINES = 60, 400, 1.5
"""Characters of prose: of the article at least, of each teaser at most; paragraphs of each."""


def without_neighbours(page: Page, survey: Survey, number: int, dropped: Sequence[bool]) -> int:
    """The one ``article`` with the only headline in an element, where all else in there is teasers; else the element."""
    container = survey.elements[number]
    if container.tag == "article" or not page.marks.by_tag("article"):
        return number
    headlines = page.inside(container, "h1")
    inner = next(headlines[0].iterancestors("article"), None) if len(headlines) == 1 else None
    place = survey.find(inner) if inner is not None else None
    if place is None or not number < place < survey.ends[number] or dropped[place]:
        return number
    prose = survey.prose_totals
    own = prose[survey.ends[place]] - prose[place]
    outside = prose[survey.ends[number]] - prose[number] - own
    first, end = survey.numbers[place], page.outline.ends[survey.numbers[place]]
    headings = [
        heading
        for heading in page.inside(container, "h2", "h3", "h4")[:_MOST_HEADINGS]
        if not first < page.outline.number[heading] < end
    ]
    teasers = sum(_leads_elsewhere(page, heading) for heading in headings)
    lines = sum(map(bool, survey.prose[number : survey.ends[number]])) - sum(
        map(bool, survey.prose[place : survey.ends[place]])
    )
    are_many = teasers >= max(_FEWEST_TEASERS, _SHARE * len(headings))
    are_short = outside <= _MOST_BY_TEASER * teasers and lines <= _MOST_LINES * teasers
    return place if own >= _LEAST and are_many and are_short else number


def _leads_elsewhere(page: Page, heading: _Element) -> bool:
    near = (*islice(heading.iter(), _NEAR), *islice(heading.iterancestors(), _NEAR))
    link = next((element for element in near if element.tag == "a"), None)
    address = page.absolute(link.get("href")) if link is not None else None
    if address is None or address.partition("#")[0] == page.url:
        return False
    return urlsplit(address).hostname == urlsplit(page.url).hostname
