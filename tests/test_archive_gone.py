"""When an article is gone, and when it is back."""

from datetime import timedelta

from tests.builders import NOON, URL, a_capture, a_fetch, a_page, an_article

MINUTE = timedelta(minutes=1)


def missing(archive, minutes, url=URL, status=404, **options):
    now = NOON + minutes * MINUTE
    page_id = a_page(archive, url, at=now)
    return archive.record_gone(page_id, a_fetch(url, page_id=page_id, at=now, status=status), now=now, **options)


def gone_at(archive):
    return archive.connection.execute("SELECT gone_at FROM articles").fetchone()[0]


def page(archive, url=URL):
    return archive.connection.execute("SELECT state, next_due FROM page WHERE key = ?", [url]).fetchone()


def test_one_404_is_not_believed(archive):
    archive.save(a_capture(archive))

    assert missing(archive, 10) is False
    assert (gone_at(archive), page(archive)) == (None, ("due", "2026-11-22T13:10:00Z"))


def test_second_404_must_be_later(archive):
    archive.save(a_capture(archive))

    assert [missing(archive, minutes) for minutes in (10, 40, 71)] == [False, False, True]
    assert (gone_at(archive), page(archive)) == ("2026-11-22T12:10:00Z", ("gone", None))


def test_time_between_can_be_set(archive):
    archive.save(a_capture(archive))

    assert [missing(archive, minutes, confirm_seconds=60) for minutes in (10, 11)] == [False, True]


def test_410_is_confirmed_like_a_404(archive):
    archive.save(a_capture(archive))

    assert [missing(archive, minutes, status=410) for minutes in (10, 71)] == [False, True]
    assert (gone_at(archive), page(archive)) == ("2026-11-22T12:10:00Z", ("gone", None))


def test_without_a_time_between_the_first_404_is_believed(archive):
    archive.save(a_capture(archive))

    assert missing(archive, 10, confirm_seconds=0) is True


def test_article_seen_in_between_is_not_gone(archive):
    archive.save(a_capture(archive))
    missing(archive, 10)
    archive.save(a_capture(archive, at=NOON + 20 * MINUTE))

    assert missing(archive, 90) is False
    assert gone_at(archive) is None


def test_not_modified_is_a_sign_of_life_too(archive):
    capture = a_capture(archive)
    archive.save(capture)
    missing(archive, 10)
    archive.record_fetch(a_fetch(page_id=capture.page_id, at=NOON + 20 * MINUTE, status=304, body=None))

    assert missing(archive, 90) is False


def test_article_that_comes_back_is_the_same_and_no_longer_gone(archive):
    first = archive.save(a_capture(archive))
    missing(archive, 10)
    missing(archive, 90)

    back = archive.save(a_capture(archive, at=NOON + 100 * MINUTE))

    assert (back.article_id, gone_at(archive)) == (first.article_id, None)
    events = archive.connection.execute("SELECT kind, at, detail FROM events ORDER BY at, kind DESC").fetchall()
    assert events == [
        ("missing", "2026-11-22T12:10:00Z", "HTTP 404"),
        ("missing", "2026-11-22T13:30:00Z", "HTTP 404"),
        ("gone", "2026-11-22T13:30:00Z", "HTTP 404"),
        ("returned", "2026-11-22T13:40:00Z", URL),
    ]


def test_page_that_never_was_an_article_is_gone_at_once(archive):
    assert missing(archive, 0, "https://herald.example/never") is True
    assert page(archive, "https://herald.example/never")[0] == "gone"


def test_end_of_a_copy_is_not_the_end_of_the_article(archive):
    amp = "https://herald.example/amp/lamps"
    archive.save(a_capture(archive))
    archive.save(a_capture(archive, an_article(amp, canonical_url=URL)))

    assert missing(archive, 10, amp) is True
    assert gone_at(archive) is None
