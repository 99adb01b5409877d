"""Crawls that end in the middle, or that meet: the archive holds what one undisturbed crawl would hold."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.crawls.owner import Owner
from archive.store import Archive
from crawler.spiders.fetching import IN_FLIGHT_PER_HOST
from demo.crawls import sources_toml
from demo.server import SampleSite, serve
from tests.crawls import Desk
from tests.processes import children
from tests.site import Answer, Asked, Site, rss, story

SOAK = os.environ.get("DATELINE_SOAK") == "1"
CHAINS = 25 if SOAK else 1
LONGEST_LIFE = 60.0
"""Seconds that a worker may outlive its crawl."""

# What differs between any two crawls; `runs` differs by its purpose.
NUMBERS_AND_TIMES = {
    *("id", "revision_id", "from_revision", "to_revision"),
    *("day", "first_seen", "last_seen", "seen_at", "observed_at", "next_due", "last_started", "last_article"),
    *("at", "until", "valid_from", "valid_to", "run_id"),
}


def record(path: Path) -> dict[str, list[str]]:
    """View → its rows, without numbers and times; pages and aliases as well."""
    with Archive.open(path, read_only=True) as archive:
        ask = archive.connection.execute
        urls = dict(ask("SELECT id, url FROM articles").fetchall())
        views = {name: f"SELECT * FROM {name}" for (name,) in ask("SELECT name FROM sqlite_schema WHERE type = 'view'")}
        del views["runs"], views["coverage"]  # another row, where one crawl went past midnight
        views["page"] = "SELECT key, url, state, reason, tries, etag, article_id FROM page"
        views["alias"] = "SELECT url, kind, article_id FROM alias"
        found = {}
        for name, query in views.items():
            cursor = ask(query)
            columns = [column for column, *_ in cursor.description]
            rows = (dict(zip(columns, row, strict=True)) for row in cursor)
            found[name] = sorted(
                str(
                    [
                        urls.get(value) if key == "article_id" else value
                        for key, value in row.items()
                        if key not in NUMBERS_AND_TIMES
                    ]
                )
                for row in rows
            )
        return found


def damage(path: Path) -> list[Any]:
    """What SQLite finds wrong with the file, its references and its full-text index; what nobody holds any more."""
    with Archive.open(path) as archive:
        ask = archive.connection.execute
        found = [text for (text,) in ask("PRAGMA integrity_check") if text != "ok"]
        found += ask("PRAGMA foreign_key_check").fetchall()
        found += ask("SELECT url FROM page WHERE state = 'leased'").fetchall()
        found += ask("SELECT key FROM source WHERE run_id IS NOT NULL").fetchall()
        ask("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")  # raises
        return found


def until(condition: Callable[[], object], child: subprocess.Popen[str], pause: float = 0.005) -> None:
    ends = time.monotonic() + 300
    while child.poll() is None and not condition():
        assert time.monotonic() < ends
        time.sleep(pause)


def times_saved(desk: Desk) -> Callable[[], int]:
    """How often, as far as we looked, something was written: SQLite is in the middle of it, or just through."""
    wal = desk.archive.with_name(desk.archive.name + "-wal")
    last, times = None, 0

    def look() -> int:
        nonlocal last, times
        now = wal.stat().st_mtime_ns if wal.exists() else None
        times += now != last
        last = now
        return times

    return look


@pytest.fixture(scope="module")
def sample() -> Iterator[SampleSite]:
    with serve() as site:
        yield site


def desk_in(folder: Path, site: SampleSite) -> Desk:
    folder.mkdir()
    desk = Desk(folder)
    desk.sources.write_text(sources_toml(site.url), "utf-8")
    return desk


def test_crawls_that_are_killed_and_stopped_add_up_to_one_undisturbed(sample, tmp_path):
    undisturbed = desk_in(tmp_path / "undisturbed", sample)
    undisturbed.crawl("news")
    expected = record(undisturbed.archive)
    assert len(expected["articles"]) > 40
    chance = random.Random(None if SOAK else 7)

    for chain in range(CHAINS):
        desk = desk_in(tmp_path / str(chain), sample)

        fetching = desk.start("news")
        began = chance.uniform(1, 30)
        until(lambda: count(desk, "fetch") >= began, fetching, 0.02)  # noqa: B023
        workers = [Owner.of(pid) for pid in children(fetching.pid)]
        fetching.kill()
        fetching.communicate()
        dies_by = time.monotonic() + LONGEST_LIFE

        saving = desk.start("news")
        until(lambda: count(desk, "run") == 2, saving)  # noqa: B023
        look, writes = times_saved(desk), chance.randrange(60)
        until(lambda: look() > writes, saving, 0)  # noqa: B023
        saving.kill()
        saving.communicate()

        stopped = desk.start("news")
        until(lambda: count(desk, "run") == 3 and children(stopped.pid), stopped, 0.02)  # noqa: B023
        stopped.send_signal(chance.choice([signal.SIGTERM, signal.SIGINT]))
        _, complaint = stopped.communicate(timeout=600)

        # On a machine that is quick enough one of them is through before it is killed.
        assert stopped.returncode in (130, 0), complaint
        assert "Traceback" not in complaint
        desk.crawl("news")
        assert record(desk.archive) == expected
        assert damage(desk.archive) == []
        while any(worker.alive() for worker in workers):
            assert time.monotonic() < dies_by, "a worker outlives its crawl"
            time.sleep(0.05)
        outcomes = [outcome for (outcome,) in desk.ask("SELECT outcome FROM run ORDER BY id")]
        may_be = [{"crashed", "finished"}, {"crashed", "finished"}, {"stopped", "finished"}, {"finished"}]
        assert [outcome in each for outcome, each in zip(outcomes, may_be, strict=True)] == [True] * 4, outcomes
        # A page is asked for again at most once a crash, and only when it was under way.
        asked_again = desk.ask(
            "SELECT count(*) - count(DISTINCT page_id) FROM fetch WHERE status = 200 AND page_id > 0"
        )
        assert asked_again <= [(2 * IN_FLIGHT_PER_HOST,)]


MOMENTS = {
    # How often it comes in one crawl, about; seconds that it may last.
    "discovery": (3, 0.004),
    "fetch": (14, 0.03),
    "parse": (10, 0.05),
    "transaction": (10, 0.004),
    "checkpoint": (20, 0.002),
}
TRIALS = 10 if SOAK else 1
ASKED_BY_EVERY_RUN = ("/", "/feed.xml", "/map.xml", "/robots.txt")


@pytest.fixture(scope="module")
def press() -> Iterator[Site]:
    """A feed, a sitemap and a front page that announce twelve pages: articles, one that is none, one that is missing."""
    stories = {f"/news/{number}": f"Story number {number} of this year" for number in range(10)}
    with Site() as site:
        links = "".join(f'<h2><a href="{path}">{title}</a></h2>' for path, title in stories.items())
        site.add("/", f"<html><body><main>{links}</main></body></html>")
        site.add(
            "/feed.xml", rss(site, dict(list(stories.items())[:6]) | {"/gone": "What is gone"}), "application/rss+xml"
        )
        urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in [*stories, "/about"])
        site.add("/map.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>', "text/xml")
        site.add("/about", "<html><body><nav><a href=/>Home</a></nav><form><input name=q></form></body></html>")
        for path, title in stories.items():
            site.add(path, story(title), delay=0.01)
        yield site


@pytest.fixture(scope="module")
def undisturbed(press, tmp_path_factory) -> dict[str, list[str]]:
    desk = desk_of_press(tmp_path_factory.mktemp("undisturbed"), press)
    desk.crawl("news")
    return record(desk.archive)


def desk_of_press(folder: Path, site: Site) -> Desk:
    desk = Desk(folder)
    desk.follow("press", site, feeds=["/feed.xml"], sitemaps=["/map.xml"], fronts=["/"])
    return desk


@pytest.mark.parametrize("moment", MOMENTS if SOAK else ["any"])
def test_crawl_killed_inside_any_moment_is_finished_by_the_next(press, undisturbed, tmp_path, moment):
    chance = random.Random(None if SOAK else 7)
    moment = chance.choice(list(MOMENTS)) if moment == "any" else moment
    often, seconds = MOMENTS[moment]
    for trial in range(TRIALS):
        (tmp_path / str(trial)).mkdir()
        desk = desk_of_press(tmp_path / str(trial), press)
        press.forget()
        which, later = chance.randint(1, often), chance.uniform(0, seconds)

        killed = desk.start("news", program=("tests.killed", moment, str(which), str(later)))
        assert killed.wait(600) == -signal.SIGKILL, (moment, which, killed.communicate())
        killed.communicate()
        desk.crawl("news")

        case = f"{moment} number {which}, after {later:.4f} s"
        assert record(desk.archive) == undisturbed, case
        assert damage(desk.archive) == [], case
        # Feeds and the like are asked by every run; of a page only what was under way is asked for again.
        again = [path for path, times in press.count().items() if times > 1 and path not in ASKED_BY_EVERY_RUN]
        assert len(again) <= IN_FLIGHT_PER_HOST, (case, again)
        assert max(press.count().values()) <= 2, case


def count(desk: Desk, table: str) -> int:
    if not desk.archive.exists():
        return 0
    try:
        return int(desk.ask(f"SELECT count(*) FROM {table}")[0][0])
    except Exception:  # noqa: BLE001 - it is just being made
        return 0


def test_crawls_side_by_side_share_the_sources_and_never_a_page(tmp_path):
    stories = {f"/news/{number}": f"Story number {number} of this year" for number in range(6)}
    desk = Desk(tmp_path)
    both_told = threading.Event()

    def held(answer: Answer) -> Callable[[Asked], Answer]:
        return lambda asked: answer if both_told.wait(600) else Answer(status=500)

    with Site() as one, Site() as two:
        for key, site in (("one", one), ("two", two)):
            site.add("/feed.xml", rss(site, stories), "application/rss+xml")
            for path, title in stories.items():
                site.add(path, story(f"{title}, told by {key}"))
            desk.follow(key, site, feeds=["/feed.xml"])
        one.answers["/news/0"] = held(one.answers["/news/0"])  # type: ignore[arg-type]

        # Its one slow answer must not slow down what follows.
        slowly = {"AUTOTHROTTLE_MAX_DELAY": "0.05", "DOWNLOAD_TIMEOUT": "600"}
        first = desk.start("news", "source=one", settings=slowly)
        until(lambda: one.asked, first)
        second = desk.crawl("news")
        assert first.poll() is None
        both_told.set()
        _, complaint = first.communicate(timeout=600)

        assert (first.returncode, "Traceback" in complaint) == (0, False), complaint
        assert "left out, as another run is crawling them: one\n" in second
        for site in (one, two):
            assert sorted(site.paths()) == sorted(["/robots.txt", "/feed.xml", *stories])
    assert desk.ask("SELECT count(*) FROM articles") == [(2 * len(stories),)]
    assert desk.ask("SELECT outcome FROM run") == [("finished",)] * 2
