"""Where the prose of a page stands: one pass over its outline, kept in flat lists.

An element's number is its place in document order, so that what is inside it are the numbers up to its ``end``, and
every sum over a subtree is a difference of two running totals. Nothing here recurses: pages nest 100,000 deep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from lxml.etree import _Element

from parsers.outline import Outline
from parsers.text import INLINE, UNSEEN, is_inline, visible

PROSE_CHARACTERS = 80
"""A run of text this long is prose; a shorter one only if it ends like a sentence and is no label."""
_SENTENCE_CHARACTERS = 30
_DENSE = re.compile("[\u3040-\u9fff\uf900-\ufaff]")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", '"', "»", ".)", "’", "।", "؟")


_INLINE, _WORD, _LINK, _BLOCK, _HIDDEN = range(5)
"""What a tag means here; a word is inline but parts the words around it."""


def _kind(tag: str) -> int:
    if tag in UNSEEN:
        return _HIDDEN
    if tag == "a":
        return _LINK
    return _INLINE if tag in INLINE else _WORD if is_inline(tag) else _BLOCK


class Survey:
    """The elements of a subtree with the text that stands directly in them, told as prose, labels and links."""

    def __init__(self, outline: Outline, root: _Element) -> None:
        self.elements: list[_Element] = []
        self.tags: list[str] = []
        self.attributes: list[dict[str, str]] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        """One past the last element inside."""
        self.prose: list[int] = []
        """Characters of running text, links left out."""
        self.labels: list[int] = []
        """Characters of short texts: headings, captions, names, numbers."""
        self.links: list[int] = []
        """Characters of texts that are mostly link."""
        self._texts: list[str] = []
        self._blocks = [0]
        """Numbers of the block elements around the current place."""
        self._length = self._linked = self._inside_link = 0
        self._last = ""
        """The last word of the run of text that is being read."""
        self._read(outline, outline.number[root])
        self.number: dict[_Element, int] = {element: number for number, element in enumerate(self.elements)}

    @cached_property
    def words(self) -> list[str]:
        """Everything that a reader sees; block elements part words, inline ones do not."""
        return visible("".join(self._texts)).split()

    def _read(self, outline: Outline, first: int) -> None:
        tags, texts, tails, outer_ends = outline.tags, outline.texts, outline.tails, outline.ends
        kinds = {tag: _kind(tag) for tag in set(tags)}
        last, shown = outer_ends[first], first
        opened: list[tuple[int, int, int]] = []
        """Around the current place: (end in the outline, number in the outline, number here)."""
        inside = -1
        for number in range(first, last + 1):
            while opened and opened[-1][0] <= number:
                _, outer, here = opened.pop()
                self.ends[here] = len(self.elements)
                self._leave(kinds[tags[outer]])
                if here and (text := tails[outer]):
                    self._take(text)
                inside = opened[-1][2] if opened else -1
            if number < shown or number == last:
                continue
            kind = kinds[tags[number]]
            if kind == _HIDDEN:
                shown = outer_ends[number]
                if text := tails[number]:
                    self._take(text)
                continue
            here = len(self.elements)
            self.elements.append(outline.elements[number])
            self.tags.append(tags[number])
            self.attributes.append(outline.attributes[number])
            self.parents.append(inside)
            self.ends.append(0)
            self.prose.append(0)
            self.labels.append(0)
            self.links.append(0)
            opened.append((outer_ends[number], number, here))
            inside = here
            self._enter(kind, here)
            if text := texts[number]:
                self._take(text)

    def _enter(self, kind: int, here: int) -> None:
        if kind == _LINK:
            self._inside_link += 1
        elif kind:
            if kind == _BLOCK:
                self._end_run()
                self._blocks.append(here)
            self._texts.append(" ")

    def _leave(self, kind: int) -> None:
        if kind == _LINK:
            self._inside_link -= 1
        elif kind:
            if kind == _BLOCK:
                self._end_run()
                self._blocks.pop()
            self._texts.append(" ")

    def _take(self, text: str) -> None:
        self._texts.append(text)
        words = text.split()
        if not words:
            return
        size = len(" ".join(words)) + 1
        if not text.isascii():
            # A Chinese or Japanese character says as much as two or three letters.
            size += 2 * len(_DENSE.findall(text))
        self._length += size
        self._last = words[-1]
        if self._inside_link:
            self._linked += size

    def _end_run(self) -> None:
        length, linked = self._length, self._linked
        if not length:
            return
        block = self._blocks[-1]
        if linked * 2 > length:
            self.links[block] += length
        elif length >= PROSE_CHARACTERS or (length >= _SENTENCE_CHARACTERS and self._last.endswith(_SENTENCE_ENDS)):
            self.prose[block] += length - linked
        else:
            self.labels[block] += length
        self._length = self._linked = 0

    def totals(self, values: Sequence[float], dropped: Sequence[bool] | None = None) -> list[float]:
        """Running totals: what is inside element ``i`` is ``totals[ends[i]] - totals[i]``; ``dropped`` counts as nothing."""
        if dropped is None:
            return list(accumulate(values, initial=0))
        return list(accumulate([0 if gone else v for v, gone in zip(values, dropped, strict=True)], initial=0))
