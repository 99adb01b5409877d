"""What looked like an article until others of its host said the same is taken back; what said something else before stays."""

from datetime import timedelta

import pytest

from archive.care.verifying import verify
from archive.withdrawing import withdraw
from tests.builders import NOON, URL, a_body, a_capture, a_fetch, an_article

WHY = "a soft 404: others say the same"
LATER = NOON + timedelta(hours=1)


def count(archive, table):
    (number,) = archive.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return number


def state(archive, page_id):
    return archive.connection.execute("SELECT state, reason, article_id FROM page WHERE id = ?", [page_id]).fetchone()


def test_article_that_was_seen_once_leaves_a_page_that_is_none_and_nothing_else(archive):
    capture = a_capture(archive, source_key="herald")
    archive.save(capture)
    archive.save(a_capture(archive, an_article("https://herald.example/other", title="Another"), at=LATER))

    assert withdraw(archive, [capture.page_id, 99], reason=WHY, now=LATER) == 1

    assert state(archive, capture.page_id) == ("not_article", WHY, None)
    assert (count(archive, "article"), count(archive, "revision"), count(archive, "fetch")) == (1, 1, 2)
    assert archive.connection.execute("SELECT title FROM articles").fetchall() == [("Another",)]
    assert verify(archive).damage == []
    again = archive.save(a_capture(archive, at=LATER + timedelta(hours=1)))
    assert again.outcome == "new"


@pytest.mark.parametrize("look", ["edit", "same", "304", "shorter"])
def test_article_that_was_seen_before_stays(archive, look):
    capture = a_capture(archive)
    archive.save(capture)
    if look == "304":
        archive.record_fetch(a_fetch(page_id=capture.page_id, at=LATER, status=304, body=None))
    else:
        text = {"edit": a_body(["Something else altogether."]), "same": None, "shorter": a_body(["Lamps."])}[look]
        article = an_article(URL) if text is None else an_article(URL, blocks=text, paywalled=look == "shorter")
        archive.save(a_capture(archive, article, at=LATER))

    assert withdraw(archive, [capture.page_id], reason=WHY, now=LATER) == 0
    assert count(archive, "article") == 1


def test_pages_that_say_the_same_in_the_same_words_are_taken_back_together(archive):
    first = a_capture(archive)
    archive.save(first)
    second = a_capture(archive, an_article(f"{URL}-2"))
    assert archive.save(second).outcome == "duplicate"

    assert withdraw(archive, [first.page_id], reason=WHY, now=LATER) == 0
    assert withdraw(archive, [first.page_id], reason=WHY, now=LATER, alike=[second.page_id]) == 1

    assert state(archive, first.page_id) == state(archive, second.page_id) == ("not_article", WHY, None)
