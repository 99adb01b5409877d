"""Bylines: the elements in which a reader sees who wrote the article, each with the names in it and how much it says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice

from lxml.etree import _Element

from parsers.bylines.marked import read_marked
from parsers.bylines.mention import SOURCE_WEIGHT, Mention
from parsers.bylines.spoken import spoken
from parsers.bylines.surroundings import FAR, NEAR, in_card, names_author, stands_elsewhere
from parsers.bylines.unsaid import MOST_HOLDERS, bare, defined, drawn, labelled, portraits, reporters
from parsers.names import key
from parsers.page import Page
from parsers.text import UNSEEN, text_of

_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|a)?|auteurs?|autore|contributors?|by|profiles?|people|writers?|journalists?|reporters?|staff|columnists?|producers|team-members?"
    r"|experts?|redaktion|author-profile|signataires?|szerzok?|penulis|wartawan|yazar(?:lar)?|kirjoittajat?|forfatter|skribent(?:er)?|novinari|avtor[iy]?)/[\w%.@-]+/?(?:\?.*)?$",
    re.MULTILINE,
)
"""In lower case; all of it begins with one sign, which is looked for three times as fast as for one of several."""


def _leads_to_profile(addresses: str) -> bool:
    """Whether an address, or one of several, each on a line, is that of a page of somebody who writes."""
    return _PROFILE.search(addresses) is not None or "?author=" in addresses or "&author=" in addresses


AUTHOR_WORDS = tuple(
    """aut by writ contrib rnalist reporter verfasser reda skribent posted signat firmado creator credit staff person columnist
    user profile bio abh_ sabox expert speaker guest blogger member vcard m-a-box data-entry p-note job_title szerz penulis
    wartawan yazar muhabir forfatt kirjoitt toimitt periodist about""".split()
)
"""One of these is in every class word and id that speaks of authors; each is sought in all names, so the fewer the better."""

_NO_HOLDERS = frozenset("html body main article input form img figure label button".split())


def headline_of(page: Page) -> _Element | None:
    """The ``h1`` that repeats what the page calls itself; the first one where none does."""
    headings = page.marks.by_tag("h1")
    titles = [t for t in (page.metadata.meta("og:title", "twitter:title"), page.metadata.title_tag) if t]
    first: _Element | None = None
    for heading in headings[:20]:
        text = key(text_of(heading))
        if not text:
            continue
        if first is None:
            first = heading
        if len(text) > 8 and any(text in key(title) or key(title) in text for title in titles):
            return heading
    for heading in page.in_body("h2"):
        if first is not None:
            break
        text = key(text_of(heading))
        if len(text) > 8 and any(text in key(title) for title in titles):
            return heading
    return first if first is not None else _untagged_headline(page, titles)


def _untagged_headline(page: Page, titles: list[str]) -> _Element | None:
    """The first line that is the page's title, where no heading says so."""
    keys = [key(title) for title in titles]
    for element in page.marks.elements:
        text = element.text
        if text and 20 <= len(text) <= 300 and element.tag not in UNSEEN:
            own = key(text)
            if len(own) > 15 and any(title.startswith(own) for title in keys):
                return element
    return None


def read_mentions(page: Page) -> list[Mention]:
    """Every byline of the page that may be this article's, strongest first."""
    marks = page.marks
    headline = headline_of(page)
    start = marks.position(headline) if headline is not None else 0
    holders: dict[_Element, str] = {}
    if "author" in marks.rels:
        for element in marks.by_tag("a"):
            if "author" in (element.get("rel") or ""):
                holders[element] = "rel:author"
    for element in marks.by_property("author", "creator")[:MOST_HOLDERS]:
        holders.setdefault(element, "microdata:author")
    for element in marks.named_like(AUTHOR_WORDS, names_author)[: 5 * MOST_HOLDERS]:
        holders.setdefault(element, "dom:byline")
    called = {element: name for element, name in marks.called if names_author(name)}
    for element in called:
        holders.setdefault(element, "dom:byline")
    if _leads_to_profile(marks.lower_targets):
        for element, href in marks.links:
            if -60 <= marks.position(element) - start <= 4 * FAR and _leads_to_profile(href.lower()):
                holders.setdefault(element, "link:author")
    mentions: list[Mention] = []
    below = _below(page, headline)
    for element, rule in islice(holders.items(), 5 * MOST_HOLDERS):
        if element.tag in UNSEEN or element.tag in _NO_HOLDERS:
            continue
        position = marks.position(element)
        distance = position - start
        is_near = headline is not None and -NEAR <= distance <= NEAR and position < below
        # What WordPress calls the author of the post is that one wherever it stands.
        is_near = is_near or _NAME_OF_POST.search(element.get("class") or "") is not None
        if stands_elsewhere(page, element, near=is_near) or (position >= below and in_card(page, element)):
            continue
        mention = read_marked(page, element, rule, distance, headline, called.get(element, ""))
        if mention is not None:
            mentions.append(mention)
    mentions += spoken(page, start, below, {marks.position(mention.element) for mention in mentions})
    mentions += defined(page, start)
    mentions += drawn(page, start, below)
    if not mentions:
        mentions += labelled(page, below)
    if not mentions:
        mentions += bare(page, start, below)
    if not mentions:
        mentions += portraits(page, start)
    if all(mention.weight <= SOURCE_WEIGHT for mention in mentions):
        mentions += reporters(page, start)
    return sorted(mentions, key=lambda mention: (-mention.weight, abs(mention.distance)))


def _below(page: Page, headline: _Element | None) -> int:
    """Where most of the page's prose stands between the headline and an element: what comes there is below the text."""
    survey = page.survey
    start = survey.find(headline) if headline is not None else None
    totals = survey.prose_totals
    most = (totals[start] if start is not None else 0) + _MOST_PROSE * totals[-1]
    place = bisect_right(totals, most) if totals[-1] else len(totals)
    return page.marks.position(survey.elements[place]) if place < len(survey.elements) else len(page.marks.elements)


_MOST_PROSE = 0.6

_NAME_OF_POST = re.compile(r"\bwp-block-post-author(?:-name|__name)\b")
