"""Whose turn it is at a host: one process at a time, whatever becomes of it."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from archive.crawls.owner import Owner
from archive.rows import HostPace
from tests.builders import NOON

HOST = "a.example:443"
SECOND = timedelta(seconds=1)
US, OTHER = Owner.current(), Owner.of(os.getppid())
THIRD = Owner.of(1)
DEAD = Owner(pid=2**22 + 1, process_start="1", boot_id=US.boot_id)


def take(archive, owner=US, now=NOON):
    return archive.take_host(HOST, owner=owner, now=now, seconds=15)


def keep(archive, owner=US, now=NOON):
    return archive.keep_hosts([HOST], owner=owner, now=now, seconds=15)


def leave(archive, owner=US, **pace):
    told = {"delay": 0.5, "failures": 0, "last_fetch": NOON, "next_at": NOON + SECOND} | pace
    archive.leave_hosts([HostPace(host=HOST, **told)], owner=owner)


@pytest.mark.skipif(not OTHER.alive(), reason="no second process to be told apart")
def test_processes_take_turns(archive):
    assert take(archive).granted
    assert take(archive).granted  # still ours
    assert not take(archive, OTHER).granted
    assert keep(archive) == {HOST}  # it is wanted

    leave(archive)

    assert not take(archive).granted  # as the other waits for it
    assert take(archive, OTHER).granted
    assert not take(archive).granted
    assert keep(archive, OTHER) == {HOST}


def test_next_process_waits_for_the_delay_and_knows_the_pace(archive):
    take(archive)
    archive.record_host(HOST, crawl_delay=2.0, backoff_until=NOON + 60 * SECOND, backoff_reason="answered 503")

    leave(archive, delay=0.7, failures=1)

    turn = take(archive, OTHER)
    assert turn.ready_at == NOON + 2 * SECOND
    assert (turn.delay, turn.crawl_delay, turn.failures) == (0.7, 2.0, 1)
    assert (turn.backoff_until, turn.backoff_reason) == (NOON + 60 * SECOND, "answered 503")


def test_turn_of_a_clock_that_was_ahead_is_not_waited_for(archive):
    take(archive)
    leave(archive)

    earlier = NOON - timedelta(days=365)

    assert take(archive, now=earlier).ready_at == earlier + SECOND / 2


def test_process_that_is_gone_holds_nothing_and_its_last_request_is_waited_for(archive):
    take(archive, DEAD)
    archive.record_host(HOST, crawl_delay=3.0)

    turn = take(archive)

    assert (turn.granted, turn.ready_at) == (True, NOON + 3 * SECOND)


def test_lease_that_ran_out_is_free(archive):
    take(archive, OTHER)

    assert not take(archive, now=NOON + 14 * SECOND).granted
    assert take(archive, now=NOON + 15 * SECOND).granted
    assert keep(archive, OTHER, now=NOON + 16 * SECOND) == {HOST}  # lost
    leave(archive, OTHER, next_at=NOON + 900 * SECOND)
    assert take(archive, now=NOON + 16 * SECOND).ready_at == NOON + 15 * SECOND  # what a late one says counts no more


def test_one_who_stopped_waiting_is_not_waited_for(archive):
    take(archive)
    take(archive, OTHER)
    leave(archive)

    assert not take(archive, now=NOON + 4 * SECOND).granted
    assert take(archive, now=NOON + 5 * SECOND).granted
    assert keep(archive, now=NOON + 5 * SECOND) == set()


def test_only_one_is_promised_the_next_turn(archive):
    take(archive)
    take(archive, OTHER)
    take(archive, THIRD)
    leave(archive)

    assert [take(archive, owner).granted for owner in (THIRD, US, OTHER)] == [False, False, True]
