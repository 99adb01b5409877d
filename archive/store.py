"""The archive as the rest of the house sees it: one connection to one file, used by one thread."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from archive import migrations, snapshots, turning_away
from archive.care import backup, closing
from archive.crawls import frontier, hosts, leads, listing_bytes, listings, requests, runs, visits
from archive.crawls.owner import Owner
from archive.crawls.visits import Budget, Standing
from archive.driver import BUSY_SECONDS, DAMAGED, Connection, connect, is_sound, sqlite3, translated
from archive.errors import ArchiveBusy, ArchiveError, ArchiveReadOnly, Damaged, NoArchive, NotAnArchive, SchemaTooNew
from archive.rows import (
    Announcement,
    Capture,
    FeedHabit,
    FeedState,
    Fetch,
    HostPace,
    HostState,
    HostTurn,
    LeasedPage,
    PageState,
    RunOutcome,
    RunStart,
    Saved,
    Snapshot,
    SourceRow,
)
from archive.snapshots import BodyCache
from archive.tombstones import Tombstones
from archive.versions import gone, identity, rereading, saving
from archive.versions.desk import Desk
from archive.versions.index import Index
from archive.versions.parts import NameCache
from archive.versions.rereading import Reread
from parsers.article import Article, Moment

KEEP: Final[Any] = object()
"""Stands for "as it is" where None means "nothing"."""

_OF_NONSENSE = (TypeError, ValueError, AttributeError, IndexError, AssertionError)
"""What comes of values that no column can hold, as in a page that stands in another one's place. Else a bug."""

_MAGIC = b"SQLite format 3\0"

_TURNS = 10
"""How often a writer waits for as long as ``driver.BUSY_SECONDS`` while others commit."""

_log = logging.getLogger(__name__)


class Archive:
    """One archive file, opened. Every method that writes is a transaction of its own or joins the one around it."""

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self.connection = connection
        self._desk = Desk(
            connection=connection,
            bodies=BodyCache(),
            names=NameCache(),
            index=Index(connection),
            tombstones=Tombstones(connection),
        )
        self._is_open = False
        """Whether a transaction is."""
        self._lost: ArchiveError | None = None
        """Why it is to be undone, whatever still comes."""
        self._ended: dict[int, datetime] = {}
        """Runs that have ended in the transaction that is open, and when."""

    @classmethod
    def open(cls, path: Path, *, create: bool = True, read_only: bool = False) -> Archive:
        """Open an archive, bring it to the present schema, and make it (with its folder) where it is missing.

        Raises the errors of ``archive.errors``. A reader takes ``read_only=True`` and never makes a file.
        """
        _look_at(path, create=create and not read_only)
        with translated(path):
            connection = connect(path, read_only=read_only)
            try:
                if not _prepare(path, connection, read_only=read_only):
                    connection.close()
                    cls.open(path, create=False).close()  # brings it to the present schema
                    connection = connect(path, read_only=True)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def close(self) -> None:
        """Give the file back; harmless twice."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with translated(self.path):
                if isinstance(error, sqlite3.Error):  # a table may turn out to be damaged wherever it is read
                    raise error
                if isinstance(error, _OF_NONSENSE) and not is_sound(self.connection):
                    raise Damaged(self.path, f"{DAMAGED} ({error!r})") from error
        finally:
            self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything in the block or nothing of it. Inside another such block a piece of that one: if this fails, so does
        that. ``part`` is for what may fail alone.

        Takes the write lock at once (``BEGIN IMMEDIATE``): a lock that is only asked for at the first write is refused
        without waiting whenever somebody else wrote in between.
        """
        if self._is_open:
            self._go_on()
            try:
                with translated(self.path):
                    yield
            except BaseException as error:
                self._lose(error)
                raise
            return
        with translated(self.path):
            _take_lock(self.path, self.connection)
            self._is_open = True
            try:
                with translated(self.path):
                    self._desk.look_up_erasures()
                    yield
                    self._go_on()
                    self._desk.index.write()
                self.connection.execute("COMMIT")
            except BaseException:
                self._desk.forget(0)
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            finally:
                self._is_open, self._lost = False, None
        if self._ended:
            ended, self._ended = self._ended, {}
            closing.after_run(self, tuple(ended), now=max(ended.values()))

    @contextmanager
    def part(self) -> Iterator[None]:
        """Inside a transaction, what may fail without the rest: it is then undone by itself. For that SQLite keeps every
        page that changes as it was, a tenth of the CPU of saving an article. Elsewhere a transaction."""
        if not self._is_open:
            with self.transaction():
                yield
            return
        self._go_on()
        with translated(self.path):
            self.connection.execute("SAVEPOINT part")
            mark = self._desk.index.mark()
            try:
                with translated(self.path):
                    yield
                self._go_on()
                self.connection.execute("RELEASE part")
            except BaseException as error:
                self._desk.forget(mark)
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK TO part")
                    self.connection.execute("RELEASE part")
                    self._lost = None
                else:  # SQLite has undone all of it, such as when the disk is full
                    self._lose(error)
                raise

    def _lose(self, error: BaseException) -> None:
        """The blocks around what failed must not go on, whoever catches its error."""
        reason = "a part of the transaction failed, nothing of it is saved"
        self._lost = self._lost or (error if isinstance(error, ArchiveError) else ArchiveError(self.path, reason))

    def _go_on(self) -> None:
        if self._lost is not None:
            raise self._lost

    # Sources and runs

    def sync_sources(self, sources: Iterable[SourceRow], *, now: datetime) -> None:
        """Make the table of sources say what ``sources.toml`` says; a removed source keeps its row and articles."""
        with self.transaction():
            runs.sync_sources(self.connection, sources, now=now)

    def start_run(self, *, command: str, source_keys: Sequence[str], owner: Owner, now: datetime) -> RunStart:
        """Open a run and claim its sources. What dead runs held is free before; what living ones hold is ``busy``.

        With sources asked for and all of them busy no run is made: ``run_id`` is 0. Raises KeyError for an unknown key.
        """
        with self.transaction():
            self._ended |= dict.fromkeys(runs.close_dead(self.connection, now=now), now)
            leads.settle(self.connection, now=now)
            return runs.start(self.connection, command=command, source_keys=source_keys, owner=owner, now=now)

    def adopt_run(self, run_id: int, *, owner: Owner) -> RunStart:
        """Hand an open run over to the process that does its work. Raises KeyError where there is none."""
        with self.transaction():
            return runs.adopt(self.connection, run_id, owner=owner)

    def finish_run(
        self,
        run_id: int,
        *,
        outcome: RunOutcome,
        counts: Mapping[str, int],
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Close a run and free its sources and pages; harmless twice."""
        with self.transaction():
            runs.finish(self.connection, run_id, outcome=outcome, counts=counts, now=now, reason=reason)
            leads.settle(self.connection, now=now)
            self._ended[run_id] = now

    def note_counts(self, run_id: int, counts: Mapping[str, int]) -> None:
        """Write down how far a run is that goes on."""
        with self.transaction():
            runs.note_counts(self.connection, run_id, counts)

    def queue(self, run_id: int, *, now: datetime) -> list[tuple[str, str, int]]:
        """What a run still has to ask for: (source, host, number of pages)."""
        with translated(self.path):
            return runs.queue(self.connection, run_id, now=now)

    def close_dead_runs(self, *, now: datetime) -> list[int]:
        """Close the runs whose process is gone and free what they held; their ids."""
        with self.transaction():
            dead = runs.close_dead(self.connection, now=now)
            self._ended |= dict.fromkeys(dead, now)
            return dead

    # The frontier

    def announce(
        self,
        announcements: Sequence[Announcement],
        *,
        source_key: str | None,
        run_id: int,
        now: datetime,
        believed: bool = True,
    ) -> int:
        """Make a page of every URL that is new and wake those that changed or that a person asks for; how many are new.

        URLs that name no host are left out. Changes that are not ``believed`` wait until a visit can be afforded.
        """
        with self.transaction():
            admitted = self._desk.tombstones.admitted(announcements)
            if len(admitted) < len(announcements):
                refused = {told.url for told in announcements} - {told.url for told in admitted}
                turning_away.hide(self.connection, refused, run_id=run_id)
            return frontier.announce(
                self.connection, admitted, source_key=source_key, run_id=run_id, now=now, believed=believed
            )

    def count_woken(self, announcements: Sequence[Announcement], *, now: datetime) -> int:
        """How many pages are due again as ``announce`` at that time told of a change."""
        with translated(self.path):
            return frontier.count_woken(self.connection, announcements, now=now)

    def lease_pages(
        self,
        *,
        run_id: int,
        source_keys: Sequence[str] | None,
        limit: int,
        now: datetime,
        lease_seconds: int = 900,
        per_host: int = 8,
        per_day: int = 0,
        busy_hosts: Mapping[str, int] | None = None,
    ) -> list[LeasedPage]:
        """Up to ``limit`` due pages for this run to fetch: idle hosts first, highest rank first within a host.

        ``source_keys`` None: only what a person asked for in this run. ``busy_hosts`` tells how many pages of a host
        (``name:port``) are still on their way, if more than are leased. Of a host no more than ``per_day`` on one day
        (UTC), unless a person asks; 0 sets no bound.
        """
        with self.transaction():
            return frontier.lease_pages(
                self.connection,
                run_id=run_id,
                source_keys=source_keys,
                limit=limit,
                now=now,
                lease_seconds=lease_seconds,
                per_host=per_host,
                per_day=per_day,
                busy_hosts=busy_hosts or {},
            )

    def finish_page(
        self,
        page_id: int,
        *,
        state: PageState,
        reason: str | None,
        now: datetime,
        next_due: datetime | None = None,
    ) -> None:
        """End a page's turn otherwise than by ``save`` or ``record_gone``; ``due`` without ``next_due`` is due at once."""
        with self.transaction():
            frontier.finish_page(self.connection, page_id, state=state, reason=reason, now=now, next_due=next_due)

    def put_off(self, page_id: int, *, reason: str, until: datetime) -> None:
        """Give a page back that was not asked for, to be due at ``until``: no failed try."""
        with self.transaction():
            frontier.put_off(self.connection, page_id, reason=reason, until=until)

    def give_reason(self, page_ids: Sequence[int], reason: str) -> None:
        """Say what pages are that were found to be no articles, where nothing said so yet."""
        with self.transaction():
            frontier.give_reason(self.connection, page_ids, reason)

    def release_pages(self, run_id: int) -> None:
        """Give back every page that a run still holds."""
        with self.transaction():
            frontier.release_pages(self.connection, run_id)

    def recheck(self, source_keys: Sequence[str], *, now: datetime) -> int:
        """Make every article of these sources due now; how many pages that are."""
        with self.transaction():
            return frontier.recheck(self.connection, source_keys, now=now)

    def plan_visit(self, page_id: int, next_visit: Callable[[Standing], datetime | None]) -> None:
        """Set when to look again at the article of a page that is done."""
        with self.transaction():
            visits.plan(self.connection, page_id, next_visit)

    def wake_pages(
        self,
        source_keys: Sequence[str],
        *,
        now: datetime,
        worth: Callable[[Standing], float],
        earned: Callable[[Budget], float],
        may_owe: Callable[[Budget], float],
    ) -> int:
        """Make pages of the sources due whose planned visit has come, as ``visits.wake`` says; how many they are."""
        with self.transaction():
            return visits.wake(self.connection, source_keys, now=now, worth=worth, earned=earned, may_owe=may_owe)

    # Requests

    def record_fetch(self, fetch: Fetch) -> int:
        """Keep a request and its body, once per content; its id. The same request told twice is one row; one that names
        what was erased is none, and has the id 0."""
        with self.transaction():
            if self._desk.tombstones.keeps_out(fetch):
                return 0
            fetch_id = requests.record_for_page(self.connection, self._desk.bodies, fetch)
            if fetch.status == 304 and fetch.page_id is not None:
                gone.stands(self._desk, fetch.page_id, now=fetch.at)
            return fetch_id

    def record_gone(
        self,
        page_id: int,
        fetch: Fetch,
        *,
        now: datetime,
        confirm_seconds: int = 3600,
        key_of: Callable[[str], str] | None = None,
    ) -> bool:
        """Keep a 404 or 410 and set the page's state by it; whether it is gone for good.

        The page of an article is gone when told so twice, at least ``confirm_seconds`` apart; until then it is due again.
        The article is when all its pages are; ``key_of`` as ``gone.record`` takes it.
        """
        with self.transaction():
            if self._desk.tombstones.keeps_out(fetch):
                return True
            return gone.record(self._desk, page_id, fetch, now=now, confirm_seconds=confirm_seconds, key_of=key_of)

    def feed_id(self, *, url: str, kind: str, source_key: str | None) -> int:
        """The id of a feed, sitemap or listing, for ``Fetch.feed_id``; its row is made where it is missing."""
        with self.transaction():
            return listings.feed_id(self.connection, url=url, kind=kind, source_key=source_key)

    def feed_state(self, url: str) -> FeedState | None:
        """What is known of a feed, sitemap or listing."""
        with translated(self.path):
            return listings.state(self.connection, url)

    def record_feed(
        self,
        *,
        url: str,
        kind: str,
        source_key: str | None,
        etag: str | None,
        last_modified: str | None,
        body_hash: bytes | None,
        entries: int | None,
        status: int | None,
        now: datetime,
        next_due: datetime | None = None,
        waits_for: str | None = None,
        habit: FeedHabit | None = None,
    ) -> int:
        """Keep how a reading of a feed went; its id. ``body_hash`` None (304, a failure): what was known stands."""
        with self.transaction():
            return listings.record(
                self.connection,
                url=url,
                kind=kind,
                source_key=source_key,
                etag=etag,
                last_modified=last_modified,
                body_hash=body_hash,
                entries=entries,
                status=status,
                now=now,
                next_due=next_due,
                waits_for=waits_for,
                habit=habit,
            )

    def keep_sitemaps(self, index_id: int, named: Mapping[str, Moment | None], *, now: datetime) -> set[str]:
        """Keep which sitemaps an index names, with the change that it tells of each; those of them that are to be read."""
        with self.transaction():
            return listings.keep_children(self.connection, index_id, named, now=now)

    def last_body(self, feed_id: int) -> Snapshot | None:
        """The last bytes of a feed or sitemap that were kept, or None."""
        with translated(self.path), suppress(snapshots.Dropped):
            return self._snapshot_of(
                "f.id = (SELECT id FROM fetch WHERE feed_id = ? AND snapshot_id IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1)",
                feed_id,
            )
        return None

    def may_keep_listing(self, announced: Sequence[Announcement]) -> bool:
        """Whether the bytes of a listing that announces these may be kept: not where it may hold what was erased."""
        self._desk.look_up_erasures()
        tombstones = self._desk.tombstones
        return not tombstones.has_names and len(tombstones.admitted(announced)) == len(announced)

    def drop_listings(self, *, before: datetime) -> int:
        """Drop some of the bytes of listings that are older; how many were dropped. Requests and hashes stay."""
        with self.transaction():
            return listing_bytes.drop(self.connection, before=before)

    # Hosts

    def host_state(self, host: str) -> HostState | None:
        """What is known of a ``name:port``."""
        with translated(self.path):
            return hosts.state(self.connection, host)

    def record_host(
        self,
        host: str,
        *,
        robots_text: str | None = KEEP,
        robots_status: int | None = KEEP,
        robots_at: datetime | None = KEEP,
        robots_until: datetime | None = KEEP,
        robots_error: str | None = KEEP,
        robots_failing_since: datetime | None = KEEP,
        crawl_delay: float | None = KEEP,
        backoff_until: datetime | None = KEEP,
        backoff_reason: str | None = KEEP,
        failures: int = KEEP,
        last_fetch: datetime | None = KEEP,
        origin: str | None = KEEP,
    ) -> None:
        """Keep what is new about a ``name:port``; what is not named stays, None clears. Seconds, aware times."""
        told = {
            "robots_text": robots_text,
            "robots_status": robots_status,
            "robots_at": robots_at,
            "robots_until": robots_until,
            "robots_error": robots_error,
            "robots_failing_since": robots_failing_since,
            "crawl_delay": crawl_delay,
            "backoff_until": backoff_until,
            "backoff_reason": backoff_reason,
            "failures": failures,
            "last_fetch": last_fetch,
            "origin": origin,
        }
        with self.transaction():
            hosts.record(self.connection, host, {column: value for column, value in told.items() if value is not KEEP})

    def take_host(self, host: str, *, owner: Owner, now: datetime, seconds: float) -> HostTurn:
        """Ask for the one slot that all processes share at a ``name:port``, for ``seconds``; what is known of its pace.

        Not granted while another living process has it, who is told that it is wanted.
        """
        with self.transaction():
            return hosts.take(self.connection, host, owner=owner, now=now, seconds=seconds)

    def keep_hosts(self, names: Iterable[str], *, owner: Owner, now: datetime, seconds: float) -> set[str]:
        """Hold these hosts for ``seconds`` more; those of them to be given back, as somebody else wants them."""
        with self.transaction():
            return hosts.keep(self.connection, names, owner=owner, now=now, seconds=seconds)

    def leave_hosts(self, paces: Sequence[HostPace], *, owner: Owner) -> None:
        """Give hosts back, and keep how they were asked."""
        with self.transaction():
            hosts.leave(self.connection, paces, owner=owner)

    # Articles

    def save(self, capture: Capture) -> Saved:
        """Write a capture: request, snapshot, article, revision, parts, aliases and the page's state, or nothing."""
        with self.transaction():
            return saving.save(self._desk, capture)

    def baseline_needed(self, url: str, final_url: str, canonical_url: str, parser_version: str) -> Snapshot | None:
        """The bytes that ``Capture.baseline`` is to be parsed from: those of the latest revision of the article that
        these URLs lead to, where another version of the parser read it; else None."""
        with translated(self.path):
            urls = [final_url, url]
            if identity.counts(canonical_url, final_url):
                urls.insert(1, canonical_url)
            article_id = identity.known(self.connection, *urls)
            if article_id is None:
                return None
            row = self.connection.execute(
                "SELECT r.id, r.fetch_id FROM article a JOIN revision r ON r.id = a.revision_id"
                " WHERE a.id = ? AND r.parser_version <> ?",
                [article_id, parser_version],
            ).fetchone()
            if row is None:
                return None
            with suppress(ValueError, Damaged), translated(self.path):
                return self._bytes_of(*row)
            return None  # no page waits for what is lost

    def bytes_of(self, revision_id: int) -> Snapshot | None:
        """The bytes that a version was read from, with its further pages; None where they are not kept."""
        with translated(self.path):
            row = self.connection.execute("SELECT id, fetch_id FROM revision WHERE id = ?", [revision_id]).fetchone()
            return self._bytes_of(*row) if row else None

    def reread(self, revision_id: int, reading: Article, *, at: datetime) -> Reread:
        """Write what a parser reads now in the bytes of a version: never an edit, whatever it reads."""
        with self.transaction():
            if self._desk.tombstones:
                reading = turning_away.sifted_reading(self.connection, self._desk.tombstones, revision_id, reading)
            return rereading.reread(self._desk, revision_id, reading, at=at)

    def has_erased(self, *urls: str | None) -> bool:
        """Whether any of these addresses is one of an article that was erased for good."""
        with translated(self.path):
            self._desk.look_up_erasures()
            return self._desk.tombstones.has_url(*urls)

    @property
    def desk(self) -> Desk:
        """What erasing works with; others use the methods here."""
        return self._desk

    def snapshot(self, snapshot_id: int) -> Snapshot:
        """Bytes as fetched, byte for byte. Raises LookupError where there are none, ValueError where they are damaged."""
        with translated(self.path):
            found = self._snapshot_of("f.snapshot_id = ?", snapshot_id)
        if found is None:
            raise LookupError(f"no snapshot {snapshot_id}")
        return found

    def _bytes_of(self, revision_id: int, fetch_id: int) -> Snapshot | None:
        rest = self.connection.execute(
            "SELECT fetch_id FROM revision_fetch WHERE revision_id = ? ORDER BY position", [revision_id]
        ).fetchall()
        try:
            first, *others = (self._snapshot_of("f.id = ?", number) for number in (fetch_id, *(n for (n,) in rest)))
        except snapshots.Dropped:
            return None
        if first is None:
            return None
        return replace(first, pages=tuple(page for page in others if page is not None))

    def _snapshot_of(self, which: str, number: int) -> Snapshot | None:
        row = self.connection.execute(
            "SELECT f.snapshot_id, ifnull(f.final_url, f.url), f.headers ->> '$.content-type', f.at FROM fetch f"
            f" WHERE {which} AND f.snapshot_id IS NOT NULL ORDER BY f.id LIMIT 1",
            [number],
        ).fetchone()
        if row is None:
            return None
        snapshot_id, url, content_type, at = row
        try:
            body = snapshots.read(self.connection, self._desk.bodies, snapshot_id)
        except snapshots.Dropped:
            raise
        except LookupError as error:
            raise ValueError(f"{error} is left") from error
        return Snapshot(id=snapshot_id, url=url, body=body, content_type=content_type, at=datetime.fromisoformat(at))


def _look_at(path: Path, *, create: bool) -> None:
    """Say what is wrong with a path before SQLite does, which only knows "unable to open"."""
    try:
        if path.is_dir():
            raise NotAnArchive(path, "this is a directory; name a file in it")
        if not path.exists():
            if not create:
                raise NoArchive(path, "there is no archive here yet; crawl first, or set DATELINE_ARCHIVE_PATH")
            path.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(path.parent, os.W_OK):
                raise ArchiveReadOnly(path, "its folder cannot be written; change its permissions or name another path")
        elif not path.is_file():
            raise NotAnArchive(path, "this is no regular file; name another path")
        else:
            with path.open("rb") as file:
                start = file.read(len(_MAGIC))
            if start and start != _MAGIC:
                raise NotAnArchive(path, "this is not an SQLite file; name another path")
            if not start and not create:  # a new one, for who writes; else perhaps all that is left of one
                raise NoArchive(path, "this file is empty; crawl first, or bring back a backup")
    except (FileExistsError, NotADirectoryError) as error:
        raise NotAnArchive(path, "a part of this path is a file; name another path") from error
    except OSError as error:
        raise ArchiveReadOnly(path, f"it cannot be reached ({error.strerror}); look at its permissions") from error


def _prepare(path: Path, connection: Connection, *, read_only: bool) -> bool:
    """Check that the file is ours and make it fit; False where it must be migrated and cannot be, being read only."""
    _check(path, connection)
    needed = bool(migrations.pending(connection))
    if read_only:
        return not needed
    if not os.access(path, os.W_OK):
        raise ArchiveReadOnly(path, "the file cannot be written; change its permissions or name another path")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        connection.execute("PRAGMA page_size=8192")  # of a new file; texts leave less of such pages empty than of 4096
        _switch_to_wal(path, connection)
    if needed:
        _take_lock(path, connection, is_patient=True)
        try:
            _check(path, connection)
            steps = migrations.pending(connection)
            if steps and migrations.applied(connection):
                with backup.kept_before(path, steps[0]) as kept:
                    migrations.migrate(connection)
                    connection.execute("COMMIT")
                _log.warning("%s: brought to the present schema; as it was it is kept in %s", path, kept)
            else:  # a new one, or somebody else has done it while we waited
                if steps:
                    migrations.migrate(connection)
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return True


def _take_lock(path: Path, connection: Connection, *, is_patient: bool = False) -> None:
    """Begin a transaction that may write. Who never finds the lock free while others commit waits on, as SQLite knows no
    line; given up is only where nothing moves. While another process changes the schema, who is patient waits however long
    that takes; who has the file open is told, as it will be another one."""
    told, turns, before = False, 0, None
    while True:
        if is_patient and not told and (pid := backup.changing(path)):
            _log.warning("%s: process %d is bringing it to the present schema; waiting for it", path, pid)
            told = True
        try:
            with translated(path):
                before = connection.execute("PRAGMA data_version").fetchone()
                connection.execute("BEGIN IMMEDIATE")
                return
        except ArchiveBusy as error:
            pid = backup.changing(path)
            if pid is not None and not is_patient:
                reason = f"process {pid} is bringing it to a later schema; start again when it is done"
                raise ArchiveBusy(path, reason) from error
            turns += 1
            with translated(path):
                others_commit = connection.execute("PRAGMA data_version").fetchone() != before
            if pid is None and not (others_commit and turns < _TURNS):
                raise


def _check(path: Path, connection: Connection) -> None:
    if migrations.is_foreign(connection):
        raise NotAnArchive(path, "this is another program's database; name another path")
    if migrations.unknown(connection):
        raise SchemaTooNew(path, "a later Dateline has written this archive; update this one")


def _switch_to_wal(path: Path, connection: Connection) -> None:
    """Switching the journal does not wait for others, so we do."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with translated(path):
                connection.execute("PRAGMA journal_mode=WAL")
                return
        except ArchiveBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
