"""``dateline why``: every address has a story, however it is spelt, and one that is not known tells why."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

import dateline
from archive.care.erasing import erase
from archive.care.erasure_plans import plan_article
from archive.rows import Announcement, FeedHabit
from crawler.urls import absolute, page_key
from tests.builders import NOON, a_capture, a_fetch, a_run, an_article

HOUR = timedelta(hours=1)
URL = "https://herald.example/2026/lamps"
FEED = "https://herald.example/feed"
FAR = NOON.replace(year=2126)
PAUSED = "herald.example:443 is left alone until 2126-11-22T12:00:00Z (answered 429)"


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


def pause(archive, until=FAR):
    archive.record_host("herald.example:443", backoff_until=until, backoff_reason="answered 429")


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
    pause(known)
    last = tell(capsys, f"{URL}-due").splitlines()[-1]
    assert last.endswith(f"but {PAUSED}.")

    pause(known, until=NOON - 9_000 * HOUR)
    known.sync_sources([], now=NOON)
    assert tell(capsys, f"{URL}-due").splitlines()[-1].endswith("but source herald is not followed any more.")


def test_what_a_person_asked_for_in_vain_waits_for_a_person_and_its_host(known, capsys):
    url = "https://herald.example/asked"
    run_id = a_run(known)
    known.announce([Announcement(url=url, key=url, via="person")], source_key=None, run_id=run_id, now=NOON)
    pause(known)
    known.put_off(number(known, url), reason="answered 429", until=FAR)
    assert tell(capsys, url).splitlines()[-1] == (
        f"To be asked for at 2126-11-22T12:00:00Z or at the next crawl after that; but {PAUSED}."
    )

    known.finish_run(run_id, outcome="finished", counts={}, now=NOON)
    assert tell(capsys, url).splitlines()[-1] == (
        f"No source brings it, so that only a person can ask for it; but {PAUSED}."
    )


def test_a_list_in_a_pause_or_refused_by_robots_txt_says_so(known, capsys):
    known.record_host("herald.example:443", robots_text="User-agent: *\nDisallow: /feed")
    pause(known)
    refused = "robots.txt does not allow it: Disallow: /feed (line 2)"
    known.record_feed(
        url=FEED, kind="feed", source_key="herald", etag=None, last_modified=None, body_hash=None, entries=None,
        status=None, now=NOON + HOUR, next_due=FAR, waits_for=refused, habit=FeedHabit(failures=1),
    )  # fmt: skip

    lines = tell(capsys, FEED).splitlines()
    assert "robots.txt  does not allow it, as read at 2026-11-22T12:00:00Z" in lines
    assert lines[-2:] == [
        f"It was tried in vain, last at 2026-11-22T13:00:00Z: {refused}; next at 2126-11-22T12:00:00Z.",
        f"But {PAUSED}.",
    ]
    story = json.loads(tell(capsys, FEED, "--json"))
    assert (story["robots"][:14], story["host"]["backoff_reason"]) == ("does not allow", "answered 429")


def test_a_page_that_is_read_for_links_too_tells_that(known, capsys):
    known.record_feed(
        url=URL, kind="front", source_key="herald", etag=None, last_modified=None, body_hash=b"1", entries=7,
        status=200, now=NOON,
    )  # fmt: skip

    line = "its links        followed by source herald: read last at 2026-11-22T12:00:00Z, answered 200, 7 entries"
    assert line in tell(capsys, URL).splitlines()
    assert json.loads(tell(capsys, URL, "--json"))["listing"]["entries"] == 7


def miss(archive, url, *hours):
    for hour in hours:
        page = number(archive, url)
        gone = a_fetch(url, page_id=page, at=NOON + hour * HOUR, status=404)
        archive.record_gone(page, gone, now=gone.at)


def test_missing_and_gone_are_part_of_the_story(known, capsys):
    miss(known, URL, 9, 11)
    assert f"No longer there: HTTP 404; article 1 is sought at {URL}-amp." in tell(capsys, URL)

    miss(known, f"{URL}-amp", 12, 14)

    assert "missing    was not there: HTTP 404" in tell(capsys, URL)
    told = tell(capsys, f"{URL}-amp")
    assert "gone       counts as gone since it was missed first" in told
    assert "No longer there: HTTP 404; article 1 is kept." in told


def test_move_without_a_redirect_is_part_of_both_stories(known, capsys):
    miss(known, URL, 9, 11)
    amp = an_article(f"{URL}-amp", canonical_url=URL, title="Lamps on again")
    known.save(a_capture(known, amp, at=NOON + 12 * HOUR, source_key="herald"))

    told = tell(capsys, URL)
    assert f"moved      moved to {URL}-amp" in told
    assert f"No longer there: HTTP 404; article 1 stands at {URL}-amp." in told
    told = tell(capsys, f"{URL}-amp")
    assert ": a copy of article 1 " in told
    assert f"moved      the article moved to {URL}-amp, as {URL} was gone" in told
    assert "Archived as article 1." in told


def test_article_stands_where_its_other_page_redirects_to(known, capsys):
    miss(known, URL, 9, 11)
    new = "https://herald.example/power/lamps"
    known.save(a_capture(known, an_article(new, title="Lamps on again"), asked=f"{URL}-amp", at=NOON + 12 * HOUR))

    assert f"No longer there: HTTP 404; article 1 stands at {new}." in tell(capsys, URL)


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


def test_what_is_no_address_is_told_what_may_be_meant(known, capsys):
    assert tell(capsys, "nonsense", code=1).splitlines() == [
        "'nonsense' is neither an address nor the number of an article.",
        "An address is written like https://example.com/a-story; `dateline search nonsense` looks for words.",
    ]
    assert "`dateline search 'chip shortage'` looks for words" in tell(capsys, "chip shortage", code=1)
    assert "There is a source herald;" in tell(capsys, "heralds", code=1)
    assert "`dateline coverage --source herald --missing` tells" in tell(capsys, "herald", code=1)
    archives = "`scrapy crawl article -a url=https://herald.example/2026/lamp` archives it now."
    assert archives in tell(capsys, "herald.example/2026/lamp", code=1)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://xn--grnschnabel-uhb.example/stra%c3%9fe/%E6%B7%B1?q=%C3%A9t%C3%A9",
        "grünschnabel.example/straße/深?q=été",
        "https://GRÜNSCHNABEL.example/stra%C3%9Fe/深?q=%c3%a9t%c3%a9",
    ],
)
def test_addresses_in_other_scripts_are_found_however_they_are_typed_and_can_be_read(known, capsys, spelling):
    url = absolute("https://grünschnabel.example/straße/深?q=été")
    told = [Announcement(url=url, key=page_key(url), via="feed", via_url=FEED)]
    known.announce(told, source_key="herald", run_id=1, now=NOON)

    assert tell(capsys, spelling).splitlines()[0] == "https://grünschnabel.example/straße/深?q=été"
    assert json.loads(tell(capsys, spelling, "--json"))["url"] == url


def test_a_feed_is_no_page_and_says_when_it_was_read(known, capsys):
    assert "It was read last at 2026-11-22T12:00:00Z, answered 200, 5 entries." in tell(capsys, FEED)


def test_what_was_erased_tells_when(known, capsys):
    erase(known, plan_article(known, 1), reason="asked to", now=NOON)

    assert "was erased at 2026-11-22T12:00:00Z (asked to)" in tell(capsys, URL)
    assert json.loads(tell(capsys, URL, "--json"))["known"] is False
