"""What tells code, tables of data, captions and credits; code is read off a soup of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag
from bs4.element import NavigableString

from parsers.text import UNSEEN

CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-)?captions?(?:[_-]?text)?(?:$|[\s_-])|image-?caption|figcaption", re.IGNORECASE
)
CREDIT = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyright|photographer|attribution|image-?source)(?:$|[\s_-])", re.IGNORECASE
)
GUTTER = re.compile(
    r"(?:^|\s)(?:gutter|linenos?|line-?numbers?|line-numbers-rows|rouge-gutter|lnt|ln|hljs-ln-numbers|blob-num|crayon-nums)(?:\s|$)"
)
MOST_CREDITS = 40
"""Credits and captions of one figure."""
_LONGEST_CELL = 1_500
"""Characters; what is longer is a part of the page."""


def code_text(tag: Tag) -> str:
    """Text of a ``pre``, or of a table of lines, with its lines and indentation; no blank lines around, no line numbers."""
    parts: list[str] = []
    stack: list[object] = [tag]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            # On the whole block "line-numbers" only asks a script to count.
            if node.name in UNSEEN or (node is not tag and node.name != "code" and _is_number(node)):
                continue
            opens_line = node.name in ("div", "li", "p", "tr") and parts and not parts[-1].endswith("\n")
            if node.name == "br" or opens_line:
                parts.append("\n")
            stack += reversed(node.contents)
        elif type(node) is NavigableString and (tag.name != "table" or not node.isspace() or "\n" not in node):
            parts.append(node.replace("\xa0", " "))
    lines = [line.rstrip() for line in "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def _is_number(tag: Tag) -> bool:
    """Whether it numbers a line; some name the whole line so, after its number."""
    return GUTTER.search(_names_of(tag)) is not None and not any(map(str.isalpha, tag.get_text()))


def _names_of(tag: Tag) -> str:
    """Class names and id as one text."""
    attributes = tag.attrs
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()[:500]


def is_data(rows: Sequence[Sequence[str]], *, headed: bool) -> bool:
    """Whether the rows of a table are data; else it only arranges the page after all."""
    wide = sum(len([cell for cell in row if cell]) > 1 for row in rows)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    return headed or (wide * 2 >= len(rows) and longest <= _LONGEST_CELL)
