"""Pictures for pages that need some: a few coloured bands, the same for the same name."""

from __future__ import annotations

import struct
import zlib
from hashlib import blake2b

WIDTH, HEIGHT = 32, 18


def picture(name: str) -> bytes:
    """A PNG of soft bands in colours that the name decides."""
    seed = blake2b(name.encode(), digest_size=8).digest()
    rows = []
    for y in range(HEIGHT):
        band = seed[y // 5]
        row = bytearray([0])  # each row names its filter: none
        for x in range(WIDTH):
            row += bytes((seed[4 + c] // 2 + (band * (c + 1) + 3 * x) % 96 + 16) % 256 for c in range(3))
        rows.append(bytes(row))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
