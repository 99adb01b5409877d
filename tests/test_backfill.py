"""A backfill reads what is old, no more of it than is wanted, and a second time only what has changed; sitemaps that only
robots.txt names bring what is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.lists.announced import read_announcements
from crawler.lists.reading import Window
from tests.crawls import Desk
from tests.site import Site, rss, story

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EARLY, LATE = NOW - timedelta(days=300), NOW - timedelta(days=200)
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
PAGES = 4


def serve(site: Site) -> None:
    """Two stories on each page of a list, the latest also in the feed; three more in a sitemap that robots.txt names."""
    for number in range(1, PAGES + 1):
        stories = {
            f"/news/{number}{x}-words-of-this": f"The {x} story of page {number} here" for x in ("first", "other")
        }
        for path, title in stories.items():
            site.add(path, story(title))
        if number == 1:
            site.add("/feed.xml", rss(site, stories), "application/rss+xml")
        links = "".join(f'<article><h2><a href="{path}">{title}</a></h2></article>' for path, title in stories.items())
        more = f'<a rel=next href="/page/{number + 1}">Older posts</a>' if number < PAGES else ""
        site.add("/" if number == 1 else f"/page/{number}", f"<html><body><main>{links}</main>{more}</body></html>")
    listed = ""
    for name, day in (("new", datetime.now(UTC).date()), ("old", "2020-01-01"), ("undated", None)):
        site.add(f"/map/{name}-words-of-this", story(f"The {name} story of the map"))
        date = f"<lastmod>{day}</lastmod>" if day else ""
        listed += f"<url><loc>{site.url}/map/{name}-words-of-this</loc>{date}</url>"
    site.add("/map.xml", URLSET.format(listed), "application/xml")
    site.add(
        "/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {site.url}/map.xml\nSitemap: /images.xml\n", "text/plain"
    )


def test_backfill_reads_what_is_wanted_and_asks_for_the_same_again_only_if_it_changed(tmp_path):
    with Site() as site:
        serve(site)
        desk = Desk(tmp_path)
        desk.follow("one", site, feeds=["/feed.xml"], fronts=["/"])
        first = {f"/news/1{x}-words-of-this" for x in ("first", "other")}
        lists = {"/feed.xml", "/", "/map.xml"}

        desk.crawl("news")
        assert set(site.paths()) == {"/robots.txt", "/map/new-words-of-this", *lists, *first}

        site.forget()
        desk.crawl("news", "backfill=true", "limit=1")
        assert {"/", "/page/2"} < set(site.paths())
        assert "/page/4" not in site.paths()
        assert desk.ask("SELECT count(*) FROM article") == [(4,)]
        again = {asked.path for asked in site.asked if asked.status == 200} & {"/", "/page/2", "/feed.xml", "/map.xml"}
        assert again == {"/", "/page/2", "/feed.xml", "/map.xml"}

        site.forget()
        desk.crawl("news", "backfill=true")
        assert set(site.paths(status=304)) >= {"/", "/page/2", *lists}
        unasked = {f"/page/{number}" for number in range(3, PAGES + 1)}
        assert unasked < set(site.paths(status=200)) | set(site.paths(status=304))
        assert desk.ask("SELECT count(*) FROM article") == [(2 * PAGES + 3,)]


@pytest.mark.parametrize(
    ("before", "wanted", "is_within"),
    [
        (Window(now=NOW), Window(now=NOW), True),
        (Window(now=NOW), Window(now=NOW, since=LATE), False),
        (Window(now=NOW, since=LATE), Window(now=NOW), True),
        (Window(now=NOW, since=EARLY), Window(now=NOW, since=LATE), True),
        (Window(now=NOW, since=LATE), Window(now=NOW, since=EARLY), False),
        (Window(now=NOW, since=EARLY), Window(now=NOW, since=LATE, backfill=True), False),
        (Window(now=NOW, since=EARLY, backfill=True), Window(now=NOW, since=LATE), True),
        (Window(now=NOW, since=EARLY, backfill=True), Window(now=NOW, backfill=True), False),
        (Window(now=NOW, backfill=True), Window(now=NOW, since=EARLY, backfill=True), True),
        (Window(now=NOW, backfill=True), Window(now=NOW, backfill=True), True),
    ],
)
def test_what_was_read_as_far_back_need_not_be_read_again(before, wanted, is_within):
    assert wanted.is_within(before.reach) is is_within


@pytest.mark.parametrize(("count", "followed"), [(10, 10), (11, 0)])
def test_index_that_nobody_chose_and_that_dates_nothing_is_followed_where_it_is_short(count, followed):
    named = "".join(f"<sitemap><loc>https://a.example/{number}.xml</loc></sitemap>" for number in range(count))
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</sitemapindex>'.encode()
    window = Window(now=NOW, dated_only=True)

    reading = read_announcements("sitemap", body, "https://a.example/index.xml", content_type=None, window=window)

    assert len(reading.sitemaps) == followed
