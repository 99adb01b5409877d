"""Which articles leave the archive: by source, author, tag, language, day of publication and words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.driver import Connection, is_damage, sqlite3, translated
from archive.reading.filters import Filters
from archive.reading.search import match_expression
from archive.store import Archive

_CACHE = 16_000
"""kB of pages in memory: who reads on and on asks for few of them twice, and the formats need memory themselves."""

_PATIENCE = 10_000
"""Ids in a row that may lie in damaged pages; a page holds some hundred."""


@contextmanager
def moment(archive: Archive) -> Iterator[Connection]:
    """What is read in the block is of one moment, whatever is written meanwhile; the write-ahead log grows until its end."""
    connection = archive.connection
    with translated(archive.path):
        (cache,) = connection.execute("PRAGMA cache_size").fetchone()
        connection.execute(f"PRAGMA cache_size=-{_CACHE}")
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT 1 FROM article LIMIT 1").fetchone()  # the moment begins with the first read
            yield connection
        finally:
            connection.execute("ROLLBACK")
            connection.execute(f"PRAGMA cache_size={cache}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a person asked for; everything where nothing is named."""

    sources: tuple[str, ...] = ()
    """Keys; none stands for all, articles without a source too."""
    since: date | None = None
    """Day of publication (of the first sight where the page names none), as in ``archive.reading.search``."""
    until: date | None = None
    query: str | None = None
    """Words, as ``archive.reading.search`` takes them."""
    author: str | None = None
    tag: str | None = None
    language: str | None = None
    """Its first part: ``pt`` lets ``pt-BR`` through."""

    @property
    def is_everything(self) -> bool:
        return not (self.sources or self.since or self.until or self.query is not None or self._filters)

    @property
    def _filters(self) -> Filters:
        return Filters.of(source=None, author=self.author, tag=self.tag, language=self.language, since=None, until=None)

    def count(self, connection: Connection) -> int:
        """How many articles these are."""
        articles, values = self.articles()
        (number,) = connection.execute(f"SELECT count(*) FROM ({articles})", values).fetchone()
        return int(number)

    def ids(self, connection: Connection) -> Iterator[int]:
        """Their ids, ascending, read as they are taken. Inside ``moment`` they are those of one moment.

        In a damaged file those that can still be found.
        """
        articles, values = self.articles()
        last, failures = 0, 0
        while failures < _PATIENCE:
            try:
                rows = connection.execute(f"{articles} AND a.id > ? ORDER BY a.id", [*values, last])
                for (article_id,) in rows:
                    last, failures = article_id, 0
                    yield article_id
                return
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                last, failures = last + 1, failures + 1

    def newest(self, connection: Connection, limit: int) -> list[int]:
        """The ids of those published last, the latest first."""
        articles, values = self.articles()
        rows = connection.execute(
            f"{articles} ORDER BY ifnull(a.published, a.first_seen) DESC, a.id DESC LIMIT ?", [*values, limit]
        )
        return [article_id for (article_id,) in rows]

    def articles(self) -> tuple[str, list[Any]]:
        """SQL that gives their ids, of the table ``article`` as ``a``, and its values."""
        told: list[str] = []
        values: list[Any] = []
        if self.sources:
            told.append("a.source_id IN (SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?)))")
            values.append(json.dumps(self.sources))
        if self.since:
            told.append("ifnull(a.published, a.first_seen) >= ?")
            values.append(self.since.isoformat())
        if self.until:
            told.append("date(ifnull(a.published, a.first_seen)) <= ?")
            values.append(self.until.isoformat())
        if filters := self._filters:
            told.append(filters.on("a.id"))
            values += filters.values
        if self.query is not None:
            expression = match_expression(self.query)
            if expression is None:
                told.append("0")  # no word in it: it finds nothing
            else:
                told.append("a.id IN (SELECT rowid FROM article_search WHERE article_search MATCH ?)")
                values.append(expression)
        return f"SELECT a.id FROM article a WHERE {' AND '.join(told) or '1'}", values
