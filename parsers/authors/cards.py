"""Author cards that only their form tells: a name, a portrait or a word that says whose name it is, and a text about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from parsers.authors.bios import HEADINGS, Box, bio_text, may_be_box, opens_with_verb, told_below
from parsers.bylines.introductions import ABOUT, AUTHOR, BEFORE, WRITTEN_BY
from parsers.bylines.lines import DATED
from parsers.bylines.portraits import portrait
from parsers.bylines.surroundings import AUTHOR_PATH, in_card, is_elsewhere
from parsers.names import is_role, key, split_names
from parsers.page import Page
from parsers.text import line_around, lower, text_of
from parsers.tree.glance import glance

_LABELS = WRITTEN_BY | AUTHOR | ABOUT | BEFORE
"""What stands before a name, and is not part of it."""
_LONGEST_LABEL = 100
_LONGEST_BIO = 1_500
_HALF = 0.5
_MOST_PROSE = 0.3
"""Share of all prose of a page that the text of a card has at most."""
_LEVELS = 6
_END, _SMALL = 0.6, 0.1
"""Shares of all prose: behind how much a text may be over, and how much a card has at most that is left out of it."""
_MOST_WORDS_BESIDE = 250
"""Characters beside the text of a card: name, role, links, buttons."""
_BESIDE = 60
"""Characters of links and a role beside name and text."""
_OPENING = 60
"""Characters of a bio in which the name stands, or the first name."""
_MOST_NAMES = 8
"""More are a staff or a collaboration, of whom pages have no cards."""
_MOST_LABELS = 400
"""Elements with a part of the name in them that are looked at."""
_MOST_CARDS = 12
"""Places where one name stands that are looked at."""


def read_cards(page: Page, names: list[str], boxes: list[Box], late: set[str]) -> Iterator[Box]:
    """Cards of those authors of whom no box tells by the name; ``late`` are the keys of names that stand below the text."""
    told = [box for box in boxes if box.text]
    known = {one for box in told for one in box.names}
    openings = [key(box.text[:_OPENING]) for box in told]
    texts = page.marks.lower_texts
    for name in names[:_MOST_NAMES]:
        if any(map(str.isdigit, name)):
            continue
        first = key(name.split()[0])
        if key(name) in known or any(first in opening for opening in openings):
            continue
        if key(name) not in late and not _may_have_card(texts, name.lower()):
            continue
        for label in islice(_labels(page, name), _MOST_CARDS):
            box = _card(page, label, name, names)
            if box is not None:
                yield replace(box, names=frozenset((key(name),)))
                break


def _may_have_card(texts: str, name: str) -> bool:
    """Whether a name stands on two lines of its own, the byline's and a card's; to look at every element takes longer."""
    lines = 0
    found = texts.find(name)
    for _ in range(_MOST_FINDS):
        if found < 0:
            break
        start, end = line_around(texts, found)
        line = texts[start:end].strip()
        if len(line) <= len(name) + _LONGEST_WORDS or line.startswith(f"by {name}"):
            before = texts[max(0, start - _LONGEST_WORDS) : start]
            lines += 2 if line.startswith(("about", "written")) or before.endswith("written by\n") else 1
        if lines > 1:
            return True
        found = texts.find(name, found + 1)
    return False


_MOST_FINDS = 100
_LONGEST_WORDS = 24
"""Characters of "Written by" and a role, or degrees, beside a name on its line."""


def _labels(page: Page, name: str) -> Iterator[_Element]:
    """The elements that are nothing but a name, or a word that introduces it and the name; the last first."""
    outline = page.outline
    own, last = key(name), name.split()[-1]
    first = outline.number[page.body]
    named = [place for place, text in enumerate(outline.texts) if text and last in text]
    for number in named[: -_MOST_LABELS - 1 : -1]:
        text = outline.texts[number] or ""
        if len(text) <= _LONGEST_LABEL and number > first:
            element = outline.elements[number]
            if _introduces(glance(element, _LONGEST_LABEL, 8), own) or split_names(text) == [name]:
                yield element


@lru_cache(maxsize=1024)
def _introduces(text: str, own: str) -> bool:
    told = key(text)
    return told.endswith(own) and (told == own or told[: -len(own)] in _LABELS)


def _card(page: Page, label: _Element, name: str, names: list[str]) -> Box | None:
    survey = page.survey
    place = survey.find(label)
    if place is None or is_elsewhere(page, label) or in_card(page, label):
        return None
    totals = survey.prose_totals
    says_so = _is_introduced(label, key(name))
    for _ in range(_LEVELS):
        place = survey.parents[place]
        inside = totals[survey.ends[place]] - totals[place]
        if place <= 0 or inside > _MOST_PROSE * totals[-1]:
            break
        box = survey.elements[place]
        if not inside or box.tag == "a":
            continue
        if not may_be_box(page, box):
            break
        text = bio_text(box, names)
        if text:
            box = _frame(page, box)
            if not _tells(page, box, text, label, name, names, says_so=says_so):
                return None
            return Box(element=box, text=text, rule="box:card", sure=2 if says_so else 1, whole=box)
    return _below_heading(page, label, name, names)


def _below_heading(page: Page, label: _Element, name: str, names: list[str]) -> Box | None:
    """What stands right below a heading "About Jane Doe" that has no box with it."""
    for heading in (label, label.getparent()):
        if heading is None or heading.tag not in HEADINGS:
            continue
        told = key(glance(heading, _LONGEST_LABEL, 8))
        if told == key(name) or not _introduces(told, key(name)):
            continue
        below = told_below(page, heading, names)
        if below is not None and below.element.getparent() is heading.getparent():
            return below if _is_apart(page, below.element, below.text, name) else None
    return None


def _frame(page: Page, box: _Element) -> _Element:
    """The box around name and text in which the portrait and the links stand, too."""
    survey, totals = page.survey, page.survey.prose_totals
    size = len(text_of(box)) + _BESIDE
    place = survey.find(box)
    for _ in range(2):
        if not place:
            break
        parent = survey.parents[place]
        more = totals[survey.ends[parent]] - totals[parent] - (totals[survey.ends[place]] - totals[place])
        around = survey.elements[parent]
        if more > _BESIDE or not may_be_box(page, around) or len(text_of(around)) > size:
            break
        place, box = parent, around
    return box


def _tells(
    page: Page, box: _Element, text: str, label: _Element, name: str, names: list[str], *, says_so: bool
) -> bool:
    """Whether a text in the same small box as a name is about who has it."""
    others = {key(other) for other in names} - {key(name)}
    if len(text) > _LONGEST_BIO or any(other in key(text) for other in others):
        return False
    if _is_dated(box) and not _is_named(box):
        return False
    if len(text_of(box)) > len(text) + _MOST_WORDS_BESIDE:
        return False
    if not _is_apart(page, box, text, name) or not _comes_first(label, text, box):
        return False
    if says_so or portrait(page, name, others, [box], ()) is not None:
        return True
    return _is_heading(label) and _is_about(text, name)


def _is_about(text: str, name: str) -> bool:
    """Whether a text below nothing but a name is plainly about who has it, and no teaser of what they wrote: it names them,
    says what they do or what they are, or speaks for them."""
    if text[0] in _QUOTES:
        return False
    first = _STOP.split(text, maxsplit=1)[0]
    return (
        any(word in text for word in name.split() if len(word) > 1)
        or opens_with_verb(text)
        or is_role(first)
        or _PERSON.search(lower(text)) is not None
    )


_QUOTES = "\"'“”„«»‘’"
_STOP = re.compile(r"[.,;!?]\s")
_PERSON = re.compile(
    r"\b(?:i|i['’]m|my|me|she|he|her|his|they|their|ich|mein\w*|sie|ihre?|er|seine?|je|j['’]\w+|mon|ma|elle|il|ella|él|su|yo|mi|lei|lui|suo|sua"
    r"|ela|ele|seu|zij|ze|hij|haar|zijn|hun|hon|han|jag)\b"
)


def _is_heading(label: _Element) -> bool:
    """Whether a name is the heading of what stands below it, or leads to the page of the person."""
    parent = label.getparent()
    around = (label,) if parent is None else (label, parent)
    return any(e.tag in HEADINGS or (e.tag == "a" and AUTHOR_PATH.search(e.get("href") or "")) for e in around)


def _is_introduced(label: _Element, own: str) -> bool:
    """Whether a word before a name, or the line above it, says that it is the author's."""
    for element in (label, label.getparent()):
        if element is None:
            break
        text = glance(element, _LONGEST_LABEL, 8)
        if key(text) != own and _introduces(text, own):
            return True
        previous = element.getprevious()
        if previous is not None and key(glance(previous, 40, 4)) in _LABELS:
            return True
    return False


def _is_named(box: _Element) -> bool:
    """Whether what helps blind readers says that it is about the author."""
    around = (box, *islice(box.iterancestors(), 4))
    return any("author" in label.lower() for element in around if (label := element.get("aria-label")))


def _is_dated(box: _Element) -> bool:
    """Whether it is a byline, or a teaser: these tell when."""
    return next(box.iter("time"), None) is not None or any(
        DATED.search(line) for node in box.iter() if (line := (node.text or "").strip()) and len(line) < 40
    )


def _comes_first(label: _Element, text: str, box: _Element) -> bool:
    """Whether the name stands above the text, as on a card, and not below it, as on a teaser or under a quotation."""
    opening = text[:30]
    for node in box.iter():
        if node is label:
            return True
        if node.text and opening in " ".join(node.text.split()):
            return False
    return True


def stands_late(page: Page, element: _Element) -> bool:
    """Whether half of the text stands above an element: a name there may be on a card."""
    place = page.survey.find(element)
    totals = page.survey.prose_totals
    return place is not None and totals[place] >= _HALF * totals[-1] > 0


def ends_text(page: Page, box: _Element) -> bool:
    """Whether a box stands where texts are over, and may be left out of them."""
    survey = page.survey
    place = survey.find(box)
    totals = page.survey.prose_totals
    if place is None or totals[place] < _END * totals[-1]:
        return False
    return totals[survey.ends[place]] - totals[place] <= _SMALL * totals[-1]


def _is_apart(page: Page, box: _Element, text: str, name: str) -> bool:
    """Whether a box is no part of the article's text: small, and below it; above it where the text speaks of who is named."""
    survey = page.survey
    place = survey.find(box)
    if place is None:
        return False
    totals = page.survey.prose_totals
    inside = totals[survey.ends[place]] - totals[place]
    if inside > _MOST_PROSE * totals[-1]:
        return False
    return totals[place] >= _HALF * totals[-1] or (not totals[place] and any(word in text for word in name.split()))
