"""What a look does: what is due starts together, nothing twice, nothing is forgotten, whatever broke meanwhile."""

import logging
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from archive.crawls.owner import Owner
from archive.rows import Announcement
from archive.schedule import due_sources, history, mark_started, pause, plans, request, resume
from archive.store import Archive
from archive.times import utc_text
from scheduler.rounds import Rounds

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DEAD = Owner(pid=1, process_start="0", boot_id="an earlier boot")

CRAWL = """
import pathlib, sys, time
finish = pathlib.Path(sys.argv[1])
while not finish.exists():
    try: time.sleep(0.02)
    except KeyboardInterrupt: sys.exit(130)
sys.exit(finish.read_text() or 0)
"""
"""Stands for the crawl: runs until a file says how it ends."""


class House:
    """An archive, a ``sources.toml``, a clock to be set, and the scheduler between them."""

    def __init__(self, folder):
        self.path = folder / "data" / "archive.db"
        self.sources = folder / "sources.toml"
        self.finish_file = folder / "finish"
        self.crawl = folder / "crawl.py"
        self.crawl.write_text(CRAWL)
        self.now = NOON
        self.rounds = self.scheduler()

    def scheduler(self, **options):
        self.rounds = Rounds(
            self.path,
            self.sources,
            **{
                "command": lambda run_id, keys: [sys.executable, str(self.crawl), str(self.finish_file)],
                "clock": lambda: self.now,
                "chance": lambda: 0.0,
            }
            | options,
        )
        return self.rounds

    def follow(self, **every):
        """Write ``sources.toml``: each source with its interval."""
        tables = (f'[sources.{key}]\nurl = "http://127.0.0.1/"\nevery = "{length}"\n' for key, length in every.items())
        self.sources.write_text("".join(tables))

    def open(self):
        return Archive.open(self.path)

    def runs(self):
        """All runs, the first one first."""
        with self.open() as archive:
            return history(archive, limit=1000)[::-1]

    def started(self):
        """The sources of each run, in order."""
        return [",".join(run.sources) for run in self.runs()]

    def look(self, later=timedelta(0)):
        """Look again, so much later; what every run so far is about."""
        self.now += later
        self.rounds.look()
        return self.started()

    def finish(self, word=""):
        """Have the running crawls end, and the scheduler see it before any time has passed."""
        self.let_end(word)
        self.look_until(lambda: all(run.outcome for run in self.runs()))
        self.finish_file.unlink()

    def let_end(self, word=""):
        """Tell the running crawls how to end; a crawl must not find the file before the word is in it."""
        written = self.finish_file.with_name("written")
        written.write_text(word)
        written.rename(self.finish_file)

    def look_until(self, question, seconds=120.0):
        until = time.monotonic() + seconds
        while not question():
            assert time.monotonic() < until, "it never came to that"
            time.sleep(0.02)
            self.rounds.look()


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.rounds.kill()
    house.rounds.look()


def test_what_is_due_together_goes_into_one_crawl(house):
    house.follow(one="30m", two="1h", three="2h")

    assert house.look() == ["one,three,two"]


def test_each_source_has_its_own_interval_from_start_to_start(house):
    house.follow(quick="10m", slow="30m")
    house.look()
    house.now += 4 * MINUTE
    house.finish()

    assert house.look(5 * MINUTE) == ["quick,slow"]
    assert house.look(1 * MINUTE) == ["quick,slow", "quick"]
    house.finish()
    assert house.look(20 * MINUTE) == ["quick,slow", "quick", "quick,slow"]


def test_turns_missed_while_the_machine_slept_are_one(house):
    house.follow(one="30m")
    house.look()
    house.finish()

    house.look(timedelta(days=3))
    house.finish()

    assert house.look(29 * MINUTE) == ["one", "one"]
    assert house.look(1 * MINUTE) == ["one", "one", "one"]


def test_source_is_never_crawled_twice_at_once_however_long_it_takes(house):
    house.follow(one="1m")
    house.look()

    assert house.look(timedelta(hours=1)) == ["one"]

    house.finish()
    assert house.look() == ["one", "one"]


def test_long_crawl_holds_up_nobody_and_what_falls_due_meanwhile_goes_together(house):
    house.follow(long="1d")
    house.look()
    house.follow(long="1d", two="1d")
    assert house.look() == ["long", "two"]

    house.follow(long="1d", two="1d", three="1d", four="1d")
    assert house.look() == ["long", "two"]

    house.finish()
    assert house.look() == ["long", "two", "four,three"]


def test_source_that_is_crawled_by_hand_waits_for_the_next_look(house):
    house.follow(one="1h", two="1h")
    house.rounds.open()
    with house.open() as archive:
        by_hand = archive.start_run(command="by hand", source_keys=["one"], owner=Owner.current(), now=NOON)

    assert house.look() == ["one", "two"]

    with house.open() as archive:
        archive.finish_run(by_hand.run_id, outcome="finished", counts={}, now=NOON)
    assert house.look() == ["one", "two", "one"]


def test_source_of_a_crawl_that_died_is_free_at_once(house):
    house.follow(one="1h")
    house.rounds.open()
    with house.open() as archive:
        archive.start_run(command="before the power cut", source_keys=["one"], owner=DEAD, now=NOON)

    assert house.look() == ["one", "one"]
    assert [run.outcome for run in house.runs()] == ["crashed", None]


def test_next_scheduler_goes_on_at_once_with_what_was_left_in_the_middle(house):
    house.follow(done="1d", stopped="1d", crashed="1d")
    house.rounds.open()
    with house.open() as archive:
        for key, owner, outcome in (
            ("done", Owner.current(), "finished"),
            ("stopped", Owner.current(), "stopped"),
            ("crashed", DEAD, None),
        ):
            run = archive.start_run(command="crawl", source_keys=[key], owner=owner, now=NOON)
            mark_started(archive, [key], now=NOON)
            if outcome:
                archive.finish_run(run.run_id, outcome=outcome, counts={}, now=NOON)

    house.now += MINUTE
    house.scheduler().open()

    assert house.look()[3:] == ["crashed,stopped"]


def test_paused_source_is_left_out_until_it_is_resumed(house):
    house.follow(one="1h", two="1h")
    house.rounds.open()
    with house.open() as archive:
        pause(archive, ["one"])

    assert house.look() == ["two"]

    with house.open() as archive:
        resume(archive, ["one"])
    assert house.look() == ["two", "one"]


def test_source_that_is_asked_for_is_crawled_once_though_it_is_paused(house):
    house.follow(one="1h")
    house.look()
    house.finish()
    with house.open() as archive:
        pause(archive, ["one"])
        request(archive, ["one"], now=house.now)

    assert house.look(MINUTE) == ["one", "one"]
    house.finish()
    assert house.look(timedelta(days=1)) == ["one", "one"]


def test_turn_at_which_nothing_is_due_is_left_out(house):
    house.follow(one="1h")
    house.look()
    house.finish()
    evening = house.now + timedelta(hours=6)
    with house.open() as archive, archive.transaction():
        archive.connection.execute(
            "UPDATE feed SET next_due = ?, last_read = ?", (utc_text(evening), utc_text(house.now))
        )
        (plan,) = plans(archive, now=house.now)
    assert plan.next_due == evening

    assert house.look(timedelta(hours=5)) == ["one"]
    assert house.look(timedelta(hours=1)) == ["one", "one"]
    house.finish()
    with house.open() as archive, archive.transaction():
        archive.connection.execute("UPDATE feed SET next_due = ?", (utc_text(evening + timedelta(days=2)),))
    assert house.look(timedelta(days=1)) == ["one", "one"]
    with house.open() as archive:
        request(archive, ["one"], now=house.now)
        assert archive.connection.execute("SELECT next_due FROM feed").fetchall() == [(None,)]
    assert house.look() == ["one", "one", "one"]


@pytest.mark.parametrize("column", ["spent_until", "backoff_until"])
@pytest.mark.parametrize("state", ["due", "done"])
def test_turn_at_which_all_that_is_due_stands_at_hosts_that_may_not_be_asked_is_left_out(house, column, state):
    house.follow(one="1h")
    house.rounds.open()
    hour = timedelta(hours=1)
    midnight = NOON + 12 * hour
    with house.open() as archive:
        run = archive.start_run(command="crawl", source_keys=["one"], owner=Owner.current(), now=NOON)
        told = [Announcement(url=url, key=url, via="feed") for url in ("https://a.example/1", "https://b.example/1")]
        archive.announce(told, source_key="one", run_id=run.run_id, now=NOON)
        archive.feed_id(url="https://a.example/feed", kind="feed", source_key="one")
        archive.finish_run(run.run_id, outcome="finished", counts={}, now=NOON)
        mark_started(archive, ["one"], now=NOON)
        archive.connection.execute("UPDATE feed SET next_due = ?", [utc_text(midnight + 9 * hour)])
        archive.connection.execute("UPDATE page SET state = ?", [state])
        archive.connection.execute(f"UPDATE host SET {column} = ?", [utc_text(midnight)])

        (plan,) = plans(archive, now=NOON)
        assert (plan.due, plan.next_due) == (False, midnight)
        assert due_sources(archive, now=midnight - hour) == ()
        assert due_sources(archive, now=midnight) == ("one",)

        archive.connection.execute(f"UPDATE host SET {column} = NULL WHERE name = 'b.example:443'")
        assert due_sources(archive, now=midnight - hour) == ("one",)


def test_disabled_and_removed_sources_are_left_out(house):
    house.follow(one="1h", two="1h", three="1h")
    house.rounds.open()
    house.follow(one="1h", two="1h")
    house.sources.write_text(house.sources.read_text() + "enabled = false\n")

    assert house.look() == ["one"]


def test_sources_toml_is_read_again_when_it_changes(house):
    house.follow(one="1h")
    house.look()

    house.follow(one="1h", new="1h")

    assert house.look(MINUTE) == ["one", "new"]


def test_broken_sources_toml_is_reported_once_and_the_last_good_one_goes_on(house, caplog):
    house.follow(one="1h")
    house.look()
    house.finish()

    house.sources.write_text('[sources.one]\nurl = "http://127.0.0.1/"\nevery = "often"\n')
    house.look(timedelta(hours=1))
    house.look(MINUTE)

    assert house.started() == ["one", "one"]
    (said,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert said.startswith(f"{house.sources}:3: sources.one.every: 'often' is not allowed")
    assert said.endswith("going on with the sources as they were")


def test_shorter_interval_counts_from_the_last_start(house):
    house.follow(one="1d")
    house.look()
    house.finish()
    house.follow(one="10m")

    assert house.look(9 * MINUTE) == ["one"]
    assert house.look(1 * MINUTE) == ["one", "one"]


def test_clock_that_is_set_back_holds_up_nothing(house):
    house.now = datetime(2036, 1, 1, tzinfo=UTC)
    house.follow(one="1h")
    house.look()
    house.finish()

    house.now = NOON

    assert house.look() == ["one", "one"]
    house.finish()
    assert house.look(59 * MINUTE) == ["one", "one"]


def test_sources_that_started_together_part_at_their_second_turn_alone(house):
    chances = iter([0.0, 0.5])
    house.scheduler(chance=lambda: next(chances))
    house.follow(one="100m", two="100m")
    house.look()
    house.finish()

    assert house.look(95 * MINUTE) == ["one,two", "two"]
    house.finish()
    assert house.look(5 * MINUTE) == ["one,two", "two", "one"]
    house.finish()
    assert house.look(95 * MINUTE) == ["one,two", "two", "one", "two"]


def test_crawl_that_failed_says_why_and_waits_for_its_turn(house):
    house.follow(one="1h")
    house.look()
    house.finish("no network")

    assert house.look(59 * MINUTE) == ["one"]
    (run,) = house.runs()
    assert (run.outcome, run.reason) == ("failed", f"ended with code 1; see {house.rounds.logs / '1.log'}")
    assert (house.rounds.logs / "1.log").read_text() == "no network\n"
    assert house.rounds.failed


def test_crawl_that_cannot_be_started_fails_and_holds_nothing(house):
    house.scheduler(command=lambda run_id, keys: ["/nowhere/python"])
    house.follow(one="1h")

    house.look()

    (run,) = house.runs()
    assert (run.outcome, run.finished) == ("failed", NOON)
    assert run.reason.startswith("could not be started")
    house.scheduler()
    assert house.look(timedelta(hours=1)) == ["one", "one"]


def test_crawl_past_its_deadline_is_closed_as_such(house):
    house.scheduler(deadline=timedelta(seconds=0.2))
    house.follow(one="1h")
    house.look()

    house.look_until(lambda: house.runs()[0].outcome)

    (run,) = house.runs()
    assert (run.outcome, run.reason) == ("timeout", "stopped at its deadline of 0:00:00.200000")


def test_crawl_that_closes_its_run_at_the_deadline_is_told_from_one_that_somebody_stopped(house):
    house.scheduler(deadline=timedelta(seconds=0.2))
    house.follow(one="1h")
    house.look()
    with house.open() as archive:  # as the crawl does: it knows only that it was told to stop
        archive.finish_run(1, outcome="stopped", counts={"new": 3}, now=house.now)

    house.look_until(lambda: house.runs()[0].outcome != "stopped")

    (run,) = house.runs()
    assert (run.outcome, run.counts) == ("timeout", {"new": 3})
    assert run.reason == "stopped at its deadline of 0:00:00.200000"


def test_archive_out_of_reach_is_reported_once_and_nothing_is_lost(house, caplog):
    house.follow(one="1h")
    house.look()
    away = house.path.rename(house.path.with_name("away.db"))
    house.path.write_text("what has become of the archive?")
    house.let_end()

    house.look_until(lambda: not house.rounds.busy)
    house.rounds.look()
    (said,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "not an SQLite file" in said

    away.rename(house.path)
    house.rounds.look()
    assert [run.outcome for run in house.runs()] == ["finished"]


def test_plans_tell_the_last_run_and_the_next_turn(house):
    house.follow(one="1h", new="2h")
    house.rounds.open()
    with house.open() as archive:
        pause(archive, ["new"])
    house.look()
    house.finish()

    with house.open() as archive:
        new, one = plans(archive, now=house.now)

    assert (new.source, new.every, new.paused, new.next_due, new.last_run) == (
        "new",
        timedelta(hours=2),
        True,
        None,
        None,
    )
    assert (one.source, one.due, one.next_due, one.running) == ("one", False, NOON + timedelta(hours=1), None)
    assert (one.last_run.id, one.last_run.outcome) == (1, "finished")
