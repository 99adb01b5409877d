"""``scrapy crawl news``: what the enabled sources announce, and another look at what they published."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.errors import ArchiveError
from archive.rows import Announcement, FeedState, Fetch, LeasedPage, SourceRow
from archive.store import Archive
from crawler.announced import Kind, Reading, Window
from crawler.entries import as_utc
from crawler.errors import CrawlerError, NothingToDo, UsedWrongly, WorkersDown
from crawler.fetches import FINAL, error_of, fetch_of, private_of
from crawler.refusals import Held, Refused, Stopped
from crawler.sources import Source, SourcesError, load_sources
from crawler.spiders.archiving import (
    IN_FLIGHT_PER_HOST,
    LEASE_SECONDS,
    ArchivingSpider,
    whole_number,
    yes_or_no,
)
from crawler.urls import page_key

logger = logging.getLogger("dateline.news")

MOST_SITEMAPS = 500
"""That the indexes of one source lead to, in one run."""
MOST_LISTINGS = 200
"""Further pages of feeds and listings of one source, in one backfill."""
DEEPEST = 4
"""An index of indexes of indexes is a trap."""
LARGEST_SITEMAP = 25 * 1024 * 1024
AT_A_TIME = 500
"""Announcements in one transaction: others write in between."""
SECOND_TRY_AFTER = 10.0
"""Seconds until a feed that did not answer is asked once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed, sitemap or front page to read."""

    kind: Kind
    url: str
    source_key: str
    depth: int = 0
    tries: int = 0
    state: FeedState | None = None
    """What the last reading left."""


class NewsSpider(ArchivingSpider):
    """Reads feeds, sitemaps and front pages of the sources, announces their pages, fetches those that are due."""

    name = "news"
    known_arguments: ClassVar[frozenset[str]] = frozenset({"source", "since", "limit", "backfill", "recheck", "run"})

    def prepare(self) -> None:
        now = datetime.now(UTC)
        since = self.arguments.get("since")
        self.window = Window(
            now=now,
            since=_moment(since) if since else None,
            backfill=yes_or_no("backfill", self.arguments.get("backfill", "false")),
        )
        limit = self.arguments.get("limit")
        self.limit = whole_number("limit", limit) if limit else None
        recheck = yes_or_no("recheck", self.arguments.get("recheck", "false"))
        sources = self._wanted()
        self.open_archive()
        self.writer.do_now(lambda archive: archive.sync_sources(self._mirror, now=now))
        run = self.start_run(sources)
        for key in run.busy:
            logger.info("source %s is being crawled by another run; left out", key)
        self.sources = {key: sources[key] for key in run.claimed if key in sources}
        if not self.sources:
            raise NothingToDo("Another run is crawling all of these sources; wait for it to end, or name others.")
        keys = tuple(self.sources)
        self.writer.do_now(
            lambda archive: archive.recheck(keys, now=now) if recheck else archive.wake_pages(keys, now=now)
        )
        self._asked: set[str] = set()
        self._listings = 0
        """Listings in flight."""
        self._followed: Counter[tuple[str, str]] = Counter()
        """(source, kind of list) → how many further ones were followed."""
        self._taken: Counter[str] = Counter()
        """Source → pages leased in this run."""

    def _wanted(self) -> Mapping[str, Source]:
        path = Path(self.settings["DATELINE_SOURCES_PATH"]).expanduser()
        sources = load_sources(path)
        self._mirror = [
            SourceRow(
                key=source.key,
                url=source.url,
                name=source.name,
                enabled=source.enabled,
                every_seconds=source.every_seconds,
            )
            for source in sources.sources.values()
        ]
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

    async def discover(self) -> AsyncIterator[Request]:
        logger.info("run %d: %d sources", self.run_id, len(self.sources))
        for source in self.sources.values():
            for listing in _listings(source):
                if request := await self.listing_request(listing):
                    yield request

    async def listing_request(self, listing: Listing) -> Request | None:
        """Asked conditionally, unless this run looks further back than the last reading may have done."""
        if (key := page_key(listing.url)) in self._asked and not listing.tries:
            return None
        self._asked.add(key)
        state = await self.do(lambda archive: archive.feed_state(listing.url))
        headers = {}
        if state is not None and not self._looks_further_back:
            if state.etag:
                headers["If-None-Match"] = state.etag
            if state.last_modified:
                headers["If-Modified-Since"] = state.last_modified
        self._listings += 1
        return Request(
            listing.url,
            callback=self.read_listing,
            errback=self.listing_failed,
            headers=headers,
            priority=10,
            dont_filter=True,
            meta={"download_maxsize": LARGEST_SITEMAP} if listing.kind == "sitemap" else {},
            cb_kwargs={"listing": replace(listing, state=state)},
        )

    @property
    def _looks_further_back(self) -> bool:
        return self.window.backfill or self.window.since is not None

    async def read_listing(self, response: Response, listing: Listing) -> list[Request]:
        """Callback of feeds, sitemaps and front pages."""
        with self.listing_landing():
            now = datetime.now(UTC)
            request = response.request
            assert request is not None
            fetch = fetch_of(response, request, run_id=self.run_id, at=now)
            self.count("listings")
            if response.status == 304:
                await self._note(listing, fetch, entries=None)
                self.count("listings_unchanged")
                return []
            if 200 <= response.status < 300:
                return await self._read(listing, fetch)
            await self._note(listing, fetch, entries=None)
            if response.status >= 500 and response.status != 503 and listing.tries == 0:
                return await self._second_try(listing)
            self._complain(listing, f"answered {response.status}")
        return []

    async def listing_failed(self, failure: Failure) -> list[Request]:
        """Errback of feeds, sitemaps and front pages."""
        with self.listing_landing():
            request: Request = failure.request  # type: ignore[attr-defined]
            listing: Listing = request.cb_kwargs["listing"]
            error = failure.value
            assert error is not None
            if isinstance(error, ArchiveError):
                raise error
            if isinstance(error, Stopped):
                return []
            if isinstance(error, Refused | Held):
                self._complain(listing, error.reason)
                return []
            fetch = error_of(error, request, run_id=self.run_id, at=datetime.now(UTC))
            await self._note(listing, fetch, entries=None)
            if listing.tries == 0 and not isinstance(error, FINAL) and private_of(error, request) is None:
                return await self._second_try(listing)
            self._complain(listing, fetch.error or "no answer")
        return []

    async def _second_try(self, listing: Listing) -> list[Request]:
        await asyncio.sleep(SECOND_TRY_AFTER)
        request = await self.listing_request(replace(listing, tries=listing.tries + 1))
        return [request] if request else []

    async def _read(self, listing: Listing, fetch: Fetch) -> list[Request]:
        """What a listing announces becomes page rows; what it leads to becomes requests."""
        body = fetch.body or b""
        digest = hashlib.blake2b(body, digest_size=16).digest()
        if listing.state is not None and listing.state.last_hash == digest and not self._looks_further_back:
            await self._note(listing, fetch, entries=listing.state.entries, digest=digest)
            self.count("listings_unchanged")
            return []
        try:
            reading: Reading = await self.workers.run(
                "read_announcements",
                listing.kind,
                body,
                fetch.final_url,
                content_type=fetch.headers.get("content-type"),
                window=self.window,
            )
        except WorkersDown:
            raise
        except CrawlerError as error:
            await self._note(listing, fetch, entries=None)
            self._complain(listing, str(error).removeprefix(f"{fetch.final_url}: "))
            return []
        if reading.flaw:
            logger.debug("%s: %s", listing.url, reading.flaw)
        for start in range(0, len(reading.announcements), AT_A_TIME):
            await self._announce(listing, reading.announcements[start : start + AT_A_TIME], fetch.at)
        # Last: a crash before this makes the next run read it again, not believe that it is unchanged.
        await self._note(listing, fetch, entries=reading.entries, digest=digest)
        followed = [
            *self._follow(listing, reading.sitemaps, "sitemap", MOST_SITEMAPS),
            *self._follow(listing, reading.more, reading.kind, MOST_LISTINGS),
        ]
        return [request for further in followed if (request := await self.listing_request(further))]

    async def _announce(self, listing: Listing, part: Sequence[Announcement], now: datetime) -> None:
        new = await self.do(
            lambda archive: archive.announce(part, source_key=listing.source_key, run_id=self.run_id, now=now)
        )
        self.count("announced", len(part))
        self.count("announced_new", new)
        self._changed.set()

    def _follow(self, listing: Listing, urls: tuple[str, ...], kind: Kind, most: int) -> Iterator[Listing]:
        deepest = DEEPEST if kind == "sitemap" else most
        for url in urls:
            if listing.depth >= deepest or self._followed[listing.source_key, kind] >= most:
                logger.info("%s: not everything that %s leads to is read", listing.source_key, listing.url)
                return
            self._followed[listing.source_key, kind] += 1
            yield Listing(kind=kind, url=url, source_key=listing.source_key, depth=listing.depth + 1)

    async def _note(self, listing: Listing, fetch: Fetch, *, entries: int | None, digest: bytes | None = None) -> None:
        """Keep what a listing answered; validators only of a body that was read to its end."""
        state = listing.state
        read = digest is not None

        def act(archive: Archive) -> None:
            archive.record_feed(
                url=listing.url,
                kind=listing.kind,
                source_key=listing.source_key,
                etag=fetch.headers.get("etag") if read else state.etag if state else None,
                last_modified=fetch.headers.get("last-modified") if read else state.last_modified if state else None,
                body_hash=digest,
                entries=entries,
                status=fetch.status,
                now=fetch.at,
            )
            known = archive.feed_state(listing.url)
            # Of a listing the pages are the record; its own bytes would only fill the archive.
            archive.record_fetch(replace(fetch, feed_id=known.id if known else None, body=None))

        await self.do(act)

    def _complain(self, listing: Listing, reason: str) -> None:
        self.count("listings_failed")
        what = {"feed": "feed", "sitemap": "sitemap", "front": "front page"}[listing.kind]
        logger.warning("source %s: %s %s: %s", listing.source_key, what, listing.url, reason)

    @contextmanager
    def listing_landing(self) -> Iterator[None]:
        try:
            yield
        except (ArchiveError, WorkersDown) as error:
            self.fail(error)
        finally:
            self._listings -= 1
            self._changed.set()

    # --- what is fetched --------------------------------------------------------------------------------------------

    def lease(self, archive: Archive, room: int, busy: Mapping[str, int], now: datetime) -> list[LeasedPage]:
        if self.limit is None:
            return self._lease_of(archive, tuple(self.sources), room, busy, now)
        pages: list[LeasedPage] = []
        for key in self.sources:
            most = min(self.limit - self._taken[key], room - len(pages))
            if most > 0:
                found = self._lease_of(archive, (key,), most, busy, now)
                self._taken[key] += len(found)
                pages += found
        return pages

    def _lease_of(
        self, archive: Archive, keys: tuple[str, ...], limit: int, busy: Mapping[str, int], now: datetime
    ) -> list[LeasedPage]:
        return archive.lease_pages(
            run_id=self.run_id,
            source_keys=keys,
            limit=limit,
            now=now,
            lease_seconds=LEASE_SECONDS,
            per_host=IN_FLIGHT_PER_HOST,
            busy_hosts=busy,
        )

    @property
    def is_busy(self) -> bool:
        return super().is_busy or self._listings > 0


def _listings(source: Source) -> Iterator[Listing]:
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("feed", source.feeds),
        ("sitemap", source.sitemaps),
        ("front", source.fronts),
    )
    if not any(urls for _, urls in kinds):
        kinds = (("front", (source.url,)),)
    for kind, urls in kinds:
        for url in urls:
            yield Listing(kind=kind, url=url, source_key=source.key)


def _moment(text: str) -> datetime:
    try:
        return as_utc(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError:
        raise UsedWrongly(f"since={text} is no date; write since=2026-11-01.") from None
