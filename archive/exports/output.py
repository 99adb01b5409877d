"""Where an export goes: a file that appears only when it is whole, or what reads our standard output."""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.errors import ArchiveError


class Unwritable(ArchiveError):
    """The place of an export cannot be written: name another one."""


@contextmanager
def whole_file(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of ``path`` when the block ends well and leaves no trace when not.

    A device or a pipe (/dev/null, /dev/stdout) is written to as it is: nothing takes its place. ``sync`` waits until
    the disk has it, which thousands of small files need not. Raises Unwritable. A full disk goes through as the OSError that it is: whoever exports tells it as for any output.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with _told(path):
            stream = path.open("wb")
        with stream:
            yield stream
        return
    with _told(path):
        handle, name = tempfile.mkstemp(prefix=_prefix(path), suffix=_SUFFIX, dir=path.parent)
    part = Path(name)
    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if sync:
        _remove_leftovers(path)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if sync:
                os.fsync(file.fileno())
        with _told(path):
            part.chmod(0o666 & ~_umask())
            part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


_SUFFIX = ".part"
_FRESH = 60
"""Seconds in which a file may have been made and not yet be held."""


def _prefix(path: Path) -> str:
    return f".{path.name[:100]}."


def _remove_leftovers(path: Path) -> None:
    """What exports to the same place left behind that were killed: nobody holds it, and it may be gigabytes."""
    for left in path.parent.glob(f"{glob.escape(_prefix(path))}????????{_SUFFIX}"):
        with suppress(OSError), left.open("rb") as file:
            if abs(time.time() - left.stat().st_mtime) < _FRESH:
                continue
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def folder(path: Path) -> Path:
    """A folder to write files into, made where it is missing. Raises Unwritable."""
    with _told(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise Unwritable(path, f"it cannot be written ({error.strerror}); name another place") from error


def _umask() -> int:
    """What this process takes away from the permissions of new files; mkstemp asks nobody."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
