"""Where the prose of a page stands: one pass over its outline, kept in flat lists.

An element's number is its place in document order, so that what is inside it are the numbers up to its ``end``, and
every sum over a subtree is a difference of two running totals. Nothing here recurses: pages nest 100,000 deep.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import accumulate, repeat

from lxml.etree import _Element

from parsers.text import INLINE, UNSEEN, fold, is_inline, visible
from parsers.tree.density import may_be_dense
from parsers.tree.outline import Outline

PROSE_CHARACTERS = 80
"""A run of text this long is prose; a shorter one only if it ends like a sentence and is no label."""
_SENTENCE_CHARACTERS = 30
_DENSE = re.compile("[\u3040-\u9fff\uf900-\ufaff]")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", '"', "»", ".)", "’", "।", "؟")


def is_long(text: str) -> bool:
    """Whether a text is as long as prose is; a Chinese or Japanese character says as much as two or three letters."""
    enough = len(text) >= PROSE_CHARACTERS
    return enough or (may_be_dense(text) and len(text) + 2 * len(_DENSE.findall(text)) >= PROSE_CHARACTERS)


_INLINE, _WORD, _LINK, _BLOCK, _HIDDEN = range(5)
"""What a tag means here; a word is inline but parts the words around it."""


@lru_cache(maxsize=512)
def _kind(tag: str) -> int:
    if tag in UNSEEN:
        return _HIDDEN
    if tag == "a":
        return _LINK
    return _INLINE if tag in INLINE else _WORD if is_inline(tag) else _BLOCK


class _Run:
    """The text since the last border of a block, in characters."""

    __slots__ = ("inside_link", "is_dense", "is_parted", "last", "length", "linked", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        """Of all runs, with the spaces between them."""
        self.is_parted = False
        """Whether white space, or a border that parts words, stands behind the last one."""
        self.length = self.linked = self.inside_link = 0
        self.is_dense = False
        self.last = ""
        """Its last text."""

    def take(self, text: str) -> None:
        """A text with words in it: most of what stands between elements is white space, and needs no call."""
        self.last = words = text.strip()
        # Where no character but its single spaces parts words, nothing needs to be folded.
        if not words.isprintable() or "  " in words:
            words = " ".join(words.split())
        if self.is_parted or text[0].isspace():
            self.pieces.append(" ")
        self.pieces.append(words)
        self.is_parted = text[-1].isspace()
        size = len(words) + 1
        if may_be_dense(text) and (dense := len(_DENSE.findall(text))):
            # A Chinese or Japanese character says as much as two or three letters.
            size += 2 * dense
            self.is_dense = True
        self.length += size
        if self.inside_link:
            self.linked += size


class Survey:
    """The elements of a subtree with the text that stands directly in them, told as prose, labels and links."""

    def __init__(self, outline: Outline, root: _Element) -> None:
        first = outline.number[root]
        size = outline.ends[first] - first
        self.prose: list[int] = [0] * size
        """Characters of running text, links left out."""
        self.labels: list[int] = [0] * size
        """Characters of short texts: headings, captions, names, numbers."""
        self.links: list[int] = [0] * size
        """Characters of texts that are mostly link."""
        self.is_dense: bool
        """Whether it has words that are written without spaces."""
        self._outline = outline
        self.numbers: list[int] = []
        """In the outline, where the hidden elements are too."""
        places = self._read(outline, first)
        for values in (self.prose, self.labels, self.links):
            del values[len(self.numbers) :]
        parents = map(outline.parents.__getitem__, self.numbers)
        self.parents: list[int] = list(map(places.get, parents, repeat(-1)))
        ends = map(outline.ends.__getitem__, self.numbers)
        self.ends: list[int] = list(map(places.__getitem__, ends))
        """One past the last element inside."""
        self.elements: list[_Element] = list(map(outline.elements.__getitem__, self.numbers))
        self.tags: list[str] = list(map(outline.tags.__getitem__, self.numbers))
        self.attributes: list[dict[str, str]] = list(map(outline.attributes.__getitem__, self.numbers))
        self.classes: list[str | None] = list(map(outline.classes.__getitem__, self.numbers))

    def find(self, element: _Element) -> int | None:
        """The number of an element here; None where it is hidden or outside."""
        number = self._outline.number.get(element, -1)
        place = bisect_left(self.numbers, number)
        return place if place < len(self.numbers) and self.numbers[place] == number else None

    @cached_property
    def prose_totals(self) -> list[float]:
        """Running totals of ``prose``."""
        return self.totals(self.prose)

    @cached_property
    def text(self) -> str:
        """Everything that a reader sees, folded; block elements part words, inline ones do not."""
        text = "".join(self._pieces).strip()
        seen = visible(text)
        return text if len(seen) == len(text) else fold(seen)

    def _read(self, outline: Outline, first: int) -> dict[int, int]:
        """The number here of each element that stands in no hidden one; of those that are hidden that of the next."""
        # All in one loop: most of the time would go into calls and attributes of self, thousands a page.
        texts, tails, ends = outline.texts, outline.tails, outline.ends
        kind_of = {tag: _kind(tag) for tag in set(outline.tags)}
        kinds = list(map(kind_of.__getitem__, outline.tags))
        numbers = self.numbers
        places: dict[int, int] = {}
        opened: list[int] = []
        """Numbers in the outline of the elements around the current place."""
        blocks = [0]
        """Numbers here of the block elements among them."""
        run = _Run()
        number = first
        until = last = ends[first]  # where the innermost open element ends
        while number < last:
            kind = kinds[number]
            here = places[number] = len(numbers)
            if kind == _HIDDEN:
                text, number = tails[number], ends[number]
            else:
                numbers.append(number)
                opened.append(number)
                if kind == _LINK:
                    run.inside_link += 1
                elif kind:
                    if kind == _BLOCK:
                        if run.length:
                            self._end_run(run, blocks[-1])
                        blocks.append(here)
                    run.is_parted = True
                text, until = texts[number], ends[number]
                number += 1
            if text:
                if text.isspace():
                    run.is_parted = True
                else:
                    run.take(text)
            while until == number and opened:
                closed = opened.pop()
                kind = kinds[closed]
                if kind == _LINK:
                    run.inside_link -= 1
                elif kind:
                    if kind == _BLOCK:
                        if run.length:
                            self._end_run(run, blocks[-1])
                        blocks.pop()
                    run.is_parted = True
                if closed > first and (text := tails[closed]):
                    if text.isspace():
                        run.is_parted = True
                    else:
                        run.take(text)
                until = ends[opened[-1]] if opened else last
        places[last] = len(numbers)
        self.is_dense, self._pieces = run.is_dense, run.pieces
        return places

    def _end_run(self, run: _Run, block: int) -> None:
        length, linked = run.length, run.linked
        if linked * 2 > length:
            self.links[block] += length
        elif length >= PROSE_CHARACTERS or (length >= _SENTENCE_CHARACTERS and run.last.endswith(_SENTENCE_ENDS)):
            self.prose[block] += length - linked
        else:
            self.labels[block] += length
        run.length = run.linked = 0

    def totals(self, values: Iterable[float]) -> list[float]:
        """Running totals: what is inside element ``i`` is ``totals[ends[i]] - totals[i]``."""
        return list(accumulate(values, initial=0))
