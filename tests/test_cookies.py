"""Cookies: a subscriber's go to one site by their own rules, and nobody reads them elsewhere."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.http import Request, Response

from crawler.errors import SourcesError
from crawler.network.cookies import Cookies, SubscriberCookies
from crawler.network.fetches import headers_of
from crawler.network.refusals import OutOfBounds
from crawler.sources import Source

SOON = 4_000_000_000
EXPORT = f"""# Netscape HTTP Cookie File
.kestrel.example\tTRUE\t/\tTRUE\t{SOON}\tsession\tTOP-SECRET
.kestrel.example\tTRUE\t/desk\tFALSE\t{SOON}\tdesk\t7
#HttpOnly_www.kestrel.example\tFALSE\t/\tFALSE\t0\tseat\tA1
.kestrel.example\tTRUE\t/\tFALSE\t1000000000\tstale\tOLD
.bank.example\tTRUE\t/\tTRUE\t{SOON}\tmoney\tALL-OF-IT
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "cookies.txt"
    path.write_text(EXPORT, "utf-8")
    path.chmod(0o600)
    return path


def cookies_of(path: Path) -> SubscriberCookies:
    source = Source(key="kestrel", url="https://www.kestrel.example/", cookies=path.name)
    return SubscriberCookies(path.parent / "sources.toml", [source, Source(key="other", url="https://other.example/")])


def middleware(cookies: SubscriberCookies) -> Cookies:
    return Cookies(SimpleNamespace(spider=SimpleNamespace(cookies=cookies)))


def sent(jars: Cookies, url: str, **meta: object) -> str:
    request = Request(url, meta=meta, headers={"Cookie": "left=over"})
    jars.process_request(request)
    return (request.headers.get("Cookie") or b"").decode()


def test_subscribers_cookies_go_to_their_site_by_their_rules(export):
    jars = middleware(cookies_of(export))

    assert sent(jars, "https://www.kestrel.example/a", source="kestrel") == "seat=A1; session=TOP-SECRET"
    assert sent(jars, "https://kestrel.example/desk/a", source="kestrel") == "desk=7; session=TOP-SECRET"
    assert sent(jars, "http://kestrel.example/a", source="kestrel") == ""
    assert sent(jars, "https://www.kestrel.example/a", source=None) == "seat=A1; session=TOP-SECRET"


def test_subscribers_cookies_go_nowhere_else(export):
    jars = middleware(cookies_of(export))

    assert sent(jars, "https://www.kestrel.example/robots.txt") == ""
    assert sent(jars, "https://www.kestrel.example/a", source="other") == ""
    assert sent(jars, "https://kestrel.example.evil.example/a", source="kestrel") == ""
    assert sent(jars, "https://bank.example/", source="kestrel") == ""
    assert sent(jars, "https://bank.example/", source=None) == ""


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda path: path.chmod(0o640), "can be read by other users, who could log in with it; run: chmod 600"),
        (lambda path: path.write_text("session=TOP-SECRET\n"), "is no cookie file in Netscape format"),
        (lambda path: path.write_bytes(b"# Netscape HTTP Cookie File\n\xff\xfe"), "is no cookie file in Netscape"),
        (lambda path: path.unlink(), "there is no file"),
    ],
)
def test_cookie_file_that_cannot_be_used_says_why_and_nothing_of_itself(export, break_it, reason):
    break_it(export)

    with pytest.raises(SourcesError, match=reason) as caught:
        cookies_of(export)

    assert "sources.kestrel.cookies" in str(caught.value)
    assert "TOP-SECRET" not in str(caught.value)


def test_worn_out_cookies_are_told(export):
    assert cookies_of(export).worn_out == []

    export.write_text("\n".join(EXPORT.splitlines()[:1] + EXPORT.splitlines()[4:5]) + "\n", "utf-8")

    assert cookies_of(export).worn_out == ["kestrel"]


def hop(jars: Cookies, request: Request, *set_cookie: str, to: str) -> Request:
    """Answer a request with a redirect; the request that follows, as Scrapy makes it."""
    jars.process_response(request, Response(request.url, status=302, headers={"Set-Cookie": list(set_cookie)}))
    following = request.replace(url=to)
    following.meta["redirect_urls"] = [*request.meta.get("redirect_urls", ()), request.url]
    jars.process_request(following)
    return following


def test_cookie_of_a_redirect_comes_back_within_the_chain_and_the_site():
    jars = middleware(SubscriberCookies())
    request = Request("https://news.co.uk/a")
    jars.process_request(request)

    request = hop(jars, request, "seen=1; Path=/", "wide=1; Domain=co.uk", "odd=1; Domain=other.co.uk", to=request.url)
    assert request.headers["Cookie"] == b"seen=1"
    away = hop(jars, request, to="https://other.co.uk/a")
    assert "Cookie" not in away.headers

    anew = Request("https://news.co.uk/b")
    jars.process_request(anew)
    assert "Cookie" not in anew.headers


def test_circle_ends_as_soon_as_it_closes():
    jars = middleware(SubscriberCookies())
    request = Request("https://news.example/a")
    jars.process_request(request)
    request = hop(jars, request, to="https://news.example/b")

    with pytest.raises(OutOfBounds, match="in a circle"):
        hop(jars, request, to="https://news.example/a")


def test_cookies_are_no_headers_to_keep():
    response = Response(
        "https://news.example/", headers={"Set-Cookie": "a=SECRET", "ETag": '"1"', "X-Long": "x" * 9_000}
    )

    assert headers_of(response) == {"etag": '"1"'}
