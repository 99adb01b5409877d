"""The article's own text, whole and nothing else, as typed blocks in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from typing import Any

from lxml.etree import _Element

from parsers.article import Block, Figure, Link, Paragraph
from parsers.body.blocks import read_pieces
from parsers.body.clutter import find_clutter
from parsers.body.container import choose_container
from parsers.body.edges import trim
from parsers.body.headings import settle_headings
from parsers.body.lead_art import lead_figures
from parsers.body.neighbours import without_neighbours
from parsers.body.notes import notes_beside
from parsers.found import Found
from parsers.page import Page
from parsers.text import fold, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What the body module found."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    container: _Element | None
    """The element that holds the text; None where no text was found."""
    rule: str
    weight: float | None = None
    """Of the container: characters of its prose, more where its name says that it is the text."""
    others: Iterable[Found[Any]] = ()
    """The containers that lost, best first; to be asked once."""


def read_body(
    page: Page,
    *,
    title: str | None,
    subtitle: str | None,
    apart: frozenset[_Element],
    known: Found[_Element] | None = None,
) -> Body:
    """The body, without ``apart``: elements that others know to be author boxes, comments and their like.

    ``known`` is the container where a layout names it.
    """
    survey = page.survey
    dropped = find_clutter(survey, page.marks, apart)
    place = survey.find(known.value) if known is not None else None
    chosen = Found(place, known.rule) if known is not None and place is not None else choose_container(survey, dropped)
    number = chosen.value if known is not None else without_neighbours(page, survey, chosen.value, dropped)
    container, end = survey.elements[number], survey.ends[number]
    skipped = compress(survey.numbers[number + 1 : end], dropped[number + 1 : end])
    pieces = read_pieces(page.outline, container, skipped, page.absolute)
    pieces = settle_headings(trim(pieces, title=title, subtitle=subtitle))
    # Slide shows print a caption once more beside the picture.
    captions = {piece.block.caption for piece in pieces if isinstance(piece.block, Figure)}
    pieces = [piece for piece in pieces if not (isinstance(piece.block, Paragraph) and piece.text in captions)]
    art = lead_figures(page.outline, survey, number, dropped, page.absolute) if number and pieces else []
    told_images = {piece.block.image for piece in pieces if isinstance(piece.block, Figure)}
    blocks = (*(figure for figure in art if figure.image not in told_images), *(piece.block for piece in pieces))
    blocks = _with_notes(blocks, page, number, apart)
    told = _told_body(page)
    if told and len(told) > _MUCH_MORE * sum(len(text) for block in blocks for text in block.texts):
        # The text is not in the markup: a page that a script would fill.
        paragraphs = tuple(Paragraph(text=text) for line in told.split("\n") if (text := fold(line)))
        return Body(blocks=paragraphs, links=(), container=None, rule="json-ld:articleBody")
    return Body(
        blocks=blocks,
        links=tuple(dict.fromkeys(link for piece in pieces for link in piece.links)),
        container=container if any(not isinstance(block, Figure) for block in blocks) else None,
        rule=chosen.rule,
        weight=chosen.weight,
        others=chosen.others,
    )


def _with_notes(blocks: tuple[Block, ...], page: Page, container: int, apart: frozenset[_Element]) -> tuple[Block, ...]:
    """The blocks with the correction notes that stand beside them."""
    if not container or not blocks:
        return blocks
    told = " ".join(text for block in blocks for text in block.texts)
    notes = list(notes_beside(page.outline, page.survey, container, apart, told))
    before, after = (
        tuple(Paragraph(text=text) for first, text in notes if first is wanted) for wanted in (True, False)
    )
    return (*before, *blocks, *after) if notes else blocks


_MUCH_MORE = 3
_MAX_TOLD = 500_000


def _told_body(page: Page) -> str:
    """The text as JSON-LD tells it, lines kept, markup off; empty where it tells none."""
    for node in page.metadata.articles():
        told = node.get("articleBody")
        if isinstance(told, str) and told.strip():
            lines = _LINE_END.sub("\n", told[:_MAX_TOLD]).split("\n")
            return "\n".join(text for line in lines if (text := plain(line)))
    return ""


_LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6])>|\r\n?", re.IGNORECASE)
