"""A good guest: one request at a time, as robots.txt and the answers wish, also in the next run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from crawler.politeness import retry_after
from tests.crawls import Desk
from tests.site import Answer, Asked, Site, rss, story

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def stories(site: Site, count: int, **more) -> None:
    entries = {f"/news/{number}": f"Story number {number} of this site" for number in range(count)}
    site.add("/feed.xml", rss(site, entries), "application/rss+xml")
    for path, title in entries.items():
        site.add(path, story(title), **more)


class Tired:
    """Answers 429 from the third request on, once, and asks for two seconds."""

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()

    def __call__(self, asked: Asked) -> Answer:
        with self.lock:
            self.count += 1
            if self.count == 3:
                return Answer(status=429, headers={"Retry-After": "2"})
        return Answer(
            body=story(f"A story at {asked.path} of this site").encode(), headers={"Content-Type": "text/html"}
        )


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site()) for name in ("plain", "slow", "tired", "closed", "broken")}
        # Slow enough that a second request would be seen beside the first.
        stories(sites["plain"], 8, delay=0.05)
        stories(sites["slow"], 3)
        sites["slow"].add("/robots.txt", "User-agent: *\nCrawl-delay: 0.5\n", "text/plain")
        stories(sites["tired"], 5)
        tired = Tired()
        for number in range(5):
            sites["tired"].answers[f"/news/{number}"] = tired
        stories(sites["closed"], 2)
        sites["closed"].answers["/feed.xml"] = Answer(status=503, headers={"Retry-After": "3600"})
        stories(sites["broken"], 2)
        sites["broken"].answers["/robots.txt"] = Answer(status=500, body=b"<h1>Oops</h1>")
        yield sites


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sites: dict[str, Site]) -> Desk:
    """After a crawl of all of them."""
    desk = Desk(tmp_path_factory.mktemp("polite"))
    for name, site in sites.items():
        desk.follow(name, site, feeds=["/feed.xml"])
    desk.crawl("news")
    return desk


def gaps(site: Site) -> list[float]:
    return [after - before for before, after in zip(site.times, site.times[1:], strict=False)]


def test_host_sees_one_request_at_a_time(sites, desk):
    assert {name: site.most_at_once for name, site in sites.items()} == dict.fromkeys(sites, 1)
    assert len(sites["plain"].paths(status=200)) == 9


def test_crawl_delay_is_kept(sites, desk):
    # The first gap is that after robots.txt itself; Scrapy lets a delay vary by half.
    assert min(gaps(sites["slow"])[1:]) > 0.24
    assert desk.ask("SELECT crawl_delay FROM host WHERE name = ?", sites["slow"].url.removeprefix("http://")) == [
        (0.5,)
    ]


def test_pause_that_a_host_asks_for_is_kept_and_then_all_is_fetched(sites, desk):
    assert max(gaps(sites["tired"])) > 1.9
    assert desk.ask("SELECT count(*) FROM articles WHERE source = 'tired'") == [(5,)]


def test_pause_and_robots_txt_outlast_the_run(sites, desk):
    asked = len(sites["closed"].asked)

    told = desk.crawl("news", "source=closed,slow")

    assert len(sites["closed"].asked) == asked
    assert "answered 503 and asks to wait 60 min" in told
    assert sites["slow"].count()["/robots.txt"] == 1


def test_robots_txt_that_is_an_error_keeps_nobody_out(sites, desk):
    assert desk.ask("SELECT count(*) FROM articles WHERE source = 'broken'") == [(2,)]


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (b"120", timedelta(seconds=120)),
        (b" 7 ", timedelta(seconds=7)),
        (b"Sun, 22 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        (b"Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        (b"999999999999", timedelta(hours=6)),
        (b"soon", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(header, wait):
    assert retry_after(header, NOW) == wait
