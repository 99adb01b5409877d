"""Pages that nest deeper than libxml2 reads: it gives up at 2,048 elements in one another, and all that follows is lost.

As browsers do, what would stand deeper stands side by side instead (Blink's limit is 512).
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,100})[^<>]*>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_DEEPEST = 150
"""Real pages stay under 100, and the soup keeps the tags of 200."""
_UNCLOSED = 20
"""Elements without an end tag, such as ``<p>`` and ``<li>``, that another end tag may close."""


def flattened(html: str) -> str:
    """The page with everything below a depth side by side; texts and tags stay in their order."""
    pieces: list[str] = []
    done = 0
    opened: list[str] = []
    last = -1  # place in opened of the one deep element that is open in what is written
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _VOID:
            continue
        if not tag[1]:
            opened.append(name)
            if len(opened) > _DEEPEST:
                end = f"</{opened[last]}>" if last >= 0 else ""
                pieces += [html[done : tag.start()], end]
                done, last = tag.start(), len(opened) - 1
            continue
        place = next(
            (n for n in range(len(opened) - 1, len(opened) - _UNCLOSED, -1) if n >= 0 and opened[n] == name), -1
        )
        if place < 0 and len(opened) <= _DEEPEST:
            continue
        if place < _DEEPEST:
            if place >= 0:
                del opened[place:]
                last = -1
                continue
        elif last >= place:
            pieces += [html[done : tag.start()], f"</{opened[last]}>"]
            done, last = tag.end(), -1
            del opened[place:]
            continue
        else:
            del opened[place:]
        pieces.append(html[done : tag.start()])  # its element is closed already, or was never opened
        done = tag.end()
    return "".join([*pieces, html[done:]])
