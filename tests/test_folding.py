"""Further pages of an article that lists announce too are addresses of it, whichever comes first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.care.verifying import verify
from archive.folding import fold, is_folded
from archive.rows import Announcement
from tests.builders import NOON, URL, a_body, a_capture, a_fetch, a_page, a_run, an_article

SECOND, THIRD = f"{URL}?page=2", f"{URL}?page=3"
LATER = NOON + timedelta(hours=1)


def pages(archive):
    return archive.connection.execute("SELECT url, state, article_id FROM page ORDER BY url").fetchall()


def in_pages(archive, url, *further):
    """A capture of an article whose further pages were asked for with it."""
    capture = a_capture(
        archive, an_article(url, title=f"As told from {url} on", blocks=a_body([f"{url} {n}" for n in range(9)]))
    )
    return replace(capture, pages=tuple(a_fetch(one, page_id=capture.page_id) for one in further))


def save(archive, capture):
    saved = archive.save(capture)
    parts = [(part.url, part.url) for part in capture.pages]
    return saved.article_id, fold(archive, capture.page_id, saved.article_id, parts, now=LATER)


def test_further_pages_are_not_fetched_once_they_are_announced(archive):
    article, _ = save(archive, in_pages(archive, URL, SECOND))

    announced = [Announcement(url=SECOND, key=SECOND, via="feed", via_url=f"{URL}/feed", updated=LATER)]
    archive.announce(announced, source_key=None, run_id=a_run(archive), now=LATER + timedelta(hours=1))

    assert pages(archive) == [(URL, "done", article), (SECOND, "duplicate", article)]


@pytest.mark.parametrize("order", [(SECOND, THIRD), (THIRD, SECOND)])
def test_further_pages_that_were_articles_before_are_taken_back(archive, order):
    for url in order:
        save(archive, in_pages(archive, url, *[THIRD] * (url == SECOND)))

    article, undone = save(archive, in_pages(archive, URL, SECOND, THIRD))

    assert undone >= 1
    assert pages(archive) == [(URL, "done", article), (SECOND, "duplicate", article), (THIRD, "duplicate", article)]
    assert archive.connection.execute("SELECT url FROM articles").fetchall() == [(URL,)]
    assert verify(archive).damage == []


def test_further_page_with_a_history_of_its_own_stays_an_article(archive):
    alone, _ = save(archive, in_pages(archive, SECOND))
    archive.save(a_capture(archive, an_article(SECOND, title="Another title by now"), at=LATER))

    article, undone = save(archive, in_pages(archive, URL, SECOND))

    assert undone == 0
    assert pages(archive) == [(URL, "done", article), (SECOND, "done", alone)]


def test_page_that_is_under_way_meanwhile_is_known_to_be_a_part(archive):
    page = a_page(archive, SECOND)

    save(archive, in_pages(archive, URL, SECOND))

    assert is_folded(archive, page)
    assert not is_folded(archive, a_page(archive, URL))


def test_further_page_that_has_not_changed_stays_an_address_of_its_article(archive):
    article, _ = save(archive, in_pages(archive, URL, SECOND))
    (part,) = archive.connection.execute("SELECT id FROM page WHERE url = ?", [SECOND]).fetchone()

    archive.finish_page(part, state="done", reason=None, now=LATER)  # as after a 304

    assert pages(archive) == [(URL, "done", article), (SECOND, "duplicate", article)]
