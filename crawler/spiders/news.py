"""``scrapy crawl news``: what the enabled sources announce, and another look at what they published."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, cast

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.crawls.listings import children
from archive.errors import ArchiveError, Unstorable
from archive.rows import Announcement, Fetch, LeasedPage
from archive.store import Archive
from crawler import clock
from crawler.errors import CrawlerError, NothingToDo, UsedWrongly, WorkersDown
from crawler.layouts import SourceLayouts
from crawler.lists.agenda import MOST_LISTINGS, MOST_SITEMAPS, Agenda, Listing
from crawler.lists.onward import MOST_PAGES, onward
from crawler.lists.reading import Kind, Reading, Window
from crawler.logbook import Logbook
from crawler.named_lists import Named
from crawler.network.conditional import unless_changed
from crawler.network.cookies import SubscriberCookies
from crawler.network.fetches import FINAL, error_of, fetch_of, hops_of, is_whole, private_of
from crawler.network.politeness import PATIENCE
from crawler.network.refusals import Held, Refused, Stopped
from crawler.network.rendering import RenderedSources, why_not
from crawler.outcomes import PAUSES
from crawler.reporting.reasons import class_of
from crawler.sources import Source, SourcesError, load_sources
from crawler.spiders.arguments import moment, whole_number, yes_or_no
from crawler.spiders.fetching import IN_FLIGHT, FetchingSpider

logger = logging.getLogger("dateline.news")

LARGEST_SITEMAP = 25 * 1024 * 1024
LISTINGS_IN_FLIGHT = 160
"""Half of what may be in flight, so that pages are fetched and read meanwhile."""
LISTINGS_PER_HOST = 2
AT_A_TIME = 500
"""Announcements in one transaction: others write in between."""
NAMED = 5
"""Sources that one log line names."""


class NewsSpider(FetchingSpider):
    """Reads feeds, sitemaps and front pages of the sources, announces their pages, fetches those that are due."""

    name = "news"
    known_arguments: ClassVar[frozenset[str]] = frozenset({"source", "since", "limit", "backfill", "recheck", "run"})

    def prepare(self) -> None:
        now = clock.now()
        recheck = self._take_arguments(now)
        sources = self._wanted()
        self._know(sources.values())
        self.open_archive()
        self.writer.do_now(lambda archive: archive.sync_sources(self._rows, now=now))
        run = self.start_run(sources)
        self.sources = {key: sources[key] for key in run.claimed if key in sources}
        if not self.sources:
            raise NothingToDo("Another run is crawling all of these sources; wait for it to end, or name others.")
        if run.busy:
            more = f" and {len(run.busy) - NAMED} more" if len(run.busy) > NAMED else ""
            logger.info("left out, as another run is crawling them: %s%s", ", ".join(run.busy[:NAMED]), more)
        keys = tuple(self.sources)
        self.writer.do_now(
            lambda archive: archive.recheck(keys, now=now) if recheck else self.visits.wake(archive, keys, now)
        )
        self.agenda = Agenda()
        self.named = Named(self.sources, self.agenda, by_plan=self._goes_by_plan)
        keeps_bytes = self.settings.getint("DATELINE_LISTING_DAYS") > 0
        self.logbook = Logbook(self.writer, self.visits, self.window, self.sources, keeps_bytes=keeps_bytes)
        self._readable = False
        """Whether any listing could be read."""
        self._complaint: str | None = None
        """Why the first that could not could not."""
        self._taken: Counter[str] = Counter()
        """Source → pages leased in this run."""
        self._news: Counter[str] = Counter()
        """Source → pages that its lists brought in this run."""
        first = self.writer.do_now(lambda archive: self.named.first(archive, now, most_further=self._most_further))
        self._plan(first)
        logger.info("run %d: %d source%s", self.run_id, len(self.sources), "s" * (len(self.sources) > 1))

    def _take_arguments(self, now: datetime) -> bool:
        """How far back this run looks and how much it takes; whether it is to look at all articles again."""
        since = self.arguments.get("since")
        self.window = Window(
            now=now,
            since=moment("since", since) if since else None,
            backfill=yes_or_no("backfill", self.arguments.get("backfill", "false")),
        )
        self._goes_by_plan = "run" in self.arguments and not self.window.is_wider
        """Whether only those listings are read whose time has come, as a scheduler wants it; a person wants all."""
        limit = self.arguments.get("limit")
        # Which pages a limit let through hung on which lists had been read by then: a recorded run tells.
        limit = None if self.settings.get("DATELINE_REPLAY_RUN") else limit
        self.limit = whole_number("limit", limit) if limit else None
        return yes_or_no("recheck", self.arguments.get("recheck", "false"))

    def _know(self, sources: Collection[Source]) -> None:
        """What the sources say of their pages: how they are read, and what they are asked with."""
        path = self._sources_path
        self.layouts = SourceLayouts(path, sources)
        self.cookies = SubscriberCookies(path, sources)
        self.rendered = RenderedSources(sources)
        if self.rendered.keys and (reason := why_not(self.settings)):
            logger.warning("source %s: %s", ", ".join(self.rendered.keys), reason)
        for key in self.cookies.worn_out:
            logger.warning("source %s: its cookie file holds none that is still good; it is asked without", key)

    def _wanted(self) -> Mapping[str, Source]:
        self._sources_path = path = Path(self.settings["DATELINE_SOURCES_PATH"]).expanduser()
        sources = load_sources(path)
        self._rows = sources.rows
        names = [name for part in self.arguments.get("source", "").split(",") if (name := part.strip())]
        if names:
            try:
                return {source.key: source for source in sources.select(names)}
            except SourcesError as error:
                raise UsedWrongly(str(error)) from None
        if "source" in self.arguments:
            raise UsedWrongly("source= names no source; write source=KEY or source=KEY,KEY.")
        if not sources.enabled:
            raise NothingToDo(
                f"No source is enabled in {path}; enable one with: dateline sources enable KEY, "
                "or add one with: dateline sources add URL"
            )
        return {source.key: source for source in sources.enabled}

    # --- what announces ---------------------------------------------------------------------------------------------

    async def more(self) -> list[Request]:
        """Listings first: what they announce is wanted by the time the pages before are fetched."""
        room = min(LISTINGS_IN_FLIGHT - self.agenda.in_flight, IN_FLIGHT - self.busy.total())
        wanted = self.agenda.take(room, self.most_of_host(LISTINGS_PER_HOST), self._is_wanted)
        self.busy.update(listing.host for listing in wanted)
        requests = []
        if wanted:
            # All at a time: one by one, hundreds of sources would wait for hundreds of turns of the writer.
            states = await self.do(lambda archive: [archive.feed_state(listing.url) for listing in wanted])
            requests = [
                self._listing_request(replace(listing, state=state))
                for listing, state in zip(wanted, states, strict=True)
            ]
        return requests + await super().more()

    def _is_wanted(self, listing: Listing) -> bool:
        """A further list of a source that has brought enough is not: it is noted, or named by an index that is read
        again."""
        return not listing.depth or not self._has_enough(listing.source_key)

    def _plan(self, listings: Iterable[Listing]) -> None:
        """Have lists read, each once in this run."""
        for listing in listings:
            if self.agenda.plan(listing):
                self._changed.set()

    def _listing_request(self, listing: Listing) -> Request:
        """Asked conditionally, unless this run looks further back than the last reading did."""
        state = listing.state if self._is_known(listing) else None
        headers = unless_changed(state.etag, state.last_modified) if state is not None else {}
        return Request(
            listing.url,
            callback=self.read_listing,
            errback=self.listing_failed,
            headers=headers,
            dont_filter=True,
            meta={"download_slot": listing.host, "source": listing.source_key}
            | ({"download_maxsize": LARGEST_SITEMAP} if listing.kind == "sitemap" else {}),
            cb_kwargs={"listing": listing},
        )

    @property
    def _most_further(self) -> int:
        """Further lists of one kind that this run reads of a source."""
        return MOST_LISTINGS if self.window.backfill else MOST_PAGES

    def _is_known(self, listing: Listing) -> bool:
        """Whether what the last reading of its body took is all that this run wants of it."""
        return listing.state is not None and self.window.is_within(listing.state.reach)

    def _has_enough(self, source_key: str) -> bool:
        """Whether a source has brought as many pages as are wanted of it."""
        most = max(self._taken[source_key], self._news[source_key])
        return self.limit is not None and most >= self.limit

    async def read_listing(self, response: Response, listing: Listing) -> None:
        """Callback of feeds, sitemaps and front pages."""
        with self._listing_landing(listing):
            request = response.request
            assert request is not None
            fetch = fetch_of(response, request, run_id=self.run_id, at=clock.now())
            self.count("listings")
            self.count("bytes", fetch.bytes_received or 0)
            for hop in hops_of(request, run_id=self.run_id, at=fetch.at):
                await self.outcomes.keep(hop)
            if self.named.waits_for_robots(key := listing.source_key):
                self._plan(await self.do(lambda archive: self.named.later(archive, key, clock.now())))
            was_known = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
            if response.status == 304 and (was_known or self.is_replay):
                await self._unchanged(listing, fetch)
            elif is_whole(response.status):
                await self._read(listing, fetch)
            else:
                await self.logbook.note(listing, fetch)
                if response.status in (429, 503):
                    pause = self._pause_of(response.url)
                    worth = pause is not None and pause - clock.now() <= PATIENCE
                else:
                    worth = (response.status == 206 or response.status >= 500) and not listing.tries
                if not worth or not await self._try_again(listing):
                    self._complain(listing, f"answered {response.status}")

    async def listing_failed(self, failure: Failure) -> None:
        """Errback of feeds, sitemaps and front pages."""
        request: Request = failure.request  # type: ignore[attr-defined]
        listing: Listing = request.cb_kwargs["listing"]
        with self._listing_landing(listing):
            error = failure.value
            assert error is not None
            if isinstance(error, ArchiveError):
                raise error
            if isinstance(error, Stopped):
                return
            if isinstance(error, Held):
                await self.logbook.held(listing, error.reason, error.until)
                self._complain(listing, error.reason)
                return
            if isinstance(error, Refused):
                await self.logbook.refused(listing, error.reason)
                self._complain(listing, error.reason)
                return
            fetch = error_of(error, request, run_id=self.run_id, at=clock.now())
            for hop in hops_of(request, run_id=self.run_id, at=fetch.at):
                await self.outcomes.keep(hop)
            await self.logbook.note(listing, fetch)
            worth = not (listing.tries or isinstance(error, FINAL) or private_of(error, request))
            if not worth or not await self._try_again(listing):
                self._complain(listing, fetch.error or "no answer")

    async def _try_again(self, listing: Listing) -> bool:
        """After a while, and after the pause that its host wants."""
        if listing.tries >= PAUSES:
            return False
        if not self.is_replay:
            await asyncio.sleep(self.settings.getint("DATELINE_RETRY_SECONDS"))
        self.agenda.wait(replace(listing, tries=listing.tries + 1))
        return True

    async def _read(self, listing: Listing, fetch: Fetch) -> None:
        """What a listing announces becomes page rows; what it leads to is read too."""
        body = fetch.body or b""
        digest = _hash(body)
        if listing.state is not None and listing.state.last_hash == digest and self._is_known(listing):
            await self._unchanged(listing, fetch, digest)
            return
        try:
            reading = await self._reading(listing, body, fetch.final_url, fetch.headers.get("content-type"))
        except WorkersDown:
            raise
        except CrawlerError as error:
            await self.logbook.note(listing, fetch)
            self._complain(listing, str(error).removeprefix(f"{fetch.final_url}: "))
            return
        self._readable = True
        if reading.flaw:
            logger.debug("%s: %s", listing.url, reading.flaw)
        news = 0
        for start in range(0, len(reading.announcements), AT_A_TIME):
            news += await self._announce(listing, reading.announcements[start : start + AT_A_TIME], fetch.at)
        self._news[listing.source_key] += news
        further = onward(
            reading,
            news,
            window=self.window,
            goes_on=listing.goes_on or (listing.state is not None and listing.state.last_hash is not None),
            finds=listing.depth == 0 and not self.sources[listing.source_key].names_listings,
        )
        listing = self.agenda.read(listing, (one.key for one in reading.announcements))
        led_to = [] if listing.is_trap else list(further)
        if led_to:
            await self._follow_lists(listing, led_to)
        elif listing.is_trap and reading.next_url:
            logger.info(
                "source %s: %s is a trap: it and the lists before it name nothing new", listing.source_key, listing.url
            )
        # Last: a crash before this makes the next run read it again, not believe that it is unchanged. Of an index that
        # was read for older sitemaps too, those that belong to a run of today are not known.
        known = None if reading.sitemaps and self.window.is_wider else digest
        due = await self.logbook.note(listing, fetch, digest=known, reading=reading, news=news, led_to=led_to)
        sitemaps = (url for url, _ in reading.sitemaps if url in due or not self._goes_by_plan)
        self._plan(self.agenda.further(listing, sitemaps, "sitemap", MOST_SITEMAPS))

    async def _reading(self, listing: Listing, body: bytes, url: str, content_type: str | None) -> Reading:
        reading = await self.workers.run(
            "read_announcements", listing.kind, body, url, content_type=content_type, window=self._window_of(listing)
        )
        assert isinstance(reading, Reading)
        return reading

    def _window_of(self, listing: Listing) -> Window:
        """Of a sitemap that nobody has chosen what has no date may be all that the site ever had."""
        if self.window.backfill or not self.named.is_learned(listing):
            return self.window
        return replace(self.window, dated_only=True)

    async def _announce(self, listing: Listing, part: Sequence[Announcement], now: datetime) -> int:
        """How many of the pages were not known, or are due again as they have changed."""

        def act(archive: Archive) -> tuple[int, int]:
            believed = self.visits.believes(archive, listing.source_key, now)
            new = archive.announce(part, source_key=listing.source_key, run_id=self.run_id, now=now, believed=believed)
            return new, archive.count_woken(part, now=now)

        new, woken = await self.do(act)
        self.count("announced", len(part))
        self.count("announced_new", new)
        self._changed.set()
        return new + woken

    async def _follow_lists(self, listing: Listing, further: Sequence[tuple[Kind, str]]) -> None:
        accepted = [
            found
            for wanted in dict.fromkeys(kind for kind, _ in further)
            for found in self.agenda.further(
                listing, (url for kind, url in further if kind == wanted), wanted, self._most_further
            )
        ]
        if not accepted:
            return

        # Known to the archive first: should this run be killed, the next one reads them.
        def act(archive: Archive) -> None:
            for found in accepted:
                archive.feed_id(url=found.url, kind=found.kind, source_key=found.source_key)

        await self.do(act)
        if not self._has_enough(listing.source_key):
            self._plan(accepted)

    async def _unchanged(self, listing: Listing, fetch: Fetch, digest: bytes | None = None) -> None:
        self._readable = True
        await self.logbook.note(listing, fetch, digest=digest, news=0)
        self.count("listings_unchanged")
        if self.window.is_wider and listing.state is not None:
            await self._follow_lists(listing, [(cast(Kind, kind), url) for kind, url in listing.state.led_to])
        # An index of sitemaps stays as it is while those that it names change; whoever goes by plan has them already.
        if (state := listing.state) is not None and listing.kind == "sitemap" and not self._goes_by_plan:
            known = await self.do(lambda archive: children(archive.connection, state.id))
            self._plan(self.agenda.further(listing, known, "sitemap", MOST_SITEMAPS))

    def _complain(self, listing: Listing, reason: str) -> None:
        self.count("listings_failed")
        self.count(f"listings_failed/{class_of(reason)}")
        what = {"feed": "feed", "sitemap": "sitemap", "front": "front page"}[listing.kind]
        complaint = f"source {listing.source_key}: {what} {listing.url}: {reason}"
        self._complaint = self._complaint or complaint
        told = {"source": listing.source_key, "url": listing.url, "reason": reason}
        level = logging.INFO if self.named.is_learned(listing) else logging.WARNING
        logger.log(level, "%s", complaint, extra=told)

    async def closed(self, reason: str) -> None:
        if reason == "finished" and self._complaint and not self._readable and not self.asked_a_page:
            self.failure = self.failure or NothingToDo(f"Nothing could be read: {self._complaint}")
        before = clock.now() - timedelta(days=self.settings.getint("DATELINE_LISTING_DAYS"))
        with suppress(ArchiveError):  # the next run does it
            await self.do(lambda archive: archive.drop_listings(before=before))
        await super().closed(reason)

    @contextmanager
    def _listing_landing(self, listing: Listing) -> Iterator[None]:
        with self.landing(listing.host):
            try:
                yield
            except Unstorable as error:  # what it told is left out; it is read again at the next turn
                self._complain(listing, error.reason)
            finally:
                self.agenda.landed(listing)

    def sites_open(self) -> tuple[int, set[str]]:
        """How many sources this run crawls, and those of them that have a listing to be read or being read."""
        return len(self.sources), self.agenda.sources

    def is_open(self, source_key: str | None) -> bool:
        """Whether a listing of this source is to be read or being read."""
        return source_key is not None and self.agenda.is_open(source_key)

    # --- what is fetched --------------------------------------------------------------------------------------------

    def lease(self, archive: Archive, room: int, busy: Mapping[str, int], now: datetime) -> list[LeasedPage]:
        if self.limit is None:
            return self.lease_of(archive, tuple(self.sources), room, busy, now)
        pages: list[LeasedPage] = []
        for key in self.sources:
            most = min(self.limit - self._taken[key], room - len(pages))
            if most > 0:
                found = self.lease_of(archive, (key,), most, busy, now)
                self._taken[key] += len(found)
                pages += found
        return pages


def _hash(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()
