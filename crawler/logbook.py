"""What a feed, sitemap or front page answered, written down, and until when it is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from archive.crawls.listing_bytes import is_held
from archive.crawls.listings import keep_reach, put_off
from archive.rows import FeedHabit, Fetch
from archive.store import Archive
from crawler import clock
from crawler.lists.agenda import Listing
from crawler.lists.intervals import Wait, after_failure, next_reading, seen, wish_of
from crawler.lists.reading import Kind, Reading, Window
from crawler.network.fetches import is_whole
from crawler.processes.writer import Writer
from crawler.sources import Source
from crawler.visits import Visits

LARGEST_KEPT = 1024 * 1024
"""Bytes of a listing that are kept; beyond, snapshots are no differences any more, and a sitemap of 50,000 addresses
that changes every hour would take more room than all articles."""


class Logbook:
    """Of one run."""

    def __init__(
        self, writer: Writer, visits: Visits, window: Window, sources: Mapping[str, Source], *, keeps_bytes: bool
    ) -> None:
        self._writer = writer
        self._visits = visits
        self._window = window
        self._sources = sources
        self._keeps_bytes = keeps_bytes

    async def note(
        self,
        listing: Listing,
        fetch: Fetch,
        *,
        digest: bytes | None = None,
        reading: Reading | None = None,
        news: int | None = None,
        led_to: Sequence[tuple[Kind, str]] = (),
    ) -> set[str]:
        """What a listing answered; those of the sitemaps that it names which are to be read. ``digest`` where its body
        was read to the end; ``news`` where it could be read, or was as before: pages that were new or had changed."""
        entries = reading.entries if reading else listing.state.entries if listing.state else None
        habit, wait = self._wait(listing, fetch, reading, news, entries)

        def act(archive: Archive) -> set[str]:
            feed_id = archive.record_feed(
                url=listing.url,
                kind=listing.kind,
                source_key=listing.source_key,
                etag=fetch.headers.get("etag"),
                last_modified=fetch.headers.get("last-modified"),
                body_hash=digest,
                entries=entries,
                status=fetch.status,
                now=fetch.at,
                next_due=wait.until,
                waits_for=wait.why,
                habit=habit,
            )
            if reading is not None:
                # An index is read again all the same: of its sitemaps only those of a run of today are kept.
                keep_reach(archive.connection, feed_id, None if reading.sitemaps else self._window.reach, led_to)
            archive.record_fetch(replace(fetch, feed_id=feed_id, body=self._kept(archive, fetch, reading)))
            self._visits.asked(archive, listing.source_key, fetch.at)
            if reading is None or not reading.sitemaps or self._window.is_wider:
                return set()
            return archive.keep_sitemaps(feed_id, dict(reading.sitemaps), now=fetch.at)

        return await self._writer.do(act)

    async def refused(self, listing: Listing, reason: str) -> None:
        """It may not be asked for."""
        now, state = clock.now(), listing.state
        every = self._sources[listing.source_key].every
        habit, wait = after_failure(state.habit if state else FeedHabit(), reason, now=now, every=every, again=False)
        await self._writer.do(
            lambda archive: archive.record_feed(
                url=listing.url,
                kind=listing.kind,
                source_key=listing.source_key,
                etag=None,
                last_modified=None,
                body_hash=None,
                entries=None,
                status=None,
                now=now,
                next_due=wait.until,
                waits_for=wait.why,
                habit=habit,
            )
        )

    async def held(self, listing: Listing, reason: str, until: datetime) -> None:
        """It could not be asked for yet."""
        await self._writer.do(lambda archive: put_off(archive.connection, listing.url, reason=reason, until=until))

    def _kept(self, archive: Archive, fetch: Fetch, reading: Reading | None) -> bytes | None:
        """Of a listing the pages are the record; its own bytes are kept for a while, so that a run can be replayed."""
        body = fetch.body
        if not self._keeps_bytes or not body or len(body) > LARGEST_KEPT:
            return None
        if not is_whole(fetch.status):
            return None
        # What could not be read may hold what was erased, and so may what was not kept at its last reading.
        keeps = archive.may_keep_listing(reading.announcements) if reading else is_held(archive.connection, body)
        return body if keeps else None

    def _wait(
        self, listing: Listing, fetch: Fetch, reading: Reading | None, news: int | None, entries: int | None
    ) -> tuple[FeedHabit, Wait]:
        """What a reading taught, and when the next is due."""
        state = listing.state
        habit, every = state.habit if state else FeedHabit(), self._sources[listing.source_key].every
        if news is None:
            status = f"answered {fetch.status}" if fetch.status and not is_whole(fetch.status) else "cannot be read"
            return after_failure(habit, fetch.error or status, now=fetch.at, every=every, again=bool(listing.tries))
        if reading is not None:
            habit = replace(habit, ttl=reading.ttl, quiet=reading.quiet)
        if not self._window.is_wider:  # else it is no news what is new to us
            last_read = state.last_read if state else None
            pace = reading.pace if reading else None
            habit = seen(habit, news=news, entries=entries, pace=pace, last_read=last_read, now=fetch.at)
        if fetch.status == 200 or state is None:
            has_validators = not {"etag", "last-modified"}.isdisjoint(fetch.headers)
        else:
            has_validators = bool(state.etag or state.last_modified)
        return habit, next_reading(
            habit,
            # Turns are counted from where the one before began.
            now=self._window.now if fetch.at - self._window.now < every else fetch.at,
            every=every,
            wish=wish_of(fetch.headers, habit.ttl),
            entries=entries if listing.kind == "feed" else None,
            has_validators=has_validators,
            is_child=listing.depth > 0 or (state is not None and state.parent_id is not None),
        )
