"""Which bytes of the archive may be read again by a later parser: those of its versions, and of pages without any."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.crawls import requests
from archive.driver import Connection
from archive.reading.selection import Selection
from archive.rows import Fetch, LeasedPage
from archive.times import utc_text

_AT_ONCE = 500
"""Rows that are read ahead: no statement stays open while pages are parsed, so that nobody's checkpoint waits for us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version whose bytes may be read again."""

    revision_id: int
    article_id: int
    url: str
    """Where its bytes came from."""
    at: str
    """When they did."""
    parser_version: str
    source_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A page in whose bytes no parser has found an article."""

    page: LeasedPage
    """As for a crawl, though nobody holds it."""
    fetch: Fetch
    """The last answer that it gave, without its body."""
    snapshot_id: int
    read_by: str | None
    """The parser that looked last, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one pass goes through: what there is when it begins. What comes later is read by a parser of today."""

    selection: Selection
    """Its sources and its first day."""
    every: bool
    """Older versions too, not only the latest of each article."""
    last_revision: int
    last_page: int

    @classmethod
    def of(cls, connection: Connection, selection: Selection, *, every: bool) -> Shelf:
        """Everything that is there now."""
        last_revision, last_page = connection.execute(
            "SELECT ifnull((SELECT max(id) FROM revision), 0), ifnull((SELECT max(id) FROM page), 0)"
        ).fetchone()
        return cls(selection=selection, every=every, last_revision=last_revision, last_page=last_page)

    def count(self, connection: Connection) -> int:
        """How many versions and pages these are."""
        asked = (self._versions("count(*)"), self._pages("count(*)"))
        return sum(connection.execute(query, [0, *values]).fetchone()[0] for query, values in asked)

    def versions(self, connection: Connection) -> Iterator[Version]:
        """The last reading of every request that made a version, ascending by its id."""
        query, values = self._versions("r.id, r.article_id, ifnull(f.final_url, f.url), f.at, r.parser_version, s.key")
        for row in _rows(connection, f"{query} ORDER BY r.id", values):
            yield Version(
                revision_id=row[0], article_id=row[1], url=row[2], at=row[3], parser_version=row[4], source_key=row[5]
            )

    def loose(self, connection: Connection) -> Iterator[Loose]:
        """Ascending by the id of the page."""
        query, values = self._pages(
            "p.id, p.url, p.key, h.name, s.key, p.tries, p.article_id, p.read_by, f.snapshot_id,"
            f" {requests.told_columns('f')}"
        )
        for row in _rows(connection, f"{query} ORDER BY p.id", values):
            yield _loose(row)

    def _versions(self, columns: str) -> tuple[str, list[Any]]:
        chosen, values = self.selection.articles()
        which = (
            "EXISTS (SELECT 1 FROM version v WHERE v.article_id = r.article_id AND v.revision_id = r.id)"
            if self.every
            else "b.revision_id = r.id"
        )
        if not self.selection.is_everything:
            which += f" AND EXISTS ({chosen} AND a.id = r.article_id)"
        query = (
            f"SELECT {columns} FROM revision r JOIN article b ON b.id = r.article_id JOIN fetch f ON f.id = r.fetch_id"
            " LEFT JOIN source s ON s.id = b.source_id"
            f" WHERE r.id > ? AND r.id <= {self.last_revision} AND f.snapshot_id IS NOT NULL AND {which}"
        )
        return query, values

    def _pages(self, columns: str) -> tuple[str, list[Any]]:
        values: list[Any] = []
        which = ""
        if self.selection.sources:
            which += " AND s.key IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(self.selection.sources))
        if self.selection.since:
            which += " AND f.at >= ?"  # nobody knows yet when it was published
            values.append(self.selection.since.isoformat())
        query = (
            f"SELECT {columns} FROM page p JOIN host h ON h.id = p.host_id LEFT JOIN source s ON s.id = p.source_id"
            " JOIN fetch f ON f.id = (SELECT max(l.id) FROM fetch l WHERE l.page_id = p.id AND l.snapshot_id IS NOT NULL)"
            f" WHERE p.id > ? AND p.id <= {self.last_page} AND {_IS_LOOSE}{which}"
        )
        return query, values


_IS_LOOSE = """
p.state IN ('not_article', 'failed') AND f.status BETWEEN 200 AND 299
AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.article_id = p.article_id AND r.fetch_id = f.id)
AND NOT EXISTS (SELECT 1 FROM sighting l WHERE l.article_id = p.article_id AND l.fetch_id = f.id)
"""


def is_loose(connection: Connection, page_id: int) -> bool:
    """Whether nobody has found an article in a page, nor is about to ask for it."""
    row = connection.execute("SELECT state IN ('not_article', 'failed') FROM page WHERE id = ?", [page_id]).fetchone()
    return bool(row and row[0])


def note_reader(connection: Connection, page_id: int, parser_version: str) -> None:
    """Keep that this parser found no article in the bytes of a page."""
    connection.execute("UPDATE page SET read_by = ? WHERE id = ?", [parser_version, page_id])


def take_back_verdict(connection: Connection, page_id: int, at: datetime) -> None:
    """Forget that an answer of a page was no article: it was, and only a parser did not see it."""
    connection.execute(
        "DELETE FROM observation WHERE page_id = ?1 AND kind = 'not_article'"
        " AND fetch_id IN (SELECT id FROM fetch WHERE page_id = ?1 AND at = ?2)",
        [page_id, utc_text(at)],
    )
    connection.execute("UPDATE page SET read_by = NULL WHERE id = ?", [page_id])


def _rows(connection: Connection, query: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query that takes the id to go on behind, in pieces."""
    last = 0
    while rows := connection.execute(f"{query} LIMIT {_AT_ONCE}", [last, *values]).fetchall():
        yield from rows
        last = rows[-1][0]


def _loose(row: tuple[Any, ...]) -> Loose:
    page_id, url, key, host, source_key, tries, article_id, read_by, snapshot_id, *asked = row
    page = LeasedPage(
        page_id=page_id,
        url=url,
        key=key,
        host=host,
        source_key=source_key,
        tries=tries,
        etag=None,
        last_modified=None,
        article_id=article_id,
        known_version=None,
    )
    return Loose(page=page, fetch=requests.told(asked), snapshot_id=snapshot_id, read_by=read_by)
