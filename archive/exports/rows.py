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

OF_A_REVISION: dict[str, Kind] = {"seen_at": "time", "cause": "text", "silent": "flag"}
"""What stands in front where every version is a row."""


def columns(*, revisions: bool) -> dict[str, Kind]:
    """Name → kind, in order."""
    return OF_A_REVISION | COLUMNS if revisions else COLUMNS


def read(connection: Connection, ids: Iterable[int], *, revisions: bool) -> Iterator[dict[str, Any]]:
    """The rows of these articles; with ``revisions`` one for each version, oldest first."""
    names = list(columns(revisions=revisions))
    query = _VERSIONS if revisions else f"SELECT {', '.join(names)} FROM articles WHERE id = ?"
    for article_id in ids:
        for row in connection.execute(query, [article_id]):
            yield dict(zip(names, row, strict=True))


def as_list(value: str | None) -> list[str]:
    """The texts of a column of kind ``list``."""
    return json.loads(value) if value else []


# The view `articles`, told of each revision instead of the latest.
_VERSIONS = """
SELECT
    r.seen_at, r.cause, r.silent,
    a.id, f.key, a.url, a.canonical_url, r.title, r.subtitle,
    (SELECT ifnull(group_concat(body, char(10)), '') FROM (
        SELECT CASE WHEN s.heading IS NULL THEN s.text WHEN s.text = '' THEN s.heading
                    ELSE s.heading || char(10) || s.text END AS body
        FROM outline o JOIN section s ON s.id = o.section_id WHERE o.revision_id = r.id ORDER BY o.position)),
    (SELECT json_group_array(name) FROM (
        SELECT w.name FROM byline b JOIN author w ON w.id = b.author_id WHERE b.revision_id = r.id ORDER BY b.position)),
    (SELECT json_group_array(heading) FROM (
        SELECT s.heading FROM outline o JOIN section s ON s.id = o.section_id
        WHERE o.revision_id = r.id AND o.position > 0 ORDER BY o.position)),
    (SELECT json_group_array(name) FROM (
        SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id WHERE x.revision_id = r.id ORDER BY x.position)),
    r.published, r.modified, r.language, r.image, r.paywalled, r.word_count, a.comment_count,
    a.first_seen, a.last_seen, a.gone_at, r.id,
    (SELECT count(*) FROM revision v WHERE v.article_id = a.id AND v.cause IN ('first', 'edit')),
    r.parser_version
FROM article a
JOIN revision r ON r.article_id = a.id
LEFT JOIN source f ON f.id = a.source_id
WHERE a.id = ?
ORDER BY r.seen_at, r.id
"""
