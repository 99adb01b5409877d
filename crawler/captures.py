"""From a page that came to what is saved of it: read by a worker, its further pages joined, its past read anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

from scrapy.http import Request, Response

from archive.errors import ArchiveError
from archive.rows import Capture, Fetch, LeasedPage
from crawler.errors import JobFailed
from crawler.fetches import FINAL, fetch_of, reason_of
from crawler.refusals import Held, Stopped
from crawler.urls import page_key, same_site
from crawler.workers import Workers
from crawler.writer import Writer
from parsers.article import Article
from parsers.errors import ParseError

MOST_PAGES = 20
"""Of one article told on several."""


class Unfinished(Exception):
    """A further page of the article did not come, and may come later: better to ask again for the whole."""


class Captures:
    """Makes captures for one run."""

    def __init__(
        self, workers: Workers, writer: Writer, download: Callable[[Request], Awaitable[Response]], run_id: int
    ) -> None:
        self._workers = workers
        self._writer = writer
        self._download = download
        self._run_id = run_id

    async def take(self, page: LeasedPage, fetch: Fetch, *, last_try: bool) -> Capture:
        """What the page says. Raises ParseError and JobFailed where it cannot be read, Stopped at the end of the crawl,
        and Unfinished, unless this is the last try: then an article is better in part than not at all."""
        first = await self._read(fetch)
        articles, further = [first], list[Fetch]()
        asked = {page.key, page_key(fetch.final_url)}
        while (
            (url := articles[-1].next_page)
            and first.is_article
            and len(articles) < MOST_PAGES
            and same_site(url, fetch.final_url)
            and (key := page_key(url)) not in asked
        ):
            asked.add(key)
            try:
                answer = await self._ask(url, page)
            except Unfinished as error:
                if last_try:
                    break
                raise Unfinished(f"page {len(articles) + 1} of the article: {error}") from error
            if answer is None:
                break
            articles.append(await self._read(answer))
            further.append(answer)
        article = await self._workers.run("join_pages", articles) if further else first
        return Capture(
            run_id=self._run_id,
            page_id=page.page_id,
            source_key=page.source_key,
            fetch=fetch,
            article=article,
            baseline=await self._baseline(page, fetch, article),
            pages=tuple(further),
        )

    async def _ask(self, url: str, page: LeasedPage) -> Fetch | None:
        """A further page; None where there is none to have."""
        request = Request(url, dont_filter=True)
        now = datetime.now(UTC)
        try:
            response = await self._download(request)
        except (ArchiveError, Stopped):
            raise
        except Exception as error:  # Scrapy raises what it likes
            if isinstance(error, FINAL) and not isinstance(error, Held):
                return None
            raise Unfinished(reason_of(error, request)) from error
        if response.status == 429 or response.status >= 500:
            raise Unfinished(f"answered {response.status}")
        if not 200 <= response.status < 300:
            return None
        return fetch_of(response, response.request or request, run_id=self._run_id, at=now, page_id=page.page_id)

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
            pages = [
                await self._workers.run("parse_page", part.body, part.url, content_type=part.content_type)
                for part in (snapshot, *snapshot.pages)
            ]
            joined = await self._workers.run("join_pages", pages) if len(pages) > 1 else pages[0]
            assert isinstance(joined, Article)
            return joined
        return None

    async def _read(self, fetch: Fetch) -> Article:
        article = await self._workers.run(
            "parse_page", fetch.body or b"", fetch.final_url, content_type=fetch.headers.get("content-type")
        )
        assert isinstance(article, Article)
        return article
