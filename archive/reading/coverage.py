"""Announced against archived: of every source and day how many pages, and of each missing one why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive.crawls.hindrances import of_page
from archive.driver import by_name, translated
from archive.errors import UnknownSource
from archive.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What became of the pages of a source that were first announced on one day (UTC)."""

    source: str
    day: str
    announced: int
    archived: int
    """Of them, led to an article."""
    missing: int
    """Of them, neither that nor found to be none; so announced = archived + not_articles + missing."""
    duplicates: int
    """Of those archived, another address of an article."""
    not_articles: int
    due: int
    gone: int
    refused: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A page that was announced and is not archived."""

    source: str
    day: str
    url: str
    state: str
    """``due``, ``gone``, ``refused``, ``failed``."""
    reason: str | None
    tries: int
    next_due: str | None
    title: str | None
    """As announced."""
    via: tuple[str, ...]
    """Addresses of the feeds, sitemaps and pages that announced it."""
    hindrance: str | None
    """Of one that is due: what keeps it from being asked for, such as a pause of its host."""


_DAYS = """
SELECT source, day, announced, archived, missing, duplicates, not_articles, due, gone, refused, failed
FROM coverage WHERE source IN (SELECT value FROM json_each(:sources)) AND day >= :since ORDER BY day DESC, source
"""

_MISSING = """
SELECT * FROM missing WHERE source IN (SELECT value FROM json_each(:sources)) AND first_seen >= :since
ORDER BY date(first_seen) DESC, source, state, url
"""


def days(archive: Archive, *, sources: Sequence[str] = (), since: date | None = None) -> list[Day]:
    """The latest day first; of all sources where none is named. Raises UnknownSource."""
    with translated(archive.path):
        rows = archive.connection.execute(_DAYS, _which(archive, sources, since)).fetchall()
    return [
        Day(
            source=row[0],
            day=row[1],
            announced=row[2],
            archived=row[3],
            missing=row[4],
            duplicates=row[5],
            not_articles=row[6],
            due=row[7],
            gone=row[8],
            refused=row[9],
            failed=row[10],
        )
        for row in rows
    ]


def missing(
    archive: Archive, *, now: datetime, sources: Sequence[str] = (), since: date | None = None
) -> Iterator[Missing]:
    """Every missing page, the latest day first, and why it is so ``now``. Raises UnknownSource."""
    with translated(archive.path):
        for row in by_name(archive.connection, _MISSING, _which(archive, sources, since)):
            yield Missing(
                source=row["source"],
                day=row["first_seen"][:10],
                url=row["url"],
                state=row["state"],
                reason=row["reason"],
                tries=row["tries"],
                next_due=row["next_due"],
                title=row["title"],
                via=tuple(json.loads(row["announcers"])),
                hindrance="; ".join(of_page(row, row, now) if row["state"] == "due" else ()) or None,
            )


def demand_sources(archive: Archive, keys: Sequence[str]) -> list[str]:
    """All sources that the archive knows, by key. Raises UnknownSource where one of ``keys`` is none of them."""
    known = [key for (key,) in archive.connection.execute("SELECT key FROM source ORDER BY key")]
    for key in keys:
        if key not in known:
            raise UnknownSource(archive.path, f"there is no source {key}; `dateline stats` names those there are")
    return known


def _which(archive: Archive, sources: Sequence[str], since: date | None) -> dict[str, str]:
    known = demand_sources(archive, sources)
    return {"sources": json.dumps(list(sources) or known), "since": since.isoformat() if since else ""}
