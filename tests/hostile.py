"""Servers that do not behave, as a small internet: host → what it announces, what that answers, and what must come of it."""

from __future__ import annotations

import gzip
import os
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import brotli

from tests.site import Answer, Asked, story

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SOAK = bool(os.environ.get("DATELINE_SOAK"))
HTML = {"Content-Type": "text/html"}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = 1_000_000_000 if SOAK else 40_000_000
"""Bytes unpacked."""

Expected = tuple[str, str]
"""State of the page, and what its reason contains."""
SOUND: Expected = ("done", "")


@dataclass(slots=True, kw_only=True)
class Host:
    """One host and its feed; besides what is given, two stories of each are sound."""

    name: str
    pages: dict[str, tuple[Answer | Callable[[Asked], Answer], Expected]] = field(default_factory=dict)
    """Path, or address of another host → what it answers, what must come of it."""
    robots: Answer | None = None
    feeds: dict[str, tuple[Answer, str]] = field(default_factory=dict)
    """Path → a further feed, and what is said of it."""
    extra: dict[str, Answer | Callable[[Asked], Answer]] = field(default_factory=dict)
    """What is there and not announced."""


def _slowly(connection: socket.socket, piece: bytes) -> None:
    while True:
        connection.sendall(piece)
        time.sleep(0.1)


def drip(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 50000\r\n\r\n")
    _slowly(connection, b"<p>")


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    _slowly(connection, b"X-More: of it\r\n")


def silence(connection: socket.socket) -> None:
    connection.settimeout(60)
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 50000\r\n\r\n" + story("A page that is reset").encode())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def cut_off(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 50000\r\n\r\n" + story("A page that breaks off").encode())
    connection.shutdown(socket.SHUT_RDWR)


def bad_chunks(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>no number\r\n")


def flood(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Connection: close\r\n\r\n")
    for _ in range(400):
        connection.sendall(b"<p>more of it</p>" * 30_000)  # 200 MB


def large_header(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"X-Large: " + b"x" * 1_000_000 + b"\r\n\r\n")


def endless_headers(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    for number in count():
        connection.sendall(b"X-Header-%d: %s\r\n" % (number, b"x" * 1_000))


def endless_interim(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * 100)


def no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.shutdown(socket.SHUT_RDWR)


def without_length(title: str) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Connection: close\r\n\r\n" + story(title).encode())
        connection.shutdown(socket.SHUT_RDWR)

    return answer


def without_type(title: str) -> Answer:
    return Answer(body=story(title).encode())


def typed(title: str, kind: str) -> Answer:
    return Answer(body=story(title).encode(), headers={"Content-Type": kind})


def packed(body: bytes, *names: str) -> Answer:
    return Answer(body=body, headers=HTML | {"Content-Encoding": ", ".join(names)})


def to(address: str, **headers: str) -> Answer:
    return Answer(status=302, headers={"Location": address, **headers})


def part_of(title: str) -> Answer:
    """The first half of a page, as if somebody had asked for a range of it."""
    whole = story(title).encode()
    half = len(whole) // 2
    headers = {"Content-Type": "text/html", "Content-Range": f"bytes 0-{half - 1}/{len(whole)}", "ETag": '"half"'}
    return Answer(status=206, body=whole[:half], headers=headers)


def plain(text: str) -> Answer:
    return Answer(body=text.encode(), headers=HTML)


def at_first(times: int, then: Answer, **first: str) -> Callable[[Asked], Answer]:
    """``first`` so often, with its status and headers; then ``then``."""
    tries = count(1)
    status = int(first.pop("status"))
    headers = {name.replace("_", "-"): value for name, value in first.items()}
    return lambda asked: Answer(status=status, headers=headers) if next(tries) <= times else then


def for_a_cookie(asked: Asked) -> Answer:
    if "seen=1" in asked.headers.get("cookie", ""):
        return plain(story("A story for whoever brings the cookie back"))
    return to(asked.path, **{"Set-Cookie": "seen=1; Path=/"})


def endless_redirects(asked: Asked) -> Answer:
    return to(f"/hop/{int(asked.path.rpartition('/')[2]) + 1}")


def slow_redirects(seconds: float) -> Callable[[Asked], Answer]:
    def answer(asked: Asked) -> Answer:
        following = to(f"/slow/{int(asked.path.rpartition('/')[2]) + 1}")
        following.delay = seconds
        return following

    return answer


XHTML = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'
    + story("A story in XHTML").partition("<html lang=en>")[2].replace("class=byline", 'class="byline"')
)
WIDE = (
    "<html><head><title>Wide</title></head><body><p "
    + " ".join(f"a{n}=1" for n in range(1_000_000 if SOAK else 300_000))
    + ">x</p></body></html>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title>"
    "<item><title>&j;</title><link>http://feeds.example/laughs</link></item></channel></rss>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">'
    '<!ENTITY y SYSTEM "http://secrets.example/y"> <!ENTITY % z SYSTEM "http://secrets.example/z"> %z;]>'
    "<rss version='2.0'><channel><title>&x;</title>"
    "<item><title>&y;</title><link>http://feeds.example/external</link></item></channel></rss>"
)
MANY = (
    "<rss version='2.0'><channel><title>many</title>"
    + "".join(
        f"<item><title>Many {n}</title><link>http://feeds.example/many/{n % 3}#{n}</link></item>"
        for n in range(20_000 if SOAK else 4_000)
    )
    + "</channel></rss>"
)
ILL = (
    "",
    "http://",
    "http://[::1",
    "http://feeds.example:99999/x",
    "http://feeds.example:port/x",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://feeds.example/x",
    "mailto:desk@feeds.example",
    "//",
    "http://feeds.example/" + "x" * 5_000,
    "http:// feeds example/x",
)
"""What no request can be made for: not even a page."""
PRIVATE = {
    "http://localhost/x": "localhost is a name inside a private network",
    "http://127.0.0.1/x": "127.0.0.1 is not a public address",
    "http://2130706433/x": "2130706433 is not a public address",
    "http://169.254.169.254/latest/meta-data/": "169.254.169.254 is not a public address",
    "http://[::ffff:169.254.169.254]/latest": "is not a public address",
    "http://metadata.google.internal/x": "metadata.google.internal is a name inside a private network",
    "http://feeds.example:25/x": "port 25 is none of the web",
}
GONE = (
    "<html><head><title>Our shop</title></head><body><p>Welcome. We have moved, have a look around.</p></body></html>"
)
FORM = "<html><head><title>Kestrel</title></head><body><form><input name=u><input type=password name=p></form></body></html>"
CONSENT = (
    "<html><head><title>Before you continue</title></head><body><p>We and our partners use cookies.</p>"
    "<button>Accept all</button></body></html>"
)


def refresh(target: str) -> Answer:
    return plain(
        f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body>One moment</body></html>'
    )


def internet(patience: float = 2.0) -> tuple[Host, ...]:
    """Made anew for each crawl, as some of its answers count; for one that waits for a page so many seconds."""
    slow = slow_redirects(0.4 * patience)
    big = bytes(BOMB)
    page = story("A story that comes packed").encode()
    nothing = b" ".join([b"<p>0</p>"] * 1_000_000)
    return (
        *(
            Host(name=f"sound{n}.example", pages={f"/good/{m}": (plain(story(f"Sound {n} {m}")), SOUND) for m in range(10)})
            for n in range(2)
        ),
        Host(
            name="slow.example",
            pages={
                "/drip": (Answer(raw=drip), ("due", "no whole answer within")),
                "/drip-headers": (Answer(raw=drip_headers), ("due", "no whole answer within")),
            },
        ),
        Host(
            name="silent.example",
            robots=Answer(raw=silence),
            pages={"/silent": (Answer(raw=silence), ("due", "no whole answer within"))},
        ),
        Host(
            name="broken.example",
            pages={
                "/reset": (Answer(raw=reset), ("due", "breaks off")),
                "/cut": (Answer(raw=cut_off), ("due", "the answer breaks off in the middle")),
                "/chunks": (Answer(raw=bad_chunks), ("due", "breaks off")),
                "/mail": (Answer(raw=no_http), ("due", "the connection broke")),
                "/error": (Answer(status=500), ("due", "answered 500")),
                "/part": (part_of("A story of which a part came"), ("due", "answered 206, a part of the page")),
                "/forbidden": (Answer(status=403), ("failed", "answered 403")),
            },
        ),
        Host(
            name="packed.example",
            pages={
                "/packed": (packed(brotli.compress(page), "br"), SOUND),
                "/utf8": (packed(story("A story in no encoding").encode(), "utf-8"), SOUND),
                "/cut": (packed(gzip.compress(page)[:200], "gzip"), ("due", "the packed answer breaks off")),
                "/plain": (packed(page, "gzip"), ("due", "the answer cannot be unpacked")),
                "/gzip": (packed(gzip.compress(big), "gzip"), ("failed", "unpacks to more than")),
                "/twice": (packed(gzip.compress(gzip.compress(big)), "gzip", "gzip"), ("failed", "unpacks to more than")),
                "/deflate": (packed(zlib.compress(big), "deflate"), ("failed", "unpacks to more than")),
                "/br": (packed(brotli.compress(big, quality=3), "br"), ("failed", "unpacks to more than 200 times")),
                "/zstd": (packed(zstd.compress(big), "zstd"), ("failed", "unpacks to more than 200 times")),
                "/html": (packed(gzip.compress(nothing), "gzip"), ("failed", "unpacks to more than 200 times")),
            },
        ),
        Host(
            name="large.example",
            pages={
                "/flood": (Answer(raw=flood), ("failed", "larger than DOWNLOAD_MAXSIZE")),
                "/claims": (
                    Answer(headers=HTML | {"Content-Length": "200000000"}),
                    ("failed", "larger than DOWNLOAD_MAXSIZE"),
                ),
                "/header": (Answer(raw=large_header), ("failed", "a header of more than 262,144 bytes")),
                "/headers": (Answer(raw=endless_headers), ("failed", "headers of more than 262,144 bytes")),
                "/interim": (Answer(raw=endless_interim), ("failed", "headers of more than 262,144 bytes")),
                "/wide": (plain(WIDE), ("not_article", "")),
            },
        ),
        Host(
            name="redirects.example",
            pages={
                "/self": (to("/self"), ("failed", "redirects in a circle")),
                "/circle": (to("/elcric"), ("failed", "redirects in a circle")),
                "/hop/1": (endless_redirects, ("failed", "more redirects than REDIRECT_MAX_TIMES")),
                "/file": (to("file:///etc/passwd"), ("failed", "redirects to file:, which is not asked for")),
                "/script": (to("javascript:alert(1)"), ("failed", "redirects to javascript:")),
                "/metadata": (to("http://169.254.169.254/latest/"), ("refused", "169.254.169.254 is not a public")),
                "/ill": (to("http://[::1/x"), ("failed", "redirects to what is no address")),
                "/long": (to("/" + "x" * 5_000), ("refused", "longer than URLLENGTH_LIMIT, 2,048")),
                "/slow/1": (slow, ("due", "redirects that take longer than DOWNLOAD_TIMEOUT")),
                "/cookie": (for_a_cookie, SOUND),
            },
            extra={"/elcric": to("/circle")} | {f"/{way}/{n}": answer for n in range(2, 20) for way, answer in (("hop", endless_redirects), ("slow", slow))},
        ),
        Host(
            name="types.example",
            pages={
                "/upper": (typed("A story in capitals", "TEXT/HTML"), SOUND),
                "/xhtml": (Answer(body=XHTML.encode(), headers={"Content-Type": "application/xhtml+xml"}), SOUND),
                "/none": (without_type("A story of no type"), SOUND),
                "/text": (typed("A story as plain text", "text/plain"), SOUND),
                "/octets": (typed("A story as octets", "application/octet-stream"), SOUND),
                "/odd": (typed("A story of an odd type", "text/html;;; charset="), SOUND),
                "/length": (Answer(raw=without_length("A story of no length")), SOUND),
                "/binary": (
                    Answer(body=b"\x89PNG\r\n\x1a\n" + bytes(1000), headers=HTML),
                    ("failed", "a binary file, not a page"),
                ),
                "/json": (Answer(body=b'{"a": 1}', headers={"Content-Type": "application/json"}), ("not_article", "")),
                "/empty": (plain(""), ("failed", "")),
            },
        ),
        Host(
            name="feeds.example",
            feeds={
                "/page.xml": (plain(story("No feed")), "a web page, not a feed"),
                "/laughs.xml": (Answer(body=LAUGHS.encode()), ""),
                "/external.xml": (Answer(body=EXTERNAL.encode()), ""),
                "/many.xml": (Answer(body=MANY.encode()), ""),
                "/bomb.xml": (packed(zstd.compress(big), "zstd"), "unpacks to more than 200 times its size"),
                "/drip.xml": (Answer(raw=drip), "no whole answer within"),
                "/nothing.xml": (Answer(), "an empty document"),
                "/part.xml": (Answer(status=206, body=MANY.encode()[:900], headers={"ETag": '"whole"'}), "answered 206"),
                "/unasked.xml": (Answer(status=304), "answered 304"),
            },
            pages={
                "/laughs": (plain(story("After laughter")), SOUND),
                "/external": (plain(story("After the entities")), SOUND),
            }
            | {f"/many/{n}": (plain(story(f"One of many {n}")), SOUND) for n in range(3)}
            | {address: (Answer(), ("refused", reason)) for address, reason in PRIVATE.items()},
        ),
        Host(name="robots500.example", robots=Answer(status=500)),
        Host(
            name="robots-large.example",
            robots=Answer(body=b"User-agent: *\nDisallow: /secret\n" + b"# more of it\n" * 1_000_000),
            pages={"/secret": (plain(story("Secret")), ("refused", "robots.txt does not allow it"))},
        ),
        Host(name="robots-page.example", robots=plain(story("No robots here"))),
        Host(name="robots-drip.example", robots=Answer(raw=drip)),
        Host(
            name="busy.example",
            pages={
                "/429": (at_first(1, plain(story("After a pause")), status="429", Retry_After="1"), SOUND),
                "/503": (at_first(2, plain(story("After a burst")), status="503", Retry_After="1"), SOUND),
            },
        ),
        Host(
            name="tls.example",
            pages={
                "https://selfsigned.example/x": (Answer(), ("due", "its certificate is signed by nobody but itself")),
                "https://plain.example/x": (Answer(), ("due", "the connection broke")),
            },
        ),
        Host(
            name="traps.example",
            pages={
                "/story-behind-login": (to("/login?return=/story-behind-login"), ("not_article", "a login wall: redirects to /login")),
                "/story-with-form": (plain(FORM), ("not_article", "a login wall")),
                "/story-behind-consent": (to("http://consent.traps.example/collect"), ("not_article", "a consent wall: redirects")),
                "/story-with-consent": (plain(CONSENT), ("not_article", "a consent wall")),
                "/story-at-the-front": (to("/"), ("not_article", "a soft 404: redirects to the front page")),
                "/story-not-found": (plain("<title>Page not found</title><p>Sorry."), ("not_article", "a soft 404")),
                "/challenge": (plain("<title>Just a moment...</title><p>Enable JavaScript and cookies to continue"), ("not_article", "a challenge")),
                "/refresh": (refresh("/behind-refresh"), SOUND),
                "/refresh-self": (refresh("/refresh-self"), ("not_article", "a meta refresh that leads to itself")),
                "/refresh-circle": (refresh("/refresh-back"), ("not_article", "a meta refresh to")),
                "/x/y/x/y/x/y/story": (plain(story("Never asked for")), ("refused", "a trap: the same steps of its path 3 times")),
                "/events/2094/07": (plain(story("Never asked for")), ("refused", "a trap: a calendar's page of the year 2094")),
                "/shop?color=red&size=m&sort=up": (plain(story("Never asked for")), ("refused", "a trap: a listing narrowed by 3 facets")),
            }
            | {f"/gone-{word}": (plain(GONE), ("not_article", "others of its host say the same")) for word in ("a", "b", "c", "d")},
            extra={
                "/login?return=/story-behind-login": plain(FORM),
                "http://consent.traps.example/collect": plain(CONSENT),
                "/": plain("<title>Traps</title><a href=/story/1>Story</a>"),
                "/behind-refresh": plain(story("Behind a refresh")),
                "/refresh-back": refresh("/refresh-circle"),
            },
        ),
        Host(
            name="ill.example",
            feeds={
                "/ill.xml": (
                    Answer(
                        body=(
                            "<rss version='2.0'><channel><title>ill</title>"
                            + "".join(f"<item><title>Ill</title><link>{link}</link></item>" for link in ILL)
                            + "<item><title>Well</title><link>http://ill.example/well</link></item></channel></rss>"
                        ).encode()
                    ),
                    "",
                )
            },
            pages={"/well": (plain(story("A sound story among ill addresses")), SOUND)},
        ),
    )  # fmt: skip
