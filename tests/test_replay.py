"""Replay: a crawl is done again out of what it was answered, without network, and the same comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from scrapy.http import Request
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

import dateline
from archive.crawls.leads import lead, pass_over
from archive.crawls.owner import Owner
from archive.exports import warc
from archive.reading.selection import Selection
from archive.rows import Announcement
from crawler.errors import UsedWrongly
from crawler.network.redirects import MOVED
from crawler.recordings.recording import NotRecorded, PassedOver
from crawler.recordings.replay import InOrder, ReplayHandler, begin, open_recording
from crawler.recordings.warc import list_records
from crawler.recordings.warc_index import WarcIndex
from tests.builders import NOON, a_capture, a_fetch, a_page, a_run, an_article
from tests.test_frontier import announce, lease

HOUR = timedelta(hours=1)
URL = "https://herald.example/story"
FEED = "https://herald.example/feed"


def test_a_site_stands_as_it_did_at_the_end_of_the_run(archive):
    page_id = a_page(archive, URL, source_key=None)
    first = a_run(archive, "herald")
    archive.record_fetch(a_fetch(URL, page_id=page_id, run_id=first, body=b"<p>first</p>", headers={"etag": "1"}))
    archive.finish_run(first, outcome="finished", counts={}, now=NOON)
    second = a_run(archive, "herald", now=NOON + HOUR)
    archive.record_fetch(a_fetch(URL, page_id=page_id, run_id=second, at=NOON + HOUR, status=304, body=None))
    archive.finish_run(second, outcome="finished", counts={}, now=NOON + HOUR)
    third = a_run(archive, "herald", now=NOON + 2 * HOUR)
    archive.record_fetch(a_fetch(URL, page_id=page_id, run_id=third, at=NOON + 2 * HOUR, body=b"<p>third</p>"))

    recording = open_recording(archive.path, second)
    assert recording.begins == NOON + HOUR
    assert recording.left() == [URL]
    assert recording.answer(URL, is_conditional=True).status == 304
    assert recording.left() == []
    told = recording.answer(URL, is_conditional=False)  # who has nothing gets what it stood for
    assert (told.status, told.body, told.headers) == (200, b"<p>first</p>", {"etag": "1"})
    recording.close()

    recording = open_recording(archive.path, None)
    assert recording.answer(URL, is_conditional=False).body == b"<p>third</p>"
    with pytest.raises(NotRecorded, match="is not in the recording"):
        recording.answer("https://herald.example/never", is_conditional=False)
    recording.close()


def test_further_pages_of_an_article_are_found_by_what_they_belong_to(archive):
    second = a_fetch(f"{URL}?page=2", body=b"<p>the rest</p>")
    capture = a_capture(archive, an_article(URL))
    archive.save(replace(capture, pages=(replace(second, page_id=capture.page_id),)))

    recording = open_recording(archive.path, None)

    assert recording.answer(second.url, is_conditional=False).body == b"<p>the rest</p>"
    recording.close()


def test_errors_refusals_and_robots_are_told_again(archive):
    run_id = a_run(archive, "herald")
    announced = [Announcement(url=f"{URL}/{n}", key=f"{URL}/{n}", via="feed") for n in ("slow", "private", "dropped")]
    archive.announce(announced, source_key="herald", run_id=run_id, now=NOON)
    slow, private, dropped = (n for (n,) in archive.connection.execute("SELECT id FROM page ORDER BY id"))
    reason = "no whole answer within 30 seconds"
    archive.record_fetch(a_fetch(f"{URL}/slow", page_id=slow, run_id=run_id, status=None, error=reason, body=None))
    archive.finish_page(private, state="refused", reason="robots.txt does not allow it", now=NOON)
    archive.record_fetch(a_fetch(f"{URL}/dropped", page_id=dropped, run_id=run_id, bytes_received=9))
    archive.connection.execute("UPDATE snapshot SET data = x''")
    archive.record_host("herald.example:443", robots_text="User-agent: *", robots_status=200, robots_at=NOON)

    recording = open_recording(archive.path, run_id)

    assert recording.answer(f"{URL}/slow", is_conditional=False).error == reason
    assert recording.answer(f"{URL}/private", is_conditional=False).error == "refused: robots.txt does not allow it"
    assert recording.answer("https://herald.example/robots.txt", is_conditional=False).body == b"User-agent: *"
    with pytest.raises(NotRecorded, match="were dropped"):
        recording.answer(f"{URL}/dropped", is_conditional=False)
    recording.close()


@pytest.mark.parametrize(
    ("path", "run", "reason"),
    [
        ("none.db", None, "there is no such file"),
        ("archive.db", 99, "has no such run"),
        ("archive.db", None, "nothing was"),
    ],
)
def test_what_is_no_recording_is_said(archive, path, run, reason):
    with pytest.raises(UsedWrongly, match=reason):
        open_recording(archive.path.with_name(path), run)


@pytest.mark.parametrize("run", ["last", "-1", str(10**20)])
def test_what_is_no_number_of_a_run_is_said(archive, tmp_path, run):
    settings = {
        "DATELINE_REPLAY": archive.path,
        "DATELINE_REPLAY_RUN": run,
        "DATELINE_ARCHIVE_PATH": tmp_path / "new.db",
    }

    with pytest.raises(UsedWrongly, match="is no number of a run"):
        begin(Settings(settings))


def test_command_refuses_to_replay_into_the_recording(archive, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    a_run(archive, "herald")
    archive.connection.execute("UPDATE run SET command = 'news source=herald'")

    assert dateline.main(["replay", "--into", str(archive.path)]) == 2
    assert "is the recording itself" in capsys.readouterr().err
    assert dateline.main(["replay", "7", "--into", "x.db"]) == 2
    assert "run 7 is none that could be replayed" in capsys.readouterr().err


def test_a_warc_of_the_archive_is_a_recording_too(archive, tmp_path):
    page_id = a_page(archive, URL)
    feed_id = archive.feed_id(url=FEED, kind="feed", source_key=None)
    feed = a_fetch(FEED, feed_id=feed_id, body=b"<rss/>", headers={"etag": "1", "content-type": "text/xml"})
    robots = a_fetch("https://herald.example/robots.txt", body=b"User-agent: *", headers={"content-type": "text/plain"})
    for fetch in (
        robots,
        feed,
        a_fetch(URL, page_id=page_id, body=b"<p>first</p>"),
        a_fetch(FEED, feed_id=feed_id, at=NOON + HOUR, status=304, body=None, headers={"etag": "1"}),
        a_fetch(URL, page_id=page_id, at=NOON + HOUR, status=None, error="the connection broke: reset", body=None),
        a_fetch(URL, page_id=page_id, at=NOON + 2 * HOUR, body=b"<p>second</p>"),
    ):
        archive.record_fetch(fetch)
    path = tmp_path / "all.warc.gz"
    with path.open("wb") as out:
        assert len(list(warc.write(archive, Selection(), out))) == 6

    recording = open_recording(path, None)
    assert recording.begins == NOON
    assert recording.answer(robots.url, is_conditional=False).body == robots.body
    assert recording.answer(FEED, is_conditional=False).body == feed.body
    assert (told := recording.answer(FEED, is_conditional=True)).status == 304
    assert told.headers["etag"] == "1"
    assert recording.answer(FEED, is_conditional=False).body == feed.body
    answers = [recording.answer(URL, is_conditional=False) for _ in range(4)]
    assert [answer.error or answer.body for answer in answers] == [
        b"<p>first</p>",
        "the connection broke: reset",
        b"<p>second</p>",
        b"<p>second</p>",
    ]
    assert recording.left() == []
    recording.close()


def test_listings_in_a_warc_are_no_pages(archive, tmp_path):
    feed_id = archive.feed_id(url="https://herald.example/", kind="front", source_key=None)
    archive.record_fetch(a_fetch("https://herald.example/", feed_id=feed_id))
    path = tmp_path / "all.warc"
    with path.open("wb") as out:
        list(warc.write(archive, Selection(), out, packed=False))
    index = WarcIndex()
    index.add(str(path), list_records(str(path)).records)
    index.complete()

    assert list(index.held()) == []
    index.close()


def test_what_a_stopped_run_did_not_come_to_is_left_to_the_next(archive):
    reached, later = f"{URL}/reached", f"{URL}/later"
    stopped = a_run(archive, "herald")
    archive.record_fetch(a_fetch(reached, page_id=a_page(archive, reached), run_id=stopped, status=500, body=b"busy"))
    archive.finish_run(stopped, outcome="stopped", counts={}, now=NOON)
    page_id = a_page(archive, later)
    archive.record_fetch(a_fetch(later, page_id=page_id, run_id=a_run(archive, "herald", now=NOON + HOUR)))
    archive.record_host("herald.example:443", robots_text="User-agent: *", robots_status=200, robots_at=NOON)
    archive.record_host("other.example:443", robots_text="User-agent: *", robots_status=200, robots_at=NOON + HOUR)

    recording = open_recording(archive.path, stopped)

    assert recording.ended_early
    assert recording.answer("https://herald.example/robots.txt", is_conditional=False).body == b"User-agent: *"
    assert recording.answer(reached, is_conditional=False).status == 500
    for url in (reached, later, "https://other.example/robots.txt"):
        with pytest.raises(NotRecorded):
            recording.answer(url, is_conditional=False)
    recording.close()


def test_what_a_limited_run_came_to_is_told_by_what_it_noted_without_asking(archive):
    """Robots.txt and the pages of its kind speak against them in the next run as well; here it did not come to them."""
    verdict = "3 other pages under /jobs/ are no articles either"
    urls = [f"{URL}/{name}" for name in ("asked", "refused", "job", "short", "later")]
    run_id = a_run(archive, "herald")
    archive.connection.execute("UPDATE run SET command = 'news limit=4'")
    announce(archive, *urls, source="herald")
    asked, refused, job, short, _ = (archive.connection.execute("SELECT id FROM page ORDER BY id")).fetchall()
    archive.record_fetch(a_fetch(urls[0], page_id=asked[0], run_id=run_id))
    archive.finish_page(refused[0], state="refused", reason="robots.txt does not allow it", now=NOON)
    pass_over(archive.connection, job[0], reason=verdict, now=NOON, until=NOON + HOUR)
    lead(archive.connection, short[0], asked[0], unasked_at=NOON)
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)

    recording = open_recording(archive.path, run_id)

    assert (recording.is_partial, recording.ended_early) == (True, False)
    assert [recording.was_reached(url) for url in urls] == [True, True, True, True, False]
    assert [recording.passed_over(url) for url in urls[1:]] == [
        None,
        PassedOver(reason=verdict),
        PassedOver(target=urls[0]),
        None,
    ]
    recording.close()


@pytest.mark.parametrize("came_first", ["announced", "origin"])
def test_page_is_asked_for_where_it_was_whatever_is_known_of_its_host_by_now(archive, came_first):
    announced, there = "http://herald.example/story", "https://herald.example/story"
    run_id = a_run(archive, "herald")
    announce(archive, announced, source="herald")
    hop = a_fetch(announced, run_id=run_id, status=301, final_url=there, body=None)
    for fetch in (hop, a_fetch(there, run_id=run_id))[:: 1 if came_first == "announced" else -1]:
        archive.record_fetch(fetch)
    (page,) = lease(archive, source="herald")
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)
    crawler = get_crawler(settings_dict={"DATELINE_REPLAY": str(archive.path), "DATELINE_REPLAY_RUN": str(run_id)})
    request = Request(there, meta={MOVED: True}, cb_kwargs={"page": page})

    async def passed_on():
        handler = ReplayHandler(crawler)  # closes the recording
        try:
            return await InOrder(crawler).process_request(request)
        finally:
            await handler.close()

    other = asyncio.run(passed_on())

    if came_first == "announced":
        assert (other.url, other.meta[MOVED]) == (announced, False)
    else:
        assert other is None


def test_archive_that_cannot_be_crawled_into_is_told_once_not_by_each_run(archive, tmp_path, capsys, monkeypatch):
    for _ in range(2):
        archive.finish_run(
            archive.start_run(command="news", source_keys=(), owner=Owner.current(), now=NOON).run_id,
            outcome="finished", counts={}, now=NOON,
        )  # fmt: skip
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))

    assert dateline.main(["replay", "--into", str(tmp_path)]) == 1
    complaint = capsys.readouterr().err
    assert complaint.startswith("Error: ")
    assert complaint.count("\n") == 1
