"""How fast and how large the archive is: beside the least that SQLite can do, and beside lemon24/reader."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from archive.care.closing import after_run
from archive.crawls.owner import Owner
from archive.rows import Announcement, Capture, Fetch, SourceRow
from archive.store import Archive
from bench import peers
from bench.floor import Floor
from bench.records import Page, Records
from parsers.article import Article, Heading

BATCH = 50
"""Articles a transaction, as a busy crawl has them."""

REVISED = 1_000
"""Articles that get one sentence more."""


class Filling:
    """An archive that articles are saved into; ``spent`` is CPU time in seconds, of saving alone."""

    def __init__(self, archive: Archive, *, snapshots: bool) -> None:
        self.archive, self.snapshots, self.spent = archive, snapshots, 0.0
        self._run: int | None = None

    def save(self, pages: Sequence[Page]) -> float:
        """Save a batch in one transaction; seconds of CPU. Their addresses have been announced before."""
        archive, now = self.archive, pages[0][3]
        sources = {url: urlsplit(url).hostname or "" for url, *_ in pages}
        if self._run is None:
            self._run = archive.start_run(command="bench", source_keys=[], owner=Owner.current(), now=now).run_id
        rows = [SourceRow(key=host, url=f"https://{host}/") for host in sorted(set(sources.values()))]
        known = {key for (key,) in archive.connection.execute("SELECT key FROM source")}
        if any(row.key not in known for row in rows):
            archive.sync_sources(rows, now=now)
        with archive.transaction():
            for url, host in sources.items():
                told = Announcement(url=url, key=url, via="feed", via_url=f"https://{host}/feed")
                archive.announce([told], source_key=host, run_id=self._run, now=now)
        query = f"SELECT url, id FROM page WHERE key IN ({', '.join('?' * len(pages))})"
        ids = dict(archive.connection.execute(query, list(sources)).fetchall())
        begin = time.process_time()
        with archive.transaction():
            for url, body, article, at in pages:
                fetch = Fetch(
                    run_id=self._run,
                    url=url,
                    final_url=url,
                    at=at,
                    status=200,
                    headers={"content-type": "text/html; charset=utf-8"},
                    body=body if self.snapshots else None,
                    page_id=ids[url],
                )
                archive.save(
                    Capture(run_id=self._run, page_id=ids[url], source_key=sources[url], fetch=fetch, article=article)
                )
        seconds = time.process_time() - begin
        self.spent += seconds
        return seconds

    def size(self) -> int:
        """Bytes in use once a run has ended, which draws the index together; what that frees, later articles take."""
        after_run(self.archive, (), now=datetime.now(UTC))
        used, free, page = (
            self.archive.connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((used - free) * page)


class Peer:
    """lemon24/reader at work in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [
            str(peers.python_of(peers.ARCHIVES)),
            "-W",
            "ignore",
            "-m",
            "bench.entries",
            str(folder / "reader.db"),
        ]
        self._process = subprocess.Popen(
            command, cwd=peers.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        self._process.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.__exit__(kind, error, trace)

    def save(self, pages: Sequence[Page]) -> float:
        """Add and index a batch; seconds of CPU."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([_entry(url, article) for url, _, article, _ in pages]) + "\n")
        self._process.stdin.flush()
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer["seconds"]


def measure(records: Records, count: int, *, with_peer: bool) -> Iterator[str]:
    """Lines of a report. CPU time; whoever is compared takes turns batch by batch, as machines are shared."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        full = Filling(stack.enter_context(Archive.open(folder / "full.db")), snapshots=True)
        bare = Filling(stack.enter_context(Archive.open(folder / "bare.db")), snapshots=False)
        floors = [Floor(folder / f"{tuned}.db", full.archive.connection, tuned=tuned) for tuned in (False, True)]
        peer = None
        if with_peer:
            try:
                peer = stack.enter_context(Peer(folder))
            except peers.NotInstalled as error:
                yield f"save: {error}"
        least, theirs = [0.0, 0.0], 0.0
        numbers = iter(range(count))
        while batch := list(islice(numbers, BATCH)):
            pages = [records.make(number, 0) for number in batch]
            full.save(pages)
            least = [spent + floor.batch() for spent, floor in zip(least, floors, strict=True)]
            bare.save(pages)
            theirs += peer.save(pages) if peer else 0.0
        yield (
            f"save: {count / full.spent:,.0f} articles a CPU second with index and snapshot, {count / bare.spent:,.0f}"
            f" without snapshot; with it {full.spent / least[0]:.2f} times the CPU of executemany with the same finished"
            f" rows and indexes, {full.spent / least[1]:.2f} times where that is tuned as the archive is"
        )
        if peer:
            yield (
                f"  lemon24/reader, add_entry and update_search: {count / theirs:,.0f} a CPU second; the archive saves"
                f" {theirs / full.spent:.2f} times as many with snapshot, {theirs / bare.spent:.2f} without"
            )
        before, bare_size = full.size(), bare.size()
        yield (
            f"size: {bare_size / count / 1000:.2f} MB per 1,000 articles, {before / count / 1000:.2f} MB with snapshots of"
            f" {sum(len(records.make(number, 0)[1]) for number in range(20)) / 20_000:.0f} kB"
        )
        full.spent, revised = 0.0, range(min(count, REVISED))
        for start in range(0, len(revised), BATCH):
            full.save([records.make(number, 1) for number in revised[start : start + BATCH]])
        yield (
            f"revise: {(full.size() - before) / len(revised) / 1000:.2f} MB per 1,000 revisions of one sentence with their"
            f" snapshots, {full.spent / len(revised) * 1000:.2f} ms each"
        )
        reads = []
        for (number,) in full.archive.connection.execute(
            "SELECT id FROM snapshot ORDER BY random() LIMIT 200"
        ).fetchall():
            begin = time.process_time()
            full.archive.snapshot(number)
            reads.append((time.process_time() - begin) * 1000)
        yield f"read back: {median(reads):.2f} ms a snapshot, at most {max(reads):.2f}"


def _entry(url: str, article: Article) -> dict[str, Any]:
    """What a feed would tell of the article."""
    body = "".join(
        f"<h2>{block.text}</h2>" if isinstance(block, Heading) else f"<p>{'</p><p>'.join(block.texts)}</p>"
        for block in article.blocks
    )
    return {
        "feed_url": f"https://{urlsplit(url).hostname}/feed",
        "id": url,
        "link": url,
        "title": article.title,
        "author": article.authors[0].name if article.authors else None,
        "published": str(article.published),
        "content": [{"value": body, "type": "text/html"}],
    }
