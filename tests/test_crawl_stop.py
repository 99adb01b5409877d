"""The end of a crawl that was not its own idea: Ctrl-C, a second one, kill -9; nothing is lost and nothing is double."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.spiders.archiving import IN_FLIGHT_PER_HOST
from tests.crawls import Desk
from tests.site import Site, rss, story

SOAK = os.environ.get("DATELINE_SOAK") == "1"
KILLS = 50 if SOAK else 2
STORIES = {f"/news/{number}": f"Story number {number} of this year" for number in range(24)}

# All that a reader can ask for, without what differs between any two crawls.
CONTENT = (
    (
        "SELECT source, url, canonical_url, title, subtitle, text, authors, headings, tags, published, gone_at IS NULL,"
        " revision_count FROM articles ORDER BY url"
    ),
    (
        "SELECT a.url, s.position, s.heading, s.text FROM article_sections s JOIN articles a ON a.id = s.article_id"
        " ORDER BY 1, 2"
    ),
    (
        "SELECT a.url, s.position, s.name, s.url, s.bio FROM article_authors s JOIN articles a ON a.id = s.article_id"
        " ORDER BY 1, 2"
    ),
    "SELECT url, state, reason FROM page ORDER BY url",
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        site.add("/feed.xml", rss(site, STORIES), "application/rss+xml")
        for path, title in STORIES.items():
            site.add(path, story(title), delay=0.01)
        yield site


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Desk:
    desk = Desk(tmp_path)
    desk.follow("one", site, feeds=["/feed.xml"])
    site.forget()
    return desk


def until(condition, seconds=60.0):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)


def stories_asked(site: Site) -> int:
    return sum(path in STORIES for path in site.paths())


def test_interrupt_finishes_what_is_under_way_and_frees_the_rest(site, desk):
    child = desk.start("news", settings={"DOWNLOAD_DELAY": "0.5"})
    until(lambda: stories_asked(site) >= 2)

    # Meanwhile nobody else crawls the same source.
    told = desk.crawl("news", code=1)
    assert "Another run is crawling all of these sources" in told

    child.send_signal(signal.SIGINT)
    _, complaint = child.communicate(timeout=30)

    assert child.returncode == 130, complaint
    assert "Traceback" not in complaint
    assert desk.ask("SELECT outcome FROM run") == [("stopped",)]
    assert desk.ask("SELECT count(*) FROM page WHERE state = 'leased'") == [(0,)]
    assert desk.ask("SELECT count(*) FROM source WHERE run_id IS NOT NULL") == [(0,)]
    assert desk.ask("SELECT count(*) FROM articles") == [(stories_asked(site),)]


def test_second_interrupt_ends_at_once(site, desk):
    slow = "/news/0"
    site.answers[slow].delay = 20
    try:
        child = desk.start("news")
        until(lambda: site.at_once and nothing_moves(site))
        child.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert child.poll() is None  # it waits for the slow answer
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, complaint = child.communicate(timeout=30)
    finally:
        site.answers[slow].delay = 0.01

    assert time.monotonic() - began < 5
    assert child.returncode == 130, complaint
    assert "Traceback" not in complaint
    assert desk.ask("SELECT outcome FROM run") == [("stopped",)]


def nothing_moves(site: Site) -> bool:
    """The answer to the slow page is being waited for, and a host is asked one thing at a time."""
    before = len(site.asked)
    time.sleep(0.3)
    return bool(site.at_once) and len(site.asked) == before


def test_crawl_after_a_kill_ends_as_if_nothing_had_been(site, desk, tmp_path):
    desk.crawl("news")
    expected = [desk.ask(query) for query in CONTENT]
    chance = random.Random(7)

    for trial in range(KILLS):
        folder = tmp_path / str(trial)
        folder.mkdir()
        killed = Desk(folder)
        killed.follow("one", site, feeds=["/feed.xml"])
        site.forget()
        child = killed.start("news")
        until(lambda: site.asked)
        time.sleep(chance.uniform(0, 1.0))
        child.kill()
        child.communicate()

        killed.crawl("news")

        assert [killed.ask(query) for query in CONTENT] == expected
        assert killed.ask("PRAGMA integrity_check") == [("ok",)]
        assert killed.ask("PRAGMA foreign_key_check") == []
        outcomes = [outcome for (outcome,) in killed.ask("SELECT outcome FROM run ORDER BY id")]
        assert outcomes in (["crashed", "finished"], ["finished", "finished"])
        # Only what was under way is asked for again.
        assert len(STORIES) <= stories_asked(site) <= len(STORIES) + IN_FLIGHT_PER_HOST
