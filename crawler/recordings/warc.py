"""Reading WARC files (ISO 28500), by warcio: what records there are, and one of them as a crawl would have got it.

Runs in worker processes: files come from anywhere. Files of any writer will do (wget, Heritrix, Common Crawl, warcio);
ours tell more, in ``metadata`` records (archive/exports/warc.py).
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any, BinaryIO

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.errors import CrawlerError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ORIGINAL = "x-archive-orig-"
"""Before the names of headers that told of a packing which the record has no more (a convention of pywb and warcio)."""

_MOST_HEAD = 256 * 1024
"""Bytes of HTTP headers that are looked at."""
_PIECE = 1 << 20
"""Bytes that are searched at a time."""
_SECONDS = 5.0
"""Of one look at a file; far within what a job may take."""
_ANSWERS = frozenset({"response", "revisit", "resource"})
_STATUS = re.compile(r"[1-9]\d\d", re.ASCII)
"""RFC 9110 §15."""


class Unreadable(CrawlerError):
    """A record that cannot be made out, or holds more than we take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, without its bytes. Absent fields are None."""

    kind: str
    """``response``, ``revisit``, ``resource``, ``request`` or ``metadata``."""
    offset: int
    """Where it begins in its file."""
    id: str | None
    url: str
    at: datetime
    """WARC-Date, to the second."""
    status: int | None = None
    media_type: str | None = None
    """Lower case, without parameters."""
    location: str | None = None
    method: str | None = None
    digest: str | None = None
    """Of the payload."""
    truncated: str | None = None
    concurrent_to: str | None = None
    refers_to: str | None = None
    """URL of the record whose bytes a revisit shares."""
    refers_at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of a ``metadata`` record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some records of a file that stand one after the other."""

    records: tuple[Record, ...]
    next_offset: int | None
    """Where to go on; None at the end."""
    complaint: str | None = None
    """Why the listing ends here before its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said, unpacked."""

    status: int
    headers: dict[str, str]
    """Names in lower case, several of one name joined."""
    body: bytes
    bytes_received: int
    """As it came over the wire, as far as the record tells."""


def list_records(path: str, offset: int = 0) -> Listing:
    """The records from ``offset`` on, as many as there is time for; those of no use to a crawl left out.

    Where the file is damaged the listing ends with a complaint, and ``next_offset`` is the next record behind, if any.
    """
    found: list[Record] = []
    deadline = monotonic() + _SECONDS
    at, looked_at = offset, 0
    complaint = None
    try:
        with Path(path).open("rb") as file:
            file.seek(offset)
            records = ArchiveIterator(file, no_record_parse=True)
            for record in records:
                told = _record(record, at)
                records.get_record_offset()  # reads the rest of it
                if getattr(record.raw_stream, "limit", 0) > 0:
                    complaint = f"breaks off at byte {at:,}"
                    break
                if records.err_count:  # no empty line behind it: it is longer or shorter than it says
                    complaint = f"is damaged at byte {at:,}"
                    break
                looked_at += record.format == "warc"
                if told is not None:
                    found.append(told)
                at = records.offset
                if monotonic() > deadline:
                    return Listing(records=tuple(found), next_offset=at)
    except ArchiveLoadFailed as error:
        if "non-chunked gzip" in str(error):
            why = "is one gzip stream, not one a record; `warcio recompress` mends it"
            return Listing(records=tuple(found), next_offset=None, complaint=why)
        complaint = f"is no WARC at byte {at:,}"
    except (EOFError, zlib.error):
        complaint = f"is damaged at byte {at:,}"
    except OSError as error:
        return Listing(records=tuple(found), next_offset=None, complaint=f"cannot be read ({error.strerror or error})")
    if complaint is None:
        nothing = not looked_at and not offset
        return Listing(records=tuple(found), next_offset=None, complaint="holds no WARC record" if nothing else None)
    return Listing(records=tuple(found), next_offset=_next_record(path, at + 1), complaint=complaint)


_BEGINNING = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")
"""Of a record, packed or not (RFC 1952 §2.3.1, ISO 28500 §4)."""


def _next_record(path: str, offset: int) -> int | None:
    """Where the next record begins from ``offset`` on, found by its first bytes; None where there is none."""
    with Path(path).open("rb") as file:
        while True:
            file.seek(offset)
            piece = file.read(_PIECE)
            for hit in _BEGINNING.finditer(piece):
                place = offset + hit.start()
                if hit[0].startswith(b"WARC") or _unpacks_to_warc(file, place):
                    return place
            if len(piece) < _PIECE:
                return None
            offset += len(piece) - 16  # a beginning may lie across the end


def _unpacks_to_warc(file: BinaryIO, place: int) -> bool:
    file.seek(place)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(file.read(512), 5).startswith(b"WARC/")
    except zlib.error:
        return False


def read_answer(path: str, offset: int, most: int, *, ours: bool = False) -> Answer:
    """The record at ``offset``, unpacked; of a revisit without bytes. ``ours``: Dateline wrote it.

    Raises Unreadable, also for more than ``most`` bytes.
    """
    try:
        with Path(path).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file, no_record_parse=True)))
            if record.rec_type == "resource":
                body = _bounded(record.raw_stream, most)
                headers = {"content-type": record.content_type} if record.content_type else {}
                return Answer(status=200, headers=headers, body=body, bytes_received=len(body))
            status, pairs = _http_head(record.raw_stream)
            if status is None and record.rec_type == "revisit":
                return Answer(status=304, headers={}, body=b"", bytes_received=0)
            if status is None:
                raise Unreadable("holds no HTTP answer")
            head = record.raw_stream.tell()
            headers = _joined(pairs)
            unpacked = ours or any(name.startswith(ORIGINAL) for name in headers)
            body = _bounded(record.raw_stream if unpacked else _unpacked(record.raw_stream, headers), most)
            received = record.raw_stream.tell() - head
            if unpacked:
                headers.pop("content-length", None)  # of the record; the server's has its other name
            else:
                headers.pop("content-encoding", None)  # as a crawl keeps them: of what it has unpacked itself
            return Answer(
                status=status,
                headers={name.removeprefix(ORIGINAL): value for name, value in headers.items()},
                body=body,
                bytes_received=received,
            )
    except (ArchiveLoadFailed, OSError, EOFError, StopIteration, zlib.error) as error:
        raise Unreadable(f"cannot be read: {error}") from error


def _record(record: Any, offset: int) -> Record | None:
    """What a record says of itself; None where it is of no use: no web address, no time, another kind."""
    kind = record.rec_type
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or ""
    at = _moment(head.get_header("WARC-Date"))
    if kind not in _ANSWERS | {"request", "metadata"} or at is None or not url.startswith(("http://", "https://")):
        return None
    told: dict[str, Any] = {}
    if kind == "metadata":
        told["fields"] = _fields(record.raw_stream.read(_MOST_HEAD))
    elif kind == "request":
        told["method"] = record.raw_stream.readline(_MOST_HEAD).decode("latin-1").partition(" ")[0].upper()
    elif kind == "resource":
        told |= {"status": 200, "media_type": _media_type(record.content_type)}
    else:
        status, pairs = _http_head(record.raw_stream)
        headers = _joined(pairs)
        if kind == "revisit" and status is None:  # it need not repeat what it refers to
            status = 304 if "not-modified" in (head.get_header("WARC-Profile") or "") else 200
        told |= {
            "status": status,
            "media_type": _media_type(headers.get("content-type")),
            "location": headers.get("location"),
        }
    return Record(
        kind=kind,
        offset=offset,
        id=head.get_header("WARC-Record-ID"),
        url=url,
        at=at,
        digest=head.get_header("WARC-Payload-Digest"),
        truncated=head.get_header("WARC-Truncated"),
        concurrent_to=head.get_header("WARC-Concurrent-To"),
        refers_to=head.get_header("WARC-Refers-To-Target-URI"),
        refers_at=_moment(head.get_header("WARC-Refers-To-Date")),
        **told,
    )


def _http_head(stream: Any) -> tuple[int | None, list[tuple[str, str]]]:
    """Status and headers of an HTTP answer, byte for byte as latin-1 (RFC 9110 §5.5); the stream stands at the body."""
    words = stream.readline(_MOST_HEAD).decode("latin-1").split(None, 2)
    if len(words) < 2 or not words[0].upper().startswith("HTTP") or not _STATUS.fullmatch(words[1]):
        return None, []
    pairs: list[tuple[str, str]] = []
    while stream.tell() < _MOST_HEAD and (line := stream.readline(_MOST_HEAD).decode("latin-1")).strip():
        name, colon, value = line.partition(":")
        if line[0] in " \t" and pairs:  # folded, as old servers do
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        elif colon:
            pairs.append((name.strip().lower(), value.strip()))
    return int(words[1]), pairs


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in pairs:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _unpacked(stream: Any, headers: Mapping[str, str]) -> Any:
    """The body without its transfer and content encodings; what is not packed though the headers say so stays as it is."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        stream = ChunkedDataReader(stream)
    for name in reversed(headers.get("content-encoding", "").lower().split(",")):
        packing = name.strip().removeprefix("x-")
        if packing in _UNPACKING:
            stream = _Unpacking(stream, _UNPACKING[packing]())
        elif packing in ("gzip", "deflate"):
            stream = BufferedReader(stream, decomp_type=packing)
        elif packing not in ("", "identity", "none", "utf-8"):
            raise Unreadable(f"is packed as {packing}, which we cannot unpack")
    return stream


class _Unpacking(BufferedReader):  # type: ignore[misc]
    """What warcio does not unpack: zstd (RFC 8878) at all, brotli (RFC 7932) since its library grew slots."""

    def __init__(self, stream: Any, unpack: Callable[[bytes], bytes]) -> None:
        super().__init__(stream)
        self.decomp_type = "other"
        self.decompressor = SimpleNamespace(decompress=unpack, unused_data=b"", flush=bytes)


_UNPACKING: Mapping[str, Callable[[], Callable[[bytes], bytes]]] = {
    "br": lambda: brotli.Decompressor().process,
    "zstd": lambda: zstd.ZstdDecompressor().decompress,
}


def _bounded(stream: BinaryIO, most: int) -> bytes:
    body = stream.read(most + 1)
    if len(body) > most:
        raise Unreadable("larger than DOWNLOAD_MAXSIZE")
    return body


def _fields(text: bytes) -> dict[str, str]:
    """``application/warc-fields``: a name, a colon and a value a line."""
    lines = (line.partition(":") for line in text.decode("utf-8", "replace").splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def _media_type(header: str | None) -> str | None:
    if not header:
        return None
    message = Message()
    message["Content-Type"] = header
    return message.get_content_type()


def _moment(text: str | None) -> datetime | None:
    """A WARC date (W3C profile of ISO 8601, always UTC), to the second."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
