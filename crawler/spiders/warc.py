"""``scrapy crawl warc``: pages out of WARC files, archived with the time at which they were fetched; no network."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from scrapy.http import Request

from archive.crawls.leads import settle_redirects
from archive.errors import ArchiveError, Unstorable
from archive.imports.arrivals import Arrival, Origin, Received, answered_by, receive, sources, told
from archive.rows import Fetch, LeasedPage
from archive.store import Archive
from archive.times import utc_text
from crawler.errors import JobFailed, NothingToDo, UsedWrongly, WorkersDown
from crawler.layouts import SourceLayouts
from crawler.network.fetches import PART, is_whole, unanswered
from crawler.recordings.warc import Answer, Listing, Unreadable
from crawler.recordings.warc_index import SAME_FETCH, Held, Place, WarcIndex
from crawler.sources import load_sources
from crawler.spiders.archiving import ArchivingSpider
from crawler.urls import host_of, page_key, site_of
from parsers.errors import ParseError

logger = logging.getLogger("dateline.warc")

MOST_HOPS = 10_000
"""Redirects that wait for what they lead to."""

Told = tuple[str, str, int | None]
"""What makes two requests one: the address that answered, the time, the status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """A redirect whose target has not come yet."""

    asked: str
    """The first address of the chain."""
    fetches: tuple[Fetch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """What one answer comes to, in the order in which it is to be written; nothing where it is here already."""

    arrivals: tuple[Arrival, ...]
    known: frozenset[Told] = frozenset()
    """Of a page that is here: its other requests, among them those of its further pages."""


class WarcSpider(ArchivingSpider):
    """Looks through the files, then takes their pages in the order of their time: reading in all workers, writing in turn."""

    name = "warc"
    known_arguments: ClassVar[frozenset[str]] = frozenset({"path", "source", "run"})

    def prepare(self) -> None:
        self.files = _files(self.arguments.get("path", ""))
        path = Path(self.settings["DATELINE_SOURCES_PATH"]).expanduser()
        followed = load_sources(path).sources if path.exists() else {}
        self.layouts = SourceLayouts(path, followed.values())
        self.open_archive()
        addresses = self.writer.do_now(lambda archive: sources(archive.connection))
        addresses |= {key: source.url for key, source in followed.items()}
        self.origin = self._named(addresses)
        self._by_site = _by_site(addresses)
        run = self.start_run(())
        self.index = WarcIndex()
        self._hops: OrderedDict[str, _Hop] = OrderedDict()
        """Address → the redirects that lead to it."""
        self._taken: set[Told] = set()
        """Further pages that went into an article already."""
        logger.info("run %d: %d WARC file%s", run.run_id, len(self.files), "s" * (len(self.files) > 1))

    def _named(self, addresses: dict[str, str]) -> Origin | None:
        key = self.arguments.get("source")
        if key is None:
            return None
        if key not in addresses:
            raise UsedWrongly(f"There is no source {key!r}; `dateline sources list` shows those there are.")
        return Origin(key=key, url=addresses[key])

    async def start(self) -> AsyncIterator[Request]:
        self._watch = asyncio.ensure_future(self.watch_for_stop())
        try:
            await self._look_through()
            await self._take_all()
            await self.do(lambda archive: settle_redirects(archive.connection, self.run_id))
        except (ArchiveError, WorkersDown, NothingToDo) as error:
            self.fail(error)
        finally:
            self.index.close()
        requests: tuple[Request, ...] = ()  # there is no network
        for request in requests:
            yield request

    async def _look_through(self) -> None:
        for path in self.files:
            offset: int | None = 0
            while offset is not None and not self.stopping:
                try:
                    listing: Listing = await self.workers.run("list_warc", str(path), offset)
                except JobFailed as error:
                    listing = Listing(records=(), next_offset=None, complaint=str(error))
                if listing.complaint:
                    after = listing.next_offset
                    rest = "everything before is read" if after is None else f"goes on at byte {after:,}"
                    logger.warning("%s %s; %s", path, listing.complaint, rest)
                self.index.add(str(path), listing.records)
                offset = listing.next_offset
        pages = self.index.complete()
        if not pages and not self.stopping:
            raise NothingToDo(f"There is no page in {self.arguments['path']}.")
        logger.info("%d page%s in them", pages, "s" * (pages > 1))

    async def _take_all(self) -> None:
        ahead: deque[asyncio.Task[_Ready]] = deque()
        try:
            for held in self.index.held():
                if self.stopping:
                    return
                if (task := self._begin(held)) is not None:
                    ahead.append(task)
                if len(ahead) > 2 * self.workers.processes:
                    await self._settle(await ahead.popleft())
            while ahead:
                await self._settle(await ahead.popleft())
        finally:
            for task in ahead:
                task.cancel()

    # --- from an answer to what comes of it ---------------------------------------------------------------------------

    def _begin(self, held: Held) -> asyncio.Task[_Ready] | None:
        """Begin to read an answer; None for a redirect, which waits for what it leads to."""
        hop = self._hops.pop(held.url, None)
        if hop is not None and held.at - hop.fetches[0].at > SAME_FETCH:
            hop = None
        asked = held.page or (hop.asked if hop else held.url)
        if held.location is not None and held.page is None and _redirects(held.status):
            fetch = self._fetch(held, None, url=held.url)
            self._hops[held.location] = _Hop(asked=asked, fetches=(*(hop.fetches if hop else ()), fetch))
            if len(self._hops) > MOST_HOPS:
                self._hops.popitem(last=False)
            return None
        return asyncio.ensure_future(self._read(held, asked, hop))

    async def _read(self, held: Held, asked: str, hop: _Hop | None) -> _Ready:
        key, origin = page_key(asked), self._origin_of(held, asked)
        known = await self.do(lambda archive: told(archive.connection, key))
        if (held.url, utc_text(held.at), held.status) in known:
            self.count("known")
            return _Ready(arrivals=(), known=frozenset(known))
        redirects = (
            tuple(Arrival(url=asked, key=key, origin=origin, fetch=fetch) for fetch in hop.fetches) if hop else ()
        )
        url = held.via or (hop.asked if hop else held.url)
        try:
            answer = await self._answer(held)
        except (Unreadable, JobFailed) as error:
            fetch = self._fetch(held, None, url=url, error=str(error))
            return _Ready(arrivals=(*redirects, Arrival(url=asked, key=key, origin=origin, fetch=fetch)))
        fetch = self._fetch(held, answer, url=url)
        if fetch.status == 206:
            fetch = unanswered(fetch, PART)
        arrival = Arrival(url=asked, key=key, origin=origin, fetch=fetch, confirm_seconds=held.confirm_seconds)
        if is_whole(fetch.status):
            arrival = await self._parsed(arrival)
        return _Ready(arrivals=(*redirects, arrival))

    async def _parsed(self, arrival: Arrival) -> Arrival:
        page = LeasedPage(
            page_id=0,  # found when it is written
            url=arrival.url,
            key=arrival.key,
            host=host_of(arrival.url),
            source_key=arrival.origin.key if arrival.origin else None,
            tries=0,
            etag=None,
            last_modified=None,
            article_id=None,
            known_version=None,
        )
        self.count("parsed")
        try:
            capture = await self.captures.take(page, arrival.fetch, last_try=True)
        except ParseError as error:
            return replace(arrival, reason=error.reason)
        except JobFailed as error:
            return replace(arrival, reason=str(error))
        return replace(arrival, article=capture.article, baseline=capture.baseline, pages=capture.pages)

    async def further_page(self, url: str, page: LeasedPage, first: Fetch) -> Fetch | None:
        held = self.index.nearest(url, first.at)
        if held is None:
            return None
        try:
            fetch = self._fetch(held, await self._answer(held), url=held.via or held.url)
        except (Unreadable, JobFailed):
            return None
        return fetch if is_whole(fetch.status) else None

    async def _answer(self, held: Held) -> Answer | None:
        """What the record holds; the bytes of a revisit are those of the record that it refers to."""
        if held.place is None:
            return None
        most = self.settings.getint("DOWNLOAD_MAXSIZE")

        async def read(place: Place) -> Answer:
            answer = await self.workers.run("read_warc", place.path, place.offset, most, ours=held.page is not None)
            assert isinstance(answer, Answer)
            return answer

        if held.body is None:
            return await read(held.place)
        whole = await read(held.body)
        own = await read(held.place)
        return replace(whole, headers=own.headers or whole.headers)  # it need not repeat them

    def _fetch(self, held: Held, answer: Answer | None, *, url: str, error: str | None = None) -> Fetch:
        cut = f"cut off when it was archived ({held.truncated})" if held.truncated else None
        received = held.bytes_received
        if received is None and answer is not None and held.page is None:
            received = answer.bytes_received
        redirects = held.location is not None and _redirects(held.status)
        headers = held.headers or (answer.headers if answer else {})
        if redirects and held.location and not headers:
            headers = {"location": held.location}
        return Fetch(
            run_id=self.run_id,
            url=url,
            final_url=held.location if redirects and held.location else held.url,
            at=held.at,
            status=held.status,
            error=error or held.error or cut,
            headers=headers,
            body=(answer.body or None) if answer else None,
            seconds=held.seconds,
            bytes_received=received,
        )

    def _origin_of(self, held: Held, url: str) -> Origin | None:
        if held.source:
            key, _, address = held.source.partition(" ")
            return Origin(key=key, url=address)
        return self.origin or self._by_site.get(site_of(url))

    # --- writing ------------------------------------------------------------------------------------------------------

    async def _settle(self, ready: _Ready) -> None:
        self._taken |= ready.known
        for arrival in ready.arrivals:
            if _told(arrival.fetch) in self._taken:
                continue
            try:
                received = await self.do(lambda archive, arrival=arrival: self._receive(archive, arrival))  # type: ignore[misc]
            except Unstorable as error:
                unread = replace(arrival, article=None, baseline=None, pages=(), reason=error.reason)
                received = await self.do(lambda archive, unread=unread: self._receive(archive, unread))  # type: ignore[misc]
            self.count(received.outcome)
            self._taken |= {_told(further) for further in arrival.pages}

    def _receive(self, archive: Archive, arrival: Arrival) -> Received:
        now = datetime.now(UTC)
        received = receive(archive, arrival, confirm_seconds=self.settings.getint("DATELINE_GONE_SECONDS"))
        if arrival.article is not None:
            self.visits.plan(archive, received.page_id, now)
        return received


def _files(text: str) -> tuple[Path, ...]:
    """The WARC files that a file's name, a folder or a pattern stands for."""
    if not text:
        raise UsedWrongly("Which files? Write path=FILE, path=FOLDER or path='some/*.warc.gz'.")
    path = Path(text).expanduser()
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.name.endswith((".warc", ".warc.gz")))
    elif path.is_file():
        found = [path]
    else:
        root = Path(path.anchor) if path.is_absolute() else Path()
        found = sorted(file for file in root.glob(str(path.relative_to(path.anchor))) if file.is_file())
    if not found:
        raise UsedWrongly(f"path={text} leads to no WARC file.")
    return tuple(file.absolute() for file in found)  # the workers live in another folder


def _by_site(addresses: dict[str, str]) -> dict[str, Origin]:
    """Site → the source that is alone there; where several share one nobody can tell whose a page is."""
    found: dict[str, list[Origin]] = {}
    for key, url in addresses.items():
        found.setdefault(site_of(url), []).append(Origin(key=key, url=url))
    return {site: origins[0] for site, origins in found.items() if site and len(origins) == 1}


def _redirects(status: int | None) -> bool:
    return status is not None and 300 <= status < 400 and status != 304


def _told(fetch: Fetch) -> Told:
    return answered_by(fetch), utc_text(fetch.at), fetch.status
