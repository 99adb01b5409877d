"""Lists that are served as gzip files: unpacked in pieces, in bounds of size, as far as they go."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

GZIP = b"\x1f\x8b"
MOST_MEMBERS = 256
"""Files packed one by one and joined (``cat a.gz b.gz``)."""
CHUNK = 256 * 1024


class Unpacked:
    """A body in pieces, of which only the last is small; unpacked where it is gzip, up to ``most`` bytes. ``trouble`` says
    afterwards what went wrong."""

    def __init__(self, body: bytes, most: int) -> None:
        self.trouble: str | None = None
        self._body = body
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        size, held = 0, b""
        for piece in self._pieces(self._body, twice=True):
            size += len(piece)
            if size > self._most:
                self.trouble = f"more than {self._most // 1024 // 1024} MiB unpacked; the rest is not read"
                break
            held += piece
            if len(held) >= CHUNK:
                yield held
                held = b""
        if held:
            yield held

    def _pieces(self, body: bytes, *, twice: bool) -> Iterator[bytes]:
        if not body.startswith(GZIP):
            for start in range(0, len(body), CHUNK):
                yield body[start : start + CHUNK]
            return
        unpacker, members, pending = zlib.decompressobj(wbits=31), 1, body
        try:
            while True:
                piece = unpacker.decompress(pending, CHUNK)
                pending = unpacker.unconsumed_tail
                if twice and piece.startswith(GZIP):  # packed once by the site and once more by its server
                    while pending and len(piece) <= self._most // 4:
                        piece += unpacker.decompress(pending, CHUNK)
                        pending = unpacker.unconsumed_tail
                    yield from self._pieces(piece, twice=False)
                    return
                twice = False
                yield piece
                if unpacker.eof:
                    pending, members = unpacker.unused_data, members + 1
                    if not pending.startswith(GZIP) or members > MOST_MEMBERS:
                        return
                    unpacker = zlib.decompressobj(wbits=31)
                elif not pending:
                    self.trouble = "gzip cut short"
                    return
        except zlib.error as error:
            self.trouble = f"broken gzip ({error})"
