"""Which articles a search is narrowed to: by source, author, tag, language and day, each answered by an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from archive.driver import Connection

_SOURCE = "SELECT id, published FROM article WHERE source_id = (SELECT id FROM source WHERE key = ?)"
# From the name to the articles: SQLite, which does not know how few there are, would begin with the articles.
# Where nobody is named so, who is in the letters that anybody types: then all names are gone through.
_AUTHOR = (
    "SELECT DISTINCT a.id, a.published FROM"
    " (WITH asked (name) AS (SELECT ?)"
    "  SELECT w.id FROM asked q CROSS JOIN author w ON w.name = q.name COLLATE NOCASE"
    "  UNION ALL SELECT w.id FROM asked q CROSS JOIN author w ON plain(w.name) = plain(q.name)"
    "  WHERE NOT EXISTS (SELECT 1 FROM author x WHERE x.name = q.name COLLATE NOCASE)) w"
    " CROSS JOIN byline b ON b.author_id = w.id CROSS JOIN article a ON a.revision_id = b.revision_id"
)
_TAG = (
    "SELECT a.id, a.published FROM tag t CROSS JOIN revision_tag x ON x.tag_id = t.id"
    " CROSS JOIN article a ON a.revision_id = x.revision_id WHERE t.name = ? COLLATE NOCASE"
)
_DAYS = (
    "SELECT id, published FROM article WHERE published >= ? AND published < ?"
    " UNION ALL SELECT id, published FROM article WHERE published IS NULL AND first_seen >= ? AND first_seen < ?"
)
_LANGUAGE = (
    "EXISTS (SELECT 1 FROM article l JOIN revision r ON r.id = l.revision_id"
    " WHERE l.id = {id} AND instr(lower(r.language || '-'), lower(?) || '-') = 1)"
)
"""Has no index: asked of each hit, as most articles of an archive are of few languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What must be true of an article besides its words. False where everything goes."""

    sets: tuple[tuple[str, tuple[str, ...]], ...]
    """Queries for ``id`` and ``published`` of the articles let through, with their values; the narrowest first."""
    language: str | None

    @classmethod
    def of(
        cls,
        *,
        source: str | None,
        author: str | None,
        tag: str | None,
        language: str | None,
        since: date | None,
        until: date | None,
    ) -> Self:
        """As ``search`` takes them."""
        sets: list[tuple[str, tuple[str, ...]]] = [
            (query, (value,))
            for query, value in ((_AUTHOR, author), (_TAG, tag), (_SOURCE, source))
            if value is not None
        ]
        if since or until:
            # As text, a time sorts behind its day and before the next.
            first = since.isoformat() if since else ""
            end = (until + timedelta(days=1)).isoformat() if until and until < date.max else "A"
            sets.append((_DAYS, (first, end, first, end)))
        return cls(sets=tuple(sets), language=language)

    def __bool__(self) -> bool:
        return bool(self.sets) or self.language is not None

    @property
    def sql(self) -> str:
        """As a condition on ``rowid`` of ``article_search``."""
        return self.on("article_search.rowid")

    def on(self, column: str) -> str:
        """As a condition on a column that has ids of articles; with the same ``values``."""
        return _all(self.sets, self.language, column)

    @property
    def values(self) -> list[str]:
        """The values of ``sql``."""
        return _values(self.sets, self.language)

    def newest(self, connection: Connection, limit: int) -> list[int]:
        """The ids of the articles that were published last; those without a date come behind."""
        (base, values), *rest = self.sets or (("SELECT id, published FROM article", ()),)
        condition = _all(tuple(rest), self.language, "s.id") or "TRUE"
        rows = connection.execute(
            f"SELECT s.id FROM ({base}) s WHERE {condition} ORDER BY s.published DESC, s.id DESC LIMIT ?",
            [*values, *_values(tuple(rest), self.language), limit],
        )
        return [article_id for (article_id,) in rows]


def _all(sets: tuple[tuple[str, tuple[str, ...]], ...], language: str | None, column: str) -> str:
    # The plus keeps SQLite from asking the index once for every article that a filter lets through.
    conditions = [f"+{column} IN (SELECT id FROM ({query}))" for query, _ in sets]
    return " AND ".join([*conditions, *([_LANGUAGE.format(id=column)] if language is not None else [])])


def _values(sets: tuple[tuple[str, tuple[str, ...]], ...], language: str | None) -> list[str]:
    return [*(value for _, values in sets for value in values), *([language] if language is not None else [])]
