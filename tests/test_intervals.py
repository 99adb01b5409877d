"""Listings are read as often as they bring something new, and as they ask for, within bounds."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.rows import FeedHabit
from crawler.lists.intervals import MOST, MOST_OF_CHILD, after_failure, next_reading, pace_of, seen, wish_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GRACE = MINUTE


def wait_of(rate=24.0, **changes):
    """Until the next reading of a listing that brings so many a day, half a turn's advance not counted."""
    habit = FeedHabit(news=rate * 10, watched=10.0, listed=changes.pop("listed", None))
    asked = {"every": timedelta(), "wish": None, "entries": None, "has_validators": True, "is_child": False}
    return next_reading(habit, now=NOON, **(asked | changes)).until - NOON


def test_wait_grows_with_the_root_of_the_time_between_two_articles():
    assert wait_of(24) == 45 * MINUTE
    assert wait_of(6) == 90 * MINUTE
    assert wait_of(96) == 22.5 * MINUTE
    assert wait_of(0.01) == wait_of(0) == MOST


def test_it_is_read_at_the_turn_that_is_nearest():
    assert wait_of(24, every=30 * MINUTE) == 30 * MINUTE
    assert wait_of(24, every=3 * HOUR) == timedelta()


def test_listing_that_answers_in_full_each_time_waits_twice_as_long():
    assert wait_of(24, has_validators=False) == 90 * MINUTE


def test_what_it_asks_for_is_kept_as_a_floor_and_nobody_sends_us_to_sleep_for_a_year():
    assert wait_of(24, wish=2 * HOUR) == 2 * HOUR - GRACE
    assert wait_of(24, wish=5 * MINUTE) == 45 * MINUTE
    assert wait_of(24, wish=365 * DAY) == MOST - GRACE


def test_no_feed_waits_until_half_of_it_could_have_been_replaced():
    assert wait_of(48, entries=10, wish=DAY) == 2.5 * HOUR - GRACE
    assert wait_of(480, entries=3) == 4.5 * MINUTE


def test_sitemap_of_an_index_waits_until_the_index_tells_of_a_change():
    assert wait_of(0, is_child=True) == MOST_OF_CHILD
    assert wait_of(24, is_child=True) == 45 * MINUTE
    assert wait_of(24, is_child=True, listed="2026-11-01") == MOST_OF_CHILD


def test_first_reading_goes_by_the_dates_of_the_entries():
    first = seen(FeedHabit(), news=20, entries=20, pace=10.0, last_read=None, now=NOON)

    assert first.news / first.watched == 10.0
    undated = seen(FeedHabit(), news=20, entries=20, pace=None, last_read=None, now=NOON)
    assert undated.news / undated.watched == 1.0


def test_later_readings_outweigh_the_first_and_old_ones_fade():
    habit = seen(FeedHabit(), news=20, entries=20, pace=24.0, last_read=None, now=NOON)
    now = NOON
    for _ in range(60):
        habit = seen(habit, news=1, entries=20, pace=24.0, last_read=now, now=now + DAY)
        now += DAY

    assert habit.news / habit.watched == pytest.approx(1.0, rel=0.15)
    for _ in range(60):
        habit = seen(habit, news=0, entries=20, pace=24.0, last_read=now, now=now + DAY)
        now += DAY
    assert habit.news / habit.watched < 0.05


def test_feed_that_is_all_new_after_a_pause_tells_its_pace_by_its_dates():
    habit = FeedHabit(news=1.0, watched=10.0)

    habit = seen(habit, news=20, entries=20, pace=30.0, last_read=NOON - 40 * DAY, now=NOON)

    assert habit.news / habit.watched == 30.0


def test_failures_double_the_wait_up_to_a_day_and_one_success_ends_them():
    habit, waits = FeedHabit(), []
    for _ in range(8):
        habit, wait = after_failure(habit, "answered 404", now=NOON, every=HOUR, again=False)
        waits.append((wait.until - NOON + GRACE) / HOUR)

    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]
    assert wait.why == "answered 404, 8 times"
    assert seen(habit, news=0, entries=1, pace=None, last_read=NOON, now=NOON).failures == 0


def test_second_failure_of_one_turn_is_the_first():
    habit, _ = after_failure(FeedHabit(), "silence", now=NOON, every=HOUR, again=False)

    assert after_failure(habit, "silence", now=NOON, every=HOUR, again=True)[0].failures == 1


@pytest.mark.parametrize(
    ("headers", "ttl", "minutes"),
    [
        ({}, None, None),
        ({}, 3_600, 60),
        ({"cache-control": "public, max-age=600"}, None, 10),
        ({"cache-control": 'max-age="600"', "age": "300"}, None, 5),
        ({"cache-control": "max-age=600"}, 3_600, 60),
        ({"cache-control": "max-age=0, must-revalidate"}, None, None),
        ({"cache-control": "s-maxage=600"}, None, None),
        ({"expires": "Sun, 22 Nov 2026 13:00:00 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, None, 60),
        ({"expires": "Thu, 19 Nov 1981 08:52:00 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, None, None),
        ({"expires": "0", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, None, None),
        ({"expires": "Sun, 22 Nov 2099 13:00:00 GMT", "cache-control": "no-cache"}, None, None),
        ({"cache-control": "max-age=99999999999999"}, None, 999_999_999 // 60),
    ],
)
def test_an_answer_says_how_long_it_keeps(headers, ttl, minutes):
    wish = wish_of(headers, ttl)

    expected = None if minutes is None else min(minutes * MINUTE, 3_650 * DAY)
    assert wish == expected or (wish and expected and abs(wish - expected) < MINUTE)


def test_pace_is_that_of_the_last_two_weeks_or_of_as_long_as_the_feed_reaches_back():
    assert pace_of([], NOON) is None
    assert pace_of([NOON - day * DAY for day in range(1, 11)], NOON) == 1.0
    assert pace_of([NOON - 60 * DAY, NOON - 7 * DAY], NOON) == pytest.approx(1 / 14)
    assert pace_of([NOON - 60 * DAY], NOON) == 0.0
    assert pace_of([NOON + 90 * DAY], NOON) == 24.0  # dated into the future: just now


def quiet(*, hours=(), days=()):
    return sum(1 << hour for hour in hours) | sum(1 << 24 + day for day in days)


@pytest.mark.parametrize(
    ("skipped", "entries", "opens"),
    [
        (quiet(hours=[14, 15]), None, "2026-11-22T12:45"),
        (quiet(hours=[12, 13]), None, "2026-11-22T14:00"),
        (quiet(days=[6]), None, "2026-11-23T00:00"),  # a Sunday
        (quiet(hours=range(6), days=[6]), None, "2026-11-23T06:00"),
        (quiet(days=[6, 0]), None, "2026-11-24T00:00"),
        (quiet(days=[6, 0, 1, 2]), None, "2026-11-22T12:45"),  # more than we leave anybody alone
        (quiet(days=[6]), 12, "2026-11-22T12:45"),  # half of it would be lost
    ],
)
def test_hours_and_days_that_a_feed_skips_are_waited_for_within_bounds(skipped, entries, opens):
    habit = FeedHabit(news=240.0, watched=10.0, quiet=skipped)

    wait = next_reading(
        habit, now=NOON, every=timedelta(), wish=None, entries=entries, has_validators=True, is_child=False
    )

    assert wait.until.isoformat().startswith(opens)
