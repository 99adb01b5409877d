"""What the spiders that ask the network have in common: pages are leased, asked for, read by a worker, and saved."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.errors import ArchiveError, Unstorable
from archive.rows import Capture, Fetch, LeasedPage, RunStart
from archive.store import Archive
from crawler import clock
from crawler.captures import Unfinished
from crawler.errors import CrawlerError, JobFailed, WorkersDown
from crawler.lists.kinds import Kinds
from crawler.network.conditional import unless_changed
from crawler.network.cookies import SubscriberCookies
from crawler.network.detours import InVain, LeadsElsewhere
from crawler.network.fetches import (
    FINAL,
    PART,
    error_of,
    fetch_of,
    hops_of,
    is_passing,
    is_whole,
    private_of,
    reason_of,
    unanswered,
)
from crawler.network.intake import ALWAYS_TAKEN, MOST_UNREAD, TOO_MUCH
from crawler.network.politeness import PATIENCE
from crawler.network.redirects import MOVED, at_origin, origin_behind
from crawler.network.refusals import Held, Refused, Stopped
from crawler.network.rendering import RenderedSources
from crawler.outcomes import Outcomes
from crawler.revisits import RETRIES
from crawler.spiders.archiving import ArchivingSpider
from crawler.urls import host_of
from parsers.errors import ParseError

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


class FetchingSpider(ArchivingSpider):
    """Asks for pages as long as there are any whose time has come, and stays within what may be in flight."""

    says_at: int = logging.DEBUG
    """The level at which it says why a page did not become an article, other than by a failure."""
    fails_at: int = logging.INFO
    """The same for failures."""

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self.cookies = SubscriberCookies()
        """What sources are asked with; set before the run starts."""
        self.rendered = RenderedSources()
        """Whose pages are filled by their scripts; likewise."""
        self.kinds = Kinds()
        self.asked_a_page = False
        """Whether a page was answered, or failed to be: that is something done."""
        self._unread = 0
        """Bytes of pages that wait for a worker, or are read by one."""
        self._changed = asyncio.Event()
        self._leasing = 0.0
        """Seconds that the page table took to answer last; not the wait for whoever writes."""
        self._as_named: set[int] = set()
        """Pages that are asked for as they were announced, as they were not there where their host redirects to."""
        self._again: list[datetime] = []
        """When there will be something to ask for that now has to wait."""

    def start_run(self, source_keys: Iterable[str]) -> RunStart:
        run = super().start_run(source_keys)
        self.outcomes = Outcomes(
            self.writer,
            self.visits,
            self.count,
            gone_seconds=self.settings.getint("DATELINE_GONE_SECONDS"),
            retry_seconds=self.settings.getint("DATELINE_RETRY_SECONDS"),
            says_at=self.says_at,
            fails_at=self.fails_at,
        )
        return run

    # --- the pump ---------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        self._watch = asyncio.ensure_future(self.watch_for_stop())
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

    def is_open(self, source_key: str | None) -> bool:
        """Whether this source has listings that are not read yet."""
        return False

    def wake_at(self, moment: datetime) -> None:
        """Do not end before then, if it is soon: there will be something to ask for."""
        self._again.append(moment)

    def fail(self, error: CrawlerError | ArchiveError) -> None:
        super().fail(error)
        self._changed.set()

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

    def page_request(self, page: LeasedPage) -> Request:
        """Ask for a page, which is under way from now on: conditionally where its article is here."""
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
            await self.outcomes.keep(hop)
        await self._learn_origin(page, hops, fetch.final_url)
        status, answered = response.status, f"answered {response.status}"
        if is_whole(response.status):
            return await self._capture(page, fetch)
        if status == 206:
            await self._again_later(page, unanswered(fetch, PART), PART)
        elif is_passing(status):
            await self._again_later(page, fetch, answered, at_least=self._pause_of(response.url))
        elif request.meta.get(MOVED) and 400 <= status < 500:
            # What its host leads elsewhere with may still stand where it was announced.
            self._as_named.add(page.page_id)
            await self.outcomes.keep(replace(fetch, page_id=None))
            await self.outcomes.held(page, answered, now)
        elif status == 304 and page.article_id is not None:
            await self.outcomes.unchanged(page, fetch)
        elif status in (404, 410):
            await self.outcomes.not_there(page, fetch)
        else:
            await self.outcomes.given_up(page, fetch, "failed", answered)
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
        if isinstance(error, ArchiveError | Stopped):
            raise error
        if isinstance(error, Held):
            await self.outcomes.held(page, error.reason, error.until)
            return
        now = clock.now()
        hops = hops_of(request, run_id=self.run_id, at=now, page_id=page.page_id)
        for hop in hops:
            await self.outcomes.keep(hop)
        await self._learn_origin(page, hops)
        if isinstance(error, LeadsElsewhere):
            await self.outcomes.led(page, error.page_id, unasked_at=None if hops else now)
            return
        if isinstance(error, InVain):
            await self.outcomes.passed_over(page, error.reason, now)
            return
        refusal = error.reason if isinstance(error, Refused) else private_of(error, request)
        if refusal is not None:
            await self.outcomes.given_up(page, None, "refused", refusal)
            return
        self.asked_a_page = True
        fetch = error_of(error, request, run_id=self.run_id, at=now, page_id=page.page_id)
        assert fetch.error is not None
        if isinstance(error, FINAL):
            await self.outcomes.given_up(page, fetch, "failed", fetch.error)
        else:
            wait = self._pause_of(request.url)
            if isinstance(error, DownloadTimeoutError):  # it held its host's one place all the time: not twice
                wait = max(wait or now, now + RETRIES[0])
            await self._again_later(page, fetch, fetch.error, at_least=wait)

    async def _stumbled(self, page: LeasedPage, error: Exception) -> None:
        """End the turn of a page that could not be stored or that a fault of ours got in the way of; raises what is no
        matter of a page."""
        if isinstance(error, Unstorable):
            await self.outcomes.given_up(page, None, "failed", error.reason)
            return
        if isinstance(error, ArchiveError | WorkersDown | Stopped):
            raise error
        _log_fault(page.url, error)
        reason = _fault(error)
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

    async def _again_later(
        self, page: LeasedPage, fetch: Fetch, reason: str, *, at_least: datetime | None = None
    ) -> None:
        if (due := await self.outcomes.put_off(page, fetch, reason, at_least=at_least)) is not None:
            self.wake_at(due)

    async def further_page(self, url: str, page: LeasedPage, first: Fetch) -> Fetch | None:
        assert self.crawler.engine is not None
        request = Request(url, dont_filter=True, meta={"source": page.source_key})
        now = clock.now()
        try:
            response = await self.crawler.engine.download_async(request)
        except (ArchiveError, Stopped):
            raise
        except Exception as error:  # Scrapy raises what it likes
            if not isinstance(error, Held | Refused):
                await self.outcomes.keep(error_of(error, request, run_id=self.run_id, at=now, page_id=page.page_id))
            if isinstance(error, FINAL) and not isinstance(error, Held):
                return None
            raise Unfinished(reason_of(error, request)) from error
        fetch = fetch_of(response, response.request or request, run_id=self.run_id, at=now, page_id=page.page_id)
        if is_whole(response.status):
            return fetch
        # The page itself did answer: that a further one did not tells nothing of it.
        answered = f"answered {response.status}"
        await self.outcomes.keep(replace(fetch, status=None, error=answered, body=None))
        if response.status == 206 or is_passing(response.status):
            raise Unfinished(answered)
        return None

    async def _capture(self, page: LeasedPage, fetch: Fetch) -> list[Capture]:
        """What the page says; nothing where it cannot be read, which is noted."""
        size = len(fetch.body or b"")
        if size > ALWAYS_TAKEN and self._unread and self._unread + size > MOST_UNREAD:
            await self._again_later(page, unanswered(fetch, TOO_MUCH), TOO_MUCH)
            return []
        self.count("parsed")
        self._unread += size
        try:
            return [await self.captures.take(page, fetch, last_try=self.outcomes.next_try(page, fetch) is None)]
        except ParseError as error:
            await self.outcomes.given_up(page, fetch, "failed", error.reason)
        except JobFailed as error:
            await self.outcomes.given_up(page, fetch, "failed", str(error))
        except Unfinished as error:
            await self._again_later(page, fetch, str(error))
        finally:
            self._unread -= size
        return []

    async def save(self, capture: Capture) -> None:
        """The last step of a page, called by the pipeline."""
        try:
            outcome = await self.outcomes.saved(capture)
            if capture.reason is None:  # else it stands in for another
                self.kinds.learn(capture.source_key, capture.fetch.url, is_article=outcome != "not_article")
                await self.captures.settle(capture.page_id)
            if outcome in ("new", "revised") and capture.article.confidence < DOUBTFUL:
                self.count("doubtful")
        except Unstorable as error:
            await self._unsaved(capture, error.reason)
        except ArchiveError as error:
            self.fail(error)
        except Exception as error:  # noqa: BLE001 - else the page would stay in flight
            _log_fault(capture.fetch.url, error)
            await self._unsaved(capture, _fault(error))

    async def _unsaved(self, capture: Capture, reason: str) -> None:
        try:
            await self.outcomes.ended(capture.page_id, capture.fetch, "failed", reason)
        except Unstorable:  # the request is what cannot be stored
            await self.outcomes.ended(capture.page_id, None, "failed", reason)

    def _pause_of(self, url: str) -> datetime | None:
        """Until when the host of an address that was just asked for is left alone."""
        return self.politeness.pause_of(host_of(url))


def _fault(error: Exception) -> str:
    """What nobody expected, as the reason of a page."""
    text = "a fault of ours: " + (f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    return text.encode(errors="replace").decode()[:300]


def _log_fault(url: str, error: Exception) -> None:
    logger.error("%s: %s", url, _fault(error))
    logger.debug("%s", url, exc_info=error)
