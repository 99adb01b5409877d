"""``dateline coverage``: everything that was announced is archived, no article, or missing with a reason."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

import pytest

import dateline
from archive.reading.coverage import days, missing
from archive.rows import Announcement
from archive.tables import print_table
from tests.builders import LEAD, NOON, a_body, a_capture, a_fetch, a_run, an_article

DAY = timedelta(days=1)
FAR = datetime(2999, 1, 1, tzinfo=UTC)
HOST = "https://herald.example/"


def announce(archive, run_id, *names, now=NOON):
    told = [
        Announcement(url=HOST + name, key=HOST + name, via="feed", via_url=f"{HOST}feed", title=f"On {name}")
        for name in names
    ]
    archive.announce(told, source_key="herald", run_id=run_id, now=now)


def end(archive, name, state, reason):
    (page_id,) = archive.connection.execute("SELECT id FROM page WHERE key = ?", [HOST + name]).fetchone()
    archive.finish_page(page_id, state=state, reason=reason, now=NOON, next_due=NOON + DAY if state == "due" else None)
    return page_id


def story(name, **fields):
    """An article with words of its own: else it would be a copy of another one."""
    return an_article(HOST + name, title=f"On {name}", blocks=a_body([f"{name} is in the news. {LEAD}"]), **fields)


@pytest.fixture
def covered(archive, monkeypatch):
    """A day on which everything happens that can, and the day after."""
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    run_id = a_run(archive, "herald")
    announce(archive, run_id, "a", "a?amp=1", "b", "list", "gone", "refused", "failed", "again", "waits")
    announce(archive, run_id, "tomorrow", now=NOON + DAY)
    archive.save(a_capture(archive, story("a"), source_key="herald"))
    amp = story("a", canonical_url=f"{HOST}a")
    archive.save(a_capture(archive, amp, asked=f"{HOST}a?amp=1", final_url=f"{HOST}a?amp=1", source_key="herald"))
    archive.save(a_capture(archive, story("b"), source_key="herald"))
    archive.save(a_capture(archive, story("list", is_article=False), source_key="herald"))
    gone = end(archive, "gone", "due", None)
    archive.record_gone(gone, a_fetch(f"{HOST}gone", page_id=gone, status=404), now=NOON)
    end(archive, "refused", "refused", "robots.txt does not allow it")
    end(archive, "failed", "failed", "answered 403")
    end(archive, "again", "due", "answered 500")
    return archive


def test_every_announced_page_is_archived_no_article_or_missing(covered):
    latest, first = days(covered)

    assert (latest.day, latest.announced, latest.archived, latest.missing, latest.due) == ("2026-11-23", 1, 0, 1, 1)
    assert (first.announced, first.archived, first.not_articles, first.missing) == (9, 3, 1, 5)
    assert (first.due, first.gone, first.refused, first.failed, first.duplicates) == (2, 1, 1, 1, 1)


def test_each_missing_page_has_its_reason(covered):
    told = {page.url.removeprefix(HOST): (page.state, page.reason) for page in missing(covered, now=NOON)}

    assert told == {
        "tomorrow": ("due", None),
        "waits": ("due", None),
        "again": ("due", "answered 500"),
        "gone": ("gone", "HTTP 404"),
        "refused": ("refused", "robots.txt does not allow it"),
        "failed": ("failed", "answered 403"),
    }


def test_what_keeps_a_missing_page_waiting_is_its_reason(covered, capsys):
    covered.connection.execute("UPDATE host SET spent_until = '2999-01-01T00:00:00Z'")
    kept = "herald.example:443 gave DATELINE_PAGES_PER_HOST pages on that day, and none before 2999-01-01T00:00:00Z"

    told = {page.url.removeprefix(HOST): page.hindrance for page in missing(covered, now=NOON)}
    assert told == {"tomorrow": kept, "waits": kept, "again": kept, "gone": None, "refused": None, "failed": None}
    assert dateline.main(["coverage", "--since", "2026-11-22", "--missing"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"2026-11-22\therald\tdue\t{kept}; asked for at 2026-11-22T12:00:00Z or later\t{HOST}waits" in lines

    covered.connection.execute("UPDATE host SET spent_until = NULL")
    covered.record_host("herald.example:443", backoff_until=FAR, backoff_reason="answered 429")
    covered.connection.execute("UPDATE source SET paused = 1")
    (told,) = {page.hindrance for page in missing(covered, now=NOON) if page.state == "due"}
    assert told == "source herald is paused; herald.example:443 is left alone until 2999-01-01T00:00:00Z (answered 429)"


def test_an_article_that_is_looked_at_again_stays_archived(covered):
    covered.recheck(["herald"], now=NOON + DAY)

    assert [(day.archived, day.missing) for day in days(covered)] == [(0, 1), (3, 5)]


def test_view_and_command_tell_the_same(covered):
    columns = "source, day, announced, archived, missing, duplicates, not_articles, due, gone, refused, failed"

    view = covered.connection.execute(f"SELECT {columns} FROM coverage ORDER BY day DESC").fetchall()

    assert view == [tuple(getattr(day, name) for name in columns.split(", ")) for day in days(covered)]


def test_command_prints_a_line_a_day_and_a_line_a_missing_page(covered, capsys):
    assert dateline.main(["coverage", "--since", "2026-11-22"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[2] == [
        *("2026-11-22", "herald", "9", "3", "5"),
        "2 due, 1 gone, 1 refused, 1 failed, 1 no articles, 1 duplicates",
    ]

    assert dateline.main(["coverage", "--since", "2026-11-22", "--missing", "--source", "herald"]) == 0
    lines = capsys.readouterr().out.splitlines()
    again = "answered 500; asked for again at 2026-11-23T12:00:00Z or later"
    assert f"2026-11-22\therald\tdue\t{again}\t{HOST}again" in lines

    assert dateline.main(["coverage", "--since", "2026-11-22", "--missing", "--json"]) == 0
    page = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (page["title"], page["via"]) == ("On tomorrow", [f"{HOST}feed"])


def test_source_that_is_not_there_is_named(covered, capsys):
    assert dateline.main(["coverage", "--source", "nobody"]) == 2
    assert "there is no source nobody" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["coverage", "--since"], ["search", "x", "--until"], ["export", "--since"], ["reparse", "--since"]]
)
def test_what_is_no_date_is_told_so(covered, capsys, command):
    assert dateline.main([*command, "nonsense"]) == 2
    assert f"nonsense is no date; write {command[-1]} 2026-11-01." in capsys.readouterr().err


def test_a_day_is_counted_without_reading_its_pages(archive):
    plan = [step for *_, step in archive.connection.execute("EXPLAIN QUERY PLAN SELECT * FROM coverage")]

    assert any("COVERING INDEX page_seen" in step for step in plan)


def test_a_table_on_a_narrow_terminal_is_told_row_by_row(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    rows = [("2026-11-22", "herald", "2 gone, 1 refused"), ("2026-11-21", "glass", "")]

    print_table(("day", "source", "why missing, and what else of it is known"), rows)

    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "day: 2026-11-22",
        "source: herald",
        "why missing, and what else of it is",
        "known: 2 gone, 1 refused",
        "",
        "day: 2026-11-21",
        "source: glass",
    ]
