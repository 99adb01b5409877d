"""``scrapy crawl news``: everything announced, once, and nothing again that has not changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.crawls import Desk
from tests.site import Answer, Site, rss, story

DAY = timedelta(days=1)
NOW = datetime.now(UTC)

FEED = {
    "/news/one": "One small step for a probe",
    "/news/two?utm_source=rss": "Two more steps for the probe",
    "/news/moved": "The page that has moved away",
    "/news/gone": "The page that was taken down",
    "/private/memo": "The page that is none of ours",
    "/news/untyped": "The page that has no type at all",
    "/news/shouted": "The page with a type in capitals",
    "/news/xhtml": "The page that is strict about it",
    "/news/long": "The story on three pages",
    "/about": "About us",
}


def sitemap(site: Site, entries: dict[str, datetime | None]) -> str:
    urls = "".join(
        f"<url><loc>{site.url}{path}</loc>{f'<lastmod>{date.isoformat()}</lastmod>' if date else ''}</url>"
        for path, date in entries.items()
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def build(site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    site.add("/feed.xml", rss(site, FEED), "application/rss+xml")
    site.add("/news/one", story(FEED["/news/one"]))
    site.add("/news/two?utm_source=rss", story(FEED["/news/two?utm_source=rss"]))
    site.answers["/news/moved"] = Answer(status=302, headers={"Location": "/news/moved/now"})
    site.answers["/news/moved/now"] = Answer(status=301, headers={"Location": "/news/moved/for-good"})
    site.add("/news/moved/for-good", story(FEED["/news/moved"]))
    site.add("/news/untyped", story(FEED["/news/untyped"]))
    site.answers["/news/untyped"].headers.pop("Content-Type")
    site.add("/news/shouted", story(FEED["/news/shouted"]), "TEXT/HTML")
    site.add("/news/xhtml", '<?xml version="1.0"?>' + story(FEED["/news/xhtml"]), "application/xhtml+xml")
    for number in (1, 2, 3):
        follow = f'<link rel="next" href="/news/long?page={number + 1}">' if number < 3 else ""
        text = f"This stands on page {number} and on no other page. " * 3
        site.add(
            "/news/long" + (f"?page={number}" if number > 1 else ""), story(FEED["/news/long"], text=text, head=follow)
        )
    site.add("/about", "<html><title>About us</title><body><h1>About us</h1><form><input name=q></form></body></html>")
    site.add(
        "/",
        "<html><title>Front</title><body>"
        + "".join(
            f'<article><h2><a href="{path}">{title} and more</a></h2></article>'
            for path, title in {
                "/news/one#comments": FEED["/news/one"],
                "/news/two": FEED["/news/two?utm_source=rss"],
                "/news/2026/11/only-on-the-front-page": "Only on the front page of today",
            }.items()
        )
        + "</body></html>",
    )
    site.add("/news/2026/11/only-on-the-front-page", story("Only on the front page of today"))
    site.add(
        "/map.xml",
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site.url}/map-1.xml</loc>'
        f"</sitemap><sitemap><loc>{site.url}/map-2019.xml</loc><lastmod>2019-12-31</lastmod></sitemap></sitemapindex>",
        "application/xml",
    )
    site.add(
        "/map-1.xml",
        sitemap(site, {"/news/lately": NOW - 20 * DAY, "/news/long-ago": NOW - 40 * DAY, "/news/undated": None}),
        "application/xml",
    )
    site.add("/map-2019.xml", sitemap(site, {"/news/history": datetime(2019, 12, 30, tzinfo=UTC)}), "application/xml")
    site.add("/map-2.xml", sitemap(site, {"/news/one": NOW - DAY, "/news/shouted": NOW - DAY}), "application/xml")
    for path in ("/news/lately", "/news/long-ago", "/news/undated", "/news/history"):
        site.add(path, story(f"The story of {path} in full"))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        build(site)
        yield site


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, site: Site) -> tuple[Desk, list[str]]:
    """The desk after a first crawl, and what the site was asked."""
    desk = Desk(tmp_path_factory.mktemp("news"))
    desk.follow("one", site, feeds=["/feed.xml"], sitemaps=["/map.xml"], fronts=["/"])
    site.forget()
    desk.crawl("news")
    return desk, site.paths()


@pytest.fixture(scope="module")
def desk(first: tuple[Desk, list[str]]) -> Desk:
    return first[0]


@pytest.fixture
def again(desk: Desk, site: Site, tmp_path: Path) -> Desk:
    """A copy of that desk, for further crawls."""
    shutil.copytree(desk.folder, tmp_path, dirs_exist_ok=True)
    site.forget()
    return Desk(tmp_path)


def test_everything_announced_has_a_page_with_its_state_and_reason(site, desk):
    assert desk.pages(site) == {
        "/news/one": ("done", None),
        "/news/two?utm_source=rss": ("done", None),
        "/news/moved": ("done", None),
        "/news/gone": ("gone", "HTTP 404"),
        "/private/memo": ("refused", "robots.txt does not allow it: Disallow: /private (line 2)"),
        "/news/untyped": ("done", None),
        "/news/shouted": ("done", None),
        "/news/xhtml": ("done", None),
        "/news/long": ("done", None),
        "/news/long?page=2": ("duplicate", None),
        "/news/long?page=3": ("duplicate", None),
        "/about": ("not_article", None),
        "/news/2026/11/only-on-the-front-page": ("done", None),
        "/news/lately": ("done", None),
        "/news/undated": ("done", None),
    }
    assert [title for (title,) in desk.ask("SELECT title FROM articles GROUP BY title HAVING count(*) > 1")] == []


def test_each_page_is_asked_for_once_and_the_refused_one_never(first):
    _, asked = first

    assert len(asked) == len(set(asked))
    assert "/private/memo" not in asked


def test_redirects_are_written_down_hop_by_hop(site, desk):
    rows = desk.ask(
        "SELECT replace(url, ?1, ''), replace(ifnull(final_url, url), ?1, ''), status FROM fetch"
        " WHERE url LIKE '%/moved%' ORDER BY status DESC",
        site.url,
    )

    assert rows == [
        ("/news/moved", "/news/moved/now", 302),
        ("/news/moved/now", "/news/moved/for-good", 301),
        ("/news/moved", "/news/moved/for-good", 200),
    ]
    ((url,),) = desk.ask("SELECT url FROM articles WHERE title = ?", FEED["/news/moved"])
    assert url == f"{site.url}/news/moved/for-good"


def test_article_on_several_pages_is_one(desk):
    ((text,),) = desk.ask("SELECT text FROM articles WHERE title = ?", FEED["/news/long"])

    assert [f"page {number} and on no other" in text for number in (1, 2, 3)] == [True, True, True]


def test_run_row_tells_what_came_of_it(desk):
    assert desk.ask("SELECT command, outcome, reason FROM run") == [("news", "finished", None)]
    counts = desk.counts()
    assert {name: counts[name] for name in ("new", "not_article", "gone", "refused")} == {
        "new": 10,
        "not_article": 1,
        "gone": 1,
        "refused": 1,
    }


def test_second_run_asks_conditionally_for_lists_and_for_no_article(site, again):
    again.crawl("news")

    assert sorted(site.paths()) == ["/", "/feed.xml", "/map-1.xml", "/map.xml"]
    assert {asked.status for asked in site.asked} == {304}
    assert again.ask("SELECT count(*) FROM revision") == again.ask("SELECT count(*) FROM article")


def test_recheck_asks_conditionally_for_articles_and_sees_the_edit(site, again):
    before = {path: site.answers[path] for path in ("/news/one", "/news/shouted")}
    site.add("/news/one", story(FEED["/news/one"], text="It was not a small step after all, the agency says. " * 3))
    # A wall that has not changed since whenever: no article stands there.
    site.answers["/news/shouted"] = Answer(status=302, headers={"Location": "/login"})
    wall = Answer(body=b"<title>Sign in</title><h1>Sign in</h1><form><input type=password></form>", validators=False)
    site.answers["/login"] = lambda asked: Answer(status=304) if asked.is_conditional else wall

    again.crawl("news", "recheck=true")

    site.answers |= before
    assert again.pages(site)["/news/shouted"] == ("done", "a login wall: redirects to /login")
    assert again.counts()["not_article"] == 1
    articles = [asked for asked in site.asked if asked.path.startswith("/news/") and "page=" not in asked.path]
    articles = [asked for asked in articles if asked.path != "/news/shouted"]
    assert all(asked.is_conditional for asked in articles)
    assert [asked.path for asked in articles if asked.status == 200] == ["/news/one"]
    assert again.counts()["revised"] == 1
    assert again.ask("SELECT count(*) FROM revision") == [(11,)]


def test_articles_are_looked_at_again_by_age(site, desk):
    waits = dict(
        desk.ask(
            "SELECT replace(url, ?, ''), (unixepoch(next_due) - unixepoch(last_fetch)) / 3600.0 FROM page"
            " WHERE state = 'done'",
            site.url,
        )
    )

    age = max(NOW - datetime(2026, 11, 20, 9, tzinfo=UTC), timedelta())  # by whatever clock
    assert waits["/news/one"] is None or 1 <= waits["/news/one"] <= 24 * (1 + age / DAY)


def test_backfill_reads_what_is_old_too(site, tmp_path):
    desk = Desk(tmp_path)
    desk.follow("one", site, sitemaps=["/map.xml"])

    desk.crawl("news", "backfill=true")

    assert set(desk.pages(site)) == {"/news/lately", "/news/long-ago", "/news/undated", "/news/history"}


def test_limit_is_of_each_source_and_since_leaves_out_what_is_known_to_be_older(site, tmp_path):
    desk = Desk(tmp_path)
    desk.follow("one", site, sitemaps=["/map-1.xml"])
    desk.follow("two", site, sitemaps=["/map-2.xml"])

    desk.crawl("news", "limit=1", "source=one,two", f"since={(NOW - 30 * DAY).date()}")

    assert set(desk.pages(site)) == {"/news/lately", "/news/undated", "/news/one", "/news/shouted"}
    taken = desk.ask(
        "SELECT s.key, count(*) FROM page p JOIN source s ON s.id = p.source_id WHERE p.state <> 'due' GROUP BY s.key"
    )
    assert dict(taken) == {"one": 1, "two": 1}
