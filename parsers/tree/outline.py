"""The tree of a page as flat lists, read once: asking lxml for a tag, a text or a parent again and again is what costs.

An element's number is its place in document order, so that what stands inside it are the numbers up to its ``end``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from sys import intern

from lxml.etree import _Element


class Outline:
    """All elements below and including a root, each list by number. Not to be changed; the tree must not change either."""

    def __init__(self, root: _Element) -> None:
        elements = list(root.iter("*"))
        self.elements: list[_Element] = elements
        self.number: dict[_Element, int] = dict(zip(elements, range(len(elements)), strict=True))
        # The same "div" for all, and for the sets of names in which they are looked up.
        self.tags: list[str] = [intern(element.tag) for element in elements]  # type: ignore[arg-type]
        self.attributes: list[dict[str, str]] = list(map(dict, map(_Element.items, elements)))
        # Read while they are at hand: later the processor has to fetch a thousand mappings again, for every one who asks.
        self.classes: list[str | None] = [attributes.get("class") for attributes in self.attributes]
        self.texts: list[str | None] = [element.text for element in elements]
        """The text before the first element inside."""
        self.tails: list[str | None] = [element.tail for element in elements]
        """The text after the element, up to the next one or the end of its parent."""
        self.parents: list[int] = list(map(self.number.get, map(_Element.getparent, elements), repeat(-1)))  # type: ignore[arg-type]
        """-1 for the root."""
        self.ends: list[int] = self._ends()
        """One past the last element inside."""

    def said(self) -> Iterator[tuple[str, _Element]]:
        """Every text with the element it stands in."""
        for number, (text, tail) in enumerate(zip(self.texts, self.tails, strict=True)):
            if text:
                yield text, self.elements[number]
            if tail:
                yield tail, self.elements[self.parents[number]]

    def _ends(self) -> list[int]:
        ends = list(range(1, len(self.elements) + 1))
        parents = self.parents
        for number in range(len(ends) - 1, 0, -1):
            parent = parents[number]
            if ends[parent] == parent + 1:  # the last of its children comes first here
                ends[parent] = ends[number]
        return ends
