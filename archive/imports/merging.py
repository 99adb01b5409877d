"""``dateline merge``: another archive into this one, article by article."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive import migrations
from archive.care import backup
from archive.driver import Connection, connect, translated
from archive.errors import ArchiveError, Damaged, NoArchive
from archive.imports import dossiers, merging_lists
from archive.imports.arrivals import Arrival, receive
from archive.imports.dossiers import Dossier
from archive.imports.importing import AT_ONCE, CONFIRM_SECONDS, running, take_all
from archive.progress import Progress
from archive.reading.selection import Selection, moment
from archive.store import Archive
from archive.tombstones import EVERYWHERE, plain_name


class NotMergeable(ArchiveError):
    """An archive that cannot be merged into this one: it is this one."""

    exit_code = 2


def merge(archive: Archive, other: Path, *, now: datetime, complain: Callable[[str], None]) -> Counter[str]:
    """Take in all that another archive knows of articles and pages; how many articles were new, changed or known.

    What it erased for good is not taken in here any more either; what of that is here already, is told.

    The other archive is only read; of one moment, so a crawl may write to it. What it was about to do (pages that are
    due, listings to be read, hosts to wait for: those count the requests of one machine) stays its own affair.
    """
    if other.exists() and other.samefile(archive.path):
        raise NotMergeable(other, "this is the archive itself; name another one")
    fates: Counter[str] = Counter()
    with (
        _readable(other, archive.path.parent, complain) as theirs,
        moment(theirs) as connection,
        running(archive, f"merge {other}", now, fates) as run_id,
    ):

        def body(snapshot_id: int) -> bytes | None:
            try:
                return theirs.snapshot(snapshot_id).body
            except (ValueError, Damaged) as error:
                complain(
                    f"{other}: {error.reason if isinstance(error, Damaged) else error}; the rest is taken without it"
                )
                return None

        def stream() -> Iterator[Dossier]:
            everything = Selection()
            with Progress("articles", everything.count(connection)) as progress:
                for article_id in everything.ids(connection):
                    yield dossiers.load(connection, article_id, body)
                    progress.tick()

        _take_erasures(archive, connection, other, complain)
        take_all(archive, stream(), run_id=run_id, fates=fates, complain=complain)
        _take_loose(archive, dossiers.loose(connection, body), run_id)
        merging_lists.take(archive, connection, body, run_id=run_id, now=now)
    return fates


def _take_erasures(archive: Archive, theirs: Connection, other: Path, complain: Callable[[str], None]) -> None:
    """Take over what the other archive erased: its keyed hashes with their key, and when and why."""
    keys = theirs.execute("SELECT key FROM tombstone_key ORDER BY rowid").fetchall()
    taken = 0
    with archive.transaction():
        ours = archive.connection
        ours.executemany(
            "INSERT INTO tombstone_key (key) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM tombstone_key WHERE key = ?1)",
            keys,
        )
        for erasure_id, *told in theirs.execute("SELECT id, at, kind, reason FROM erasure ORDER BY id").fetchall():
            marks = theirs.execute("SELECT hash, kind FROM tombstone WHERE erasure_id = ?", [erasure_id]).fetchall()
            marks = [mark for mark in marks if not ours.execute(_IS_KNOWN, mark[:1]).fetchone()]
            if marks:
                taken += 1
                # The number that an article had there says nothing here.
                (number,) = ours.execute(
                    "INSERT INTO erasure (at, kind, reason) VALUES (?, ?, ?) RETURNING id", told
                ).fetchone()
                ours.executemany(
                    "INSERT INTO tombstone (hash, kind, erasure_id) VALUES (?, ?, ?)",
                    [(*mark, number) for mark in marks],
                )
    if taken:
        with archive.transaction():  # which knows of them
            _tell_what_is_here(archive, other, complain)


_IS_KNOWN = "SELECT 1 FROM tombstone WHERE hash = ?"


def _tell_what_is_here(archive: Archive, other: Path, complain: Callable[[str], None]) -> None:
    """To erase is a decision: what another archive erased is not erased here because it is merged."""
    tombstones = archive.desk.tombstones
    aliases = archive.connection.execute("SELECT article_id, url FROM alias ORDER BY article_id")
    articles = dict.fromkeys(str(article_id) for article_id, url in aliases if tombstones.has_url(url))
    names = archive.connection.execute("SELECT DISTINCT name FROM author ORDER BY name")
    authors = [name for (name,) in names if tombstones.knows("author", EVERYWHERE, plain_name(name))]
    for what, found, command in (("article", list(articles), "article ID"), ("author", authors, "author NAME")):
        if found:
            complain(
                f"{other} erased {len(found):,} {what}{'s' * (len(found) > 1)} for good that {'are' if len(found) > 1 else 'is'}"
                f" here; `dateline erase {command}` erases here too: {', '.join(found[:_NAMED])}"
                + (" …" if len(found) > _NAMED else "")
            )


_NAMED = 20
"""What one sentence names."""


def _take_loose(archive: Archive, stream: Iterator[Arrival], run_id: int) -> None:
    """Requests that led to no article: pages that are none, that failed, that were gone before anybody read them."""
    waiting = True
    while waiting:
        with archive.transaction():
            for _ in range(AT_ONCE):
                arrival = next(stream, None)
                if arrival is None:
                    waiting = False
                    break
                fetch = replace(arrival.fetch, run_id=run_id)
                receive(archive, replace(arrival, fetch=fetch), confirm_seconds=CONFIRM_SECONDS)


_COPIES = "dateline-merge-"
"""How the folders are named that have them, before the number of their process."""


@contextmanager
def _readable(path: Path, room: Path, tell: Callable[[str], None]) -> Iterator[Archive]:
    """The other archive, open for reading; one of an older schema as a copy in ``room`` that is brought up to date."""
    if not path.exists():
        raise NoArchive(path, "there is no archive here; name the file of another one")
    if path.is_dir():
        raise NoArchive(path, "this is a directory; name the file of another archive")
    if path.is_file() and not path.stat().st_size:
        raise NoArchive(path, "this file is empty; name the file of another archive")
    with translated(path):
        connection = connect(path, read_only=True)
        try:
            older = not migrations.is_foreign(connection) and migrations.pending(connection)
        finally:
            connection.close()
    if not older:
        with Archive.open(path, read_only=True) as archive:
            yield archive
        return
    tell(f"{path} is of an older Dateline: a copy of it is brought up to date and merged; the file stays as it is")
    for leftover in room.glob(f"{_COPIES}*"):
        if backup.is_of_the_dead(leftover.name, _COPIES):
            shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_COPIES}{os.getpid()}-", dir=room) as place:
        copy = Path(place) / "copy.db"
        backup.copy(path, copy)
        with Archive.open(copy) as archive:
            yield archive
