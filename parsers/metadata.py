"""What a page says about itself to machines: JSON-LD, OpenGraph and other meta tags, links, microdata; read once.

schema.org is the vocabulary, in JSON-LD 1.1 and HTML microdata; meta tags as OpenGraph, Dublin Core, Twitter cards and
the many house styles write them. Nothing here decides; the field modules weigh what they find.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml.etree import _Element

from parsers.text import absolute, fold, plain, raw_text
from parsers.tree.glance import glance
from parsers.tree.marks import Marks

Node = Mapping[str, Any]
"""One JSON-LD object as parsed."""

ARTICLE_TYPES = frozenset(
    "article newsarticle blogposting reportagenewsarticle opinionnewsarticle analysisnewsarticle backgroundnewsarticle "
    "reviewnewsarticle askpublicnewsarticle satiricalarticle scholarlyarticle techarticle liveblogposting report "
    "advertisercontentarticle socialmediaposting criticreview review recipe howto".split()
)
"""schema.org types (lower case) that a page about one text has."""

_MAX_JSON = 2_000_000
_MAX_NODES = 5_000
_MAX_NODE_DEPTH = 40
_LONGEST_VALUE = 1_000
"""Of a microdata property, in characters: names, headlines and dates are asked for, never whole texts."""
_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?$"
)
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTag:
    """One relation of a ``<link>``."""

    rel: str
    href: str
    """Absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One microdata item: its type's last word in lower case, its properties in page order."""

    type: str
    properties: Mapping[str, tuple[str | Item, ...]]
    element: _Element

    def texts(self, *names: str) -> list[str]:
        return [value for name in names for value in self.properties.get(name, ()) if isinstance(value, str)]

    def items(self, *names: str) -> list[Item]:
        return [value for name in names for value in self.properties.get(name, ()) if isinstance(value, Item)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Everything a page tells machines about itself."""

    nodes: tuple[Node, ...] = ()
    """All JSON-LD objects at any depth, outer before inner, in page order."""
    by_id: Mapping[str, Node] = field(default_factory=dict)
    """``@id`` → the fullest object with it."""
    metas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lower-case name or property → plain values in page order."""
    base: str = ""
    """What addresses in the page are relative to."""
    relations: tuple[tuple[str, str], ...] = ()
    """(``rel`` in lower case, ``href`` as written) of each ``<link>`` in page order."""
    items: tuple[Item, ...] = ()
    """Microdata items, outer before inner."""
    title_tag: str | None = None
    html_lang: str | None = None
    types: frozenset[str] = field(init=False, repr=False, compare=False)
    """Of all JSON-LD objects, in lower case."""
    _articles: list[Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for by every field.
        types = [types_of(node) for node in self.nodes]
        object.__setattr__(self, "types", frozenset[str]().union(*types))
        articles = [node for node, own in zip(self.nodes, types, strict=True) if not ARTICLE_TYPES.isdisjoint(own)]
        object.__setattr__(self, "_articles", articles)

    def meta(self, *names: str) -> str | None:
        """The first value of the first of these names that has one."""
        for name in names:
            if values := self.metas.get(name):
                return values[0]
        return None

    @property
    def links(self) -> Iterator[LinkTag]:
        """What ``<link>`` elements lead to; made when asked for, as there are dozens, and most pages need two of them."""
        for rels, written in self.relations:
            if href := absolute(self.base, written):
                for rel in rels.split():
                    yield LinkTag(rel=rel, href=href)

    def link(self, rel: str) -> str | None:
        """Where the first ``<link>`` with this relation leads, absolute."""
        for rels, written in self.relations:
            if rel in rels and rel in rels.split() and (href := absolute(self.base, written)):
                return href
        return None

    def resolve(self, value: Any) -> Any:
        """What an ``{"@id": …}`` reference points to; anything else as it is."""
        # What JSON calls an object is a dict; to ask for any Mapping takes ten times as long.
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value

    def resolved(self, value: Any) -> list[Any]:
        """A property's values as a list, references resolved; a single value is a list of one."""
        values = value if isinstance(value, list) else [value]
        return [self.resolve(one) for one in values if one is not None]

    def articles(self) -> list[Node]:
        """The JSON-LD objects of an article type, as they come."""
        return self._articles.copy()

    def article_items(self) -> list[Item]:
        """The microdata items of an article type, as they come."""
        return [item for item in self.items if item.type in ARTICLE_TYPES]


def types_of(node: Node) -> set[str]:
    """The object's types in lower case, without namespace."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip().lower() for name in names if isinstance(name, str)}


def read_metadata(marks: Marks, base: str) -> Metadata:
    """Never raises on what a page says; what is ill-formed is left out."""
    metas: dict[str, list[str]] = {}
    nodes: list[Node] = []
    for element in marks.by_tag("script"):
        if (element.get("type") or "").split(";")[0].strip().lower() == "application/ld+json" and element.text:
            nodes += _flatten(_read_json(element.text))
    for element in marks.by_tag("meta"):
        if element.get("itemprop") is None or element.get("name") or element.get("property"):
            content = plain(element.get("content"))
            if content:
                # Both may be there: <meta name="x" property="y">.
                for name in dict.fromkeys(map(element.get, ("name", "property", "http-equiv"))):
                    if name:
                        metas.setdefault(fold(name).lower(), []).append(content)
    by_id: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, ())):
            by_id[name] = node
    title = next((element for element in marks.by_tag("title") if not _inside_svg(element)), None)
    root = marks.elements[0]
    lang = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    return Metadata(
        nodes=tuple(nodes[:_MAX_NODES]),
        by_id=by_id,
        metas={name: tuple(values) for name, values in metas.items()},
        base=base,
        relations=tuple(
            (rels.lower(), href)
            for element in marks.by_tag("link")
            if (rels := element.get("rel")) and (href := element.get("href"))
        ),
        items=tuple(_read_items(marks, base)),
        title_tag=plain(raw_text(title)) if title is not None else None,
        html_lang=fold(lang) if lang else None,
    )


def _inside_svg(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag not in ("head", "html", "body")


# ---- JSON-LD


def _read_json(text: str) -> Any:
    """The value, as tolerantly as the wild needs: CDATA marks, trailing commas, raw line breaks, escaped markup."""
    if len(text) > _MAX_JSON:
        return None
    text = text.strip()
    if not (text.startswith(("{", "[")) and text.endswith(("}", "]"))):
        text = _COMMENT.sub("", text).strip().rstrip(";")
    for mend in (str, lambda broken: _TRAILING_COMMA.sub(r"\1", broken), unescape):
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    # Two objects one after the other, or rubbish after the first.
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _flatten(value: Any) -> list[Node]:
    """All objects inside, outer before inner, without recursion (a page may nest as deep as it likes)."""
    found: list[Node] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack and len(found) < _MAX_NODES:
        current, depth = stack.pop()
        if depth > _MAX_NODE_DEPTH:
            continue
        if isinstance(current, dict):
            if "@type" in current or "@id" in current:
                found.append(current)
            stack += [
                (inner, depth + 1) for inner in reversed(list(current.values())) if isinstance(inner, dict | list)
            ]
        elif isinstance(current, list):
            stack += [(inner, depth + 1) for inner in reversed(current) if isinstance(inner, dict | list)]
    return found


# ---- microdata (HTML standard, "Microdata")


def _read_items(marks: Marks, base: str) -> list[Item]:
    """Items in page order. A property belongs to the nearest item around it."""
    properties: dict[_Element, dict[str, list[str | Item]]] = {}
    items: dict[_Element, Item] = {}
    order: list[Item] = []
    for element in marks.with_attribute("itemscope"):
        if len(order) >= _MAX_NODES:
            break
        own: dict[str, list[str | Item]] = {}
        properties[element] = own
        kind = (element.get("itemtype") or "").split()
        item = Item(
            type=kind[0].rstrip("/").rsplit("/", 1)[-1].lower() if kind else "",
            properties=_Frozen(own),
            element=element,
        )
        items[element] = item
        order.append(item)
    if not order:
        return []
    for element in marks.with_attribute("itemprop"):
        owner = next((parent for parent in element.iterancestors() if parent in properties), None)
        if owner is None:
            continue
        value: str | Item | None = items.get(element) or _property_value(element, base)
        if value:
            for name in (element.get("itemprop") or "").split():
                properties[owner].setdefault(name, []).append(value)
    return order


class _Frozen(Mapping[str, tuple[str | Item, ...]]):
    """A view of the properties that are still being collected, read as tuples."""

    def __init__(self, values: dict[str, list[str | Item]]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> tuple[str | Item, ...]:
        return tuple(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _property_value(element: _Element, base: str) -> str | None:
    tag = element.tag
    if element.get("content") is not None:
        return plain(element.get("content"))
    if tag in ("a", "area", "link"):
        return (
            absolute(base, element.get("href"))
            if tag == "link"
            else glance(element, _LONGEST_VALUE) or absolute(base, element.get("href"))
        )
    if tag in ("img", "audio", "embed", "iframe", "source", "track", "video"):
        return absolute(base, element.get("src"))
    if tag == "time" and element.get("datetime"):
        return plain(element.get("datetime"))
    return None if tag in ("article", "section", "main", "body") else glance(element, _LONGEST_VALUE) or None
