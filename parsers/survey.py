"""Where the prose of a page stands: one pass over the tree, kept in flat lists.

An element's number is its place in document order, so that what is inside it are the numbers up to its ``end``, and
every sum over a subtree is a difference of two running totals. Nothing here recurses: pages nest 100,000 deep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from lxml.etree import _Element, iterwalk

from parsers.text import UNSEEN, is_inline

PROSE_CHARACTERS = 80
"""A run of text this long is prose; a shorter one only if it ends like a sentence and is no label."""
_SENTENCE_CHARACTERS = 30
_DENSE = re.compile("[\u3040-\u9fff\uf900-\ufaff]")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", '"', "»", ".)", "’", "।", "؟")


class Survey:
    """The elements of a subtree with the text that stands directly in them, told as prose, labels and links."""

    def __init__(self, root: _Element) -> None:
        self.elements: list[_Element] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        """One past the last element inside."""
        self.prose: list[int] = []
        """Characters of running text, links left out."""
        self.labels: list[int] = []
        """Characters of short texts: headings, captions, names, numbers."""
        self.links: list[int] = []
        """Characters of texts that are mostly link."""
        self.number: dict[_Element, int] = {}
        self._read(root)

    def _read(self, root: _Element) -> None:
        elements, ends, open_blocks, open_all = self.elements, self.ends, [0], list[int]()
        inside_link = length = linked = 0
        last = ""
        walk = iterwalk(root, events=("start", "end", "comment"))
        for event, element in walk:
            tag = str(element.tag)
            if event == "comment":
                text = element.tail
            elif event == "start":
                if tag in UNSEEN:
                    walk.skip_subtree()
                    text = None
                else:
                    if not is_inline(tag) or tag == "a":
                        if tag != "a":
                            if length:
                                self._add(open_blocks[-1], length, linked, last)
                                length = linked = 0
                            open_blocks.append(len(elements))
                        else:
                            inside_link += 1
                    self.parents.append(open_all[-1] if open_all else -1)
                    open_all.append(len(elements))
                    self.number[element] = len(elements)
                    elements.append(element)
                    ends.append(0)
                    self.prose.append(0)
                    self.labels.append(0)
                    self.links.append(0)
                    text = element.text
            else:
                if tag not in UNSEEN:
                    ends[open_all.pop()] = len(elements)
                    if tag == "a":
                        inside_link -= 1
                    elif not is_inline(tag):
                        if length:
                            self._add(open_blocks[-1], length, linked, last)
                            length = linked = 0
                        open_blocks.pop()
                text = element.tail if element is not root else None
            if text and (words := text.split()):
                size = len(" ".join(words)) + 1
                if not text.isascii():
                    # A Chinese or Japanese character says as much as two or three letters.
                    size += 2 * len(_DENSE.findall(text))
                length += size
                last = words[-1]
                if inside_link:
                    linked += size

    def _add(self, block: int, length: int, linked: int, last: str) -> None:
        if linked * 2 > length:
            self.links[block] += length
        elif length >= PROSE_CHARACTERS or (length >= _SENTENCE_CHARACTERS and last.endswith(_SENTENCE_ENDS)):
            self.prose[block] += length - linked
        else:
            self.labels[block] += length

    def totals(self, values: Sequence[float], dropped: Sequence[bool] | None = None) -> list[float]:
        """Running totals: what is inside element ``i`` is ``totals[ends[i]] - totals[i]``; ``dropped`` counts as nothing."""
        if dropped is None:
            return list(accumulate(values, initial=0))
        return list(accumulate((0 if gone else v for v, gone in zip(values, dropped, strict=True)), initial=0))
