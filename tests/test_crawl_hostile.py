"""Servers that do not behave: each costs itself, with a reason; what is sound on the same host is archived."""

from __future__ import annotations

import datetime
import itertools
import resource
import socket
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawls import Desk
from tests.hostile import SOAK, SOUND, Answer, Host, internet, plain
from tests.site import Site, proxy_to, story

SECRET = "S3CRET-OF-A-SUBSCRIBER"
HOSTS = internet()
SETTINGS = {
    "DOWNLOAD_MAXSIZE": "4000000",
    "AUTOTHROTTLE_MAX_DELAY": "0.1",
} | (
    {
        "DOWNLOAD_MAXSIZE": "10485760",
        "DATELINE_ROBOTS_SECONDS": "20",
        "DATELINE_RETRY_SECONDS": "5",
    }
    if SOAK
    else {}
)


def address(host: Host, path: str) -> str:
    return path if "://" in path else f"http://{host.name}{path}"


def stories(host: Host) -> dict[str, str]:
    """What is sound on every host."""
    return {f"/story/{n}": f"{host.name.partition('.')[0].title()} story {n}" for n in (1, 2)}


def feed(host: Host) -> str:
    own = [
        path for path in host.pages if not path.startswith("/many/") and path not in ("/laughs", "/external", "/well")
    ]
    links = [address(host, path).replace("&", "&amp;") for path in (*own, *stories(host))]
    items = "".join(f"<item><title>News</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


def no_trust(folder: Path) -> Callable[[socket.socket, str], None]:
    """The far end of https: a certificate that nobody signed, or no TLS at all."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "selfsigned.example")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + datetime.timedelta(days=9_000))
    file = folder / "selfsigned.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def answer(connection: socket.socket, name: str) -> None:
        if name.startswith("plain."):
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        else:
            context.wrap_socket(connection, server_side=True).close()

    return answer


@pytest.fixture(scope="module")
def patience() -> float:
    """DOWNLOAD_TIMEOUT: what is sound must come in time where the machine is slow, and all that hangs is waited for."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import scrapy.cmdline"], check=True)
    return 30.0 if SOAK else min(max(2.0, 4 * (time.monotonic() - began)), 30.0)


@pytest.fixture(scope="module")
def site(patience: float) -> Iterator[Site]:
    with Site() as site:
        for host in internet(patience):
            for path, (answer, _) in host.pages.items():
                site.answers[address(host, path)] = answer
            for path, answer in host.extra.items():
                site.answers[address(host, path)] = answer
            for path, (answer, _) in host.feeds.items():
                site.answers[address(host, path)] = answer
            for path, title in stories(host).items():
                site.answers[address(host, path)] = plain(story(title))
            if host.robots is not None:
                site.answers[address(host, "/robots.txt")] = host.robots
            site.answers[address(host, "/feed.xml")] = Answer(body=feed(host).encode())
        yield site


def largest_child() -> int:
    """KiB of the largest process that has ended so far, of whichever test."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, site: Site, patience: float) -> Desk:
    """After one crawl of all of them side by side, through a proxy on loopback, private addresses not allowed."""
    desk = Desk(tmp_path_factory.mktemp("hostile"))
    cookies = desk.folder / "cookies.txt"
    cookies.write_text(
        f"# Netscape HTTP Cookie File\nredirects.example\tFALSE\t/\tFALSE\t0\tlogin\t{SECRET}\n", "ascii"
    )
    cookies.chmod(0o600)
    with desk.sources.open("w") as file:
        for host in HOSTS:
            feeds = [address(host, path) for path in ("/feed.xml", *host.feeds)]
            file.write(f'[sources.{host.name.replace(".", "-")}]\nurl = "http://{host.name}/"\nfeeds = {feeds}\n')
            if host.name == "redirects.example":
                file.write('cookies = "cookies.txt"\n')
    with proxy_to(site, by_address=True, tunnel=no_trust(desk.folder)) as proxy:
        before = largest_child()
        desk.said = desk.crawl(
            "news",
            settings=SETTINGS | {"DOWNLOAD_TIMEOUT": f"{patience:.1f}"},
            environment={"http_proxy": proxy, "https_proxy": proxy, "DATELINE_ALLOW_PRIVATE_ADDRESSES": "0"},
        )
        desk.largest = largest_child()
        # A child counts as large as this process was when it started it.
        desk.largest_else = max(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return desk


@pytest.fixture(scope="module")
def pages(desk: Desk) -> dict[str, tuple[str, str]]:
    return {url: (state, reason or "") for url, state, reason in desk.ask("SELECT url, state, reason FROM page")}


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_each_page_has_its_state_and_reason(host, pages):
    told = {path: pages.get(address(host, path), ("missing", "")) for path in (*host.pages, *stories(host))}
    expected = {path: end for path, (_, end) in host.pages.items()} | dict.fromkeys(stories(host), SOUND)

    wrong = {path: end for path, end in told.items() if end[0] != expected[path][0] or expected[path][1] not in end[1]}

    assert wrong == {}


@pytest.mark.parametrize("host", [host for host in HOSTS if host.feeds], ids=lambda host: host.name)
def test_each_feed_that_cannot_be_read_says_why(host, desk):
    for path, (_, complaint) in host.feeds.items():
        said = [line for line in desk.said.splitlines() if address(host, path) in line and "WARNING" in line]

        assert (complaint in " ".join(said)) if complaint else not said, path


def test_everything_sound_is_archived_once(desk):
    sound = sum(end == SOUND for host in HOSTS for _, end in host.pages.values()) + 2 * len(HOSTS)

    assert desk.ask("SELECT count(*), count(DISTINCT title) FROM articles") == [(sound, sound)]


def test_what_is_no_address_is_no_page(pages):
    known = {address(host, path) for host in HOSTS for path in (*host.pages, *stories(host))}

    assert set(pages) == known


def test_nothing_was_asked_that_must_not_be(site, desk):
    names = {host.name for host in HOSTS} | {"consent.traps.example"}
    tunnels = {"selfsigned.example:443", "plain.example:443"}

    assert {asked.path.split("/")[2] for asked in site.asked if asked.method == "GET"} <= names
    assert {asked.path for asked in site.asked if asked.method == "CONNECT"} <= tunnels
    assert not [path for path in site.paths() if "passwd" in path or "Never" in path or "secret" in path]
    assert max(site.count().values()) <= 12  # nobody is asked the same again and again


def test_others_are_not_kept_waiting(site, desk, patience):
    times = [
        moment
        for asked, moment in zip(site.asked, site.times, strict=False)
        if "sound" in asked.path and asked.path.endswith(tuple("0123456789"))
    ]
    assert statistics.median(b - a for a, b in itertools.pairwise(times)) < patience / 2


def test_no_process_grew_large(desk):
    # Another test's child, or this process, may have been larger still; then nothing is known of this one.
    assert desk.largest < 400 * 1024 or desk.largest <= desk.largest_else


def test_what_failed_keeps_its_bytes(desk):
    kept = desk.ask(
        "SELECT s.size FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE f.url = 'http://types.example/binary'"
    )

    assert kept == [(1008,)]


def test_cookies_of_a_subscriber_went_to_their_site_and_are_nowhere_else(site, desk):
    with_it = {asked.path.split("/")[2] for asked in site.asked if SECRET in asked.headers.get("cookie", "")}
    files = [file.read_bytes() for file in desk.folder.iterdir() if file.name != "cookies.txt"]

    assert with_it == {"redirects.example"}
    assert not [asked for asked in site.asked if "cookie" in asked.headers and asked.path.endswith("/robots.txt")]
    assert SECRET not in desk.said
    assert not any(SECRET.encode() in file or b"seen=1" in file for file in files)
