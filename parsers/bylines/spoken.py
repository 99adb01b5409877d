"""Bylines that are told in words: "By", "von", "文/", in whatever element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from parsers.bylines.lines import DATED, LINES, in_sentence, line_before, linked, opens_line, short_text
from parsers.bylines.mention import SOURCE_WEIGHT, Mention, is_full_name, may_be_person
from parsers.bylines.surroundings import AUTHOR_PATH, FEW, VERY_FEW, in_card, stands_elsewhere
from parsers.names import (
    OTHER_HAND,
    begins_with_by,
    is_name_of_group,
    is_signed,
    key,
    looks_like_person,
    names_source,
    sounds_like_person,
    split_names,
    without_by,
)
from parsers.page import Page
from parsers.text import INLINE
from parsers.tree.outline import Outline

_DIGIT, _AGO = re.compile(r"\d"), re.compile(r"\bago\b")

_MID_BY = re.compile(
    r"(?:^|[|•·,/–—-]|\d)\s*(?:posted |written |published )?(?:by|von|par|por)\s+(?=\S)"
    r"|(?<=[\s\d])(?:取材・)?(?:文|執筆|撰文|作者|記者|记者)\s?[=＝:：/／|・]\s?(?=\S)",
    re.IGNORECASE,
)

_FAR_HINTS = (
    " by", "about the author", "über den autor", "geschrieben von", "écrit par", "escrito por", "scritto da",
)  # fmt: skip

_FARTHEST_HINT = 80
"""Characters of a line before one of these at most."""

_FAR_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|authored|article|words|story|post)\s+by\b|about the author|über den autor|geschrieben von|écrit par|escrito por|scritto da)",
    re.IGNORECASE,
)

_SAYS = re.compile(
    r"[,.]\s(?:say|write|report|ask|find|explain|argue)s\s([A-ZÀ-Þ'’-]{2,}(?:\s[A-ZÀ-Þ'’.-]{2,}){1,2})\.?$"
    r"|[,.]\s(?:write|report)s\s([A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’.-]+){1,2})\.?$"
)
"""The end of a standfirst that is a byline: "…, writes Jane Doe."; who only says something stands there in capitals."""

_STANDFIRST = 8
"""How many elements after the headline it begins at most."""

_POSTED_BY = re.compile(r"^\W*posted by \w+ (?:at|on)\b.{0,30}\b20\d\d\b", re.IGNORECASE)

_LONGEST, _MOST_TEXTS = 120, 16  # characters of a byline; texts in one that are looked at

_INLINE_STARTS = ("strong", "b", "em", "i", "span", "a", "time", "img", "small")


def spoken(page: Page, start: int, below: int, known: set[int]) -> Iterator[Mention]:
    """Lines that name the author whatever their class: "By X" near the headline, "Written by X" anywhere, a name beside a date."""
    outline = page.outline
    elements, tags, texts, ends = outline.elements, outline.tags, outline.texts, outline.ends
    headline = key(short_text(elements[start])) if start < len(elements) else ""
    title = key(page.metadata.meta("og:title") or page.metadata.title_tag or "")
    first, last = max(0, start - 15), start + 90
    silent: set[str] = set()  # a box and what stands in it often have the same text
    for position in range(first, min(len(elements), last)):
        size = ends[position] - position
        if tags[position] not in LINES or size > FEW or position in known:
            continue
        element = elements[position]
        words = texts[position]
        if (not words or words.isspace()) and not _has_inline_start(outline, position):
            continue
        may_be_standfirst = 0 < position - start <= _STANDFIRST
        if words and len(words) > _LONGEST and not may_be_standfirst and len(" ".join(words.split())) > _LONGEST:
            continue
        quick = ((words or "") if size == 1 else " ".join(_first_words(outline, position))).strip()
        if len(quick) > 400 or quick in silent:
            continue
        if may_be_standfirst and (said := _SAYS.search(quick)):
            name = (said[1].title() if said[1] else said[2]).rstrip(".")
            if sounds_like_person(name):
                yield Mention(element=element, names=[name], weight=4.0, distance=position - start, rule="text:says")
                continue
        if not (
            begins_with_by(quick)
            or is_signed(quick)
            or (len(quick) <= 200 and _may_be_dated(quick) and DATED.search(quick))
        ):
            silent.add(quick)
            continue
        text = short_text(element)
        if not 4 <= len(text) <= _LONGEST or OTHER_HAND.match(text) or stands_elsewhere(page, element, near=True):
            continue
        if position >= below and in_card(page, element):
            continue
        found = _names_in(text)
        if (
            found is not None
            and found[2] == "text:beside-date"
            and (position < start or _links_away(element, found[0][0]) or not may_be_person(page, found[0][0]))
        ):
            found = None
        if found is not None and not any(
            key(name) in (headline if found[2] == "text:by" else title) for name in found[0]
        ):
            if element.tag in INLINE and not opens_line(element) and in_sentence(element, line_before(element)):
                continue
            names, weight, rule = found
            yield Mention(
                element=element,
                names=names,
                urls=linked(page, element),
                weight=weight if position >= start else weight - 1.0,
                distance=position - start,
                rule=rule,
            )
    if not _names_far(page):
        return
    for position in range(last, len(elements)):
        words = texts[position]
        if not words or not _FAR_BY.match(words) or position in known:
            continue
        element = elements[position]
        if not stands_elsewhere(page, element, near=False) and not in_card(page, element):
            text = short_text(element)
            if len(text) <= _LONGEST and not OTHER_HAND.match(text):
                names = split_names(text)
                if not (_POSTED_BY.match(text) and len(names) == 1):
                    names = [name for name in names if looks_like_person(name)]
                if names:
                    yield Mention(
                        element=element,
                        names=names,
                        urls=linked(page, element),
                        weight=4.0,
                        distance=position - start,
                        rule="text:by",
                    )


def _first_words(outline: Outline, number: int) -> list[str]:
    """The first texts of a small element, in page order: sooner than lxml tells them."""
    texts, tails, parents = outline.texts, outline.tails, outline.parents
    found = [texts[number]]
    last = number
    for inner in range(number + 1, outline.ends[number]):
        while last != parents[inner]:
            found.append(tails[last])
            last = parents[last]
        found.append(texts[inner])
        last = inner
    while last != number:
        found.append(tails[last])
        last = parents[last]
    return list(filter(None, found))[:_MOST_TEXTS]


def _may_be_dated(text: str) -> bool:
    """Whether it has what is in every date, a digit or "ago"; told sooner than a date."""
    return _DIGIT.search(text) is not None or ("ago" in (low := text.lower()) and _AGO.search(low) is not None)


def _names_far(page: Page) -> bool:
    """Whether any line reads like a byline that needs no place; few pages have one, and to look at every element takes long."""
    texts = page.marks.lower_texts
    for hint in _FAR_HINTS:
        found = texts.find(hint)
        while found >= 0:
            # Such a line begins with these words; rows of white space may stand before them.
            start = texts.rfind("\n", max(0, found - _FARTHEST_HINT), found) + 1
            if (start or found <= _FARTHEST_HINT) and _FAR_BY.match(texts[start : found + 40]):
                return True
            found = texts.find(hint, found + 1)
    return False


def _names_in(text: str) -> tuple[list[str], float, str] | None:
    """Names in a line near the headline, with weight and rule."""
    if is_signed(text):
        return split_names(text), 6.0, "text:by"
    if begins_with_by(text):
        names = split_names(text)
        if names and all(looks_like_person(name) for name in names):
            return names, SOURCE_WEIGHT if names_source(text) else 6.0, "text:by"
        first = re.split(r"\s[•·|]", text, maxsplit=1)[0]
        says_by = re.match(r"\W*(?:\w+ )?(?:by|(?P<other>por|par|von))\b", first, re.IGNORECASE)
        if len(first) >= 60 or says_by is None:
            return None
        group = without_by(first).strip()
        if not names and is_name_of_group(group):
            return [group], 4.5, "text:by"
        return (names, 4.5, "text:by") if names and not says_by["other"] else None
    dated = DATED.search(text)
    if dated is None or len(text) > _LONGEST:
        return None
    if match := _MID_BY.search(text):
        names = split_names("by " + text[match.end() :].partition(" / ")[0])
        return (names, 5.5, "text:by") if names else None
    if len(text) > 90:
        return None
    parts = re.split(r"\s*[|•·–—]\s*|\s-\s|,\s(?=[A-Z][a-z]+ \d)", text)
    if not any(len(part) < 40 and DATED.search(part) for part in parts):
        return None
    names = [
        name
        for part in parts
        if not DATED.search(part)
        for name in split_names(re.sub(r"\s+in\s+.*", "", part))
        if is_full_name(name)
    ]
    return (names[:1], 4.0, "text:beside-date") if len(parts) > 1 and len(names) == 1 else None


def _links_away(element: _Element, name: str) -> bool:
    """Whether the name is a link to something else than a person: a category, a tag."""
    own = key(name)
    return any(
        link.tag == "a" and not AUTHOR_PATH.search(link.get("href") or "") and own in key(short_text(link))
        for link in islice(element.iter(), 30)
    )


def _has_inline_start(outline: Outline, number: int) -> bool:
    inside = outline.ends[number] - number - 1
    return inside > 0 and (outline.tags[number + 1] in _INLINE_STARTS or inside <= VERY_FEW)
