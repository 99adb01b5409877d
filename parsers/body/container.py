"""The element that holds the article's text: much prose, few links, and if possible a name that says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import mul, not_

from parsers.found import Found
from parsers.tree.survey import Survey

# An element whose markup says that it is the text wins over one around it that has a little more text.
_BODY_NAMES = re.compile(
    r"(?:^|[\s_-])(?:article|post|entry|story|blog|page|news|content|single)?[_-]{0,2}"
    r"(?:article|post|entry|story|content)[_-]{0,2}(?:body|content|text|copy|main|inner|detail|details|wrapper|area)?(?:[\s_-]|$)"
)
_TEXT_NAMES = re.compile(
    r"(?:article|post|entry|story|blog|news|single)[_-]{0,2}(?:\w{1,12}[_-]{1,2})?(?:body|content|text|copy)|articlebody|rich-?text|prose\b|"
    r"body-?copy|body-?text|wysiwyg|page-content|main-content"
)
_NEVER = frozenset(
    "p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr figure figcaption pre table tbody thead a span em strong b i".split()
)


TEXT_BONUS = 1.9
"""The largest."""
_LINK_WEIGHT, _LABEL_WEIGHT = 0.8, 0.2
_NEAR = 0.5
"""Share of the best one's worth from which another is a candidate that lost."""


def choose_container(survey: Survey, dropped: Sequence[bool]) -> Found[int]:
    """Number of the container, with the rule that chose it; 0 (the whole) where nothing is better."""
    kept = bytes(map(not_, dropped))
    prose, labels, links = (
        survey.totals(map(mul, values, kept)) for values in (survey.prose, survey.labels, survey.links)
    )
    tags, ends, attributes, classes = survey.tags, survey.ends, survey.attributes, survey.classes
    numbers = [number for number in compress(range(len(tags)), kept) if tags[number] not in _NEVER]
    alike = Counter([(tags[number], classes[number] or "") for number in numbers])
    best, best_value, best_rule = 0, 0.0, "density"
    near: list[tuple[float, int, str]] = []
    for number in numbers:
        end = ends[number]
        value = (
            prose[end]
            - prose[number]
            + _LABEL_WEIGHT * (labels[end] - labels[number])
            - _LINK_WEIGHT * (links[end] - links[number])
        )
        if value <= 0 or value * TEXT_BONUS < best_value * _NEAR:
            continue
        tag = tags[number]
        bonus, rule = _bonus(tag, attributes[number], alone=alike[tag, classes[number] or ""] == 1)
        value *= bonus
        if value >= best_value * _NEAR:
            near.append((value, number, rule))
            # On equal terms the inner one.
            if value >= best_value:
                best, best_value, best_rule = number, value, rule
    return Found(_with_boxes(survey, best, dropped), best_rule, best_value, others=_others(survey, near, best))


_BOXES = re.compile(
    r"(?:^|[\s_-])(?:verdict|pros-?(?:and-?)?cons|pros|bottom-?line)(?:[_-]{1,2}box)?(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Parts of the text that themes put beside its element."""
_OUTWARD = 3
"""Elements around the text in which a box, a note or a picture of it may stand."""


def _with_boxes(survey: Survey, number: int, dropped: Sequence[bool]) -> int:
    """The element around the container and such a box before it in the same article; else the container."""
    inner = number
    for _ in range(_OUTWARD):
        outer = survey.parents[inner]
        if survey.tags[inner] in ("article", "main", "body") or outer < 0 or survey.tags[outer] in ("body", "html"):
            break
        before = outer + 1
        while before < inner:
            attributes = survey.attributes[before]
            names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:500]
            if not dropped[before] and _BOXES.search(names):
                return outer
            before = survey.ends[before]
        inner = outer
    return number


def article_around(survey: Survey, container: int) -> int:
    """The ``article`` or ``main`` around the text; a few elements outward where there is none."""
    number = container
    while survey.tags[number] not in ("article", "main", "body") and survey.parents[number] > 0:
        number = survey.parents[number]
    if survey.tags[number] in ("article", "main"):
        return number
    number = container
    for _ in range(_OUTWARD):
        if survey.parents[number] > 0:
            number = survey.parents[number]
    return number


def _others(survey: Survey, near: list[tuple[float, int, str]], best: int) -> Iterator[Found[str]]:
    for value, number, rule in sorted(near, reverse=True):
        if number != best:
            attributes = survey.attributes[number]
            marks = "".join(f' {name}="{attributes[name]}"' for name in ("id", "class") if attributes.get(name))
            yield Found(f"<{survey.tags[number]}{marks}>", rule, value)


def _bonus(tag: str, attributes: Mapping[str, str], *, alone: bool) -> tuple[float, str]:
    """An element that says it is the text is worth more; less so where several say it, for then each has a part."""
    if "articleBody" in (attributes.get("itemprop") or ""):
        return (1.8 if alone else 1.2), "microdata:articleBody"
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:1_000].lower()
    if _TEXT_NAMES.search(names):
        return (TEXT_BONUS if alone else 1.1), "dom:content"
    if tag == "article" or _BODY_NAMES.search(names):
        return (1.25 if alone else 1.05), "dom:article"
    if tag == "main" or attributes.get("role") == "main":
        return 1.05, "dom:main"
    return 1.0, "density"
