"""One page, read once: the tree, its outline, and what it says of itself.

A full BeautifulSoup of a page costs more than everything else together, so the page is read off the lxml tree, and only
code, where every space counts, becomes soup.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from lxml.etree import ErrorTypes, HTMLParser, ParserError, _Element, fromstring

from parsers.errors import Undecodable
from parsers.metadata import Metadata, read_metadata
from parsers.moments.day_order import DayOrder
from parsers.text import absolute
from parsers.tree.decoding import decode
from parsers.tree.depth import flattened
from parsers.tree.glance import glance
from parsers.tree.marks import Marks
from parsers.tree.outline import Outline
from parsers.tree.survey import Survey


class Page:
    """What the field modules work on. The tree may be read by all and is changed by none."""

    def __init__(self, html: bytes, url: str, content_type: str | None = None) -> None:
        """Raises PageTooLarge or Undecodable."""
        self.url = absolute("", url) or ""
        """Empty where the page came from nowhere on the web."""
        html, self.encoding = decode(html, url, content_type)
        self.root = _tree(html, url)
        """The ``html`` element."""
        self.standing: dict[_Element, int] = {}
        """What ``bylines/surroundings.py`` has seen of where elements stand."""

    @cached_property
    def base(self) -> str:
        """What relative addresses in the page are relative to."""
        href = next((href for element in self.marks.by_tag("base") if (href := element.get("href"))), None)
        return absolute(self.url, href) or self.url

    @cached_property
    def metadata(self) -> Metadata:
        return read_metadata(self.marks, self.base)

    @cached_property
    def day_order(self) -> DayOrder:
        return DayOrder(self.outline, self.metadata, self.url)

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.root)

    @cached_property
    def marks(self) -> Marks:
        return Marks(self.outline)

    @cached_property
    def survey(self) -> Survey:
        """Of the ``body``."""
        return Survey(self.outline, self.body)

    @cached_property
    def body(self) -> _Element:
        """The ``body`` element; the whole tree where there is none."""
        body = self.root.find("body")
        return body if body is not None else self.root

    def in_body(self, *tags: str) -> list[_Element]:
        """Elements of the ``body`` with one of these tags, in page order: off the index, as lxml would look at them all."""
        return self.inside(self.body, *tags)

    def inside(self, element: _Element, *tags: str) -> list[_Element]:
        """The same for any element, itself included."""
        place = self.outline.number.__getitem__
        first = place(element)
        end = self.outline.ends[first]
        found: list[_Element] = []
        for tag in tags:
            if all_of_tag := self.marks.by_tag(tag):
                start = bisect_left(all_of_tag, first, key=place)
                found += all_of_tag[start : bisect_left(all_of_tag, end, start, key=place)]
        return sorted(found, key=place) if len(tags) > 1 else found

    @cached_property
    def headings(self) -> list[str]:
        """What the smaller headings of the ``body`` say."""
        return list(map(glance, self.in_body("h2", "h3", "h4")))

    def absolute(self, href: object) -> str | None:
        """An address in this page made absolute, or None where it leads nowhere on the web."""
        return absolute(self.base, href)


def _tree(html: bytes, url: str) -> _Element:
    # An encoding declaration, which libxml2 might obey over ours, must not be there.
    if _DECLARATION.match(html):
        html = html[html.find(b"?>") + 2 :] if b"?>" in html[:200] else html
    html = _without_early_end(_without_crowds(html))
    try:
        root, is_whole = _parsed(html)
        if not is_whole:
            root, _ = _parsed(flattened(html.decode()).encode())
    except (ValueError, AssertionError, ParserError) as error:
        raise Undecodable(url, "no markup and no text in the page") from error
    if root is None:
        raise Undecodable(url, "no markup and no text in the page")
    _put_streamed_parts(root)
    return root


_DECLARATION = re.compile(rb"\s*<\?xml")
_ELEMENT = re.compile(rb"<(?!script|style|link|noscript)[a-zA-Z]", re.IGNORECASE)
_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


def _without_early_end(html: bytes) -> bytes:
    """The page without the tags that end it, where more follows: libxml2 reads no further, browsers do."""
    ends = [end.end() for end in _END.finditer(html)]
    if not ends or (len(ends) == 1 and _ELEMENT.search(html, ends[0]) is None):
        return html
    return _ENDS.sub(b"", html)


def _parsed(html: bytes) -> tuple[_Element | None, bool]:
    """The tree, and whether all of the page went into it."""
    # The parser of lxml.html would call Python for the class of every element.
    # Without comments what stands around one is one text, as it is for a reader. Nobody asks libxml2 for an id.
    parser = HTMLParser(huge_tree=True, remove_pis=True, remove_comments=True, collect_ids=False, encoding="utf-8")
    root = fromstring(html, parser=parser)
    error = parser.error_log.last_error
    return root, error is None or error.type != ErrorTypes.ERR_RESOURCE_LIMIT


# libxml2 compares every attribute of a tag with every other: 100,000 of them take half a minute.
_LONG_TAG = 8_000
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(rb"[^\s/]+")
_PARTING = b" \n\t\r\f/"
"""What parts one attribute from the next."""
_MAX_ATTRIBUTES = 500


def _without_crowds(html: bytes) -> bytes:
    """The page with tags bare that have more attributes than anybody writes."""
    kept: list[bytes] = []
    done = 0
    for start, end in _long_stretches(html):
        # The inside of a tag ends at ">" (text ends at "<"), and may begin after one that stands in quotes.
        opening = html.rfind(b"<", start, end)
        if end - max(opening + 1, start) < _LONG_TAG or (opening < 0 and not start):
            continue
        stretch = html[start:end]
        if len(stretch) - len(stretch.translate(None, _PARTING)) < _MAX_ATTRIBUTES:
            continue
        text_before, bracket, inside = stretch.rpartition(b"<")
        if len(inside.split()) + inside.count(b"/") <= _MAX_ATTRIBUTES:
            continue
        if len(_ATTRIBUTE.findall(_QUOTED.sub(b"", inside))) > _MAX_ATTRIBUTES:
            name = inside.split(None, 1)[0][:20].decode("ascii", "ignore").encode()
            kept += [html[done:start], text_before + b"<" + name if bracket else b""]
            done = end
    return b"".join([*kept, html[done:]]) if kept else html


def _long_stretches(html: bytes) -> Iterator[tuple[int, int]]:
    """Where more than a long tag's worth of bytes stands without a ``>``, up to the one that ends it."""
    window, known = _LONG_TAG // 2, 0
    for place in range(0, len(html), window):
        if place < known or html.find(b">", place, place + window) >= 0:
            continue
        start, known = html.rfind(b">", 0, place) + 1, html.find(b">", place)
        if known < 0:
            return
        if known - start > _LONG_TAG:
            yield start, known


def _put_streamed_parts(root: _Element) -> None:
    """Puts what React streamed after the page where its script would: ``<div hidden id="S:1">`` for
    ``<template id="B:1">``; without that half an article stands hidden at the end of the page."""
    templates = list(root.iter("template"))
    if not templates:
        return
    parts = {
        mark[2:]: part for part in root.iterfind(".//div[@hidden]") if (mark := part.get("id") or "").startswith("S:")
    }
    if not parts:
        return
    for template in templates:
        kind, _, name = (template.get("id") or "").partition(":")
        part = parts.get(name) if kind in ("B", "P") else None
        around = template.getparent()
        if part is None or around is None or any(node is part for node in template.iterancestors()):
            continue
        del parts[name]
        del part.attrib["hidden"]
        around.replace(template, part)
