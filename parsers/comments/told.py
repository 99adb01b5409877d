"""Comments that a page tells machines only: ``comment`` of the article in its JSON-LD (schema.org)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from parsers.article import Comment, Moment
from parsers.moments.reading import read_moment
from parsers.page import Page
from parsers.text import fold, plain

_MOST = 2_000


def told_comments(page: Page) -> tuple[Comment, ...]:
    """In the order of the data; who answers whom is not told there."""
    for node in page.metadata.articles():
        found = [
            comment
            for value in islice(page.metadata.resolved(node.get("comment")), _MOST)
            if (comment := _read(page, value))
        ]
        if found:
            return tuple(found)
    return ()


def _read(page: Page, value: Any) -> Comment | None:
    if not isinstance(value, Mapping):
        return None
    text = value.get("text") or value.get("commentText")
    lines = [fold(plain(line) or "") for line in text.splitlines()] if isinstance(text, str) else []
    author = next(iter(page.metadata.resolved(value.get("author") or value.get("creator"))), None)
    name = plain(author.get("name") if isinstance(author, Mapping) else author)
    published: Moment | None = None
    for key in ("datePublished", "dateCreated", "commentTime"):
        told = value.get(key)
        if published is None and isinstance(told, str):
            published = read_moment(told, None)
    whole = "\n".join(line for line in lines if line)
    if not whole or (name is None and published is None):
        return None
    own = plain(value.get("@id") or value.get("identifier"))
    return Comment(id=own[:200] if own else None, author=name, published=published, text=whole)
