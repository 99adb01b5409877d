"""A copy of an archive while others go on writing to it: whole or not there at all."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path

from archive.driver import connect, sqlite3, translated
from archive.errors import ArchiveReadOnly, Damaged, DiskFull


def copy(source: Path, target: Path) -> None:
    """Write what is committed in ``source`` now to ``target``, which is replaced; both are files.

    Raises DiskFull where the target's disk has no room for it, ArchiveReadOnly where its folder cannot be written;
    the target is then as it was.
    """
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    with translated(source):
        reader = connect(source, read_only=True)
    try:
        pages, page_size = (reader.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        _find_room(target, pages * page_size)
        try:
            writer = sqlite3.connect(part)
        except sqlite3.OperationalError as error:
            raise ArchiveReadOnly(target, "it cannot be written; look at the permissions of its folder") from error
        try:
            with translated(target):
                reader.backup(writer)
        except sqlite3.OperationalError as error:  # of a backup the driver tells no code, only words
            reason = f"the copy could not be finished ({error}); look at the space and health of both disks"
            raise DiskFull(target, reason) from error
        except sqlite3.DatabaseError as error:
            raise Damaged(source, f"it cannot be copied ({error}); restore an older copy") from error
        finally:
            writer.close()
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        reader.close()
        for leftover in (part, part.with_name(part.name + "-journal")):
            leftover.unlink(missing_ok=True)


def keep_before(path: Path, step: str) -> Path:
    """Keep the archive as it is beside itself, before ``step`` changes its schema; the copy's path."""
    for number in count(1):
        target = path.with_name(f"{path.name}.before-{step}{'' if number == 1 else f'-{number}'}")
        if not target.exists():
            break
    copy(path, target)
    return target


def _find_room(target: Path, needed: int) -> None:
    """Say so before copying for an hour."""
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise DiskFull(
            target, f"the copy needs {needed / 1e6:,.0f} MB and its disk has {free / 1e6:,.0f}; free some and try again"
        )
