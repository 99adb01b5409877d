"""Which further lists are read: of a backfill all, else where something may have been cut off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.rows import Announcement
from crawler.lists.announced import read_announcements
from crawler.lists.onward import onward
from crawler.lists.reading import Reading, Window

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TODAY, EVER = Window(now=NOW), Window(now=NOW, backfill=True)
URL = "https://site.example/"
READING = Reading(
    kind="front",
    announcements=tuple(Announcement(url=f"{URL}{n}", key=f"{URL}{n}", via="front") for n in range(10)),
    next_url=f"{URL}page/2",
    sections=(f"{URL}world/",),
    archives=(f"{URL}2026/10/",),
    feeds=(f"{URL}feed",),
)
NEXT, SECTION, ARCHIVE, FEED = (
    ("front", f"{URL}page/2"),
    ("front", f"{URL}world/"),
    ("front", f"{URL}2026/10/"),
    ("feed", f"{URL}feed"),
)


@pytest.mark.parametrize(
    ("new", "window", "goes_on", "finds", "further"),
    [
        (10, TODAY, True, False, [NEXT]),
        (5, TODAY, True, False, [NEXT]),
        (4, TODAY, True, False, []),
        (10, TODAY, False, False, []),
        (10, TODAY, True, True, [NEXT, SECTION, FEED]),
        (0, TODAY, False, True, [SECTION, FEED]),
        (0, EVER, False, False, [NEXT, SECTION, ARCHIVE]),
    ],
)
def test_list_leads_on(new, window, goes_on, finds, further):
    assert list(onward(READING, new, window=window, goes_on=goes_on, finds=finds)) == further


def test_nothing_leads_on_from_a_list_without_articles():
    empty = Reading(kind="front", next_url=f"{URL}page/99")

    assert list(onward(empty, 0, window=TODAY, goes_on=True, finds=False)) == []


def test_lists_that_tell_to_be_older_than_what_is_wanted_are_left_out():
    body = b"""<main><h2><a href="/2026/11/20/bread-is-cheaper/">Bread is cheaper than a year ago</a></h2>
    <h2><a href="/2026/09/30/glass-remembers/">Glass remembers the shape it had</a></h2></main>
    <a href="/2026/11/">November</a> <a href="/2026/10/">October</a> <a href="/2026/09/">September</a>
    <a href="/2025/">2025</a> <a href="/page/2">Older posts</a>"""
    since = Window(now=NOW, backfill=True, since=datetime(2026, 10, 5, tzinfo=UTC))

    reading = read_announcements("front", body, URL, content_type=None, window=since)

    assert [found.url for found in reading.announcements] == [f"{URL}2026/11/20/bread-is-cheaper/"]
    assert reading.archives == (f"{URL}2026/11/", f"{URL}2026/10/")
    assert reading.next_url == f"{URL}page/2"


def test_list_of_nothing_that_is_wanted_is_the_last():
    body = b"""<h2><a href="/2026/09/30/glass-remembers/">Glass remembers the shape it had</a></h2>
    <a href="/page/3">Older posts</a>"""
    since = Window(now=NOW, backfill=True, since=datetime(2026, 10, 5, tzinfo=UTC))

    reading = read_announcements("front", body, f"{URL}page/2", content_type=None, window=since)

    assert (reading.announcements, reading.next_url) == ((), None)
