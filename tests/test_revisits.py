"""Articles are looked at again where a request is likeliest to find an edit, and within a budget."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.crawls.visits import Budget, Standing
from bench.revisits import Make, crawl, seen_of
from crawler.revisits import (
    BELIEVED,
    DAY,
    HOUR,
    LEAST_WORTH,
    Habits,
    belief_of,
    earned,
    habits_of,
    lessons,
    may_owe,
    next_visit,
    plenty_of,
    worth,
)
from crawler.visits import Visits
from tests.builders import URL, a_capture
from tests.test_frontier import announce

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def plan(habits, edits=0):
    """Hours of age at which an article is visited that is seen at once."""
    age, ages = 0.0, []
    while (following := habits.next_age(age, edits)) is not None:
        ages.append(following / HOUR)
        age = following
    return ages


def an_article(age_hours=1.0, **changes):
    known = {
        "source_id": 1,
        "date": NOON - timedelta(hours=age_hours),
        "found": NOON - timedelta(hours=age_hours / 2),
        "last_fetch": NOON - timedelta(hours=age_hours / 2),
        "told": False,
        "edits": 0,
        "revision_id": 1,
        "comments": None,
    }
    return Standing(**(known | changes))


def test_who_can_afford_one_visit_makes_it_at_the_end_of_the_first_day():
    assert plan(Habits(allowed=1)) == [22]


def test_more_room_means_earlier_and_later_visits():
    lively = {0: (10.0, 20.0), 2 * HOUR: (20.0, 20.0), 6 * HOUR: (80.0, 40.0), DAY: (100.0, 20.0)}
    one, two, many = (
        plan(habits_of(lively, Budget(at=NOON, asked=asked, found=100), 0.2, plenty=1)) for asked in (200, 400, 10_000)
    )

    assert len(one) < len(two) < len(many)
    assert min(two) < min(one)
    assert max(many) > max(two)


def test_source_that_never_edits_is_left_alone_in_the_end():
    watched = dict.fromkeys((0, 2 * HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY), (1000.0, 0.0))
    budget = Budget(at=NOON, asked=500, found=10)

    assert plan(habits_of(watched, budget, 0.2, plenty=0)) == []


def test_source_that_edits_much_is_looked_at_more_for_the_same_price():
    watched = {0: (10.0, 20.0), 2 * HOUR: (20.0, 20.0), 6 * HOUR: (80.0, 40.0), DAY: (100.0, 20.0)}
    rich = Budget(at=NOON, asked=5_000, found=10)

    often, seldom = habits_of(watched, rich, 0.2, plenty=1), habits_of({}, rich, 0.2, plenty=1)

    assert often.price == pytest.approx(seldom.price) == pytest.approx(LEAST_WORTH, rel=0.2)
    assert len(plan(often)) > len(plan(seldom))


def test_article_that_was_edited_is_looked_at_more_often_than_its_like():
    habits = Habits(allowed=2)

    assert len(plan(habits, edits=3)) > len(plan(habits))


def test_next_visit_counts_from_the_date():
    habits = Habits(allowed=1)

    assert next_visit(an_article(2), habits, NOON) == NOON + timedelta(hours=20)
    assert next_visit(an_article(24 * 300), habits, NOON) is None


def test_what_was_told_is_worth_what_the_source_can_be_believed():
    belief = belief_of(Budget(at=NOON, told=96, borne_out=10))

    told, untold = (worth(an_article(told=told), Habits(), belief, NOON) for told in (True, False))

    assert belief < BELIEVED <= belief_of(Budget(at=NOON))
    assert told - untold == pytest.approx(belief)


def test_an_edit_that_was_found_is_shared_by_the_ages_in_which_it_may_have_been_made():
    article = an_article(8, last_fetch=NOON - timedelta(hours=7))

    found = lessons(article, Habits(), 1.0, NOON)

    assert [age for age, _, _ in found] == [0, 2 * HOUR, 6 * HOUR]
    assert sum(days for _, days, _ in found) == pytest.approx(7 / 24)
    assert sum(edits for _, _, edits in found) == pytest.approx(1)
    assert lessons(an_article(last_fetch=None), Habits(), 1.0, NOON) == []


def test_what_others_leave_in_the_purse_makes_visits_cheaper():
    spent = [Budget(at=NOON, credit=0, asked=1_400), Budget(at=NOON, credit=-5, asked=1_400)]
    unspent = [Budget(at=NOON, credit=40, asked=1_400), Budget(at=NOON, credit=0, asked=1_400)]

    assert plenty_of(spent, 0.2) == plenty_of([], 0.2) == 0.0
    assert plenty_of(unspent, 0.2) == pytest.approx(0.5)
    known = Budget(at=NOON, asked=700, found=100)
    assert habits_of({}, known, 0.2, plenty=0.5).price < habits_of({}, known, 0.2, plenty=0.0).price
    assert may_owe(known, 0.2) == pytest.approx(1.5 * 0.2 * 700 / 14 * 2)


def test_budget_has_a_floor_for_small_sites_and_none_for_those_that_earn_more():
    day = Budget(at=NOON - timedelta(days=1))

    assert earned(day, 0.2, NOON) == 2.0
    assert earned(Budget(at=day.at, asked=14 * 5), 0.2, NOON) == pytest.approx(1.0)
    assert earned(Budget(at=day.at, asked=14 * 50), 0.2, NOON) == 0.0
    assert earned(Budget(at=NOON - timedelta(days=300)), 0.2, NOON) == 4.0


@pytest.mark.parametrize(
    ("told", "least"),
    [("all", 0.93), ("never", 0.5)],
)
def test_edits_of_a_simulated_site_are_seen_within_a_day_and_the_budget(told, least):
    """The whole, small: page table, announcements, learned rates and budgets of a real archive. The figures that decide
    are those of ``python -m bench.revisits``."""
    make = Make(name="site", posts=10, edits=0.5, told=told)

    (site,) = crawl([make], 6, seed=3, share=0.2)

    found, ledger = seen_of(site.stories, 6), site.ledger
    assert ledger.new == len([story for story in site.stories if story.looks]) > 40
    assert found.in_time >= least * found.edits > 10
    assert ledger.visits <= 0.2 * (ledger.new + ledger.listings) + 2 * 6


def test_article_that_cannot_be_had_is_looked_at_ever_later(archive):
    announce(archive, URL)
    archive.save(a_capture(archive, source_key="a"))
    (page_id,) = archive.connection.execute("SELECT page_id FROM article").fetchone()
    visits, now, looks = Visits(0.2), NOON, []
    visits.asked(archive, "a", NOON)
    for _ in range(4):
        archive.finish_page(page_id, state="failed", reason="answered 403", now=now)
        visits.missed(archive, page_id, now)
        state, due = archive.connection.execute("SELECT state, next_due FROM page").fetchone()
        now = datetime.fromisoformat(due)
        looks.append((state, (now - NOON).days))

    assert looks == [("done", 1), ("done", 2), ("done", 4), ("done", 8)]
    assert visits.wake(archive, ("a",), now) == 1
