"""A site is crawled, made anew and crawled again: what was said, what was noticed, and the same once more by a replay."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import dateline
from archive.care import alerts
from archive.store import Archive
from tests.crawls import QUICK, Desk
from tests.site import Answer, Site, rss, story

LATER = {"DATELINE_RETRY_SECONDS": "600"}
BYLINE = "<p class=byline>By <a rel=author href=/by/ada>Ada Byron</a></p>"

SAME = {
    "articles": "SELECT url, title, text, authors, first_seen, last_seen, gone_at, revision_count FROM articles",
    "changes": "SELECT a.url, c.seen_at, c.part, c.before, c.after FROM changes c JOIN articles a ON a.id = c.article_id",
    "pages": "SELECT url, state, reason, tries, etag, last_fetch FROM page",
    "requests": "SELECT url, final_url, at, status, error, headers, seconds, bytes FROM fetch",
    "bytes": "SELECT hash FROM snapshot",
    "announced": "SELECT url, via, announcer, title, at FROM announcements",
    # What is not asked for is never answered, so that no recording tells when.
    "events": "SELECT url, iif(kind IN ('refused', 'moved'), NULL, at), kind, detail FROM events",
    "hosts": "SELECT name, robots_text, robots_status FROM host",
    "coverage": "SELECT * FROM coverage",
    "alerts": "SELECT source, kind, field, since, share, expected FROM alerts",
}


@dataclass
class Watched:
    """What is left of the three crawls."""

    desk: Desk
    url: str
    said: list[str]
    figures: str
    asked: int


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def build(site: Site, number: int, now: datetime, *, byline: bool) -> None:
    """So many articles more, and all sorts of other pages."""
    titles = {f"/{number}/{n}": f"Report {number} from harbour {n}" for n in range(number)}
    titles |= {f"/{number}/{name}": f"On {name} matters" for name in ("moved", "gone", "broken", "busy", "long", "no")}
    for path, title in titles.items():
        more = f'<link rel="next" href="{path}?page=2">' if path.endswith("long") else ""
        page = story(title, date=f"{now:%Y-%m-%dT%H:%M:%SZ}", head=more)
        site.add(path, page if byline else page.replace(BYLINE, "<div id=byline></div>"))
    site.answers[f"/{number}/moved"] = Answer(status=302, headers={"Location": f"/{number}/here"})
    site.answers[f"/{number}/here"] = site.answers[f"/{number}/0"]
    site.answers[f"/{number}/gone"] = Answer(status=404)
    site.answers[f"/{number}/broken"] = Answer(raw=reset)
    site.answers[f"/{number}/busy"] = Answer(status=500, body=b"busy")
    site.answers[f"/{number}/no"] = Answer(status=403)
    site.answers[f"/{number}/long?page=2"] = Answer(status=404)
    site.add("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    # Whether these are asked for, or are known to lead to an article or to be none, hangs on what was read by then.
    short = {f"/?p={number}": "/24/1", f"/?p={number}1": f"/{number}/1"}
    for path, target in short.items():
        site.answers[path] = Answer(status=301, headers={"Location": target})
    jobs = [site.add(f"/jobs/{n}", f"<title>Job {n}</title><h1>Job {n}</h1>") for n in range(30)]
    site.add("/map.xml", f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in jobs)}</urlset>", "text/xml")
    listed = titles | {path: f"Report {target[1:3]} from harbour 1" for path, target in short.items()}
    feed = rss(site, listed | {f"/private/{number}": "Secret"}, date=f"{now:%a, %d %b %Y %H:%M:%S} GMT")
    site.add("/feed", feed, "application/rss+xml")
    site.answers["/feed-moved"] = Answer(status=301, headers={"Location": "/feed"})


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    desk, figures = Desk(folder), folder / "dateline.prom"
    now = datetime.now(UTC)
    with Site() as site:
        build(site, 24, now, byline=True)
        desk.follow("herald", site, feeds=["/feed-moved"], sitemaps=["/map.xml"])
        json_log = {"DATELINE_LOG_JSON": "1", "DATELINE_METRICS_FILE": str(figures)}
        said = [desk.crawl("news", settings={**LATER, "LOG_LEVEL": "INFO"}, environment=json_log)]
        build(site, 11, now, byline=False)  # the byline is drawn by a script now
        said.append(desk.crawl("news", settings=LATER))
        build(site, 9, now, byline=False)
        said.append(desk.crawl("news", "limit=3", "backfill=true", settings=LATER))
        yield Watched(desk=desk, url=site.url, said=said, figures=figures.read_text("utf-8"), asked=len(site.asked))


def test_a_crawl_notices_that_authors_have_vanished(watched):
    with Archive.open(watched.desk.archive, read_only=True) as archive:
        (alert,) = [one for one in alerts.listed(archive.connection) if one.field == "authors"]
        began, ended = archive.connection.execute("SELECT started, finished FROM run WHERE id = 2").fetchone()

    assert alert.source == "herald"
    assert began <= alert.since <= ended
    assert alert.share == 0
    assert alert.expected > 0.9
    assert f"source herald: {alert.reason}" in watched.said[1]
    assert "dateline.alerts" not in watched.said[0]


def test_the_log_is_json_where_that_is_wanted(watched):
    lines = [json.loads(line) for line in watched.said[0].splitlines()]

    (failed,) = [line for line in lines if line.get("state") == "failed" and line["url"].endswith("/no")]
    told = (failed["source"], failed["url"], failed["reason"], failed["run"])
    assert told == ("herald", f"{watched.url}/24/no", "answered 403", 1)


def test_figures_for_prometheus_are_those_of_the_run(watched):
    lines = watched.figures.splitlines()

    assert 'dateline_pages_total{outcome="new"} 25' in lines
    assert 'dateline_failures_total{reason="client"} 1' in lines
    assert 'dateline_retries_total{reason="server"} 1' in lines
    assert 'dateline_runs_total{outcome="finished"} 1' in lines


def told_by(path: Path) -> dict[str, list[str]]:
    with Archive.open(path, read_only=True) as archive:
        return {name: sorted(map(repr, archive.connection.execute(query))) for name, query in SAME.items()}


def test_all_crawls_are_replayed_request_by_request(watched, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(watched.desk.archive))
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(tmp_path / "none.toml"))  # the recording knows its source
    settings = [part for name, value in (QUICK | LATER).items() for part in ("-s", f"{name}={value}")]

    assert dateline.main(["replay", "--into", str(tmp_path / "again.db"), *settings]) == 0

    said = capfd.readouterr().err
    assert "not in the recording" not in said
    assert "not asked for" not in said
    assert "left to later runs, as this one was limited" in said
    never = "SELECT replace(url, ?, '') FROM page WHERE id NOT IN (SELECT page_id FROM fetch WHERE page_id IS NOT NULL)"
    passed_over = {path for (path,) in watched.desk.ask(never, watched.url)}
    assert "/?p=11" in passed_over
    assert any(path.startswith("/jobs/") for path in passed_over)
    before, after = told_by(watched.desk.archive), told_by(tmp_path / "again.db")
    assert {name: after[name] for name in SAME if after[name] != before[name]} == {}


def test_a_stopped_run_is_replayed_to_where_it_came_without_its_pauses(watched, tmp_path, monkeypatch, capfd):
    """The first crawl, as if its host had wanted a pause and somebody had lost patience before half of the pages."""
    stopped = tmp_path / "stopped.db"
    with Archive.open(watched.desk.archive, read_only=True) as archive:
        archive.connection.execute("VACUUM INTO ?", [str(stopped)])
    with Archive.open(stopped) as archive:
        query = archive.connection.execute
        (busy,) = query("SELECT id FROM fetch WHERE run_id = 1 AND url LIKE '%/24/busy'").fetchone()
        query(
            "UPDATE fetch SET status = 429, snapshot_id = NULL, headers = ? WHERE id = ?",
            [json.dumps({"retry-after": "25"}), busy],
        )
        query("UPDATE fetch SET run_id = 2 WHERE run_id = 1 AND (url LIKE '%/24/1%' OR url LIKE '%/24/long%')")
        query("DELETE FROM observation WHERE kind = 'moved' AND fetch_id IS NULL")  # it did not come to that either
        query("UPDATE run SET outcome = 'stopped' WHERE id = 1")
        asked = "SELECT p.url FROM fetch f JOIN page p ON p.id = f.page_id WHERE f.run_id = 1"
        came_to = {url for (url,) in query(asked)}
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(tmp_path / "none.toml"))
    settings = [part for name, value in (QUICK | LATER).items() for part in ("-s", f"{name}={value}")]

    code = dateline.main(["replay", "1", "--from", str(stopped), "--into", str(tmp_path / "again.db"), *settings])

    said = capfd.readouterr().err
    assert code == 0, said
    assert "and asks to wait 25 s" in said
    assert "left to later runs, as this one ended early" in said
    with Archive.open(tmp_path / "again.db", read_only=True) as archive:
        query = archive.connection.execute
        pages = {url: state for url, state in query("SELECT url, state FROM page") if "/private/" not in url}
        assert len(pages.keys() - came_to) > 9
        assert {pages[url] for url in pages.keys() - came_to} == {"due"}
        (reason,) = query(
            "SELECT DISTINCT substr(value, 3) FROM observation WHERE value LIKE '%other pages%'"
        ).fetchone()
        assert reason == "other pages under /jobs/ are no articles either"
        assert {url for (url,) in query(asked)} == came_to
        assert query("SELECT outcome FROM run").fetchall() == [("stopped",)]


@pytest.mark.skipif("DATELINE_SOAK" not in os.environ, reason="two crawls and two replays of the sample site")
def test_both_editions_of_the_sample_site_are_replayed(tmp_path, monkeypatch, capfd):
    first, again = tmp_path / "first.db", tmp_path / "again.db"
    assert dateline.main(["demo", "--archive", str(first)]) == 0
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(tmp_path / "none.toml"))

    assert dateline.main(["replay", "--from", str(first), "--into", str(again), "-s", "DATELINE_GONE_SECONDS=0"]) == 0

    assert "not in the recording" not in capfd.readouterr().err
    before, after = told_by(first), told_by(again)
    assert {name: after[name] for name in SAME if after[name] != before[name]} == {}
