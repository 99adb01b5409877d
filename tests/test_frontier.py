"""The frontier: announcing, leasing, finishing, and what happens to the pages of a crawl that died."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.crawls import frontier
from archive.crawls.owner import Owner
from archive.reading import why
from archive.rows import Announcement
from tests.builders import NOON, a_capture, a_fetch, a_run, an_article

HOUR = timedelta(hours=1)
DEAD = Owner(pid=2**22 + 1, process_start="1", boot_id=Owner.current().boot_id)


def entry(url, **fields):
    return Announcement(**{"url": url, "key": url, "via": "feed", "via_url": "https://a.example/feed", **fields})


def announce(archive, *urls, source="a", now=NOON, **fields):
    run_id = a_run(archive) if source is None else run_of(archive, source)
    return archive.announce([entry(url, **fields) for url in urls], source_key=source, run_id=run_id, now=now)


def run_of(archive, source):
    row = archive.connection.execute("SELECT run_id FROM source WHERE key = ?", [source]).fetchone()
    return (row and row[0]) or a_run(archive, source)


def lease(archive, limit=100, *, source="a", now=NOON, **options):
    return archive.lease_pages(run_id=run_of(archive, source), source_keys=[source], limit=limit, now=now, **options)


def page(archive, url):
    return archive.connection.execute("SELECT state, tries, reason, next_due FROM page WHERE key = ?", [url]).fetchone()


def finish(archive, url, state, now=NOON, **options):
    (page_id,) = archive.connection.execute("SELECT id FROM page WHERE key = ?", [url]).fetchone()
    archive.finish_page(page_id, state=state, reason=options.pop("reason", None), now=now, **options)


def fetched(archive, url, at):
    (page_id,) = archive.connection.execute("SELECT id FROM page WHERE key = ?", [url]).fetchone()
    archive.record_fetch(a_fetch(url, page_id=page_id, at=at, headers={"etag": '"1"', "last-modified": "today"}))
    finish(archive, url, "done", now=at)


def test_announced_page_is_leased_with_all_a_request_needs(archive):
    assert announce(archive, "https://a.example/1", title="One", rank=2.0) == 1

    (leased,) = lease(archive)

    assert (leased.url, leased.key, leased.host, leased.source_key) == (
        "https://a.example/1", "https://a.example/1", "a.example:443", "a",
    )  # fmt: skip
    assert (leased.tries, leased.etag, leased.article_id, leased.known_version) == (0, None, None, None)
    assert lease(archive) == []


def test_known_article_comes_with_its_validators_and_parser(archive):
    announce(archive, "https://a.example/1")
    headers = {"etag": '"7"', "last-modified": "Sun, 22 Nov 2026 12:00:00 GMT"}
    saved = archive.save(a_capture(archive, an_article("https://a.example/1"), headers=headers))
    archive.recheck(["a"], now=NOON)
    announce(archive, "https://a.example/1", via="person")

    (leased,) = lease(archive)

    assert (leased.etag, leased.last_modified) == ('"7"', "Sun, 22 Nov 2026 12:00:00 GMT")
    assert (leased.article_id, leased.known_version) == (saved.article_id, "1")


def test_page_announced_twice_is_one_page_of_two_announcers(archive):
    announce(archive, "https://a.example/1", title="One")

    assert announce(archive, "https://a.example/1", via="sitemap", via_url="https://a.example/sitemap.xml") == 0
    told = archive.connection.execute(
        "SELECT r.via, r.url, a.title FROM announcement a JOIN announcer r ON r.id = a.announcer_id ORDER BY r.via"
    )
    assert told.fetchall() == [
        ("feed", "https://a.example/feed", "One"),
        ("sitemap", "https://a.example/sitemap.xml", None),
    ]


def test_repeated_announcement_writes_nothing(archive):
    announce(archive, "https://a.example/1", title="One", updated=NOON)
    before = archive.connection.total_changes

    announce(archive, "https://a.example/1", title="One", updated=NOON)

    assert archive.connection.total_changes == before


def test_what_an_announcer_said_before_is_kept_with_its_time(archive):
    url = "https://a.example/1"
    for hours, told in enumerate(
        [
            {"title": "Bread rises", "published": NOON},
            {"title": "Bread rises", "published": NOON, "updated": NOON + HOUR},
            {"title": "Why bread rises"},
            {"title": None, "updated": NOON + 3 * HOUR},
            {"title": "Bread rises", "published": NOON + HOUR},
        ]
    ):
        announce(archive, url, now=NOON + hours * HOUR, **told)
    announce(archive, url, via="front", via_url="https://a.example/", title="Bread!")

    rows = archive.connection.execute(
        "SELECT via, substr(at, 12, 5), substr(until, 12, 5), title, substr(published, 12, 5), substr(updated, 12, 5)"
        " FROM announcements WHERE url = ? ORDER BY via, at",
        [url],
    )
    assert rows.fetchall() == [
        ("feed", "12:00", "14:00", "Bread rises", "12:00", None),
        ("feed", "14:00", "16:00", "Why bread rises", "12:00", None),
        ("feed", "16:00", None, "Bread rises", "13:00", "15:00"),
        ("front", "12:00", None, "Bread!", None, None),
    ]


def test_url_without_a_host_is_left_out(archive):
    assert announce(archive, "https://a.example/1", "mailto:ada@a.example", "https:///x", "http://[::1") == 1


@pytest.mark.parametrize(
    ("updated", "state"),
    [
        (NOON + 2 * HOUR, "due"),
        (NOON - HOUR, "done"),
        (None, "done"),
        (date(2026, 11, 22), "done"),
        (date(2026, 11, 23), "due"),
    ],
)
def test_known_page_is_due_again_when_it_changed_since_we_read_it(archive, updated, state):
    announce(archive, "https://a.example/1")
    fetched(archive, "https://a.example/1", NOON + HOUR)

    announce(archive, "https://a.example/1", updated=updated, now=NOON + 3 * HOUR)

    assert page(archive, "https://a.example/1")[0] == state


def test_change_dated_into_the_future_wakes_a_page_once(archive):
    announce(archive, "https://a.example/1")
    for hours, state in ((1, "due"), (2, "done")):
        fetched(archive, "https://a.example/1", NOON + hours * HOUR)
        announce(archive, "https://a.example/1", updated=NOON + 900 * HOUR)
        assert page(archive, "https://a.example/1")[0] == state


@pytest.mark.parametrize("state", ["done", "gone", "refused", "failed", "not_article", "duplicate"])
def test_person_gets_any_page_at_once(archive, state):
    announce(archive, "https://a.example/1")
    finish(archive, "https://a.example/1", state)
    run_id = a_run(archive)

    archive.announce([entry("https://a.example/1", via="person")], source_key=None, run_id=run_id, now=NOON)

    (leased,) = archive.lease_pages(run_id=run_id, source_keys=None, limit=9, now=NOON)
    assert (leased.url, leased.source_key) == ("https://a.example/1", "a")


def test_crawl_by_hand_takes_only_what_its_person_asked_for(archive):
    announce(archive, "https://a.example/1")
    announce(archive, "https://b.example/1", source=None, via="person")
    run_id = a_run(archive)
    archive.announce([entry("https://c.example/1", via="person")], source_key=None, run_id=run_id, now=NOON)

    leased = archive.lease_pages(run_id=run_id, source_keys=None, limit=9, now=NOON)

    assert [page.url for page in leased] == ["https://c.example/1"]


@pytest.mark.parametrize("state", ["failed", "refused"])
def test_page_that_never_was_an_article_has_another_chance_where_it_is_still_announced(archive, state):
    announce(archive, "https://a.example/1", "https://a.example/quiet")
    finish(archive, "https://a.example/1", state, reason="answered 403")
    finish(archive, "https://a.example/quiet", state)
    asked = []
    for hour in range(24 * 7):  # a list that tells a change at every reading
        now = NOON + hour * HOUR
        announce(archive, "https://a.example/1", now=now, updated=now)
        if lease(archive, now=now):
            asked.append(hour)
            finish(archive, "https://a.example/1", state, now=now, reason="answered 403")

    assert asked == [1, 3, 9, 27, 81]
    assert page(archive, "https://a.example/quiet")[0] == state


def test_page_that_was_missing_when_it_was_fresh_is_asked_for_again(archive):
    announce(archive, "https://a.example/1")
    (leased,) = lease(archive)
    archive.record_gone(leased.page_id, a_fetch(leased.url, page_id=leased.page_id, status=404), now=NOON)

    found = []
    for minutes in (30, 60):
        announce(archive, "https://a.example/1", now=NOON + timedelta(minutes=minutes))
        found.append(page(archive, "https://a.example/1")[0])

    assert found == ["gone", "due"]


def test_what_leads_to_the_erased_has_no_other_chance(archive):
    announce(archive, "https://a.example/1")
    archive.connection.execute("UPDATE page SET state = 'refused', next_due = NULL")

    announce(archive, "https://a.example/1", now=NOON + 900 * HOUR, updated=NOON + 900 * HOUR)

    assert page(archive, "https://a.example/1")[0] == "refused"


@pytest.mark.parametrize("state", ["failed", "refused"])
def test_article_that_could_not_be_looked_at_stays_one(archive, state):
    announce(archive, "https://a.example/1")
    archive.save(a_capture(archive, an_article("https://a.example/1"), source_key="a"))

    finish(archive, "https://a.example/1", state, reason="answered 403")

    assert page(archive, "https://a.example/1")[::2] == ("done", "answered 403")
    kept = archive.connection.execute("SELECT kind, value FROM observation").fetchall()
    assert kept == [(state, "answered 403")]


def test_hosts_share_fairly_and_the_newest_comes_first(archive):
    for host in "xyz":
        for number in range(5):
            announce(archive, f"https://{host}.example/{number}", rank=number + (10 if host == "x" else 0))

    assert sorted(page.url for page in lease(archive, 3)) == [f"https://{host}.example/4" for host in "xyz"]
    assert [page.url for page in lease(archive, 2)] == ["https://x.example/3", "https://y.example/3"]
    assert lease(archive, 1)[0].url == "https://z.example/3"


def test_one_host_has_only_so_many_pages_out(archive):
    announce(archive, *(f"https://a.example/{number}" for number in range(20)))

    assert len(lease(archive, 10, per_host=3)) == 3
    assert lease(archive, 10, per_host=3) == []
    assert len(lease(archive, 10, per_host=5)) == 2


def test_host_that_is_busy_or_backing_off_is_spared(archive):
    for host in "xyz":
        announce(archive, f"https://{host}.example/1", f"https://{host}.example/2")
    archive.record_host("y.example:443", backoff_until=NOON + HOUR)

    leased = lease(archive, per_host=2, busy_hosts={"x.example:443": 1, "unknown:80": 9}, lease_seconds=7200)

    assert sorted(page.host for page in leased) == ["x.example:443", "z.example:443", "z.example:443"]
    assert {page.host for page in lease(archive, now=NOON + HOUR)} == {"x.example:443", "y.example:443"}


def test_page_to_be_tried_later_waits_and_remembers_its_tries(archive):
    announce(archive, "https://a.example/1")
    for tries in (1, 2):
        lease(archive, now=NOON + tries * HOUR)
        later = NOON + (tries + 1) * HOUR
        finish(archive, "https://a.example/1", "due", reason="HTTP 503", next_due=later)
        assert page(archive, "https://a.example/1")[:3] == ("due", tries, "HTTP 503")
        assert lease(archive, now=later - timedelta(seconds=1)) == []

    assert lease(archive, now=NOON + 3 * HOUR)[0].tries == 2


def test_lease_that_ran_out_is_free_again(archive):
    announce(archive, "https://a.example/1")
    lease(archive, lease_seconds=60)
    another = a_run(archive)

    def take(seconds):
        now = NOON + timedelta(seconds=seconds)
        return archive.lease_pages(run_id=another, source_keys=["a"], limit=9, now=now)

    assert take(59) == []
    assert len(take(60)) == 1


def test_page_that_is_under_way_for_long_stays_with_its_run(archive):
    announce(archive, "https://a.example/1")
    lease(archive, lease_seconds=60)
    ends = []

    for seconds in (29, 30, 200):
        assert lease(archive, now=NOON + timedelta(seconds=seconds), lease_seconds=60) == []
        ends.append(archive.connection.execute("SELECT substr(lease_until, 15, 5) FROM page").fetchone()[0])

    assert ends == ["01:00", "01:30", "04:20"]


def test_pages_of_a_dead_crawl_are_free_at_once(archive):
    announce(archive, "https://a.example/1")
    lease(archive)
    archive.connection.execute("UPDATE run SET pid = ?, process_start = '1'", [DEAD.pid])

    again = archive.start_run(command="test", source_keys=["a"], owner=Owner.current(), now=NOON)

    assert again.claimed == ("a",)
    assert len(archive.lease_pages(run_id=again.run_id, source_keys=["a"], limit=9, now=NOON)) == 1


def test_released_pages_go_to_the_next(archive):
    announce(archive, "https://a.example/1")
    lease(archive)

    archive.release_pages(run_of(archive, "a"))

    assert len(lease(archive)) == 1


def test_page_that_another_crawl_is_asking_for_is_told(archive):
    url = "https://a.example/1"
    announce(archive, url)
    ours = a_run(archive)

    def is_with_another():
        return frontier.is_with_another(archive.connection, [url], ours)

    assert not is_with_another()
    lease(archive)
    assert is_with_another()
    archive.finish_run(run_of(archive, "a"), outcome="stopped", counts={}, now=NOON)
    assert not is_with_another()
    announce(archive, url, source=None, via="person")  # somebody else, after us
    assert is_with_another()
    finish(archive, url, "done")
    assert not is_with_another()


def test_recheck_makes_every_article_of_a_source_due(archive):
    announce(archive, "https://a.example/1", "https://a.example/2")
    archive.save(a_capture(archive, an_article("https://a.example/1"), source_key="a"))
    finish(archive, "https://a.example/2", "not_article")

    assert archive.recheck(["a"], now=NOON) == 1
    assert [page.url for page in lease(archive)] == ["https://a.example/1"]


def test_big_sitemap_and_big_frontier_are_quick(archive):
    """20,000 entries of 400 hosts; an index that is not used would make each lease read them all."""
    entries = [entry(f"https://h{n % 400}.example/{n}", rank=float(n), updated=NOON) for n in range(20_000)]
    run_id = run_of(archive, "a")

    begin = time.process_time()
    assert archive.announce(entries, source_key="a", run_id=run_id, now=NOON) == 20_000
    announced = time.process_time() - begin
    begin = time.process_time()
    leased = [archive.lease_pages(run_id=run_id, source_keys=["a"], limit=100, now=NOON) for _ in range(8)]
    took = (time.process_time() - begin) / len(leased)

    assert [len({page.host for page in batch}) for batch in leased] == [100] * 8
    assert announced < 10
    assert took < 0.5


def test_plan_of_a_lease_reads_no_table_through(archive):
    statements = []
    announce(archive, "https://a.example/1")
    archive.connection.set_trace_callback(statements.append)
    lease(archive)
    archive.connection.set_trace_callback(None)

    for statement in statements:
        if statement.startswith(("SELECT", "WITH", "UPDATE")):
            plan = archive.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            assert not [step for *_, step in plan if step in ("SCAN page", "SCAN fetch", "SCAN article")], statement


def test_times_without_an_offset_are_refused(archive):
    with pytest.raises(ValueError, match="names no offset"):
        announce(archive, "https://a.example/1", now=datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None))


def test_a_host_gives_no_more_than_so_many_pages_a_day(archive):
    announce(archive, *(f"https://one.example/{number}" for number in range(5)))

    def take(now):
        pages = lease(archive, now=now, per_day=3)
        for each in pages:
            archive.finish_page(each.page_id, state="failed", reason="answered 500", now=now)
        return len(pages)

    assert [take(NOON), take(NOON + timedelta(hours=1))] == [3, 0]
    waiting = why.find(archive, ["https://one.example/4"], now=NOON + timedelta(hours=2))
    assert waiting is not None
    assert waiting.next.endswith(
        "one.example:443 gave DATELINE_PAGES_PER_HOST pages on that day, and none before 2026-11-23T00:00:00Z."
    )
    assert take(NOON + timedelta(days=1)) == 2
    assert archive.connection.execute("SELECT spent_until FROM host").fetchall() == [(None,)]


def test_host_that_gave_all_of_its_day_costs_no_more_however_much_of_it_is_due(archive):
    announce(archive, *(f"https://one.example/{number}" for number in range(3_000)))
    announce(archive, "https://other.example/1")
    lease(archive, per_day=3, per_host=3)
    before = archive.connection.total_changes

    assert [lease(archive, per_day=3, per_host=3) for _ in range(3)] == [[], [], []]
    assert archive.connection.total_changes == before


def test_page_that_was_put_off_comes_when_more_than_a_sitemap_names_it(archive):
    url, tried = "https://a.example/jobs/1", "https://a.example/2"
    announce(archive, url, tried, via="sitemap")
    for leased in lease(archive):
        if leased.url == url:
            archive.put_off(leased.page_id, reason="no other of its kind is one", until=NOON + 720 * HOUR)
        else:
            finish(archive, tried, "due", reason="answered 500", next_due=NOON + 6 * HOUR)

    due = []
    for via in ("sitemap", "feed"):
        announce(archive, url, tried, via=via, now=NOON + HOUR)
        due.append((page(archive, url)[3], page(archive, tried)[3]))

    assert due == [
        ("2026-12-22T12:00:00Z", "2026-11-22T18:00:00Z"),
        ("2026-11-22T13:00:00Z", "2026-11-22T18:00:00Z"),
    ]


class TestClockThatWasAhead:
    """It was set five years ahead for an hour, and what was written then says to wait until then."""

    FAR = NOON.replace(year=NOON.year + 5)
    URL = "https://a.example/1"

    def put_right(self, archive, *, source="a", now=NOON):
        archive.connection.execute("UPDATE source SET run_id = NULL")
        a_run(archive, source, now=now)

    def test_page_that_failed_then_is_asked_for_now(self, archive):
        announce(archive, self.URL, now=NOON - HOUR)
        finish(archive, self.URL, "due", now=self.FAR, next_due=self.FAR + HOUR, reason="answered 503")
        assert lease(archive) == []

        self.put_right(archive)

        assert [leased.url for leased in lease(archive)] == [self.URL]

    def test_article_that_was_looked_at_then_is_looked_at_now(self, archive):
        saved = a_capture(archive, an_article(self.URL), at=NOON - HOUR, source_key="a")
        a_run(archive, "a")
        archive.save(saved)
        archive.connection.execute("UPDATE page SET source_id = 1, next_due = ?", [self.FAR.isoformat()])

        self.put_right(archive)

        assert page(archive, self.URL)[3] == "2026-11-22T12:00:00Z"

    def test_waits_that_can_be_stand(self, archive):
        for number, days in enumerate((1, 99)):
            announce(archive, f"{self.URL}{number}")
            due = NOON + timedelta(days=days)
            finish(archive, f"{self.URL}{number}", "due", next_due=due)
        archive.record_host("b.example:443", backoff_until=NOON + timedelta(days=1), backoff_reason="answered 429")

        self.put_right(archive)

        assert page(archive, f"{self.URL}0")[3] == "2026-11-23T12:00:00Z"
        assert page(archive, f"{self.URL}1")[3] == "2027-03-01T12:00:00Z"
        assert archive.host_state("b.example:443").backoff_until == NOON + timedelta(days=1)

    def test_host_that_was_left_alone_then_is_asked_now(self, archive):
        announce(archive, self.URL)
        archive.record_host(
            "a.example:443", backoff_until=self.FAR, backoff_reason="answered 429", robots_until=self.FAR
        )
        assert lease(archive) == []

        self.put_right(archive)

        assert len(lease(archive)) == 1
        known = archive.host_state("a.example:443")
        assert (known.backoff_until, known.robots_until) == (None, NOON)

    def test_page_that_was_given_up_then_has_its_chance_when_it_is_announced(self, archive):
        announce(archive, self.URL, now=NOON - 10 * HOUR)
        finish(archive, self.URL, "failed", now=self.FAR)

        announce(archive, self.URL)

        assert page(archive, self.URL)[0] == "due"

    def test_change_since_a_look_then_is_one(self, archive):
        announce(archive, self.URL, now=NOON - 10 * HOUR)
        fetched(archive, self.URL, self.FAR)

        announce(archive, self.URL, updated=NOON - HOUR)

        assert page(archive, self.URL)[0] == "due"
