"""The scheduler and the real crawl together, on the sample site."""

import time

import pytest

from archive.schedule import history
from archive.store import Archive
from demo.crawls import sources_toml
from scheduler.crawls import crawl_command
from scheduler.rounds import Rounds

QUICK = [
    *("-s", "DOWNLOAD_DELAY=0.02"),
    *("-s", "AUTOTHROTTLE_ENABLED=0"),
    *("-s", "DATELINE_PARSE_PROCESSES=1"),
]
SLOW = [*QUICK, "-s", "DOWNLOAD_DELAY=0.5"]
"""All pages of the sample site take half a minute: whoever wants to end the crawl halfway comes in time."""


@pytest.fixture
def rounds_with(tmp_path, sample_site, monkeypatch):
    """Makes a scheduler that follows the sample site and nothing else; its crawls get the options."""
    (tmp_path / "sources.toml").write_text(sources_toml(sample_site.url))
    monkeypatch.setenv("DATELINE_ALLOW_PRIVATE_ADDRESSES", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    made = []

    def make(*options):
        def command(run_id, keys):
            return [*crawl_command(run_id, keys), *options]

        made.append(Rounds(tmp_path / "archive.db", tmp_path / "sources.toml", command=command))
        return made[-1]

    yield make
    for rounds in made:
        rounds.kill()
        rounds.look()


def look_until(rounds, question, seconds=120.0):
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.1)
        rounds.look()


def last_run(rounds):
    with Archive.open(rounds.archive) as archive:
        return next(iter(history(archive)), None)


def test_crawl_takes_over_its_run_and_closes_it_itself(rounds_with):
    rounds = rounds_with("-a", "limit=3", *QUICK)
    rounds.look()
    look_until(rounds, lambda: last_run(rounds).outcome)

    run = last_run(rounds)
    assert (run.outcome, run.sources) == ("finished", ("halyard",))
    assert run.counts["new"] == 3
    with Archive.open(rounds.archive) as archive:
        assert archive.connection.execute("SELECT count(*) FROM article").fetchone() == (3,)
    assert not rounds.failed


def test_crawl_that_is_told_to_stop_keeps_what_it_has(rounds_with):
    rounds = rounds_with(*SLOW)
    rounds.look()
    with Archive.open(rounds.archive) as archive:
        look_until(rounds, lambda: archive.connection.execute("SELECT count(*) FROM article").fetchone() >= (1,))
        rounds.stop()
        look_until(rounds, rounds.idle.is_set)

        run = last_run(rounds)
        assert (run.outcome, run.reason) == ("stopped", "the scheduler was stopped")
        (articles,) = archive.connection.execute("SELECT count(*) FROM article").fetchone()
        assert run.counts["new"] == articles > 0
        assert archive.connection.execute("SELECT count(*) FROM page WHERE state = 'leased'").fetchone() == (0,)
