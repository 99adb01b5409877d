"""From a page that came to what is saved of it: read by a worker, its further pages joined, its past read anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from archive.rows import Capture, Fetch, LeasedPage, Snapshot
from archive.store import Archive
from archive.withdrawing import withdraw
from crawler import clock
from crawler.errors import JobFailed
from crawler.layouts import SourceLayouts
from crawler.processes.workers import Workers
from crawler.processes.writer import Writer
from crawler.traps import Judged, Sameness
from crawler.urls import page_key, same_site
from parsers.article import Article
from parsers.errors import ParseError

MOST_PAGES = 20
"""Of one article told on several."""


class Unfinished(Exception):
    """A further page of the article did not come, and may come later: better to ask again for the whole."""


Further = Callable[[str, LeasedPage, Fetch], Awaitable[Fetch | None]]
"""Gets a further page by its address, for a page whose first one has come; None where there is none to have. Raises
Unfinished where it may come later."""


class Readings:
    """What the parser of today reads in bytes, with the layouts that their source names; raises ParseError, JobFailed."""

    def __init__(self, workers: Workers, layouts: SourceLayouts) -> None:
        self._workers = workers
        self._layouts = layouts

    async def of(self, body: bytes, url: str, content_type: str | None, source_key: str | None) -> Article:
        """One page."""
        layouts = self._layouts.of(source_key, url)
        article = await self._workers.run("parse_page", body, url, content_type=content_type, layouts=layouts)
        assert isinstance(article, Article)
        return article

    async def judged(self, fetch: Fetch, source_key: str | None) -> Judged:
        """A page that was asked for, and whether it stands in for another."""
        judged = await self._workers.run(
            "read_page",
            fetch.body or b"",
            fetch.final_url,
            asked=fetch.url,
            content_type=fetch.headers.get("content-type"),
            layouts=self._layouts.of(source_key, fetch.final_url),
        )
        assert isinstance(judged, Judged)
        return judged

    async def of_snapshot(self, snapshot: Snapshot, source_key: str | None) -> Article:
        """A page that the archive has, its further pages joined to it."""
        pages = (snapshot, *snapshot.pages)
        return await self.joined([await self.of(part.body, part.url, part.content_type, source_key) for part in pages])

    async def joined(self, pages: list[Article]) -> Article:
        """The pages of one article as one."""
        article = await self._workers.run("join_pages", pages) if len(pages) > 1 else pages[0]
        assert isinstance(article, Article)
        return article


class Captures:
    """Makes captures for one run."""

    def __init__(
        self,
        readings: Readings,
        writer: Writer,
        further: Further,
        run_id: int | None,
        count: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``run_id`` None is for bytes that were kept, of which a verdict takes nothing back; ``count`` is told what was."""
        self._readings = readings
        self._writer = writer
        self._further = further
        self._run_id = run_id
        self._count = count
        self._sameness = Sameness()
        self._stand_ins: dict[int, str] = {}
        """Page → why it is no article after all, of those that may have been saved as one."""

    async def take(self, page: LeasedPage, fetch: Fetch, *, last_try: bool) -> Capture:
        """What the page says. Raises ParseError and JobFailed where it cannot be read, Stopped at the end of the crawl,
        and Unfinished, unless this is the last try: then an article is better in part than not at all."""
        fetch, first, reason = await self._first(page, fetch)
        articles, further = [first], list[Fetch]()
        asked: set[str] = set()
        while (
            (url := articles[-1].next_page)
            and first.is_article
            and len(articles) < MOST_PAGES
            and same_site(url, fetch.final_url)
        ):
            asked |= {page.key, page_key(fetch.final_url)}
            if (key := page_key(url)) in asked:
                break
            asked.add(key)
            try:
                answer = await self._further(url, page, fetch)
            except Unfinished as error:
                if last_try:
                    break
                raise Unfinished(f"page {len(articles) + 1} of the article: {error}") from error
            if answer is None:
                break
            articles.append(await self._read(answer, page))
            further.append(answer)
        article = await self._readings.joined(articles)
        return Capture(
            run_id=self._run_id,
            page_id=page.page_id,
            source_key=page.source_key,
            fetch=fetch,
            article=article,
            baseline=await self._baseline(page, fetch, article),
            pages=tuple(further),
            reason=reason,
        )

    async def settle(self, page_id: int) -> None:
        """Take a page back that was saved as an article before others of its host showed what it is."""
        if self._run_id is None or (reason := self._stand_ins.get(page_id)) is None:
            return
        alike = [other for other, told in self._stand_ins.items() if told == reason]

        def act(archive: Archive) -> int:
            return withdraw(archive, [page_id], reason=reason, now=clock.now(), alike=alike)

        if await self._writer.do(act):
            self._count("withdrawn")

    async def _first(self, page: LeasedPage, fetch: Fetch) -> tuple[Fetch, Article, str | None]:
        """The page itself, or the one that it sends on to; and what it is instead, where it stands in for another."""
        judged = await self._readings.judged(fetch, page.source_key)
        if judged.trap is not None and (onward := judged.trap.onward):
            answer = await self._further(onward, page, fetch)
            if answer is not None:
                before = fetch
                await self._writer.do(lambda archive: archive.record_fetch(before))
                fetch = replace(answer, url=fetch.url)
                judged = await self._readings.judged(fetch, page.source_key)
        trap, article = judged.trap, judged.article
        if article is None:
            raise JobFailed(trap.reason if trap else "nothing to read")
        if trap is not None:
            return fetch, article, trap.reason
        if found := self._sameness.seen(page.host, page.page_id, fetch.final_url, article):
            trap, others = found
            reason = trap.reason
            self._stand_ins |= dict.fromkeys(others, reason)
            await self._writer.do(lambda archive: archive.give_reason(others, reason))
            for other in others:  # those that are not saved yet are looked at when they are
                await self.settle(other)
            return fetch, replace(article, is_article=False), reason
        return fetch, article, None

    async def _baseline(self, page: LeasedPage, fetch: Fetch, article: Article) -> Article | None:
        """What this parser reads in the bytes of the latest revision, where another parser made that."""
        if not article.is_article or page.known_version == article.parser_version:
            return None
        snapshot = await self._writer.do(
            lambda archive: archive.baseline_needed(
                fetch.url, fetch.final_url, article.canonical_url, article.parser_version
            )
        )
        if snapshot is None:
            return None
        with suppress(ParseError, JobFailed):
            return await self._readings.of_snapshot(snapshot, page.source_key)
        return None

    async def _read(self, fetch: Fetch, page: LeasedPage) -> Article:
        content_type = fetch.headers.get("content-type")
        return await self._readings.of(fetch.body or b"", fetch.final_url, content_type, page.source_key)
