"""Portraits: the picture of an author, in the author's box, beside the name in the byline, or where its text says whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from lxml.etree import _Element

from parsers.names import key, sounds_like_person
from parsers.page import Page
from parsers.text import fold
from parsers.tree.glance import glance, is_small

_ALT = re.compile(
    r"^(?:a\s+)?(?:(?:photo(?:graph)?|picture|headshot|portrait|image|avatar|profile (?:photo|picture|image)|foto|bild|porträt|photo de profil"
    r"|profilbild)(?:\s+(?:of|for|von|de|di|van))?:?\s+|(?:author|autor|auteur|autore):?\s+)"
    r"|['’]?s?\s+(?:headshot|portrait|photo|avatar|picture|profile(?: (?:photo|picture|image))?)\b.*$|[,(].*$",
    re.IGNORECASE,
)
PORTRAIT_MARK = re.compile(
    r"avatar|author|rounded|circle|headshot|profile|portrait|byline|u-photo|autor|auteur|bio", re.IGNORECASE
)
"""In what an image or its frame is called, or in its address."""
_SIGN = re.compile(
    r"logo|icon|share|flag|twitter|facebook|linkedin|print|comment|clock|calendar|badge|default|placeholder|blank|spacer"
)
"""In the text or the address of an image that stands for a thing or for anybody, in lower case."""
_SMALLEST, _LARGEST = 24, 200
"""Pixels: smaller is an icon, larger may be of the article."""
_LONGEST_ALT = 300
"""Characters of the text of an image that are looked at."""
_FEW = 30
"""Elements of a byline with its picture."""
_LONGEST_BYLINE = 300
_MOST_BYLINES = 3
"""Elements that name an author, around which a picture is looked for; mostly they stand in each other."""
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")
_SETS = ("srcset", "data-srcset")


def named_in(alt: str) -> str:
    """Whom the text of an image names: without "photo of", "’s avatar"."""
    # Several spaces, or lines, would each be looked at from every one before it.
    words = fold(alt)[:_LONGEST_ALT]
    return fold(_ALT.sub("", _ALT.sub("", words)))


def says_portrait(alt: str) -> bool:
    """Whether the text of an image says that it is a portrait."""
    return _ALT.search(alt) is not None


def portrait(
    page: Page, name: str, others: set[str], boxes: Iterable[_Element], bylines: Iterable[_Element]
) -> str | None:
    """The address of an author's picture, absolute; ``others`` are the keys of the names of those who wrote it, too."""
    own = key(name)
    for box in boxes:
        known = dict(_images(page, box.iter("img")))
        mine = [image for image in known if key(named_in(image.get("alt") or "")) not in others]
        if (image := next((image for image in mine if _is_of(image, own)), None)) is not None:
            return known[image]
        if mine and (not others or not _names_any(glance(box, 4_000, 400), others)):
            return known[mine[0]]
    for byline in islice(bylines, _MOST_BYLINES):
        if address := _beside(page, byline, own, others):
            return address
    return None


def _names_any(text: str, names: set[str]) -> bool:
    told = key(text) if names else ""
    return any(name in told for name in names)


def _images(page: Page, images: Iterable[_Element]) -> Iterator[tuple[_Element, str]]:
    """Those that are no icons, with their addresses."""
    for image in images:
        size = image.get("width") or image.get("height") or ""
        if size.isdecimal() and int(size) < _SMALLEST:
            continue
        places = [image.get(name) for name in _SOURCES]
        places += [(image.get(name) or "").strip().partition(" ")[0] for name in _SETS]
        for address in map(page.absolute, places):
            if address and not address.endswith((".svg", ".gif")) and "-icon" not in address.rpartition("/")[2]:
                yield image, address
                break


def _is_of(image: _Element, own: str) -> bool:
    return own == key(named_in(image.get("alt") or ""))


def _beside(page: Page, byline: _Element, own: str, others: set[str]) -> str | None:
    """The portrait in the smallest box around a name that holds one, and nobody else's name."""
    box: _Element | None = byline
    for _ in range(4):
        if box is None or box in page.marks.around_headlines or box.tag in ("body", "main", "article"):
            return None
        if not is_small(box, _FEW):
            return None
        images = list(box.iter("img"))
        if images:
            for image, address in _images(page, images):
                if _is_of(image, own):
                    return address
            text = glance(box, _LONGEST_BYLINE)
            if text and not _names_any(text, others):
                for image, address in _images(page, images):
                    named = named_in(image.get("alt") or "")
                    is_other = key(named) in others or _is_another(named, own)
                    if not is_other and _is_portrait(image) and not _is_quoted(image, box):
                        return address
        box = box.getparent()
    return None


def _is_another(named: str, own: str) -> bool:
    """Whether the text of an image is the full name of somebody else, and not the author's with or without an initial."""
    return sounds_like_person(named) and not any(len(word) > 2 and key(word) in own for word in named.split())


def _is_quoted(image: _Element, box: _Element) -> bool:
    """Whether it stands in a quotation inside the box."""
    around = takewhile(lambda parent: parent is not box, image.iterancestors())
    return any(parent.tag in ("blockquote", "aside") for parent in around)


def _is_portrait(image: _Element) -> bool:
    """Whether its size, or a name of it or of its frame, tells a portrait from a picture of what the article is about."""
    address = (image.get("src") or "").rpartition("/")[2]
    if _SIGN.search(f"{image.get('alt') or ''} {address}".lower()):
        return False
    size = image.get("width") or image.get("height") or ""
    if size.isdecimal():
        return int(size) <= _LARGEST
    parent = image.getparent()
    frame = "" if parent is None else f"{parent.get('class') or ''} {parent.get('data-testid') or ''}"
    marks = f"{image.get('class') or ''} {image.get('data-testid') or ''} {frame} {image.get('alt') or ''} {image.get('src') or ''}"
    return PORTRAIT_MARK.search(marks) is not None
