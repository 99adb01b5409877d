"""Captioned pictures above the text: most themes put them beside the element that holds the text, not into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from parsers.article import Figure
from parsers.body.blocks import read_pieces
from parsers.body.container import article_around
from parsers.tree.outline import Outline
from parsers.tree.survey import Survey

_OWN = frozenset(("article", "main"))
_MOST = 3
"""Figures; more are a row of other articles."""
_FEWEST_WORDS = 2
"""Of caption and credit together."""


def lead_figures(
    outline: Outline,
    survey: Survey,
    container: int,
    dropped: Sequence[bool],
    absolute: Callable[[object], str | None],
) -> list[Figure]:
    """The figures with a caption or a credit above the ``container``, in the article around it: below its headline,
    where it says nothing of being an article."""
    # Some call the text alone an article.
    scope = article_around(survey, max(0, survey.parents[container]) if survey.tags[container] in _OWN else container)
    start = _start(survey, scope, container)
    if start is None or not ("figcaption" in survey.tags[start:container] or _has_caption(survey, start, container)):
        return []
    pieces = read_pieces(outline, survey.elements[scope], _others(survey, scope, start, container, dropped), absolute)
    figures = [piece.block for piece in pieces if isinstance(piece.block, Figure)]
    told = [
        figure for figure in figures if len(f"{figure.caption or ''} {figure.credit or ''}".split()) >= _FEWEST_WORDS
    ]
    return told if len(figures) <= _MOST else []


def _has_caption(survey: Survey, start: int, end: int) -> bool:
    return "caption" in " ".join(filter(None, survey.classes[start:end]))


def _start(survey: Survey, scope: int, container: int) -> int | None:
    if survey.tags[scope] == "article":
        return scope + 1
    inside = next((place for place in range(scope + 1, container) if survey.tags[place] == "h1"), None)
    return scope + 1 if inside is None and "h1" in survey.tags[:scope] else inside


def _others(survey: Survey, scope: int, start: int, container: int, dropped: Sequence[bool]) -> Iterator[int]:
    """Numbers, in the outline, of what is left out: all before the start, the container itself, and all behind it."""
    ends, numbers = survey.ends, survey.numbers
    place = scope + 1
    while place < ends[scope]:
        if place == container or dropped[place] or ends[place] <= start or place > container:
            yield numbers[place]
            place = ends[place]
        else:
            place += 1
