"""WARC 1.1 (ISO 28500): every request of the articles, with the bytes that came, for replay and for other archives.

What Dateline stores is unpacked, so the headers that tell of packing are kept under another name, as pywb and warcio
do it: ``X-Archive-Orig-content-length``. What WARC has no field for (how long it took, why it failed, which source)
stands in a ``metadata`` record beside the response. Reading it back (crawler/recordings/warc.py) gives the same requests.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.driver import Connection
from archive.errors import Damaged
from archive.reading.selection import Selection
from archive.snapshots import Dropped
from archive.store import Archive

ORIGINAL = "X-Archive-Orig-"
"""Put before the name of a header that would say something wrong about the bytes in the record."""
PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})

_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_LEVEL = 6
"""Of gzip; 9, as warcio writes, takes twice the time for one hundredth less."""


def write(archive: Archive, selection: Selection, out: BinaryIO, *, packed: bool = True) -> Iterator[bool]:
    """Write the requests that these articles are made of, in the order they were made; of a whole archive those too that
    led to no article, and those for feeds, sitemaps, front pages and robots.txt. ``packed``: each record is a gzip member of its own.

    After each request comes whether its bytes were lost, as they stand in a damaged part of the file.
    """
    archivist = _Archivist(archive, _Members(out) if packed else out)
    archivist.info()
    for fetch in _fetches(archive.connection, selection):
        try:
            archivist.fetch(fetch)
        except Dropped:
            archivist.fetch(replace(fetch, snapshot_id=None, error=fetch.error or "its bytes were dropped by a rule"))
            yield False
        except Damaged:
            archivist.fetch(
                replace(fetch, snapshot_id=None, error=fetch.error or "its bytes were damaged in the archive")
            )
            yield True
        else:
            yield False


def count(connection: Connection, selection: Selection) -> int:
    """How many requests ``write`` writes."""
    condition, values = _condition(selection)
    (number,) = connection.execute(f"SELECT count(*) FROM fetch t WHERE {condition}", values).fetchone()
    return int(number)


def _condition(selection: Selection) -> tuple[str, list[Any]]:
    if selection.is_everything:
        # What was erased has no address any more. Of a listing whose bytes are not kept there is nothing to tell.
        return "t.url <> '' AND (t.page_id IS NOT NULL OR t.snapshot_id IS NOT NULL OR t.status IS NOT 200)", []
    articles, values = selection.articles()
    condition = (  # an address that a version was read at may lead to another article by now
        f"t.page_id IN (SELECT id FROM page WHERE article_id IN ({articles})"
        f" UNION SELECT f.page_id FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.article_id IN ({articles}))"
    )
    return condition, [*values, *values]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetch:
    id: int
    page_id: int | None
    url: str
    final_url: str
    at: str
    status: int | None
    error: str | None
    headers: dict[str, str]
    seconds: float | None
    bytes: int | None
    snapshot_id: int | None
    shared: bool
    """Whether another request brought the same bytes."""
    source: str | None
    """Key and address."""
    page: str | None
    """Address of the page that it was made for; None for a listing or a robots.txt."""
    listing: str | None
    """What else it was made for: ``feed``, ``sitemap``, ``front``…, ``robots``."""
    confirm_seconds: int | None
    """Of a 404 or 410: how long it had to last to be believed."""

    @property
    def answered(self) -> str:
        """The address that gave this answer: of a redirect not where it leads."""
        redirects = self.status is not None and 300 <= self.status < 400 and "location" in self.headers
        return self.url if redirects else self.final_url


def _fetches(connection: Connection, selection: Selection) -> Iterator[_Fetch]:
    condition, values = _condition(selection)
    rows = connection.execute(
        "SELECT t.id, t.page_id, t.url, ifnull(t.final_url, t.url), t.at, t.status, t.error, t.headers, t.seconds,"
        " t.bytes, t.snapshot_id, EXISTS (SELECT 1 FROM fetch o WHERE o.snapshot_id = t.snapshot_id AND o.id <> t.id),"
        " s.key, s.url, p.url,"
        " (SELECT o.seconds FROM observation o WHERE o.page_id = p.id AND o.fetch_id = t.id AND o.kind = 'missing'),"
        " CASE WHEN t.page_id IS NULL THEN ifnull(e.kind, 'robots') END"
        " FROM fetch t LEFT JOIN page p ON p.id = t.page_id LEFT JOIN article a ON a.id = p.article_id"
        " LEFT JOIN feed e ON e.id = t.feed_id"
        f" LEFT JOIN source s ON s.id = coalesce(a.source_id, p.source_id, e.source_id) WHERE {condition} ORDER BY t.id",
        values,
    )
    for row in rows:
        yield _Fetch(
            id=row[0],
            page_id=row[1],
            url=row[2],
            final_url=row[3],
            at=row[4],
            status=row[5],
            error=row[6],
            headers=json.loads(row[7] or "{}"),
            seconds=row[8],
            bytes=row[9],
            snapshot_id=row[10],
            shared=bool(row[11]),
            source=f"{row[12]} {row[13]}" if row[12] else None,
            page=row[14],
            confirm_seconds=row[15],
            listing=row[16],
        )


class _Archivist:
    """Writes records and remembers which bytes are in the file already."""

    def __init__(self, archive: Archive, out: _Members | BinaryIO) -> None:
        self._archive = archive
        self._writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
        self._shared: dict[int, dict[str, str]] = {}
        """Snapshot → how later records refer to its first; only of those that came more than once."""

    def info(self) -> None:
        fields = {
            "software": "Dateline",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": "Bodies are stored unpacked; headers that told of their packing begin with X-Archive-Orig-",
        }
        self._write(self._writer.create_warcinfo_record(None, fields))

    def fetch(self, fetch: _Fetch) -> None:
        record_id = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'dateline:{fetch.id}:{fetch.at}:{fetch.answered}')}>"
        about = {"WARC-Date": fetch.at, "WARC-Record-ID": record_id}
        if fetch.status is not None:
            self._answer(fetch, fetch.status, about)
        self._metadata(
            fetch, about if fetch.status is None else {"WARC-Date": fetch.at, "WARC-Concurrent-To": record_id}
        )

    def _answer(self, fetch: _Fetch, status: int, about: dict[str, str]) -> None:
        if (earlier := self._shared.get(fetch.snapshot_id or 0)) is not None:
            self._revisit(fetch, status, about, {**earlier, "WARC-Profile": _IDENTICAL})
            return
        if status == HTTPStatus.NOT_MODIFIED:
            self._not_modified(fetch, about)
            return
        body = b"" if fetch.snapshot_id is None else self._body(fetch.snapshot_id)
        record = self._writer.create_warc_record(
            fetch.answered,
            "response",
            payload=BytesIO(body),
            length=len(body),
            warc_headers_dict=about if fetch.error is None else {**about, "WARC-Truncated": "unspecified"},
            http_headers=_http_head(status, fetch.headers, len(body)),
        )
        self._write(record)
        if fetch.snapshot_id is not None and fetch.shared:
            self._shared[fetch.snapshot_id] = {
                "WARC-Payload-Digest": record.rec_headers.get_header("WARC-Payload-Digest"),
                "WARC-Refers-To-Target-URI": fetch.answered,
                "WARC-Refers-To-Date": fetch.at,
            }

    def _body(self, snapshot_id: int) -> bytes:
        try:
            return self._archive.snapshot(snapshot_id).body
        except ValueError as error:
            raise Damaged(self._archive.path, str(error)) from error

    def _not_modified(self, fetch: _Fetch, about: dict[str, str]) -> None:
        """A revisit of the last answer of the address that had a body. Its own headers stand in the metadata: pywb 2.10
        replays a revisit with the status 304 as an empty page, and one without headers as what it refers to."""
        row = self._archive.connection.execute(
            "SELECT at FROM fetch WHERE page_id = ? AND id < ? AND snapshot_id IS NOT NULL AND ifnull(final_url, url) = ?"
            " ORDER BY id DESC LIMIT 1",
            [fetch.page_id, fetch.id, fetch.final_url],
        ).fetchone()
        refers = {"WARC-Refers-To-Target-URI": fetch.final_url, "WARC-Refers-To-Date": row[0]} if row else {}
        self._write(
            self._writer.create_warc_record(
                fetch.answered, "revisit", warc_headers_dict={**about, **refers, "WARC-Profile": _NOT_MODIFIED}
            )
        )

    def _revisit(self, fetch: _Fetch, status: int, about: dict[str, str], refers: dict[str, str]) -> None:
        record = self._writer.create_warc_record(
            fetch.answered,
            "revisit",
            http_headers=_http_head(status, fetch.headers, None),
            warc_headers_dict={**about, **refers},
        )
        self._write(record)

    def _metadata(self, fetch: _Fetch, about: dict[str, str]) -> None:
        told = {
            "via": fetch.url if fetch.url != fetch.answered else None,
            "dateline-page": fetch.page,
            "dateline-listing": fetch.listing,
            "fetchTimeMs": None if fetch.seconds is None else round(fetch.seconds * 1000),
            "dateline-bytes": fetch.bytes,
            "dateline-error": fetch.error,
            "dateline-source": fetch.source,
            "dateline-confirm-seconds": fetch.confirm_seconds,
            "dateline-headers": _json(fetch.headers) if fetch.status == HTTPStatus.NOT_MODIFIED else None,
        }
        lines = [f"{name}: {_one_line(value)}\r\n" for name, value in told.items() if value is not None]
        fields = "".join(lines).encode()
        self._write(
            self._writer.create_warc_record(
                fetch.answered,
                "metadata",
                payload=BytesIO(fields),
                length=len(fields),
                warc_content_type="application/warc-fields",
                warc_headers_dict=about,
            )
        )

    def _write(self, record: Any) -> None:
        self._writer.write_record(record)


class _Members:
    """A file in which each record is a gzip member of its own, so that readers can leap to any."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._member: Any = None

    def write(self, data: bytes) -> None:
        if self._member is None:
            self._member = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        self._out.write(self._member.compress(data))

    def flush(self) -> None:
        """The end of a record; warcio calls it once for each."""
        self._out.write(self._member.flush())
        self._member = None


class _Head(StatusAndHeaders):  # type: ignore[misc]
    """Headers byte for byte as they came: warcio would percent-encode what is not ASCII."""

    def to_ascii_bytes(self, header_filter: Any = None) -> bytes:
        text: str = self.to_str(header_filter)
        return text.encode("latin-1", "replace") + b"\r\n"


def _http_head(status: int, headers: dict[str, str], length: int | None) -> Any:
    """Status line and headers; ``length`` is that of the bytes in the record, None where there are none (a revisit)."""
    told = [
        (f"{ORIGINAL}{name}" if name in PACKING else name, " ".join(value.split("\n")))
        for name, value in headers.items()
    ]
    if length is not None:
        told.append(("Content-Length", str(length)))
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    return _Head(f"{status} {phrase}", told, protocol="HTTP/1.1")


def _json(headers: dict[str, str]) -> str:
    return json.dumps(headers, ensure_ascii=False, separators=(",", ":"))


def _one_line(value: Any) -> str:
    return " ".join(str(value).split())
