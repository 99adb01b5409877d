"""Where the names stand: every id, class and script of a page, collected in one pass for all who look for markers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from lxml.etree import XPath, _Element

ATTRIBUTES = (
    "data-spotim-module",
    "data-spot-id",
    "data-lf-article-id",
    "data-ghost-comments",
    "data-isso-id",
    "data-aqa",
    "data-widget",
)
"""Attributes by which elements without a name are known."""
_MAX_SCRIPT = 2_000_000
_LISTED = frozenset("script iframe form input textarea article address time h1 a".split())
# Consent managers and lazy loaders keep the address in attributes of their own.
_SOURCES = ("src", "data-src", "data-lazy-src", "data-cmp-src", "data-cookieblock-src", "data-litespeed-src")

_WITH_ATTRIBUTES = XPath("//*[" + " or ".join(f"@{name}" for name in ATTRIBUTES) + "]")


class Marks:
    """An index of the tree. Names are lower case; elements come in page order."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._tags: dict[str, list[_Element]] = {tag: [] for tag in _LISTED}
        self._custom: list[_Element] = []
        self._classes: dict[str, list[_Element]] = {}
        self._ids: dict[str, list[_Element]] = {}
        self._order: dict[_Element, int] = {}
        tags, custom, classes, ids, order = self._tags, self._custom, self._classes, self._ids, self._order
        for number, element in enumerate(root.iter("*")):
            order[element] = number
            tag = element.tag
            if tag in tags:
                tags[tag].append(element)
            elif "-" in tag or ":" in tag:
                custom.append(element)
            if (name := element.get("class")) is not None:
                classes.setdefault(name, []).append(element)
            if (name := element.get("id")) is not None:
                ids.setdefault(name, []).append(element)

    @cached_property
    def _tokens(self) -> dict[str, list[str]]:
        """Class word → the ``class`` attributes it stands in."""
        tokens: dict[str, list[str]] = {}
        for attribute in self._classes:
            for token in set(attribute.lower().split()):
                tokens.setdefault(token, []).append(attribute)
        return tokens

    @cached_property
    def _lower_ids(self) -> dict[str, list[str]]:
        lower: dict[str, list[str]] = {}
        for name in self._ids:
            lower.setdefault(name.strip().lower(), []).append(name)
        return lower

    def by_tag(self, tag: str) -> list[_Element]:
        """Elements of one of the tags that are listed."""
        return self._tags[tag]

    @cached_property
    def elements(self) -> list[_Element]:
        """All elements in page order."""
        return list(self._order)

    @property
    def custom(self) -> list[_Element]:
        """Elements whose tag no HTML standard knows: ``vf-conversations``, ``fb:comments``."""
        return self._custom

    def by_id(self, *names: str) -> list[_Element]:
        return [e for name in names for own in self._lower_ids.get(name, ()) for e in self._ids[own]]

    def by_class(self, *tokens: str) -> list[_Element]:
        return self._sorted(e for token in tokens for own in self._tokens.get(token, ()) for e in self._classes[own])

    def tokens_like(self, wanted: Callable[[str], bool]) -> list[str]:
        """The class words of the page for which ``wanted`` holds."""
        return [token for token in self._tokens if wanted(token)]

    def ids_like(self, wanted: Callable[[str], bool]) -> list[_Element]:
        return [e for name, own in self._lower_ids.items() if wanted(name) for one in own for e in self._ids[one]]

    def named_like(self, wanted: Callable[[str], bool]) -> list[_Element]:
        """Elements with a class word or an id for which ``wanted`` holds."""
        found = dict.fromkeys(self.by_class(*self.tokens_like(wanted)))
        found.update(dict.fromkeys(self.ids_like(wanted)))
        return self._sorted(found)

    def position(self, element: _Element) -> int:
        """Rank in page order."""
        return self._order[element]

    def _sorted(self, elements: Iterable[_Element]) -> list[_Element]:
        return sorted(dict.fromkeys(elements), key=self._order.__getitem__)

    @cached_property
    def _by_attribute(self) -> dict[str, list[_Element]]:
        found: dict[str, list[_Element]] = {}
        for element in _WITH_ATTRIBUTES(self._root):
            for name in ATTRIBUTES:
                if element.get(name) is not None:
                    found.setdefault(name, []).append(element)
        return found

    def with_attribute(self, name: str) -> list[_Element]:
        """Elements with one of ``ATTRIBUTES``."""
        return self._by_attribute.get(name, [])

    @cached_property
    def sources(self) -> list[tuple[_Element, str]]:
        """Scripts and frames with the address they load, also where loading waits for a consent or a scroll."""
        return [
            (element, address)
            for tag in ("script", "iframe")
            for element in self._tags[tag]
            if (address := next((value for name in _SOURCES if (value := element.get(name))), None))
        ]

    @cached_property
    def script(self) -> str:
        """The text of all inline scripts that are no data, one after the other; at most 2 MB."""
        texts: list[str] = []
        size = 0
        for element in self._tags["script"]:
            text = element.text
            if text and "json" not in (element.get("type") or "") and size + len(text) <= _MAX_SCRIPT:
                size += len(text)
                texts.append(text)
        return "\n".join(texts)


def words_of(element: _Element) -> str:
    """Class and id of an element in one lower-case text, for searching; empty where it has neither."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()


def inside(element: _Element, holders: frozenset[_Element] | set[_Element]) -> bool:
    """Whether ``element`` is one of ``holders`` or stands in one."""
    return element in holders or any(parent in holders for parent in element.iterancestors())
