"""Is it an article? Section fronts, tag pages, products, forums, documentation, logins and errors are not."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.article import Moment
from parsers.authors import Byline
from parsers.body import Body
from parsers.found import Found
from parsers.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The verdict."""

    is_article: bool
    confidence: float
    """0…1: how sure we are of the document as a whole."""
    rule: str


def judge(page: Page, *, title: str | None, body: Body, byline: Byline, published: Found[Moment | None]) -> Kind:
    """Weighs what the page says it is against what it looks like."""
    words = sum(len(text.split()) for block in body.blocks for text in block.texts)
    return Kind(is_article=bool(title) and words > 80, confidence=0.5, rule="words")
