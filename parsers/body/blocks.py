"""From a container to typed pieces in reading order.

The walk goes over the page's outline and keeps its own stack. Text gathers in a *run* until a block element, or two line
breaks, end it; where the run then goes (paragraph, list item, quote) depends on what is open around it. Tables and pictures
are read in one go; code, where every space counts, becomes soup (``parts.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice

from lxml.etree import _Element

from parsers.article import Block, Code, Figure, Heading, Link, ListBlock, Paragraph, Quote, Table
from parsers.body.parts import CAPTION, CREDIT, GUTTER, MOST_CREDITS, code_text, is_data
from parsers.text import UNSEEN, fold, is_inline
from parsers.tree.outline import Outline
from parsers.tree.soup import MAX_DEPTH, MERE_TEXT, NOT_SOUP, RUBY, TELLING, soup_of
from parsers.tree.survey import is_long

HEADING_TAGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD_TAGS = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_POSTED = re.compile(
    r"(?:^|\s)(?:wp-embedded-content|twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|text-post-media|fb-(?:post|video)|"
    r"reddit-(?:card|embed\S*)|imgur-embed-pub)(?:\s|$)"
)
"""What somebody posted elsewhere, shown here: an embed, though the markup says that it is quoted."""
_BOXES = frozenset(("div", "section"))
_PARTS = frozenset("blockquote pre code table figure ul ol li".split())
"""Block elements that are more than a place for text."""
_BLOCKS = frozenset("p div section article h1 h2 h3 h4 h5 h6 ul ol li table figure pre blockquote".split())
"""The commonest of them."""
_PICTURE = re.compile(r"(?:^|[\s_-])(?:figure|image|img|photo|picture|media|foto|bild)(?:$|[\s_-])")
_CODE_CELL = re.compile(r"(?:^|\s)(?:code|blob-code|crayon-code|hljs-ln-code|rouge-code)(?:\s|$)")
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset", "data-lazy", "src")
_LINK, _CODE, _TABLE, _QUOTE = (frozenset((tag,)) for tag in ("a", "pre", "table", "blockquote"))
_IMAGE, _ICONS = frozenset(("img", "amp-img")), frozenset(("span", "i"))
_BREAK, _TABLE_CAPTION, _FIGURE_CAPTION = (frozenset((tag,)) for tag in ("br", "caption", "figcaption"))
_ROW, _CELLS, _HEADER_CELL, _CITE = (frozenset(tags) for tags in (("tr",), ("td", "th"), ("th",), ("cite",)))
_SECTION_HEADINGS = frozenset("h1 h2 h3 h4".split())
_ITEM_SPLITTERS = frozenset("h1 h2 h3 h4 h5 h6 table pre blockquote".split())
_NO_PICTURES = frozenset("table pre blockquote figure ul ol h2 h3".split())
"""A figure with one of these is no picture."""
_FEW = 8
"""Elements in an icon."""
_SHOWN = frozenset("figcaption picture video audio iframe object embed canvas svg math script".split())
_LONGEST_CAPTION, _LONG_QUOTE = 300, 80
"""Characters of a caption in a table; of a saying that is shown like a picture."""
_NO_DATA = frozenset("table h1 h2 h3 pre figure blockquote".split())
"""A table with one of these only arranges the page."""

_Leave = Callable[[], None]
"""What is done on the way out of an element."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and how it looked, for those who judge whether it is text, heading or clutter."""

    block: Block
    bold: bool = False
    """Everything in it is bold."""
    linked: float = 0.0
    """Share of its characters that are link."""
    links: tuple[Link, ...] = ()
    path: tuple[str, ...] = ()
    """Tag, class names and id of every block element around it, outermost first, its own last."""
    tag: str = field(init=False, repr=False, compare=False)
    """Of its own element."""
    text: str = field(init=False, repr=False, compare=False)
    is_prose: bool = field(init=False, repr=False, compare=False)
    """Whether it is a paragraph of some length that is no link."""

    def __post_init__(self) -> None:
        # All who judge ask for these, again and again.
        text = "\n".join(self.block.texts)
        is_prose = self.linked < 0.5 and isinstance(self.block, Paragraph) and is_long(text)
        put = object.__setattr__
        put(self, "tag", self.path[-1].partition(" ")[0] if self.path else "")
        put(self, "text", text)
        put(self, "is_prose", is_prose)

    @property
    def names(self) -> str:
        """Class names and id of its own element."""
        return self.path[-1].partition(" ")[2] if self.path else ""


class _Run:
    """Text that is being gathered."""

    __slots__ = ("bold", "breaks", "length", "linked", "links", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.bold = self.linked = self.length = self.breaks = 0
        self.links: list[Link] = []

    def add(self, text: str, bold: int, linked: int) -> None:
        self.parts.append(text)
        if size := len(text.strip()):
            self.length += size
            self.breaks = 0
            if bold:
                self.bold += size
            if linked:
                self.linked += size


def read_pieces(
    outline: Outline, container: _Element, skipped: Iterable[int], absolute: Callable[[object], str | None]
) -> list[Piece]:
    """All blocks of the container; ``skipped`` are the numbers of elements in it that are left out with all that is in
    them, ``absolute`` makes its addresses absolute."""
    return _Reader(outline, outline.number[container], set(skipped), absolute).pieces


class _Reader:
    """Elements go by their numbers in the outline."""

    def __init__(
        self, outline: Outline, container: int, gone: set[int], absolute: Callable[[object], str | None]
    ) -> None:
        self.pieces: list[Piece] = []
        self._outline = outline
        self._container = container
        self._gone = gone
        self._absolute = absolute
        self._run = _Run()
        self._bold = self._linked = self._inward = self._unread = 0
        self._paths: list[tuple[str, ...]] = [(self._mark(container),)]
        self._list: list[str] | None = None
        self._list_links: list[Link] = []
        self._list_size = [0, 0]
        self._list_depth = 0
        self._ordered = False
        self._item: list[str] = []
        self._quote: list[str] | None = None
        self._quote_links: list[Link] = []
        self._moved: dict[int, list[int]] = {}
        """Quote → the captions beside it, which say who said it."""
        self._walk(container)
        self._end_run()

    # ---- the walk

    def _walk(self, root: int) -> None:
        outline, gone = self._outline, self._gone
        tags, attributes, ends = outline.tags, outline.attributes, outline.ends
        texts, tails = outline.texts, outline.tails
        last = ends[root]
        opened: list[tuple[int, int, _Leave | None, bool]] = []
        """Around the current place: (end, number, what to do on the way out, whether it counts as a tag)."""
        data = [text] if (text := texts[root]) else []
        """Text that no tag parts."""
        number = root + 1
        while True:
            while opened and opened[-1][0] <= number:
                _, closed, leave, is_tag = opened.pop()
                if is_tag:
                    if data:
                        self._take(data)
                    if closed in self._moved:
                        for caption in self._moved[closed]:
                            self._walk_in(caption)
                    if leave is not None:
                        leave()
                if text := tails[closed]:
                    data.append(text)
            if number >= last:
                if data:
                    self._take(data)
                return
            tag, end = tags[number], ends[number]
            if tag in NOT_SOUP or number in gone:
                if text := tails[number]:
                    data.append(text)
                number = end
                continue
            is_leaf = end == number + 1
            if is_leaf and tag in MERE_TEXT and TELLING.isdisjoint(attributes[number]):
                data += filter(None, (texts[number], tails[number]))
                number = end
                continue
            leave, is_tag = None, len(opened) < MAX_DEPTH
            if is_tag:
                if data:
                    self._take(data)
                entered, leave = self._enter(number)
                if not entered:
                    if text := tails[number]:
                        data.append(text)
                    number = end
                    continue
            opened.append((end, number, leave, is_tag))
            if text := texts[number]:
                data.append(text)
            number += 1

    def _walk_in(self, number: int) -> None:
        entered, leave = self._enter(number)
        if entered:
            self._walk(number)
        if leave is not None:
            leave()

    def _take(self, data: list[str]) -> None:
        text = "".join(data)
        data.clear()
        # White space between blocks is not the beginning of a run.
        if not self._unread and (not text.isspace() or self._run.parts):
            self._run.add(text, self._bold, self._linked)

    def _enter(self, number: int) -> tuple[bool, _Leave | None]:
        """Whether to go inside, and what to do on the way out."""
        name, attributes = self._outline.tags[number], self._outline.attributes[number]
        if name not in _BLOCKS:  # as most are
            if name in UNSEEN:
                return False, None
            if name in _IMAGE:
                self._image(number)
                return False, None
            if is_inline(name) and not (name == "code" and self._first(number, _BREAK) is not None):
                return self._enter_inline(number)
            if name == "br":
                self._break()
                return False, None
            if name in ("label", "picture") or (name == "button" and attributes.get("aria-expanded") is None):
                return True, None
        self._end_run()
        if name in HEADING_TAGS or attributes.get("role") == "heading":
            return self._heading(number)
        if name in _BOXES:
            return self._figure(number) if self._is_captioned(number) else self._open_block(number)
        if name not in _PARTS:
            return self._open_block(number)
        if name in ("pre", "code"):
            self._code(number)
            return False, None
        if name == "table":
            return self._table(number)
        if name == "figure":
            return self._figure(number)
        if name == "blockquote" and _POSTED.search(self._names(number)):
            self._add_figure(Figure(caption=self._text(number) or None), number)
            return False, None
        if name == "blockquote" and not self._has_sections(number):
            return True, self._open_quote(number)
        if name in ("ul", "ol") and number not in self._layout_lists:
            return True, self._open_list(number)
        if name == "li" and self._list is not None:
            self._end_item()
            return True, self._end_item_run
        return self._open_block(number)

    def _open_block(self, number: int) -> tuple[bool, _Leave]:
        self._paths.append((*self._paths[-1], self._mark(number)))
        return True, self._close_block

    def _enter_inline(self, number: int) -> tuple[bool, _Leave | None]:
        name, attributes = self._outline.tags[number], self._outline.attributes[number]
        if name == "a" and (href := attributes.get("href")):
            inward = href.startswith(("#", "javascript:"))  # opens what is folded, or marks a place
            if inward and not any(map(str.isalnum, self._text(number))) and self._first(number, _IMAGE) is None:
                return False, None  # an arrow: back from a footnote
            self._linked += 1
            self._inward += inward
            start = len(self._run.parts)
            run = self._run

            def close_link() -> None:
                self._linked -= 1
                self._inward -= inward
                text = fold("".join(run.parts[start:])) if run is self._run else ""
                url = self._absolute(href) if text else None
                if url:
                    run.links.append(Link(url=url, text=text))

            return True, close_link
        if name in _BOLD_TAGS or (name in ("span", "font") and _BOLD_STYLE.search(attributes.get("style", "").lower())):
            self._bold += 1
            return True, self._close_bold
        if name in RUBY:
            self._unread += 1
            return True, self._close_ruby
        return True, None

    def _close_bold(self) -> None:
        self._bold -= 1

    def _close_ruby(self) -> None:
        self._unread -= 1

    def _close_block(self) -> None:
        self._end_run()
        self._paths.pop()

    # ---- what stands in an element

    def _mark(self, number: int) -> str:
        """Tag, class names and id as one text."""
        return f"{self._outline.tags[number]} {self._names(number)}"

    def _names(self, number: int) -> str:
        """Class names and id as one text."""
        attributes = self._outline.attributes[number]
        if not attributes:
            return ""
        names = attributes.get("class") or ""
        if mark := attributes.get("id"):
            names = f"{names} {mark}"
        return names.strip()[:500]

    def _inside(self, number: int, tags: frozenset[str] | None = None) -> Iterator[int]:
        """The elements with these tags inside another, in page order; all without any."""
        known, ends, gone = self._outline.tags, self._outline.ends, self._gone
        end = ends[number]
        place = number + 1
        if tags is not None and tags.isdisjoint(known[place:end]):
            return
        while place < end:
            tag = known[place]
            if tag in NOT_SOUP or place in gone:
                place = ends[place]
                continue
            if tags is None or tag in tags:
                yield place
            place += 1

    def _first(self, number: int, tags: frozenset[str]) -> int | None:
        return next(self._inside(number, tags), None)

    def _named(self, number: int, pattern: re.Pattern[str]) -> Iterator[int]:
        """The elements inside another whose class names have the pattern."""
        attributes = self._outline.attributes
        return (
            inner
            for inner in self._inside(number)
            if (names := attributes[inner].get("class")) and pattern.search(names)
        )

    def _text(self, number: int) -> str:
        """All text in an element, folded; blocks and line breaks part words."""
        outline, gone = self._outline, self._gone
        tags, ends, texts, tails = outline.tags, outline.ends, outline.texts, outline.tails
        end = ends[number]
        if end == number + 1 and number not in self._moved:
            return fold(texts[number] or "")
        parts = [texts[number] or ""]
        opened: list[int] = []
        place = number + 1
        while True:
            while opened and ends[opened[-1]] <= place:
                closed = opened.pop()
                if not is_inline(tags[closed]):
                    parts.append(" ")
                parts.append(tails[closed] or "")
            if place >= end:
                parts += [f" {self._text(caption)}" for caption in self._moved.get(number, ())]
                return fold("".join(parts))
            tag = tags[place]
            if tag in UNSEEN or tag in RUBY or place in gone:
                parts.append(tails[place] or "")
                place = ends[place]
                continue
            if not is_inline(tag):
                parts.append(" ")
            parts.append(texts[place] or "")
            opened.append(place)
            place += 1

    def _links_in(self, number: int) -> Iterator[Link]:
        for inner in self._inside(number, _LINK):
            if href := self._outline.attributes[inner].get("href"):
                text, url = self._text(inner), self._absolute(href)
                if text and url:
                    yield Link(url=url, text=text)

    def _around(self, number: int) -> Iterator[int]:
        """The elements around another in the container, innermost first; a page nests as deep as it likes."""
        parents = self._outline.parents
        for _ in range(MAX_DEPTH):
            number = parents[number]
            if number < self._container:
                return
            yield number

    # ---- runs

    def _break(self) -> None:
        run = self._run
        run.breaks += 1
        if run.breaks >= 2 or (run.length and run.bold == run.length and self._list is None):
            # Two breaks end a paragraph; one is enough after a line that is all bold.
            self._end_run()
        else:
            run.parts.append(" ")

    def _end_run(self) -> None:
        run = self._run
        if not run.parts and not run.links:
            return
        self._run = _Run()
        text = fold("".join(run.parts)) if run.length else ""
        if not text:
            return
        if self._list is not None:
            self._item.append(text)
            self._list_links += run.links
            self._list_size[0] += run.linked
            self._list_size[1] += run.length
        elif self._quote is not None:
            self._quote.append(text)
            self._quote_links += run.links
        else:
            self.pieces.append(
                Piece(
                    Paragraph(text=text),
                    bold=run.bold == run.length,
                    linked=run.linked / max(1, run.length),
                    links=tuple(run.links),
                    path=self._paths[-1],
                )
            )

    def _whole(self, block: Block, number: int, links: Iterable[Link] = ()) -> None:
        """A block read in one go, inside a list or quote as text of it."""
        texts = block.texts
        if self._list is not None:
            self._item += texts
        elif self._quote is not None:
            self._quote += texts
        elif any(texts) or isinstance(block, Figure):
            self._append(number, block, links=tuple(links))

    def _append(self, number: int, block: Block, *, linked: float = 0.0, links: tuple[Link, ...] = ()) -> None:
        self.pieces.append(Piece(block, linked=linked, links=links, path=(*self._paths[-1], self._mark(number))))

    # ---- lists and quotes

    @cached_property
    def _layout_lists(self) -> set[int]:
        """Lists whose items hold headings, tables or code: an article told as a list, not a list in an article."""
        tags = self._outline.tags
        found: set[int] = set()
        for splitter in self._inside(self._container, _ITEM_SPLITTERS):
            around = self._around(splitter)
            if any(tags[item] == "li" for item in around):
                found.update(islice((outer for outer in around if tags[outer] in ("ul", "ol")), 1))
        return found

    def _open_list(self, number: int) -> _Leave:
        if self._list is None:
            ordered = self._outline.tags[number] == "ol"
            self._list, self._list_links, self._ordered, self._list_size = [], [], ordered, [0, 0]
        self._end_item()
        self._list_depth += 1
        path, mark = self._paths[-1], self._mark(number)

        def close() -> None:
            self._end_item_run()
            self._list_depth -= 1
            if self._list_depth or self._list is None:
                return
            items, links, (linked, length) = self._list, tuple(self._list_links), self._list_size
            self._list = None
            if self._quote is not None:
                self._quote += items
                self._quote_links += links
            elif items:
                block = ListBlock(items=tuple(items), ordered=self._ordered)
                self.pieces.append(Piece(block, linked=linked / max(1, length), links=links, path=(*path, mark)))

        return close

    def _end_item(self) -> None:
        if self._item and self._list is not None:
            self._list.append(" ".join(self._item))
        self._item = []

    def _end_item_run(self) -> None:
        self._end_run()
        self._end_item()

    def _has_sections(self, number: int) -> bool:
        """Headings with text under them: a box or a part of the article, though it be told as a quotation."""
        headings = list(self._inside(number, _SECTION_HEADINGS))
        return bool(headings) and len(self._text(number)) > 2 * sum(len(self._text(heading)) for heading in headings)

    def _open_quote(self, number: int) -> _Leave:
        if self._quote is not None or self._list is not None:
            return self._end_run
        self._quote, self._quote_links = [], []

        def close() -> None:
            self._end_run()
            paragraphs, self._quote = self._quote or [], None
            if paragraphs:
                block = Quote(paragraphs=tuple(paragraphs))
                self._append(number, block, links=tuple(self._quote_links))

        return close

    # ---- headings

    def _heading(self, number: int) -> tuple[bool, None]:
        if not (is_leaf := self._outline.ends[number] == number + 1):
            self._gone.update(list(filter(self._is_permalink, self._inside(number, _LINK))))
            self._gone.update(list(filter(self._is_icon, self._inside(number, _ICONS))))
        text = self._text(number)
        if not text:
            return True, None  # an image may be inside
        if self._quote is not None or self._list is not None:
            self._run.add(text, bold=True, linked=False)
            self._end_run()
            return False, None
        level = HEADING_TAGS.get(self._outline.tags[number])
        if level is None:
            told = self._outline.attributes[number].get("aria-level", "")
            level = min(6, max(2, int(told))) if told.isdecimal() and len(told) < 3 else 2
        links = () if is_leaf else tuple(self._links_in(number))
        linked = 1.0 if self._linked > self._inward else sum(len(link.text) for link in links) / len(text)
        self._append(number, Heading(text=text, level=level), linked=linked, links=links)
        return False, None

    def _is_permalink(self, link: int) -> bool:
        """Whether a link in a heading only lets readers link to it: a "#", a "¶", the heading's own id."""
        href = self._outline.attributes[link].get("href", "")
        text = self._text(link) if href.startswith("#") else ""
        return bool(text) and (not any(map(str.isalnum, text)) or text.removeprefix("#") == href[1:])

    def _is_icon(self, inner: int) -> bool:
        """Whether it only shows that a heading unfolds: a "+"."""
        if self._outline.attributes[inner].get("aria-hidden") != "true" or self._outline.ends[inner] - inner > _FEW:
            return False
        return not any(map(str.isalnum, self._text(inner)))

    # ---- code and tables

    def _code(self, number: int) -> None:
        with soup_of(self._outline, number, self._gone) as soup:
            code = Code(text=code_text(soup))
        self._whole(code, number, self._links_in(number) if self._outline.tags[number] != "pre" else ())

    def _table(self, number: int) -> tuple[bool, _Leave | None]:
        if self._is_code_table(number):
            lines = [inner for inner in self._inside(number, _CODE) if not self._is_in_gutter(inner)]
            for inner in lines or [number]:
                self._code(inner)
            return False, None
        if self._is_captioned_table(number):
            return self._figure(number)
        rows = self._rows(number)
        if rows is None:
            return self._open_block(number)
        caption = self._first(number, _TABLE_CAPTION)
        if caption is not None and (text := self._text(caption)):
            self._whole(Paragraph(text=text), caption, self._links_in(caption))
        if rows:
            self._whole(Table(rows=rows), number, self._links_in(number))
        return False, None

    def _rows(self, number: int) -> tuple[tuple[str, ...], ...] | None:
        """Rows of a data table; None where the table only arranges the page."""
        role = self._outline.attributes[number].get("role")
        if role in ("presentation", "none") or self._first(number, _NO_DATA) is not None:
            return None
        told = (tuple(map(self._text, self._inside(row, _CELLS))) for row in self._inside(number, _ROW))
        rows = tuple(cells for cells in told if any(cells))
        if not rows:
            return None if self._first(number, _ROW) is None else ()
        return rows if is_data(rows, headed=self._first(number, _HEADER_CELL) is not None) else None

    def _is_captioned_table(self, number: int) -> bool:
        """A picture over its caption, as pages were made before there were styles."""
        image = self._first(number, _IMAGE)
        if image is None or self._first(number, _NO_DATA) is not None:
            return False
        rows = list(islice(self._inside(number, _ROW), 3))
        cells = list(islice(self._inside(number, _CELLS), 3))
        return len(rows) == len(cells) == 2 and image < cells[1] and 0 < len(self._text(number)) <= _LONGEST_CAPTION

    def _is_code_table(self, number: int) -> bool:
        """Lines of code beside their numbers; many a page also calls an empty column a gutter."""
        if self._first(number, _TABLE) is not None or next(self._named(number, GUTTER), None) is None:
            return False
        return self._first(number, _CODE) is not None or next(self._named(number, _CODE_CELL), None) is not None

    def _is_in_gutter(self, number: int) -> bool:
        return any(GUTTER.search(self._names(around)) for around in (number, *self._around(number)))

    # ---- figures

    def _is_captioned(self, number: int) -> bool:
        """A ``div`` that is a picture with its caption (WordPress before HTML5, systems that never knew ``figure``)."""
        names = self._names(number)
        if "wp-caption" in names and "wp-caption" in self._outline.attributes[number].get("class", "").split():
            return True
        if not names or not _speaks_of_picture(names) or self._first(number, _IMAGE) is None:
            return False
        caption = next(self._named(number, CAPTION), None)
        if caption is None or self._first(caption, _IMAGE) is not None:
            return False
        whole, told = self._text(number), self._text(caption)
        if whole == told:
            return True
        return any(whole == f"{told} {self._text(credit)}" for credit in islice(self._credits(number), MOST_CREDITS))

    def _figure(self, number: int) -> tuple[bool, _Leave | None]:
        if self._outline.tags[number] == "figure" and self._first(number, _NO_PICTURES) is not None:
            parents = self._outline.parents
            outer = (inner for inner in self._inside(number, _FIGURE_CAPTION) if parents[inner] == number)
            captions = list(islice(outer, MOST_CREDITS))
            text = " ".join(filter(None, map(self._text, captions))) or None
            self._gone.update(captions)
            quote = self._first(number, _QUOTE)
            if quote is not None:
                self._moved[quote] = captions
            self._paths.append((*self._paths[-1], self._mark(number)))

            def close() -> None:
                self._close_block()
                if text and quote is None:
                    self._add_figure(Figure(caption=text), number)

            return True, close
        image = self._first(number, _IMAGE)
        if image is None and self._outline.tags[number] == "figure" and not self._shows(number):
            return False, None
        shown = self._outline.attributes[image] if image is not None else {}
        caption, credit = self._caption(number)
        figure = Figure(
            image=self._source(shown), alt=fold(shown.get("alt") or "") or None, caption=caption, credit=credit
        )
        if figure != Figure():
            self._add_figure(figure, number)
        return False, None

    def _shows(self, number: int) -> bool:
        """Whether a figure without a picture shows anything: some are boxes that lead elsewhere or call to sign up."""
        inside = self._outline.tags[number + 1 : self._outline.ends[number]]
        if not _SHOWN.isdisjoint(inside) or next(self._named(number, CAPTION), None) is not None:
            return True
        return "a" not in inside and len(self._text(number)) >= _LONG_QUOTE

    def _caption(self, number: int) -> tuple[str | None, str | None]:
        """What stands beside a picture: the caption, and who made it."""
        credits: list[str] = []
        named, cited = self._credits(number), self._inside(number, _CITE)
        for inner in [*islice(named, MOST_CREDITS), *islice(cited, MOST_CREDITS)]:
            credits.append(self._text(inner))
            self._gone.add(inner)
        caption = self._first(number, _FIGURE_CAPTION)
        if caption is None:
            caption = next(self._named(number, CAPTION), number)
        return self._text(caption) or None, " ".join(dict.fromkeys(filter(None, credits))) or None

    def _credits(self, number: int) -> Iterator[int]:
        """The elements in a figure that are named for whose it is; some give captions the name "attribution", too."""
        attributes = self._outline.attributes
        for inner in self._named(number, CREDIT):
            names = attributes[inner]["class"]
            if "attribution" not in names or not CAPTION.search(names):
                yield inner

    def _add_figure(self, figure: Figure, number: int) -> None:
        last = self.pieces[-1].block if self.pieces else None
        if isinstance(last, Figure) and last.image and last.image == figure.image:
            # The same picture again for another screen.
            self.pieces[-1] = replace(self.pieces[-1], block=figure if figure.caption else last)
        elif self._list is None and self._quote is None:
            self._append(number, figure)

    def _image(self, number: int) -> None:
        attributes = self._outline.attributes[number]
        if self._list is not None or self._quote is not None or _is_tiny(attributes):
            return
        url = self._source(attributes)
        if url:
            figure = Figure(image=url, alt=fold(attributes.get("alt") or "") or None)
            run, self._run = self._run, _Run()
            if run.length:
                # A picture inside a sentence stands before its paragraph.
                self._add_figure(figure, number)
                self._run = run
            else:
                self._add_figure(figure, number)

    def _source(self, image: Mapping[str, object]) -> str | None:
        for name in _LAZY_SOURCES:
            value = image.get(name)
            if isinstance(value, str) and value:
                first = value.split(",")[0].split() if "srcset" in name else [value]
                url = self._absolute(first[0]) if first else None
                if url:
                    return url
        return None


@lru_cache(maxsize=2_048)
def _speaks_of_picture(names: str) -> bool:
    return _PICTURE.search(names.lower()) is not None


def _is_tiny(image: Mapping[str, str]) -> bool:
    """Tracking pixels and bullets."""
    sizes = [image.get(name) or "" for name in ("width", "height")]
    return any(
        size.removesuffix("px").isdecimal() and len(size) < 6 and int(size.removesuffix("px")) < 40 for size in sizes
    )
