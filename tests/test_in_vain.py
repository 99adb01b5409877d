"""What is said of a page that a person asked for and that is not archived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.reading.why import briefs
from crawler.reporting.in_vain import why_in_vain
from tests.builders import NOON, URL, a_capture, a_fetch, a_page, an_article

HOST = "herald.example:443"
LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def page(archive):
    return a_page(archive)


def told(archive, now=NOON):
    (brief,) = briefs(archive, [URL])
    return why_in_vain(brief, now)


def test_of_a_page_that_was_archived_nothing_needs_to_be_said(archive, page):
    archive.save(a_capture(archive, an_article()))

    assert told(archive) is None
    assert briefs(archive, ["https://herald.example/never"]) == []


def test_a_host_in_a_pause_is_named_with_its_end_and_reason(archive, page):
    archive.record_host(HOST, backoff_until=LATER, backoff_reason="answered 429 and asks to wait 30 min")

    sentence = (
        f"{URL} is not asked for now: {HOST} is left alone until 2026-11-22T12:30:00Z, as it answered 429 and asks to"
        " wait 30 min; ask again then"
    )
    assert told(archive) == f"{sentence}."
    assert "left alone" not in told(archive, now=LATER)
    archive.save(a_capture(archive, an_article()))
    archive.announce([], source_key=None, run_id=1, now=NOON)
    archive.finish_page(page, state="due", reason=None, now=NOON)
    assert told(archive) == f"{sentence}; article 1 stays as it is."


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("refused", "robots.txt does not allow it", "is not asked for: robots.txt does not allow it."),
        (
            "refused",
            "10.0.0.1 is not a public address",
            "is not asked for: 10.0.0.1 is not a public address; DATELINE_ALLOW_PRIVATE_ADDRESSES=1 allows it.",
        ),
        ("failed", "answered 403", "could not be had: answered 403."),
        ("not_article", "a login wall: 'Sign in'", "is no article: a login wall: 'Sign in'."),
        ("not_article", None, "is no article; if it lists some, `dateline sources add` follows it."),
        (
            "due",
            "no address is known for the name herald.example",
            "could not be had: no address is known for the name herald.example; ask again at 2026-11-22T12:30:00Z or later.",
        ),
    ],
)
def test_why_a_page_is_not_archived_is_one_sentence(archive, page, state, reason, sentence):
    archive.finish_page(page, state=state, reason=reason, now=NOON, next_due=LATER)

    assert told(archive) == f"{URL} {sentence}"


def test_what_was_archived_and_could_not_be_had_again_stays(archive, page):
    archive.save(a_capture(archive, an_article()))
    archive.finish_page(page, state="failed", reason="answered 403", now=NOON)
    assert told(archive) == f"{URL} could not be had: answered 403; article 1 stays as it is."

    archive.record_gone(page, a_fetch(page_id=page, status=404, body=None), now=NOON, confirm_seconds=0)
    assert told(archive) == f"{URL} is not there: HTTP 404; article 1 stays as it is."
