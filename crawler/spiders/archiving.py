"""What the spiders that archive have in common: pages are leased, asked for, read by a worker, saved, and counted."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.crawls.frontier import ask_in_full
from archive.crawls.leads import lead, pass_over, settle
from archive.crawls.owner import Owner
from archive.crawls.visits import standing
from archive.errors import ArchiveError, Unstorable
from archive.folding import fold, is_folded
from archive.rows import Capture, Fetch, LeasedPage, PageState, RunOutcome, RunStart
from archive.store import Archive
from archive.versions.identity import is_at
from crawler import clock
from crawler.captures import Captures, Readings, Unfinished
from crawler.errors import CrawlerError, JobFailed, UsedWrongly, WorkersDown
from crawler.layouts import SourceLayouts
from crawler.lists.kinds import REST, Kinds
from crawler.lists.paging import is_further
from crawler.network.conditional import unless_changed
from crawler.network.cookies import SubscriberCookies
from crawler.network.detours import InVain, LeadsElsewhere
from crawler.network.fetches import FINAL, error_of, fetch_of, hops_of, is_whole, private_of, reason_of
from crawler.network.intake import ALWAYS_TAKEN, MOST_UNREAD, TOO_MUCH
from crawler.network.politeness import PATIENCE, Politeness
from crawler.network.redirects import MOVED, at_origin, origin_behind
from crawler.network.refusals import Held, Refused, Stopped
from crawler.network.rendering import RenderedSources
from crawler.processes.workers import Workers
from crawler.processes.writer import Writer
from crawler.reporting.reasons import class_of
from crawler.revisits import RETRIES, next_try
from crawler.urls import host_of, page_key
from crawler.visits import Visits
from parsers.errors import ParseError

T = TypeVar("T")

logger = logging.getLogger("dateline.crawl")

IN_FLIGHT = 320
"""Requests that are not finished, all hosts together: what memory holds and a crash asks for again."""
IN_FLIGHT_PER_HOST = 4
"""One is being fetched, the others wait in its slot, so that the host's turn is never missed."""
LEASE_SECONDS = 900
GARBAGE = 7_000
"""New objects after which the youngest are looked through for garbage. Python's 700 are one page: what is in flight was
looked through again and again, a tenth of the CPU of this process."""
DOUBTFUL = 0.5
"""Confidence below which an article is counted as doubtful: of such, more than every second has a flaw."""
PART = "answered 206, a part of the page"
ELSEWHERE = "answered 304, but now redirects elsewhere"
PAUSES = 3
"""So often a page may meet a host that wants a pause without being put off beyond that."""


class ArchivingSpider(Spider):
    """Opens the archive and the run when it is made; raises CrawlerError or ArchiveError where that cannot be."""

    needs_archive = True
    known_arguments: ClassVar[frozenset[str]] = frozenset()
    says_at: int = logging.DEBUG
    """The level at which it says why a page did not become an article, other than by a failure."""
    fails_at: int = logging.INFO
    """The same for failures."""

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
        """Host → pages in flight."""
        self.layouts = SourceLayouts()
        """What sources say of their pages; set before the run starts."""
        self.cookies = SubscriberCookies()
        """What sources are asked with; likewise."""
        self._unread = 0
        """Bytes of pages that wait for a worker, or are read by one."""
        self.rendered = RenderedSources()
        """Whose pages are filled by their scripts; likewise."""
        self.kinds = Kinds()
        self.asked_a_page = False
        """Whether a page was answered, or failed to be: that is something done."""
        self._changed = asyncio.Event()
        self._leasing = 0.0
        """Seconds that the page table took to answer last; not the wait for whoever writes."""
        self._as_named: set[int] = set()
        """Pages that are asked for as they were announced, as they were not there where their host redirects to."""
        self._again: list[datetime] = []
        """When pages that this run put off are due again."""
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare()
        return spider

    def prepare(self) -> None:
        """Check the arguments, open the archive, start the run."""
        raise NotImplementedError

    def open_archive(self) -> None:
        self.writer = Writer(Path(self.settings["DATELINE_ARCHIVE_PATH"]).expanduser())
        self.workers = Workers(
            processes=self.settings.getint("DATELINE_PARSE_PROCESSES"),
            seconds=self.settings.getfloat("DATELINE_PARSE_SECONDS"),
            megabytes=self.settings.getint("DATELINE_PARSE_MEGABYTES"),
        )
        self.visits = Visits(self.settings.getint("DATELINE_REVISIT_PERCENT") / 100)

    def start_run(self, source_keys: Iterable[str]) -> RunStart:
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

    # --- the pump ---------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        self._watch = asyncio.ensure_future(self._watch_for_stop())
        # Scrapy has only its handler look at the level: of each page several records were made that nobody saw.
        root = logging.getLogger()
        root.setLevel(min((handler.level for handler in root.handlers), default=root.level))
        logging.getLogger("scrapy").setLevel(root.level)
        gc.freeze()  # what was imported stays; looking through it for garbage held all connections for 0.1 s
        gc.set_threshold(GARBAGE)
        try:
            while not self.stopping:
                self._changed.clear()
                requests = await self.more()
                for request in requests:
                    yield request
                now = clock.now()
                self._again = [moment for moment in self._again if now < moment <= now + PATIENCE]
                if not requests and not self.busy:
                    if not self._again:
                        break
                    if self.is_replay:  # nothing is waited for
                        clock.set_back_to(min(self._again))
                        continue
                # Asking the page table costs; the slower it answers, the more is asked at a time.
                await asyncio.sleep(min(max(0.1, 8 * self._leasing), 2.0))
                wake = min([*self._again, now + timedelta(seconds=5)])
                with suppress(TimeoutError):
                    async with asyncio.timeout(max((wake - clock.now()).total_seconds(), 0.05)):
                        await self._changed.wait()
        except ArchiveError as error:
            self.fail(error)

    async def more(self) -> list[Request]:
        """What can be asked for now, in the bounds of what may be in flight; empty where there is nothing."""
        room = IN_FLIGHT - self.busy.total()
        if room <= 0:
            return []
        busy, now = dict(self.busy), clock.now()

        def act(archive: Archive) -> list[LeasedPage]:
            began = monotonic()
            pages = self.lease(archive, room, busy, now)
            self._leasing = monotonic() - began
            return pages

        pages = await self.do(act)
        return [self.page_request(page) for page in pages]

    def lease(self, archive: Archive, room: int, busy: Mapping[str, int], now: datetime) -> list[LeasedPage]:
        """Up to ``room`` pages to fetch; runs on the writer's thread."""
        return self.lease_of(archive, None, room, busy, now)

    def lease_of(
        self, archive: Archive, keys: Sequence[str] | None, limit: int, busy: Mapping[str, int], now: datetime
    ) -> list[LeasedPage]:
        """Pages of these sources; None stands for what a person asked of this run."""
        return archive.lease_pages(
            run_id=self.run_id,
            source_keys=keys,
            limit=limit,
            now=now,
            lease_seconds=LEASE_SECONDS,
            per_host=self.most_of_host(IN_FLIGHT_PER_HOST),
            per_day=self.settings.getint("DATELINE_PAGES_PER_HOST"),
            busy_hosts=busy,
        )

    def most_of_host(self, usual: int) -> int:
        """How many requests to one host may be under way; in a replay all, so that the recording can put them in order."""
        return IN_FLIGHT if self.is_replay else usual

    @property
    def is_replay(self) -> bool:
        """Whether all answers come out of a recording."""
        return bool(self.settings.get("DATELINE_REPLAY"))

    @property
    def _is_cut_short(self) -> bool:
        """Whether this is the replay of a run that did not come to its end, and so has none."""
        if not self.is_replay:
            return False
        from crawler.recordings.replay import ended_early

        return ended_early(self.crawler)

    def page_request(self, page: LeasedPage) -> Request:
        headers = unless_changed(page.etag, page.last_modified) if page.article_id is not None else {}
        self.busy[page.host] += 1
        moved = bool(page.origin) and page.page_id not in self._as_named
        return Request(
            at_origin(page.url, page.origin or "") if moved else page.url,
            callback=self.read_page,
            errback=self.page_failed,
            headers=headers,
            dont_filter=True,
            meta={"download_slot": page.host, "source": page.source_key, MOVED: moved},
            cb_kwargs={"page": page},
        )

    @contextmanager
    def landing(self, host: str) -> Iterator[None]:
        """Around the end of a request: makes room for the next, and turns an unusable archive into the end.

        That one page or list brings what cannot be stored is none.
        """
        try:
            yield
        except Stopped:
            pass  # its lease ends with the run
        except Unstorable as error:
            logger.error("%s: %s", host, error.reason)
        except (ArchiveError, WorkersDown) as error:
            self.fail(error)
        finally:
            self.busy[host] -= 1
            if self.busy[host] <= 0:
                del self.busy[host]
            self._changed.set()

    # --- pages ------------------------------------------------------------------------------------------------------

    async def read_page(self, response: Response, page: LeasedPage) -> list[Capture]:
        """Callback of a page."""
        captures: list[Capture] = []
        with self.landing(page.host):
            try:
                captures = await self._read_page(response, page)
            except Exception as error:  # noqa: BLE001 - only what ends the crawl is raised again
                await self._stumbled(page, error)
        return captures

    async def _read_page(self, response: Response, page: LeasedPage) -> list[Capture]:
        now = clock.now()
        request = response.request
        assert request is not None
        fetch = fetch_of(response, request, run_id=self.run_id, at=now, page_id=page.page_id)
        self.asked_a_page = True
        self.count("bytes", fetch.bytes_received or 0)
        hops = hops_of(request, run_id=self.run_id, at=now, page_id=page.page_id)
        for hop in hops:
            await self._keep(hop)
        status = response.status
        await self._learn_origin(page, hops, fetch.final_url)
        if request.meta.get(MOVED) and 400 <= status < 500 and status not in (408, 425, 429):
            # What its host leads elsewhere with may still stand where it was announced.
            self._as_named.add(page.page_id)
            await self._keep(replace(fetch, page_id=None))
            await self.do(lambda archive: archive.put_off(page.page_id, reason=f"answered {status}", until=now))
            return []
        if status == 206:  # nobody asked for a part, which must not be taken for the whole
            await self._again_later(page, replace(fetch, status=None, headers={}, body=None, error=PART), PART)
            return []
        if 200 <= status < 300:
            return await self._capture(page, fetch)
        if status == 304 and page.article_id is not None:
            await self._seen(page, fetch)
        elif status in (404, 410):
            await self._gone(page, fetch)
        elif status in (408, 425, 429) or status >= 500:
            await self._again_later(page, fetch, f"answered {status}", at_least=self._pause_of(response.url))
        else:
            await self._finish(page, fetch, "failed", f"answered {status}")
        return []

    async def _learn_origin(self, page: LeasedPage, hops: Sequence[Fetch], answered: str | None = None) -> None:
        """Note that a host only redirects to the same addresses elsewhere, or that it does not after all; ``answered``:
        which address did."""
        origin = page.origin
        if origin is None and hops and hops[0].url == page.url and hops[0].final_url:
            origin = origin_behind(page.url, hops[0].final_url)
        elif origin and page.page_id in self._as_named and answered == page.url:
            origin = ""
        if origin != page.origin:
            await self.do(lambda archive: archive.record_host(page.host, origin=origin))

    async def page_failed(self, failure: Failure) -> None:
        """Errback of a page."""
        request: Request = failure.request  # type: ignore[attr-defined]
        page: LeasedPage = request.cb_kwargs["page"]
        with self.landing(page.host):
            try:
                await self._page_failed(failure, request, page)
            except Exception as error:  # noqa: BLE001 - only what ends the crawl is raised again
                await self._stumbled(page, error)

    async def _page_failed(self, failure: Failure, request: Request, page: LeasedPage) -> None:
        error = failure.value
        assert error is not None
        if isinstance(error, ArchiveError):
            raise error
        if isinstance(error, Stopped):
            return  # its lease ends with the run
        if isinstance(error, Held):
            await self._put_off(page, error)
            return
        now = clock.now()
        hops = hops_of(request, run_id=self.run_id, at=now, page_id=page.page_id)
        for hop in hops:
            await self._keep(hop)
        await self._learn_origin(page, hops)
        if isinstance(error, LeadsElsewhere):
            await self._led(page, error.page_id, unasked_at=None if hops else now)
            return
        if isinstance(error, InVain):
            reason = error.reason
            await self.do(
                lambda archive: pass_over(archive.connection, page.page_id, reason=reason, now=now, until=now + REST)
            )
            self.count("passed_over")
            return
        refusal = error.reason if isinstance(error, Refused) else private_of(error, request)
        if refusal is not None:
            await self._finish(page, None, "refused", refusal)
            return
        self.asked_a_page = True
        fetch = error_of(error, request, run_id=self.run_id, at=now, page_id=page.page_id)
        assert fetch.error is not None
        if isinstance(error, FINAL):
            await self._finish(page, fetch, "failed", fetch.error)
        else:
            wait = self._pause_of(request.url)
            if isinstance(error, DownloadTimeoutError):  # it held its host's one place all the time: not twice
                wait = max(wait or now, now + RETRIES[0])
            await self._again_later(page, fetch, fetch.error, at_least=wait)

    async def _stumbled(self, page: LeasedPage, error: Exception) -> None:
        """End the turn of a page that could not be stored or that a fault of ours got in the way of; raises what is no
        matter of a page."""
        if isinstance(error, Unstorable):
            await self._finish(page, None, "failed", error.reason)
            return
        if isinstance(error, ArchiveError | WorkersDown | Stopped):
            raise error
        _log_fault(page.url, error)
        reason = fault(error)
        fetch = Fetch(
            run_id=self.run_id,
            page_id=page.page_id,
            url=page.url,
            final_url=page.url,
            at=clock.now(),
            status=None,
            error=reason,
        )
        await self._again_later(page, fetch, reason)

    async def further_page(self, url: str, page: LeasedPage, first: Fetch) -> Fetch | None:
        """A further page of an article; None where there is none to have, Unfinished where it may come later."""
        assert self.crawler.engine is not None
        request = Request(url, dont_filter=True, meta={"source": page.source_key})
        now = clock.now()
        try:
            response = await self.crawler.engine.download_async(request)
        except (ArchiveError, Stopped):
            raise
        except Exception as error:  # Scrapy raises what it likes
            if not isinstance(error, Held | Refused):
                await self._keep(error_of(error, request, run_id=self.run_id, at=now, page_id=page.page_id))
            if isinstance(error, FINAL) and not isinstance(error, Held):
                return None
            raise Unfinished(reason_of(error, request)) from error
        fetch = fetch_of(response, response.request or request, run_id=self.run_id, at=now, page_id=page.page_id)
        if is_whole(response):
            return fetch
        # The page itself did answer: that a further one did not tells nothing of it.
        answered = f"answered {response.status}"
        await self._keep(replace(fetch, status=None, error=answered, body=None))
        if response.status in (206, 429) or response.status >= 500:
            raise Unfinished(answered)
        return None

    async def save(self, capture: Capture) -> None:
        """The last step of a page, called by the pipeline."""
        now = clock.now()

        first = capture.fetch.final_url
        # What a list may announce too.
        parts = [(page_key(part.url), part.url) for part in capture.pages if is_further(part.url, first)]

        def act(archive: Archive) -> tuple[str, int]:
            if is_folded(archive, capture.page_id):  # meanwhile, or it is looked at again: told within another article
                archive.record_fetch(capture.fetch)
                archive.finish_page(capture.page_id, state="duplicate", reason=None, now=now)
                return "duplicate", 0
            before, undone = standing(archive.connection, capture.page_id), 0
            saved = archive.save(capture)
            if saved.article_id is not None and saved.outcome != "not_article":
                undone = fold(archive, capture.page_id, saved.article_id, parts, now=now)
            settle(archive.connection, now=now, target_id=capture.page_id)
            if before is None:
                self.visits.asked(archive, capture.source_key, now, found=saved.outcome == "new")
            self.visits.made(archive, capture.page_id, before, edited=saved.outcome == "revised", now=now)
            return saved.outcome, undone

        try:
            outcome, undone = await self.do(act)
            self.count(outcome)
            if undone:
                self.count("withdrawn", undone)
            if capture.reason is None:  # else it stands in for another
                self.kinds.learn(capture.source_key, capture.fetch.url, is_article=outcome != "not_article")
                await self.captures.settle(capture.page_id)
            if outcome in ("new", "revised") and capture.article.confidence < DOUBTFUL:
                self.count("doubtful")
            if outcome == "not_article":
                reason = f": {capture.reason}" if capture.reason else ""
                logger.log(self.says_at, "%s is no article%s", capture.fetch.url, reason)
        except Unstorable as error:
            await self._unsaved(capture, error.reason)
        except ArchiveError as error:
            self.fail(error)
        except Exception as error:  # noqa: BLE001 - else the page would stay in flight
            _log_fault(capture.fetch.url, error)
            await self._unsaved(capture, fault(error))

    async def _unsaved(self, capture: Capture, reason: str) -> None:
        try:
            await self._end(capture.page_id, capture.fetch, "failed", reason)
        except Unstorable:  # the request is what cannot be stored
            await self._end(capture.page_id, None, "failed", reason)

    async def _capture(self, page: LeasedPage, fetch: Fetch) -> list[Capture]:
        """What the page says; nothing where it cannot be read, which is noted."""
        size = len(fetch.body or b"")
        if size > ALWAYS_TAKEN and self._unread and self._unread + size > MOST_UNREAD:
            # As if it had not come: what its headers say must not be taken for known.
            nothing = replace(fetch, status=None, headers={}, body=None, error=TOO_MUCH)
            await self._again_later(page, nothing, TOO_MUCH)
            return []
        self.count("parsed")
        self._unread += size
        try:
            return [await self.captures.take(page, fetch, last_try=self._next_try(page, fetch) is None)]
        except ParseError as error:
            await self._finish(page, fetch, "failed", error.reason)
        except JobFailed as error:
            await self._finish(page, fetch, "failed", str(error))
        except Unfinished as error:
            await self._again_later(page, fetch, str(error))
        except Stopped:
            pass  # its lease ends with the run
        finally:
            self._unread -= size
        return []

    # --- what becomes of a page -------------------------------------------------------------------------------------

    async def _keep(self, fetch: Fetch) -> None:
        await self.do(lambda archive: archive.record_fetch(fetch))

    async def _seen(self, page: LeasedPage, fetch: Fetch) -> None:
        redirected = page_key(fetch.final_url or fetch.url) != page_key(fetch.url)
        was_asked = bool(page.etag or page.last_modified)

        def act(archive: Archive) -> bool:
            if redirected and was_asked and not is_at(archive.connection, page.page_id, fetch.final_url or fetch.url):
                # What has not changed there may be anything, such as a page for all that is gone.
                archive.record_fetch(replace(fetch, status=None, headers={}, error=ELSEWHERE))
                ask_in_full(archive.connection, page.page_id, reason=ELSEWHERE, now=fetch.at)
                return False
            before = standing(archive.connection, page.page_id)
            archive.record_fetch(fetch)
            archive.finish_page(page.page_id, state="done", reason=None, now=fetch.at)
            self.visits.made(archive, page.page_id, before, edited=False, now=fetch.at)
            return True

        if await self.do(act):
            self.count("unchanged")

    async def _gone(self, page: LeasedPage, fetch: Fetch) -> None:
        confirm = self.settings.getint("DATELINE_GONE_SECONDS")

        def act(archive: Archive) -> bool:
            before = standing(archive.connection, page.page_id)
            is_gone = archive.record_gone(page.page_id, fetch, now=fetch.at, confirm_seconds=confirm, key_of=page_key)
            if is_gone:
                self.visits.made(archive, page.page_id, before, edited=True, now=fetch.at)
            return is_gone

        is_gone = await self.do(act)
        what = "gone" if is_gone else "missing"
        self.count(what)
        answered = f"answered {fetch.status}"
        told = _told(page, "gone" if is_gone else "due", answered)
        logger.log(self.says_at, "%s %s: %s", page.url, what, answered, extra=told)

    async def _led(self, page: LeasedPage, target_id: int, *, unasked_at: datetime | None) -> None:
        """The page leads to another one, which may not be archived yet."""
        await self.do(lambda archive: lead(archive.connection, page.page_id, target_id, unasked_at=unasked_at))
        self.count("duplicate")

    async def _finish(self, page: LeasedPage, fetch: Fetch | None, state: PageState, reason: str) -> None:
        await self._end(page.page_id, fetch, state, reason)
        level = self.fails_at if state == "failed" else self.says_at
        logger.log(level, "%s %s: %s", page.url, state, reason, extra=_told(page, state, reason))

    async def _end(self, page_id: int, fetch: Fetch | None, state: PageState, reason: str) -> None:
        def act(archive: Archive) -> None:
            if fetch is not None:
                archive.record_fetch(fetch)
            now = clock.now() if fetch is None else fetch.at
            archive.finish_page(page_id, state=state, reason=reason, now=now)
            if state in ("failed", "refused"):
                self.visits.missed(archive, page_id, now)

        await self.do(act)
        self.count(state)
        if state in ("failed", "refused"):
            self.count(f"{state}/{class_of(reason)}")

    async def _again_later(
        self, page: LeasedPage, fetch: Fetch, reason: str, *, at_least: datetime | None = None
    ) -> None:
        due = self._next_try(page, fetch)
        if due is None:
            await self._finish(page, fetch, "failed", f"{reason}, {page.tries + 1} times")
            return
        if fetch.status in (429, 503) and at_least is not None and page.tries < PAUSES:
            due = at_least  # that it was too much tells nothing of the page
        due = max(due, at_least or due)

        def act(archive: Archive) -> None:
            archive.record_fetch(fetch)
            archive.finish_page(page.page_id, state="due", reason=reason, now=fetch.at, next_due=due)

        await self.do(act)
        self._again.append(due)
        self.count("put_off")
        self.count(f"put_off/{class_of(reason)}")
        again = due.isoformat(timespec="seconds")
        logger.log(self.says_at, "%s again at %s: %s", page.url, again, reason, extra=_told(page, "due", reason))

    def _next_try(self, page: LeasedPage, fetch: Fetch) -> datetime | None:
        """When a page that this fetch failed for is asked for again; None for never."""
        return next_try(page.tries + 1, fetch.at, soon=self.settings.getint("DATELINE_RETRY_SECONDS"))

    async def _put_off(self, page: LeasedPage, held: Held) -> None:
        await self.do(lambda archive: archive.put_off(page.page_id, reason=held.reason, until=held.until))

    def _pause_of(self, url: str) -> datetime | None:
        """Until when the host of an address that was just asked for is left alone."""
        return self.politeness.pause_of(host_of(url))

    @property
    def politeness(self) -> Politeness:
        return Politeness.of(self.crawler)

    # --- the end ----------------------------------------------------------------------------------------------------

    async def do(self, act: Callable[[Archive], T]) -> T:
        """An act on the archive, committed."""
        return await self.writer.do(act)

    def count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(f"dateline/{name}", by)

    def counts(self) -> dict[str, int]:
        stats = self.crawler.stats.get_stats()
        return {name.removeprefix("dateline/"): n for name, n in stats.items() if name.startswith("dateline/")}

    def sites_open(self) -> tuple[int, set[str]]:
        """How many sources this run crawls, and those of them whose listings are not read yet; 0 where there are none."""
        return 0, set()

    def is_open(self, source_key: str | None) -> bool:
        """Whether this source has listings that are not read yet."""
        return False

    def fail(self, error: CrawlerError | ArchiveError) -> None:
        """End the crawl: what is under way is let go, nothing new is asked."""
        if self.failure is None:
            self.failure = error
            self.stopping = True
            self._changed.set()
            assert self.crawler.engine is not None
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="failed"))

    async def _watch_for_stop(self) -> None:
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


def _told(page: LeasedPage, state: PageState, reason: str) -> dict[str, str | None]:
    """What a log line says, for programs that read it (crawler/reporting/json_log.py)."""
    return {"source": page.source_key, "url": page.url, "state": state, "reason": reason}


def fault(error: Exception) -> str:
    """What nobody expected, as the reason of a page."""
    text = "a fault of ours: " + (f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    return text.encode(errors="replace").decode()[:300]


def _log_fault(url: str, error: Exception) -> None:
    logger.error("%s: %s", url, fault(error))
    logger.debug("%s", url, exc_info=error)


def whole_number(name: str, text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise UsedWrongly(f"{name}={text}: write a positive whole number, such as {name}=100.")


def yes_or_no(name: str, text: str) -> bool:
    if text.lower() in ("true", "yes", "1"):
        return True
    if text.lower() in ("false", "no", "0"):
        return False
    raise UsedWrongly(f"{name}={text} is neither true nor false.")
