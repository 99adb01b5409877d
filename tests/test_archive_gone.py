"""When an article is gone, and when it is back."""

from datetime import timedelta

from archive.reading import queries
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


def test_whether_it_was_gone_is_told_as_of_a_moment(archive):
    archive.save(a_capture(archive))
    for minutes in (10, 90):
        missing(archive, minutes)
    archive.save(a_capture(archive, at=NOON + 100 * MINUTE))
    for minutes in (110, 180):
        missing(archive, minutes)

    def gone(minutes):
        record = queries.article(archive, URL, at=NOON + minutes * MINUTE)
        return record.gone_at, [seen.kind for seen in record.observations][-2:]

    assert gone(30) == (None, ["missing"])
    assert gone(95) == ("2026-11-22T13:30:00Z", ["missing", "gone"])
    assert gone(105) == (None, ["gone", "returned"])
    assert gone(200) == ("2026-11-22T13:50:00Z", ["missing", "gone"])


def test_page_that_never_was_an_article_is_gone_at_once(archive):
    assert missing(archive, 0, "https://herald.example/never") is True
    assert page(archive, "https://herald.example/never")[0] == "gone"


def test_end_of_a_copy_is_not_the_end_of_the_article(archive):
    amp = "https://herald.example/amp/lamps"
    archive.save(a_capture(archive))
    archive.save(a_capture(archive, an_article(amp, canonical_url=URL)))

    assert missing(archive, 10, amp) is True
    assert gone_at(archive) is None


class TestMoved:
    """A site gives an article another address, without a redirect."""

    NEW = "https://herald.example/power/lamps"

    def look(self, archive, minutes, url=NEW, **fields):
        return archive.save(a_capture(archive, an_article(url, **fields), at=NOON + minutes * MINUTE))

    def home(self, archive):
        return archive.connection.execute(
            "SELECT p.url, a.url, a.canonical_url, a.gone_at FROM article a JOIN page p ON p.id = a.page_id"
        ).fetchall()

    def events(self, archive):
        return archive.connection.execute(
            "SELECT kind, substr(at, 12, 5), url, detail FROM events WHERE kind IN ('moved', 'gone', 'returned') ORDER BY at, kind"
        ).fetchall()

    def test_article_that_stands_at_another_address_is_not_gone(self, archive):
        self.look(archive, 0, URL)
        self.look(archive, 5)
        missing(archive, 10)

        assert missing(archive, 90) is True
        assert self.home(archive) == [(self.NEW, URL, URL, None)]
        assert page(archive) == ("gone", None)
        assert page(archive, self.NEW) == (
            "due",
            "2026-11-22T13:30:00Z",
        )  # where it was seen before: that is looked at now
        assert self.events(archive) == []

        saved = self.look(archive, 91)

        assert (saved.outcome, gone_at(archive)) == ("seen", None)
        assert self.home(archive) == [(self.NEW, self.NEW, self.NEW, None)]
        assert page(archive, self.NEW)[0] == "done"
        assert self.events(archive) == [("moved", "13:31", URL, self.NEW)]

    def test_what_was_seen_there_since_it_was_missed_need_not_be_seen_again(self, archive):
        self.look(archive, 0, URL)
        missing(archive, 10)
        self.look(archive, 20)
        missing(archive, 90)

        assert self.home(archive) == [(self.NEW, self.NEW, self.NEW, None)]
        assert self.events(archive) == [("moved", "13:30", URL, self.NEW)]
        assert page(archive, self.NEW)[0] == "due"

    def test_copy_is_asked_in_full_whatever_it_told_before(self, archive):
        self.look(archive, 0, URL)
        archive.save(a_capture(archive, an_article(self.NEW), headers={"etag": '"7"', "last-modified": "Sun"}))
        missing(archive, 10)
        missing(archive, 90)

        assert archive.connection.execute("SELECT etag, last_modified FROM page WHERE key = ?", [self.NEW]).fetchone() == (
            None, None,
        )  # fmt: skip

    def test_edits_at_the_new_address_are_edits_but_how_that_page_differs_is_none(self, archive):
        self.look(archive, 0, URL)
        self.look(archive, 5)
        missing(archive, 10)
        missing(archive, 90)

        self.look(archive, 91, subtitle="A crane is awaited")
        self.look(archive, 95, subtitle="A crane is awaited", title="Lamps on")

        causes = archive.connection.execute("SELECT cause FROM article_versions ORDER BY valid_from").fetchall()
        assert causes == [("first",), ("page",), ("edit",)]
        told = archive.connection.execute("SELECT part, before, after FROM changes").fetchall()
        assert told == [("title", "Lamps out on Harrow Street", "Lamps on")]

    def test_article_is_gone_when_its_last_address_is(self, archive):
        self.look(archive, 0, URL)
        self.look(archive, 5)
        for minutes in (10, 90):
            missing(archive, minutes)

        assert [missing(archive, minutes, self.NEW) for minutes in (100, 180)] == [False, True]
        assert gone_at(archive) == "2026-11-22T13:40:00Z"
        assert self.events(archive) == [("gone", "15:00", self.NEW, "HTTP 404")]

    def test_article_that_moved_goes_and_returns_there(self, archive):
        self.look(archive, 0, URL)
        missing(archive, 10)
        missing(archive, 90)
        assert gone_at(archive) == "2026-11-22T12:10:00Z"

        self.look(archive, 100)
        missing(archive, 110, self.NEW)
        missing(archive, 190, self.NEW)
        self.look(archive, 200)

        assert self.home(archive) == [(self.NEW, self.NEW, self.NEW, None)]
        assert self.events(archive) == [
            ("gone", "13:30", URL, "HTTP 404"),
            ("moved", "13:40", URL, self.NEW),
            ("returned", "13:40", self.NEW, self.NEW),
            ("gone", "15:10", self.NEW, "HTTP 404"),
            ("returned", "15:20", self.NEW, self.NEW),
        ]

    def test_old_address_that_answers_again_is_home_as_long_as_nobody_saw_another(self, archive):
        self.look(archive, 0, URL)
        self.look(archive, 5)
        missing(archive, 10)
        missing(archive, 90)

        self.look(archive, 95, URL)

        assert self.home(archive) == [(URL, URL, URL, None)]
        assert self.events(archive) == []

    def test_wall_where_it_is_sought_tells_nothing(self, archive):
        self.look(archive, 0, URL)
        self.look(archive, 5)
        missing(archive, 10)
        missing(archive, 90)

        assert self.look(archive, 95, is_article=False, title="Subscribe").outcome == "not_article"
        assert self.home(archive) == [(self.NEW, URL, URL, None)]
        assert page(archive, self.NEW)[0] == "done"  # planned for later, as any article whose page could not be read

    def test_late_404_leaves_what_stands(self, archive):
        self.look(archive, 0, URL)
        self.look(archive, 60, URL)

        assert missing(archive, 30) is False
        assert page(archive)[0] == "done"

    def test_where_a_redirect_led_is_asked_when_that_is_gone(self, archive):
        self.look(archive, 0, URL)
        archive.save(a_capture(archive, an_article(self.NEW), asked=URL, at=NOON + 5 * MINUTE))
        missing(archive, 10, key_of=str)

        assert missing(archive, 90, key_of=str) is True
        assert self.home(archive) == [(self.NEW, self.NEW, self.NEW, None)]
        assert page(archive, self.NEW) == ("due", "2026-11-22T13:30:00Z")

        assert [missing(archive, minutes, self.NEW, key_of=str) for minutes in (91, 180)] == [False, True]
        assert gone_at(archive) == "2026-11-22T13:31:00Z"
        assert [event[:2] for event in self.events(archive)] == [("moved", "12:05"), ("gone", "15:00")]

    def test_where_its_canonical_link_says_that_it_is_is_asked_before_it_is_gone(self, archive):
        amp = "https://herald.example/amp/lamps"
        self.look(archive, 0, amp, canonical_url=URL)
        missing(archive, 10, amp, key_of=str)

        assert missing(archive, 90, amp, key_of=str) is True
        assert self.home(archive) == [(URL, amp, URL, None)]
        assert page(archive, URL) == ("due", "2026-11-22T13:30:00Z")

        self.look(archive, 95, URL)
        assert self.home(archive) == [(URL, URL, URL, None)]
        assert self.events(archive) == [("moved", "13:35", amp, URL)]

    def test_nor_is_it_there_it_is_gone_since_it_was_missed_first(self, archive):
        amp = "https://herald.example/amp/lamps"
        self.look(archive, 0, amp, canonical_url=URL)
        for minutes, url in ((10, amp), (90, amp), (95, URL)):
            assert missing(archive, minutes, url, key_of=str) is (minutes == 90)
            assert gone_at(archive) is None

        assert missing(archive, 170, URL, key_of=str) is True
        assert gone_at(archive) == "2026-11-22T12:10:00Z"

    def test_address_that_only_redirected_to_one_that_is_gone_need_not_be_asked(self, archive):
        self.look(archive, 0, URL)
        archive.save(a_capture(archive, an_article(URL), asked="https://short.example/7", at=NOON + 5 * MINUTE))
        missing(archive, 10)

        assert missing(archive, 90) is True
        assert gone_at(archive) == "2026-11-22T12:10:00Z"

    def test_address_that_redirects_elsewhere_a_second_time_is_followed(self, archive):
        self.look(archive, 0, URL)
        for minutes, url in ((10, self.NEW), (20, "https://herald.example/towns/lamps")):
            moved = an_article(url, title=f"Lamps out for {minutes} days")
            archive.save(a_capture(archive, moved, asked=URL, at=NOON + minutes * MINUTE))

        assert archive.connection.execute("SELECT url, title FROM articles").fetchall() == [
            ("https://herald.example/towns/lamps", "Lamps out for 20 days")
        ]
