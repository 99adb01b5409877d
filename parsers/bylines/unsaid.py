"""Bylines without a word that says so: a name in a list of facts, behind an icon, beside a portrait, or alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from parsers.bylines.introductions import ABOUT, AUTHOR, WRITTEN_BY
from parsers.bylines.lines import DATED, LINES, linked, short_text
from parsers.bylines.marked import NAME_TOKEN
from parsers.bylines.mention import Mention, is_full_name, may_be_person
from parsers.bylines.portraits import PORTRAIT_MARK, named_in, says_portrait
from parsers.bylines.surroundings import AUTHOR_PATH, NEAR, in_card, stands_elsewhere
from parsers.given_names import is_given_name
from parsers.names import (
    is_common,
    is_role,
    is_signed,
    is_team,
    key,
    looks_like_person,
    sounds_like_person,
    split_names,
)
from parsers.page import Page
from parsers.text import fold

MOST_HOLDERS = 60

_WHO_IS_TOLD = frozenset(
    "author authors name by writer writers autor autoren verfasser auteur auteurs autores autore autori".split()
) | {"written by", "words by"}


def defined(page: Page, start: int) -> Iterator[Mention]:
    """Names that a list of terms near the headline tells as those of authors."""
    for term in page.marks.by_tag("dt")[:MOST_HOLDERS]:
        distance = page.marks.position(term) - start
        if not -NEAR <= distance <= NEAR or short_text(term).rstrip(":").lower() not in _WHO_IS_TOLD:
            continue
        told = term.getnext()
        while told is not None and told.tag == "dd":
            names = [name for name in split_names(short_text(told)) if looks_like_person(name)]
            if names and not stands_elsewhere(page, told, near=True):
                urls = linked(page, told)
                yield Mention(element=told, names=names, urls=urls, weight=5.5, distance=distance, rule="dom:term")
            told = told.getnext()


_ICON_HINTS = ("user", "person", "pencil", "-pen", "author")

_ICON = re.compile(
    r"(?:fa|icon|bi|ti|la|lnr|icofont|flaticon|dashicons|ri|bx|bxs|ion|ion-ios|ion-md|glyphicon|mdi|fi|tie-icon|lni|pe-7s)-"
    r"(?:user|person|pencil|pen|author|admin-users)(?:-(?:o|alt|\d|line|fill|circle|regular|outline|circle-o))*"
)


def drawn(page: Page, start: int, below: int) -> Iterator[Mention]:
    """Names beside the picture of a person, with which the themes of small sites say "by"."""
    icons = page.marks.named_like(_ICON_HINTS, lambda token: _ICON.fullmatch(token) is not None)
    for icon in icons[:MOST_HOLDERS]:
        position = page.marks.position(icon)
        line = icon.getparent()
        if not -NEAR <= position - start <= NEAR or position >= below or line is None or line.tag == "button":
            continue
        if line.tag == "a" and not short_text(line) and (around := line.getparent()) is not None:
            line = around
        names = split_names(short_text(line))
        if len(names) == 1 and is_full_name(names[0]) and not stands_elsewhere(page, line, near=True):
            urls, distance = linked(page, line), position - start
            yield Mention(element=line, names=names, urls=urls, weight=5.5, distance=distance, rule="dom:icon")


_LABELS = WRITTEN_BY | AUTHOR | ABOUT
_LONGEST_LABEL = 30


def labelled(page: Page, below: int) -> Iterator[Mention]:
    """Full names in the elements right behind one that says nothing but "Written by", wherever it stands."""
    outline = page.outline
    first = outline.number[page.body]
    for number in range(first, outline.ends[first]):
        label = outline.texts[number]
        if not label or len(label) > _LONGEST_LABEL or key(label) not in _LABELS:
            continue
        element = outline.elements[number]
        if stands_elsewhere(page, element, near=True) or (number >= below and in_card(page, element)):
            continue
        named: dict[str, _Element] = {}
        for beside in range(number + 1, min(number + _FEW_BEHIND, len(outline.texts))):
            text = fold(outline.texts[beside] or "") or fold(outline.tails[beside] or "")
            if text and is_full_name(text) and split_names(text) == [text] and may_be_person(page, text):
                named[text] = outline.elements[beside]
            elif text:
                break
        if named:
            holder = next(iter(named.values()))
            yield Mention(
                element=holder,
                names=list(named),
                urls=linked(page, holder),
                weight=4.0,
                distance=number,
                rule="text:label",
            )


_FEW_BEHIND = 12
"""Elements behind a label in which names stand."""


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "li")


def _lists_names(text: str) -> bool:
    """Whether a text is nothing but full names and their degrees, parted by commas."""
    parts = [part for part in re.split(r"\s*[,;&]\s*|\s+and\s+", re.sub(r"\([^)]*\)", "", text)) if part.strip()]
    names = [part for part in parts if looks_like_person(part) and split_names(part) == [part] and not is_role(part)]
    degrees = sum(part.isupper() and " " not in part.strip() and len(part) < 8 for part in parts)
    persons = sum(map(sounds_like_person, names))
    return len(names) > 1 and len(names) + degrees == len(parts) and 2 * persons > len(names)


def bare(page: Page, start: int, below: int) -> Iterator[Mention]:
    """A full name alone in its element near the headline, confirmed elsewhere: a portrait's text, "X is a …", "Written by X"."""
    elements = page.marks.elements
    title = key(page.metadata.meta("og:title") or page.metadata.title_tag or "")
    site = key(page.metadata.meta("og:site_name") or "")
    candidates: list[tuple[int, _Element, str]] = []
    for position in range(max(0, start - 25), min(len(elements), start + 45)):
        element = elements[position]
        if element.tag not in LINES or len(element) or not element.text:
            continue
        text = fold(element.text)
        if element.tag in _HEADINGS or (
            element.tag == "a" and not NAME_TOKEN.search((element.get("class") or "").lower())
        ):
            continue
        if "," in text and 12 < len(text) <= 250 and _lists_names(text) and key(text) not in title:
            yield Mention(
                element=element, names=split_names(text), weight=4.5, distance=position - start, rule="text:names"
            )
            return
        if not 3 <= len(text) <= 40 or key(text) in title + site:
            continue
        if not (is_full_name(text) and split_names(text) == [text]) and not is_given_name(text) and not is_team(text):
            continue
        if not stands_elsewhere(page, element, near=True) and not (position >= below and in_card(page, element)):
            candidates.append((position, element, text))
    if not candidates or len(candidates) > 8:
        return
    whole = page.marks.texts
    portraits = {key(named_in(alt)) for image in page.in_body("img") if (alt := image.get("alt"))}
    for position, element, name in candidates:
        known = _is_told_of(name, whole) or key(name) in portraits
        dated = any(
            DATED.search(near.text or "") and len(near.text or "") < 40
            for near in elements[max(0, position - 4) : position + 7]
        )
        if (known and dated) if " " not in name else ((known or dated) and may_be_person(page, name)):
            yield Mention(
                element=element,
                names=[name],
                weight=4.5 if known else 3.5,
                distance=position - start,
                rule="text:name",
            )


_TOLD_BEFORE = re.compile(r"(?:by|von|about|from)\s+$")
_TOLD_BEHIND = re.compile(r"\s+(?:is|has|was|works|covers|writes|ist|arbeitet|schreibt|est|es)\b")
_WORD_END = re.compile(r"\b")
_WIDEST = 40
"""Characters of such a word with the white space behind it."""


def _is_told_of(name: str, texts: str) -> bool:
    """Whether the texts say anywhere that something is by somebody, or what they do; a pattern with the name in it takes
    longer to make than to use."""
    found = texts.find(name)
    while found >= 0:
        end = found + len(name)
        if _TOLD_BEHIND.match(texts, end):
            return True
        if _WORD_END.match(texts, end) and _TOLD_BEFORE.search(texts[max(0, found - _WIDEST) : found]):
            return True
        found = texts.find(name, found + 1)
    return False


_MOST_PORTRAITS = 2
"""People with a portrait and their name; more are a team, or what the article is about."""


def portraits(page: Page, start: int) -> list[Mention]:
    """A small portrait with the name of somebody and that name beside it, with or without a text about them."""
    marks = page.marks
    found: dict[str, Mention] = {}
    for image in page.in_body("img")[:200]:
        alt = image.get("alt") or ""
        if not 5 <= len(alt) <= 200 or " " not in alt:
            continue
        name = named_in(alt)
        if not is_full_name(name) or not sounds_like_person(name) or key(name) in found:
            continue
        around = image.getparent()
        marked = f"{image.get('class') or ''} {around.get('class') or '' if around is not None else ''}"
        size = image.get("width") or image.get("height") or ""
        if not (PORTRAIT_MARK.search(marked) or says_portrait(alt) or (size.isdecimal() and 24 <= int(size) <= 200)):
            continue
        position = marks.position(image)
        beside = next(
            (
                element
                for element in marks.elements[position + 1 : position + 13]
                if element.text
                and key(name) in key(element.text[:80])
                and split_names(fold(element.text))[:1] == [name]
            ),
            None,
        )
        around = next(image.iterancestors("a"), None)
        if around is not None and not AUTHOR_PATH.search(around.get("href") or ""):
            continue
        if beside is None or is_common(name, page.marks.texts) or stands_elsewhere(page, image, near=False):
            continue
        found[key(name)] = Mention(
            element=beside, names=[name], weight=3.0, distance=position - start, rule="text:portrait"
        )
    return list(found.values()) if len(found) <= _MOST_PORTRAITS else []


_REPORTERS = re.compile(
    r"[（(][^（）()]{0,16}?(?:记者|記者)\s?([㐀-鿿·]{2,4}(?:[、，,\s][㐀-鿿·]{2,4}){0,3})[)）]"
    r"|[）)\]]\s?([가-힣]{2,4}(?:[·,\s]{1,2}[가-힣]{2,4}){0,3})\s?기자\s?="
)
"""Who reports, at the beginning of the text: "（记者王小明、李丽）", "(Seoul) 김민수 기자 =" (in Hangul)."""

_REPORTER_WORDS = ("记者", "記者", "기자")

_MOST_SIGN = 3
"""More sign lists of other reports."""

_OPENING = 60
"""Characters of a paragraph in which a report names its reporter."""


def reporters(page: Page, start: int) -> list[Mention]:
    """Reporters in the dateline, as papers in Chinese and Korean name them."""
    if not any(map(page.marks.texts.__contains__, _REPORTER_WORDS)):
        return []
    texts = page.outline.texts
    for position in range(start, min(start + 2 * NEAR, len(texts))):
        found = _REPORTERS.search((texts[position] or "")[:_OPENING])
        names = [name for name in re.split(r"[、，,·\s]+", found[1] or found[2]) if name] if found else []
        if names and all(map(looks_like_person, names)):
            element = page.marks.elements[position]
            return [Mention(element=element, names=names, weight=5.6, distance=position - start, rule="text:reporter")]
    signed = {
        name: position
        for position in range(start, len(texts))
        for text in (texts[position], page.outline.tails[position])
        if text and _REPORTER_WORDS[2] in text and is_signed(fold(text))
        for name in split_names(fold(text))
    }
    if not 0 < len(signed) <= _MOST_SIGN:
        return []
    position = max(signed.values())
    element = page.marks.elements[position]
    return [Mention(element=element, names=list(signed), weight=5.6, distance=position - start, rule="text:reporter")]
