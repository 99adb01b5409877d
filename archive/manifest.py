"""The manifest: a chain of hashes over what was captured, so that whoever changes it later can be told.

At the end of a run everything new is *sealed*: each request and each version gets a leaf, a SHA-256 over what it says;
a row of the table ``manifest`` keeps the leaves of up to a thousand of them and a hash over the hash of the row before,
itself and its leaves. So the last hash, the *head*, stands for all before it: once it is published, nothing that it
covers can be changed unseen. Leaves are of contents, not of bytes on disk: pages whose bytes are dropped, and what was
erased, stay checkable.

What the house itself rewrites (a capture that came late and took its place in history, an erasure) is told to
``touch`` and sealed anew; the old leaf stays in the chain, so that the rewriting shows too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.driver import Connection, is_damage, sqlite3
from archive.times import utc_text

FORM = 2
"""How leaves and hashes are made; another way gets another number. Form 1 had no headers of answers."""

AT_ONCE = 1_000
"""Leaves in a row: what is sealed in one transaction, some 0.1 s."""

_LEAF = 32
_NOTHING = bytes(_LEAF)
"""The leaf of what was there when it was touched and is there no more."""

_ZERO = bytes(_LEAF)
"""What stands for the row before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain."""

    id: int
    hash: str
    """SHA-256, hex."""
    sealed_at: str
    requests: int
    """How many the chain covers."""
    versions: int

    def __str__(self) -> str:
        return f"{self.id}:{self.hash}"


def touch(connection: Connection, *, fetches: Iterable[int] = (), revisions: Iterable[int] = ()) -> None:
    """To be told of requests and versions that are about to be rewritten or deleted: they are sealed anew."""
    told = [("fetch", number) for number in fetches] + [("revision", number) for number in revisions]
    connection.executemany("INSERT INTO unsealed (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING", told)


def seal(connection: Connection, *, now: datetime) -> bool:
    """Seal up to ``AT_ONCE`` of what is new; whether there was anything. To be called inside a transaction.

    Whatever is there by now is sealed, of runs that go on too: the order of the rows is that of the sealing.
    """
    number, before, fetch_until, revision_until = _end(connection)
    touched = connection.execute("SELECT kind, id FROM unsealed LIMIT ?", [AT_ONCE // 2]).fetchall()
    room = AT_ONCE - len(touched)
    fetches = _new(connection, "fetch", fetch_until, room)
    revisions = _new(connection, "revision", revision_until, room - len(fetches))
    # What was touched before it was sealed for the first time needs no second leaf.
    old_fetches = sorted(i for kind, i in touched if kind == "fetch" and i <= fetch_until)
    old_revisions = sorted(i for kind, i in touched if kind == "revision" and i <= revision_until)
    connection.executemany("DELETE FROM unsealed WHERE kind = ? AND id = ?", touched)
    all_fetches, all_revisions = old_fetches + fetches, old_revisions + revisions
    if not all_fetches and not all_revisions:
        return bool(touched)
    leaves = [
        *_leaves(connection, "fetch", all_fetches, form=FORM),
        *_leaves(connection, "revision", all_revisions, form=FORM),
    ]
    (run_id,) = connection.execute("SELECT max(id) FROM run WHERE finished IS NOT NULL").fetchone()
    row = _Row(
        id=number + 1,
        run_id=run_id,
        sealed_at=utc_text(now),
        fetches=_spans(all_fetches),
        revisions=_spans(all_revisions),
        leaves=b"".join(leaves),
        form=FORM,
    )
    connection.execute(
        "INSERT INTO manifest (id, run_id, sealed_at, fetches, revisions, fetch_until, revision_until, leaves, hash, form)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            row.id,
            row.run_id,
            row.sealed_at,
            row.fetches,
            row.revisions,
            max([fetch_until, *fetches]),
            max([revision_until, *revisions]),
            row.leaves,
            row.hash(before),
            row.form,
        ],
    )
    return True


def head(connection: Connection) -> Head | None:
    """The end of the chain; None where nothing is sealed yet."""
    row = connection.execute(
        "SELECT id, hash, sealed_at, fetch_until, revision_until FROM manifest ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    return Head(id=row[0], hash=row[1].hex(), sealed_at=row[2], requests=row[3], versions=row[4])


def broken_links(connection: Connection, published: Sequence[tuple[int, str]] = ()) -> Iterator[str]:
    """What is wrong with the chain itself, a sentence each; nothing where it is whole and leads to every head that was
    ``published`` (number, hash in hex)."""
    wanted = dict(published)
    before, last = _ZERO, 0
    for values in connection.execute(
        "SELECT id, run_id, sealed_at, fetches, revisions, leaves, form, hash FROM manifest ORDER BY id"
    ):
        *fields, found = values
        row = _Row(**dict(zip(_FIELDS, fields, strict=True)))
        if row.id != last + 1:
            yield f"manifest {last + 1} is missing"
        elif row.hash(before) != found:
            yield f"manifest {row.id}, sealed {row.sealed_at}, is not what it was when it was sealed"
        if wanted.get(row.id) not in (None, found.hex()):
            yield f"manifest {row.id} is not the one that was published"
        wanted.pop(row.id, None)
        before, last = found, row.id
    yield from (f"manifest {number}, which was published, is missing" for number in sorted(wanted))


def tampered(connection: Connection, tick: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """Requests and versions that are not what they were when they were sealed, a sentence each.

    ``tick`` is told how many leaves have been looked at. Takes a byte of memory for each request and version.
    """
    (until_fetch, until_revision) = connection.execute(
        "SELECT ifnull(max(fetch_until), 0), ifnull(max(revision_until), 0) FROM manifest"
    ).fetchone()
    seen = {"fetch": bytearray(until_fetch + 1), "revision": bytearray(until_revision + 1)}
    for kind, number in connection.execute("SELECT kind, id FROM unsealed"):
        if number < len(seen[kind]):
            seen[kind][number] = 1
    # From the end: of what was sealed twice, the later leaf holds.
    for (number,) in connection.execute("SELECT id FROM manifest ORDER BY id DESC").fetchall():
        fetches, revisions, leaves, sealed_at, form = connection.execute(
            "SELECT fetches, revisions, leaves, sealed_at, form FROM manifest WHERE id = ?", [number]
        ).fetchone()
        try:
            listed = [("fetch", i) for i in _ids(fetches)] + [("revision", i) for i in _ids(revisions)]
        except (ValueError, TypeError):
            continue  # the chain says so already
        told = {place: leaves[n * _LEAF : (n + 1) * _LEAF] for n, place in enumerate(listed)}
        for kind in ("fetch", "revision"):
            marks = seen[kind]
            fresh = [i for k, i in listed if k == kind and 0 < i < len(marks) and not marks[i]]
            for i in fresh:
                marks[i] = 1
            for i in fresh:
                now = _leaf_if_legible(connection, kind, i, form=form)
                if now != told[kind, i]:
                    yield f"{_NOUN[kind]} {i} {_fate(now, told[kind, i])} (sealed {sealed_at}, manifest {number})"
        tick(len(listed))
    for kind, marks in seen.items():
        for (i,) in connection.execute(f"SELECT id FROM {kind} WHERE id < ?", [len(marks)]):
            if not marks[i]:
                yield f"{_NOUN[kind]} {i} was never sealed, though later ones were: it was put in afterwards"


_NOUN = {"fetch": "request", "revision": "version"}


def _leaf_if_legible(connection: Connection, kind: str, number: int, *, form: int) -> bytes | None:
    try:
        return _leaves(connection, kind, [number], form=form)[0]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return None


def _fate(now: bytes | None, told: bytes) -> str:
    if now is None:
        return "cannot be read"
    if now == _NOTHING:
        return "is missing"
    return "was put in afterwards" if told == _NOTHING else "is not what it was when it was sealed"


_FIELDS = ("id", "run_id", "sealed_at", "fetches", "revisions", "leaves", "form")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What a row of the manifest is hashed of."""

    id: int
    run_id: int | None
    sealed_at: str
    fetches: str
    revisions: str
    leaves: bytes
    form: int

    def hash(self, before: bytes) -> bytes:
        """SHA-256 over the hash before, the fields as JSON, and the leaves."""
        fields = _json(
            [f"dateline manifest {self.form}", self.id, self.run_id, self.sealed_at, self.fetches, self.revisions]
        )
        return hashlib.sha256(before + fields + self.leaves).digest()


def _end(connection: Connection) -> tuple[int, bytes, int, int]:
    row = connection.execute(
        "SELECT id, hash, fetch_until, revision_until FROM manifest ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return row or (0, _ZERO, 0, 0)


def _new(connection: Connection, table: str, after: int, limit: int) -> list[int]:
    rows = connection.execute(f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?", [after, max(limit, 0)])
    return [number for (number,) in rows]


def _leaves(connection: Connection, kind: str, ids: Sequence[int], *, form: int) -> list[bytes]:
    """The leaves of these rows as they are now, as they are made in a form."""
    said = (_fetch(connection, i, form) if kind == "fetch" else _revision(connection, i) for i in ids)
    return [_NOTHING if row is None else hashlib.sha256(_json(row)).digest() for row in said]


def _fetch(connection: Connection, fetch_id: int, form: int) -> list[Any] | None:
    """What a request is sealed as: ``fetch``, URL, URL that answered, time, status, error, SHA-256 of the body, headers as
    they are written down."""
    row = connection.execute(
        "SELECT f.url, f.final_url, f.at, f.status, f.error, lower(hex(s.hash)), f.headers"
        " FROM fetch f LEFT JOIN snapshot s ON s.id = f.snapshot_id WHERE f.id = ?",
        [fetch_id],
    ).fetchone()
    return None if row is None else ["fetch", *(row if form > 1 else row[:-1])]


def _revision(connection: Connection, revision_id: int) -> list[Any] | None:
    """What a version is sealed as: what a reader saw, when, and what is held against its publisher."""
    row = connection.execute(
        "SELECT fetch_id, seen_at, cause, silent, title, subtitle, published, modified, language, image"
        " FROM revision WHERE id = ?",
        [revision_id],
    ).fetchone()
    if row is None:
        return None
    sections = connection.execute(
        "SELECT s.heading, s.level, s.text FROM outline o JOIN section s ON s.id = o.section_id"
        " WHERE o.revision_id = ? ORDER BY o.position",
        [revision_id],
    ).fetchall()
    authors = connection.execute(
        "SELECT a.name, a.url, t.text FROM byline b JOIN author a ON a.id = b.author_id"
        " LEFT JOIN bio t ON t.id = b.bio_id WHERE b.revision_id = ? ORDER BY b.position",
        [revision_id],
    ).fetchall()
    tags = connection.execute(
        "SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id WHERE x.revision_id = ? ORDER BY x.position",
        [revision_id],
    ).fetchall()
    return ["revision", *row, sections, authors, [name for (name,) in tags]]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _spans(ids: Sequence[int]) -> str:
    """Ids in order as JSON, neighbours drawn together: [1, 2, 3, 7] is [[1,3],[7,7]]."""
    spans: list[list[int]] = []
    for number in ids:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return json.dumps(spans, separators=(",", ":"))


def _ids(spans: str) -> list[int]:
    return [number for first, last in json.loads(spans) for number in range(first, last + 1)]
