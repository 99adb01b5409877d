"""Articles as rows of the view ``articles``: what tables (CSV, Parquet) are made of."""

from __future__ import annotations

import json
from typing import Any

from archive.driver import Connection

Kind = str
"""``integer``, ``text``, ``time`` (always UTC), ``flag`` or ``list`` (of texts)."""

Row = dict[str, Any]

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


def latest(connection: Connection, article_id: int) -> list[Row]:
    """An article as it is now: one row."""
    return _read(connection, COLUMNS, "articles WHERE id = ?", article_id)


def versions(connection: Connection, article_id: int) -> list[Row]:
    """A row for each version, oldest first."""
    return _read(
        connection,
        VERSION_COLUMNS,
        "article_versions WHERE article_id = ? ORDER BY valid_from, revision_id",
        article_id,
    )


def _read(connection: Connection, columns: dict[str, Kind], whence: str, article_id: int) -> list[Row]:
    found = connection.execute(f"SELECT {', '.join(columns)} FROM {whence}", [article_id])
    return [dict(zip(columns, row, strict=True)) for row in found]


def as_list(value: str | None) -> list[str]:
    """The texts of a column of kind ``list``."""
    return json.loads(value) if value else []
