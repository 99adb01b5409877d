"""Bylines that the markup calls so: by a class, an address or a property."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from parsers.bylines.lines import in_sentence, line_before, short_text
from parsers.bylines.mention import Mention, is_full_name
from parsers.bylines.surroundings import AUTHOR_PATH, FAR, NEAR, is_social
from parsers.names import (
    OTHER_HAND,
    begins_with_by,
    is_name_of_group,
    is_of_another,
    key,
    looks_like_person,
    names_source,
    other_hand_last,
    split_names,
)
from parsers.page import Page
from parsers.text import fold

NAME_TOKEN = re.compile(
    r"(?:author|byline|writer|contributor|autor|auteur|person|staff|creator|reporter|columnist)s?(?:[\w-]*[-_])?(?:name|link|fullname)s?"
    r"|^fn$|^name$|^p-name$|^p-author$|^author$|^authors$|^autor$|^url fn n$"
)


def read_marked(
    page: Page, element: _Element, rule: str, distance: int, headline: _Element | None, called: str = ""
) -> Mention | None:
    """What a holder names; ``called`` is what it is called other than by class and id."""
    text = short_text(element)
    if text and is_of_another(text):
        return None
    before = line_before(element)
    if before and other_hand_last(before):
        return None
    if rule == "link:author" and in_sentence(element, before):
        return None
    if headline is not None and any(parent is headline for parent in element.iterancestors()):
        return None
    own = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    own = f"{own} {called}" if called else own
    names: list[str] = []
    urls: dict[str, str] = {}
    linked = named = False
    for inner in _inner(element):
        kind = _kind(inner)
        if not kind:
            continue
        if len(names) > 60:
            break
        label = short_text(inner) if inner.tag != "meta" else inner.get("content") or ""
        if not label or len(label) > 120 or OTHER_HAND.match(label):
            continue
        line = line_before(inner)
        if line and other_hand_last(line):
            continue
        for name in split_names(label):
            if kind == "link" and not looks_like_person(name) and len(name.split()) > 4:
                continue
            if key(name) not in map(key, names):
                names.append(name)
            if inner.tag == "a" and (address := page.absolute(inner.get("href"))):
                urls.setdefault(key(name), address)
            linked = linked or kind == "link"
            named = named or kind == "name"
    spoken = begins_with_by(text) if text else False
    content = element.get("content")
    if not names and content:
        names = split_names(content)
    if text and (not names or (spoken and len(text) <= 200)):
        from_text = split_names(text)
        known = {key(name) for name in names}
        if not names:
            if (
                spoken
                or NAME_TOKEN.search(own)
                or rule != "dom:byline"
                or re.search(
                    r"byline|author|autor|auteur|writer|reporter|journalist|verfasser|signat(?:aris?)?(?!\w)|szerz|penulis|wartawan|yazar|muhabir"
                    r"|forfatt|kirjoitt|toimitt|periodist|jornalist",
                    own,
                )
            ):
                names = from_text
        elif (
            len(from_text) > len(names)
            and known <= {key(name) for name in from_text}
            and all(looks_like_person(name) for name in from_text)
        ):
            names = from_text
    if names and not linked and not spoken:
        away = {key(name) for link in element.iter("a") if _leads_away(link) for name in split_names(short_text(link))}
        names = [name for name in names if key(name) not in away]
    keys = set(map(key, names))
    for link in islice(element.iter("a"), 20) if keys > urls.keys() else ():
        if link.get("itemprop") != "url" and is_social(link.get("href") or ""):
            continue
        if key(label := short_text(link)) in keys and (address := page.absolute(link.get("href"))):
            urls.setdefault(key(label), address)
    weight = 2.0
    if not names and (rule in ("rel:author", "microdata:author") or NAME_TOKEN.search(own)) and is_name_of_group(text):
        names, weight = [text], 0.0
    if not names and rule == "dom:byline" and not text:
        # A box too long for a byline often begins with the name.
        opening = next((words for piece in islice(element.itertext(), 12) if (words := fold(piece))), "")
        opening = opening.rstrip(":")
        if is_full_name(opening) and split_names(opening) == [opening]:
            names, weight = [opening], 0.5
    if not names or (
        rule == "link:author"
        and not all(looks_like_person(name) for name in names)
        and not _is_slug(element, names, distance)
    ):
        return None
    if rule in ("rel:author", "microdata:author"):
        weight += 1.5
    if spoken or (before and begins_with_by(f"{before} x")):
        weight += 1.5
    if linked:
        weight += 1.0
    if named or NAME_TOKEN.search(own):
        weight += 0.5
    if re.search(r"byline|by-line", own):
        weight += 1.0
    if -30 <= distance <= NEAR:
        weight += 3.0
    elif -60 <= distance <= FAR:
        weight += 1.5
    if all(looks_like_person(name) for name in names):
        weight += 1.0
    elif not spoken and not linked and any(len(name.split()) > 4 for name in names):
        return None
    if len(names) > 6 or names_source(text or "") or (before and names_source(before)):
        weight -= 3.0
    return Mention(element=element, names=names, urls=urls, weight=weight, distance=distance, rule=rule)


_TOPIC_PATH = re.compile(
    r"/(?:tags?|category|categories|topics?|sections?|kategorien?|rubrik|schlagwort|thema)/", re.IGNORECASE
)


def _leads_away(link: _Element) -> bool:
    """Whether a link in a byline is to a topic."""
    return "tag" in (link.get("rel") or "") or _TOPIC_PATH.search(link.get("href") or "") is not None


def _is_slug(link: _Element, names: list[str], distance: int) -> bool:
    """Whether a link beside the headline has the name itself as its address: ``/author/jane/``."""
    slug = (link.get("href") or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return -NEAR <= distance <= NEAR and len(names) == 1 and key(slug) == key(names[0])


def _inner(element: _Element) -> Iterator[_Element]:
    for number, inner in enumerate(element.iter("*")):
        if number > 150:
            return
        yield inner


def _kind(element: _Element) -> str:
    """``link`` to a profile, element with a ``name``, or nothing."""
    if element.tag == "a":
        rel = element.get("rel") or ""
        if "author" in rel or ("me" not in rel.split() and AUTHOR_PATH.search(element.get("href") or "")):
            return "link"
    if element.get("itemprop") == "name":
        parent = element.getparent()
        return "" if parent is not None and parent.get("itemprop") in _NO_PERSON else "name"
    names = element.get("class")
    return "name" if names and len(names) < 200 and _names_name(names) else ""


_NO_PERSON = frozenset(
    ("address", "affiliation", "homeLocation", "jobTitle", "location", "memberOf", "publisher", "worksFor")
)
"""Properties of a person whose names are not the person's."""


@lru_cache(maxsize=4096)
def _names_name(names: str) -> bool:
    """Whether a class attribute says that something is the name of somebody."""
    return any(NAME_TOKEN.search(token) for token in names.lower().split())
