"""Correction notes that stand beside the text: what a page owns up to is part of what it tells.

Themes put them above the text, below it, into an ``aside`` or a ``footer``, where all else is clutter.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache

from lxml.etree import _Element

from parsers.article import CORRECTION_WORDS
from parsers.body.container import article_around
from parsers.text import text_of
from parsers.tree.outline import Outline
from parsers.tree.survey import Survey

_SENTENCES = (
    "this article", "this story", "this post", "this piece", "this report", "the headline of this", "an earlier version of",
    "a previous version of", "a correction was made",
)  # fmt: skip
_STARTS = CORRECTION_WORDS + _SENTENCES
_FIRST_LETTERS = frozenset(start[:2] for start in _STARTS)
_AROUND = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum()) + " \n\t\xa0•【［“”–—※"
"""What may stand before the first word of a note."""
_MARKER = "|".join(map(re.escape, sorted(CORRECTION_WORDS, key=len, reverse=True)))
_OPENS = re.compile(
    rf"""\W*(?:(?:{_MARKER})\s*
            (?:[:：\])】(]|[-–—]\s|,?\s*(?:on\s+)?(?:\w+\.?\s+)?\d)
        |(?:this|the)\s(?:article|story|post|piece|report|headline)\s[^.]{{0,40}}\b(?:has\sbeen|was)\s
            (?:updated|corrected|amended|changed)\b
        |an?\s(?:earlier|previous)\sversion\sof\sthis\b|a\scorrection\swas\smade\b)""",
    re.VERBOSE,
)
"""Of small letters."""
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:corrections?|erratum|corrigendum|clarifications?|retraction|editors?-?note|update-?note|article-?update)(?:$|[\s_-])"
)
_HINTS = ("correction", "erratum", "corrigendum", "clarification", "retraction", "editor", "update")
"""One of these is in every such name; few pages have any."""
_PLAIN = frozenset("p li div small aside footer em i".split())
_INSIDE = frozenset("p em i b strong small span div".split())
_FEWEST, _MOST = 40, 1_500
"""Characters of a note: a shorter one is a date or a link, a longer one a page of them."""
_SENTENCE = re.compile(r"[.!?。！？…”»)]\W*$")
_FIRST = 60
"""Characters by which a text is known to be told already."""


def notes_beside(
    outline: Outline, survey: Survey, container: int, apart: Container[_Element], told: str
) -> Iterator[tuple[bool, str]]:
    """Notes that are not ``told`` yet, and whether each stands before the text, ``container``."""
    scope = article_around(survey, container)
    elements, ends, tags = survey.elements, survey.ends, survey.tags
    first, last = scope + 1, ends[scope]
    classes = survey.classes[first:last]
    unlike = set(filter(None, classes))
    whole = "\n".join(unlike).lower()
    telling = set(filter(_says_note, unlike)) if any(map(whole.__contains__, _HINTS)) else set()
    seen = scope
    for number, names in zip(range(first, last), classes, strict=True):
        named = names in telling
        if not named and (tags[number] not in _PLAIN or not _may_open(outline, survey.numbers[number])):
            continue
        if number < seen or number <= container < ends[number] or _is_apart(survey, number, scope, apart):
            continue
        note = _note(elements[number], named=named)
        if note is not None and note[:_FIRST] not in told and note[-_FIRST:] not in told:
            yield number < container, note
            seen = ends[number]


@lru_cache(maxsize=4096)
def _says_note(names: str) -> bool:
    return _NAMES.search(names[:500].lower()) is not None


def _may_open(outline: Outline, number: int) -> bool:
    """Whether an element's first words may be those of a note."""
    texts, ends = outline.texts, outline.ends
    while not (text := texts[number]) or text.isspace():
        if ends[number] == number + 1:
            return False
        number += 1
        if outline.tags[number] not in _INSIDE:
            return False
    start = text[:60].lstrip(_AROUND)
    return start[:2].lower() in _FIRST_LETTERS and start.lower().startswith(_STARTS)


def _is_apart(survey: Survey, number: int, scope: int, apart: Container[_Element]) -> bool:
    while number > scope:
        if survey.elements[number] in apart:
            return True
        number = survey.parents[number]
    return False


def _note(element: _Element, *, named: bool) -> str | None:
    """The text of a note; None where it is none."""
    text = text_of(element)
    if not _FEWEST <= len(text) <= _MOST or not _SENTENCE.search(text):
        return None
    if 2 * sum(len(text_of(link)) for link in element.iter("a")) > len(text):
        return None  # the headline of another article
    if _OPENS.match(text.lower()):
        return text
    label = text_of(element[0]) if named and len(element) else ""
    if label.strip(_AROUND).lower() in CORRECTION_WORDS and text.startswith(label):
        return f"{label.rstrip(' :')}: {text[len(label) :].strip(' :')}"
    return None
