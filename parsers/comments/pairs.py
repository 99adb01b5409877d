"""Comments told as terms and descriptions: the name in a ``dt``, the text and often the time in what follows it."""

from __future__ import annotations

import re

from lxml.etree import _Element

from parsers.page import Page

_NAMES = re.compile(r"comm?ent|kommentar|reactie|reaction", re.IGNORECASE)


def paired_items(page: Page, boxes: list[_Element]) -> dict[_Element, tuple[_Element, ...]]:
    """Each ``dt`` of a list of comments with the ``dd`` that belong to it, in page order."""
    named = {box for box in boxes if box.tag == "dl"}
    lists: dict[_Element, None] = {}
    for term in page.marks.by_tag("dt"):
        around = term.getparent()
        if around is None or around.tag != "dl" or around in lists:
            continue
        names = f"{term.get('class') or ''} {term.get('id') or ''} {around.get('class') or ''} {around.get('id') or ''}"
        parent = around.getparent()
        if around in named or _NAMES.search(names) or (parent is not None and parent in boxes):
            lists[around] = None
    pairs: dict[_Element, tuple[_Element, ...]] = {}
    for around in lists:
        current: _Element | None = None
        for child in around:
            if child.tag == "dt":
                current = child
                pairs[current] = ()
            elif child.tag == "dd" and current is not None:
                pairs[current] += (child,)
    return {term: rest for term, rest in pairs.items() if rest}
