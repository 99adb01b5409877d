"""The formats of ``dateline export`` by name, and the way from a selection to a file or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from archive.errors import ArchiveError
from archive.exports.output import whole_file
from archive.exports.selection import Selection, moment
from archive.progress import Progress
from archive.store import Archive

FORMATS = ("jsonl", "csv", "parquet", "markdown", "warc", "atom")
OF_VERSIONS = ("csv", "parquet", "markdown")
"""Where every version can be asked for; jsonl and warc always have them."""
BINARY = frozenset({"parquet", "warc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person wants to have."""

    format: str
    """One of FORMATS."""
    selection: Selection
    output: Path | None = None
    """A file; of Markdown a folder; None stands for standard output."""
    revisions: bool = False
    newest: int = 50
    """Entries of an Atom feed."""


class NothingSelected(ArchiveError):
    """A source that the archive does not have."""

    exit_code = 2


def export(archive: Archive, order: Order) -> int:
    """Write what was ordered, all of one moment; how many articles (of WARC: requests) that are.

    Raises ArchiveError where the output cannot be written, a source is unknown, or a library is missing.
    """
    with moment(archive) as connection:
        for key in order.selection.sources:
            if connection.execute("SELECT 1 FROM source WHERE key = ?", [key]).fetchone() is None:
                raise NothingSelected(archive.path, f"there is no source {key}; `dateline stats` names those there are")
        return _WRITERS[order.format](archive, order)


def _ticked(archive: Archive, order: Order, write: Callable[[Iterable[int]], None]) -> int:
    """Call ``write`` with the ids, showing how far it is; their number."""
    with Progress("articles", order.selection.count(archive.connection)) as progress:

        def ids() -> Iterator[int]:
            for article_id in order.selection.ids(archive.connection):
                yield article_id
                progress.tick()

        write(ids())
        return progress.done


def _target(order: Order) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if order.output is None else whole_file(order.output)


def _jsonl(archive: Archive, order: Order) -> int:
    from archive.exports import jsonl

    with _target(order) as out:
        return _ticked(archive, order, lambda ids: jsonl.write(archive, ids, out))


def _csv(archive: Archive, order: Order) -> int:
    from archive.exports import csv

    with _target(order) as out:
        return _ticked(archive, order, lambda ids: csv.write(archive.connection, ids, out, revisions=order.revisions))


def _parquet(archive: Archive, order: Order) -> int:
    from archive.exports import parquet

    with _target(order) as out:
        return _ticked(
            archive, order, lambda ids: parquet.write(archive.connection, ids, out, revisions=order.revisions)
        )


def _markdown(archive: Archive, order: Order) -> int:
    from archive.exports import markdown

    if order.output is None:
        raise ValueError("Markdown is many files: it needs a folder")
    place = order.output
    return _ticked(archive, order, lambda ids: markdown.write(archive, ids, place, revisions=order.revisions))


def _warc(archive: Archive, order: Order) -> int:
    from archive.exports import warc

    total = warc.count(archive.connection, order.selection)
    with _target(order) as out, Progress("requests", total) as progress:
        packed = order.output is None or order.output.suffix != ".warc"
        warc.write(archive, order.selection, out, packed=packed, tick=progress.tick)
        return progress.done


def _atom(archive: Archive, order: Order) -> int:
    from archive.exports import atom

    chosen = order.selection
    ids = chosen.newest(archive.connection, order.newest)
    about = " · ".join(filter(None, (", ".join(chosen.sources), chosen.query)))
    with _target(order) as out:
        atom.write(archive, ids, out, about=about, now=datetime.now(UTC))
    return len(ids)


_WRITERS: dict[str, Callable[[Archive, Order], int]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "markdown": _markdown,
    "warc": _warc,
    "atom": _atom,
}
