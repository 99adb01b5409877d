"""The end of a crawl that was not its own idea: Ctrl-C, a second one; nothing is lost and nothing is double."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from tests.crawls import Desk
from tests.processes import waits
from tests.site import Answer, Asked, Site, rss, story

SOAK = os.environ.get("DATELINE_SOAK") == "1"
STORIES = {f"/news/{number}": f"Story number {number} of this year" for number in range(24)}


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


def until(condition, seconds=300.0):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)


def stories_asked(site: Site) -> int:
    return sum(path in STORIES for path in site.paths())


class Held:
    """Holds the answer to one page back until it is let go, so that the crawl cannot end before."""

    def __init__(self, site: Site, path: str) -> None:
        self.asked, self._free = threading.Event(), threading.Event()
        self._site, self._path, self._answer = site, path, site.answers[path]

    def _wait(self, _: Asked) -> Answer:
        self.asked.set()
        self._free.wait(600)
        assert isinstance(self._answer, Answer)
        return self._answer

    def let_go(self) -> None:
        self._free.set()

    def __enter__(self) -> Self:
        self._site.answers[self._path] = self._wait
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()
        until(lambda: not self._site.at_once)  # else the next test would be told that it had asked for the page
        self._site.answers[self._path] = self._answer


def test_interrupt_finishes_what_is_under_way_and_frees_the_rest(site, desk):
    with Held(site, "/news/2") as held:
        child = desk.start("news", settings={"DOWNLOAD_TIMEOUT": "600"})
        assert held.asked.wait(300)

        # Meanwhile nobody else crawls the same source.
        told = desk.crawl("news", code=1)
        assert told == "Error: Another run is crawling all of these sources; wait for it to end, or name others.\n"

        child.send_signal(signal.SIGINT)
        until(lambda: waits(child.pid))
        held.let_go()
        _, complaint = child.communicate(timeout=600)

    assert child.returncode == 130, complaint
    assert "Traceback" not in complaint
    assert desk.ask("SELECT outcome FROM run") == [("stopped",)]
    assert desk.ask("SELECT count(*) FROM page WHERE state = 'leased'") == [(0,)]
    assert desk.ask("SELECT count(*) FROM source WHERE run_id IS NOT NULL") == [(0,)]
    assert desk.ask("SELECT count(*) FROM articles") == [(stories_asked(site),)]


def test_second_interrupt_ends_at_once(site, desk):
    with Held(site, "/news/0") as held:
        child = desk.start("news", settings={"DOWNLOAD_TIMEOUT": "600"})
        assert held.asked.wait(300)
        child.send_signal(signal.SIGINT)
        time.sleep(0.3)
        until(lambda: child.poll() is not None or waits(child.pid))
        assert child.poll() is None
        child.send_signal(signal.SIGINT)
        _, complaint = child.communicate(timeout=300)  # the page that is under way is held back until then

    assert child.returncode == 130, complaint
    assert "Traceback" not in complaint
    assert desk.ask("SELECT outcome FROM run") == [("stopped",)]


@pytest.mark.skipif(not SOAK, reason="`make soak` runs it: forty crawls")
def test_second_interrupt_ends_at_once_whenever_the_two_come(site, tmp_path):
    chance = random.Random()
    site.answers["/news/5"].delay = 300
    try:
        for trial in range(40):
            (tmp_path / str(trial)).mkdir()
            desk = Desk(tmp_path / str(trial))
            desk.follow("one", site, feeds=["/feed.xml"])
            site.forget()
            child = desk.start("news")
            until(desk.archive.exists)  # before, Python is loading what it needs, most of it not ours
            later, gap = chance.uniform(0, 1.5), chance.choice([0.001, 0.01, 0.1, 0.5])
            time.sleep(later)
            child.send_signal(signal.SIGINT)
            time.sleep(gap)
            child.send_signal(signal.SIGINT)
            _, complaint = child.communicate(timeout=120)

            case = f"{gap} s apart, after {later:.3f} s: {complaint}"
            assert child.returncode == 130, case
            assert "Traceback" not in complaint, case
    finally:
        site.answers["/news/5"].delay = 0.01
