"""The one place that picks the SQLite module, opens connections and puts SQLite's errors into our words."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from archive.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveReadOnly,
    Damaged,
    DiskFull,
    NotAnArchive,
    Unstorable,
)
from archive.text.letters import plain

if TYPE_CHECKING:
    import sqlite3
else:
    # As sqlite-utils chooses: the wheel brings a SQLite without the WAL-reset bug of 3.7.0-3.51.2.
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        import sqlite3

__all__ = ["BUSY_SECONDS", "DAMAGED", "Connection", "Row", "connect", "is_damage", "is_sound", "sqlite3", "translated"]

Connection = sqlite3.Connection
Row = sqlite3.Row

for _kind in (type(None), bytes):
    # Else the driver looks at every such value for a way to adapt it, which takes longer than writing it: a tenth of the
    # CPU of saving an article.
    sqlite3.register_adapter(_kind, lambda value: value)

BUSY_SECONDS = 60.0
"""How long a writer waits for its turn. Our transactions take milliseconds, a checkpoint or a backup may take seconds."""

_CACHE = 48_000
"""kB of pages in memory: the upper levels of all indexes of a large archive, and most of the pages that each article
changes. Measured beside 16 MB: at 300,000 articles saving one reads 17 pages instead of 26, for a tenth less CPU; at
830,000 the newest of an author or a tag come in half the time."""

_CHECKPOINT = 4_000
"""Pages of the write-ahead log after which it is brought into the file, 32 MB. A page that every transaction changes is
then written once where SQLite's 1,000 would have it written four times: a tenth of the CPU of saving."""

_WAL_LIMIT = 64 * 1024 * 1024
"""Bytes to which the write-ahead log is cut back after a checkpoint."""

DAMAGED = "the file is damaged; restore a backup"

# Primary result codes (https://www.sqlite.org/rescode.html) that a user can do something about.
_OUR_WORDS: dict[int, tuple[type[ArchiveError], str]] = {
    5: (ArchiveBusy, f"another process has been writing for {BUSY_SECONDS:.0f} s; try again later"),
    6: (ArchiveBusy, "another connection holds a table; try again later"),
    8: (ArchiveReadOnly, "the file cannot be written; change its permissions or name another path"),
    10: (DiskFull, "the disk takes no more or does not answer; look at its space and health, nothing is half-saved"),
    11: (Damaged, DAMAGED),
    13: (DiskFull, "no space is left to write to; free some and start again, nothing is half-saved"),
    14: (ArchiveReadOnly, "the file cannot be opened; look at its permissions and those of its folder"),
    18: (Unstorable, "a value is longer than SQLite can store"),
    26: (NotAnArchive, "this is not an SQLite file; name another path"),
}


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """A connection in autocommit mode: transactions are begun and ended by name, never by the driver.

    The file is made if it is missing and ``read_only`` is false. Nothing is written yet, not even WAL mode:
    that waits until the file is known to be ours.
    """
    mode = "ro" if read_only else "rwc"
    if read_only and not _can_share_memory(path):
        mode = "ro&immutable=1"  # nobody can be writing in a folder that cannot be written
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        cached_statements=512,  # preparing one of ours again costs ten times what running it does
    )
    connection.create_function("plain", 1, plain, deterministic=True)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")  # in WAL mode safe against everything but losing the last moment
    connection.execute(f"PRAGMA cache_size=-{_CACHE}")
    connection.execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
    connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT}")
    return connection


def _can_share_memory(path: Path) -> bool:
    """Whether a reader can take part in WAL mode: it needs the ``-shm`` file, or a folder to make it in."""
    return path.with_name(path.name + "-shm").exists() or os.access(path.parent, os.W_OK)


_NO_TEXT = "Could not decode to UTF-8"
"""How the driver's complaint begins."""


def by_name(
    connection: Connection, query: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of a query, each column under its name."""
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def is_damage(error: BaseException) -> bool:
    """Whether SQLite found the file not well-formed, or the driver a text that is none: we store only UTF-8."""
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", None)  # None where the driver, not SQLite, complains
    return str(error).startswith(_NO_TEXT) if code is None else code & 0xFF == 11


def is_sound(connection: Connection) -> bool:
    """Whether SQLite finds nothing wrong with the file and the kinds of its values. Reads all of it."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what went wrong in the block as an error of ours where the user can act on it; bugs pass through."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if is_damage(error):
            code = 11
        if code is None or code & 0xFF not in _OUR_WORDS:
            raise
        kind, reason = _OUR_WORDS[code & 0xFF]
        raise kind(path, reason) from error
    except UnicodeEncodeError as error:
        raise Unstorable(path, f"text with a character that is no Unicode cannot be stored ({error.reason})") from error
    except OverflowError as error:
        raise Unstorable(path, f"a number or time is too large to be stored ({error})") from error
