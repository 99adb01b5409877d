"""Nothing is asked for twice that has not changed, whatever validators a server knows; and only what is due."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count

import pytest

from archive.crawls.owner import Owner
from archive.store import Archive
from crawler.network.conditional import unless_changed
from tests.crawls import Desk
from tests.site import Answer, Asked, Site, rss, story

LONG_AGO = "2020-01-01T00:00:00Z"
MODIFIED = "Fri, 20 Nov 2026 09:00:00 GMT"
LATELY = format_datetime(datetime.now(UTC) - timedelta(days=3), usegmt=True)

Server = Callable[[bytes, str], Callable[[Asked], Answer]]


def dated(body: bytes, kind: str) -> Callable[[Asked], Answer]:
    """Knows Last-Modified alone."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-modified-since") == MODIFIED:
            return Answer(status=304, validators=False)
        return Answer(body=body, headers={"Content-Type": kind, "Last-Modified": MODIFIED}, validators=False)

    return answer


def weak(body: bytes, kind: str) -> Callable[[Asked], Answer]:
    """Has weak tags, and sends none with a 304."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == 'W/"7"':
            return Answer(status=304, validators=False)
        return Answer(body=body, headers={"Content-Type": kind, "ETag": 'W/"7"'}, validators=False)

    return answer


def packed(body: bytes, kind: str) -> Callable[[Asked], Answer]:
    """An Apache that packs: its tags have a suffix that it does not know again."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"7"':
            return Answer(status=304, headers={"ETag": '"7-gzip"'}, validators=False)
        return Answer(body=body, headers={"Content-Type": kind, "ETag": '"7-gzip"'}, validators=False)

    return answer


def fickle(body: bytes, kind: str) -> Callable[[Asked], Answer]:
    """Gives every answer another tag."""
    numbers = count()
    return lambda asked: Answer(
        body=body, headers={"Content-Type": kind, "ETag": f'"{next(numbers)}"'}, validators=False
    )


def bare(body: bytes, kind: str) -> Callable[[Asked], Answer]:
    """Knows no validators."""
    return lambda asked: Answer(body=body, headers={"Content-Type": kind}, validators=False)


def strong(body: bytes, kind: str) -> Callable[[Asked], Answer]:
    """As servers should."""

    def answer(asked: Asked) -> Answer:
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if asked.headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag}, validators=False)
        return Answer(body=body, headers={"Content-Type": kind, "ETag": tag}, validators=False)

    return answer


SERVERS: dict[str, Server] = {
    "dated": dated, "weak": weak, "packed": packed, "fickle": fickle, "bare": bare, "strong": strong
}  # fmt: skip
CAN = {"dated", "weak", "packed", "strong"}
"""Those that can answer 304."""
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def serve(site: Site) -> None:
    """A feed, an article and a sitemap of each make of server; two of the sitemaps are named by an index."""
    for name, server in SERVERS.items():
        stories = {f"/news/the-{name}-story-of-the-day": f"The {name} story of the day"}
        for path, title in stories.items():
            site.answers[path] = server(story(title).encode(), "text/html; charset=utf-8")
        site.answers[f"/{name}.xml"] = server(rss(site, stories, date=LATELY).encode(), "application/rss+xml")
    for name in ("first", "second"):
        listed = f"<urlset {NAMESPACE}><url><loc>{site.url}/news/the-{name}-story-of-the-month</loc></url></urlset>"
        site.add(f"/{name}-map.xml", listed, "application/xml")
        site.add(f"/news/the-{name}-story-of-the-month", story(f"The {name} story of the month"))
    lately = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    site.add("/index.xml", index(site, {"first": lately, "second": None}), "application/xml")


def index(site: Site, changed: dict[str, str | None]) -> str:
    named = "".join(
        f"<sitemap><loc>{site.url}/{name}-map.xml</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in changed.items()
    )
    return f"<sitemapindex {NAMESPACE}>{named}</sitemapindex>"


def scheduled(desk: Desk) -> None:
    """A crawl as the scheduler starts it."""
    with Archive.open(desk.archive) as archive:
        run = archive.start_run(command="news", source_keys=["one"], owner=Owner.current(), now=datetime.now(UTC))
    desk.crawl("news", "source=one", f"run={run.run_id}")


def change(desk: Desk, query: str, *values: object) -> None:
    with Archive.open(desk.archive) as archive, archive.transaction():
        archive.connection.execute(query, values)


def test_nothing_is_asked_twice_that_has_not_changed_and_only_what_is_due(tmp_path):
    with Site() as site:
        serve(site)
        desk = Desk(tmp_path)
        desk.follow("one", site, feeds=[f"/{name}.xml" for name in SERVERS], sitemaps=["/index.xml"])
        lists = sorted([*(f"/{name}.xml" for name in SERVERS), "/index.xml", "/first-map.xml", "/second-map.xml"])
        articles = {*(f"/news/the-{name}-story-of-the-day" for name in SERVERS)}
        articles |= {f"/news/the-{name}-story-of-the-month" for name in ("first", "second")}

        desk.crawl("news")
        assert Counter(site.paths()) == Counter([*lists, *articles, "/robots.txt"])

        # By hand, with nothing new: one request a list, conditional where it can be, and no article.
        site.forget()
        desk.crawl("news")
        assert sorted(site.paths()) == lists
        assert {asked.path for asked in site.asked if not asked.is_conditional} == {"/bare.xml"}
        assert {asked.path for asked in site.asked if asked.status == 200} == {"/bare.xml", "/fickle.xml"}
        assert desk.counts()["listings_unchanged"] == len(lists)

        # By plan: only what is due. A feed has news, an index tells of a sitemap that changed, articles are to be seen.
        news = "/news/something-new-under-the-sun"
        site.add(news, story("Something new under the sun"))
        site.add("/strong.xml", rss(site, {news: "Something new under the sun"}, date=LATELY), "application/rss+xml")
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
        site.add("/index.xml", index(site, {"first": tomorrow, "second": None}), "application/xml")
        change(desk, "UPDATE feed SET next_due = ? WHERE url LIKE '%/strong.xml' OR url LIKE '%/index.xml'", LONG_AGO)
        change(desk, "UPDATE page SET next_due = ? WHERE state = 'done'", LONG_AGO)
        change(desk, "UPDATE visit_budget SET credit = 100")
        site.forget()
        scheduled(desk)
        assert Counter(site.paths()) == Counter([*articles, news, "/strong.xml", "/index.xml", "/first-map.xml"])
        full = {asked.path for asked in site.asked if asked.status == 200}
        unable = {path for path in articles if "bare" in path or "fickle" in path}
        assert full == {news, "/strong.xml", "/index.xml", *unable}
        assert {asked.path for asked in site.asked if not asked.is_conditional} == {
            news, "/news/the-bare-story-of-the-day"
        }  # fmt: skip
        counts = desk.counts()
        assert (counts["new"], counts["unchanged"], counts["seen"]) == (1, len(articles) - len(unable), len(unable))
        assert desk.ask("SELECT count(*) FROM revision") == [(len(articles) + 1,)]
        waits = dict(desk.ask("SELECT replace(url, ?, ''), waits_for FROM feed WHERE followed", site.url))
        assert waits.keys() == set(lists)
        assert waits["/first-map.xml"] == "its index tells when it changes"
        assert all(why.startswith(("brings ", "its index")) for why in waits.values())


@pytest.mark.parametrize(
    ("etag", "last_modified", "headers"),
    [
        (None, None, {}),
        ('"a"', MODIFIED, {"If-None-Match": '"a"', "If-Modified-Since": MODIFIED}),
        ('W/"a"', None, {"If-None-Match": 'W/"a"'}),
        ('W/"a-gzip"', None, {"If-None-Match": 'W/"a"'}),
        ("unquoted", "yesterday", {"If-None-Match": "unquoted", "If-Modified-Since": "yesterday"}),
    ],
)
def test_validators_go_back_as_they_came(etag, last_modified, headers):
    assert unless_changed(etag, last_modified) == headers
