"""Code, tables and pictures, each read off a soup of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from parsers.text import UNSEEN, fold, is_inline

CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-)?captions?(?:[_-]?text)?(?:$|[\s_-])|image-?caption|figcaption", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyright|photographer|attribution|image-?source)(?:$|[\s_-])", re.IGNORECASE
)
GUTTER = re.compile(
    r"(?:^|\s)(?:gutter|linenos?|line-numbers?|line-numbers-rows|rouge-gutter|lnt|hljs-ln-numbers|blob-num|crayon-nums)(?:\s|$)"
)
MOST_CREDITS = 40
"""Credits and captions of one figure."""


def tags_in(tag: Tag, *names: str) -> Iterator[Tag]:
    """The tags of these names inside another, in page order; all without any. ``find_all()`` would make a filter a time,
    which costs more than the walk."""
    return (node for node in tag.descendants if isinstance(node, Tag) and (not names or node.name in names))


def _first(tag: Tag, *names: str) -> Tag | None:
    return next(tags_in(tag, *names), None)


def _named(tag: Tag, pattern: re.Pattern[str]) -> Iterator[Tag]:
    """The tags inside another whose class names have the pattern."""
    return (node for node in tags_in(tag) if (names := node.attrs.get("class")) and pattern.search(str(names)))


def _tag_text(tag: Tag) -> str:
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


def code_text(tag: Tag) -> str:
    """Text of a ``pre``, or of a table of lines, with its lines and indentation; no blank lines around, no line numbers."""
    parts: list[str] = []
    stack: list[object] = [tag]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            # On the whole block "line-numbers" only asks a script to count.
            if node.name in UNSEEN or (node is not tag and node.name != "code" and GUTTER.search(_names_of(node))):
                continue
            opens_line = node.name in ("div", "li", "p", "tr") and parts and not parts[-1].endswith("\n")
            if node.name == "br" or opens_line:
                parts.append("\n")
            stack += reversed(node.contents)
        elif type(node) is NavigableString and (tag.name != "table" or not node.isspace() or "\n" not in node):
            parts.append(node.replace("\xa0", " "))
    lines = [line.rstrip() for line in "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def _names_of(tag: Tag) -> str:
    """Class names and id as one text."""
    attributes = tag.attrs
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()[:500]


def table_rows(table: Tag) -> tuple[tuple[str, ...], ...] | None:
    """Rows of a table of data; None where it only arranges the page after all."""
    rows = []
    longest = 0
    for row in tags_in(table, "tr"):
        cells = tuple(map(_tag_text, tags_in(row, "td", "th")))
        if any(cells):
            rows.append(cells)
            longest = max(longest, *map(len, cells))
    if not rows:
        return None if _first(table, "tr") is None else ()
    wide = sum(len([cell for cell in row if cell]) > 1 for row in rows)
    if _first(table, "th") is None and (wide * 2 < len(rows) or longest > 1_500):
        return None
    return tuple(rows)


def caption_of(figure: Tag) -> tuple[str | None, str | None]:
    credits = []
    # To take one out, BeautifulSoup looks for it among all its siblings.
    for node in [*islice(_named(figure, _CREDIT), MOST_CREDITS), *islice(tags_in(figure, "cite"), MOST_CREDITS)]:
        if text := _tag_text(node):
            credits.append(text)
        node.extract()
    caption = _first(figure, "figcaption") or next(_named(figure, CAPTION), None)
    text = _tag_text(figure if caption is None else caption)
    return text or None, " ".join(dict.fromkeys(credits)) or None
