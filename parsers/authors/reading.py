"""Who wrote it: everyone the byline names and nobody else, each with what the page says about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from lxml.etree import _Element

from parsers.article import Author
from parsers.authors.bios import Box, is_bio, links, read_boxes, read_sentences, tells_of_another
from parsers.authors.cards import ends_text, read_cards, stands_late
from parsers.authors.owners import read_owners
from parsers.bylines.mention import Mention
from parsers.bylines.portraits import portrait
from parsers.bylines.reading import read_mentions
from parsers.found import Found
from parsers.given_names import is_given_name
from parsers.metadata import Node, types_of
from parsers.names import (
    begins_with_by,
    called,
    is_account,
    is_generic,
    key,
    looks_like_person,
    sounds_like_person,
    split_names,
)
from parsers.page import Page
from parsers.text import INLINE, plain, text_of
from parsers.tree.glance import glance

_FAMILY_FIRST = ("citation_author", "dc.creator", "dcterms.creator")
"""Where catalogues write "Doe, Jane A."."""
_METAS = (
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.author",
    "byl",
    "authors",
    "author_name",
    "authorname",
    "cxenseparse:author",
    "citation_author",
    "article.author",
    "shareaholic:article_author_name",
    "bt:author",
    "twitter:creator:name",
    "vr:author",
    "page_author",
    "creator",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the authors module found."""

    authors: tuple[Author, ...]
    rules: tuple[tuple[str, str], ...]
    """Provenance: (``authors[0].bio``, rule) and so on."""
    elements: frozenset[_Element]
    """Author boxes and bylines: apart from the body."""
    weight: float | None = None
    """What spoke for the byline; None where metadata, the owner or a layout told the names."""
    others: Iterable[Found[tuple[str, ...]]] = field(default=(), compare=False, repr=False)
    """The lists of names that lost: bylines by weight, then metadata, then owners of the site; to be asked once at most."""

    def found(self) -> dict[str, Found[Any]]:
        """Field → winner; its first one, or ``authors`` where nobody is named, carries the candidates that lost."""
        if not self.rules:
            return {"authors": Found((), "", others=self.others)}
        first, *fields = ((name, Found(None, rule)) for name, rule in self.rules)
        return {first[0]: replace(first[1], weight=self.weight, others=self.others), **dict(fields)}


@dataclass(slots=True)
class Told:
    """One source's list of authors."""

    names: list[str]
    rule: str
    people: dict[str, Node] = field(default_factory=dict)
    """Name key → what JSON-LD says about the person."""


def read_authors(page: Page, *, known: Found[list[str]] | None = None) -> Byline:
    """Authors in page order; bios matched to the right one. ``known`` are the texts of the byline where a layout names it."""
    mentions = read_mentions(page)
    told = [source for source in (*_from_json_ld(page), *_from_metas(page)) if not all(map(is_account, source.names))]
    weight: float | None = None
    if known is not None:
        names, rule = [name for text in known.value for name in split_names(text)], known.rule
    else:
        names, rule, weight = _choose(page, mentions, told)
        names = _well_spelt(_without_house(page, names), mentions, told)
    people = {one: person for source in reversed(told) for one, person in source.people.items()}
    boxes = read_boxes(page, names)
    groups = [name for name in names if _is_group(page, name, people.get(key(name), {}))]
    late = {key(name) for mention in mentions if stands_late(page, mention.element) for name in mention.names}
    boxes += read_cards(page, [name for name in names if name not in groups], boxes, late)
    keys = {key(name) for name in names}
    authors: list[Author] = []
    rules: list[tuple[str, str]] = []
    used: set[int] = set()
    asides: set[_Element] = set()
    for number, name in enumerate(names):
        box = _box_of(
            page,
            name,
            boxes,
            alone=len(names) == 1,
            is_group=name in groups,
            used=used,
        )
        author, sources = _author(page, name, keys - {key(name)}, box, boxes, mentions, people.get(key(name), {}))
        authors.append(author)
        if box is not None and box.whole is not box.element and box not in boxes and ends_text(page, box.whole):
            boxes.append(replace(box, sure=2))
        if box is not None:
            asides.update(_asides(page, name, box))
        rules.append((f"authors[{number}].name", rule))
        rules += [(f"authors[{number}].{field_name}", source) for field_name, source in sources]
    apart = _apart(page, mentions, boxes, keys)
    return Byline(
        authors=tuple(authors),
        rules=tuple(rules),
        elements=frozenset(element for element in apart | asides if not _is_text(page, element)),
        weight=weight,
        others=_others(page, mentions, told, won=(names, rule)),
    )


def _without_house(page: Page, names: list[str]) -> list[str]:
    """The names without that of the publication, which bylines put beside a person's."""
    if len(names) < 2 or not any(map(sounds_like_person, names)):
        return names
    site = set(map(key, _site_names(page)))
    return [name for name in names if key(name) not in site] or names


def _well_spelt(names: list[str], mentions: list[Mention], told: list[Told]) -> list[str]:
    """Names in capitals, or without any, as another place of the page spells them; as they are where none does."""
    if not any(name.isupper() or name.islower() for name in names):
        return names
    lists = (*(mention.names for mention in mentions), *(source.names for source in told))
    spellings = {key(name): name for known in lists for name in known if not name.isupper() and not name.islower()}
    return [spellings.get(key(name), name) if name.isupper() or name.islower() else name for name in names]


_LONG_PROSE, _MUCH_PROSE = 900, 0.1
"""Characters of prose, and share of all prose in the page, that together are more than any author box has."""


def _is_text(page: Page, element: _Element) -> bool:
    """Whether an element says so much that it is a part of the article that names somebody: a book on a list, a chapter."""
    survey = page.survey
    place = survey.find(element)
    if place is None:
        return False
    prose = sum(survey.prose[place : survey.ends[place]])
    return prose >= _LONG_PROSE and prose >= _MUCH_PROSE * sum(survey.prose)


def _others(
    page: Page, mentions: list[Mention], told: list[Told], *, won: tuple[list[str], str]
) -> Iterator[Found[tuple[str, ...]]]:
    for mention in mentions:
        if (mention.names, mention.rule) != won:
            yield Found(tuple(mention.names), mention.rule, mention.weight)
    for source in told:
        if (source.names, source.rule) != won:
            yield Found(tuple(source.names), source.rule)
    for owner in read_owners(page):
        if ([owner.value], owner.rule) != won:
            yield Found((owner.value,), owner.rule)


def _asides(page: Page, name: str, box: Box) -> Iterator[_Element]:
    """Paragraphs in italics that are a bio, or what a page with a card says of its author below the text, too."""
    for one in (box, *(islice(read_sentences(page, name), 1) if box.rule == "box:card" else ())):
        if (aside := _italic_paragraph(one.element)) is not None:
            yield aside


def _italic_paragraph(element: _Element) -> _Element | None:
    """The paragraph that is this bio and nothing else, all of it in italics: an aside, not the article's text."""
    paragraph = next((e for e in (element, *element.iterancestors()) if e.tag not in INLINE), element)
    italics = "".join(text for node in paragraph.iter("em", "i") for text in node.itertext())
    return paragraph if paragraph.tag == "p" and len(italics) >= len(text_of(paragraph)) else None


def _is_group(page: Page, name: str, person: Node) -> bool:
    """Whether the publication signs, or another organisation."""
    return any("organization" in one for one in types_of(person)) or key(name) in map(key, _site_names(page))


def _box_of(page: Page, name: str, boxes: list[Box], *, alone: bool, is_group: bool, used: set[int]) -> Box | None:
    """The box that tells of this author: one that names them, or the only one of a page with one author."""
    own = key(name)
    first = key(name.split()[0])
    best: Box | None = None
    best_rank = 0.0
    for number, box in enumerate(boxes):
        if not box.text or number in used:
            continue
        named = own in box.names or own in key(box.text[:200])
        others = any(other != own and own not in other and other not in own for other in box.names if len(other) > 5)
        if named:
            rank = 10.0 + box.sure
        elif len(name.split()) > 1 and first in key(box.text[:60]) and len(first) > 2:
            rank = 8.0 + box.sure
        elif alone and box.sure > 1 and not (others and box.sure < 3) and not tells_of_another(box.text, name):
            rank = 4.0 + box.sure
        else:
            continue
        if rank > best_rank:
            best, best_rank = box, rank
    if best_rank < 10 and not is_group:
        # A sentence that begins with the name of a company is an advertisement or a disclaimer.
        best = next(read_sentences(page, name), best)
    if best is not None and best in boxes:
        used.add(boxes.index(best))
    return best


def _author(
    page: Page, name: str, others: set[str], box: Box | None, boxes: list[Box], mentions: list[Mention], person: Node
) -> tuple[Author, list[tuple[str, str]]]:
    own = key(name)
    sources: list[tuple[str, str]] = []
    bio = box.text if box is not None else None
    if bio:
        sources.append(("bio", box.rule if box is not None else ""))
    else:
        bio = plain(person.get("description"))
        bio = bio if bio and is_bio(bio, [name]) else None
        if bio:
            sources.append(("bio", "json-ld:description"))
    url = next((m.urls[own] for m in mentions if own in m.urls), None) or page.absolute(_text(person.get("url")))
    wholes = [one.whole for one in boxes if own in one.names or one is box]
    if box is not None and box.whole not in wholes:
        wholes.append(box.whole)
    bylines = sorted((m for m in mentions if own in map(key, m.names)), key=lambda m: len(m.names))
    image = portrait(page, name, others, wholes, (byline.element for byline in bylines)) or page.absolute(
        _image(page, person.get("image"))
    )
    found = dict.fromkeys(address for whole in wholes for address in links(page, whole))
    same = person.get("sameAs")
    for value in same if isinstance(same, list) else [same]:
        if (address := page.absolute(value)) is not None and address != url:
            found[address] = None
    found.pop(url or "", None)
    return Author(name=name, url=url, bio=bio, image=image, links=tuple(found)[:20]), sources


def _text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else None


def _image(page: Page, value: Any) -> str | None:
    for one in page.metadata.resolved(value):
        if isinstance(one, str):
            return one
        if isinstance(one, Mapping):
            return _text(one.get("url")) or _text(one.get("contentUrl"))
    return None


def _apart(page: Page, mentions: list[Mention], boxes: list[Box], names: set[str]) -> frozenset[_Element]:
    """Bylines and boxes without what may be a part of a sentence."""
    apart = {box.whole for box in boxes if box.text and box.sure > 1}
    apart |= {box.element for box in boxes if box.sure > 1}
    for mention in mentions:
        if not any(key(name) in names for name in mention.names):
            continue
        element = mention.element
        block = next((e for e in (element, *element.iterancestors()) if e.tag not in INLINE), element)
        line = glance(block, _LONGEST_BYLINE)
        if not line or block in page.marks.around_headlines:
            continue
        if block.tag not in ("p", "li", "address", "dd"):
            apart.add(element)
        elif line.lower().startswith("this "):
            # "This post was written by …" is a sentence of the text.
            continue
        elif begins_with_by(line) or len(line.split()) <= _WORDS_BESIDE + sum(
            len(name.split()) for name in mention.names
        ):
            apart.add(block)
    return frozenset(element for element in apart if element.tag not in ("html", "body", "main", "article"))


# ---- machines' words


def _from_json_ld(page: Page) -> Iterator[Told]:
    about = page.metadata
    for node in sorted(about.articles()[:_MOST_AUTHORS], key=lambda node: not _is_this_page(page, node)):
        for field_name in ("author", "creator", "authors"):
            names: dict[str, str] = {}
            people: dict[str, Node] = {}
            for value in about.resolved(node.get(field_name))[:_MOST_AUTHORS]:
                for name, person in _names_of(page, value):
                    if names.setdefault(key(name), name) == name and person is not None:
                        people.setdefault(key(name), person)
            if names:
                yield Told(names=list(names.values()), rule=f"json-ld:{field_name}", people=people)
                break


def _names_of(page: Page, value: Any) -> Iterator[tuple[str, Node | None]]:
    values = value if isinstance(value, list) else [value]
    for one in values[:50]:
        one = page.metadata.resolve(one)
        if isinstance(one, Mapping):
            name = one.get("name") or one.get("alternateName")
            for single in name if isinstance(name, list) else [name]:
                text = plain(single)
                if text:
                    parts = split_names(text, machine=True)
                    if "organization" in " ".join(types_of(one)) and len(text) <= 60 and "." not in text:
                        parts = [text]
                    for part in parts:
                        yield part, one
        else:
            text = plain(one)
            if text:
                for part in split_names(text, machine=True):
                    yield part, None


def _is_this_page(page: Page, node: Node) -> bool:
    main = page.metadata.resolve(node.get("mainEntityOfPage"))
    address = main.get("@id") if isinstance(main, Mapping) else main
    address = address if isinstance(address, str) else node.get("url")
    if not isinstance(address, str):
        return True
    own = (page.url, page.metadata.link("canonical"))
    return any(address.split("#")[0].rstrip("/") == (one or "").split("#")[0].rstrip("/") for one in own)


_COMPANY = re.compile(
    r"\b(?:gmbh|ltd|llc|inc|b\.?v|s\.?r\.?l|s\.?r\.?o|pty|web ?design|web ?agency|web ?studio)\b\.?", re.IGNORECASE
)


def _from_metas(page: Page) -> Iterator[Told]:
    site = {key(name) for name in _site_names(page) if "." not in name}
    for name in _METAS:
        names: dict[str, str] = {}
        for value in page.metadata.metas.get(name, ())[:_MOST_AUTHORS]:
            if _COMPANY.search(value):
                continue  # who made the site
            if key(value) in site:
                names.setdefault(key(value), value)
            elif not value.startswith(("http:", "https:", "/", "www.")):
                given_last = called(value) if name in _FAMILY_FIRST else None
                for one in [given_last] if given_last else split_names(value, machine=True):
                    names.setdefault(key(one), one)
        if names:
            yield Told(names=list(names.values()), rule=f"meta:{name}")
    label = page.metadata.meta("twitter:label1")
    if label and label.lower() in (
        "written by",
        "verfasst von",
        "écrit par",
        "escrito por",
        "scritto da",
        "geschreven door",
        "author",
    ):
        card = split_names(page.metadata.meta("twitter:data1") or "", machine=True)
        if card:
            yield Told(names=card, rule="meta:twitter:data1")


# ---- choosing


_LONGEST_BYLINE = 300
_MOST_AUTHORS = 100
"""Longer lists are of a staff or a collaboration: their first hundred."""
_WORDS_BESIDE = 12
"""Words of a byline beside the names at most: a role, a date, a place. More is a sentence of the article."""
_SURE = 5.0
"""Weight from which a byline is believed against metadata."""
_FIRST_ONLY = ("meta:dc.creator", "meta:citation_author", "meta:dcterms.creator", "meta:twitter:data1")
"""Metadata that often names one of several authors, or their names in another order."""
_TOGETHER = 40
"""How many elements apart two parts of one byline stand at most."""
_BESIDE = 10
"""The same where two different rules found them."""


def _choose(page: Page, mentions: list[Mention], told: list[Told]) -> tuple[list[str], str, float | None]:
    """The byline that a reader sees, filled up by what metadata knows better; metadata alone where no byline is sure."""
    seen = _byline(mentions)
    machine = _best_told(page, told)
    if seen is None:
        if machine is not None:
            return machine.names, machine.rule, None
        owner = next(read_owners(page), None)
        return ([owner.value], owner.rule, None) if owner is not None else ([], "", None)
    names, rule, weight = seen
    if machine is None:
        return names, rule, weight
    here, there = {key(name) for name in names}, {key(name) for name in machine.names}
    if here == there:
        return names, rule, weight
    if here & there:
        # Bylines name editors and photographers too, metadata sometimes a place or the paper beside the people.
        if here < there and not all(looks_like_person(name) for name in machine.names):
            return names, rule, weight
        if there < here and (
            machine.rule in _FIRST_ONLY
            or _named_twice(mentions, here - there)
            or _side_by_side(mentions, here, there)
            or here - there <= _contributors(page)
        ):
            return names, rule, weight
        return machine.names, machine.rule, None
    machine_person = any(looks_like_person(name) for name in machine.names)
    seen_person = any(looks_like_person(name) or is_given_name(name) for name in names)
    if weight > _SURE and (seen_person or not machine_person or (weight >= _SURE + 1 and not _is_handle(names))):
        return names, rule, weight
    if machine_person or not seen_person:
        return machine.names, machine.rule, None
    return names, rule, weight


def _side_by_side(mentions: list[Mention], here: set[str], there: set[str]) -> bool:
    """Whether every name has an element of its own, marked up as those are that metadata knows."""
    marks: dict[str, set[tuple[str, str, str]]] = {}
    for mention in mentions:
        if len(mention.names) == 1 and mention.rule in ("rel:author", "microdata:author"):
            element = mention.element
            mark = (mention.rule, str(element.tag), element.get("class") or "")
            marks.setdefault(key(mention.names[0]), set()).add(mark)
    known = set[tuple[str, str, str]]().union(*(marks.get(one, ()) for one in there))
    return all(marks.get(one, set()) & known for one in here)


def _contributors(page: Page) -> set[str]:
    """Who JSON-LD says has contributed: the second author and those after, in systems that call only the first one so."""
    about = page.metadata
    values = [value for node in about.articles() for value in about.resolved(node.get("contributor"))[:_MOST_AUTHORS]]
    return {key(name) for value in values for name, _ in _names_of(page, value)}


def _is_handle(names: list[str]) -> bool:
    """Whether one word without a space signs, that is the name of an account rather than of a person."""
    return all(" " not in name and not name.istitle() for name in names)


def _named_twice(mentions: list[Mention], keys: set[str]) -> bool:
    """Whether each of the names stands in two places far apart, such as byline and author box."""
    places: dict[str, list[int]] = {}
    for mention in mentions:
        for name in mention.names:
            places.setdefault(key(name), []).append(mention.distance)
    return all(max(places.get(one, [0])) - min(places.get(one, [0])) > 2 * _TOGETHER for one in keys)


def _byline(mentions: list[Mention]) -> tuple[list[str], str, float] | None:
    """The strongest mention with its neighbours: two links side by side are one byline."""
    if not mentions:
        return None
    top = mentions[0]
    group = [mention for mention in mentions if mention.weight >= top.weight - 2.5 and _belongs(mention, top)]
    names: dict[str, str] = {}
    for mention in sorted(group, key=lambda mention: mention.distance):
        for name in mention.names:
            names.setdefault(key(name), name)
    if any(looks_like_person(name) for name in names.values()):
        names = {one: name for one, name in names.items() if looks_like_person(name) or name in top.names}
    return list(names.values()), top.rule, top.weight


def _belongs(mention: Mention, top: Mention) -> bool:
    """Whether two mentions are parts of one byline: near each other, and of one kind unless they are very near."""
    apart = abs(mention.distance - top.distance)
    return apart <= _BESIDE or (apart <= _TOGETHER and mention.rule == top.rule)


def _best_told(page: Page, told: list[Told]) -> Told | None:
    """The first source that names a person; else the first that names anybody in particular."""
    site = {key(name) for name in _site_names(page)}
    for source in told:
        if any(looks_like_person(name) and key(name) not in site for name in source.names):
            return source
    for source in told:
        if any(not is_generic(name) and key(name) not in site for name in source.names):
            return source
    # The publication names itself as the author, and nobody else is named anywhere.
    for source in told:
        if any(not is_generic(name) for name in source.names):
            return source
    return None


def _site_names(page: Page) -> Iterator[str]:
    about = page.metadata
    for name in (about.meta("og:site_name"), about.meta("application-name"), about.meta("publisher")):
        if name:
            yield name
    for node in about.articles():
        for publisher in about.resolved(node.get("publisher")):
            if isinstance(publisher, Mapping) and (name := plain(publisher.get("name"))):
                yield name
