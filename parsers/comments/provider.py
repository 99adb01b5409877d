"""What a comment system is known by, and where its facts stand: each provider's file is mostly one such value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from lxml.etree import _Element

from parsers.comments.counts import leads_here
from parsers.page import Page
from parsers.text import fold, plain

_MAX_VALUE = 500
_MAX_DATA = 500_000
"""Characters of settings that are looked at; pages made by frameworks hold all their articles there."""
_ADDRESSES = ("href", "src", "data-src", "data-lazy-src", "action")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A provider met on a page."""

    page: Page
    elements: tuple[_Element, ...]
    """Its containers, forms, frames and scripts, in page order."""


class Source(Protocol):
    """A place where a fact about a thread stands."""

    def find(self, sighting: Sighting) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of one of the elements that were met."""

    name: str

    def find(self, sighting: Sighting) -> str | None:
        values = (element.get(self.name) for element in sighting.elements)
        return next((value for value in values if value), None)


@dataclass(frozen=True, slots=True)
class Name:
    """A part of the id of one of the elements that were met: the pattern's first group."""

    pattern: str

    def find(self, sighting: Sighting) -> str | None:
        matches = (re.search(self.pattern, element.get("id") or "") for element in sighting.elements)
        return next((match[1] for match in matches if match), None)


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter in the address of one of the elements that were met."""

    name: str

    def find(self, sighting: Sighting) -> str | None:
        for element in sighting.elements:
            address = next((value for name in _ADDRESSES if (value := element.get(name))), "")
            try:
                values = parse_qs(urlsplit(address).query).get(self.name)
            except ValueError:
                continue
            if values:
                return values[0]
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the address of one of the elements that were met: the pattern's first group."""

    pattern: str

    def find(self, sighting: Sighting) -> str | None:
        for element in sighting.elements[:20]:
            for link in islice(element.iter(), 1_000):
                if match := re.search(self.pattern, link.get("href") or link.get("src") or link.get("action") or ""):
                    return match[1]
        return None


@dataclass(frozen=True, slots=True)
class Inside:
    """An attribute of an element with a class word, wherever it stands."""

    token: str
    name: str

    def find(self, sighting: Sighting) -> str | None:
        values = (element.get(self.name) for element in sighting.page.marks.by_class(self.token))
        return next((value for value in values if value), None)


@dataclass(frozen=True, slots=True)
class Anywhere:
    """An attribute that one element of the page has, or all that have it alike: lists of articles name other threads."""

    name: str
    """One of ``parsers.tree.marks.ATTRIBUTES``."""

    def find(self, sighting: Sighting) -> str | None:
        values = {element.get(self.name) for element in sighting.page.marks.with_attribute(self.name)}
        return values.pop() if len(values) == 1 else None


@dataclass(frozen=True, slots=True)
class Preview:
    """A part of the address of the page's preview image: the pattern's first group."""

    pattern: str

    def find(self, sighting: Sighting) -> str | None:
        image = sighting.page.metadata.meta("twitter:image", "og:image") or ""
        match = re.search(self.pattern, image)
        return match[1] if match else None


@dataclass(frozen=True, slots=True)
class Address:
    """A part of the address of a script or frame anywhere in the page: the pattern's first group."""

    pattern: str

    def find(self, sighting: Sighting) -> str | None:
        matches = (re.search(self.pattern, address) for _, address in sighting.page.marks.sources)
        return next((match[1] for match in matches if match), None)


@dataclass(frozen=True, slots=True)
class Inline:
    """A value in the page's own scripts: the pattern's first group."""

    pattern: str

    def find(self, sighting: Sighting) -> str | None:
        match = re.search(self.pattern, sighting.page.marks.script)
        return match[1].replace("\\/", "/") if match else None


@dataclass(frozen=True, slots=True)
class Data:
    """A value in settings that stand in the page as JSON, not as a program: the pattern's first group."""

    pattern: str

    def find(self, sighting: Sighting) -> str | None:
        for script in sighting.page.marks.by_tag("script"):
            if (script.get("type") or "").strip().lower() == "application/json" and (
                match := re.search(self.pattern, (script.text or "")[:_MAX_DATA])
            ):
                return match[1].replace("\\/", "/")
        return None


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a form's hidden field."""

    name: str

    def find(self, sighting: Sighting) -> str | None:
        fields = (e for e in sighting.page.marks.by_tag("input") if e.get("name") == self.name)
        return next((value for element in fields if (value := element.get("value"))), None)


@dataclass(frozen=True, slots=True)
class Meta:
    """A meta tag."""

    name: str

    def find(self, sighting: Sighting) -> str | None:
        return sighting.page.metadata.meta(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The marks of one comment system. Any one of them shows that it stands on a page."""

    slug: str
    ids: tuple[str, ...] = ()
    """Ids (lower case) of its container."""
    classes: tuple[str, ...] = ()
    """Class words (lower case) of its container."""
    tags: tuple[str, ...] = ()
    """Its own elements, such as ``vf-conversations``."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Attributes of its container: (name, pattern of the whole value)."""
    sources: str = ""
    """Pattern of the address of a script or frame that shows a thread; one that only counts does not."""
    links: str = ""
    """Pattern of the address of a link to this article's thread."""
    actions: str = ""
    """Pattern of the address to which its form is sent."""
    inline: str = ""
    """Words in the page's own scripts that show a thread by themselves."""
    only_with: Callable[[Page], bool] | None = field(default=None)
    """What else must hold: for marks that others use too."""
    thread: tuple[Source, ...] = ()
    site: tuple[Source, ...] = ()
    url: tuple[Source, ...] = ()
    """Where the thread can be read."""
    is_open: Callable[[Sighting], bool | None] | None = field(default=None)
    """Whether one can comment, where more than the words of the page tells it."""
    replaces: tuple[str, ...] = ()
    """Providers whose marks stand there too where this one is in use."""

    @property
    def is_known_by_name(self) -> bool:
        """Whether ids and class words alone show it."""
        return not (self.tags or self.attributes or self.sources or self.links or self.actions or self.inline)

    def sight(self, page: Page) -> Sighting | None:
        """The provider's elements on a page; None where it is not there."""
        marks = page.marks
        met = marks.by_id(*self.ids) if self.ids else []
        if self.classes:
            met += marks.by_class(*self.classes)
        if self.tags:
            met += [element for element in marks.custom if element.tag in self.tags]
        for name, pattern in self.attributes:
            for element in marks.with_attribute(name):
                if re.fullmatch(pattern, element.get(name) or ""):
                    met.append(element)
        if self.sources and _pattern(self.sources).search(marks.addresses):
            met += [element for element, address in marks.sources if re.search(self.sources, address)]
        if self.links and _pattern(self.links, re.MULTILINE).search(marks.targets):
            met += [
                link
                for link, href in marks.links
                if re.search(self.links, href) and ("#" not in href or leads_here(page, href))
            ]
        if self.actions and (forms := marks.by_tag("form")):
            met += [form for form in forms if _pattern(self.actions).search(form.get("action") or "")]
        # Browsers take the names of a style sheet or of the whole page for no container.
        met = [element for element in met if element.tag not in ("html", "body", "link", "style", "meta")]
        if not met and not (self.inline and self.inline in marks.script):
            return None
        if self.only_with is not None and not self.only_with(page):
            return None
        return Sighting(page=page, elements=tuple(sorted(dict.fromkeys(met), key=marks.position)))


_pattern = cache(re.compile)
"""Twice as fast as asking ``re`` for one that it knows."""


def first_of(sources: tuple[Source, ...], sighting: Sighting) -> str | None:
    """The first value that one of the sources has; nothing longer than 500 characters is an identifier."""
    for source in sources:
        value = plain(source.find(sighting))
        if value and len(value) <= _MAX_VALUE and "{{" not in value:
            return fold(value)
    return None
