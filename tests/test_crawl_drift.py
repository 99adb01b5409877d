"""A site that is made anew: what its articles lose is noticed by the crawl itself."""

from __future__ import annotations

from datetime import UTC, datetime

from archive import alerts
from archive.store import Archive
from tests.crawls import Desk
from tests.site import Site, rss, story


def test_a_crawl_notices_that_authors_have_vanished(tmp_path):
    with Site() as site:
        _drift(Desk(tmp_path), site)


def _drift(desk, site):
    desk.follow("herald", site, feeds=["/feed"])
    now = datetime.now(UTC)
    date = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    old = {f"/old/{number}": f"Harbour report {number}" for number in range(21)}
    new = {f"/new/{number}": f"Market report {number}" for number in range(10)}
    for path, title in old.items():
        site.add(path, story(title, date=date))
    for path, title in new.items():  # the byline is drawn by a script now
        site.add(
            path,
            story(title, date=date).replace(
                "<p class=byline>By <a rel=author href=/by/ada>Ada Byron</a></p>", "<div id=byline></div>"
            ),
        )
    site.add("/feed", rss(site, old, date=f"{now:%a, %d %b %Y %H:%M:%S} GMT"), "application/rss+xml")
    said = desk.crawl("news")
    assert "alert" not in said

    site.add("/feed", rss(site, new, date=f"{now:%a, %d %b %Y %H:%M:%S} GMT"), "application/rss+xml")
    said = desk.crawl("news")

    with Archive.open(desk.archive, read_only=True) as archive:
        (alert,) = alerts.listed(archive.connection)
    assert (alert.field, alert.since[:10], alert.share) == ("authors", f"{datetime.now(UTC):%Y-%m-%d}", 0)
    assert alert.reason in said
