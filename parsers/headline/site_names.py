"""What a page's site is called, and a headline without that name around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from parsers.labels import is_byline
from parsers.metadata import Metadata
from parsers.page import Page
from parsers.text import key, plain
from parsers.tree.glance import glance

_SEPARATOR = re.compile(r"\s+(?:[|–—•·›‹>/~*]|-{1,3}|::?|//|\|\||:-)\s+|\s*[|｜]\s*|(?<=\w):\s+|\s+@\s+")
_OR_ANGLE = re.compile(rf"{_SEPARATOR.pattern}|\s*[»«]\s*")
_HARD = ("|", "｜", "»", "«", "::")
"""Separators that no writer of headlines uses: what follows is the site or a section."""
_SIGNED_BEHIND = re.compile(
    r"(?P<title>.*\S)(?:\s*(?P<bracket>[(\[（【])|[,.、。，：_]\s*|\s?[-–—]\s?)(?P<site>[^,()\[\]（）【】_：、。，]{2,40}?)[)\]）】]?$"
)
_SIGNED_BEFORE = re.compile(r"(?P<bracket>[(\[（【])(?P<site>[^()\[\]（）【】]{2,40})[)\]）】]\s*(?P<title>.+)$")
_SHORTEST = 8
"""Letters of a title at least; half as many signs of Chinese."""
_SECTION_SIGN = re.compile(r"^[^_\s]{6,}(?:_[^_\s]{2,8}){1,2}$")
"""Chinese sites put the section between headline and site, with underscores."""
_SECTIONS = frozenset(
    "opinion analysis editorial news video watch live review letters comment exclusive breaking interview podcast explainer"
    " meinung kommentar analyse opinión vídeo opinione".split()
)
"""What newspapers put before a headline, a bar between."""
_ARCHIVES = frozenset(("blogarchive", "blogarchives"))
"""What early WordPress put between site and headline."""
_LONGEST_NAME = 5  # words
_MOST_H1 = 20
_LONGEST_TAG = 300  # characters
_SMALL_WORDS = frozenset("the a an of and for in on at by der die das und la le les el los de du des".split())


def site_names(page: Page) -> frozenset[str]:
    """Keys of everything that this page's site is called: by its metadata and its host."""
    metadata = page.metadata
    told = [
        metadata.meta("og:site_name"),
        metadata.meta("application-name"),
        metadata.meta("apple-mobile-web-app-title"),
    ]
    for node in metadata.nodes:
        publisher = metadata.resolve(node.get("publisher"))
        if isinstance(publisher, dict):
            told.append(plain(publisher.get("name")))
        if node.get("@type") == "WebSite":
            told.append(plain(node.get("name")))
    names = {key(name) for name in told if name}
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    names.add(key(host))
    names |= {key(text) for text in _linked_to_front(page)}
    names |= {key(label) for label in host.split(".")[:-1] if len(label) > 3}
    return frozenset(name for name in names if name) | frozenset(_around(metadata))


def _linked_to_front(page: Page) -> Iterator[str]:
    """What an ``h1`` says that is nothing but a link to the site's front page."""
    for heading in page.marks.by_tag("h1")[:_MOST_H1]:
        link = next(heading.iter("a"), None)
        address = page.absolute(link.get("href")) if link is not None else None
        if address is None or link is None or urlsplit(address).path.strip("/") or urlsplit(address).query:
            continue
        if not urlsplit(page.url).path.strip("/") or urlsplit(address).hostname != urlsplit(page.url).hostname:
            continue
        text = glance(heading)
        tag = page.metadata.title_tag or ""
        # With one word more, the page is one about the site.
        words = sum(bool(key(word)) for word in tag.split()) - len(text.split())
        if text == glance(link) and len(text.split()) <= _LONGEST_NAME and key(text) in key(tag) and words > 1:
            yield text


def separators(text: str) -> list[re.Match[str]]:
    """Where a title may be parted. What stands in « » is quoted; one of them alone parts."""
    pattern = _SEPARATOR if "«" in text and "»" in text else _OR_ANGLE
    return list(pattern.finditer(text))


def _around(metadata: Metadata) -> Iterator[str]:
    """What the title tag puts, with a separator, around the very title that the page gives to those who share it."""
    whole, shared = metadata.title_tag, metadata.meta("og:title")
    if not whole or not shared or len(whole) > _LONGEST_TAG:
        return
    for cut in separators(whole):
        before, after = whole[: cut.start()], whole[cut.end() :]
        for told, rest in ((before, after), (after, before)):
            # A site is called in a few words; more are the other half of the headline.
            if key(told) == key(shared) and len(rest.split()) <= _LONGEST_NAME and key(rest):
                yield key(rest)


def name_behind_title(page: Page, title: str | None) -> str | None:
    """What the title tag says behind the title and a separator, in a few words: the site's name, mostly."""
    whole = page.metadata.title_tag
    if not whole or not title or len(whole) > _LONGEST_TAG:
        return None
    names = site_names(page)
    for cut in separators(whole):
        name = whole[cut.end() :].strip()
        if not key(name) or separators(name) or len(name.split()) > _LONGEST_NAME or is_byline(name):
            continue
        if key(whole[: cut.start()]) == key(title) or _is_site(name, names):
            return name
    return None


def without_site(text: str, names: frozenset[str], headings: Collection[str]) -> str:
    """The title without the site's name and sections around it, on whatever separator; a title that merely holds a
    separator, and one that is word for word a heading of the page, stays whole."""
    while key(text) not in headings:
        cuts = separators(text)
        if not cuts:
            text = _without_signature(text, names)
            break
        first, last = cuts[0], cuts[-1]
        head, tail = text[: last.start()].strip(), text[last.end() :].strip()
        before, after = text[: first.start()].strip(), text[first.end() :].strip()
        if key(head) in headings or (_is_site(tail, names) and key(head)):
            text = head
        elif key(after) in headings or (_is_site(before, names) and key(after)):
            text = after
        elif last.group().strip() in _HARD and len(head.split()) > 2 and len(tail.split()) <= 4:
            text = head
        elif first.group().strip() in _HARD and (
            key(before) in _ARCHIVES or (key(before) in _SECTIONS and len(after.split()) > 2)
        ):
            text = after
        else:
            text = _without_signature(text, names)
            break
    return text


def _without_signature(text: str, names: frozenset[str]) -> str:
    """Without the site's name, word for word, where less than a separator parts it: in brackets, after a comma or stop,
    after a dash or underscore without spaces."""
    for pattern in (_SIGNED_BEHIND, _SIGNED_BEFORE):
        if signed := pattern.match(text):
            site, title = signed["site"], signed["title"].strip()
            # A host's single label may be any word, a town's name even.
            is_name = " " in site or "." in site or signed["bracket"] is not None or not site.isascii()
            if is_name and key(site) in names and len(key(title)) >= _SHORTEST * (1 if title.isascii() else 0.5):
                return title.partition("_")[0] if _SECTION_SIGN.search(title) else title
    return text


def without_site_behind(text: str, names: frozenset[str]) -> str:
    """An h1 as it is, but for the site's name at its end, with a section before that: a headline may well begin with
    whom it is about."""
    is_cut = False
    while cuts := separators(text):
        head, tail = text[: cuts[-1].start()].strip(), text[cuts[-1].end() :].strip()
        is_bar = cuts[-1].group().strip() in ("|", "｜")
        is_section = is_cut and is_bar and len(head.split()) > 2 and len(tail.split()) <= 4
        if not key(head) or not (key(tail) in names or (is_bar and _is_site(tail, names)) or is_section):
            break
        text, is_cut = head, True
    return text


def _is_site(part: str, names: frozenset[str]) -> bool:
    """Whether a part of a title is the site's name: as told, in its host, or by its initials."""
    name = key(part)
    if not name or len(part) > 60:
        return False
    if any(name == known or (len(name) > 3 and name in known and len(name) * 2 > len(known)) for known in names):
        return True
    if any(len(known) > 4 and known in name and len(known) * 3 > len(name) for known in names):
        return True
    words = [word for word in re.findall(r"\w+", part.casefold()) if word not in _SMALL_WORDS]
    initials = "".join(word[0] for word in words)
    return len(initials) > 2 and any(known.startswith(initials) and len(known) < len(initials) + 7 for known in names)
