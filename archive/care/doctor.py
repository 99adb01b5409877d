"""What could go wrong with the archive soon: SQLite, disk, permissions, clock, and what dead processes left behind.

Looks in a second or two, changes nothing and opens nothing for writing; whether everything in the file is sound is for
``dateline verify`` to say.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from archive import migrations
from archive.care import alerts
from archive.crawls import clocks
from archive.crawls.owner import Owner
from archive.driver import Connection, connect, sqlite3, translated
from archive.errors import ArchiveError
from archive.reading import sizes
from archive.tables import counted
from archive.tables import size as in_words
from archive.times import utc_text

State = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    text: str
    """What is so."""
    advice: str | None = None
    """What to do about it."""


def ok(name: str, text: str) -> Check:
    """Nothing to do."""
    return Check(name=name, state="ok", text=text)


def warning(name: str, text: str, advice: str) -> Check:
    """Something to look at before it gets worse."""
    return Check(name=name, state="warning", text=text, advice=advice)


def problem(name: str, text: str, advice: str) -> Check:
    """Something that loses data or stops the work."""
    return Check(name=name, state="problem", text=text, advice=advice)


_SOUND_SQLITE = (3, 51, 3)
"""The first without the bug that may damage a file when two connections write or checkpoint at once (3.7.0-3.51.2)."""

_NETWORK = frozenset("9p afs ceph cifs davfs fuse.rclone fuse.sshfs glusterfs lustre ncpfs nfs nfs4 smb3 smbfs".split())

_CLOCK = timedelta(minutes=5)
_LOG_BYTES = 128 * 1024 * 1024
"""Twice what is left of the write-ahead log after a checkpoint (archive/driver.py)."""


def examine(path: Path, *, now: datetime) -> Iterator[Check]:
    """Everything about the file and what is in it."""
    yield _sqlite(sqlite3.sqlite_version_info)
    folder = next(place for place in (path.parent.absolute(), *path.parent.absolute().parents) if place.exists())
    yield _file_system(folder, Path("/proc/self/mounts"))
    if not path.exists():
        yield _folder(folder)
        yield warning("archive", f"there is none at {path} yet", "crawl first, or set DATELINE_ARCHIVE_PATH")
        return
    if path.is_dir():
        yield problem("archive", f"{path} is a directory", "set DATELINE_ARCHIVE_PATH to a file in it")
        return
    yield _permissions(path)
    try:
        with translated(path):
            connection = connect(path, read_only=True)
            try:
                yield from _inside(path, connection, now)
            finally:
                connection.close()
    except ArchiveError as error:
        yield problem("archive", str(error), "see `dateline verify`, and restore a backup if need be")


def _inside(path: Path, connection: Connection, now: datetime) -> Iterator[Check]:
    schema = _schema(path, connection)
    yield schema
    if schema.state == "problem":
        return
    yield _disk(path, connection, now, shutil.disk_usage(path.parent).free)
    yield _log(path)
    if schema.state == "ok":  # an older one may lack what the others ask for
        for look in (_clock, _runs, _index, _seals, _alerts):
            yield look(connection, now)


def _sqlite(version: tuple[int, ...]) -> Check:
    told = ".".join(map(str, version))
    if version < _SOUND_SQLITE:
        return problem(
            "sqlite",
            f"SQLite {told} can damage a file that two processes write to (the WAL-reset bug, mended in 3.51.3)",
            "install the wheel that brings a newer one: pip install 'pysqlite3>=0.6.1'",
        )
    return ok("sqlite", f"{told}, from {sqlite3.__name__}")


def _file_system(folder: Path, mounts: Path) -> Check:
    kind = _kind_of(folder, mounts)
    if kind in _NETWORK:
        return problem(
            "file system",
            f"{folder} is on a network file system ({kind}), whose locks SQLite cannot trust",
            "keep the archive on a disk of this machine, and only its backups there",
        )
    return ok("file system", kind or "its kind is not told on this system; it must be no network file system")


def _kind_of(folder: Path, mounts: Path) -> str | None:
    """The kind of file system that a folder is on, where ``/proc/self/mounts`` (proc(5)) tells it."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    found: tuple[int, str] | None = None
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if folder.is_relative_to(point) and (found is None or len(point.parts) >= found[0]):
            found = len(point.parts), fields[2]
    return found[1] if found else None


def _folder(folder: Path) -> Check:
    if os.access(folder, os.W_OK):
        return ok("permissions", f"{folder} can be written")
    return problem("permissions", f"{folder} cannot be written", "change its permissions, or name another place")


def _permissions(path: Path) -> Check:
    # SQLite makes the other two beside it; left by root, they lock everybody else out.
    places = (path.parent, path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")))
    closed = [place for place in places if place.exists() and not os.access(place, os.R_OK | os.W_OK)]
    if closed:
        names = ", ".join(map(str, closed))
        return problem(
            "permissions", f"{names} cannot be written by this user", "change their owner or permissions: chown, chmod"
        )
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        return warning("permissions", f"everybody may write to {path}", f"chmod o-w {path}")
    return ok("permissions", f"{path} and its folder can be written")


def _schema(path: Path, connection: Connection) -> Check:
    if migrations.is_foreign(connection):
        return problem("archive", f"{path} is another program's database", "name another path")
    if unknown := migrations.unknown(connection):
        return problem("archive", f"{path} was written by a later Dateline ({unknown[-1]})", "update this one")
    size = path.stat().st_size
    if not size:
        return problem("archive", f"{path} is empty", "crawl first, or bring back a backup")
    if pending := migrations.pending(connection):
        return warning(
            "archive",
            f"{path} has an older schema; {', '.join(pending)} is to come",
            f"the next command brings it up to date and keeps a copy ({size / 1e6:,.0f} MB) beside it",
        )
    return ok("archive", f"{path}, schema {migrations.latest()}")


def _disk(path: Path, connection: Connection, now: datetime, free: int) -> Check:
    size = path.stat().st_size
    has_articles = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'article'").fetchone()
    growth = sizes.growth(connection, size, now) if has_articles else 0.0
    days = free / growth if growth else float("inf")
    text = f"{in_words(free)} free, the archive has {in_words(size)}" + (
        f" and grows by some {in_words(growth * 7)} a week" if growth else ""
    )
    advice = "free some, move the archive to a larger disk, or see `dateline prune --dry-run`"
    if free < 100_000_000 or days < 7:
        return problem("disk", text, advice)
    if days < 90:
        return warning("disk", f"{text}: that lasts {days:,.0f} days", advice)
    if free < size:
        return warning("disk", f"{text}: too little for a copy of it", "a migration makes one beside it; free some")
    return ok("disk", text)


def _log(path: Path) -> Check:
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LOG_BYTES:
        return warning(
            "write-ahead log",
            f"{log} has {size / 1e6:,.0f} MB: something has been reading for so long that it could not be written back",
            "end what has the archive open for hours (a browser's query, a viewer); the next crawl's end empties it",
        )
    return ok("write-ahead log", f"{size / 1e6:,.1f} MB")


def _clock(connection: Connection, now: datetime) -> Check:
    latest = max(
        (time for (time,) in connection.execute(_LATEST) if time is not None),
        default="",
    )
    pages, hosts = clocks.count(connection, now=now)
    waiting = f"{pages:,} pages and {hosts:,} hosts wait for longer than any wait can be" if pages or hosts else None
    if latest > utc_text(now + _CLOCK):
        ahead = f"it is {utc_text(now)} here, and the archive has something of {latest}"
        return warning(
            "clock",
            f"{ahead}; {waiting}" if waiting else ahead,
            "set this machine's clock; if that one was wrong, what it dated stays as it is"
            + (", but the next crawls do not wait for it" if waiting else ""),
        )
    if waiting:
        return warning("clock", f"{waiting}: a clock was ahead", "nothing; the next crawls do not wait for it")
    return ok("clock", utc_text(now))


_LATEST = """
SELECT max(started) FROM run UNION ALL SELECT max(finished) FROM run
UNION ALL SELECT at FROM (SELECT at FROM fetch ORDER BY id DESC LIMIT 1000)
"""


def _runs(connection: Connection, now: datetime) -> Check:
    rows = connection.execute("SELECT id, pid, process_start, boot_id FROM run WHERE finished IS NULL").fetchall()
    dead = [
        run_id for run_id, pid, start, boot in rows if not Owner(pid=pid, process_start=start, boot_id=boot).alive()
    ]
    held = connection.execute(
        "SELECT (SELECT count(*) FROM page WHERE state = 'leased' AND run_id IN (SELECT id FROM run WHERE finished"
        " IS NOT NULL)) + (SELECT count(*) FROM source WHERE run_id IN (SELECT id FROM run WHERE finished IS NOT NULL))"
    ).fetchone()[0]
    if dead:
        named = ", ".join(map(str, dead[:5]))
        return warning(
            "runs", f"the process of run {named} is gone", "the next crawl closes it and takes over what it held"
        )
    if held:
        return warning(
            "runs", f"{held:,} pages or sources are held by runs that have ended", "dateline verify --repair"
        )
    return ok("runs", f"{len(rows)} going on, none of them dead")


def _index(connection: Connection, now: datetime) -> Check:
    articles, indexed = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("article", "article_search_docsize")
    )
    if articles != indexed:
        return problem(
            "full-text index", f"it has {indexed:,} entries for {articles:,} articles", "dateline verify --repair"
        )
    return ok("full-text index", f"an entry for each of {counted(indexed, 'article')}")


def _seals(connection: Connection, now: datetime) -> Check:
    (waiting,) = connection.execute(
        "SELECT (SELECT ifnull(max(id), 0) FROM fetch) - (SELECT ifnull(max(fetch_until), 0) FROM manifest)"
    ).fetchone()
    (running,) = connection.execute("SELECT count(*) FROM run WHERE finished IS NULL").fetchone()
    if waiting > 100_000 and not running:
        return warning("manifest", f"{waiting:,} requests are not sealed yet", "the end of each run seals some of them")
    return ok("manifest", f"{counted(max(waiting, 0), 'request')} to wait for the end of a run to be sealed")


def _alerts(connection: Connection, now: datetime) -> Check:
    found = alerts.listed(connection)
    if not found:
        return ok("sources' alerts", "none")
    told = "; ".join(f"{alert.source}: {alert.reason}" for alert in found[:_NAMED])
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return warning("sources' alerts", told + more, "see `dateline alerts`; docs/how-to/run-it-for-years.md tells more")


_NAMED = 3
"""Alerts that are told in full."""
