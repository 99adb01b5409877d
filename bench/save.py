"""How fast and how large the archive is, beside the least that SQLite can do with the same words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils.utils import sqlite3

from archive.owner import Owner
from archive.rows import Announcement, Capture, Fetch, SourceRow
from archive.store import Archive
from bench import made
from parsers.article import Article

BATCH = 50
"""Articles a transaction, as a busy crawl has them."""
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def measure(count: int) -> Iterator[str]:
    """Lines of a report. Each figure is CPU time of this process, the two kinds of work taking turns."""
    with TemporaryDirectory() as folder:
        ours, floor = Path(folder) / "archive.db", Path(folder) / "floor.db"
        spent = {"archive": 0.0, "floor": 0.0}
        with Archive.open(ours) as archive:
            archive.sync_sources(
                [SourceRow(key=f"site{n}", url=f"https://site{n}.example/") for n in range(made.SOURCES)], now=NOW
            )
            run = archive.start_run(command="bench", source_keys=[], owner=Owner.current(), now=NOW).run_id
            raw = _floor(floor)
            stream = made.articles(count)
            while batch := list(islice(stream, BATCH)):
                pages = [made.page(article) for article in batch]
                begin = time.process_time()
                _save(archive, run, batch, pages, NOW)
                spent["archive"] += time.process_time() - begin
                begin = time.process_time()
                _insert(raw, batch, pages)
                spent["floor"] += time.process_time() - begin
            yield (
                f"save: {count / spent['archive']:,.0f} articles a CPU second with index and snapshot; "
                f"{spent['archive'] / spent['floor']:.1f} times the CPU of bare executemany with zlib"
            )
            before = _size(archive, ours)
            yield f"size: {before / count / 1000:.1f} kB an article with its snapshot of {len(made.page(made.article(0))) / 1000:.0f} kB"
            edited = [made.article(number, edits=1) for number in range(min(count, 1_000))]
            begin = time.process_time()
            for start in range(0, len(edited), BATCH):
                batch = edited[start : start + BATCH]
                _save(archive, run, batch, [made.page(article, nonce=1) for article in batch], NOW + timedelta(days=1))
            yield (
                f"revise: {(_size(archive, ours) - before) / len(edited) / 1000:.1f} kB a revision of one sentence with its snapshot"
            )
            begin = time.perf_counter()
            rows = [row[0] for row in archive.connection.execute("SELECT id FROM snapshot ORDER BY random() LIMIT 200")]
            for number in rows:
                archive.snapshot(number)
            yield f"read back: {(time.perf_counter() - begin) / max(1, len(rows)) * 1000:.1f} ms a snapshot"


def _save(archive: Archive, run: int, batch: list[Article], pages: list[bytes], now: datetime) -> None:
    keys = {article.url: f"site{int(article.url.rsplit('/', 1)[1]) % made.SOURCES}" for article in batch}
    with archive.transaction():
        for article in batch:
            archive.announce(
                [Announcement(url=article.url, key=article.url, via="feed")],
                source_key=keys[article.url],
                run_id=run,
                now=now,
            )
        numbers = dict(
            archive.connection.execute(
                f"SELECT url, id FROM page WHERE url IN ({','.join('?' * len(batch))})",
                [article.url for article in batch],
            )
        )
        for article, body in zip(batch, pages, strict=True):
            fetch = Fetch(
                run_id=run,
                url=article.url,
                final_url=article.url,
                at=now,
                status=200,
                headers={"content-type": "text/html; charset=utf-8"},
                body=body,
                page_id=numbers[article.url],
            )
            archive.save(
                Capture(
                    run_id=run, page_id=numbers[article.url], source_key=keys[article.url], fetch=fetch, article=article
                )
            )


def _floor(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE article (id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT, published TEXT, page BLOB);
        CREATE TABLE section (article_id INTEGER, position INTEGER, heading TEXT, text TEXT);
        CREATE TABLE author (article_id INTEGER, name TEXT, bio TEXT);
        CREATE TABLE tag (article_id INTEGER, name TEXT);
        CREATE TABLE comment (article_id INTEGER, comment_id TEXT, parent TEXT, author TEXT, published TEXT, text TEXT);
        CREATE VIRTUAL TABLE words USING fts5 (title, headings, text, authors);
        """
    )
    return connection


def _insert(connection: sqlite3.Connection, batch: list[Article], pages: list[bytes]) -> None:
    import zlib

    ids = [int(article.url.rsplit("/", 1)[1]) for article in batch]
    numbered = list(zip(ids, batch, strict=True))
    with connection:
        connection.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
            [
                (i, a.url, a.title, str(a.published), zlib.compress(p))
                for (i, a), p in zip(numbered, pages, strict=True)
            ],
        )
        connection.executemany(
            "INSERT INTO section VALUES (?, ?, ?, ?)",
            [(i, n, s.heading, "\n".join(s.paragraphs)) for i, a in numbered for n, s in enumerate(a.sections)],
        )
        connection.executemany(
            "INSERT INTO author VALUES (?, ?, ?)", [(i, w.name, w.bio) for i, a in numbered for w in a.authors]
        )
        connection.executemany("INSERT INTO tag VALUES (?, ?)", [(i, tag) for i, a in numbered for tag in a.tags])
        connection.executemany(
            "INSERT INTO comment VALUES (?, ?, ?, ?, ?, ?)",
            [(i, c.id, c.parent, c.author, str(c.published), c.text) for i, a in numbered for c in a.comments],
        )
        connection.executemany(
            "INSERT INTO words (rowid, title, headings, text, authors) VALUES (?, ?, ?, ?, ?)",
            [
                (i, a.title, "\n".join(s.heading for s in a.sections), a.text, "\n".join(w.name for w in a.authors))
                for i, a in numbered
            ],
        )


def _size(archive: Archive, path: Path) -> int:
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path.stat().st_size
