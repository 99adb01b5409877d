"""Servers that do not behave: each costs itself, with a reason; what is sound on the same host is archived."""

from __future__ import annotations

import gzip
import resource
import socket
import time
from collections.abc import Iterator

import pytest

from tests.crawls import Desk
from tests.site import Answer, Site, proxy_to, story

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
HTML = {"Content-Type": "text/html"}


def cut_off(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 50000\r\n\r\n" + story("A page that breaks off").encode())
    connection.shutdown(socket.SHUT_RDWR)


def drip(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 50000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"<p>")
        time.sleep(0.1)


def flood(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Connection: close\r\n\r\n")
    for _ in range(60):
        connection.sendall(b"<p>more of it</p>" * 20_000)


HOSTILE: dict[str, tuple[Answer, str, str]] = {
    "/news/bomb": (
        Answer(body=gzip.compress(b"<p>0</p>" * 8_000_000), headers=HTML | {"Content-Encoding": "gzip"}),
        "failed",
        "unpacks to more than DOWNLOAD_MAXSIZE",
    ),
    "/news/flood": (Answer(raw=flood), "failed", "larger than DOWNLOAD_MAXSIZE"),
    "/news/claims": (
        Answer(headers=HTML | {"Content-Length": "200000000"}),
        "failed",
        "larger than DOWNLOAD_MAXSIZE",
    ),
    "/news/cut": (Answer(raw=cut_off), "due", "the answer breaks off in the middle"),
    "/news/packed": (
        Answer(body=b"<p>not packed at all", headers=HTML | {"Content-Encoding": "gzip"}),
        "due",
        "the answer cannot be unpacked",
    ),
    "/news/drip": (Answer(raw=drip), "due", "no whole answer within 1.5 seconds"),
    "/news/loop": (
        Answer(status=302, headers={"Location": "/news/loop"}),
        "failed",
        "redirects in a circle",
    ),
    "/news/file": (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "failed", "redirects to file:"),
    "/news/hop": (
        Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        "refused",
        "169.254.169.254 is not a public address",
    ),
    "/news/error": (Answer(status=500), "due", "answered 500"),
    "/news/forbidden": (Answer(status=403), "failed", "answered 403"),
    "/news/binary": (
        Answer(body=b"\x89PNG\r\n\x1a\n" + bytes(1000), headers=HTML),
        "failed",
        "a binary file, not a page",
    ),
    "http://127.0.0.1:1/x": (Answer(), "refused", "127.0.0.1 is not a public address"),
    "http://localhost/x": (Answer(), "refused", "localhost is a name inside a private network"),
    "http://169.254.169.254/latest": (Answer(), "refused", "169.254.169.254 is not a public address"),
}
WIDE = "/news/wide"
"""400,000 attributes on one element: whatever the parser makes of it, it does so in its bounds."""
UNSEEN = ("file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "http://")
SOUND = {f"/news/sound/{number}": f"A sound story, number {number}" for number in range(4)}
NAME = "http://news.example"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        site.url, direct = NAME, site.url
        links = [path if ":" in path else NAME + path for path in (*HOSTILE, WIDE, *UNSEEN, *SOUND)]
        items = "".join(f"<item><title>News</title><link>{link}</link></item>" for link in links)
        site.add("/feed.xml", f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>", "text/xml")
        for path, (answer, _, _) in HOSTILE.items():
            site.answers[path] = answer
        site.add(WIDE, b"<p " + b" ".join(b"a%d=1" % n for n in range(400_000)) + b">x")
        for path, title in SOUND.items():
            site.add(path, story(title))
        site.add("/etc/passwd", "secret")
        yield site
        site.url = direct


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Desk:
    """After a crawl through a proxy on loopback, private addresses not allowed."""
    desk = Desk(tmp_path_factory.mktemp("hostile"))
    desk.follow("one", site, feeds=["/feed.xml"])
    with proxy_to(site) as proxy:
        began = time.monotonic()
        desk.crawl(
            "news",
            settings={"DOWNLOAD_TIMEOUT": "1.5", "AUTOTHROTTLE_MAX_DELAY": "0.1"},
            environment={"http_proxy": proxy, "DATELINE_ALLOW_PRIVATE_ADDRESSES": "0"},
        )
        assert time.monotonic() - began < 120
    return desk


@pytest.mark.parametrize("path", HOSTILE)
def test_each_hostile_page_has_its_state_and_reason(site, desk, path):
    _, state, reason = HOSTILE[path]

    told, why = desk.pages(site)[path]

    assert (told, reason in (why or "")) == (state, True), why


def test_page_with_endless_attributes_comes_to_an_end(site, desk):
    assert desk.pages(site)[WIDE][0] in ("failed", "not_article")


def test_everything_sound_on_the_same_host_is_archived(desk):
    assert sorted(desk.ask("SELECT title FROM articles")) == sorted((title,) for title in SOUND.values())


def test_what_is_no_address_is_no_page(site, desk):
    assert set(desk.pages(site)) == {*HOSTILE, WIDE, *SOUND}


def test_nothing_was_asked_that_must_not_be(site, desk):
    hosts = {asked.headers["host"] for asked in site.asked}

    assert hosts == {"news.example"}
    assert not [path for path in site.paths() if "passwd" in path or "meta-data" in path]


def test_no_process_grew_large(desk):
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400 * 1024


def test_what_failed_keeps_its_bytes(desk):
    kept = desk.ask(
        "SELECT s.size FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE f.url = ?", f"{NAME}/news/binary"
    )

    assert kept == [(1008,)]
