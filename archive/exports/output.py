"""Where an export goes: a file that appears only when it is whole, or what reads our standard output."""

from __future__ import annotations

import errno
import os
import tempfile
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
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    part = Path(name)
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
