"""Sources and runs: who holds what, and what a dead process leaves behind."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from archive.crawls.owner import Owner
from archive.rows import Announcement, SourceRow
from tests.builders import NOON, a_run

HOUR = timedelta(hours=1)
DEAD = Owner(pid=2**22 + 1, process_start="1", boot_id=Owner.current().boot_id)


def source(key, **fields):
    return SourceRow(**{"key": key, "url": f"https://{key}.example/", **fields})


def start(archive, *keys, owner=None, now=NOON):
    return archive.start_run(command="news", source_keys=keys, owner=owner or Owner.current(), now=now)


def run(archive, run_id):
    query = "SELECT finished, outcome, reason, counts FROM runs WHERE id = ?"
    return archive.connection.execute(query, [run_id]).fetchone()


def test_sources_are_mirrored_and_removed_ones_keep_their_row(archive):
    archive.sync_sources([source("a", name="A", every_seconds=60), source("b")], now=NOON)
    archive.sync_sources([source("a", enabled=False)], now=NOON + HOUR)

    rows = archive.connection.execute("SELECT key, name, enabled, every_seconds, first_seen, removed_at FROM source")
    assert rows.fetchall() == [
        ("a", None, 0, None, "2026-11-22T12:00:00Z", None),
        ("b", None, 1, None, "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z"),
    ]
    archive.sync_sources([source("a"), source("b")], now=NOON + HOUR)
    assert archive.connection.execute("SELECT count(*) FROM source WHERE removed_at IS NULL").fetchone() == (2,)


def test_run_claims_its_sources_until_it_ends(archive):
    archive.sync_sources([source("a"), source("b")], now=NOON)

    first = start(archive, "a")
    second = start(archive, "a", "b")
    third = start(archive, "a", "b")

    assert (first.claimed, first.busy) == (("a",), ())
    assert (second.claimed, second.busy) == (("b",), ("a",))
    assert (third.run_id, third.claimed, third.busy) == (0, (), ("a", "b"))
    archive.finish_run(first.run_id, outcome="finished", counts={"new": 3}, now=NOON + HOUR)
    assert start(archive, "a").claimed == ("a",)
    assert run(archive, first.run_id) == ("2026-11-22T13:00:00Z", "finished", None, '{"new": 3}')


def test_ending_a_run_twice_changes_nothing(archive):
    run_id = a_run(archive, "a")
    archive.finish_run(run_id, outcome="failed", counts={}, now=NOON, reason="no network")
    archive.finish_run(run_id, outcome="finished", counts={"new": 1}, now=NOON + HOUR)

    assert run(archive, run_id) == ("2026-11-22T12:00:00Z", "failed", "no network", "{}")


def test_run_of_a_dead_process_is_closed_and_frees_all_it_held(archive):
    archive.sync_sources([source("a")], now=NOON)
    dead = start(archive, "a", owner=DEAD)
    url = "https://a.example/1"
    archive.announce([Announcement(url=url, key=url, via="feed")], source_key="a", run_id=dead.run_id, now=NOON)
    archive.lease_pages(run_id=dead.run_id, source_keys=["a"], limit=1, now=NOON)

    assert archive.close_dead_runs(now=NOON + HOUR) == [dead.run_id]

    assert run(archive, dead.run_id) == (
        "2026-11-22T13:00:00Z", "crashed", f"process {DEAD.pid} is gone", "{}",
    )  # fmt: skip
    assert archive.connection.execute("SELECT state, run_id FROM page").fetchall() == [("due", None)]
    assert archive.close_dead_runs(now=NOON + HOUR) == []


def test_child_takes_over_the_run_made_for_it(archive):
    archive.sync_sources([source("a"), source("b")], now=NOON)
    made = start(archive, "b", "a", owner=DEAD)

    adopted = archive.adopt_run(made.run_id, owner=Owner.current())

    assert (adopted.run_id, sorted(adopted.claimed), adopted.busy) == (made.run_id, ["a", "b"], ())
    assert archive.close_dead_runs(now=NOON) == []
    archive.finish_run(made.run_id, outcome="finished", counts={}, now=NOON)
    with pytest.raises(KeyError):
        archive.adopt_run(made.run_id, owner=Owner.current())


def test_unknown_source_is_a_key_error_and_makes_no_run(archive):
    with pytest.raises(KeyError, match="nowhere"):
        start(archive, "nowhere")

    assert archive.connection.execute("SELECT count(*) FROM run").fetchone() == (0,)


class TestOwner:
    """A process that can be told from any other, before and after."""

    def test_this_process_is_alive(self):
        assert Owner.current().alive()
        assert Owner.current() == Owner.of(os.getpid())

    def test_child_is_alive_until_it_ends_even_uncollected(self):
        process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        owner = Owner.of(process.pid)
        assert owner.alive()

        process.stdin.close()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and still a zombie

        assert not owner.alive()
        process.wait()
        assert not owner.alive()

    def test_another_process_with_the_same_number_is_not_it(self):
        current = Owner.current()

        assert not Owner(pid=current.pid, process_start="1", boot_id=current.boot_id).alive()
        assert not Owner(pid=current.pid, process_start=current.process_start, boot_id="another boot").alive()


def test_what_is_known_of_a_feed_grows_with_each_reading(archive):
    a_run(archive, "a")
    url = "https://a.example/feed"
    facts = {"url": url, "kind": "feed", "source_key": "a"}
    assert archive.feed_state(url) is None

    feed_id = archive.feed_id(**facts)
    readings = [(b"1", '"e1"', 200), (None, None, 304), (b"2", '"e2"', 200), (b"2", '"e2"', 200), (None, None, 503)]
    for hours, (body_hash, etag, status) in enumerate(readings):
        assert feed_id == archive.record_feed(
            **facts,
            etag=etag,
            last_modified=None,
            body_hash=body_hash,
            entries=hours,
            status=status,
            now=NOON + hours * HOUR,
            next_due=NOON + 9 * HOUR,
        )

    state = archive.feed_state(url)
    assert (state.etag, state.last_hash, state.entries, state.last_status) == ('"e2"', b"2", 3, 503)
    assert (state.reads, state.changes, state.last_changed) == (5, 1, NOON + 2 * HOUR)
    assert (state.last_read, state.next_due) == (NOON + 4 * HOUR, NOON + 9 * HOUR)
    assert (state.id, state.kind, state.source_key) == (feed_id, "feed", "a")


def test_manners_of_a_host_are_kept_and_changed_one_by_one(archive):
    assert archive.host_state("a.example:443") is None
    archive.record_host(
        "a.example:443", robots_text="User-agent: *", robots_status=200, robots_at=NOON, crawl_delay=2.5
    )
    archive.record_host("a.example:443", backoff_until=NOON + HOUR, backoff_reason="HTTP 429", failures=1)
    archive.record_host("a.example:443", backoff_until=None, last_fetch=NOON)
    archive.record_host("a.example:443")

    state = archive.host_state("a.example:443")
    assert (state.robots_text, state.robots_status, state.robots_at, state.crawl_delay) == (
        "User-agent: *", 200, NOON, 2.5,
    )  # fmt: skip
    assert (state.backoff_until, state.backoff_reason, state.failures, state.last_fetch) == (
        None, "HTTP 429", 1, NOON,
    )  # fmt: skip


def test_runs_tell_their_counts_as_json(archive):
    run_id = a_run(archive, "a")
    archive.finish_run(run_id, outcome="finished", counts={"seen": 2, "new": 1}, now=NOON + HOUR)

    sources, seconds, counts = archive.connection.execute("SELECT sources, seconds, counts FROM runs").fetchone()
    assert (json.loads(sources), seconds, json.loads(counts)) == (["a"], 3600, {"new": 1, "seen": 2})
