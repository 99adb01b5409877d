"""The headline, without the site's name: every place that names one has a vote, and the page itself the strongest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.found import NOTHING, Found
from parsers.metadata import Metadata
from parsers.page import Page
from parsers.text import key, plain, text_of

# Weighed on the development pages: a reader sees the h1; the data for machines outvotes it only together.
_VOTES = {
    "dom:h1": 5.0,
    "json-ld:headline": 2.0,
    "microdata:headline": 1.2,
    "meta:og:title": 1.0,
    "meta:twitter:title": 0.7,
    "title": 0.9,
}
_OTHER_H1 = 0.8
"""Less than a title tag."""
_AGREEMENT = 0.34
_MAX_H1 = 20
_SEPARATOR = re.compile(r"\s+(?:[|–—•·«»›‹>/~*]|-{1,3}|::?|//|\|\||:-)\s+|\s*[|｜»«]\s*|(?<=\w):\s+|\s+@\s+")
_HARD = ("|", "｜", "»", "«", "::")
"""Separators that no writer of headlines uses: what follows is the site or a section."""
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand(?:ing)?|site-?(?:title|name)|masthead)(?:$|[\s_-])", re.IGNORECASE)
_SMALL_WORDS = frozenset("the a an of and for in on at by der die das und la le les el los de du des".split())
_MAX_TITLE = 500


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    rule: str
    vote: float


def read_title(page: Page) -> Found[str | None]:
    """The headline as a reader sees it; None where nothing names one."""
    names = site_names(page)
    candidates = list(_candidates(page, names))
    if not candidates:
        return NOTHING
    keys = {key(candidate.text) for candidate in candidates}
    votes: dict[str, float] = {}
    for candidate in candidates:
        inner = _inside(key(candidate.text), keys) if candidate.rule == "dom:h1" else key(candidate.text)
        votes[inner] = votes.get(inner, 0.0) + candidate.vote
    best = max(votes, key=lambda name: votes[name])
    winner = next((one for one in candidates if key(one.text) == best), candidates[0])
    return Found(winner.text, winner.rule)


def _inside(name: str, others: set[str]) -> str:
    """The longest other candidate that an h1 only puts something before (a kicker, a date) or a number after (a count of
    comments); else itself. One that merely breaks off earlier was cut short by whoever made it."""
    within = [
        other
        for other in others
        if len(other) * 3 > len(name) * 2
        and len(other) > 15
        and other != name
        and (name.endswith(other) or (name.startswith(other) and name[-1].isdigit() and not other[-1].isdigit()))
    ]
    return max(within, key=len, default=name)


def _candidates(page: Page, names: frozenset[str]) -> Iterator[_Candidate]:
    metadata = page.metadata
    headings = [text for element in _headings(page) if (text := text_of(element)) and key(text) not in names]
    told = {key(text) for text in headings}

    def one(text: str | None, rule: str, vote: float) -> Iterator[_Candidate]:
        # A headline with its site is never several times as long as a headline.
        cleaned = without_site(text, names, told) if text and len(text) <= 3 * _MAX_TITLE else None
        if cleaned and key(cleaned) and len(cleaned) <= _MAX_TITLE:
            yield _Candidate(cleaned, rule, vote)

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
    support = [max((_overlap(text, other.text) for other in data), default=1.0) for text in headings]
    main = max(range(len(headings)), key=lambda position: (round(support[position], 1), -position), default=-1)
    for position, text in enumerate(headings):
        # The one that the page's data agree with; one that none of them knows is the site's name, or a box's.
        agreed = position == main and support[position] >= _AGREEMENT
        yield from one(text, "dom:h1", _VOTES["dom:h1"] if agreed else _OTHER_H1)
    yield from data


def _overlap(one: str, other: str) -> float:
    """Share of the shorter text's words that the other has too; letters where words are not parted by spaces."""
    first, second = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    if min(len(first), len(second)) < 3:
        first, second = (set(key(text)) for text in (one, other))
        return len(first & second) / max(1, len(first | second))
    return len(first & second) / max(1, min(len(first), len(second)))


def _headings(page: Page) -> Iterator[_Element]:
    """The h1 elements that are no logo, the first twenty."""
    for count, element in enumerate(page.body.iter("h1")):
        if count >= _MAX_H1:
            return
        around = element.getparent()
        marks = [node.get(name) or "" for node in (element, around) if node is not None for name in ("class", "id")]
        if not any(_LOGO.search(mark[:300]) for mark in marks):
            yield element


def _headline(metadata: Metadata) -> str | None:
    return next((text for node in metadata.articles() if (text := plain(node.get("headline")))), None)


# ---- site names


def site_names(page: Page) -> frozenset[str]:
    """Keys of everything that this page's site is called: by its metadata and its host."""
    metadata = page.metadata
    told = [
        metadata.meta("og:site_name"),
        metadata.meta("application-name"),
        metadata.meta("apple-mobile-web-app-title"),
    ]
    for node in metadata.nodes:
        publisher = metadata.resolve(node.get("publisher"))
        if isinstance(publisher, dict):
            told.append(plain(publisher.get("name")))
        if node.get("@type") == "WebSite":
            told.append(plain(node.get("name")))
    names = {key(name) for name in told if name}
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    names.add(key(host))
    names |= {key(label) for label in host.split(".")[:-1] if len(label) > 3}
    return frozenset(name for name in names if name)


def without_site(text: str, names: frozenset[str], headings: set[str]) -> str:
    """The title without the site's name and sections around it, on whatever separator; a title that merely holds a
    separator, and one that is word for word a heading of the page, stays whole."""
    while key(text) not in headings:
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            break
        first, last = cuts[0], cuts[-1]
        head, tail = text[: last.start()].strip(), text[last.end() :].strip()
        before, after = text[: first.start()].strip(), text[first.end() :].strip()
        if key(head) in headings or (_is_site(tail, names) and key(head)):
            text = head
        elif key(after) in headings or (_is_site(before, names) and key(after)):
            text = after
        elif last.group().strip() in _HARD and len(head.split()) > 2 and len(tail.split()) <= 4:
            text = head
        else:
            break
    return text


def _is_site(part: str, names: frozenset[str]) -> bool:
    """Whether a part of a title is the site's name: as told, in its host, or by its initials."""
    name = key(part)
    if not name or len(part) > 60:
        return False
    if any(name == known or (len(name) > 3 and name in known and len(name) * 2 > len(known)) for known in names):
        return True
    if any(len(known) > 4 and known in name for known in names):
        return True
    words = [word for word in re.findall(r"\w+", part.casefold()) if word not in _SMALL_WORDS]
    initials = "".join(word[0] for word in words)
    return len(initials) > 2 and any(known.startswith(initials) and len(known) < len(initials) + 7 for known in names)
