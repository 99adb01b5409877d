"""Articles as rows of the view ``articles``: what tables (CSV, Parquet) are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from archive.driver import Connection

Kind = str
"""``integer``, ``text``, ``time`` (always UTC), ``flag`` or ``list`` (of texts)."""

COLUMNS: dict[str, Kind] = {
    "id": "integer",
    "source": "text",
    "url": "text",
    "canonical_url": "text",
    "title": "text",
    "subtitle": "text",
    "text": "text",
    "authors": "list",
    "headings": "list",
    "tags": "list",
    "published": "text",  # a plain date where the page tells no time
    "modified": "text",
    "language": "text",
    "image": "text",
    "paywalled": "flag",
    "word_count": "integer",
    "comment_count": "integer",
    "first_seen": "time",
    "last_seen": "time",
    "gone_at": "time",
    "revision_id": "integer",
    "revision_count": "integer",
    "parser_version": "text",
}
"""The columns of the view (docs/reference/schema.md), in its order."""

VERSION_COLUMNS: dict[str, Kind] = {
    "article_id": "integer",
    "revision_id": "integer",
    "valid_from": "time",
    "valid_to": "time",
    "cause": "text",
    "silent": "flag",
    "source": "text",
    "url": "text",
    "canonical_url": "text",
    "title": "text",
    "subtitle": "text",
    "text": "text",
    "authors": "list",
    "headings": "list",
    "tags": "list",
    "published": "text",
    "modified": "text",
    "language": "text",
    "image": "text",
    "site_name": "text",
    "paywalled": "flag",
    "word_count": "integer",
    "parser_version": "text",
}
"""Those of the view ``article_versions`` that are not of use to SQL alone."""


def columns(*, revisions: bool) -> dict[str, Kind]:
    """Name → kind, in order."""
    return VERSION_COLUMNS if revisions else COLUMNS


def read(connection: Connection, ids: Iterable[int], *, revisions: bool) -> Iterator[dict[str, Any]]:
    """The rows of these articles; with ``revisions`` one for each version, oldest first."""
    names = list(columns(revisions=revisions))
    query = f"SELECT {', '.join(names)} FROM " + (
        "article_versions WHERE article_id = ? ORDER BY valid_from, revision_id"
        if revisions
        else "articles WHERE id = ?"
    )
    for article_id in ids:
        for row in connection.execute(query, [article_id]):
            yield dict(zip(names, row, strict=True))


def as_list(value: str | None) -> list[str]:
    """The texts of a column of kind ``list``."""
    return json.loads(value) if value else []
