"""What becomes of a page that was asked for, written down: saved, unchanged, gone, put off, given up."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Protocol

from archive.crawls.frontier import ask_in_full
from archive.crawls.leads import lead, pass_over, settle
from archive.crawls.visits import standing
from archive.folding import fold, is_folded
from archive.rows import Capture, Fetch, LeasedPage, PageState
from archive.store import Archive
from archive.versions.identity import is_at
from crawler import clock
from crawler.lists.kinds import REST
from crawler.lists.paging import is_further
from crawler.network.fetches import unanswered
from crawler.processes.writer import Writer
from crawler.reporting.reasons import class_of
from crawler.revisits import next_try
from crawler.urls import page_key
from crawler.visits import Visits

logger = logging.getLogger("dateline.crawl")

ELSEWHERE = "answered 304, but now redirects elsewhere"
PAUSES = 3
"""So often a page may meet a host that wants a pause without being put off beyond that."""


class Count(Protocol):
    """Counts what happened, for the row of the run."""

    def __call__(self, name: str, by: int = 1, /) -> None: ...


class Outcomes:
    """Of one run: each is one act on the archive, then counted, then told in the log."""

    def __init__(
        self,
        writer: Writer,
        visits: Visits,
        count: Count,
        *,
        gone_seconds: int,
        retry_seconds: int,
        says_at: int,
        fails_at: int,
    ) -> None:
        """``gone_seconds``: how long an article is missing before it counts as gone; ``retry_seconds``: the shortest
        wait before a page is tried again. The log tells at the level ``says_at`` why a page did not become an article,
        and of failures at ``fails_at``."""
        self._writer = writer
        self._visits = visits
        self._count = count
        self._gone_seconds = gone_seconds
        self._retry_seconds = retry_seconds
        self._says_at = says_at
        self._fails_at = fails_at

    async def keep(self, fetch: Fetch) -> None:
        """Write down a request, which alone decides nothing of its page."""
        await self._writer.do(lambda archive: archive.record_fetch(fetch))

    async def saved(self, capture: Capture) -> str:
        """It was read, and is an article, a copy of one, or none. What the archive says it became."""
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
                self._visits.asked(archive, capture.source_key, now, found=saved.outcome == "new")
            self._visits.made(archive, capture.page_id, before, edited=saved.outcome == "revised", now=now)
            return saved.outcome, undone

        outcome, undone = await self._writer.do(act)
        self._count(outcome)
        if undone:
            self._count("withdrawn", undone)
        if outcome == "not_article":
            reason = f": {capture.reason}" if capture.reason else ""
            logger.log(self._says_at, "%s is no article%s", capture.fetch.url, reason)
        return outcome

    async def unchanged(self, page: LeasedPage, fetch: Fetch) -> None:
        """It answered 304."""
        redirected = page_key(fetch.final_url or fetch.url) != page_key(fetch.url)
        was_asked = bool(page.etag or page.last_modified)

        def act(archive: Archive) -> bool:
            if redirected and was_asked and not is_at(archive.connection, page.page_id, fetch.final_url or fetch.url):
                # What has not changed there may be anything, such as a page for all that is gone.
                archive.record_fetch(unanswered(fetch, ELSEWHERE))
                ask_in_full(archive.connection, page.page_id, reason=ELSEWHERE, now=fetch.at)
                return False
            before = standing(archive.connection, page.page_id)
            archive.record_fetch(fetch)
            archive.finish_page(page.page_id, state="done", reason=None, now=fetch.at)
            self._visits.made(archive, page.page_id, before, edited=False, now=fetch.at)
            return True

        if await self._writer.do(act):
            self._count("unchanged")

    async def not_there(self, page: LeasedPage, fetch: Fetch) -> None:
        """It answered 404 or 410: gone, or, where it was an article, missing until that is confirmed."""

        def act(archive: Archive) -> bool:
            before = standing(archive.connection, page.page_id)
            is_gone = archive.record_gone(
                page.page_id, fetch, now=fetch.at, confirm_seconds=self._gone_seconds, key_of=page_key
            )
            if is_gone:
                self._visits.made(archive, page.page_id, before, edited=True, now=fetch.at)
            return is_gone

        is_gone = await self._writer.do(act)
        what = "gone" if is_gone else "missing"
        self._count(what)
        answered = f"answered {fetch.status}"
        told = _told(page, "gone" if is_gone else "due", answered)
        logger.log(self._says_at, "%s %s: %s", page.url, what, answered, extra=told)

    async def led(self, page: LeasedPage, target_id: int, *, unasked_at: datetime | None) -> None:
        """It leads to another one, which may not be archived yet."""
        await self._writer.do(lambda archive: lead(archive.connection, page.page_id, target_id, unasked_at=unasked_at))
        self._count("duplicate")

    async def passed_over(self, page: LeasedPage, reason: str, now: datetime) -> None:
        """It was not asked for, as it is most likely no article."""
        await self._writer.do(
            lambda archive: pass_over(archive.connection, page.page_id, reason=reason, now=now, until=now + REST)
        )
        self._count("passed_over")

    async def held(self, page: LeasedPage, reason: str, until: datetime) -> None:
        """It could not be asked for yet."""
        await self._writer.do(lambda archive: archive.put_off(page.page_id, reason=reason, until=until))

    async def given_up(self, page: LeasedPage, fetch: Fetch | None, state: PageState, reason: str) -> None:
        """It is not asked for again before something speaks for it; ``fetch`` None: it never was."""
        await self.ended(page.page_id, fetch, state, reason)
        level = self._fails_at if state == "failed" else self._says_at
        logger.log(level, "%s %s: %s", page.url, state, reason, extra=_told(page, state, reason))

    async def ended(self, page_id: int, fetch: Fetch | None, state: PageState, reason: str) -> None:
        """The same, without a word in the log."""

        def act(archive: Archive) -> None:
            if fetch is not None:
                archive.record_fetch(fetch)
            now = clock.now() if fetch is None else fetch.at
            archive.finish_page(page_id, state=state, reason=reason, now=now)
            if state in ("failed", "refused"):
                self._visits.missed(archive, page_id, now)

        await self._writer.do(act)
        self._count(state)
        if state in ("failed", "refused"):
            self._count(f"{state}/{class_of(reason)}")

    async def put_off(
        self, page: LeasedPage, fetch: Fetch, reason: str, *, at_least: datetime | None = None
    ) -> datetime | None:
        """It is tried again, not before ``at_least``; when that is. None where it was tried often enough."""
        due = self.next_try(page, fetch)
        if due is None:
            await self.given_up(page, fetch, "failed", f"{reason}, {page.tries + 1} times")
            return None
        if fetch.status in (429, 503) and at_least is not None and page.tries < PAUSES:
            due = at_least  # that it was too much tells nothing of the page
        due = max(due, at_least or due)

        def act(archive: Archive) -> None:
            archive.record_fetch(fetch)
            archive.finish_page(page.page_id, state="due", reason=reason, now=fetch.at, next_due=due)

        await self._writer.do(act)
        self._count("put_off")
        self._count(f"put_off/{class_of(reason)}")
        again = due.isoformat(timespec="seconds")
        logger.log(self._says_at, "%s again at %s: %s", page.url, again, reason, extra=_told(page, "due", reason))
        return due

    def next_try(self, page: LeasedPage, fetch: Fetch) -> datetime | None:
        """When a page that this fetch failed for is asked for again; None for never."""
        return next_try(page.tries + 1, fetch.at, soon=self._retry_seconds)


def _told(page: LeasedPage, state: PageState, reason: str) -> dict[str, str | None]:
    """What a log line says, for programs that read it (crawler/reporting/json_log.py)."""
    return {"source": page.source_key, "url": page.url, "state": state, "reason": reason}
