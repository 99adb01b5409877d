"""A good guest: one request at a time, as robots.txt and the answers wish, also in the next run."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Request
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from archive.crawls.owner import Owner
from archive.rows import HostPace
from archive.store import Archive
from crawler import clock
from crawler.network.politeness import FIRST_PAUSE, Politeness
from crawler.network.refusals import Held
from crawler.network.turns import Turns, retry_after
from crawler.processes.writer import Writer
from tests.crawls import HOUSE, Desk
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


class Unsure:
    """Answers something else the first time."""

    def __init__(self, body: bytes, **first: Any) -> None:
        self.answers = [Answer(body=body), Answer(**first)]

    def __call__(self, asked: Asked) -> Answer:
        return self.answers.pop() if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        names = ("plain", "slow", "tired", "closed", "broken", "unsure", "busy", "shared")
        sites = {name: stack.enter_context(Site()) for name in names}
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
        stories(sites["unsure"], 2)
        sites["unsure"].answers["/robots.txt"] = Unsure(b"User-agent: *\nDisallow: /news/1\n", status=502)
        stories(sites["busy"], 2)
        feed = sites["busy"].answers["/feed.xml"]
        sites["busy"].answers["/feed.xml"] = Unsure(feed.body, status=429, headers={"Retry-After": "2"})
        stories(sites["shared"], 4)
        yield sites


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sites: dict[str, Site]) -> Desk:
    """After a crawl of all of them."""
    desk = Desk(tmp_path_factory.mktemp("polite"))
    for name, site in sites.items():
        desk.follow(name, site, feeds=["/feed.xml"])
    desk.crawl("news", f"source={','.join(name for name in sites if name != 'shared')}")
    return desk


def gaps(site: Site) -> list[float]:
    return [after - before for before, after in zip(site.times, site.times[1:], strict=False)]


def keeps(found: list[float], seconds: float) -> bool:
    """Whether the gaps are as long. On a busy machine any request may come in late, so that the next seems to come early;
    between the first and the last that evens out, but for how late the first was: the length of a gap is left for it."""
    return sum(found) >= (len(found) - 1) * seconds


def test_host_sees_one_request_at_a_time(sites, desk):
    assert {site.most_at_once for name, site in sites.items() if name != "shared"} == {1}
    assert len(sites["plain"].paths(status=200)) == 9


def test_crawl_delay_is_kept(sites, desk):
    # The first gap is that after robots.txt itself.
    assert keeps(gaps(sites["slow"])[1:], 0.5)
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
    ((due, pause),) = desk.ask(
        "SELECT f.next_due, h.backoff_until FROM feed f, host h WHERE f.url = ? AND h.name = ?",
        *(f"{sites['closed'].url}/feed.xml", sites["closed"].url.removeprefix("http://")),
    )
    assert due == pause  # no turn of the scheduler before
    assert sites["slow"].count()["/robots.txt"] == 1


def test_robots_txt_that_is_an_error_keeps_us_out_for_a_while(sites, desk):
    site = sites["broken"]
    # Asked again and again it would be if the while were not waited for.
    assert site.paths()[:3] == ["/robots.txt"] * 2 + ["/feed.xml"]
    assert desk.ask("SELECT count(*) FROM articles WHERE source = 'broken'") == [(2,)]


def test_robots_txt_that_comes_late_is_obeyed(sites, desk):
    site = sites["unsure"]
    crawl = site.paths()[:4]  # what is checked in another test is asked, too
    assert sorted(crawl) == ["/feed.xml", "/news/0", "/robots.txt", "/robots.txt"]
    assert desk.pages(site)["/news/1"] == (
        "refused", "robots.txt does not allow it: Disallow: /news/1 (line 2)",
    )  # fmt: skip


def test_feed_of_a_host_whose_pause_ends_soon_is_waited_for(sites, desk):
    site = sites["busy"]
    assert site.paths()[:3] == ["/robots.txt", "/feed.xml", "/feed.xml"]
    assert gaps(site)[1] > 1.9
    assert desk.ask("SELECT count(*) FROM articles WHERE source = 'busy'") == [(2,)]


def test_nothing_in_line_is_sent_in_a_pause(sites, desk):
    """Of the four pages that were handed out at once three were waiting when the third request was answered 429."""
    at = [asked.status for asked in sites["tired"].asked].index(429)
    assert gaps(sites["tired"])[at] > 1.9


def test_check_shows_what_is_obeyed(sites, desk):
    with Site() as dead, Archive.open(desk.archive) as archive:
        desk.follow("dead", dead, feeds=["/feed.xml"])
        archive.record_host(
            dead.url.removeprefix("http://"),
            failures=3,
            backoff_until=clock.now() + timedelta(hours=1),
            backoff_reason="does not answer",
        )
    done = subprocess.run(
        [sys.executable, "-m", "dateline", "sources", "check", "closed", "dead", "slow", "unsure", "--json"],
        cwd=HOUSE, env=desk.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    rows = {row["source"]: row for row in map(json.loads, done.stdout.splitlines())}
    told = {key: (bool(row["pause"]), row["breaker"], row["crawl_delay"]) for key, row in rows.items()}
    assert told == {
        "closed": (True, "closed", None),
        "dead": (True, "open", None),
        "slow": (False, "closed", 0.5),
        "unsure": (False, "closed", None),
    }
    assert rows["closed"]["problem"] == "answered 503 and asks to wait 60 min"
    assert rows["dead"]["problem"] == "does not answer"


def test_crawls_side_by_side_share_the_one_slot_of_a_host(sites, desk):
    site, slowly = sites["shared"], {"DOWNLOAD_DELAY": "0.3"}
    for path in ("/extra/0", "/extra/1"):
        site.add(path, story(f"A story at {path} that a person asks for"))

    news = desk.start("news", "source=shared", settings=slowly)
    desk.crawl("article", f"url={site.url}/extra/0,{site.url}/extra/1", settings=slowly)
    _, complaint = news.communicate(timeout=600)

    assert news.returncode == 0, complaint
    assert set(site.count().values()) == {1}
    assert len(site.asked) == 8
    assert site.most_at_once == 1
    assert keeps(gaps(site), 0.3)


def polite(writer: Writer | None = None, **settings: Any) -> Politeness:
    """As in a crawl; without an archive, or with the one that ``writer`` has open."""
    spider = SimpleNamespace(stopping=False, patience=timedelta(seconds=1), writer=writer)
    crawler = SimpleNamespace(
        settings=Settings(settings | {"DOWNLOAD_DELAY": 0.1}), signals=SignalManager(),
        spider=spider, engine=SimpleNamespace(running=True),
    )  # fmt: skip
    return Politeness(crawler)


def test_host_that_refuses_connections_is_told_from_one_that_does_not_answer():
    async def story(error: Exception) -> str:
        politeness = polite()
        last = Turns(SimpleNamespace(get_extension=lambda _: politeness, stats=SimpleNamespace(inc_value=str)))
        request = Request("https://a.example/1")
        for _ in range(3):
            await last.process_request(request)
            await last.process_exception(request, error)
        with pytest.raises(Held) as held:
            await last.process_request(request)
        return held.value.reason

    assert asyncio.run(story(DownloadConnectionRefusedError())) == "refuses the connection"
    assert asyncio.run(story(DownloadTimeoutError())) == "does not answer"


def test_dead_host_is_left_alone_ever_longer_and_tried_by_one_request():
    async def story() -> None:
        politeness = polite(CONCURRENT_REQUESTS_PER_DOMAIN=2)
        requests = [Request(f"https://a.example/{number}") for number in range(3)]

        async def fail() -> None:
            await politeness.went_wrong("a", "does not answer", clock.now(), wait=None, at_once=False)

        for _ in range(3):
            await politeness.turn(requests[0], "a")
            await fail()
            politeness.left(requests[0], "a")
        with pytest.raises(Held, match="does not answer") as held:
            await politeness.turn(requests[0], "a")
        assert FIRST_PAUSE <= held.value.until - clock.now() + timedelta(seconds=1) < FIRST_PAUSE * 1.5

        host = politeness.hosts["a"]
        host.until = clock.now()  # the pause is over
        await politeness.turn(requests[0], "a")
        others = [asyncio.ensure_future(politeness.turn(request, "a")) for request in requests[1:]]
        await asyncio.sleep(0.25)
        assert host.active == {requests[0]}  # though two places are there
        await fail()
        politeness.left(requests[0], "a")
        for other in others:
            with pytest.raises(Held) as held:
                await other
        assert held.value.until - clock.now() > FIRST_PAUSE * 1.9

        host.until = clock.now()
        await politeness.turn(requests[0], "a")
        await politeness.went_well("a")
        politeness.left(requests[0], "a")
        await asyncio.gather(*(politeness.turn(request, "a") for request in requests[:2]))
        assert len(host.active) == 2

    asyncio.run(story())


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    writer = Writer(tmp_path / "archive.db")
    yield writer
    writer.close()


def test_whoever_comes_after_another_process_waits_for_what_that_left(writer):
    """Also where something else of ours took the host a moment before, such as the question for robots.txt."""

    async def story() -> None:
        other, soon = Owner.of(os.getppid()), clock.now() + timedelta(seconds=0.2)
        pace = HostPace(host="a", delay=0.5, failures=0, last_fetch=soon, next_at=soon)
        await writer.do(lambda archive: archive.take_host("a", owner=other, now=clock.now(), seconds=15))
        await writer.do(lambda archive: archive.leave_hosts([pace], owner=other))
        politeness = polite(writer)

        held = asyncio.ensure_future(politeness.hold("a"))
        await asyncio.sleep(0.05)
        await politeness.turn(Request("https://a.example/"), "a")

        assert clock.now() >= soon
        await held
        await politeness.close()

    asyncio.run(story())


def test_next_process_waits_from_our_last_answer_on(writer):
    """Between its turn and its way out a request waits for the delay, so its turn says nothing of when it was sent."""

    async def story() -> datetime:
        politeness, request = polite(writer), Request("https://a.example/")
        await politeness.turn(request, "a")
        await asyncio.sleep(1.1)
        answered = clock.now()
        politeness.left(request, "a")
        await politeness.close()
        return answered

    answered = asyncio.run(story())

    turn = writer.do_now(
        lambda archive: archive.take_host("a", owner=Owner.of(os.getppid()), now=clock.now(), seconds=15)
    )
    assert turn.granted
    assert turn.ready_at is not None
    assert turn.ready_at >= answered + timedelta(seconds=0.1)


def test_a_pause_takes_no_time_in_a_replay(monkeypatch):
    monkeypatch.setattr(clock, "_shift", clock._shift)  # put back afterwards
    began = clock.now()

    asyncio.run(asyncio.wait_for(polite(DATELINE_REPLAY="1").rest(3600), 60))

    assert clock.now() - began >= timedelta(hours=1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (b"120", timedelta(seconds=120)),
        (b" 7 ", timedelta(seconds=7)),
        (b"Sun, 22 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        (b"Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        (b"999999999999", timedelta(days=1)),
        (b"soon", None),
        (b"1 Jan 99999999999999999999 00:00:00 GMT", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(header, wait):
    assert retry_after(header, NOW) == wait
