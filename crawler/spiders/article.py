"""``scrapy crawl article``: single pages that a person names, archived now."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from scrapy.http import Request

from archive.crawls.frontier import is_with_another
from archive.errors import ArchiveError
from archive.reading.why import Brief, briefs
from archive.rows import Announcement
from crawler import clock
from crawler.errors import NothingToDo, UsedWrongly
from crawler.layouts import SourceLayouts
from crawler.network.cookies import SubscriberCookies
from crawler.network.rendering import RenderedSources
from crawler.reporting.in_vain import why_in_vain
from crawler.sources import load_sources
from crawler.spiders.fetching import FetchingSpider
from crawler.urls import absolute, page_key, site_of

logger = logging.getLogger("dateline.article")

LONGEST_WAIT = timedelta(seconds=60)
"""For a page that another crawl is just asking for: twice what one may take."""


class ArticleSpider(FetchingSpider):
    """Asks for the pages whatever their next due is; never past a host's pause or its robots.txt."""

    name = "article"
    known_arguments: ClassVar[frozenset[str]] = frozenset({"url", "urls", "run"})
    _waits_until: datetime | None = None
    """How long what another crawl has taken is waited for."""

    def prepare(self) -> None:
        now = clock.now()
        announcements = [
            Announcement(url=url, key=page_key(url), via="person", rank=now.timestamp()) for url in self._urls()
        ]
        self._keys = list(dict.fromkeys(announcement.key for announcement in announcements))
        # Whoever names pages wants to know; of a single one the end of the crawl tells.
        self.says_at = self.fails_at = logging.INFO if len(self._keys) > 1 else logging.DEBUG
        path = Path(self.settings["DATELINE_SOURCES_PATH"]).expanduser()
        if path.exists():
            sources = load_sources(path).sources.values()
            self.layouts = SourceLayouts(path, sources)
            self.rendered = RenderedSources(sources)
            asked = {site_of(announcement.url) for announcement in announcements}
            self.cookies = SubscriberCookies(path, (source for source in sources if site_of(source.url) in asked))
        self.open_archive()
        run = self.start_run(())
        erased = self.writer.do_now(lambda archive: [a.url for a in announcements if archive.has_erased(a.url, a.key)])
        for url in erased:
            logger.warning("%s was erased for good; it is not archived again", url)
        self.writer.do_now(lambda archive: archive.announce(announcements, source_key=None, run_id=run.run_id, now=now))

    async def more(self) -> list[Request]:
        requests = await super().more()
        now = clock.now()
        if not requests and not self.busy and not self.is_replay:
            self._waits_until = self._waits_until or now + LONGEST_WAIT
            if now < self._waits_until and await self.do(
                lambda archive: is_with_another(archive.connection, self._keys, self.run_id)
            ):
                self.wake_at(now + timedelta(seconds=1))
        return requests

    async def closed(self, reason: str) -> None:
        """Tell of pages that nothing was said of yet; with none archived, nothing could be done."""
        pages: list[Brief] = []
        with suppress(ArchiveError):  # of which the end of the run tells
            pages = await self.do(lambda archive: briefs(archive, self._keys))
        await super().closed(reason)
        if self.stopped or self.failure:
            return
        now = clock.now()
        in_vain = [(page, told) for page in pages if (told := why_in_vain(page, now))]
        if len(in_vain) == len(pages):
            self.failure = NothingToDo(
                in_vain[0][1] if len(self._keys) == 1 and in_vain else "None of the pages is archived; see above why."
            )
        for page, told in in_vain if len(self._keys) > 1 else ():
            if page.state in ("due", "leased"):
                logger.info("%s", told)

    def _urls(self) -> list[str]:
        # A comma may stand inside an address; only one before the next address parts them.
        texts = re.split(r",(?=\s*https?:)", self.arguments.get("url", ""))
        if path := self.arguments.get("urls"):
            try:
                texts += Path(path).expanduser().read_text("utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "not a text file in UTF-8"
                raise UsedWrongly(f"urls={path} cannot be read: {reason}.") from None
        names = [line for text in texts if (line := text.strip()) and not line.startswith("#")]
        if not names:
            raise UsedWrongly("Which page? Write url=https://example.com/a-story, or urls=FILE with one on each line.")
        urls = {name: absolute(name) for name in names}
        bad = [name for name, url in urls.items() if url is None]
        if len(bad) == len(urls):
            raise UsedWrongly(f"{bad[0]} is no address of a page; write url=https://example.com/a-story.")
        for name in bad:
            logger.warning("%s is no address of a page; left out", name)
        return [url for url in urls.values() if url is not None]
