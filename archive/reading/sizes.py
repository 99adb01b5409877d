"""How the file's bytes are shared among tables, and how fast it grows: estimates that take no time, whatever its size.

SQLite's own answer (dbstat) reads every page and is not built into the module that we use. Here only the upper levels
of each table and index are walked, which tell exactly how many leaves it has, and of the leaves a sample, for what hangs
on them. What stands in the write-ahead log alone is not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from archive.driver import Connection
from archive.times import utc_text

_SAMPLE = 60
"""Leaves of a table that are looked into."""
_INTERIOR = (2, 5)
_TABLE_LEAF = 13
_MONTH = timedelta(days=30)


def by_table(path: Path, connection: Connection) -> dict[str, int]:
    """Table → bytes that it takes with its indexes, the largest first; those of the full-text index are one."""
    roots = connection.execute("SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0").fetchall()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    found: Counter[str] = Counter()
    with path.open("rb") as file:
        pages = path.stat().st_size // size
        for table, root in roots:
            name = "article_search" if table.startswith("article_search_") else table
            if root <= pages:
                found[name] += _pages(file, root, size, pages) * size
    return dict(found.most_common())


def growth(connection: Connection, size: int, now: datetime) -> float:
    """Bytes a day: the share of the last month's articles in the whole of a file of that ``size``."""
    first, total = connection.execute("SELECT min(first_seen), count(*) FROM article").fetchone()
    if not total or first is None:
        return 0.0
    since = max(utc_text(now - _MONTH), first)
    (lately,) = connection.execute("SELECT count(*) FROM article WHERE first_seen >= ?", [since]).fetchone()
    days = max((now - datetime.fromisoformat(since)) / timedelta(days=1), 1.0)
    return float(size * lately / total / days)


def _pages(file: BinaryIO, root: int, size: int, most: int) -> int:
    """Pages of the b-tree under ``root`` (https://www.sqlite.org/fileformat2.html#b_tree_pages)."""
    level, above = [root], 0
    while True:
        first = _read(file, level[0], size)
        if _kind(first, level[0]) not in _INTERIOR or above > most:
            break
        below = [child for page in level for child in _children(_read(file, page, size), page) if 0 < child <= most]
        if not below:
            break
        above += len(level)
        level = below
    sample = level[:: max(len(level) // _SAMPLE, 1)]
    hanging = sum(_overflow(_read(file, page, size), page, size) for page in sample)
    return above + len(level) + round(hanging * len(level) / len(sample))


def _read(file: BinaryIO, page: int, size: int) -> bytes:
    file.seek((page - 1) * size)
    return file.read(size)


def _start(page: int) -> int:
    return 100 if page == 1 else 0  # behind the header of the file


def _kind(data: bytes, page: int) -> int:
    return data[_start(page)] if len(data) > _start(page) else 0


def _number(data: bytes, place: int, length: int) -> int:
    return int.from_bytes(data[place : place + length], "big")


def _cells(data: bytes, page: int, behind: int) -> Iterator[int]:
    start = _start(page)
    for number in range(_number(data, start + 3, 2)):
        yield _number(data, start + behind + 2 * number, 2)


def _children(data: bytes, page: int) -> Iterator[int]:
    if _kind(data, page) not in _INTERIOR:
        return  # being rewritten just now
    yield from (_number(data, cell, 4) for cell in _cells(data, page, 12))
    yield _number(data, _start(page) + 8, 4)


def _overflow(data: bytes, page: int, size: int) -> int:
    """Pages that hold what did not fit into the cells of a leaf."""
    table = _kind(data, page) == _TABLE_LEAF
    least = (size - 12) * 32 // 255 - 23
    most = size - 35 if table else (size - 12) * 64 // 255 - 23
    pages = 0
    for cell in _cells(data, page, 8):
        payload = _varint(data, cell)
        if payload > most:
            local = least + (payload - least) % (size - 4)
            pages += -(-(payload - (local if local <= most else least)) // (size - 4))
    return pages


def _varint(data: bytes, place: int) -> int:
    value = 0
    for byte in data[place : place + 8]:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value
