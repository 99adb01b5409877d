"""Pages that lead to others: what comes of them is settled from what is stored, in whichever run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.crawls.leads import lead, pass_over, told_article, wanted_page
from crawler.urls import is_short
from tests.builders import NOON, URL, a_capture, a_fetch, a_run, an_article
from tests.test_archive_identity import aliases
from tests.test_frontier import announce

OLD = "https://herald.example/?p=7"
HOUR = timedelta(hours=1)


@pytest.fixture
def led(archive):
    """(page that redirects, page that it leads to) and is due, in a run that is still open."""
    run_id = a_run(archive, "herald")
    announce(archive, OLD, URL, source="herald")
    pages = dict(archive.connection.execute("SELECT url, id FROM page").fetchall())
    archive.record_fetch(a_fetch(OLD, page_id=pages[OLD], at=NOON, run_id=run_id, status=301, final_url=URL))
    assert wanted_page(archive.connection, URL, besides=pages[OLD], now=NOON) == pages[URL]
    with archive.transaction():
        lead(archive.connection, pages[OLD], pages[URL])
    return run_id, pages[OLD], pages[URL]


def page(archive, page_id):
    return archive.connection.execute("SELECT state, article_id, leads_to FROM page WHERE id = ?", [page_id]).fetchone()


def end(archive, run_id):
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)


def test_link_outlasts_the_run_in_which_it_was_seen(archive, led):
    run_id, old, new = led
    end(archive, run_id)
    assert page(archive, old) == ("duplicate", None, new)

    saved = archive.save(a_capture(archive, at=NOON + HOUR))
    a_run(archive, "herald", now=NOON + HOUR)

    assert page(archive, old) == ("duplicate", saved.article_id, None)
    assert aliases(archive, saved.article_id) == {URL: "page", OLD: "redirect"}


@pytest.mark.parametrize("state", ["failed", "refused", "not_article", "gone"])
def test_page_that_led_to_no_article_is_read_after_all_and_only_once(archive, led, state):
    run_id, old, new = led
    archive.finish_page(new, state=state, reason="so it is", now=NOON)
    end(archive, run_id)
    assert page(archive, old) == ("due", None, new)

    assert wanted_page(archive.connection, URL, besides=old, now=NOON) is None
    archive.finish_page(old, state=state, reason="so it is", now=NOON)
    a_run(archive, "herald", now=NOON + HOUR)

    assert page(archive, old)[0] == state


def test_two_pages_that_lead_to_each_other_are_both_read(archive, led):
    run_id, old, new = led
    with archive.transaction():
        lead(archive.connection, new, old)

    end(archive, run_id)

    assert page(archive, old)[0] == "due"
    assert wanted_page(archive.connection, URL, besides=old, now=NOON) is None


def test_what_waits_is_found_by_its_index(archive):
    plan = archive.connection.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM page INDEXED BY page_leads WHERE leads_to IS NOT NULL"
    ).fetchall()

    assert "page_leads" in plan[0][-1]


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({}, True),
        ({"title": "Another title"}, False),
        ({"published": NOON + HOUR}, False),
        ({"published": NOON.date()}, False),
        ({"title": None}, False),
    ],
)
def test_short_address_is_known_by_title_and_time_of_what_it_leads_to(archive, told, known):
    a_run(archive, "a")
    article = an_article(URL, published=NOON)
    saved = archive.save(a_capture(archive, article, source_key="a"))
    announce(archive, OLD, **({"title": article.title, "published": NOON} | told))
    (old,), (own,) = archive.connection.execute("SELECT id FROM page ORDER BY url = ?", [URL]).fetchall()

    assert saved.outcome == "new"
    assert told_article(archive.connection, old) == (own if known else None)
    assert told_article(archive.connection, own) is None


@pytest.mark.parametrize(
    ("url", "short"),
    [("/?p=7", True), ("/?p=7&lang=de", False), ("/blog/?p=7", False), ("/?p=seven", False), ("/7", False)],
)
def test_short_address_is_told_by_its_form(url, short):
    assert is_short(f"https://herald.example{url}") is short


def test_pages_that_are_not_asked_for_tell_so_in_their_story_once(archive):
    run_id = a_run(archive, "herald")
    announce(archive, OLD, URL, f"{URL}/job", source="herald")
    old, new, job = [row[0] for row in archive.connection.execute("SELECT id FROM page ORDER BY id")]
    for month in range(3):
        reason, now = f"{20 + month} other pages under /jobs/ are no articles either", NOON + month * 720 * HOUR
        pass_over(archive.connection, job, reason=reason, now=now, until=now + 720 * HOUR)
    lead(archive.connection, old, new, unasked_at=NOON)
    end(archive, run_id)

    events = archive.connection.execute("SELECT url, at, kind, detail FROM events ORDER BY url").fetchall()

    assert events == [
        (f"{URL}/job", "2026-11-22T12:00:00Z", "refused", "20 other pages under /jobs/ are no articles either"),
        (OLD, "2026-11-22T12:00:00Z", "moved", URL),
    ]
