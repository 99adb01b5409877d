"""Which lists a run reads, when, and where it stops following them."""

import logging
from dataclasses import replace

import pytest

from crawler.lists.agenda import DEEPEST, Agenda, Listing

FEED = Listing(kind="feed", url="https://a.example/feed", source_key="a")
INDEX = Listing(kind="sitemap", url="https://a.example/sitemap.xml", source_key="a")


@pytest.fixture
def agenda():
    return Agenda()


def take(agenda, room=10, per_host=10, *, wanted=True):
    return [listing.url for listing in agenda.take(room, per_host, lambda _: wanted)]


def pages(listing, agenda, *numbers, most=10, kind="feed"):
    return list(agenda.further(listing, (f"{listing.url}?page={number}" for number in numbers), kind, most))


def test_a_list_is_read_once_whoever_names_it_and_however_its_address_is_spelt(agenda):
    assert agenda.plan(FEED)
    assert not agenda.plan(replace(FEED, url="https://A.example/feed#top", source_key="b"))

    assert take(agenda) == [FEED.url]
    assert take(agenda) == []


def test_a_list_that_failed_is_read_again_where_the_spider_asks_for_it(agenda):
    agenda.plan(FEED)
    take(agenda)
    agenda.landed(FEED)

    agenda.wait(replace(FEED, tries=1))

    assert [listing.tries for listing in agenda.take(10, 10, lambda _: True)] == [1]


def test_a_host_is_read_a_few_lists_at_a_time(agenda):
    lists = [replace(FEED, url=f"https://a.example/feed/{number}") for number in range(3)]
    other = replace(FEED, url="https://b.example/feed", source_key="b")
    for listing in (*lists, other):
        agenda.plan(listing)

    assert take(agenda, per_host=2) == [lists[0].url, lists[1].url, other.url]
    assert agenda.in_flight == 3
    assert take(agenda, per_host=2) == []
    agenda.landed(lists[0])
    assert take(agenda, per_host=2) == [lists[2].url]


def test_a_source_is_open_until_its_last_list_was_read(agenda):
    agenda.plan(FEED)
    assert agenda.sources == {"a"}
    take(agenda)
    assert agenda.is_open("a")

    agenda.landed(FEED)

    assert not agenda.is_open("a")
    assert agenda.sources == set()


def test_lists_that_nobody_wants_any_more_are_let_go(agenda):
    agenda.plan(FEED)

    assert take(agenda, wanted=False) == []
    assert not agenda.is_open("a")


def test_of_the_lists_that_lists_lead_to_so_many_are_followed_of_a_source(agenda, caplog):
    caplog.set_level(logging.INFO, "dateline.news")

    assert len(pages(FEED, agenda, 2, 3, most=3)) == 2
    assert len(pages(FEED, agenda, 4, 5, most=3)) == 1
    assert len(pages(INDEX, agenda, 1, kind="sitemap", most=3)) == 1, "each kind by itself"

    assert "more than 3 lists" in caplog.text


def test_those_left_over_from_an_earlier_run_count_among_them(agenda):
    agenda.left_over(replace(FEED, depth=1))

    assert len(pages(FEED, agenda, 2, 3, most=2)) == 1


def test_an_index_of_indexes_of_indexes_is_not_followed(agenda):
    assert pages(replace(INDEX, depth=DEEPEST), agenda, 1, kind="sitemap") == []


def test_further_lists_that_name_nothing_new_one_behind_the_other_are_a_trap(agenda):
    listing = agenda.read(FEED, ["one", "two"])
    assert not listing.barren, "what a feed itself names is no sign"
    for number in range(1, 100):
        (listing,) = pages(listing, agenda, number, most=100)
        listing = agenda.read(listing, ["one"])
        if listing.is_trap:
            break

    assert listing.is_trap
    assert not agenda.read(listing, ["three"]).is_trap
