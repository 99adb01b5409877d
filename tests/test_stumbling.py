"""What becomes of a page that is not there, cannot be had or cannot be stored: its turn ends, and no crawl does."""

import asyncio
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.extension import ExtensionManager
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from archive.store import Archive
from crawler import clock
from crawler.lists.agenda import Listing
from crawler.network.politeness import Politeness
from crawler.network.refusals import OutOfBounds, TooSlow
from crawler.spiders.fetching import FetchingSpider
from crawler.spiders.news import NewsSpider
from tests.builders import NOON, a_capture, an_article
from tests.site import story
from tests.test_frontier import announce

URL = "https://a.example/1"


class Reader(FetchingSpider):
    """Takes what is due, and asks for nothing."""

    name = "reader"

    def prepare(self):
        self.open_archive()
        self.start_run(["a"])


@pytest.fixture
def settings(tmp_path):
    return {
        "DATELINE_ARCHIVE_PATH": str(tmp_path / "archive.db"),
        "DATELINE_SOURCES_PATH": str(tmp_path / "sources.toml"),
        "DATELINE_PARSE_PROCESSES": 1,
        "DATELINE_PARSE_SECONDS": 5,
        "DATELINE_PARSE_MEGABYTES": 400,
        "DATELINE_PAGES_PER_HOST": 0,
        "DATELINE_REVISIT_PERCENT": 20,
        "DATELINE_RETRY_SECONDS": 60,
        "DATELINE_GONE_SECONDS": 3_600,
    }


@pytest.fixture
def reader(settings):
    with Archive.open(Path(settings["DATELINE_ARCHIVE_PATH"])) as archive:
        announce(archive, URL)
        archive.finish_run(1, outcome="finished", counts={}, now=NOON)
    spider = Reader.from_crawler(get_crawler(Reader, settings))
    yield spider
    spider.writer.close()


def answer(reader, response):
    """How the page stands when it was answered so, and what is still under way."""

    async def take():
        (page,) = await reader.do(
            lambda archive: archive.lease_pages(run_id=reader.run_id, source_keys=["a"], limit=1, now=NOON)
        )
        reader.busy[page.host] += 1
        assert await reader.read_page(response, page) == []
        return await reader.do(
            lambda archive: archive.connection.execute("SELECT state, tries, reason FROM page").fetchone()
        )

    return asyncio.run(take()), dict(reader.busy)


def fail(reader, error, request=None):
    """How the page stands when it could not be had."""

    async def take():
        (page,) = await reader.do(
            lambda archive: archive.lease_pages(run_id=reader.run_id, source_keys=["a"], limit=1, now=NOON)
        )
        reader.busy[page.host] += 1
        await reader.page_failed(SimpleNamespace(value=error, request=Request(URL, cb_kwargs={"page": page})))
        return await reader.do(
            lambda archive: archive.connection.execute("SELECT state, tries, reason FROM page").fetchone()
        )

    return asyncio.run(take())


@pytest.mark.parametrize(
    ("error", "state"),
    [(TooSlow("redirects that take longer than X"), "due"), (OutOfBounds("more redirects than X"), "failed")],
)
def test_what_only_took_too_long_is_tried_again(reader, error, state):
    politeness = Politeness.from_crawler(reader.crawler)
    reader.crawler.extensions = ExtensionManager(politeness, crawler=reader.crawler)

    assert fail(reader, error) == (state, 1, error.reason)


def test_article_that_is_missing_is_not_counted_as_gone_before_that_is_confirmed(reader):
    before = clock.now() - timedelta(hours=1)
    asyncio.run(reader.do(lambda archive: archive.save(a_capture(archive, an_article(URL), source_key="a", at=before))))
    asyncio.run(reader.do(lambda archive: archive.connection.execute("UPDATE page SET state = 'due', next_due = ''")))

    told, _ = answer(reader, Response(URL, status=404, request=Request(URL)))

    assert told[0] == "due"
    assert reader.counts() == {"bytes": 0, "missing": 1}


def test_page_that_never_was_an_article_is_gone_at_once(reader):
    told, _ = answer(reader, Response(URL, status=404, request=Request(URL)))

    assert told[0] == "gone"
    assert reader.counts() == {"bytes": 0, "gone": 1}


def test_first_pages_of_a_soft_404_are_taken_back_when_the_third_shows_what_they_are(settings):
    urls = [f"https://a.example/{number}/" for number in ("8841", "8842", "8843", "sound")]
    with Archive.open(Path(settings["DATELINE_ARCHIVE_PATH"])) as archive:
        announce(archive, *urls)
        archive.finish_run(1, outcome="finished", counts={}, now=NOON)
    spider = Reader.from_crawler(get_crawler(Reader, settings))

    async def story_of(url):
        page = pages[url]
        spider.busy[page.host] += 1
        title, text = ("A sound story", "Bread is cheaper.") if "sound" in url else ("Try our new harbour pages", "x")
        body = story(title, text=text).encode()
        request = Request(url)
        return await spider.read_page(HtmlResponse(url, body=body, request=request), page)

    async def crawl():
        pages.update(
            (page.url, page) for page in await spider.do(lambda a: spider.lease_of(a, ["a"], 9, {}, clock.now()))
        )
        saved, late = await story_of(urls[0]), await story_of(urls[1])  # the second waits to be saved
        await spider.save(saved[0])
        third = await story_of(urls[2])
        for capture in (*third, *late, *await story_of(urls[3])):
            await spider.save(capture)
        await spider.workers.close()

    pages = {}
    asyncio.run(crawl())
    left = spider.writer.do_now(lambda a: dict(a.connection.execute("SELECT url, state FROM page").fetchall()))
    spider.abandon()
    spider.writer.close()

    assert left == dict.fromkeys(urls[:3], "not_article") | {urls[3]: "done"}
    counts = spider.counts()
    assert (counts["new"], counts["withdrawn"], counts["not_article"]) == (3, 2, 1)


HOP = {"redirect_urls": ["https://a.example/\ud800"], "redirect_reasons": [301]}
"""In the meta of a request: it came by an address that is no Unicode."""


def test_what_cannot_be_stored_fails_its_page_alone(reader):
    request = Request(URL, meta=HOP)

    told, busy = answer(reader, Response(URL, status=403, request=request))

    assert told[:2] == ("failed", 1)
    assert "no Unicode" in told[2]
    assert (busy, reader.failure) == ({}, None)


def test_fault_of_ours_puts_its_page_off_and_is_told(reader, caplog):
    told, busy = answer(reader, Response(URL))  # no request led to it

    assert told == ("due", 1, "a fault of ours: AssertionError")
    assert (busy, reader.failure) == ({}, None)
    assert [entry.getMessage() for entry in caplog.records if entry.levelname == "ERROR"] == [f"{URL}: {told[2]}"]


def test_list_that_brings_what_cannot_be_stored_is_told_of_and_the_run_goes_on(settings, tmp_path, caplog):
    feed = "https://a.example/feed"
    (tmp_path / "sources.toml").write_text(
        f'[sources.a]\nurl = "https://a.example/"\nfeeds = ["{feed}"]\nenabled = true\n'
    )
    spider = NewsSpider.from_crawler(get_crawler(NewsSpider, settings))
    response = Response(feed, status=200, request=Request(feed, meta=HOP))

    asyncio.run(spider.read_listing(response, Listing(kind="feed", url=feed, source_key="a")))
    spider.writer.close()

    assert spider.failure is None
    (complaint,) = [entry.getMessage() for entry in caplog.records if entry.levelname == "WARNING"]
    assert complaint.startswith(f"source a: feed {feed}: text with a character that is no Unicode")
