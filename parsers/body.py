"""The article's own text, whole and nothing else, as typed blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from parsers.article import Block, Link, Paragraph
from parsers.page import Page
from parsers.text import text_of


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
    article = next(page.body.iter("article"), page.body)
    blocks = tuple(Paragraph(text=text) for p in article.iter("p") if (text := text_of(p)))
    return Body(blocks=blocks, links=(), container=article, rule="dom:article")
