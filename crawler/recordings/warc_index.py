"""What some WARC files hold, in the order in which it was fetched: kept in a file that is gone afterwards, not in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.driver import sqlite3
from crawler.recordings.warc import Record
from crawler.urls import absolute, page_key

_PAGES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml", None)
"""Media types of pages; a server that names none may have sent one."""

_TABLES = """
CREATE TABLE record (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, offset INTEGER NOT NULL, kind TEXT NOT NULL, warc_id TEXT,
    url TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, status INTEGER, location TEXT, digest TEXT, truncated TEXT,
    refers_key TEXT, refers_at INTEGER, page INTEGER NOT NULL
);
CREATE TABLE note (
    warc_id TEXT PRIMARY KEY, url TEXT, at INTEGER, method TEXT, page TEXT, via TEXT, source TEXT, milliseconds REAL,
    bytes INTEGER, error TEXT, headers TEXT, confirm_seconds INTEGER, listing TEXT
);
"""
_INDEXES = """
CREATE INDEX record_time ON record (at, id);
CREATE INDEX record_key ON record (key, at);
CREATE INDEX record_url ON record (url, at);
CREATE INDEX record_digest ON record (digest) WHERE page AND digest IS NOT NULL;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record's bytes are."""

    path: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An answer (or, with ``error``, that there was none) with what is told about it."""

    place: Place | None
    """None where no answer came."""
    body: Place | None
    """Where a revisit's bytes are; None where the record has them itself, or nobody has."""
    url: str
    at: datetime
    status: int | None
    location: str | None = None
    """Absolute."""
    truncated: str | None = None
    page: str | None = None
    """Address of the page it was fetched for, where Dateline wrote the file."""
    via: str | None = None
    """Address that was asked for, where that redirected here."""
    source: str | None = None
    """Key and address of the source, where Dateline wrote the file."""
    seconds: float | None = None
    bytes_received: int | None = None
    error: str | None = None
    headers: Mapping[str, str] | None = None
    """Of the answer, where its record has none."""
    confirm_seconds: int | None = None
    """Of a 404 or 410 that Dateline wrote: how long it had to last to be believed."""


class WarcIndex:
    """Fill it with ``add``, then ask."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)  # a temporary file of SQLite's own
        self._connection.executescript(_TABLES)
        self._connection.execute("BEGIN")

    def add(self, path: str, records: Iterable[Record]) -> None:
        """Records of one file, in their order there."""
        for record in records:
            url = absolute(record.url)
            if url is None:
                continue
            if record.kind in ("request", "metadata"):
                self._note(record, url)
                continue
            location = absolute(record.location, url) if record.location else None
            whole = record.status is not None and 200 <= record.status < 300 and record.media_type in _PAGES
            self._connection.execute(
                "INSERT INTO record (path, offset, kind, warc_id, url, key, at, status, location, digest, truncated,"
                " refers_key, refers_at, page) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    path,
                    record.offset,
                    record.kind,
                    record.id,
                    url,
                    page_key(url),
                    _seconds(record.at),
                    record.status,
                    location,
                    record.digest,
                    record.truncated,
                    page_key(record.refers_to) if record.refers_to else None,
                    _seconds(record.refers_at) if record.refers_at else None,
                    int(whole),
                ],
            )

    def close(self) -> None:
        self._connection.close()

    def complete(self) -> int:
        """Everything is in; how many pages, as far as one can tell before reading them."""
        self._connection.execute("COMMIT")
        self._connection.executescript(_INDEXES)
        return int(self._connection.execute("SELECT count(*) FROM record WHERE page").fetchone()[0])

    def held(self) -> Iterator[Held]:
        """What concerns pages, in the order of its time: pages themselves, what led to them, and what became of them.

        Of what Dateline wrote that is everything but feeds and their like; of other files not what came with pages (images, styles) or in answer
        to forms. A page stands in these files whole at least once, else it is no page for us.
        """
        rows = self._connection.execute(
            "SELECT r.path, r.offset, r.url, r.at, r.status, r.location, r.truncated, r.kind, r.digest, r.refers_key,"
            " r.refers_at, n.page, n.via, n.source, n.milliseconds, n.bytes, n.error, n.headers, n.confirm_seconds, r.id"
            " FROM record r LEFT JOIN note n ON n.warc_id = r.warc_id"
            " WHERE ifnull(n.method, 'GET') = 'GET' AND n.listing IS NULL AND (r.page OR n.page IS NOT NULL OR r.location IS NOT NULL"
            "  OR EXISTS (SELECT 1 FROM record o WHERE o.page AND o.key = r.key) AND NOT r.status BETWEEN 200 AND 299)"
            " UNION ALL SELECT NULL, NULL, url, at, NULL, NULL, NULL, 'error', NULL, NULL, NULL, page, via, source,"
            "  milliseconds, bytes, error, headers, NULL, 0 FROM note WHERE error IS NOT NULL AND url IS NOT NULL"
            "  AND listing IS NULL"
            "  AND warc_id NOT IN (SELECT warc_id FROM record WHERE warc_id IS NOT NULL)"
            " ORDER BY 4, 20"
        )
        for row in rows:
            yield self._held(row)

    def nearest(self, url: str, at: datetime) -> Held | None:
        """The page of this address that was fetched at about that time."""
        row = self._connection.execute(
            "SELECT r.path, r.offset, r.url, r.at, r.status, r.location, r.truncated, r.kind, r.digest, r.refers_key,"
            " r.refers_at, n.page, n.via, n.source, n.milliseconds, n.bytes, n.error, n.headers, n.confirm_seconds, r.id"
            " FROM record r LEFT JOIN note n ON n.warc_id = r.warc_id WHERE r.page AND r.key = ?"
            " ORDER BY abs(r.at - ?), r.id LIMIT 1",
            [page_key(url), _seconds(at)],
        ).fetchone()
        return None if row is None else self._held(row)

    def begins(self) -> datetime | None:
        """The time of the first answer."""
        (at,) = self._connection.execute("SELECT min(at) FROM record").fetchone()
        return None if at is None else datetime.fromtimestamp(at, UTC)

    def of(self, url: str) -> list[Held]:
        """All that this very address answered, in the order of its time."""
        rows = self._connection.execute(
            "SELECT r.path, r.offset, r.url, r.at, r.status, r.location, r.truncated, r.kind, r.digest, r.refers_key,"
            " r.refers_at, n.page, n.via, n.source, n.milliseconds, n.bytes, n.error, n.headers, n.confirm_seconds, r.id"
            " FROM record r LEFT JOIN note n ON n.warc_id = r.warc_id WHERE r.url = ?1 AND ifnull(n.method, 'GET') = 'GET'"
            " UNION ALL SELECT NULL, NULL, url, at, NULL, NULL, NULL, 'error', NULL, NULL, NULL, page, via, source,"
            "  milliseconds, bytes, error, headers, NULL, 0 FROM note WHERE error IS NOT NULL AND url = ?1"
            "  AND warc_id NOT IN (SELECT warc_id FROM record WHERE url = ?1 AND warc_id IS NOT NULL)"
            " ORDER BY 4, 20",
            [url],
        )
        return [self._held(row) for row in rows]

    def answers(self) -> dict[str, int]:
        """Address → how many answers there are of it."""
        return dict(self._connection.execute("SELECT url, count(*) FROM record GROUP BY url").fetchall())

    def _note(self, record: Record, url: str) -> None:
        told = record.fields
        about = record.concurrent_to or record.id
        if about is None:
            return
        self._connection.execute(
            "INSERT INTO note (warc_id, url, at, method, page, via, source, milliseconds, bytes, error, headers, confirm_seconds,"
            " listing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET method = ifnull(excluded.method, method),"
            " page = ifnull(excluded.page, page), via = ifnull(excluded.via, via), listing = ifnull(excluded.listing, listing)",
            [
                about,
                url,
                _seconds(record.at),
                record.method,
                absolute(told["dateline-page"]) if "dateline-page" in told else None,
                # Others mean the page with the link to this one by it, we the address that redirected here.
                absolute(told["via"]) if "via" in told and "dateline-page" in told else None,
                told.get("dateline-source"),
                _number(told.get("fetchtimems")),
                _number(told.get("dateline-bytes")),
                told.get("dateline-error"),
                told.get("dateline-headers"),
                _number(told.get("dateline-confirm-seconds")),
                told.get("dateline-listing"),
            ],
        )

    def _held(self, row: tuple) -> Held:  # type: ignore[type-arg]
        path, offset, url, at, status, location, truncated, kind, digest, refers_key, refers_at, *notes = row
        page, via, source, milliseconds, received, error, headers, confirm_seconds, _ = notes
        body = None
        if kind == "revisit" and status != 304:
            body = self._bytes_of(digest, refers_key, refers_at)
        return Held(
            place=None if path is None else Place(path=path, offset=offset),
            body=body,
            url=url,
            at=datetime.fromtimestamp(at, UTC),
            status=status,
            location=location,
            truncated=truncated,
            page=page,
            via=via,
            source=source,
            seconds=None if milliseconds is None else milliseconds / 1000,
            bytes_received=None if received is None else int(received),
            error=error,
            headers=_headers(headers),
            confirm_seconds=None if confirm_seconds is None else int(confirm_seconds),
        )

    def _bytes_of(self, digest: str | None, key: str | None, at: int | None) -> Place | None:
        """The record that a revisit refers to: by address and time, else by what is in it."""
        row = (
            self._connection.execute(
                "SELECT path, offset FROM record WHERE kind <> 'revisit' AND key = ? AND at = ? LIMIT 1",
                [key, at],
            ).fetchone()
            or self._connection.execute(
                "SELECT path, offset FROM record WHERE page AND kind <> 'revisit' AND digest = ? LIMIT 1", [digest]
            ).fetchone()
        )
        return row and Place(path=row[0], offset=row[1])


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _headers(text: str | None) -> dict[str, str] | None:
    try:
        told = json.loads(text) if text else None
    except ValueError:
        return None
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else None


def _number(text: str | None) -> float | None:
    """What can be counted and stored: anybody may have written it, also as ``inf``."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < 2**53 else None


SAME_FETCH = timedelta(days=1)
"""A redirect and what it leads to belong together where no more time is between them."""
