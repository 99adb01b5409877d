"""Where the names stand: every id, class and script of a page, collected in one pass for all who look for markers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from lxml.etree import _Element

from parsers.tree.outline import Outline

ATTRIBUTES = (
    "data-spotim-module",
    "data-spot-id",
    "data-lf-article-id",
    "data-ghost-comments",
    "data-isso-id",
    "data-aqa",
    "data-widget",
    "data-disqus-shortname",
    "data-disqus-identifier",
    "data-isso",
)
"""Attributes by which elements without a name are known."""
_CALLED_BY_VALUE = (
    "data-testid", "data-test-id", "data-test", "data-qa", "data-cy", "data-e2e", "data-hook", "data-component",
    "data-component-name", "data-framer-name", "data-name", "data-element",
)  # fmt: skip
_CALLED_BY_NAME = ("data-author", "data-author-name", "data-author-bio", "data-author-box", "data-byline")
_INDEXED = ("class", "id", "itemprop", "itemscope", "rel", *_CALLED_BY_VALUE, *_CALLED_BY_NAME, *ATTRIBUTES)
_RARE = frozenset(_INDEXED) - {"class", "id"}
_MAX_SCRIPT = 2_000_000
_LONGEST_NAME = 80
"""Longer class words and ids are made by machines and mean nothing."""
_NO_TEXT = frozenset(("script", "style", "noscript"))
# Consent managers and lazy loaders keep the address in attributes of their own.
_SOURCES = ("src", "data-src", "data-lazy-src", "data-cmp-src", "data-cookieblock-src", "data-litespeed-src")


class Marks:
    """An index of the tree. Names are lower case; elements come in page order."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._tags: dict[str, list[_Element]] = defaultdict(list)
        self._values: dict[str, dict[str, list[_Element]]] = {name: defaultdict(list) for name in _INDEXED}
        self._hints: dict[tuple[str, ...], list[str]] = {}
        self._classes, self._ids = self._values["class"], self._values["id"]
        tags, classes, ids = self._tags, self._classes, self._ids
        for element, tag, names, attributes in zip(
            outline.elements, outline.tags, outline.classes, outline.attributes, strict=True
        ):
            tags[tag].append(element)
            if names is not None:
                classes[names].append(element)
                if len(attributes) == 1:
                    continue
            elif not attributes:
                continue
            if (value := attributes.get("id")) is not None:
                ids[value].append(element)
            if not _RARE.isdisjoint(attributes):
                for name in _RARE.intersection(attributes):
                    self._values[name][attributes[name]].append(element)

    @cached_property
    def _tokens(self) -> dict[str, list[str]]:
        """Class word → the ``class`` attributes it stands in."""
        tokens: dict[str, list[str]] = {}
        for attribute in self._classes:
            words = attribute.lower().split()
            for token in words if len(words) == 1 else set(words):
                tokens.setdefault(token, []).append(attribute)
        return tokens

    @cached_property
    def _lower_ids(self) -> dict[str, list[str]]:
        lower: dict[str, list[str]] = {}
        for name in self._ids:
            lower.setdefault(name.strip().lower(), []).append(name)
        return lower

    def by_tag(self, tag: str) -> list[_Element]:
        """Elements with this tag."""
        return self._tags.get(tag, [])

    def by_property(self, *names: str) -> list[_Element]:
        """Elements with one of these microdata properties."""
        return self._sorted(e for name in names for e in self._values["itemprop"].get(name, ()))

    @cached_property
    def around_headlines(self) -> frozenset[_Element]:
        """Elements in which an ``h1`` stands: none of them is a box beside the text."""
        return frozenset(parent for heading in self.by_tag("h1")[:20] for parent in heading.iterancestors())

    @property
    def elements(self) -> list[_Element]:
        """All elements in page order."""
        return self._outline.elements

    @cached_property
    def custom(self) -> list[_Element]:
        """Elements whose tag no HTML standard knows: ``vf-conversations``, ``fb:comments``."""
        return self._sorted(e for tag, found in self._tags.items() if "-" in tag or ":" in tag for e in found)

    @cached_property
    def called(self) -> list[tuple[_Element, str]]:
        """Elements that scripts and tests know by an attribute of data, with what it calls them, in lower case: often all
        that css-in-js leaves of a name."""
        called = {
            element: value.lower().replace(" ", "-")
            for attribute in reversed(_CALLED_BY_VALUE)
            for value, elements in self._values[attribute].items()
            if len(value) <= _LONGEST_NAME
            for element in elements
        }
        # With a value it is what a script shall know of the author, on an element of any kind.
        called |= {e: attribute[5:] for attribute in _CALLED_BY_NAME for e in self._values[attribute].get("", ())}
        return [(element, called[element]) for element in self._sorted(called)]

    def by_id(self, *names: str) -> list[_Element]:
        known = self._lower_ids
        return [e for name in names if name in known for own in known[name] for e in self._ids[own]]

    def by_class(self, *tokens: str) -> list[_Element]:
        known = self._tokens
        met = [e for token in tokens if token in known for own in known[token] for e in self._classes[own]]
        return self._sorted(met) if met else met

    def by_classes(self, names: str) -> list[_Element]:
        """Elements with just this as their ``class``."""
        return self._classes.get(names, [])

    def named_like(self, hints: tuple[str, ...], wanted: Callable[[str], bool]) -> list[_Element]:
        """Elements with a class word or an id for which ``wanted`` holds; one of the ``hints`` is in each that may do."""
        if hints not in self._hints:
            self._hints[hints] = _with(hints, self._names)
        found: list[_Element] = []
        for name in filter(wanted, self._hints[hints]):
            for own in self._tokens.get(name, ()):
                found += self._classes[own]
            for own in self._lower_ids.get(name, ()):
                found += self._ids[own]
        return self._sorted(found) if found else found

    @cached_property
    def _names(self) -> str:
        """All class words and ids, parted by what no page holds."""
        return "\0".join([*self._tokens, *self._lower_ids])

    def position(self, element: _Element) -> int:
        """Rank in page order."""
        return self._outline.number[element]

    def _sorted(self, elements: Iterable[_Element]) -> list[_Element]:
        return sorted(dict.fromkeys(elements), key=self._outline.number.__getitem__)

    def with_attribute(self, name: str) -> list[_Element]:
        """Elements with one of the attributes that are indexed."""
        return self._sorted(e for found in self._values[name].values() for e in found)

    @cached_property
    def sources(self) -> list[tuple[_Element, str]]:
        """Scripts and frames with the address they load, also where loading waits for a consent or a scroll."""
        frames = [element for element in self.custom if element.tag == "amp-iframe"]
        return [
            (element, address)
            for elements in (self.by_tag("script"), self.by_tag("iframe"), frames)
            for element in elements
            if (address := next((value for name in _SOURCES if (value := element.get(name))), None))
        ]

    @cached_property
    def ids(self) -> str:
        """All ids, a line each."""
        return "\n".join(self._lower_ids)

    @cached_property
    def addresses(self) -> str:
        """The addresses of all scripts and frames, a line each."""
        return "\n".join(address for _, address in self.sources)

    @cached_property
    def rels(self) -> str:
        """What ``rel`` attributes say, a line each."""
        return "\n".join(self._values["rel"])

    @cached_property
    def links(self) -> list[tuple[_Element, str]]:
        """All links with what they lead to; those without an address are left out."""
        number, attributes = self._outline.number, self._outline.attributes
        return [(link, href) for link in self.by_tag("a") if (href := attributes[number[link]].get("href"))]

    @cached_property
    def targets(self) -> str:
        """The targets of all links, a line each."""
        return "\n".join([href for _, href in self.links])

    @cached_property
    def lower_targets(self) -> str:
        return self.targets.lower()

    @cached_property
    def texts(self) -> str:
        """Every text in the page, a line each, without scripts and styles: to see quickly what cannot be there."""
        outline = self._outline
        both: list[str | None] = [None] * (2 * len(outline.texts))
        both[::2], both[1::2] = outline.texts, outline.tails
        for tag in _NO_TEXT:
            for element in self.by_tag(tag):
                both[2 * outline.number[element]] = None
        return "\n".join([text for text in filter(None, both) if not text.isspace()])

    @cached_property
    def lower_texts(self) -> str:
        return self.texts.lower()

    @cached_property
    def script(self) -> str:
        """The text of all inline scripts that are no data, one after the other; at most 2 MB."""
        texts: list[str] = []
        size = 0
        for element in self.by_tag("script"):
            text = element.text
            if text and "json" not in (element.get("type") or "") and size + len(text) <= _MAX_SCRIPT:
                size += len(text)
                texts.append(text)
        return "\n".join(texts)


def _with(hints: Iterable[str], text: str) -> list[str]:
    """The names that have a hint and are not too long: searched as one text, a hint at a time, which is faster than one
    name after the other, and than a pattern."""
    found: dict[str, None] = {}
    for hint in hints:
        place = text.find(hint)
        while place >= 0:
            start, end = text.rfind("\0", 0, place) + 1, text.find("\0", place)
            end = end if end >= 0 else len(text)
            if end - start <= _LONGEST_NAME:
                found[text[start:end]] = None
            place = text.find(hint, end)
    return list(found)
