"""One pass over the pages that the archive has: all of them read again by the parser of today, without any network.

Lanes take one page after the other from the shelf: as many as there are workers and a few more, so that none waits.
What is read goes to a sink, which writes it (``Rewriting``) or counts it (``crawler/reparse/report.py``). Whatever was written
names the parser that read it, so a pass that ends in the middle, however it ends, is gone on with by the next.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from archive.care.shelf import Loose, Shelf, Version, is_loose, note_reader, take_back_verdict
from archive.errors import Unstorable
from archive.reading.selection import Selection
from archive.rows import Capture, Fetch, LeasedPage, Snapshot
from archive.store import Archive
from crawler.captures import Captures, Readings
from crawler.errors import JobFailed
from crawler.layouts import SourceLayouts
from crawler.processes.writer import Writer
from crawler.settings import DATELINE_REVISIT_PERCENT
from crawler.visits import Visits
from parsers.article import Article
from parsers.errors import ParseError

AHEAD = 2
"""Lanes beyond the workers: what they need next is read from the archive while all of those work."""
AT_ONCE = 16
"""Pages in one transaction: half a second of work for two workers, which is what a crash undoes."""

Act = Callable[[Archive], str]
"""Writes what came of one page and says what that was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asked for."""

    selection: Selection
    layout: str | None = None
    """Only pages that a layout of this name has read, or would be tried on."""
    every: bool = False
    """Older versions too."""


class Sink(Protocol):
    """What is done with what was read."""

    async def version(self, version: Version, snapshot: Snapshot, reading: Article) -> None:
        """The bytes of a version, read again."""

    async def page(self, loose: Loose, fetch: Fetch, mark: str) -> None:
        """An answer in which no parser has found an article; ``mark`` stands for the parser that is to look now."""

    async def unreadable(self, loose: Loose, mark: str) -> None:
        """That parser cannot read it either."""

    async def finish(self) -> None:
        """Nothing more comes."""


class Reparsing:
    """One pass. Reads the archive by a connection of its own, in pieces: it keeps nobody from writing."""

    def __init__(self, archive: Archive, readings: Readings, layouts: SourceLayouts, order: Order, lanes: int) -> None:
        self.counts: Counter[str] = Counter()
        self.stopping = False
        """What is under way is finished, nothing new begun."""
        self.shelf = Shelf.of(archive.connection, order.selection, every=order.every)
        self._archive = archive
        self._readings = readings
        self._layouts = layouts
        self._order = order
        self._lanes = lanes

    async def run(self, sink: Sink, tick: Callable[[], None], complain: Callable[[str], None]) -> None:
        """Read all that is left to be read. Raises ArchiveError and WorkersDown, which end the pass."""
        self._sink, self._tick, self._complain = sink, tick, complain
        left = self._left()
        lanes = [asyncio.ensure_future(self._lane(left)) for _ in range(self._lanes)]
        try:
            await asyncio.gather(*lanes)
            await sink.finish()
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    def _left(self) -> Iterator[Version | Loose]:
        """What this parser has not read yet."""
        connection = self._archive.connection
        for version in self.shelf.versions(connection):
            if self._is_meant(version.source_key, version.url, version.parser_version):
                if version.parser_version not in self._layouts.versions_of(version.source_key, version.url):
                    yield version
                    continue
                self.counts["current"] += 1
            self._tick()
        for loose in self.shelf.loose(connection):
            source_key, url = loose.page.source_key, loose.fetch.final_url
            if self._is_meant(source_key, url, loose.read_by or ""):
                if loose.read_by != self._mark(source_key, url):
                    yield loose
                    continue
                self.counts["current"] += 1
            self._tick()

    def _is_meant(self, source_key: str | None, url: str, parser_version: str) -> bool:
        name = self._order.layout
        if name is None or f"+{name}." in parser_version:
            return True
        return any(layout.name == name for layout in self._layouts.of(source_key, url))

    def _mark(self, source_key: str | None, url: str) -> str:
        """What stands for the parser with all layouts that a page gets."""
        return " ".join(sorted(self._layouts.versions_of(source_key, url)))

    async def _lane(self, left: Iterator[Version | Loose]) -> None:
        for one in left:
            if self.stopping:
                return
            if isinstance(one, Version):
                await self._version(one)
            else:
                await self._page(one)
            self._tick()

    async def _version(self, version: Version) -> None:
        try:
            snapshot = self._archive.bytes_of(version.revision_id)
        except LookupError:
            snapshot = None  # dropped by a rule
        except ValueError as error:
            self._fail(version.url, f"its bytes are damaged ({error})")
            return
        if snapshot is None:
            self.counts["without_bytes"] += 1
            return
        try:
            reading = await self._readings.of_snapshot(snapshot, version.source_key)
        except (ParseError, JobFailed) as error:
            self._fail(version.url, getattr(error, "reason", str(error)))
            return
        if reading.is_article and reading.title:
            self.counts["read"] += 1
        else:  # it was one for the parser before; nobody can tell which of them errs, so what is known stays
            self.counts["no_article"] += 1
        await self._sink.version(version, snapshot, reading)

    async def _page(self, loose: Loose) -> None:
        mark = self._mark(loose.page.source_key, loose.fetch.final_url)
        try:
            body = self._archive.snapshot(loose.snapshot_id).body
        except (LookupError, ValueError):
            self.counts["without_bytes"] += 1
            return
        self.counts["tried"] += 1
        try:
            await self._sink.page(loose, replace(loose.fetch, body=body), mark)
        except (ParseError, JobFailed):
            await self._sink.unreadable(loose, mark)

    def _fail(self, url: str, reason: str) -> None:
        self.counts["failed"] += 1
        self._complain(f"{url}: {reason}")


class Rewriting:
    """Writes what was read, several pages at a time."""

    def __init__(
        self, readings: Readings, writer: Writer, counts: Counter[str], complain: Callable[[str], None]
    ) -> None:
        self._captures = Captures(readings, writer, _nothing_further, None)
        self._writer = writer
        self._counts = counts
        self._complain = complain
        self._waiting: list[tuple[str, Act]] = []

    async def version(self, version: Version, snapshot: Snapshot, reading: Article) -> None:
        if reading.is_article and reading.title:
            now = datetime.now(UTC)
            await self._hand_in(version.url, lambda archive: archive.reread(version.revision_id, reading, at=now))

    async def page(self, loose: Loose, fetch: Fetch, mark: str) -> None:
        capture = await self._captures.take(loose.page, fetch, last_try=True)
        capture = replace(capture, run_id=fetch.run_id)
        now = datetime.now(UTC)
        await self._hand_in(fetch.url, lambda archive: _save(archive, capture, mark, now))

    async def unreadable(self, loose: Loose, mark: str) -> None:
        page_id = loose.page.page_id
        await self._hand_in(loose.fetch.url, lambda archive: _note(archive, page_id, mark))

    async def finish(self) -> None:
        await self._write()

    async def _hand_in(self, url: str, act: Act) -> None:
        self._waiting.append((url, act))
        if len(self._waiting) >= AT_ONCE:
            await self._write()

    async def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._counts.update(await self._writer.do(lambda archive: self._all_of(archive, waiting)))

    def _all_of(self, archive: Archive, waiting: list[tuple[str, Act]]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for url, act in waiting:
            try:
                with archive.part():
                    counts[act(archive)] += 1
            except Unstorable as error:
                counts["failed"] += 1
                self._complain(f"{url}: {error.reason}")
        return counts


def _save(archive: Archive, capture: Capture, mark: str, now: datetime) -> str:
    """An answer that may be an article now, taken as it was when it came."""
    if not is_loose(archive.connection, capture.page_id):
        return "overtaken"
    saved = archive.save(capture)
    if saved.outcome in ("not_article", "erased"):
        note_reader(archive.connection, capture.page_id, mark)
        return "tried_in_vain"
    take_back_verdict(archive.connection, capture.page_id, capture.fetch.at)
    Visits(int(DATELINE_REVISIT_PERCENT) / 100).plan(archive, capture.page_id, now)
    return "found"


def _note(archive: Archive, page_id: int, mark: str) -> str:
    if is_loose(archive.connection, page_id):
        note_reader(archive.connection, page_id, mark)
    return "tried_in_vain"


async def _nothing_further(url: str, page: LeasedPage, first: Fetch) -> Fetch | None:
    """Of a page that was no article nobody asked for a second one, and nobody asks now."""
    return None
