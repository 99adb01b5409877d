"""``dateline sources``: taking new sites in over real HTTP, and what the other verbs say and do."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import dateline as front_door
from crawler.cli import _show_checks
from crawler.lists.candidates import Candidate
from crawler.lists.discovery import Finding, choose_feeds, choose_fronts, common_paths, look
from crawler.lists.sitemaps import sitemaps_worth_asking
from crawler.network import asking
from crawler.spiders.discover import DiscoverSpider
from tests.processes import waits
from tests.site import Answer, Site, proxy_to, rss

ROOT = Path(__file__).parent.parent
ARTICLES = {f"/2026/11/0{n}/glass-story-number-{n}/": f"Glass story number {n}" for n in range(1, 5)}


FEED_LINK = '<link rel=alternate type="application/rss+xml"'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


# A crawl of the real web takes its time; one test asks whether it does.
HASTE = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_START_DELAY=0.01")
PATIENCE = ("-s", "DOWNLOAD_TIMEOUT=600")


def dateline(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dateline", "sources", *arguments, *(HASTE if arguments[0] in ("add", "check") else ())],
        cwd=ROOT,
        env=environment_of(folder) | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.fixture
def here(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """What asks no site needs no process of its own."""
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(folder / "sources.toml"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = front_door.main(["sources", *arguments])
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return run


def environment_of(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {
        "DATELINE_SOURCES_PATH": str(folder / "sources.toml"),
        "DATELINE_ARCHIVE_PATH": str(folder / "archive.db"),  # there is none; never that of whoever runs the tests
        "DATELINE_ALLOW_PRIVATE_ADDRESSES": "1",
        "DATELINE_PARSE_PROCESSES": "1",
    }


def written(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "sources.toml"
    return tomllib.loads(path.read_text("utf-8"))["sources"] if path.exists() else {}


def front(*, head: str = "", links: bool = True) -> str:
    stories = "".join(f'<h2><a href="{path}">{title}</a></h2>' for path, title in ARTICLES.items()) if links else ""
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{stories}<a href=/about>About</a></body></html>"


def urlset(site: Site, *paths: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{site.url}{path}</loc></url>' for path in paths)}</urlset>"


def key_of(site: Site) -> str:
    return site.url.removeprefix("http://").replace(".", "-").replace(":", "-")


@dataclass
class Added:
    """What one call did that took many sites at once."""

    told: subprocess.CompletedProcess[str]
    written: dict[str, dict[str, Any]]
    sites: dict[str, Site]
    dead: str

    def source(self, name: str) -> dict[str, Any]:
        return self.written[key_of(self.sites[name])]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Added]:
    folder = tmp_path_factory.mktemp("added")
    with ExitStack() as stack:
        sites: dict[str, Site] = defaultdict(lambda: stack.enter_context(Site()))
        full_site(sites["full"])
        guessed_site(sites["guessed"])
        sites["blog"].add("/blog/", front())
        sites["blog"].add("/atom.xml", rss(sites["blog"], ARTICLES))
        sites["no front"].add("/sitemap.xml", urlset(sites["no front"], *ARTICLES))
        sites["only front"].add("/", front())
        sites["empty"].add("/", front(links=False))
        sites["refusing"].add("/", front())
        sites["refusing"].add("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
        sites["by feed"].add("/", front(head=f"{FEED_LINK} href=/all.xml>"))
        sites["by feed"].add("/all.xml", rss(sites["by feed"], ARTICLES))
        sites["by feed"].add("/some.xml", rss(sites["by feed"], dict(list(ARTICLES.items())[:2])))
        sites["by article"].add("/", front())
        sites["old"].answers["/"] = Answer(status=301, headers={"Location": f"{sites['moved'].url}/"})
        sites["moved"].add("/", front(head=f"{FEED_LINK} href=/feed>"))
        sites["moved"].answers["/feed"] = Answer(status=302, headers={"Location": "/feed/today"})
        sites["moved"].add("/feed/today", rss(sites["moved"], ARTICLES))
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        urls = {name: site.url for name, site in sites.items() if name != "moved"} | {
            "blog": f"{sites['blog'].url}/blog/",
            "by feed": f"{sites['by feed'].url}/some.xml",
            "by article": f"{sites['by article'].url}/2026/11/01/glass-story-number-1/",
        }
        told = dateline(
            folder, "add", *urls.values(), dead, "http://nowhere.invalid/", "ftp://files.example/", "nonsense"
        )
        yield Added(told=told, written=written(folder), sites=dict(sites), dead=dead)


def full_site(site: Site) -> None:
    site.add(
        "/",
        front(
            head='<meta property="og:site_name" content="The Glass Paper">'
            f'{FEED_LINK} title="Comments Feed" href="/comments/feed/">{FEED_LINK} href="/news.rss">'
            '<link rel=alternate type="application/atom+xml" href="/same.rss">'
        ),
    )
    site.add("/news.rss", rss(site, ARTICLES), "application/rss+xml")
    site.add("/same.rss", rss(site, ARTICLES), "text/html")
    site.add("/comments/feed/", rss(site, dict.fromkeys(ARTICLES, "By: somebody")), "application/rss+xml")
    site.add("/robots.txt", f"User-agent: *\nDisallow: /private\nSitemap: {site.url}/map.xml\n", "text/plain")
    site.add("/map.xml", urlset(site, *ARTICLES), "text/plain")


def guessed_site(site: Site) -> None:
    site.add("/", front())
    site.add("/rss.xml", rss(site, ARTICLES), "text/xml")
    site.add("/feed/", front())
    site.add("/sitemap_index.xml", f"<sitemapindex><sitemap><loc>{site.url}/1.xml</loc></sitemap></sitemapindex>")


def test_keys_of_what_was_added_are_printed_one_a_line(added):
    names = ("full", "guessed", "no front", "only front", "by feed", "by article", "moved")
    keys = {key_of(added.sites[name]) for name in names} | {f"{key_of(added.sites['blog'])}-blog"}

    assert added.told.returncode == 0
    assert set(added.told.stdout.splitlines()) == keys == set(added.written)


def test_one_sentence_says_why_a_site_is_not_added(added):
    empty, refusing, dead = added.sites["empty"].url, added.sites["refusing"].url, added.dead
    blog = added.sites["blog"].url

    assert sorted(added.told.stderr.splitlines()) == sorted(
        [
            "ftp://files.example/: not an address; write it like https://example.com/.",
            "nonsense: not an address; write it like https://example.com/.",
            f"{empty}: no link on it looks like an article's, and there is no feed and no sitemap.",
            f"{refusing}: robots.txt does not allow it, and there is no feed and no sitemap.",
            f"{dead}: {dead.removeprefix('http://').rstrip('/')} refuses the connection.",
            "http://nowhere.invalid/: no address is known for the name nowhere.invalid.",
            # It is added, and yet may not be what was meant.
            (
                f"{key_of(added.sites['blog'])}-blog follows {blog}/blog/ as a site of its own;"
                f" `dateline sources add {blog}/` follows all of {blog.removeprefix('http://')}."
            ),
        ]
    )
    assert set(added.sites["refusing"].paths()) == {"/robots.txt"}


def test_site_is_added_with_all_that_announces_its_articles(added):
    site = added.sites["full"]

    assert added.source("full") == {
        "url": f"{site.url}/",
        "name": "The Glass Paper",
        "feeds": [f"{site.url}/news.rss"],
        "sitemaps": [f"{site.url}/map.xml"],
        "fronts": [f"{site.url}/"],
        "language": "en",
        "enabled": True,
    }


def test_nothing_is_asked_twice_nor_two_things_at_once(added):
    for site in added.sites.values():
        assert site.most_at_once == 1
        assert max(site.count().values()) == 1
        assert all(asked.headers["user-agent"].startswith("Dateline/") for asked in site.asked)


def test_common_paths_are_tried_where_nothing_is_named(added):
    url = added.sites["guessed"].url

    assert added.source("guessed")["feeds"] == [f"{url}/rss.xml"]
    assert added.source("guessed")["sitemaps"] == [f"{url}/sitemap_index.xml"]


def test_front_page_below_the_root_is_the_front_page(added):
    site = added.sites["blog"]
    source = added.written[f"{key_of(site)}-blog"]

    assert (source["fronts"], source["feeds"]) == ([f"{site.url}/blog/"], [f"{site.url}/atom.xml"])


def test_site_without_a_front_page_is_added_by_its_sitemap(added):
    source = added.source("no front")

    assert source["sitemaps"] == [f"{added.sites['no front'].url}/sitemap.xml"]
    assert "fronts" not in source


def test_site_with_nothing_but_a_front_page_is_added(added):
    source = added.source("only front")

    assert source["fronts"] == [f"{added.sites['only front'].url}/"]
    assert "feeds" not in source
    assert "sitemaps" not in source


def test_feed_or_article_in_place_of_the_front_page_leads_to_its_site(added):
    by_feed, by_article = added.sites["by feed"].url, added.sites["by article"].url

    assert added.source("by feed")["url"] == f"{by_feed}/"
    assert added.source("by feed")["feeds"] == [f"{by_feed}/some.xml", f"{by_feed}/all.xml"]
    assert added.source("by article")["fronts"] == [f"{by_article}/"]


def test_lasting_redirects_give_the_address_to_ask_next_time(added):
    url = added.sites["moved"].url

    assert added.source("moved")["url"] == f"{url}/"
    assert added.source("moved")["feeds"] == [f"{url}/feed"]


def test_sites_of_the_file_are_not_added_again_and_listed_ones_are_enabled(site, folder):
    (folder / "sources.toml").write_text(
        '# mine\n[sources.brass]\nurl = "https://brass.example/"  # yes\nfeeds = ["https://brass.example/feed"]\n\n'
        f'[sources.glass]\nurl = "{site.url}/"\nfeeds = ["{site.url}/old"] # gone\nenabled = false # not yet\n'
    )
    site.add("/", front(head=f"{FEED_LINK} href=/new>"))
    site.add("/new", rss(site, ARTICLES))

    site.add("/lab/", front())
    site.add("/lab/feed", rss(site, ARTICLES))

    told = dateline(
        folder, "add", f"{site.url}/lab/", site.url, "brass.example", "https://brass.example/feed?utm_source=x"
    )

    assert (told.returncode, sorted(told.stdout.split())) == (
        0,
        sorted(["brass", "brass", "glass", f"{key_of(site)}-lab"]),
    )
    # All of the site is followed too: that is not offered.
    assert told.stderr == "https://brass.example/ is there already, as brass.\n" * 2
    assert (
        (folder / "sources.toml")
        .read_text()
        .startswith(
            '# mine\n[sources.brass]\nurl = "https://brass.example/"  # yes\nfeeds = ["https://brass.example/feed"]\n\n'
            f'[sources.glass]\nurl = "{site.url}/"\nfeeds = ["{site.url}/old", "{site.url}/new"] # gone\n'
            f'fronts = ["{site.url}/"]\nenabled = true # not yet\n\n[sources.{key_of(site)}-lab]\n'
        )
    )


def test_private_addresses_are_refused_unless_allowed(site, folder):
    told = dateline(folder, "add", site.url, DATELINE_ALLOW_PRIVATE_ADDRESSES="0")

    assert told.returncode == 1
    assert told.stderr == (
        f"{site.url}: 127.0.0.1 is not a public address; DATELINE_ALLOW_PRIVATE_ADDRESSES=1 allows it.\n"
    )
    assert site.asked == []
    assert not (folder / "sources.toml").exists()


@pytest.mark.parametrize(
    ("is_private", "told"),
    [(True, "no; DATELINE_ALLOW_PRIVATE_ADDRESSES=1 allows it"), (False, "no")],
)
def test_only_a_private_address_is_said_to_be_allowed_by_the_setting(is_private, told):
    class Refusing(DiscoverSpider):
        async def ask(self, url):
            return asking.Answer(url=url, final_url=url, problem="no", is_refused=True, is_private=is_private)

    asked = Candidate(asked="glass.example", urls=("https://glass.example/",))

    assert asyncio.run(Refusing().examine(asked)).problem == told


def test_columns_that_tell_nothing_are_left_out_on_a_terminal(monkeypatch, capsys):
    row = {"source": "a", "url": "b", "robots": None, "breaker": "closed", "pause": None, "problem": "answers 404"}

    _show_checks([row])
    assert capsys.readouterr().out == "a\tb\t\tclosed\t\tanswers 404\n"

    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _show_checks([row])
    assert capsys.readouterr().out.splitlines()[0].split() == ["source", "url", "problem"]


def test_proxy_variables_are_obeyed(site, folder):
    site.add("/", front())

    with proxy_to(site) as proxy:
        told = dateline(folder, "add", "http://glass.example/", http_proxy=proxy, DATELINE_ALLOW_PRIVATE_ADDRESSES="0")

    assert (told.returncode, told.stdout) == (0, "glass\n")
    assert written(folder)["glass"]["fronts"] == ["http://glass.example/"]


def test_broken_file_is_told_before_anything_is_asked(site, folder, here):
    (folder / "sources.toml").write_text('[sources.a]\nurl = "https://a.example/"\nevery = "often"\n')

    told = here("add", site.url)

    assert told.returncode == 1
    assert told.stderr.startswith(f"Error: {folder}/sources.toml:3: sources.a.every: 'often' is not allowed")
    assert site.asked == []


def test_interrupt_keeps_what_was_found(site, folder):
    site.add("/", front())
    with Site() as slow:
        slow.answers["/robots.txt"] = Answer(status=404)
        slow.answers["/"] = Answer(delay=600)
        running = subprocess.Popen(
            [sys.executable, "-m", "dateline", "sources", "add", *HASTE, *PATIENCE, site.url, slow.url],
            cwd=ROOT,
            env=environment_of(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        # The last of the common paths: everything of the first site has been asked for.
        ends = time.monotonic() + 300
        # One look may fall between that request and its answer.
        idle = 0
        while idle < 5:
            assert time.monotonic() < ends
            time.sleep(0.1)
            is_idle = "/sitemap-news.xml" in site.paths() and not site.at_once and slow.at_once and waits(running.pid)
            idle = idle + 1 if is_idle else 0
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate(timeout=600)

    assert running.returncode == 130
    assert output.split() == [key_of(site)]
    assert list(written(folder)) == [key_of(site)]


def test_interrupt_before_anything_is_asked_ends_without_a_word(site, folder):
    script = """
import os, signal, sys
from crawler.network.asking import AskingSpider
from dateline import main

made = AskingSpider.from_crawler.__func__

def interrupted(cls, *args, **kwargs):
    os.kill(os.getpid(), signal.SIGINT)
    return made(cls, *args, **kwargs)

AskingSpider.from_crawler = classmethod(interrupted)
sys.exit(main(["sources", "add", sys.argv[1]]))
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, site.url],
        cwd=ROOT,
        env=environment_of(folder),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_check_tells_what_each_address_answers(site, folder):
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.1\nDisallow: /closed\n", "text/plain")
    site.add("/", front())
    site.add("/feed", rss(site, ARTICLES))
    site.add("/page", "<html><body><a href=/>Home</a></body></html>")
    (folder / "sources.toml").write_text(
        f'[sources.glass]\nurl = "{site.url}/"\nfeeds = ["{site.url}/feed", "{site.url}/page", "{site.url}/gone"]\n'
        f'sitemaps = ["{site.url}/closed/map.xml"]\nfronts = ["{site.url}/"]\ncookies = "jar.txt"\n'
    )
    jar = folder / "jar.txt"
    jar.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tmember\tyes\n")
    jar.chmod(0o600)
    (folder / "archive.db").write_text("This is no archive.")

    told = dateline(folder, "check", "--json")

    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 0
    assert [
        (row["field"], row["status"], row["kind"], row["entries"], row["robots"], row["problem"]) for row in rows
    ] == [
        ("feed", 200, "feed", 4, "allowed", None),
        ("feed", 200, "page", 0, "allowed", "a page, not a feed"),
        ("feed", 404, None, None, "allowed", "answers 404"),
        ("sitemap", None, None, None, "refused", "robots.txt does not allow it"),
        ("front", 200, "page", 4, "allowed", None),
    ]
    assert rows[0]["newest"] == "2026-11-20"
    # As its crawl would ask, robots.txt as everybody.
    assert {asked.path: asked.headers.get("cookie") for asked in site.asked} == {
        "/robots.txt": None,
        **dict.fromkeys(("/feed", "/page", "/gone", "/"), "member=yes"),
    }
    assert told.stderr == (
        f"{folder}/archive.db: this is not an SQLite file; name another path; so all were asked as strangers, whatever"
        " pauses their hosts are in.\n"
    )
    assert {row["crawl_delay"] for row in rows} == {0.1}
    assert max(site.count().values()) == 1


def test_list_enable_disable_and_remove(folder, here):
    (folder / "sources.toml").write_text(
        '[sources.glass]\nurl = "https://glass.example/"\nfeeds = ["https://glass.example/feed"]\nevery = "90m"\n\n'
        '[sources.brass]\nurl = "https://brass.example/"\nenabled = false\n'
    )

    lines = here("list").stdout.splitlines()
    documents = json.loads(here("list", "--json").stdout)
    changed = [here("enable", "brass"), here("disable", "glass")]
    enabled = {key: source.get("enabled", True) for key, source in written(folder).items()}
    removed = here("remove", "glass")
    unknown = here("remove", "glas")

    assert lines == [
        "glass\tyes\t90m\t1\t0\t0\thttps://glass.example/",
        "brass\tno\t1h\t0\t0\t0\thttps://brass.example/",
    ]
    assert documents[0]["every"] == "90m"
    assert documents[1]["enabled"] is False
    assert [(each.returncode, each.stdout) for each in changed] == [(0, "Enabled: brass.\n"), (0, "Disabled: glass.\n")]
    assert enabled == {"glass": False, "brass": True}
    assert (removed.returncode, list(written(folder))) == (0, ["brass"])
    assert removed.stdout == "Removed: glass; what is archived stays.\n"
    assert (unknown.returncode, "there is no source 'glas'" in unknown.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [("add",), ("enable",), ("list", "--nonsense"), ("nonsense",)])
def test_wrong_use_is_exit_code_two(here, arguments):
    assert here(*arguments).returncode == 2


def found(url: str, *pages: str, **more: Any) -> Finding:
    return Finding(url=url, kind="feed", entries=len(pages), sample=frozenset(pages), site="site.example", **more)


def test_main_feed_comes_first_and_others_only_where_they_add():
    front_page = "https://site.example/"
    section = found("https://site.example/category/glass/feed/", "a", "b")
    main = found("https://site.example/feed/", "a", "b", "c", "d")
    copy = found("https://site.example/atom.xml", "a", "b", "c", "d")
    lab = found("https://site.example/lab/feed/", "x", "y", "a")
    comments = found("https://site.example/comments/feed/", "a", "z", is_comments=True)
    empty = found("https://site.example/empty/feed/")

    chosen = choose_feeds([section, comments, empty, main, copy, lab], front_page)

    assert [feed.url for feed in chosen] == [main.url, lab.url]
    assert [feed.url for feed in choose_feeds([empty, comments], front_page)] == [empty.url]


def test_sitemaps_of_images_and_authors_are_not_asked_for():
    named = ["https://site.example/image-sitemap.xml", "https://site.example/map.xml", "https://cdn.example/map.xml"]

    assert sitemaps_worth_asking([*named, "https://site.example/news.xml"], "https://site.example/") == (
        "https://site.example/news.xml",
        "https://site.example/map.xml",
    )
    assert sitemaps_worth_asking(named[:1], "https://site.example/") == ("https://site.example/image-sitemap.xml",)


def test_common_paths_are_tried_below_the_front_page_and_at_the_root():
    assert common_paths("https://site.example/blog", ("feed/", "rss")) == (
        "https://site.example/blog/feed/",
        "https://site.example/blog/rss",
        "https://site.example/feed/",
        "https://site.example/rss",
    )


@pytest.mark.parametrize(
    ("title", "path", "entry", "is_comments"),
    [
        ("Comments on: Glass", "/feed/", "Yes", True),
        ("Comments for Glass", "/feed/", "Yes", True),
        ("Kommentare zu: Glas", "/feed/", "Ja", True),
        ("Glass", "/comments/feed/", "Yes", True),
        ("Glass", "/feed/", "By: Ada", True),
        ("Glas", "/feed/", "Von: Ada", True),
        ("Comment is free", "/feed/", "Yes", False),
        ("The Commentator", "/feed/", "By and by", False),
        ("Glas", "/feed/", "Von München bis Aachen", False),
    ],
)
def test_feeds_of_comments_are_known_by_title_address_or_entries(title, path, entry, is_comments):
    feed = (
        f"<rss version='2.0'><channel><title>{title}</title>"
        f"<item><title>{entry}</title><link>https://site.example/a</link></item></channel></rss>"
    )

    assert look(feed.encode(), f"https://site.example{path}").is_comments is is_comments


def test_sections_are_fronts_too_where_they_lead_to_more_than_the_front_page():
    def list_of(url: str, *articles: str) -> Finding:
        return Finding(url=url, kind="page", entries=len(articles), sample=frozenset(articles))

    front, world, sport = list_of("/", "a", "b"), list_of("/world", "b", "c"), list_of("/sport", "a", "c")

    assert choose_fronts(front, [world, sport, Finding(url="/x", kind="nothing")]) == (front, world)
    assert choose_fronts(list_of("/"), [world]) == (world,)


@pytest.mark.parametrize(
    ("content", "onward"),
    [
        ("0; url=/home/", "https://site.example/home/"),
        ("3;URL='https://www.site.example/'", "https://www.site.example/"),
        ("0;url=/", None),
        ("0; url=https://other.example/", None),
        ("300", None),
    ],
)
def test_page_that_sends_its_reader_on_tells_where(content, onward):
    page = f'<meta http-equiv=Refresh content="{content}"><a href=/home/>Enter</a>'.encode()

    assert look(page, "https://site.example/").sends_on == onward


def test_sections_of_a_page_are_told_but_no_authors():
    page = b"<body><nav><a href=/world/>World</a><a href=/author/ada>Ada Byron</a><a href=/about>About</a></nav></body>"

    assert look(page, "https://site.example/").sections == ("https://site.example/world/",)
