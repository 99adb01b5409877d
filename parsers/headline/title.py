"""The headline, without the site's name: every place that names one has a vote, and the page itself the strongest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from parsers.found import NOTHING, Found
from parsers.headline.site_names import site_names, without_site, without_site_behind
from parsers.labels import is_byline, is_noise
from parsers.metadata import Metadata
from parsers.page import Page
from parsers.text import key, plain, text_of
from parsers.tree.glance import glance

# Weighed on the development pages: a reader sees the h1; the data for machines outvotes it only together.
_VOTES = {
    "dom:h1": 5.0,
    "json-ld:headline": 2.0,
    "microdata:headline": 1.2,
    "meta:og:title": 1.0,
    "meta:twitter:title": 0.7,
    "title": 0.9,
}
_OF_THE_PAGE = ("dom:h1", "microdata:headline")
_OTHER_H1 = 0.8
"""Less than a title tag."""
_WITH_KICKER = 10.0
"""More than all that say otherwise."""
_AGREEMENT = 0.6
"""Share of the words by which an h1 is known as the headline: in the data of the page or in its address."""
_MAX_H1 = 20
_MAX_PARTS = 6  # of an h1
_MOST_WORDS = 32
"""An h1 of more is the opening of the text."""
_FEW_WORDS = 3
"""An h1 of fewer agrees with anything."""
_COMMON = frozenset(
    "the a an of and or for in on at by to is are be was it its this that with from as your you our my we how what why s t der die das "
    "und in im von zu mit für auf ist ein eine le la les el los las de du des et en un une y del da do e il di per que".split()
)
_OPENING = frozenset(
    "the a an der die das ein eine le la les un une el los las una il lo i gli o os as de het een what whats s".split()
)
"""Words that open a headline and are no kicker."""
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand(?:ing)?|site-?(?:title|name)|masthead)(?:$|[\s_-])", re.IGNORECASE)
_COUNT = re.compile(r"\W*(?:\([\w.-]+\)\W*)?(?!(?:19|20)\d\d\b)\d{1,5}\W*")
_LABEL_BEHIND = re.compile(r"\[?\s?edit\s?\]?|[|｜]\s*\w+(?:\s+\w+){0,2}", re.IGNORECASE)
"""A link to edit the page; a section behind a bar."""
_WORD = re.compile(r"\w+")
_ELLIPSIS = ("…", "...")
_MAX_TITLE = 500
_EVEN = str.maketrans("‘’‚‛`´“”„‟‐‑‒–—―−", "''''''\"\"\"\"-------")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    rule: str
    vote: float
    is_joined: bool = False
    """Whether it was put together from several elements, whose separators are ours."""
    parts: frozenset[str] = frozenset()
    """Keys of what the elements of an h1 say."""


def read_title(page: Page) -> Found[str | None]:
    """The headline as a reader sees it; None where nothing names one."""
    candidates = title_candidates(page)
    return replace(candidates[0], others=candidates[1:]) if candidates else NOTHING


def title_candidates(page: Page) -> list[Found[str]]:
    """Every wording of the headline that the page offers, best first; the weight is the sum of the votes for it."""
    candidates = list(_candidates(page, site_names(page)))
    all_keys = {key(one.text) for one in candidates}
    told = {key(one.text) for one in candidates if one.rule not in _OF_THE_PAGE}
    wordings: dict[str, list[_Candidate]] = {}
    for one in candidates:
        name = _inside(one, told) if one.rule in _OF_THE_PAGE else _uncut(one.text, all_keys)
        wordings.setdefault(name, []).append(one)
    found = [
        replace(_spelling(name, votes), weight=round(sum(one.vote for one in votes), 2))
        for name, votes in wordings.items()
    ]
    return sorted(found, key=lambda one: -(one.weight or 0.0))


def _spelling(name: str, votes: list[_Candidate]) -> Found[str]:
    """Of texts that differ in case and punctuation only, the page's own; where that stands in several elements, the one
    that most places write."""
    exact = [one for one in votes if key(one.text) == name] or votes
    best = exact[0]
    if best.is_joined:
        written = Counter(_even(one.text) for one in exact)
        best = max(exact, key=lambda one: (written[_even(one.text)], not one.is_joined))
    return Found(best.text, best.rule)


def _even(text: str) -> str:
    return text.translate(_EVEN).replace("…", "...").casefold()


def _uncut(text: str, others: Collection[str]) -> str:
    """The candidate that goes on where this one breaks off with an ellipsis; else itself."""
    name = key(text)
    if not text.endswith(_ELLIPSIS):
        return name
    return max((other for other in others if other.startswith(name)), key=len)


def _inside(one: _Candidate, others: Collection[str]) -> str:
    """The longest other candidate that an h1 only puts something before (a kicker, a date) or behind (a count, a byline);
    else itself. One that merely breaks off earlier was cut short by whoever made it."""
    name = key(one.text)
    within = [
        other
        for other in others
        if len(other) > 15
        and (len(other) * 3 > len(name) * 2 or other in one.parts)
        and other != name
        and _is_wrapped(one.text, name, other)
    ]
    return max(within, key=len, default=name)


def _is_wrapped(text: str, name: str, other: str) -> bool:
    if name.endswith(other):
        before = _WORD.findall(text[: _place(text, len(name) - len(other))].casefold())
        return not _OPENING.issuperset(before)
    if name.startswith(other):
        behind = text[_place(text, len(other)) :].strip()
        return (
            _COUNT.fullmatch(behind) is not None
            or _LABEL_BEHIND.fullmatch(behind) is not None
            or is_byline(behind)
            or is_noise(behind)
        )
    return False


def _place(text: str, size: int) -> int:
    """Where the part of the text ends that has so many letters and digits."""
    for place, letter in enumerate(text):
        if size <= 0:
            return place
        size -= len(key(letter))
    return len(text)


def _candidates(page: Page, names: frozenset[str]) -> Iterator[_Candidate]:
    metadata = page.metadata
    headings = [
        (without_site_behind(text, names), _is_joined(element), _parts(element))
        for element in _headings(page)
        if (text := _text(element)) and key(text) not in names and text.count(" ") < _MOST_WORDS
    ]
    told = {key(text) for text, *_ in headings}

    def one(
        text: str | None, rule: str, vote: float, is_joined: bool = False, parts: frozenset[str] = frozenset()
    ) -> Iterator[_Candidate]:
        # A headline with its site is never several times as long as a headline.
        cleaned = without_site(text, names, told) if text and len(text) <= 3 * _MAX_TITLE else None
        if cleaned and key(cleaned) and len(cleaned) <= _MAX_TITLE:
            yield _Candidate(cleaned, rule, vote, is_joined, parts)

    data = [
        *one(_headline(metadata), "json-ld:headline", _VOTES["json-ld:headline"]),
        *one(
            next((t for i in metadata.items for t in i.texts("headline")), None),
            "microdata:headline",
            _VOTES["microdata:headline"],
        ),
        *one(metadata.meta("og:title"), "meta:og:title", _VOTES["meta:og:title"]),
        *one(metadata.meta("twitter:title"), "meta:twitter:title", _VOTES["meta:twitter:title"]),
        *one(metadata.title_tag, "title", _VOTES["title"]),
    ]
    about = [*(other.text for other in data), *_slug(page.url)]
    support = [max((_overlap(text, other) for other in about), default=1.0) for text, *_ in headings]
    sure = [min(1.0, len(text.split()) / _FEW_WORDS) for text, *_ in headings]
    main = max(range(len(headings)), key=lambda at: (round(support[at] * sure[at], 1), -at), default=-1)
    for position, (text, is_joined, parts) in enumerate(headings):
        # The one that the page's data agree with; one that none of them knows is the site's name, or a box's.
        agreed = position == main and support[position] >= _AGREEMENT
        yield from one(text, "dom:h1", _VOTES["dom:h1"] if agreed else _OTHER_H1, is_joined, parts)
    yield from data
    yield from _with_kicker(metadata, names, told)


def _with_kicker(metadata: Metadata, names: frozenset[str], headings: Collection[str]) -> Iterator[_Candidate]:
    """A headline of two parts of which the h1 holds the second only, as JSON-LD, OpenGraph and title tag say together."""
    text = without_site((metadata.meta("og:title") or "")[:_MAX_TITLE], names, ())
    whole, headline, tag = key(text), key(_headline(metadata) or ""), key(metadata.title_tag or "")
    if (
        headline.startswith(whole)
        and tag.startswith(whole)
        and any(len(heading) > 10 and heading != whole and whole.endswith(heading) for heading in headings)
    ):
        yield _Candidate(text, "meta:og:title", _WITH_KICKER)


def _overlap(one: str, other: str) -> float:
    """Share of the shorter text's words that the other has too; letters where words are not parted by spaces."""
    first, second = _words(one), _words(other)
    if min(len(first), len(second)) < 3 and not (one.isascii() or other.isascii()):
        first, second = set(key(one)), set(key(other))
        return len(first & second) / max(1, len(first | second))
    return len(first & second) / max(1, min(len(first), len(second)))


def _words(text: str) -> set[str]:
    """The words that say what it is about."""
    words = set(_WORD.findall(text.casefold()))
    return words - _COMMON or words


def _headings(page: Page) -> Iterator[_Element]:
    """The h1 elements that are no logo, of the first twenty."""
    for element in page.in_body("h1")[:_MAX_H1]:
        around = element.getparent()
        marks = [node.get(name) or "" for node in (element, around) if node is not None for name in ("class", "id")]
        # A long one lists the article's tags and sections.
        if not any(len(mark) < 100 and _LOGO.search(mark) for mark in marks):
            yield element


def _slug(url: str) -> Iterator[str]:
    """The words of the address, if it is made of words."""
    step = max(unquote(urlsplit(url).path).split("/")[-3:], key=lambda step: step.count("-") + step.count("_"))
    words = re.sub(r"\.\w{2,5}$", "", step).replace("_", " ").replace("-", " ")
    if len(words.split()) > 2:
        yield words


def _text(element: _Element) -> str:
    """The text of an h1, with a space where styles alone part a kicker or a subtitle in it from the rest."""
    text = text_of(element)
    for child in islice(element, _MAX_PARTS):
        part = glance(child)
        if " " not in part or (start := text.find(part)) < 0:
            continue
        for place in (start + len(part), start):
            if 0 < place < len(text) and text[place - 1].islower() and text[place].isupper():
                text = f"{text[:place]} {text[place:]}"
    return text


def _is_joined(element: _Element) -> bool:
    """Whether it consists of several parts."""
    texts = (element.text, *(child.tail for child in islice(element, _MAX_PARTS)))
    return len(element) > 1 or (len(element) == 1 and any(text and text.strip() for text in texts))


def _parts(element: _Element) -> frozenset[str]:
    """Keys of what its parts say, where a title tag or OpenGraph may know one of them as the headline."""
    return frozenset(key(glance(child)) for child in islice(element, _MAX_PARTS)) if len(element) > 1 else frozenset()


def _headline(metadata: Metadata) -> str | None:
    return next((text for node in metadata.articles() if (text := plain(node.get("headline")))), None)
