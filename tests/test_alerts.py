"""Alerts: what a source did and does no more is noticed, by its own past, and chance raises none."""

from __future__ import annotations

import json
import logging
import os
import random
from datetime import timedelta

import pytest

import dateline
from archive.care import alerts, odds
from archive.rows import Announcement, FeedHabit
from bench.alarms import World
from parsers.article import Author
from tests.builders import LEAD, NOON, a_body, a_capture, a_fetch, a_run, an_article

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FEED = "https://herald.example/feed"


class Herald:
    """A source that is crawled every now and then."""

    def __init__(self, archive) -> None:
        self.archive = archive
        self.now = NOON
        self.count = 0

    def crawl(self, articles=1, *, later=timedelta(), status=200, failures=0, tries=1, **fields):
        """A run that reads the feed and archives what is new."""
        self.now += later
        archive, now = self.archive, self.now
        run_id = a_run(archive, "herald", now=now)
        self.read_feed(status, failures)
        feed_id = self.read_feed(status, failures)
        for _ in range(tries):
            archive.record_fetch(a_fetch(FEED, feed_id=feed_id, run_id=run_id, status=status, body=None, at=now))
        for _ in range(articles):
            self.count += 1
            url = f"https://herald.example/{self.count}"
            told = Announcement(url=url, key=url, via="feed", rank=now.timestamp())
            archive.announce([told], source_key="herald", run_id=run_id, now=now)
            story = {
                "title": f"Story {self.count}",
                "blocks": a_body([f"Story {self.count}. {LEAD}"], {"And so": ("It went on.",)}),
                "published": now,
                **{name: value(self.count) if callable(value) else value for name, value in fields.items()},
            }
            archive.save(a_capture(archive, an_article(url, **story), at=now, source_key="herald"))
        archive.finish_run(run_id, outcome="finished", counts={}, now=now)
        return run_id

    def read_feed(self, status, failures):
        self.archive.connection.execute("UPDATE feed SET followed = 1")  # as sources.toml has it
        return self.archive.record_feed(
            url=FEED,
            kind="feed",
            source_key="herald",
            etag=None,
            last_modified=None,
            body_hash=None,
            entries=9,
            status=status,
            now=self.now,
            habit=FeedHabit(failures=failures),
            waits_for="it is no feed" if failures else None,
        )

    def alerts(self, **which):
        return alerts.listed(self.archive.connection, **which)


@pytest.fixture
def herald(archive, monkeypatch):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    return Herald(archive)


def test_authors_that_vanish_are_an_alert_that_names_field_and_day(herald, caplog):
    herald.crawl(20)
    herald.crawl(6, later=DAY)
    with caplog.at_level(logging.WARNING, "dateline.alerts"):
        run_id = herald.crawl(8, later=DAY, authors=())
        assert herald.alerts() == []  # so few may be chance
        herald.crawl(2, later=HOUR, authors=())

    (alert,) = herald.alerts()
    assert (alert.source, alert.kind, alert.field, alert.since) == (
        "herald",
        "field",
        "authors",
        "2026-11-24T12:00:00Z",
    )
    assert (alert.share, alert.expected, alert.looked_at, alert.run_id) == (0, 1, 10, run_id + 1)
    assert [record.getMessage() for record in caplog.records] == [f"source herald: {alert.reason}"]
    assert "2026-11-24" in alert.reason
    assert "authors" in alert.reason


def test_what_the_first_crawl_brings_is_a_mixture(herald):
    herald.crawl(40, authors=lambda number: () if number > 30 else (Author(name="Ada Byron"),))

    assert herald.alerts() == []


def test_the_next_crawl_may_begin_in_the_second_in_which_the_first_ended(herald):
    herald.crawl(30)
    herald.crawl(10, authors=())

    assert [alert.field for alert in herald.alerts()] == ["authors"]


def test_alert_closes_itself_when_the_field_is_filled_again(herald):
    herald.crawl(30)
    herald.crawl(10, later=DAY, authors=())
    herald.crawl(5, later=DAY)
    assert [alert.share for alert in herald.alerts()] == [0.333]
    herald.crawl(4, later=DAY)

    assert herald.alerts() == []
    (alert,) = herald.alerts(closed=True)
    assert (alert.outcome, alert.closed) == ("well", "2026-11-25T12:00:00Z")


def test_what_lasts_for_a_month_is_usual_and_not_told_twice(herald):
    herald.crawl(30)
    herald.crawl(10, later=DAY, authors=())
    herald.crawl(35, later=31 * DAY, authors=())

    assert herald.alerts() == []
    assert [alert.outcome for alert in herald.alerts(closed=True)] == ["usual"]
    herald.crawl(10, later=DAY, authors=())
    assert herald.alerts() == []


@pytest.mark.parametrize(
    ("field", "lost"),
    [
        ("bios", {"authors": (Author(name="Ada Quill"),)}),
        ("published", {"published": None}),
        ("sections", {"blocks": lambda number: a_body([f"Story {number}. {LEAD} {LEAD}"])}),
        ("titles", {"title": "The Herald"}),
        ("length", {"blocks": lambda number: a_body([f"Story {number} begins."], {"And so": ("It went.",)})}),
        ("certain", {"confidence": 0.2}),
        ("articles", {"is_article": False}),
    ],
)
def test_every_part_of_an_article_is_watched(herald, field, lost):
    herald.crawl(24)
    herald.crawl(10, later=DAY, **lost)

    assert [alert.field for alert in herald.alerts()] == [field]


def test_few_data_raise_nothing(herald):
    herald.crawl(19)
    herald.crawl(10, later=DAY, authors=())

    assert herald.alerts() == []


def test_old_articles_that_come_late_tell_nothing_of_the_layout(herald):
    herald.crawl(30)
    herald.crawl(30, later=DAY, authors=(), published=NOON - 400 * DAY)

    assert herald.alerts() == []


def test_silence_is_judged_by_the_pauses_there_were(herald):
    for _ in range(20):
        herald.crawl(later=DAY)
    for _ in range(6):
        herald.crawl(0, later=HOUR * 12)
        assert herald.alerts() == []
    herald.crawl(0, later=7 * DAY)

    (alert,) = herald.alerts()
    assert (alert.kind, alert.since) == ("silent", "2026-12-12T12:00:00Z")
    herald.crawl(later=HOUR)
    assert herald.alerts() == []


def test_a_feed_that_fails_as_it_never_did_is_unreadable_until_it_is_read(herald):
    for _ in range(12):
        herald.crawl(0, later=HOUR)
    for _ in range(2):
        herald.crawl(0, later=HOUR, status=500)
        assert herald.alerts() == []
    herald.crawl(0, later=HOUR, status=404)

    (alert,) = herald.alerts()
    assert (alert.kind, alert.field, alert.since) == ("unreadable", FEED, "2026-11-23T00:00:00Z")
    assert "3 times in a row: answered 404" in alert.reason
    herald.crawl(0, later=HOUR)
    assert herald.alerts() == []


def test_what_is_no_feed_is_unreadable_however_well_it_is_answered(herald):
    for _ in range(12):
        herald.crawl(0, later=HOUR)
    for failures in range(1, 4):
        herald.crawl(0, later=HOUR, failures=failures)

    assert [alert.reason for alert in herald.alerts()] == [f"{FEED} could not be read 3 times in a row: it is no feed"]


def test_a_feed_that_fails_now_and_then_raises_nothing(herald):
    for number in range(40):
        herald.crawl(0, later=HOUR, status=500 if number % 5 < 2 else 200)
    for _ in range(4):
        herald.crawl(0, later=HOUR, status=500)

    assert herald.alerts() == []


def test_tries_of_one_run_are_one_reading(herald):
    for _ in range(12):
        herald.crawl(0, later=HOUR)
    for _ in range(2):
        herald.crawl(0, later=HOUR, status=500, tries=4)
        assert herald.alerts() == []
    herald.crawl(0, later=HOUR, status=500, tries=4)

    assert [alert.reason for alert in herald.alerts()] == [f"{FEED} could not be read 3 times in a row: answered 500"]


def test_a_site_that_asks_us_to_come_later_is_unreadable_only_when_it_does_so_for_days(herald):
    for _ in range(12):
        herald.crawl(0, later=HOUR)
    for _ in range(20):
        herald.crawl(0, later=HOUR, status=503)
        herald.crawl(0, later=HOUR, status=429)
    assert herald.alerts() == []
    for _ in range(10):
        herald.crawl(0, later=HOUR, status=503)

    assert [alert.kind for alert in herald.alerts()] == ["unreadable"]


def test_command_and_doctor_tell_of_alerts(herald, capsys):
    assert dateline.main(["alerts"]) == 0
    assert capsys.readouterr().err == "no alert\n"
    herald.crawl(24)
    herald.crawl(10, later=DAY, authors=())

    assert dateline.main(["alerts"]) == 0
    heads, line = capsys.readouterr().out.splitlines()
    assert heads.split("\t") == ["source", "opened", "over", "what"]
    assert line.startswith(
        "herald\t2026-11-23T12:00:00Z\t\tauthors: of the last 10 only 0 have authors, before 100% had"
    )

    dateline.main(["alerts", "--json"])
    assert json.loads(capsys.readouterr().out)["field"] == "authors"

    dateline.main(["doctor", "--json"])
    (check,) = [one for one in map(json.loads, capsys.readouterr().out.splitlines()) if "alerts" in one["name"]]
    assert check["state"] == "warning"


def test_source_that_is_not_there_has_no_alerts_but_an_error(herald, capsys):
    herald.crawl()

    assert dateline.main(["alerts", "--source", "nobody"]) == 2
    assert "there is no source nobody" in capsys.readouterr().err


def posts(kind, share, rnd, days, a_day):
    """Whether each article of a normal site has a field: by chance, fewer at weekends, or by days that differ."""
    for day in range(days):
        weekend = day % 7 > 4
        today = share * (0.3 if kind == "weekend" and weekend else 1)
        if kind == "days" and 0 < share < 1:
            today = rnd.betavariate(share * 8, (1 - share) * 8)
        for _ in range(max(a_day // 4, 1) if weekend else a_day):
            yield rnd.random() < today


def test_thirty_normal_sites_raise_no_alarm():
    rnd = random.Random(4)
    days, every = (365, 3) if os.environ.get("DATELINE_SOAK") else (60, 10)
    alarms = []
    for site in range(30):
        kind, a_day = ("chance", "weekend", "days")[site % 3], rnd.choice((3, 8, 15))
        for share in (1.0, 0.97, 0.9, 0.7, 0.4):
            has = list(posts(kind, share, rnd, days, a_day))
            alarms += [
                (kind, share, end) for end in range(30, len(has), every) if odds.fall(has[max(end - 420, 0) : end])
            ]

    assert len({alarm[:2] for alarm in alarms}) <= (2 if os.environ.get("DATELINE_SOAK") else 0), alarms


@pytest.mark.parametrize(
    ("share", "left", "within"), [(1.0, 0.0, 10), (0.95, 0.0, 15), (0.7, 0.0, 40), (0.95, 0.3, 45)]
)
def test_a_loss_is_seen_within_so_many_articles(share, left, within):
    rnd = random.Random(7)
    seen = []
    for _ in range(9):
        has = list(posts("days", share, rnd, 30, 10))
        before = len(has)
        has += [rnd.random() < share * left for _ in range(60)]
        seen.append(next((n for n in range(1, 61) if odds.fall(has[: before + n])), 99))

    assert sorted(seen)[4] <= within, seen


@pytest.mark.parametrize(("sites", "days"), [(30, 365) if os.environ.get("DATELINE_SOAK") else (6, 25)])
def test_archives_of_normal_sites_have_no_alert(archive, sites, days):
    world = World(archive, sites, random.Random(6))
    for day in range(days):
        world.live(day)

    found = [alert for alert in alerts.listed(archive.connection, closed=True) if alert.kind != "unreadable"]
    assert found == []
