"""Whose site it is: who writes alone puts no byline over an article, but their name on the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from parsers.found import Found
from parsers.given_names import is_given_name
from parsers.names import is_common, key, sounds_like_person
from parsers.page import Page
from parsers.text import fold, line_around
from parsers.tree.glance import glance

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)\s|\bcopyright\b)\s*(?:©|\(c\))?[\s,]*(?:(?:19|20)\d\d(?:\s*[-–—]\s*(?:(?:19|20)?\d\d|present|now|heute))?)?[\s,|·–—-]*(?:by\s+)?"
    r"((?:[A-ZÀ-Ž][\w'’.-]+\s+){1,2}[A-ZÀ-Ž][\w'’-]+)\s*(?:$|[.,|·•;–—(-]|all\b|alle\b|tous\b|©|(?:19|20)\d\d)",
    re.IGNORECASE,
)
_MARKS = ("©", "(c)", "(C)", "copyright", "Copyright", "COPYRIGHT")
_MOST_MARKS = 20
_SEPARATOR = re.compile(r"\s+[|–—·•:»-]\s+|\s*[()]\s*")
_SHORTEST_HOST = 6
_MOST_LINKS = 80
_HOME_SLASHES = 3
"""In the address of a front page at most."""
"""Links that are looked at: the one to the front page stands among the first."""


_FIRST_PERSON = re.compile(
    r"\bI(?:['’](?:m|ve|ll|d))?\b(?![.)])|\b(?:ich|je|j['’]ai|mein[er]?|yo|jag|jeg)\b|(?<!\w)я(?!\w)"
)


def read_owners(page: Page) -> Iterator[Found[str]]:
    """Persons by whose name the site goes, the surest first; nobody where it goes by a company's.

    Companies have names like persons' too, but of words that are in use, and they do not say "I".
    """
    for source in (_of_host, _of_title, _of_copyright, _of_home_link):
        for owner in source(page):
            # Few pages have a candidate, and to look for an "I" takes longer than to look for those.
            if not _FIRST_PERSON.search(page.marks.texts):
                return
            if not is_common(owner.value, page.marks.texts):
                yield owner


def _is_owner(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 3 and sounds_like_person(name) and is_given_name(words[0]) and not name.isupper()


def _of_host(page: Page) -> Iterator[Found[str]]:
    """``janedoe.com`` where the page speaks of Jane Doe."""
    host = urlsplit(page.url).hostname or ""
    label = host.removeprefix("www.").split(".")[0].replace("-", "")
    if len(label) < _SHORTEST_HOST or not label.isalpha():
        return
    for cut in range(3, len(label) - 2):
        if not is_given_name(label[:cut]):
            continue
        found = page.marks.lower_texts.find(f"{label[:cut]} {label[cut:]}")
        if found >= 0:
            name = page.marks.texts[found : found + len(label) + 1]
            if key(name) == label and name[:1].isupper() and name[cut + 1 : cut + 2].isupper():
                yield Found(name.title() if name.isupper() else name, "owner:host")
                return


def _of_title(page: Page) -> Iterator[Found[str]]:
    about = page.metadata
    site = about.meta("og:site_name", "application-name")
    if site and _is_owner(site):
        yield Found(site, "owner:site-name")
    parts = [part for part in _SEPARATOR.split(about.title_tag or "") if part]
    if len(parts) > 1 and _is_owner(parts[-1]) and key(parts[-1]) not in key(" ".join(parts[:-1])):
        yield Found(parts[-1], "owner:title")


def _of_copyright(page: Page) -> Iterator[Found[str]]:
    texts = page.marks.texts
    # Looking for each word is several times as fast as a pattern of them all.
    places = sorted(place for mark in _MARKS for place in islice(_places(texts, mark), _MOST_MARKS))
    for place in places[:_MOST_MARKS]:
        start, end = line_around(texts, place)
        line = fold(texts[start:end])
        if len(line) <= 200 and (match := _COPYRIGHT.search(line)) and _is_owner(match[1]):
            yield Found(match[1], "owner:copyright")


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _of_home_link(page: Page) -> Iterator[Found[str]]:
    site = urlsplit(page.url)
    for link in page.marks.by_tag("a")[:_MOST_LINKS]:
        href = link.get("href") or ""
        if href.count("/") > _HOME_SLASHES or not _is_owner(glance(link, 39)):
            continue
        address = urlsplit(page.absolute(href) or "")
        if address.hostname == site.hostname and address.path in ("", "/") and not address.query:
            yield Found(glance(link, 39), "owner:home-link")
