"""Bytes of feeds, sitemaps and front pages: kept for a while, then dropped, and never a way round an erasure."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from archive.care.erasing import erase
from archive.care.erasure_plans import plan_article, plan_author
from archive.care.verifying import verify
from archive.crawls.listing_bytes import is_held
from archive.rows import Announcement
from tests.builders import NOON, a_capture, a_fetch, an_article

DAY = timedelta(days=1)
FEED = "https://herald.example/feed"


def a_feed(entry: int) -> bytes:
    return b"".join(hashlib.sha256(b"%d" % number).hexdigest().encode() for number in range(entry, entry + 99))


def read_feed(archive, body, at):
    feed_id = archive.feed_id(url=FEED, kind="feed", source_key=None)
    return archive.record_fetch(a_fetch(FEED, feed_id=feed_id, at=at, body=body))


def held(archive):
    return [
        at
        for (at,) in archive.connection.execute(
            "SELECT f.at FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE length(s.data) > 0"
            " AND f.feed_id IS NOT NULL ORDER BY f.at"
        )
    ]


def test_bytes_of_old_listings_are_dropped_but_not_the_last_nor_what_others_need(archive):
    for day in range(6):
        read_feed(archive, a_feed(day), NOON + day * DAY)

    archive.drop_listings(before=NOON + 2 * DAY)
    # The first is what the others are differences against.
    assert held(archive) == [f"2026-11-{day}T12:00:00Z" for day in (22, 24, 25, 26, 27)]

    archive.drop_listings(before=NOON + 5.5 * DAY)
    assert held(archive) == ["2026-11-22T12:00:00Z", "2026-11-27T12:00:00Z"]

    read_feed(archive, a_feed(5_000), NOON + 6 * DAY)
    archive.drop_listings(before=NOON + 5.5 * DAY)
    assert held(archive) == ["2026-11-28T12:00:00Z"]
    assert verify(archive).damage == []


def test_pages_keep_their_bytes_whatever_a_listing_had(archive):
    same = b"<h1>both a front page and an article</h1>" * 99
    archive.save(a_capture(archive, body=same))
    read_feed(archive, same, NOON)
    read_feed(archive, a_feed(1), NOON + DAY)

    assert archive.drop_listings(before=NOON + 9 * DAY) == 0


def test_erasing_takes_the_bytes_of_listings_along_and_keeps_none_that_name_it_again(archive):
    saved = archive.save(a_capture(archive))
    read_feed(archive, a_feed(1), NOON)
    article = an_article()
    told = [Announcement(url=article.url, key=article.url, via="feed"), Announcement(url=FEED, key=FEED, via="feed")]
    assert archive.may_keep_listing(told)

    erase(archive, plan_article(archive, saved.article_id), reason=None, now=NOON)

    assert held(archive) == []
    assert not archive.may_keep_listing(told)
    assert archive.may_keep_listing(told[1:])


def test_once_a_name_is_erased_no_listing_is_kept(archive):
    archive.save(a_capture(archive))

    erase(archive, plan_author(archive, "Ada Quill"), reason=None, now=NOON)

    assert not archive.may_keep_listing(())


def test_bytes_count_as_held_only_while_they_are_there(archive):
    read_feed(archive, a_feed(1), NOON)

    assert is_held(archive.connection, a_feed(1))
    assert not is_held(archive.connection, a_feed(2))

    archive.connection.execute("UPDATE snapshot SET data = x''")
    assert not is_held(archive.connection, a_feed(1))
