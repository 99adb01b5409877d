"""A copy of an archive while others go on writing to it: whole, looked through, or not there at all."""

from __future__ import annotations

import glob
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from archive.driver import Connection, connect, sqlite3, translated
from archive.errors import ArchiveReadOnly, Damaged, DiskFull

_STEP_PAGES = 2_000
"""Pages that are copied between two looks of the progress bar: 16 MB."""

_COUNTED = ("article", "revision", "fetch", "snapshot")
"""Tables whose rows must be as many in the copy."""

Tick = Callable[[int], None]


def copy(
    source: Path, target: Path, *, compact: bool = False, check: bool = False, tick: Tick = lambda _: None
) -> None:
    """Write what is committed in ``source`` now to ``target``, which is replaced; both are files.

    ``compact`` writes it anew without unused room (VACUUM INTO), ``check`` looks the copy through before it takes its
    place. ``tick`` is told how many pages of the file are done. Raises DiskFull where the target's disk has no room for
    it, ArchiveReadOnly where its folder cannot be written, Damaged where the source or the copy is; the target is then
    as it was.
    """
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    _sweep(target)
    with translated(source):
        reader = connect(source, read_only=True)
    try:
        with translated(source):
            pages, page_size = (reader.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        _find_room(target, pages * page_size)
        if not os.access(target.parent, os.W_OK):
            raise ArchiveReadOnly(target, "it cannot be written; look at the permissions of its folder")
        with _told(source, target):
            before = _counts(reader) if check else ()
            if compact:
                reader.execute("VACUUM INTO ?", [str(part)])
                tick(pages)
                after = _counts(reader) if check else ()
            else:
                after = before = _copy_pages(reader, part, tick, counted=check)
        if check:
            _look_through(part, before, after)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        # What stands in an older copy's log must not be taken for the new one's.
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        part.replace(target)
        _sync(target.parent)
    finally:
        reader.close()
        for leftover in (part, part.with_name(part.name + "-journal")):
            leftover.unlink(missing_ok=True)


@contextmanager
def kept_before(path: Path, step: str) -> Iterator[Path]:
    """Keep the archive as it is beside itself, before the block changes its schema by ``step`` and what follows; the
    copy's path. Where the block fails there is nothing to go back from, and the copy goes too.

    Meanwhile ``changing`` tells others. To be called by who may write alone, and commits in the block.
    """
    kept = f"{path.name}.before-{step}"
    _sweep_marks(path, kept)
    for number in count(1):
        target = path.with_name(f"{kept}{'' if number == 1 else f'-{number}'}")
        if not target.exists():
            break
    mark = path.with_name(f"{path.name}{_CHANGING}{os.getpid()}")
    with suppress(OSError):  # of which the copy tells more clearly
        mark.write_text(target.name, "utf-8")
    try:
        copy(path, target)
        yield target
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        mark.unlink(missing_ok=True)


_CHANGING = ".changing-"
"""In the name of a file that says which process changes the schema, behind that of the archive; it names its copy."""


def changing(path: Path) -> int | None:
    """The process that is changing the schema of an archive, which may take minutes; None where none is."""
    prefix = f"{path.name}{_CHANGING}"
    for mark in path.parent.glob(f"{glob.escape(prefix)}*"):
        pid = mark.name.removeprefix(prefix)
        if pid.isdecimal() and not is_of_the_dead(mark.name, prefix):
            return int(pid)
    return None


def _sweep_marks(path: Path, kept: str) -> None:
    """Remove what those left who were killed before they had changed the schema: their copy, named ``kept``, as nothing
    has become of the change it was kept before."""
    prefix = f"{path.name}{_CHANGING}"
    for mark in path.parent.glob(f"{glob.escape(prefix)}*"):
        if is_of_the_dead(mark.name, prefix):
            with suppress(OSError, ValueError):
                name = mark.read_text("utf-8")
                if re.fullmatch(re.escape(kept) + r"(-\d+)?", name):
                    path.with_name(name).unlink(missing_ok=True)
            mark.unlink(missing_ok=True)


def dated(folder: Path, archive: Path, now: datetime) -> Path:
    """The place of a backup of ``archive`` in a folder of them: named by the second, so that names sort by time."""
    return folder / f"{archive.stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def drop_old(folder: Path, archive: Path, *, keep: int) -> list[Path]:
    """Delete all but the last ``keep`` backups that ``dated`` has named; those deleted. Other files are left alone."""
    name = re.compile(re.escape(archive.stem) + r"-\d{8}T\d{6}Z\.db")
    old = sorted(file for file in folder.iterdir() if name.fullmatch(file.name))[: -keep or None]
    for file in old:
        for place in (file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))):
            place.unlink(missing_ok=True)
    return old


def _copy_pages(reader: Connection, part: Path, tick: Tick, *, counted: bool) -> tuple[int, ...]:
    """Copy in steps, all of one moment: without the transaction each write of a crawl would begin the copy anew."""
    with _file(part) as writer:
        reader.execute("BEGIN")
        try:
            found = _counts(reader) if counted else ()
            reader.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()  # the moment begins with a read
            done = 0

            def look(_: int, remaining: int, total: int) -> None:
                nonlocal done
                tick(total - remaining - done)
                done = total - remaining

            reader.backup(writer, pages=_STEP_PAGES, progress=look, sleep=0)
        finally:
            reader.execute("ROLLBACK")
    return found


@contextmanager
def _file(path: Path) -> Iterator[Connection]:
    """A new file to copy into."""
    writer = sqlite3.connect(path)
    try:
        yield writer
    finally:
        writer.close()


def _counts(connection: Connection) -> tuple[int, ...]:
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return tuple(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _COUNTED if table in there
    )


def _look_through(part: Path, before: tuple[int, ...], after: tuple[int, ...]) -> None:
    """Read the copy back: is it sound, and is everything in it?"""
    with translated(part), _file(part) as copied:
        (verdict,) = copied.execute("PRAGMA quick_check(1)").fetchone()
        found = _counts(copied)
    if verdict != "ok":
        raise Damaged(part, f"the copy is not sound ({verdict}); look at the health of both disks")
    if not all(low <= number <= high for low, number, high in zip(before, found, after, strict=True)):
        raise Damaged(part, "the copy lacks rows; look at the health of both disks")


@contextmanager
def _told(source: Path, target: Path) -> Iterator[None]:
    """What goes wrong while copying, in our words. Of a backup the driver tells no code, only words."""
    try:
        with translated(target):
            yield
    except Damaged as error:
        raise Damaged(source, f"it cannot be copied ({error.__cause__}); restore an older copy") from error
    except sqlite3.OperationalError as error:
        reason = f"the copy could not be finished ({error}); look at the space and health of both disks"
        raise DiskFull(target, reason) from error
    except sqlite3.DatabaseError as error:
        raise Damaged(source, f"it cannot be copied ({error}); restore an older copy") from error


def _sweep(target: Path) -> None:
    """Remove the unfinished copies of processes that were killed."""
    if not target.parent.is_dir():
        return
    prefix = f"{target.name}.part-"
    for leftover in target.parent.glob(f"{glob.escape(prefix)}*"):
        if is_of_the_dead(leftover.name, prefix):
            leftover.unlink(missing_ok=True)


def is_of_the_dead(name: str, prefix: str) -> bool:
    """Whether a file is left over from a process, named by its number behind the prefix, that has ended; what else stands
    in the name follows a hyphen (SQLite's journal of a copy). No where the system does not tell."""
    pid = name.removeprefix(prefix).partition("-")[0]
    return pid.isdecimal() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists()


def _sync(folder: Path) -> None:
    """Have the disk keep the new name too, where the system lets us ask for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _find_room(target: Path, needed: int) -> None:
    """Say so before copying for an hour."""
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise DiskFull(
            target, f"the copy needs {needed / 1e6:,.0f} MB and its disk has {free / 1e6:,.0f}; free some and try again"
        )
