"""Who wrote it: everyone the byline names and nobody else, each with what the page says about them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from parsers.article import Author
from parsers.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the authors module found."""

    authors: tuple[Author, ...]
    rules: tuple[tuple[str, str], ...]
    """Provenance: (``authors[0].bio``, rule) and so on."""
    elements: frozenset[_Element]
    """Author boxes and bylines: apart from the body."""


def read_authors(page: Page) -> Byline:
    """Authors in page order; bios matched to the right one."""
    return Byline(authors=(), rules=(), elements=frozenset())
