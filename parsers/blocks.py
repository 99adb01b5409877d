"""From the soup of a container to typed pieces in reading order.

The walk keeps its own stack. Text gathers in a *run* until a block element, or two line breaks, end it; where the run
then goes (paragraph, list item, quote) depends on what is open around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from parsers.article import Block, Code, Figure, Heading, Link, ListBlock, Paragraph, Quote, Table
from parsers.text import UNSEEN, fold, is_inline

HEADING_TAGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD_TAGS = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_QUOTE_TAGS = frozenset(("blockquote", "q-block"))
_POSTED = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|text-post-media|fb-(?:post|video)|"
    r"reddit-(?:card|embed\S*)|imgur-embed-pub)(?:\s|$)"
)
"""What somebody posted elsewhere, shown here: an embed, though the markup says that it is quoted."""
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-)?captions?(?:[_-]?text)?(?:$|[\s_-])|image-?caption|figcaption", re.IGNORECASE
)
_PICTURE = re.compile(r"(?:^|[\s_-])(?:figure|image|img|photo|picture|media|foto|bild)(?:$|[\s_-])", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyright|photographer|attribution|image-?source)(?:$|[\s_-])", re.IGNORECASE
)
_GUTTER = re.compile(
    r"(?:^|\s)(?:gutter|linenos?|line-numbers?|line-numbers-rows|rouge-gutter|hljs-ln-numbers|blob-num|crayon-nums)(?:\s|$)"
)
_CODE_CELL = re.compile(r"(?:^|\s)(?:code|blob-code|crayon-code|hljs-ln-code|rouge-code)(?:\s|$)")
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset", "data-lazy", "src")
_ITEM_SPLITTERS = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "blockquote")
_NO_PICTURES = ("table", "pre", "blockquote", "figure", "ul", "ol", "h2", "h3")
"""A figure with one of these is no picture."""
_MOST_CREDITS = 40
"""Credits and captions of one figure."""
_NO_DATA = ("table", "h1", "h2", "h3", "pre", "figure", "blockquote")
"""A table with one of these only arranges the page."""


@dataclass(frozen=True)
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

    @property
    def tag(self) -> str:
        return self.path[-1].partition(" ")[0] if self.path else ""

    @property
    def names(self) -> str:
        """Class names and id of its own element."""
        return self.path[-1].partition(" ")[2] if self.path else ""

    @cached_property
    def text(self) -> str:
        return "\n".join(self.block.texts)


class _Run:
    """Text that is being gathered."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.bold = self.linked = self.length = self.breaks = 0
        self.links: list[Link] = []

    def add(self, text: str, *, bold: bool, linked: bool) -> None:
        self.parts.append(text)
        if size := len(text.strip()):
            self.length += size
            self.breaks = 0
            if bold:
                self.bold += size
            if linked:
                self.linked += size


def read_pieces(container: Tag, absolute: Callable[[object], str | None]) -> list[Piece]:
    """All blocks of the container; ``absolute`` makes its addresses absolute."""
    return _Reader(container, absolute).pieces


class _Reader:
    def __init__(self, container: Tag, absolute: Callable[[object], str | None]) -> None:
        self.pieces: list[Piece] = []
        self._absolute = absolute
        self._run = _Run()
        self._bold = self._linked = self._inward = 0
        self._paths: list[tuple[str, ...]] = [(mark_of(container),)]
        self._list: list[str] | None = None
        self._list_links: list[Link] = []
        self._list_size = [0, 0]
        self._list_depth = 0
        self._ordered = False
        self._item: list[str] = []
        self._quote: list[str] | None = None
        self._quote_links: list[Link] = []
        self._container = container
        self._walk(container)
        self._end_run()

    @cached_property
    def _layout_lists(self) -> set[int]:
        return _layout_lists(self._container)

    # ---- the walk

    def _walk(self, container: Tag) -> None:
        stack: list[tuple[Tag, Iterator[object], Callable[[], None] | None]] = [
            (container, iter(container.contents), None)
        ]
        while stack:
            _, children, leave = stack[-1]
            for child in children:
                if isinstance(child, Tag):
                    entered, on_leave = self._enter(child)
                    if entered:
                        stack.append((child, iter(child.contents), on_leave))
                        break
                elif type(child) is NavigableString:
                    self._run.add(child, bold=self._bold > 0, linked=self._linked > 0)
            else:
                stack.pop()
                if leave is not None:
                    leave()

    def _enter(self, tag: Tag) -> tuple[bool, Callable[[], None] | None]:
        """Whether to go inside, and what to do on the way out."""
        name = tag.name
        if name in UNSEEN:
            return False, None
        if is_inline(name) and not (name == "code" and _first(tag, "br") is not None):
            return self._enter_inline(tag)
        if name == "br":
            self._break()
            return False, None
        if name == "img":
            self._image(tag)
            return False, None
        if name in ("label", "picture") or (name == "button" and tag.get("aria-expanded") is None):
            return True, None
        self._end_run()
        if name in HEADING_TAGS or tag.attrs.get("role") == "heading":
            return self._heading(tag)
        if name in ("pre", "code"):
            self._whole(Code(text=code_text(tag)), tag)
            return False, None
        if name == "table":
            return self._table(tag)
        if name == "figure" or (name in ("div", "section") and _is_captioned(tag)):
            return self._figure(tag)
        if name in _QUOTE_TAGS and _POSTED.search(names_of(tag)):
            self._add_figure(Figure(caption=tag_text(tag) or None), tag)
            return False, None
        if name in _QUOTE_TAGS and not _has_sections(tag):
            return True, self._open_quote(tag)
        if name in ("ul", "ol") and id(tag) not in self._layout_lists:
            return True, self._open_list(tag)
        if name == "li" and self._list is not None:
            self._end_item()
            return True, self._end_item_run
        self._paths.append((*self._paths[-1], mark_of(tag)))
        return True, self._close_block

    def _enter_inline(self, tag: Tag) -> tuple[bool, Callable[[], None] | None]:
        name = tag.name
        if name == "a" and tag.attrs.get("href"):
            inward = str(tag.attrs["href"]).startswith(("#", "javascript:"))  # opens what is folded, or marks a place
            self._linked += 1
            self._inward += inward
            start = len(self._run.parts)
            run = self._run

            def close_link() -> None:
                self._linked -= 1
                self._inward -= inward
                text = fold("".join(run.parts[start:])) if run is self._run else ""
                url = self._absolute(tag.get("href")) if text else None
                if url:
                    run.links.append(Link(url=url, text=text))

            return True, close_link
        if name in _BOLD_TAGS or (name in ("span", "font") and _BOLD_STYLE.search(str(tag.attrs.get("style") or ""))):
            self._bold += 1
            return True, self._close_bold
        return True, None

    def _close_bold(self) -> None:
        self._bold -= 1

    def _close_block(self) -> None:
        self._end_run()
        self._paths.pop()

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
        text = fold("".join(run.parts))
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

    def _whole(self, block: Block, tag: Tag) -> None:
        """A block read in one go, inside a list or quote as text of it."""
        texts = block.texts
        if self._list is not None:
            self._item += texts
        elif self._quote is not None:
            self._quote += texts
        elif any(texts) or isinstance(block, Figure):
            self._append(tag, block, links=tuple(self._links_in(tag)))

    def _append(self, tag: Tag, block: Block, *, linked: float = 0.0, links: tuple[Link, ...] = ()) -> None:
        self.pieces.append(Piece(block, linked=linked, links=links, path=(*self._paths[-1], mark_of(tag))))

    def _links_in(self, tag: Tag) -> Iterator[Link]:
        if tag.name in ("pre", "img"):
            return
        for node in _tags_in(tag, "a"):
            if node.get("href"):
                text, url = tag_text(node), self._absolute(node["href"])
                if text and url:
                    yield Link(url=url, text=text)

    # ---- lists and quotes

    def _open_list(self, tag: Tag) -> Callable[[], None]:
        if self._list is None:
            self._list, self._list_links, self._ordered, self._list_size = [], [], tag.name == "ol", [0, 0]
        self._end_item()
        self._list_depth += 1
        path, mark = self._paths[-1], mark_of(tag)

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

    def _open_quote(self, tag: Tag) -> Callable[[], None]:
        if self._quote is not None or self._list is not None:
            return self._end_run
        self._quote, self._quote_links = [], []

        def close() -> None:
            self._end_run()
            paragraphs, self._quote = self._quote or [], None
            if paragraphs:
                block = Quote(paragraphs=tuple(paragraphs))
                self._append(tag, block, links=tuple(self._quote_links))

        return close

    # ---- headings

    def _heading(self, tag: Tag) -> tuple[bool, None]:
        for link in list(filter(_is_permalink, _tags_in(tag, "a"))):
            link.extract()
        text = tag_text(tag)
        if not text:
            return True, None  # an image may be inside
        if self._quote is not None or self._list is not None:
            self._run.add(text, bold=True, linked=False)
            self._end_run()
            return False, None
        level = HEADING_TAGS.get(tag.name)
        if level is None:
            told = str(tag.get("aria-level") or "")
            level = min(6, max(2, int(told))) if told.isdecimal() and len(told) < 3 else 2
        links = tuple(self._links_in(tag))
        linked = 1.0 if self._linked > self._inward else sum(len(link.text) for link in links) / len(text)
        self._append(tag, Heading(text=text, level=level), linked=linked, links=links)
        return False, None

    # ---- tables

    def _table(self, tag: Tag) -> tuple[bool, Callable[[], None] | None]:
        if _is_code_table(tag):
            pres = [pre for pre in _tags_in(tag, "pre") if not _in_gutter(pre)]
            for code in pres or [tag]:
                self._whole(Code(text=code_text(code)), code)
            return False, None
        rows = table_rows(tag)
        if rows is None:
            self._paths.append((*self._paths[-1], mark_of(tag)))
            return True, self._close_block
        caption = _first(tag, "caption")
        if caption is not None and (text := tag_text(caption)):
            self._whole(Paragraph(text=text), caption)
        if rows:
            self._whole(Table(rows=rows), tag)
        return False, None

    # ---- figures

    def _figure(self, tag: Tag) -> tuple[bool, Callable[[], None] | None]:
        if tag.name == "figure" and _first(tag, *_NO_PICTURES) is not None:
            outer = [told for told in tag.contents if isinstance(told, Tag) and told.name == "figcaption"]
            captions = [told.extract() for told in outer[:_MOST_CREDITS]]
            text = " ".join(filter(None, map(tag_text, captions))) or None
            quote = _first(tag, "blockquote")
            if quote is not None:
                quote.extend(captions)  # who said it
            self._paths.append((*self._paths[-1], mark_of(tag)))

            def close() -> None:
                self._close_block()
                if text and quote is None:
                    self._add_figure(Figure(caption=text), tag)

            return True, close
        image = _first(tag, "img")
        caption, credit = _caption_of(tag)
        figure = Figure(
            image=self._source(image) if image is not None else None,
            alt=(fold(str(image.get("alt") or "")) or None) if image is not None else None,
            caption=caption,
            credit=credit,
        )
        if figure != Figure():
            self._add_figure(figure, tag)
        return False, None

    def _add_figure(self, figure: Figure, tag: Tag) -> None:
        last = self.pieces[-1].block if self.pieces else None
        if isinstance(last, Figure) and last.image and last.image == figure.image:
            # The same picture again for another screen.
            self.pieces[-1] = replace(self.pieces[-1], block=figure if figure.caption else last)
        elif self._list is None and self._quote is None:
            self._append(tag, figure)

    def _image(self, tag: Tag) -> None:
        if self._list is not None or self._quote is not None or _is_tiny(tag):
            return
        url = self._source(tag)
        if url:
            figure = Figure(image=url, alt=fold(str(tag.get("alt") or "")) or None)
            run, self._run = self._run, _Run()
            if run.length:
                # A picture inside a sentence stands before its paragraph.
                self._add_figure(figure, tag)
                self._run = run
            else:
                self._add_figure(figure, tag)

    def _source(self, image: Tag) -> str | None:
        for name in _LAZY_SOURCES:
            value = image.get(name)
            if isinstance(value, str) and value:
                first = value.split(",")[0].split() if "srcset" in name else [value]
                url = self._absolute(first[0]) if first else None
                if url:
                    return url
        return None


# ---- reading single tags


def mark_of(tag: Tag) -> str:
    """Tag, class names and id as one text."""
    return f"{tag.name} {names_of(tag)}"


def names_of(tag: Tag) -> str:
    """Class names and id as one text."""
    attributes = tag.attrs
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()[:500]


def _tags_in(tag: Tag, *names: str) -> Iterator[Tag]:
    """The tags of these names inside another, in page order; all without any. ``find_all()`` would make a filter a time,
    which costs more than the walk."""
    return (node for node in tag.descendants if isinstance(node, Tag) and (not names or node.name in names))


def _first(tag: Tag, *names: str) -> Tag | None:
    return next(_tags_in(tag, *names), None)


def _named(tag: Tag, pattern: re.Pattern[str]) -> Iterator[Tag]:
    """The tags inside another whose class names have the pattern."""
    return (node for node in _tags_in(tag) if (names := node.attrs.get("class")) and pattern.search(str(names)))


def tag_text(tag: Tag) -> str:
    """All text in a tag, folded; blocks and line breaks part words."""
    parts: list[str] = []
    stack: list[object] = [tag]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in UNSEEN:
                continue
            if not is_inline(node.name):
                parts.append(" ")
                stack.append(" ")
            stack += reversed(node.contents)
        elif type(node) is NavigableString or node == " ":
            parts.append(str(node))
    return fold("".join(parts))


def _is_permalink(link: Tag) -> bool:
    """Whether a link in a heading only lets readers link to it: a "#", a "¶", the heading's own id."""
    href = str(link.get("href") or "")
    text = tag_text(link) if href.startswith("#") else ""
    return bool(text) and (not any(map(str.isalnum, text)) or text.removeprefix("#") == href[1:])


def code_text(tag: Tag) -> str:
    """Text of a ``pre``, or of a table of lines, with its lines and indentation; no blank lines around, no line numbers."""
    parts: list[str] = []
    stack: list[object] = [tag]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            # On the whole block "line-numbers" only asks a script to count.
            if node.name in UNSEEN or (node is not tag and node.name != "code" and _GUTTER.search(names_of(node))):
                continue
            opens_line = node.name in ("div", "li", "p", "tr") and parts and not parts[-1].endswith("\n")
            if node.name == "br" or opens_line:
                parts.append("\n")
            stack += reversed(node.contents)
        elif type(node) is NavigableString and (tag.name != "table" or not node.isspace() or "\n" not in node):
            parts.append(node.replace("\xa0", " "))
    lines = [line.rstrip() for line in "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def _layout_lists(container: Tag) -> set[int]:
    """Lists (by ``id()``: bs4 compares tags by their text) whose items hold headings, tables or code: an article told as
    a list, not a list in an article."""
    found = set()
    for node in _tags_in(container, *_ITEM_SPLITTERS):
        item = next((parent for parent in node.parents if parent.name == "li"), None)
        around = next((parent for parent in item.parents if parent.name in ("ul", "ol")), None) if item else None
        if around is not None:
            found.add(id(around))
    return found


def table_rows(table: Tag) -> tuple[tuple[str, ...], ...] | None:
    """Rows of a data table; None where the table only arranges the page."""
    if table.get("role") in ("presentation", "none") or _first(table, *_NO_DATA) is not None:
        return None
    rows = []
    longest = 0
    for row in _tags_in(table, "tr"):
        cells = tuple(map(tag_text, _tags_in(row, "td", "th")))
        if any(cells):
            rows.append(cells)
            longest = max(longest, *map(len, cells))
    if not rows:
        return None if _first(table, "tr") is None else ()
    wide = sum(len([cell for cell in row if cell]) > 1 for row in rows)
    if _first(table, "th") is None and (wide * 2 < len(rows) or longest > 1_500):
        return None
    return tuple(rows)


def _has_sections(quote: Tag) -> bool:
    """Headings with text under them: a box or a part of the article, though it be told as a quotation."""
    headings = list(_tags_in(quote, "h1", "h2", "h3", "h4"))
    return bool(headings) and len(tag_text(quote)) > 2 * sum(len(tag_text(heading)) for heading in headings)


def _is_code_table(table: Tag) -> bool:
    """Lines of code beside their numbers; many a page also calls an empty column a gutter."""
    if next(_named(table, _GUTTER), None) is None or _first(table, "table") is not None:
        return False
    return _first(table, "pre") is not None or next(_named(table, _CODE_CELL), None) is not None


def _in_gutter(tag: Tag) -> bool:
    return any(_GUTTER.search(names_of(node)) for node in [tag, *tag.parents] if isinstance(node, Tag))


def _is_captioned(tag: Tag) -> bool:
    """A ``div`` that is a picture with its caption (WordPress before HTML5, systems that never knew ``figure``)."""
    names = names_of(tag)
    if "wp-caption" in names and "wp-caption" in str(tag.get("class") or "").split():
        return True
    if not names or not _speaks_of_picture(names) or _first(tag, "img") is None:
        return False
    caption = next(_named(tag, _CAPTION), None)
    return caption is not None and _first(caption, "img") is None and tag_text(tag) == tag_text(caption)


@lru_cache(maxsize=2_048)
def _speaks_of_picture(names: str) -> bool:
    return _PICTURE.search(names) is not None


def _caption_of(figure: Tag) -> tuple[str | None, str | None]:
    credits = []
    # To take one out, BeautifulSoup looks for it among all its siblings.
    for node in [*islice(_named(figure, _CREDIT), _MOST_CREDITS), *islice(_tags_in(figure, "cite"), _MOST_CREDITS)]:
        if text := tag_text(node):
            credits.append(text)
        node.extract()
    caption = _first(figure, "figcaption") or next(_named(figure, _CAPTION), None)
    text = tag_text(figure if caption is None else caption)
    return text or None, " ".join(dict.fromkeys(credits)) or None


def _is_tiny(image: Tag) -> bool:
    """Tracking pixels and bullets."""
    sizes = [str(image.get(name) or "") for name in ("width", "height")]
    return any(
        size.removesuffix("px").isdecimal() and len(size) < 6 and int(size.removesuffix("px")) < 40 for size in sizes
    )
