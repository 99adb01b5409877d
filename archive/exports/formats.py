"""The formats of ``dateline export`` by name, and the way from a selection to a file or to standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from archive.driver import translated
from archive.errors import ArchiveError, Damaged
from archive.exports.output import whole_file
from archive.progress import Progress
from archive.reading import articles, queries
from archive.reading.selection import Selection, moment
from archive.store import Archive
from archive.times import utc_text

T = TypeVar("T")

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

    @property
    def is_shown(self) -> bool:
        """Whether somebody reads on a terminal what is written."""
        return self.output is None and sys.stdout.isatty()


class NothingSelected(ArchiveError):
    """A source that the archive does not have."""

    exit_code = 2


@dataclass(slots=True)
class Exported:
    """What came of an order."""

    written: int = 0
    """Articles; of WARC requests."""
    lost: int = 0
    """Of those, how many stand in damaged parts of the file."""


def export(archive: Archive, order: Order) -> Exported:
    """Write what was ordered, all of one moment; of a damaged archive what can be read.

    Raises ArchiveError where the output cannot be written, a source is unknown, or a library is missing.
    """
    with moment(archive) as connection:
        for key in order.selection.sources:
            if connection.execute("SELECT 1 FROM source WHERE key = ?", [key]).fetchone() is None:
                raise NothingSelected(archive.path, f"there is no source {key}; `dateline stats` names those there are")
        return _WRITERS[order.format](archive, order)


def _each(
    archive: Archive,
    order: Order,
    read: Callable[[int], T],
    write: Callable[[Iterable[T]], None],
    chosen: Sequence[int] | None = None,
) -> Exported:
    """Read article by article and write them, showing how far it is: all that were ordered, or those ``chosen`` of them."""
    done = Exported()
    count = order.selection.count(archive.connection) if chosen is None else len(chosen)
    with Progress("articles", count, hidden=order.is_shown) as progress:

        def legible() -> Iterator[T]:
            for article_id in order.selection.ids(archive.connection) if chosen is None else chosen:
                progress.tick()
                try:
                    with translated(archive.path):
                        thing = read(article_id)
                except (Damaged, LookupError):  # an index may lead to a row that is not there any more
                    done.lost += 1
                    continue
                yield thing
                done.written += 1

        write(legible())
    return done


def _target(order: Order) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if order.output is None else whole_file(order.output)


def _jsonl(archive: Archive, order: Order) -> Exported:
    from archive.exports import jsonl
    from archive.imports import dossiers

    with _target(order) as out:
        return _each(
            archive, order, lambda number: dossiers.document(archive, number), lambda lines: jsonl.write(lines, out)
        )


def _csv(archive: Archive, order: Order) -> Exported:
    from archive.exports import csv

    with _target(order) as out:
        return _each(archive, order, _rows(archive, order), lambda groups: csv.write(groups, out, _columns(order)))


def _parquet(archive: Archive, order: Order) -> Exported:
    from archive.exports import parquet

    with _target(order) as out:
        return _each(archive, order, _rows(archive, order), lambda groups: parquet.write(groups, out, _columns(order)))


def _columns(order: Order) -> dict[str, articles.Kind]:
    return articles.VERSION_COLUMNS if order.revisions else articles.COLUMNS


def _rows(archive: Archive, order: Order) -> Callable[[int], list[articles.Row]]:
    read = articles.versions if order.revisions else articles.latest
    return lambda article_id: read(archive.connection, article_id)


def _markdown(archive: Archive, order: Order) -> Exported:
    from archive.exports import markdown

    if order.output is None:
        raise ValueError("Markdown is many files: it needs a folder")
    place = order.output
    return _each(
        archive,
        order,
        lambda number: markdown.read(archive, number, revisions=order.revisions),
        lambda records: markdown.write(records, place),
    )


def _warc(archive: Archive, order: Order) -> Exported:
    from archive.exports import warc

    done = Exported()
    total = warc.count(archive.connection, order.selection)
    with _target(order) as out, Progress("requests", total, hidden=order.is_shown) as progress:
        packed = order.output is None or order.output.suffix != ".warc"
        for lost in warc.write(archive, order.selection, out, packed=packed):
            progress.tick()
            done.written += 1
            done.lost += lost
    return done


def _atom(archive: Archive, order: Order) -> Exported:
    from archive.exports import atom

    chosen = order.selection
    ids = chosen.newest(archive.connection, order.newest)
    about = " · ".join(
        filter(None, (", ".join(chosen.sources), chosen.author, chosen.tag, chosen.language, chosen.query))
    )
    (updated,) = archive.connection.execute(
        "SELECT max(r.seen_at) FROM article a JOIN revision r ON r.id = a.revision_id"
        " WHERE a.id IN (SELECT value FROM json_each(?))",
        [json.dumps(ids)],
    ).fetchone()
    with _target(order) as out:
        return _each(
            archive,
            order,
            lambda number: queries.article(archive, number),
            lambda records: atom.write(records, out, about=about, updated=updated or utc_text(datetime.now(UTC))),
            ids,
        )


_WRITERS: dict[str, Callable[[Archive, Order], Exported]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "markdown": _markdown,
    "warc": _warc,
    "atom": _atom,
}
