"""What is done once a run has ended: the new is sealed, the index tidied, the write-ahead log emptied, alerts looked
after; all bounded."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from time import monotonic
from typing import Protocol

from archive import manifest
from archive.care import alerts
from archive.driver import BUSY_SECONDS, Connection
from archive.errors import ArchiveError

_SEALING = 20.0
"""Seconds of sealing, some 100,000 requests; what is left the next run seals. A crawl that is stopped has a minute."""
_MERGING = 2.0
"""Seconds of drawing the index together: some 200 MB of it."""
_MERGED_PAGES = 200
"""Pages of the index that one step of merging writes, some 0.05 s: others who write wait no longer."""
_ALERTING = 15.0
"""Seconds of looking after alerts, some 2,000 sources that have something new."""
_WORTH_IT = 1_000
"""Edits below which no index is worth being written anew."""
_LOG_PAGES = 500
"""Pages that the write-ahead log may keep: emptying it waits for the disk, which is not worth it for a few."""

_log = logging.getLogger(__name__)


class _Archive(Protocol):
    """What is needed of the archive, which calls this file and is therefore not known here."""

    @property
    def connection(self) -> Connection: ...

    def transaction(self) -> AbstractContextManager[None]: ...


def after_run(archive: _Archive, runs: Sequence[int], *, now: datetime) -> None:
    """Close up after a run. What fails here (a full disk) is not the run's failure: the next one does it."""
    try:
        sealed = archive.connection.execute("SELECT ifnull(max(revision_until), 0) FROM manifest").fetchone()[0]
        if _seal(archive, now):
            _merge(archive, all_of_it=_is_worn(archive.connection, sealed))
            _empty_log(archive.connection)
    except ArchiveError as error:
        _log.warning("%s; what this run brought is sealed after the next one", error)
    _look_after_sources(archive, runs, now)


def _look_after_sources(archive: _Archive, runs: Sequence[int], now: datetime) -> None:
    """Open and close alerts, a source a transaction."""
    ends = monotonic() + _ALERTING
    try:
        for run_id in runs:
            for source in alerts.sources_of(archive.connection, run_id):
                if monotonic() > ends:
                    return
                with archive.transaction():
                    alerts.look_after(archive.connection, source, run_id, now=now)
    except ArchiveError as error:
        _log.warning("%s; whether its sources do as they did is looked at after the next one", error)


def _seal(archive: _Archive, now: datetime) -> bool:
    """Whether there was anything new."""
    ends = monotonic() + _SEALING
    anything = False
    while monotonic() < ends:
        with archive.transaction():
            more = manifest.seal(archive.connection, now=now)
        if not more:
            break
        anything = True
    return anything


def _is_worn(connection: Connection, before: int) -> bool:
    """Whether the versions after number ``before`` make it worth to write the whole index anew: as often as edits have
    come to a tenth of the articles. What was indexed of the texts before them stays in it until then."""
    (edits,) = connection.execute(
        "SELECT count(*) FROM revision WHERE id > ? AND cause <> 'first'", [before]
    ).fetchone()
    if not edits:
        return False
    articles, versions = connection.execute(
        "SELECT (SELECT count(*) FROM article), (SELECT max(id) FROM revision)"
    ).fetchone()
    step = max(articles // 10, _WORTH_IT)
    return bool((versions - articles) // step != (versions - articles - edits) // step)


def _merge(archive: _Archive, *, all_of_it: bool) -> None:
    """Draw pieces of the full-text index together, as far as that goes in the time; what is begun the next run goes on
    with (https://sqlite.org/fts5.html#the_merge_command)."""
    connection, ends = archive.connection, monotonic() + _MERGING
    pages = -_MERGED_PAGES if all_of_it else _MERGED_PAGES
    while monotonic() < ends:
        before = connection.total_changes
        with archive.transaction():
            connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('merge', ?)", [pages])
        if connection.total_changes - before < 2:
            return  # nothing left
        pages = _MERGED_PAGES


def _empty_log(connection: Connection) -> None:
    """Write the log back and cut it off, unless somebody reads what is in it: they are not waited for."""
    with _impatient(connection):
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > _LOG_PAGES:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
