"""A soup of a part of a page, made straight from the outline: no HTML is written, and none is parsed twice."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager

from bs4 import Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeValueList, NavigableString, PageElement

from parsers.text import UNSEEN
from parsers.tree.outline import Outline

NOT_SOUP = UNSEEN - {"noscript"}
"""What loads a picture later keeps it in ``noscript`` for readers without scripts."""
MERE_TEXT = frozenset(
    "abbr big dfn del em font i ins kbd mark nobr s samp small span strike sub sup tt u var wbr".split()
)
TELLING = frozenset(("class", "id", "style"))
"""Without these attributes such an element only changes how its words look: the words alone enter."""
MAX_DEPTH = 200
"""Real pages stay under 100; what is nested deeper keeps its text and loses its tags, so that no walk gets long."""
_KEEPS_SPACE = frozenset(HTMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS)
_STRINGS = HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS
"""Tags whose text is a string of a class of its own, such as the reading beside a Japanese word."""
RUBY = frozenset(("rt", "rp"))
"""Among them those whose text a reader sees beside other text."""
_ASCII_SPACES = " \n\t\f\r"


class _PlainTag(Tag):
    """What ``Tag`` works out for every single tag is the same for all of them here."""

    parser_class = None
    namespace = prefix = sourceline = sourcepos = None
    known_xml = hidden = can_be_empty_element = False
    cdata_list_attributes = None
    attribute_value_list_class = AttributeValueList
    preserve_whitespace_tags = HTMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    parent = next_element = previous_element = next_sibling = previous_sibling = None

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        # Class names stay one text: splitting them costs more than anybody here gains.
        self.attrs = {**attributes}
        self.contents = []


@contextmanager
def soup_of(outline: Outline, number: int, skipped: Container[int] = ()) -> Iterator[Tag]:
    """A BeautifulSoup tag with everything of an element but what no reader sees; its tail is left out.

    ``number`` is the element's in the outline. ``skipped`` ones are left out with all that is in them; the text after
    them stays.
    """
    soup = _soup(outline, number, skipped)
    try:
        yield soup
    finally:
        _let_go(soup)


def _soup(outline: Outline, first: int, skipped: Container[int]) -> Tag:
    tags, attributes = outline.tags, outline.attributes
    texts, tails, ends = outline.texts, outline.tails, outline.ends
    last = ends[first]
    pot = _Pot()
    opened: list[int] = []
    shown = first
    for number in range(first, last + 1):
        while opened and ends[opened[-1]] <= number:
            closed = opened.pop()
            if len(opened) < MAX_DEPTH:
                pot.close(tags[closed])
            if opened and (text := tails[closed]):
                pot.data.append(text)
        if number < shown or number == last:
            continue
        tag = tags[number]
        if number > first and (tag in NOT_SOUP or number in skipped):
            shown = ends[number]
            if text := tails[number]:
                pot.data.append(text)
            continue
        if (
            tag in MERE_TEXT
            and ends[number] == number + 1
            and TELLING.isdisjoint(attributes[number])
            and number > first
        ):
            pot.data += filter(None, (texts[number], tails[number]))
            continue
        if len(opened) < MAX_DEPTH:
            pot.open(tag, attributes[number])
        opened.append(number)
        if text := texts[number]:
            pot.data.append(text)
    assert pot.root is not None
    return pot.root


def _let_go(soup: Tag) -> None:
    """Parts a soup, whose elements hold each other: the collector of garbage would have to find out that nobody else
    does. What ``decompose()`` does besides takes longer than that."""
    node: PageElement | None = soup
    while node is not None:
        following = node.next_element
        node.__dict__.clear()
        node = following


class _Pot:
    """The soup while it is being made. Its links are those that BeautifulSoup's own parsing sets."""

    def __init__(self) -> None:
        self.root: Tag | None = None
        self.data: list[str] = []
        """Text that belongs to one string."""
        self._open: list[Tag] = []
        self._last: PageElement | None = None
        self._keeps_space = 0
        self._strings: list[type[NavigableString]] = [NavigableString]

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if self.data:
            self._end_string()
        tag = _PlainTag(name, attributes)
        self._link(tag)
        if self.root is None:
            self.root = tag
        self._open.append(tag)
        if name in _KEEPS_SPACE:
            self._keeps_space += 1
        if name in _STRINGS:
            self._strings.append(_STRINGS[name])

    def close(self, name: str) -> None:
        if self.data:
            self._end_string()
        self._open.pop()
        if name in _KEEPS_SPACE:
            self._keeps_space -= 1
        if name in _STRINGS:
            self._strings.pop()

    def _end_string(self) -> None:
        text = self.data[0] if len(self.data) == 1 else "".join(self.data)
        self.data = []
        if not self._keeps_space and text.isspace() and not text.strip(_ASCII_SPACES):
            text = "\n" if "\n" in text else " "
        # Half of what the class does to make one is to set the links that are set here.
        string = str.__new__(self._strings[-1], text)
        string.next_element = string.next_sibling = string.previous_sibling = None
        self._link(string)

    def _link(self, node: PageElement) -> None:
        last = self._last
        if last is not None:
            last.next_element, node.previous_element = node, last
        self._last = node
        if self._open:
            parent = node.parent = self._open[-1]
            if parent.contents:
                before = parent.contents[-1]
                before.next_sibling, node.previous_sibling = node, before
            parent.contents.append(node)
