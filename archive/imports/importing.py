"""``dateline import``: takes in the JSON Lines that ``dateline export`` wrote, whatever is here already."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from json import JSONDecodeError
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Literal

from archive.crawls import frontier
from archive.crawls.owner import Owner
from archive.driver import sqlite3
from archive.errors import ArchiveError, Unstorable
from archive.imports import dossiers
from archive.imports.arrivals import receive
from archive.imports.dossiers import Dossier, Event
from archive.progress import Progress
from archive.rows import RunOutcome
from archive.store import Archive
from archive.versions import saving

AT_ONCE = 50
"""Articles in one transaction: what others who write wait for."""
CONFIRM_SECONDS = 3600
"""Where the other side does not say how long a 404 had to last."""

_LONGEST = 100_000_000
"""Bytes of a line; one has all versions of an article."""

_MOST_TOLD = 100
"""Lines that are told one by one: a wrong file may have millions."""

Fate = Literal["new", "changed", "known", "erased"]
"""What became of an article: not here before; more is known of it now; all of it was here; it was erased for good."""


class Unimportable(ArchiveError):
    """A file with nothing in it that can be taken in."""


def import_file(archive: Archive, path: Path, *, now: datetime, complain: Callable[[str], None]) -> Counter[str]:
    """Take in every article of a file; how many were new, changed or known. A line that cannot be read is told to
    ``complain`` in a sentence, and the next is taken. Raises Unimportable where not one line could be."""
    fates: Counter[str] = Counter()
    with _opened(path) as (lines, file), running(archive, f"import {path}", now, fates) as run_id:
        size = path.stat().st_size

        def sound() -> Iterator[Dossier]:
            unread = 0
            with Progress("kB", size // 1000) as progress:
                for number, line in enumerate(lines, 1):
                    progress.tick(file.tell() // 1000 - progress.done)
                    if not line.strip():
                        continue
                    try:
                        yield dossiers.read(line)
                    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
                        unread += 1
                        if unread <= _MOST_TOLD:
                            reason = _why(error)
                            complain(
                                f"{path}:{number}: this is no article of `dateline export --format jsonl`: {reason}"
                            )
            if unread > _MOST_TOLD:
                complain(f"{path}: {unread - _MOST_TOLD:,} more lines are none")

        take_all(archive, sound(), run_id=run_id, fates=fates, complain=complain)
    if not fates:
        raise Unimportable(
            path, "there is no article in it; `dateline export --format jsonl` writes what can be imported"
        )
    return fates


def _why(error: Exception) -> str:
    """What is wrong with a line, in words."""
    match error:
        case JSONDecodeError() | UnicodeDecodeError():
            return "it is no JSON"
        case KeyError():
            return f"it has no {error.args[0]!r}"
        case RecursionError():
            return "it is nested too deep"
        case AttributeError() | TypeError():
            return "it has other kinds of values"
    return " ".join(str(error).split()) or type(error).__name__


def take_all(
    archive: Archive,
    stream: Iterator[Dossier],
    *,
    run_id: int,
    fates: Counter[str],
    complain: Callable[[str], None],
) -> None:
    """Take in one dossier after the other and count what became of them; one that cannot be stored is told and left."""
    while batch := list(islice(stream, AT_ONCE)):
        with archive.transaction():
            for dossier in batch:
                try:
                    fate = take(archive, dossier, run_id=run_id)
                except Unstorable as error:
                    complain(f"{dossier.arrivals[0].url}: {error.reason}")
                except sqlite3.IntegrityError as error:  # a kind of address that there is none, say
                    complain(f"{dossier.arrivals[0].url}: this cannot be stored ({' '.join(str(error).split())})")
                else:
                    fates[fate] += 1


def take(archive: Archive, dossier: Dossier, *, run_id: int) -> Fate:
    """Receive everything of one article, or nothing."""
    with archive.part():
        if archive.has_erased(*(address for arrival in dossier.arrivals for address in arrival.addresses)):
            return "erased"
        outcomes: set[str] = set()
        page_ids: list[int] = []
        for arrival in dossier.arrivals:
            fetch = replace(arrival.fetch, run_id=run_id)
            pages = tuple(replace(page, run_id=run_id) for page in arrival.pages)
            received = receive(archive, replace(arrival, fetch=fetch, pages=pages), confirm_seconds=CONFIRM_SECONDS)
            outcomes.add(received.outcome)
            page_ids.append(received.page_id)
            if len(dossier.arrivals) > 1 and received.outcome == "new":
                _lead_to(archive, dossier, received.page_id)
        note_events(archive, (event for event in dossier.events if event.page_key is not None))
        if outcomes <= {"known"}:
            return "known"
        if outcomes <= {"known", "erased"}:  # told by its text, at an address that nobody knew
            return "erased"
        _complete(archive, dossier, page_ids)
    return "new" if "new" in outcomes else "changed"


def _lead_to(archive: Archive, dossier: Dossier, page_id: int) -> None:
    """Know the addresses of an article before what was seen at them comes: copies would be taken for others, where its
    words have changed meanwhile."""
    archive.connection.executemany(
        "INSERT INTO alias (url, article_id, kind, first_seen) SELECT ?, article_id, 'page', ? FROM page"
        " WHERE id = ? AND article_id IS NOT NULL ON CONFLICT DO NOTHING",
        [(alias.url, alias.first_seen, page_id) for alias in dossier.aliases if alias.kind == "page"],
    )


@contextmanager
def running(archive: Archive, command: str, now: datetime, counts: Counter[str]) -> Iterator[int]:
    """A run around the block, so that the archive tells whence things came; its id."""
    run_id = archive.start_run(command=command, source_keys=(), owner=Owner.current(), now=now).run_id
    begun = monotonic()
    outcome: RunOutcome = "finished"
    reason: str | None = None
    try:
        yield run_id
    except BaseException as error:
        outcome, reason = "stopped" if isinstance(error, KeyboardInterrupt) else "failed", str(error) or None
        raise
    finally:
        end = now + timedelta(seconds=monotonic() - begun)
        archive.finish_run(run_id, outcome=outcome, counts=counts, now=end, reason=reason)


def _complete(archive: Archive, dossier: Dossier, page_ids: Iterable[int]) -> None:
    """What does not follow from the requests: addresses of copies whose text nobody kept, and what was only noted."""
    connection = archive.connection
    ids = sorted(set(page_ids))
    row = connection.execute(
        f"SELECT article_id FROM page WHERE id IN ({','.join('?' * len(ids))}) AND article_id IS NOT NULL"
        " ORDER BY state = 'duplicate' LIMIT 1",
        ids,
    ).fetchone()
    if row is None:
        return
    (article_id,) = row
    connection.executemany(
        "UPDATE page SET article_id = ?, state = 'duplicate', reason = NULL WHERE id = ? AND article_id IS NULL",
        [(article_id, page_id) for page_id in ids],
    )
    connection.executemany(
        "INSERT INTO alias (url, article_id, kind, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
        " first_seen = min(first_seen, excluded.first_seen) WHERE article_id = excluded.article_id",
        [(alias.url, article_id, alias.kind, alias.first_seen) for alias in dossier.aliases],
    )
    for event in dossier.events:
        if event.kind == "canonical" and event.value is not None:
            saving.note_canonical(connection, article_id, event.value, event.at)
    connection.execute(
        "UPDATE article SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) WHERE id = ?",
        [dossier.first_seen, dossier.last_seen, article_id],
    )


def note_events(archive: Archive, events: Iterable[Event]) -> None:
    """Note what was seen elsewhere of pages that are here."""
    for event in events:
        if event.value is not None and archive.desk.tombstones.has_url(event.value):
            continue
        row = archive.connection.execute("SELECT id FROM page WHERE key = ?", [event.page_key]).fetchone()
        if row is not None:
            frontier.note(archive.connection, row[0], event.kind, event.value, event.at)


def _lines(path: Path, file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    while line := file.readline(_LONGEST):
        if len(line) == _LONGEST:  # of what is no text, and may have no end
            raise Unimportable(path, f"a line is longer than {_LONGEST // 10**6} MB; what stands before is imported")
        yield line


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Iterator[bytes], BinaryIO]]:
    """The lines of a file, unpacked where its name ends in ``.gz``, and the file, to see how far it is read."""
    try:
        with path.open("rb") as file:
            lines = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
            yield _lines(path, lines), file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unimportable(path, f"it cannot be unpacked ({error}); what stands before is imported") from error
    except OSError as error:
        raise Unimportable(path, f"it cannot be read ({error.strerror or error})") from error
