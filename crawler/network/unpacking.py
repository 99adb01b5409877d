"""What a server packed (gzip, deflate, br, zstd), unpacked in bounds of size, and refused where it is not whole."""

from __future__ import annotations

import asyncio
import sys
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.network.refusals import OutOfBounds

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
MOST_TIMES = 200
"""What is unpacked may be so many times as large; pages of real sites stay below 60. Counted from FREE on."""
FREE = 1024 * 1024
"""Bytes: what is no larger than this unpacked is harmless, whatever its ratio."""
MOST_LAYERS = 2
"""Encodings one around the other; more than one is a server's mistake already."""
MOST_MEMBERS = 256
"""Packed streams one behind the other; some servers join what they packed before."""
PIECE = 64 * 1024
LARGE = 256 * 1024
"""Packed bytes from which on unpacking is done in a thread: it would keep all other connections waiting."""


class NotWhole(ResponseDataLossError):
    """No whole answer this time (packed bytes that end before their end, a script that takes too long): worth another try."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unpacking:
    """Downloader middleware in place of Scrapy's, which takes what there is of a body that breaks off for a whole one."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Unpacking:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    async def process_response(self, request: Request, response: Response) -> Response:
        names = [
            name
            for value in response.headers.getlist("Content-Encoding")
            for part in value.decode("latin-1").lower().split(",")
            if (name := part.strip()) and name != "identity"
        ]
        if not names or not response.body:
            return response
        most = request.meta.get("read_first") or request.meta.get("download_maxsize", self._most)
        in_part = "read_first" in request.meta
        if len(response.body) < LARGE:
            body = unpack(response.body, names, most, in_part=in_part)
        else:
            body = await asyncio.to_thread(unpack, response.body, names, most, in_part=in_part)
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        more = {"encoding": None} if issubclass(kind, TextResponse) else {}
        response = response.replace(cls=kind, body=body, **more)
        del response.headers["Content-Encoding"]
        return response


def unpack(body: bytes, encodings: list[str], most: int, *, in_part: bool = False) -> bytes:
    """``body`` without its encodings, the last of which was applied last; ``in_part``: as much of it as ``most`` bytes.

    Raises OutOfBounds beyond ``most`` bytes (the setting DOWNLOAD_MAXSIZE) or ``MOST_TIMES`` its size, NotWhole where
    it breaks off or is not packed so. Names of no encoding (``utf-8``, ``none``) are passed over, as browsers do.
    """
    layers = [name for name in encodings if name in _UNPACKERS]
    if len(layers) > MOST_LAYERS:
        raise OutOfBounds(f"packed {len(layers)} times over, more than {MOST_LAYERS}")
    for name in reversed(layers):
        body = _unpacked(body, name, most, in_part=in_part)
    return body


class _Unpacker(Protocol):
    """One stream: as many bytes as fit into a piece at a time."""

    def piece(self, data: bytes) -> bytes: ...

    @property
    def hungry(self) -> bool:
        """Whether it has nothing left of what it was given."""

    @property
    def done(self) -> bool: ...

    @property
    def rest(self) -> bytes:
        """What stands behind its end."""


class _Zlib:
    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(window)
        self._window = window

    def piece(self, data: bytes) -> bytes:
        tail = self._stream.unconsumed_tail + data
        try:
            return self._stream.decompress(tail, PIECE)
        except zlib.error:
            if self._window != zlib.MAX_WBITS:
                raise
            # "deflate" without its wrapping, as some servers send it.
            self._window = -zlib.MAX_WBITS
            self._stream = zlib.decompressobj(self._window)
            return self._stream.decompress(tail, PIECE)

    @property
    def hungry(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def done(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        return self._stream.unused_data


class _Gzip(_Zlib):
    """Header and trailer are passed over as browsers do: a check sum that is wrong or missing loses nothing."""

    def __init__(self) -> None:
        super().__init__(-zlib.MAX_WBITS)
        self._begun = False

    def piece(self, data: bytes) -> bytes:
        if not self._begun:
            self._begun = True
            data = data[_header_length(data) :]
        return super().piece(data)

    @property
    def rest(self) -> bytes:
        return super().rest[8:]


def _header_length(data: bytes) -> int:
    """Of a gzip member, RFC 1952 §2.3."""
    if not data.startswith(b"\x1f\x8b\x08") or len(data) < 10:
        raise zlib.error("no gzip header")
    flags, place = data[3], 10
    if flags & 4:
        place += 2 + int.from_bytes(data[place : place + 2], "little")
    for text in (8, 16):  # name, comment
        if flags & text:
            place = data.find(b"\0", place) + 1 or len(data)
    return place + (2 if flags & 2 else 0)


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def piece(self, data: bytes) -> bytes:
        found: bytes = self._stream.process(data, output_buffer_limit=PIECE)
        return found

    @property
    def hungry(self) -> bool:
        return bool(self._stream.can_accept_more_data())

    @property
    def done(self) -> bool:
        return bool(self._stream.is_finished())

    @property
    def rest(self) -> bytes:
        return b""


class _Zstd:
    def __init__(self) -> None:
        # A window beyond 8 MB is refused (RFC 9659 §3): it alone would take the memory.
        self._stream = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})

    def piece(self, data: bytes) -> bytes:
        return self._stream.decompress(data, PIECE)

    @property
    def hungry(self) -> bool:
        return self._stream.needs_input

    @property
    def done(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        return self._stream.unused_data


_UNPACKERS: dict[str, Callable[[], _Unpacker]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstd,
}
_BEGINS = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_BROKEN = (zlib.error, brotli.error, zstd.ZstdError)


def _unpacked(body: bytes, name: str, most: int, *, in_part: bool) -> bytes:
    pieces: list[bytes] = []
    size, members, given = 0, 1, body
    stream = _UNPACKERS[name]()
    try:
        while not stream.done:
            piece = stream.piece(given)
            given = b""
            if not piece and stream.hungry and not stream.done:
                break
            pieces.append(piece)
            size += len(piece)
            if most and size > most:
                if in_part:
                    break
                raise OutOfBounds(f"unpacks to more than DOWNLOAD_MAXSIZE, {most:,} bytes")
            if size > FREE and size > MOST_TIMES * len(body):
                raise OutOfBounds(f"unpacks to more than {MOST_TIMES} times its size")
            if stream.done and name in _BEGINS and stream.rest.startswith(_BEGINS[name]):
                members += 1
                if members > MOST_MEMBERS:
                    raise OutOfBounds(f"packed in more than {MOST_MEMBERS} parts")
                given, stream = stream.rest, _UNPACKERS[name]()
    except _BROKEN:
        if not size:
            raise NotWhole("the answer cannot be unpacked") from None
        if not in_part:
            raise NotWhole("the packed answer is damaged") from None
        return b"".join(pieces)
    if not stream.done and not in_part:
        raise NotWhole("the packed answer breaks off in the middle")
    return b"".join(pieces)
