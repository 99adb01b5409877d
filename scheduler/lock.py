"""One scheduler for one archive: a lock on a file beside the archive, which the system drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scheduler.errors import AlreadyRunning, ScheduleError

PATIENCE = 0.5
"""Seconds a start goes on trying: ``holder`` touches the lock for a moment, and must not turn a scheduler away."""


@contextmanager
def hold(archive: Path) -> Iterator[None]:
    """Hold the schedule of ``archive`` inside the block; AlreadyRunning where another living process has it.

    The file stays when the lock goes: removing it would let two processes each lock a file of that name.
    """
    path = _path(archive)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ScheduleError(f"{path} cannot be opened ({error.strerror}); it tells that a scheduler runs") from error
    try:
        _lock(descriptor, archive)
        with suppress(OSError):  # on a full disk others hear only that somebody holds it
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
        yield
    finally:
        os.close(descriptor)


def holder(archive: Path) -> int | None:
    """The number of the process that runs the schedule of ``archive``; None where no living one does."""
    try:
        descriptor = os.open(_path(archive), os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _pid(descriptor)
    finally:
        os.close(descriptor)
    return None


def _lock(descriptor: int, archive: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise AlreadyRunning(archive, _pid(descriptor)) from None
            time.sleep(0.05)


def _pid(descriptor: int) -> int | None:
    text = os.pread(descriptor, 20, 0).strip()
    return int(text) if text.isdigit() else None


def _path(archive: Path) -> Path:
    # Resolved, so that two ways to the same file are one lock.
    archive = archive.resolve()
    return archive.with_name(f"{archive.name}.scheduler")
