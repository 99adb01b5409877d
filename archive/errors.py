"""What can go wrong with the archive: one class for each thing a caller does about it."""

from __future__ import annotations

from pathlib import Path


class ArchiveError(Exception):
    """Something the archive could not do; ``str()`` is one sentence for the user."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ArchiveError], tuple[Path, str]]:
        # Errors travel between processes; the default would call __init__ with the message alone.
        return type(self), (self.path, self.reason)


class NotAnArchive(ArchiveError):
    """A directory, no SQLite file, or another program's database: name another path."""


class NoArchive(ArchiveError):
    """Nothing there yet: crawl first, or name another path."""


class SchemaTooNew(ArchiveError):
    """Written by a later Dateline: update this one."""


class ArchiveReadOnly(ArchiveError):
    """The file or its folder cannot be written: reading still works."""


class DiskFull(ArchiveError):
    """No room to write: what was being saved is not saved, everything before it is. Free some space and go on."""


class ArchiveBusy(ArchiveError):
    """Somebody else has been writing for longer than we wait: try again."""


class UnknownSource(ArchiveError):
    """A source that the archive does not have."""

    exit_code = 2


class Damaged(ArchiveError):
    """The file is not well-formed any more: restore a backup."""


class Unstorable(ArchiveError):
    """A value that SQLite cannot hold (a lone surrogate, a number beyond 64 bits): leave this page out, go on."""
