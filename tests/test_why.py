"""``dateline why``: every address has a story, however it is spelt, and one that is not known tells why."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

import dateline
from archive.erasing import erase
from archive.erasure_plans import plan_article
from archive.rows import Announcement
from tests.builders import NOON, a_capture, a_fetch, a_run, an_article

HOUR = timedelta(hours=1)
URL = "https://herald.example/2026/lamps"
FEED = "https://herald.example/feed"


@pytest.fixture
def known(archive, monkeypatch):
    """An article with a history, announced by a feed, and pages to which other things happened."""
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    run_id = a_run(archive, "herald")
    told = [Announcement(url=URL, key=URL, via="feed", via_url=FEED, title="Lamps out", published=NOON)]
    told += [
        Announcement(url=f"{URL}-{n}", key=f"{URL}-{n}", via="feed", via_url=FEED) for n in ("amp", "no", "bad", "due")
    ]
    archive.announce(told, source_key="herald", run_id=run_id, now=NOON)
    archive.record_feed(
        url=FEED, kind="feed", source_key="herald", etag=None, last_modified=None, body_hash=b"1", entries=5, status=200,
        now=NOON,
    )  # fmt: skip
    archive.record_host(
        "herald.example:443", robots_text="User-agent: *\nDisallow: /x", robots_status=200, robots_at=NOON
    )
    capture = {"source_key": "herald", "seconds": 0.25, "run_id": run_id}
    archive.save(a_capture(archive, an_article(URL), **capture))
    page = number(archive, URL)
    for hour in range(1, 7):
        fetch = a_fetch(URL, page_id=page, at=NOON + hour * HOUR, status=304, body=None, run_id=run_id)
        archive.record_fetch(fetch)
    archive.save(a_capture(archive, an_article(URL, title="Lamps on again"), at=NOON + 7 * HOUR, **capture))
    amp = an_article(f"{URL}-amp", canonical_url=URL, title="Lamps on again")
    archive.save(a_capture(archive, amp, at=NOON + 8 * HOUR, **capture))
    archive.finish_page(number(archive, f"{URL}-no"), state="refused", reason="robots.txt does not allow it", now=NOON)
    bad = number(archive, f"{URL}-bad")
    reason = "no whole answer within 30 seconds"
    archive.record_fetch(a_fetch(f"{URL}-bad", page_id=bad, status=None, error=reason, body=None))
    archive.finish_page(bad, state="failed", reason=f"{reason}, 6 times", now=NOON)
    return archive


def number(archive, key):
    return archive.connection.execute("SELECT id FROM page WHERE key = ?", [key]).fetchone()[0]


def tell(capsys, *arguments, code=0):
    assert dateline.main(["why", *arguments]) == code
    out, err = capsys.readouterr()
    return err if code else out


def test_the_story_of_an_article_in_the_order_of_time(known, capsys):
    lines = tell(capsys, URL).splitlines()

    assert lines[0] == URL
    assert [" ".join(line.split()) for line in lines[1:]] == [
        "source herald",
        "article 1 Lamps on again",
        f"other addresses {URL}-amp",
        "robots.txt allows it, as read at 2026-11-22T12:00:00Z",
        "",
        f"2026-11-22T12:00:00Z announced by the feed {FEED}, as “Lamps out”, of 2026-11-22T12:00:00Z (run 1)",
        (
            "2026-11-22T12:00:00Z asked 200, 69 B, 0.25 s: article 1, “Lamps out on Harrow Street”, 89 words, by parser 1,"
            " sure to 90% (run 1)"
        ),
        "2026-11-22T13:00:00Z asked 304, not modified (run 1)",
        "2026-11-22T14:00:00Z asked 4 more looks, the same",
        "2026-11-22T18:00:00Z asked 304, not modified (run 1)",
        (
            "2026-11-22T19:00:00Z asked 200, 69 B, 0.25 s: an edit of article 1, “Lamps on again”, 89 words, by parser 1,"
            " sure to 90% (run 1)"
        ),
        "",
        "Archived as article 1.",
        "No other look is planned; an announcement that tells a change would bring one.",
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "1",
        "http://herald.example/2026/lamps?utm_source=rss#top",
        "herald.example/2026/lamps/",
        "https://www.herald.example/2026/lamps",
    ],
)
def test_any_spelling_will_do(known, capsys, spelling):
    assert tell(capsys, spelling).startswith(f"{URL}\n")


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("amp", f"Another address of article 1, whose own page is {URL}."),
        ("no", "Not asked for: robots.txt does not allow it."),
        ("bad", "Given up: no whole answer within 30 seconds, 6 times."),
        ("due", "Not archived yet: it waits for its turn."),
    ],
)
def test_how_it_stands_is_said_in_a_sentence(known, capsys, end, sentence):
    assert sentence in tell(capsys, f"{URL}-{end}").splitlines()


def test_what_brings_another_chance_is_told(known, capsys):
    for end in ("no", "bad"):
        assert "It is asked for once more where it is announced at 2026-11-2" in tell(capsys, f"{URL}-{end}")

    known.finish_page(number(known, URL), state="failed", reason="answered 403", now=NOON + 9 * HOUR)
    assert "Archived as article 1; the last look at it was in vain: answered 403." in tell(capsys, URL)


def test_what_keeps_a_page_waiting_is_told(known, capsys):
    known.record_host("herald.example:443", backoff_until=NOON + 9 * HOUR, backoff_reason="answered 429")
    last = tell(capsys, f"{URL}-due").splitlines()[-1]
    assert last.endswith("but herald.example:443 is left alone until 2026-11-22T21:00:00Z (answered 429).")

    known.sync_sources([], now=NOON)
    assert tell(capsys, f"{URL}-due").splitlines()[-1].endswith("but source herald is not followed any more.")


def test_missing_and_returned_are_part_of_the_story(known, capsys):
    page = number(known, URL)
    for hour in (9, 11):
        gone = a_fetch(URL, page_id=page, at=NOON + hour * HOUR, status=404)
        known.record_gone(page, gone, now=gone.at)

    told = tell(capsys, URL)
    assert "missing    was not there: HTTP 404" in told
    assert "gone       counts as gone since it was missed first" in told
    assert "No longer there: HTTP 404; article 1 is kept." in told


def test_as_json_every_look_is_told(known, capsys):
    story = json.loads(tell(capsys, URL, "--json"))

    assert (story["known"], story["state"], story["robots"][:10]) == (True, "done", "allows it,")
    assert [event["kind"] for event in story["events"]].count("asked") == 8
    assert story["events"][0] == {
        "at": "2026-11-22T12:00:00Z", "kind": "announced", "run": 1, "url": None,
        "text": f"by the feed {FEED}, as “Lamps out”, of 2026-11-22T12:00:00Z",
    }  # fmt: skip


def test_an_address_that_is_not_known_tells_what_would_have_to_bring_it(known, capsys):
    told = tell(capsys, "https://herald.example/2026/lamp", code=1)
    assert "no feed, sitemap, front page or person has announced it" in told
    assert (
        f"Its site is source herald, followed:\n  feed {FEED}: read last at 2026-11-22T12:00:00Z, answered 200, 5 entries"
        in told
    )
    assert URL in told

    told = tell(capsys, "https://elsewhere.example/a", code=1)
    assert "No source follows elsewhere.example; `dateline sources add elsewhere.example` would." in told
    assert "There is no article 99" in tell(capsys, "99", code=1)
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "https://[half"):
        assert "is no address of a page" in tell(capsys, bad, code=1)


def test_a_feed_is_no_page_and_says_when_it_was_read(known, capsys):
    assert "It was read last at 2026-11-22T12:00:00Z, answered 200, 5 entries." in tell(capsys, FEED)


def test_what_was_erased_tells_when(known, capsys):
    erase(known, plan_article(known, 1), reason="asked to", now=NOON)

    assert "was erased at 2026-11-22T12:00:00Z (asked to)" in tell(capsys, URL)
    assert json.loads(tell(capsys, URL, "--json"))["known"] is False
