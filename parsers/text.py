"""Plain text and addresses out of markup: folding, cleaning, joining."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import islice
from operator import attrgetter
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element, tostring

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
"""Elements that do not part words from their neighbours."""


def is_inline(tag: str) -> bool:
    """Elements that a browser does not know are inline too."""
    return tag in INLINE or "-" in tag


UNSEEN = frozenset("script style noscript template head title meta link svg math iframe object embed".split())
"""Elements whose text no reader sees as text."""

_SPACE = re.compile(r"\s+")
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_MAX_URL = 4_000


def visible(text: str) -> str:
    """Without soft hyphens and zero-width marks."""
    if not text.isascii():
        # Most texts have none: four quick searches, where translate() would look every character up.
        for mark in _INVISIBLE:
            text = text.replace(mark, "")
    return text


def fold(text: str) -> str:
    """One space for any white space, none at the ends, no soft hyphens and zero-width marks."""
    text = text.strip()
    # Neither those marks nor any white space but the space can be printed: most texts need no more than this look.
    if text.isprintable() and "  " not in text:
        return text
    return " ".join(visible(text).split())


def lower(text: str) -> str:
    """In lower case, a letter for a letter: as a pattern sees it that ignores case, which takes several times as long."""
    return (text if text.isascii() else text.replace("İ", "i")).lower()


def line_around(text: str, place: int) -> tuple[int, int]:
    """Where the line in which a place is begins, and where it ends."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, end if end >= 0 else len(text)


_WORDS = re.compile(r"[^\W_]+")
_NO_ASCII_WORD = bytes(code for code in range(128) if not chr(code).isalnum())
PRINT_MARKS = "’‘“”–—…•\u00a0"
"""All that is not ASCII in most texts in English."""
_LOWER = bytes(range(128)).lower().ljust(256)


def _without_print_marks(text: str) -> str:
    # A few quick searches, after which most texts are of the kind that everything else is quick with.
    for mark in PRINT_MARKS:
        text = text.replace(mark, "")
    return text


def is_ascii(text: str) -> bool:
    """Whether it is, but for the quotes, dashes and spaces of print."""
    return text.isascii() or _without_print_marks(text).isascii()


def key(text: str) -> str:
    """What two texts share that differ only in case, spaces and punctuation."""
    if text.isascii() or (text := _without_print_marks(text)).isascii():
        return text.encode().translate(_LOWER, _NO_ASCII_WORD).decode()
    return "".join(_WORDS.findall(text)).casefold()


def plain(value: object) -> str | None:
    """Text of a metadata value: entities (also doubly escaped ones) decoded, tags off, folded; None if nothing is left."""
    if not isinstance(value, str):
        return None
    text = value
    if "&" in text:
        text = unescape(unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return fold(safe(text)) or None


# Controls (XML and JSON know none), lone surrogates (they cannot be written as UTF-8), and what Unicode says is no character.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def safe(text: str) -> str:
    """With a space for every control character and lone surrogate: bytes hold them, JSON escapes bring them back."""
    return text if text.isprintable() else _UNSAFE.sub(" ", text)


_tag_of = attrgetter("tag")


def raw_text(element: _Element) -> str:
    """All text in an element as it stands there; joining what ``itertext()`` gives takes seven times as long."""
    return tostring(element, method="text", encoding="unicode", with_tail=False)


def text_of(element: _Element) -> str:
    """What a reader sees of an element, folded; block elements part words, inline ones do not; its tail is not part of it."""
    if not len(element):
        text = element.text
        return fold(text) if text and element.tag not in UNSEEN else ""
    if INLINE.issuperset(map(_tag_of, islice(element.iter(), 1, None))):
        return fold(raw_text(element)) if element.tag not in UNSEEN else ""
    parts: list[str] = []
    # Iterative: pages nest deeper than Python recurses.
    left: list[_Element | str] = [element]
    """Elements, and texts after those that have some inside."""
    while left:
        node = left.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = node.tag
        tail = (node.tail or "") if node is not element else ""
        if tag not in UNSEEN:
            if tag not in INLINE:
                parts.append(" ")
                tail = f" {tail}"
            if text := node.text:
                parts.append(text)
            if len(node):
                left.append(tail)
                left += node[::-1]
                continue
        parts.append(tail)
    return fold("".join(parts))


# Most addresses are plain, and need nothing of what urljoin() does. In a path: no parameters, no segment that begins with
# a dot; queries and fragments are not empty.
_REST = r"(?:\?[!-\"$-~]+)?(?:#[!-~]+)?"
_WHOLE_URL = re.compile(rf"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*/[!-\"$-:<->@-~]*{_REST}")
_ROOTED_PATH = re.compile(rf"/(?![/.])(?:[!-\"$-.0-:<->@-~]|/(?!\.))*{_REST}")


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    """Scheme and host of a plain web address; empty for any other."""
    return base[: base.index("/", 8)] if _WHOLE_URL.fullmatch(base) else ""


def absolute(base: str, href: object) -> str | None:
    """``href`` as an absolute http(s) URL without fragment-only and script links; None where it is none."""
    if not isinstance(href, str):
        return None
    if _WHOLE_URL.fullmatch(href) and len(href) <= _MAX_URL:
        return href
    href = safe(href).strip()
    if not href or len(href) > _MAX_URL or href.startswith(("#", "javascript:", "data:", "mailto:", "tel:")):
        return None
    if _ROOTED_PATH.fullmatch(href) and (origin := _origin(base)):
        return origin + href
    try:
        url = urljoin(base, _SPACE.sub("%20", href))
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return url
