"""What saving has on its desk: the tools, the capture in hand, and the article as it stands."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from archive.driver import Connection
from archive.rows import Capture, Fetch
from archive.snapshots import BodyCache
from archive.tombstones import Tombstones
from archive.versions import parts
from archive.versions.bodies import Passage
from archive.versions.contents import Content
from archive.versions.identity import Match
from archive.versions.index import Index
from archive.versions.parts import NameCache
from parsers.article import Article


@dataclass(slots=True)
class Past:
    """What was written of an article before its history is told anew; empty where a capture only adds to it."""

    passages: tuple[Passage, ...] = ()
    """With their rows."""
    doubts: Mapping[str, frozenset[Hashable]] = field(default_factory=dict)
    """As ``observed.doubts``."""

    def revision_id(self, desk: Desk, seen: Seen) -> int:
        """The id for the revision that a capture makes."""
        return desk.next_id("revision")

    def reading_id(self, desk: Desk, fetch_id: int, parser_version: str) -> int:
        """The id for the revision that a later parser makes of the bytes of a request."""
        return desk.next_id("revision")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What saving works with: the connection and what it remembers between captures."""

    connection: Connection
    bodies: BodyCache
    names: NameCache
    index: Index
    tombstones: Tombstones
    past: Past = field(default_factory=Past)

    def next_id(self, table: str) -> int:
        """The id for the next row of ``article`` or ``revision``."""
        return parts.next_id(self.connection, self.names, table)

    def look_up_erasures(self) -> None:
        """To be called when a transaction begins: others may have added to, or erased, what is remembered here."""
        self.names.last_ids.clear()
        if self.tombstones.refresh():
            self.bodies.clear()
            self.names.clear()

    def forget(self, mark: int) -> None:
        """Drop what is remembered of rows that a rollback takes back; ``mark`` is ``index.mark()`` at its begin."""
        self.bodies.clear()
        self.names.clear()
        self.index.undo(mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as it stands before a capture."""

    id: int
    page_id: int
    url: str
    canonical_url: str
    modified: str | None
    paywalled: int | None
    last_seen: str
    gone_at: str | None
    revision_id: int
    fetch_id: int
    snapshot_id: int | None
    error: str | None
    parser_version: str
    last_reader: str
    """The parser that read the last look at it, where that was another one."""
    seen_at: str
    """Of the latest revision."""
    gone_evidence_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A capture in the archive's words."""

    capture: Capture
    fetch_id: int
    extra_fetch_ids: tuple[int, ...]
    content: Content
    text_hash: int
    match: Match
    at: str

    @property
    def article(self) -> Article:
        return self.capture.article

    @property
    def fetch(self) -> Fetch:
        return self.capture.fetch


def load_known(connection: Connection, article_id: int) -> Known:
    """An article as it stands now."""
    row = connection.execute(
        "SELECT a.id, a.page_id, a.url, a.canonical_url, a.modified, a.paywalled, a.last_seen, a.gone_at,"
        " a.revision_id, r.fetch_id, f.snapshot_id, f.error, r.parser_version, r.seen_at, a.gone_evidence_at,"
        " (SELECT s.differs ->> '$.parser_version' FROM sighting s WHERE s.article_id = a.id"
        "  AND s.revision_id = a.revision_id ORDER BY s.at DESC, s.fetch_id DESC LIMIT 1)"
        " FROM article a JOIN revision r ON r.id = a.revision_id JOIN fetch f ON f.id = r.fetch_id WHERE a.id = ?",
        [article_id],
    ).fetchone()
    return Known(
        id=row[0],
        page_id=row[1],
        url=row[2],
        canonical_url=row[3],
        modified=row[4],
        paywalled=row[5],
        last_seen=row[6],
        gone_at=row[7],
        revision_id=row[8],
        fetch_id=row[9],
        snapshot_id=row[10],
        error=row[11],
        parser_version=row[12],
        last_reader=row[15] or row[12],
        seen_at=row[13],
        gone_evidence_at=row[14],
    )


def observe_event(
    connection: Connection,
    article_id: int | None,
    at: str,
    kind: str,
    value: str | None,
    fetch_id: int | None,
    page_id: int | None = None,
) -> None:
    """Note something that makes no revision."""
    connection.execute(
        "INSERT INTO observation (article_id, page_id, at, kind, value, fetch_id) VALUES (?, ?, ?, ?, ?, ?)",
        [article_id, page_id, at, kind, value, fetch_id],
    )


def flag(value: bool | None) -> int | None:
    """A truth as SQLite keeps it."""
    return None if value is None else int(value)
