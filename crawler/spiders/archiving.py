"""What the spiders that archive have in common: the archive, the run, what is counted, and how it ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Spider
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from archive.crawls.owner import Owner
from archive.errors import ArchiveError
from archive.rows import Fetch, LeasedPage, RunOutcome, RunStart
from archive.store import Archive
from crawler import clock
from crawler.captures import Captures, Readings
from crawler.errors import CrawlerError, UsedWrongly
from crawler.layouts import SourceLayouts
from crawler.network.politeness import Politeness
from crawler.network.refusals import Stopped
from crawler.processes.workers import Workers
from crawler.processes.writer import Writer
from crawler.spiders.arguments import whole_number
from crawler.visits import Visits

T = TypeVar("T")


class ArchivingSpider(Spider):
    """Opens the archive and the run when it is made; raises CrawlerError or ArchiveError where that cannot be."""

    needs_archive = True
    known_arguments: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        if unknown := sorted(arguments.keys() - self.known_arguments):
            raise UsedWrongly(
                f"There is no argument {unknown[0]!r}; spider {self.name!r} takes {', '.join(sorted(self.known_arguments))}."
            )
        self.arguments: Mapping[str, str] = arguments
        self.failure: CrawlerError | ArchiveError | None = None
        """Why the crawl ended early, where it did."""
        self.stopping = False
        """No new request is sent any more."""
        self.stopped = False
        """Somebody asked for an end before ours."""
        self.busy: Counter[str] = Counter()
        """Host → requests in flight."""
        self.layouts = SourceLayouts()
        """What sources say of their pages; set before the run starts."""
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare()
        return spider

    # --- the beginning ----------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Check the arguments, open the archive, start the run."""
        raise NotImplementedError

    def open_archive(self) -> None:
        """With the processes that read pages for it."""
        self.writer = Writer(Path(self.settings["DATELINE_ARCHIVE_PATH"]).expanduser())
        self.workers = Workers(
            processes=self.settings.getint("DATELINE_PARSE_PROCESSES"),
            seconds=self.settings.getfloat("DATELINE_PARSE_SECONDS"),
            megabytes=self.settings.getint("DATELINE_PARSE_MEGABYTES"),
        )
        self.visits = Visits(self.settings.getint("DATELINE_REVISIT_PERCENT") / 100)

    def start_run(self, source_keys: Iterable[str]) -> RunStart:
        """Begin a run of these sources, or take over the one that ``run=`` names: it tells which of them are ours."""
        keys = tuple(source_keys)
        if text := self.arguments.get("run"):
            run_id = whole_number("run", text)
            try:
                run = self.writer.do_now(lambda archive: archive.adopt_run(run_id, owner=Owner.current()))
            except KeyError:
                raise UsedWrongly(f"There is no open run {run_id}.") from None
        else:
            command = " ".join([self.name, *(f"{name}={value}" for name, value in self.arguments.items())])
            run = self.writer.do_now(
                lambda archive: archive.start_run(
                    command=command, source_keys=keys, owner=Owner.current(), now=clock.now()
                )
            )
        self.run_id = run.run_id
        readings = Readings(self.workers, self.layouts)
        self.captures = Captures(readings, self.writer, self.further_page, run.run_id, self.count)
        return run

    async def further_page(self, url: str, page: LeasedPage, first: Fetch) -> Fetch | None:
        """A further page of an article; None where there is none to have, Unfinished where it may come later."""
        raise NotImplementedError

    @property
    def is_replay(self) -> bool:
        """Whether all answers come out of a recording."""
        return bool(self.settings.get("DATELINE_REPLAY"))

    @property
    def politeness(self) -> Politeness:
        return Politeness.of(self.crawler)

    # --- meanwhile --------------------------------------------------------------------------------------------------

    async def do(self, act: Callable[[Archive], T]) -> T:
        """An act on the archive, committed."""
        return await self.writer.do(act)

    def count(self, name: str, by: int = 1) -> None:
        """Count what happened, for the row of the run (docs/reference/monitoring.md)."""
        self.crawler.stats.inc_value(f"dateline/{name}", by)

    def counts(self) -> dict[str, int]:
        """All that was counted so far."""
        stats = self.crawler.stats.get_stats()
        return {name.removeprefix("dateline/"): n for name, n in stats.items() if name.startswith("dateline/")}

    def sites_open(self) -> tuple[int, set[str]]:
        """How many sources this run crawls, and those of them whose listings are not read yet; 0 where there are none."""
        return 0, set()

    # --- the end ----------------------------------------------------------------------------------------------------

    def fail(self, error: CrawlerError | ArchiveError) -> None:
        """End the crawl: what is under way is let go, nothing new is asked."""
        if self.failure is None:
            self.failure = error
            self.stopping = True
            assert self.crawler.engine is not None
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="failed"))

    async def watch_for_stop(self) -> None:
        """A Ctrl-C lets requests that are under way come home; those that only wait for their turn are dropped."""
        engine = self.crawler.engine
        assert engine is not None
        while engine.running and not self.stopping:
            await asyncio.sleep(0.1)
        self.stopping = True
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(Stopped()))  # type: ignore[no-untyped-call]

    async def closed(self, reason: str) -> None:
        """The last signal: free what we hold and write down how it went."""
        self.stopped = reason == "shutdown"
        if self._watch is not None:
            self._watch.cancel()
        await self.workers.close()
        with suppress(ArchiveError):  # of which the end of the run tells
            await self.politeness.close()
        outcome: RunOutcome = (
            "failed" if self.failure else "stopped" if self.stopped or self._is_cut_short else "finished"
        )
        counts = self.counts()
        try:
            await self.do(
                lambda archive: archive.finish_run(
                    self.run_id,
                    outcome=outcome,
                    counts=counts,
                    now=clock.now(),
                    reason=str(self.failure) if self.failure else None,
                )
            )
        except ArchiveError as error:  # the next run finds our owner dead, and frees what we hold
            self.failure = self.failure or error
        self.writer.close()

    def abandon(self) -> None:
        """After a second Ctrl-C: only what takes no time."""
        with suppress(Exception):
            self.writer.do_now(
                lambda archive: archive.finish_run(
                    self.run_id, outcome="stopped", counts=self.counts(), now=clock.now()
                )
            )

    @property
    def _is_cut_short(self) -> bool:
        """Whether this is the replay of a run that did not come to its end, and so has none."""
        if not self.is_replay:
            return False
        from crawler.recordings.replay import ended_early

        return ended_early(self.crawler)
