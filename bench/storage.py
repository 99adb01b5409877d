"""Where the bytes of pages are best kept: in the archive's own file, in a second one, or in WARC; figures for each.

    python -m bench.storage --articles 2000 [--records FILE]

``--records`` names a module with ``record(number, edit=0) -> (url, html, document, captured)``; without it the made-up
articles of bench/made.py. Docs: docs/decisions/0013-where-pages-are-kept.md.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import snapshots
from archive.care import backup
from archive.crawls import requests
from archive.imports.arrivals import Arrival, receive
from archive.rows import Fetch
from archive.snapshots import BodyCache
from archive.store import Archive
from bench.records import Page, load
from parsers.article import Article

BATCH = 50
"""Articles a transaction, as a busy crawl has them."""

Make = Callable[[int, int], Page]
"""Number and edit of an article → its page."""


class OneFile:
    """Pages in the archive itself, as it is."""

    name = "in the archive's file"

    def __init__(self, folder: Path) -> None:
        self.paths = [folder / "archive.db"]
        self.archive = Archive.open(self.paths[0])

    def save(self, pages: list[Page]) -> None:
        with self.archive.transaction():
            for url, body, article, at in pages:
                _receive(self.archive, url, body, article, at)

    def read(self, url: str) -> bytes:
        query = (
            "SELECT snapshot_id FROM fetch WHERE page_id = (SELECT id FROM page WHERE key = ?) ORDER BY id DESC LIMIT 1"
        )
        return self.archive.snapshot(self.archive.connection.execute(query, [url]).fetchone()[0]).body

    def copy(self, folder: Path) -> None:
        for path in self.paths:
            backup.copy(path, folder / path.name)


class TwoFiles(OneFile):
    """Pages in a database beside it, committed first, so that no article is ever without its page."""

    name = "in a second file"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.paths.append(folder / "pages.db")
        self.pages = Archive.open(self.paths[1])
        self._cache = BodyCache()
        self._last: dict[str, int] = {}

    def save(self, pages: list[Page]) -> None:
        connection = self.pages.connection
        with self.pages.transaction():
            for url, body, _, _ in pages:
                host_id = requests.host_id(connection, url.split("/")[2] + ":443")
                self._last[url] = snapshots.keep(
                    connection, self._cache, body, host_id=host_id, base_id=self._last.get(url)
                )
        with self.archive.transaction():
            for url, _, article, at in pages:
                _receive(self.archive, url, None, article, at)

    def read(self, url: str) -> bytes:
        return snapshots.read(self.pages.connection, BodyCache(), self._last[url])


class Warc(OneFile):
    """Pages in a WARC file beside it, a gzip member each, synced before the articles are committed."""

    name = "in a WARC file"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.paths.append(folder / "pages.warc.gz")
        self._file = self.paths[1].open("wb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        self._places: dict[str, int] = {}

    def save(self, pages: list[Page]) -> None:
        for url, body, _, _ in pages:
            self._places[url] = self._file.tell()
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            record = self._writer.create_warc_record(
                url, "response", payload=BytesIO(body), length=len(body), http_headers=head
            )
            self._writer.write_record(record)
        self._file.flush()
        with self.archive.transaction():
            for url, _, article, at in pages:
                _receive(self.archive, url, None, article, at)

    def read(self, url: str) -> bytes:
        with self.paths[1].open("rb") as file:
            file.seek(self._places[url])
            return bytes(next(iter(ArchiveIterator(file))).content_stream().read())

    def copy(self, folder: Path) -> None:
        backup.copy(self.paths[0], folder / "archive.db")
        shutil.copy(self.paths[1], folder)


def measure(make: Make, count: int) -> Iterator[str]:
    """Lines of a report; CPU time is of this process. The stores take turns batch by batch, as machines are shared."""
    with TemporaryDirectory() as place:
        folders = {kind: Path(place) / kind.__name__ for kind in (OneFile, TwoFiles, Warc)}
        for folder in folders.values():
            folder.mkdir()
        stores = [kind(folder) for kind, folder in folders.items()]
        first = _fill(stores, make, range(count), edit=0)
        before = [_size(store) for store in stores]
        again = _fill(stores, make, range(count // 4), edit=1)
        numbers = random.Random(3).sample(range(count), min(200, count))
        for store, saving, size, revising in zip(stores, first, before, again, strict=True):
            reads = []
            for number in numbers:
                url = make(number, 0)[0]
                begin = time.perf_counter()
                store.read(url)
                reads.append(time.perf_counter() - begin)
            target = folders[type(store)] / "copy"
            target.mkdir()
            begin = time.perf_counter()
            store.copy(target)
            copying = time.perf_counter() - begin
            grown = _size(store) - size
            yield (
                f"{store.name}: {size / count / 1000:.1f} kB an article, {grown / (count // 4) / 1000:.1f} kB a revision; "
                f"{saving / count * 1000:.2f} CPU ms to save, {revising / (count // 4) * 1000:.2f} to revise; "
                f"{median(reads) * 1000:.2f} ms to read a page back; backup {copying:.2f} s; {len(store.paths)} file"
                f"{'s' * (len(store.paths) > 1)}"
            )


def _fill(stores: list[OneFile], make: Make, numbers: range, *, edit: int) -> list[float]:
    spent = [0.0] * len(stores)
    waiting = iter(numbers)
    while batch := list(islice(waiting, BATCH)):
        pages = [make(number, edit) for number in batch]
        for place, store in enumerate(stores):
            begin = time.process_time()
            store.save(pages)
            spent[place] += time.process_time() - begin
    return spent


def _receive(archive: Archive, url: str, body: bytes | None, article: Article, at: datetime) -> None:
    fetch = Fetch(
        run_id=None,
        url=url,
        final_url=url,
        at=at,
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=body,
    )
    receive(archive, Arrival(url=url, key=url, origin=None, fetch=fetch, article=article), confirm_seconds=0)


def _size(store: OneFile) -> int:
    for path in store.paths:
        if path.suffix == ".db":
            with Archive.open(path) as archive:
                archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return sum(path.stat().st_size for path in store.paths)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--articles", default=2_000, show_default=True, help="Made-up articles to save.")
@click.option("--records", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Module that makes them.")
def main(articles: int, records: Path | None) -> None:
    """Measure three places for the bytes of pages."""
    for line in measure(load(records).make, articles):
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m bench.storage")
