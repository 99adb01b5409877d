"""What was said under the article: the widgets that hold it and the comments that are in the page."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from parsers.article import Comment, CommentWidget
from parsers.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """What the comments module found."""

    widgets: tuple[CommentWidget, ...]
    comments: tuple[Comment, ...]
    elements: frozenset[_Element]
    """Threads, forms, lists of comments, also those of other articles: apart from the body."""
    rules: tuple[tuple[str, str], ...]
    """Provenance: (``comments.widgets[0]``, rule) and so on."""


def read_discussion(page: Page) -> Discussion:
    """Widgets and comments of this article."""
    return Discussion(widgets=(), comments=(), elements=frozenset(), rules=())
