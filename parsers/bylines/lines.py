"""The short texts of bylines: what an element says, and what stands before it on its line."""

from __future__ import annotations

import re

from lxml.etree import _Element, iterwalk

from parsers.names import begins_with_by, key, split_names
from parsers.page import Page
from parsers.text import INLINE, UNSEEN
from parsers.tree.glance import is_small

_LONGEST = 300

_GLUE_END = re.compile(
    r"(?:[,;:：/／&(（+–—-]|(?:^|\W)(?:by|von|par|por|di|da|door|av|af|and|und|et|y|e|en|og|och|with|mit|автор|от))$",
    re.IGNORECASE,
)

_LONGEST_GLUE = 8
"""Characters: more than any of these words has, with the one before."""

_GLUE_START = re.compile(
    r"^(?:[,;:/&).’'+–—-]|[وו](?=[^\W\d_])|(?:and|und|et|y|e|en|og|och|with|mit|for|in|at)(?:\W|$))", re.IGNORECASE
)

_LAST_NAME = re.compile(r"\b(?:last|sur|family)[-_]?name", re.IGNORECASE)


def short_text(element: _Element) -> str:
    """The text of a short element; where one inner element ends and another begins, a bar parts what may be two things."""
    pieces: list[str] = []
    last_names: set[int] = set()
    size = 0
    if next(iter(element), None) is None:
        text = " ".join((element.text or "").split())
        return text if len(text) <= _LONGEST else ""
    if not is_small(element, 150):
        return ""
    walker = iterwalk(element, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start" and node.tag in UNSEEN and node is not element:
            walker.skip_subtree()
            continue
        words = node.text if event == "start" else node.tail if node is not element else None
        if words and (words := " ".join(words.split())):
            if event == "start" and "ast" in (names := node.get("class") or "") and _LAST_NAME.search(names):
                last_names.add(len(pieces))
            pieces.append(words)
            size += len(words)
            if size > 2 * _LONGEST:
                return ""
    text = ""
    for number, piece in enumerate(pieces):
        # First and last name often have elements of their own.
        single = (" " not in piece and " " not in text) or number in last_names
        if text and not (single or _GLUE_END.search(text[-_LONGEST_GLUE:]) or _GLUE_START.match(piece)):
            text += " •"
        text += f" {piece}" if text and piece[0] not in ",;.:)’'" else piece
    return text if len(text) <= _LONGEST else ""


_LONGEST_LINE = 200

_LABEL_TAGS = frozenset("span p div strong b em i small label dt h3 h4 h5 h6".split())


def line_before(element: _Element) -> str:
    """The words before an element in its line, the nearest last; the label above it where its line begins with it."""
    pieces: list[str] = []
    size = 0
    current = element
    for _ in range(8):
        previous = current.getprevious()
        for _ in range(12):
            if previous is None or size > _LONGEST_LINE:
                break
            if words := (previous.tail or "").strip():
                pieces.append(words)
                size += len(words)
            if isinstance(previous.tag, str):
                if previous.tag == "br" and pieces:
                    return " ".join(reversed(pieces))
                if previous.tag not in UNSEEN and (previous.tag in INLINE or not pieces):
                    words = short_text(previous) if previous.tag in INLINE or previous.tag in _LABEL_TAGS else ""
                    if words:
                        pieces.append(words)
                        size += len(words)
                if previous.tag not in INLINE and pieces:
                    return " ".join(reversed(pieces))
            previous = previous.getprevious()
        parent = current.getparent()
        if parent is None or size > _LONGEST_LINE:
            break
        if words := (parent.text or "").strip():
            pieces.append(words)
            size += len(words)
        # A list of names inside a line is a part of it.
        if parent.tag not in INLINE and (pieces or parent.tag not in ("li", "ul", "div")):
            break
        current = parent
    return " ".join(reversed(pieces))


def opens_line(element: _Element) -> bool:
    """Whether a line break stands right before it."""
    previous = element.getprevious()
    return previous is not None and previous.tag == "br" and not (previous.tail or "").strip()


def in_sentence(element: _Element, before: str) -> bool:
    """Whether the words before an element are a sentence that goes on with it, not a label."""
    return (
        len(before.split()) > 6 and not begins_with_by(before) and not re.search(r"\W$|\b(?:by|von|par|por)$", before)
    )


DATED = re.compile(
    r"\b(?:19|20)\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\bmin(?:ute)?s?\.? read\b|\bago\b", re.IGNORECASE
)

LINES = frozenset(
    "p div span address em strong i b li h2 h3 h4 h5 h6 small a td dd time section header font center".split()
)


def linked(page: Page, element: _Element) -> dict[str, str]:
    urls: dict[str, str] = {}
    for link in [*([element] if element.tag == "a" else ()), *element.iter("a")][:10]:
        address = page.absolute(link.get("href"))
        if address:
            for name in split_names(short_text(link)):
                urls.setdefault(key(name), address)
    return urls
