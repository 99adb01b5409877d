"""Bytes as fetched: kept once per content, compressed against an earlier page that looks like them.

A page is mostly its site's chrome, and a page seen again is mostly itself. So the first snapshot of a host is the
*anchor* and stored alone; the first of a page is stored as a difference against the anchor; later ones of that page as
differences against that first one. Reading back takes at most three steps, however often a page is seen.
"""

from __future__ import annotations

import hashlib
import sys
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.driver import Connection, is_damage, sqlite3

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DecompressionError = zstd.ZstdError

_EFFORT: Mapping[int, int] = {
    zstd.CompressionParameter.compression_level: 1,
    zstd.CompressionParameter.hash_log: 17,
    zstd.CompressionParameter.window_log: 21,
}
"""The quickest search, but one that remembers all of a page and of its base: above it the time grows much faster than
the gain (measured: docs/decisions/0011-snapshots.md)."""

_MIN_BASE, _MAX_BASE = 2_000, 1_000_000
"""Bytes of a snapshot that may serve as base: less has nothing to lend, more does not fit the window."""

_CACHE_BYTES = 12_000_000

_DRIFTED = 0.5
"""A difference larger than this share of what its base takes is no bargain: the page starts a new base."""

_NO_BARGAIN = 0.9
"""A difference larger than this share of what the bytes take alone is not worth the base."""

_DOUBTFUL = 0.5
"""A difference larger than this share of what its bytes would take if they packed as well as the anchor's is doubtful."""

_PATIENCE = (4, 50)
"""After so many doubtful differences an anchor is compared with doing without, and replaced if it does not help: soon,
as the first page of a host may be an odd one, and then seldom, so that two templates of one host do not take turns."""


ERASED = -1
"""Depth of a snapshot whose bytes were erased for good (archive/care/erasing.py): the same bytes are never kept again."""


class Dropped(LookupError):
    """The bytes were dropped by a rule (archive/care/retention.py) or erased; their hash and size are still known."""


@dataclass(slots=True)
class BodyCache:
    """The bodies that were bases lately, so that not every page costs the reading of its anchor again."""

    bodies: OrderedDict[int, bytes] = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, snapshot_id: int) -> bytes | None:
        body = self.bodies.get(snapshot_id)
        if body is not None:
            self.bodies.move_to_end(snapshot_id)
        return body

    def put(self, snapshot_id: int, body: bytes) -> None:
        if snapshot_id in self.bodies or len(body) > _CACHE_BYTES // 2:
            return
        self.bodies[snapshot_id] = body
        self.size += len(body)
        while self.size > _CACHE_BYTES:
            self.size -= len(self.bodies.popitem(last=False)[1])

    def clear(self) -> None:
        self.bodies.clear()
        self.size = 0


def body_hash(body: bytes) -> bytes:
    """SHA-256: also what later tampering is told by."""
    return hashlib.sha256(body).digest()


def keep(connection: Connection, cache: BodyCache, body: bytes, *, host_id: int | None, base_id: int | None) -> int:
    """The id of the snapshot that holds these bytes; stored now unless they are known.

    ``host_id`` is given for pages, which their host's anchor helps; ``base_id`` is the snapshot that
    those of the same address are differences against, if there is one.
    """
    digest = body_hash(body)
    known = connection.execute("SELECT id, length(data), depth FROM snapshot WHERE hash = ?", [digest]).fetchone()
    if known is not None and (known[1] or known[2] == ERASED):
        return int(known[0])
    data, base_id, depth = _against_page(connection, cache, body, base_id) or _against_host(
        connection, cache, body, host_id
    )
    if known is not None:  # they had been dropped
        connection.execute(
            "UPDATE snapshot SET base_id = ?, depth = ?, data = ? WHERE id = ?", [base_id, depth, data, known[0]]
        )
        return int(known[0])
    cursor = connection.execute(
        "INSERT INTO snapshot (hash, size, base_id, depth, data) VALUES (?, ?, ?, ?, ?)",
        [digest, len(body), base_id, depth, data],
    )
    snapshot_id = int(cursor.lastrowid or 0)
    if host_id is not None and base_id is None and _MIN_BASE <= len(body) <= _MAX_BASE:
        connection.execute("UPDATE host SET anchor_id = ? WHERE id = ?", [snapshot_id, host_id])
    return snapshot_id


def read(connection: Connection, cache: BodyCache, snapshot_id: int) -> bytes:
    """The bytes as they were fetched. Raises LookupError where there is no such snapshot, Dropped where only they are
    no more."""
    row = connection.execute("SELECT base_id, data, size FROM snapshot WHERE id = ?", [snapshot_id]).fetchone()
    if row is None:
        raise LookupError(f"no snapshot {snapshot_id}")
    base_id, data, size = row
    if not data:
        raise Dropped(f"the bytes of snapshot {snapshot_id} were dropped")
    try:
        body = zstd.decompress(data) if base_id is None else _apply(data, _known(connection, cache, base_id))
    except zstd.ZstdError as error:
        raise ValueError(f"snapshot {snapshot_id} cannot be unpacked ({error})") from error
    if len(body) != size:
        raise ValueError(f"snapshot {snapshot_id} has {len(body)} bytes where it should have {size}")
    return body


def move(connection: Connection, cache: BodyCache, snapshot_id: int, base_id: int | None) -> None:
    """Store the bytes of a snapshot as a difference against another base, or alone where there is none or it does not
    help; ``base_id`` is itself stored alone. Those that are differences against this one stay so, and are not deeper.
    What cannot be read any more stays as it is."""
    try:
        body = read(connection, cache, snapshot_id)
    except (LookupError, ValueError):
        return
    data, base, depth = zstd.compress(body, options=_EFFORT), None, 0
    if base_id is not None and len(body) >= _MIN_BASE and (other := _base(connection, cache, base_id)) is not None:
        difference = _difference(body, other)
        if len(difference) < _NO_BARGAIN * len(data):
            data, base, depth = difference, base_id, 1
    connection.execute(
        "UPDATE snapshot SET base_id = ?, depth = ?, data = ? WHERE id = ?", [base, depth, data, snapshot_id]
    )


def _against_page(
    connection: Connection, cache: BodyCache, body: bytes, base_id: int | None
) -> tuple[bytes, int, int] | None:
    """The body as a difference against the page's own base, or None where there is none that helps."""
    if base_id is None:
        return None
    size, depth, stored = connection.execute(
        "SELECT size, depth, length(data) FROM snapshot WHERE id = ?", [base_id]
    ).fetchone()
    if not stored or not _MIN_BASE <= size <= _MAX_BASE:
        return None
    base = _base(connection, cache, base_id)
    if base is None:
        return None
    data = _difference(body, base)
    return (data, base_id, depth + 1) if len(data) < _DRIFTED * stored else None


def _against_host(
    connection: Connection, cache: BodyCache, body: bytes, host_id: int | None
) -> tuple[bytes, int | None, int]:
    """The body as a difference against its host's anchor, or alone."""
    anchor = base = None
    if host_id is not None and len(body) >= _MIN_BASE:
        anchor, doubts, size, stored = connection.execute(
            "SELECT h.anchor_id, h.anchor_uses, s.size, length(s.data) FROM host h LEFT JOIN snapshot s"
            " ON s.id = h.anchor_id WHERE h.id = ?",
            [host_id],
        ).fetchone()
        if anchor is not None:
            base = _base(connection, cache, anchor)
    if base is None:
        return zstd.compress(body, options=_EFFORT), None, 0
    data = _difference(body, base)
    if len(data) * size > _DOUBTFUL * len(body) * stored:
        doubts += 1
        if doubts in _PATIENCE:
            alone = zstd.compress(body, options=_EFFORT)
            if len(data) > _NO_BARGAIN * len(alone):
                data, anchor = alone, None
        # Past the last comparison the count starts behind the first again.
        doubts = _PATIENCE[0] if doubts >= _PATIENCE[-1] else doubts
        connection.execute("UPDATE host SET anchor_uses = ? WHERE id = ?", [doubts, host_id])
    return data, anchor, 0 if anchor is None else 1


def _base(connection: Connection, cache: BodyCache, snapshot_id: int) -> bytes | None:
    """What a body is to be stored against; None where it cannot be read any more. `dateline verify` tells of it; what
    comes now is stored without it."""
    try:
        return _known(connection, cache, snapshot_id)
    except (LookupError, ValueError):
        return None
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return None


def _known(connection: Connection, cache: BodyCache, snapshot_id: int) -> bytes:
    body = cache.get(snapshot_id)
    if body is None:
        body = read(connection, cache, snapshot_id)
        cache.put(snapshot_id, body)
    return body


def _difference(body: bytes, base: bytes) -> bytes:
    return zstd.compress(body, options=_EFFORT, zstd_dict=zstd.ZstdDict(base, is_raw=True).as_prefix)


def _apply(data: bytes, base: bytes) -> bytes:
    return zstd.decompress(data, zstd_dict=zstd.ZstdDict(base, is_raw=True).as_prefix)
