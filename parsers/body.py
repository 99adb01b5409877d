"""The article's own text, whole and nothing else, as typed blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from parsers.article import Block, Figure, Link
from parsers.blocks import read_pieces
from parsers.clutter import find_clutter
from parsers.container import choose_container
from parsers.edges import trim
from parsers.headings import settle_headings
from parsers.page import Page, soup_of
from parsers.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What the body module found."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    container: _Element | None
    """The element that holds the text; None where no text was found."""
    rule: str


def read_body(page: Page, *, title: str | None, subtitle: str | None, apart: frozenset[_Element]) -> Body:
    """The body, without ``apart``: elements that others know to be author boxes, comments and their like."""
    survey = Survey(page.body)
    dropped = find_clutter(survey, apart)
    number, rule = choose_container(survey, dropped)
    container, end = survey.elements[number], survey.ends[number]
    skipped = {survey.elements[inner] for inner in range(number + 1, end) if dropped[inner]}
    pieces = read_pieces(soup_of(container, skipped), page.absolute)
    pieces = settle_headings(trim(pieces, title=title, subtitle=subtitle))
    blocks = tuple(piece.block for piece in pieces)
    return Body(
        blocks=blocks,
        links=tuple(dict.fromkeys(link for piece in pieces for link in piece.links)),
        container=container if any(not isinstance(block, Figure) for block in blocks) else None,
        rule=rule,
    )
