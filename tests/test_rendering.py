"""``render = true``: pages that only scripts fill, and what is said where there is no browser for them."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.network.rendering import NAMES, RenderedSources, chromium, why_not
from crawler.sources import Source
from tests.crawls import Desk
from tests.site import Answer, Site, rss, story

HAS_EXTRA = importlib.util.find_spec("scrapy_playwright") is not None
needs_browser = pytest.mark.skipif(
    not HAS_EXTRA or not any(map(shutil.which, NAMES)),
    reason="the extra is not installed: pip install -e '.[render]', and Chromium",
)
SCRIPT = """
addEventListener("load", async () => {
  const told = await (await fetch("/api/story.json")).json();
  document.title = told.title;
  document.body.innerHTML = told.html;
  for (const address of ["http://127.0.0.1:1/private", "http://169.254.169.254/latest/", "https://ads.example/pixel.js"]) {
    try { await fetch(address); document.body.innerHTML += "<p>LEAKED " + address + "</p>"; } catch {}
  }
  try { new WebSocket("ws://127.0.0.1:1/"); } catch {}
  navigator.sendBeacon("/beacon", "x");
});
"""


def test_sources_are_rendered_by_key_and_others_by_site():
    sources = RenderedSources(
        [
            Source(key="a", url="https://www.kestrel.example/", render=True),
            Source(key="b", url="https://other.example/"),
        ]
    )

    assert sources.keys == ("a",)
    assert sources.has("a", "https://elsewhere.example/")
    assert not sources.has("b", "https://kestrel.example/a")
    assert sources.has(None, "https://kestrel.example/a")
    assert not sources.has(None, "https://other.example/a")


def test_what_is_missing_is_told_with_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert why_not(Settings()) == (
        "render = true needs scrapy-playwright; in Dateline's folder: pip install -e '.[render]'"
    )

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert "there is none under any of its names; install it (apt install chromium)" in str(why_not(Settings()))
    assert "at /nowhere, where DATELINE_CHROMIUM says" in str(why_not(Settings({"DATELINE_CHROMIUM": "/nowhere"})))

    browser = tmp_path / "chromium-browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    assert why_not(Settings()) is None
    assert chromium(Settings()) == str(browser)


@pytest.fixture
def site():
    with Site() as site:
        site.add("/feed.xml", rss(site, {"/app/1": "Made by a script", "/app/endless": "Endless"}), "text/xml")
        for path in ("/app/1", "/app/endless"):
            site.add(
                path,
                f"<html><head><title>App</title><script src={path}.js></script><img src=/pixel.gif></head><body></body>",
            )
        site.add("/app/1.js", SCRIPT, "text/javascript")
        site.add("/app/endless.js", "while (true) {}", "text/javascript")
        body = story("A story made by a script").partition("<body>")[2].partition("</body>")[0].replace('"', "'")
        site.add("/api/story.json", f'{{"title": "A story made by a script", "html": "{body}"}}', "application/json")
        site.answers["/beacon"] = Answer()
        yield site


def follow(desk: Desk, site: Site, plain: Site) -> None:
    desk.follow("app", site, feeds=["/feed.xml"])
    with desk.sources.open("a") as file:
        file.write("render = true\n")
    desk.follow("plain", plain, feeds=["/feed.xml"])


@pytest.fixture
def plain():
    with Site() as plain:
        plain.add("/feed.xml", rss(plain, {"/news/1": "A plain story"}), "text/xml")
        plain.add("/news/1", story("A plain story"))
        yield plain


@needs_browser
def test_scripts_fill_a_page_and_reach_nothing_else(tmp_path: Path, site: Site, plain: Site):
    desk = Desk(tmp_path)
    follow(desk, site, plain)

    desk.crawl("news", settings={"DATELINE_RENDER_SECONDS": "8"})

    assert sorted(desk.ask("SELECT title FROM articles")) == [("A plain story",), ("A story made by a script",)]
    assert "not rendered within DATELINE_RENDER_SECONDS, 8" in str(desk.pages(site)["/app/endless"])
    assert {"/app/1.js", "/api/story.json", "/app/endless.js"} <= set(site.paths())
    assert not {"/pixel.gif", "/beacon", "/favicon.ico"} & set(site.paths())
    assert not desk.ask("SELECT 1 FROM articles WHERE text LIKE '%LEAKED%'")


@pytest.mark.skipif(HAS_EXTRA, reason="the extra is installed")
def test_without_the_extra_other_sources_go_on(tmp_path: Path, site: Site, plain: Site):
    desk = Desk(tmp_path)
    follow(desk, site, plain)

    said = desk.crawl("news")

    assert "source app: render = true needs scrapy-playwright; in Dateline's folder: pip install" in said
    assert desk.ask("SELECT title FROM articles") == [("A plain story",)]
    assert desk.pages(site)["/app/1"][0] == "due"
    assert "pip install -e '.[render]'" in str(desk.pages(site)["/app/1"][1])
