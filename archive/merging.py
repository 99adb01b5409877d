"""``dateline merge``: another archive into this one, article by article."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive import backup, dossiers, migrations
from archive.arrivals import Arrival, receive
from archive.dossiers import Dossier
from archive.driver import connect, translated
from archive.errors import ArchiveError, NoArchive
from archive.exports.selection import Selection, moment
from archive.importing import AT_ONCE, CONFIRM_SECONDS, running, take_all
from archive.progress import Progress
from archive.store import Archive


class NotMergeable(ArchiveError):
    """An archive that cannot be merged into this one: it is this one."""

    exit_code = 2


def merge(archive: Archive, other: Path, *, now: datetime, complain: Callable[[str], None]) -> Counter[str]:
    """Take in all that another archive knows of articles and pages; how many articles were new, changed or known.

    The other archive is only read; of one moment, so a crawl may write to it. What it was about to do (pages that are
    due, hosts to wait for) stays its own affair.
    """
    if other.exists() and other.samefile(archive.path):
        raise NotMergeable(other, "this is the archive itself; name another one")
    fates: Counter[str] = Counter()
    with (
        _readable(other, archive.path.parent, complain) as theirs,
        moment(theirs) as connection,
        running(archive, f"merge {other}", now, fates) as run_id,
    ):

        def body(snapshot_id: int) -> bytes:
            return theirs.snapshot(snapshot_id).body

        def stream() -> Iterator[Dossier]:
            everything = Selection()
            with Progress("articles", everything.count(connection)) as progress:
                for article_id in everything.ids(connection):
                    yield dossiers.load(connection, article_id, body)
                    progress.tick()

        take_all(archive, stream(), run_id=run_id, fates=fates, complain=complain)
        _take_loose(archive, dossiers.loose(connection, body), run_id)
    return fates


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


@contextmanager
def _readable(path: Path, room: Path, tell: Callable[[str], None]) -> Iterator[Archive]:
    """The other archive, open for reading; one of an older schema as a copy in ``room`` that is brought up to date."""
    if not path.exists():
        raise NoArchive(path, "there is no archive here; name the file of another one")
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
    with tempfile.TemporaryDirectory(prefix="dateline-merge-", dir=room) as place:
        copy = Path(place) / "copy.db"
        backup.copy(path, copy)
        with Archive.open(copy) as archive:
            yield archive
