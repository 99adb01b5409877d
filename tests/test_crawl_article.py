"""``scrapy crawl article``: single pages, now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawls import Desk
from tests.site import Site, story


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.add("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
        for path in ("/a,b", "/c", "/private/d"):
            site.add(path, story(f"The story at {path} in full"))
        site.add("/login", "<html><title>Sign in</title><form><input type=password></form></html>")
        yield site


def test_pages_are_archived_now_and_again_at_once_or_it_is_said_why_not(site, tmp_path):
    desk = Desk(tmp_path)
    listed = tmp_path / "pages.txt"
    listed.write_text(f"# two of them\n{site.url}/a,b\n\nnonsense\n{site.url}/c\n", "utf-8")

    first = desk.crawl(
        "article",
        f"url={site.url}/a,b,{site.url}/c, {site.url}/private/d,{site.url}/missing,{site.url}/login",
    )
    site.forget()
    said = desk.crawl("article", f"urls={listed}")

    # Why a named page did not become an article.
    assert f"{site.url}/private/d refused: robots.txt does not allow it" in first
    assert f"{site.url}/missing gone: answered 404" in first
    assert f"{site.url}/login is no article: a login wall" in first
    assert f"{site.url}/c " not in first
    assert "nonsense is no address of a page; left out" in said
    assert {path: told for path, told in desk.pages(site).items() if path not in ("/missing", "/login")} == {
        "/a,b": ("done", None),
        "/c": ("done", None),
        "/private/d": ("refused", "robots.txt does not allow it: Disallow: /private (line 2)"),
    }
    # Asked again, whenever they are due, and conditionally; robots.txt is still known.
    assert sorted((asked.path, asked.status) for asked in site.asked) == [("/a,b", 304), ("/c", 304)]
    assert desk.ask("SELECT DISTINCT a.via FROM announcement n JOIN announcer a ON a.id = n.announcer_id") == [
        ("person",)
    ]


def test_of_a_single_page_one_sentence_tells_why_it_is_not_archived(site, tmp_path):
    desk = Desk(tmp_path)

    said = desk.crawl("article", f"url={site.url}/private/d", code=1).splitlines()

    assert said[-1] == (
        f"Error: {site.url}/private/d is not asked for: robots.txt does not allow it: Disallow: /private (line 2)."
    )
    assert sum("/private/d" in line for line in said) == 1
    # The crawl itself went well.
    assert desk.ask("SELECT outcome, reason FROM run") == [("finished", None)]
