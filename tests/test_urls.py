"""Addresses: what counts as the same page, what may be requested, and what belongs to one site."""

from __future__ import annotations

import os
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.urls import MAX_URL, absolute, host_of, is_http, page_key, readable, same_site, site_of

TRIALS = 5_000 if os.environ.get("DATELINE_SOAK") else 200

PIECES = """http https ftp javascript : // / ? # & = ; @ [ ] ::1 127.0.0.1 example.com EXAMPLE.com www. :80 :443 :99999 :x
bücher.de xn-- . .. % %41 %2e %zz utm_source sid jsessionid (S(ab12)) 0123456789abcdef0123456789abcdef 日本 + \\ a b"""
pieces = st.sampled_from([*PIECES.split(), " ", "\t", "\n", "\0", "\ud800", "\u202e"])
junk = st.lists(pieces, max_size=14).map("".join) | st.text(max_size=60)
likely = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.com", "www.Example.com.", "bücher.de", "127.0.0.1", "[::1]", "localhost"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(string.ascii_letters + string.digits + "/.%~-_;=()äß ", max_size=30),
    st.text(string.ascii_letters + string.digits + "&=%;+.äß ", max_size=30),
    st.text(string.ascii_letters, max_size=5),
)


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.com/a?b=1&c=2",
        "https://EXAMPLE.com:443/a?c=2&b=1",
        "https://example.com./a?b=1&c=2#comments",
        " https://example.com/x/../a?b=1&c=2\n",
        "https://user:password@example.com/a?b=1&c=2",
        "https://example.com/%61?b=1&c=2",
        "https://example.com/a?b=1&c=2&utm_source=rss&utm_medium=feed&UTM_campaign=x",
        "https://example.com/a?fbclid=IwAR0&b=1&gclid=Cj0&c=2&srsltid=Afm",
        "https://example.com/a?b=1&c=2&PHPSESSID=0123456789abcdef",
        "https://example.com/a;jsessionid=0A1B2C?b=1&c=2",
        "https://example.com/(S(x1y2z3))/a?b=1&c=2",
        "https://example.com/(X(1)S(x1y2z3))/a?b=1&c=2",
        "https://example.com/a?sid=0123456789abcdef0123456789abcdef&b=1&c=2",
        "https://example.com/a?b=1&&c=2&ref=homepage&source=rss&cmp=rss",
    ],
)
def test_spellings_of_one_page_have_one_key(variant):
    assert page_key(variant) == "https://example.com/a?b=1&c=2"


@pytest.mark.parametrize("path", ["/2026/11/lamps.html", "/p/about-the-lamps.html"])
@pytest.mark.parametrize("query", ["m=1", "m=0", "m=1&spref=tw", "showComment=1795391270000"])
def test_bloggers_addresses_for_telephones_and_of_sharers_are_the_posts_own(path, query):
    assert page_key(f"https://lamps.example{path}?{query}") == f"https://lamps.example{path}"
    assert page_key(f"https://lamps.example{path}?{query}&page=2") == f"https://lamps.example{path}?page=2"
    assert page_key(f"https://lamps.example/lamps?{query}") != "https://lamps.example/lamps"


@pytest.mark.parametrize(
    "other",
    [
        "https://www.example.com/a?b=1",
        "https://example.com/a/?b=1",
        "https://example.com/A?b=1",
        "https://example.com:8443/a?b=1",
        "https://example.com/a?b=2",
        "https://example.com/a?b=1&sid=24/11/22",
        "https://example.com/a?b=1&s=search",
        "https://example.com/a?b=1&ref=1234",
        "https://example.com//a?b=1",
        "https://example.com/%2Fa?b=1",
    ],
)
def test_what_may_be_another_page_has_another_key(other):
    assert page_key(other) != page_key("https://example.com/a?b=1")


@settings(max_examples=TRIALS, deadline=None)
@given(likely | junk)
@example("http://[::1")
@example("http://example.com:99999/")
@example("https://example.com/..;jsessionid=1/..?%%34%31")
def test_key_never_raises_and_is_its_own_key(url):
    key = page_key(url)

    assert page_key(key) == key


@settings(max_examples=TRIALS, deadline=None)
@given(likely | junk, likely | junk)
@example("http://[::1", "http://]/")
def test_what_is_requested_is_always_a_sound_address(url, base):
    found = absolute(url, base)

    assert found is None or (is_http(found) and found.isascii() and len(found) <= MAX_URL and host_of(found))
    assert found is None or absolute(found) == found


@settings(max_examples=TRIALS, deadline=None)
@given(likely | junk)
def test_hosts_and_sites_never_raise(url):
    assert (host_of(url) == "") == (site_of(url) == "")
    assert same_site(url, url) == (site_of(url) != "")


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("/a?utm_source=x#top", "https://base.example/a?utm_source=x"),
        ("b", "https://base.example/blog/b"),
        ("//cdn.example/c", "https://cdn.example/c"),
        (" \n/a\tb ", "https://base.example/ab"),
        ("/ä b", "https://base.example/%C3%A4%20b"),
        ("https://user:password@example.com/", "https://example.com/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("HTTP://EXAMPLE.com", "http://example.com/"),
        ("", None),
        (None, None),
        ("javascript:alert(1)", None),
        ("mailto:a@example.com", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://", None),
        ("http:///a", None),
        ("http://[::1", None),
        ("http://example.com:99999/", None),
        ("http://example.com:0/", None),
        ("http://exa\x00mple.com/", None),
        ("/" + "a" * MAX_URL, None),
    ],
)
def test_links_become_what_is_requested(link, found):
    assert absolute(link, "https://base.example/blog/") == found


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.com/a", "example.com:443"),
        ("http://example.com", "example.com:80"),
        ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("https://[::1]/", "[::1]:443"),
        ("https://bücher.example/", "xn--bcher-kva.example:443"),
        ("ftp://example.com/", ""),
        ("nothing", ""),
    ],
)
def test_host_always_has_its_port(url, host):
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.com/", "http://blog.example.com/x", True),
        ("https://www.bbc.co.uk/", "https://news.bbc.co.uk/", True),
        ("https://one.nonesuch/", "https://www.one.nonesuch/", True),
        ("https://one.nonesuch/", "https://two.nonesuch/", False),
        ("https://one.co.uk/", "https://two.co.uk/", False),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("https://one.github.io/", "https://one.github.io/blog", True),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8001/x", True),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://localhost/", "http://localhost:80/", True),
        ("nothing", "nothing", False),
    ],
)
def test_sites_are_told_apart_by_their_registered_domain(one, other, same):
    assert same_site(one, other) is same


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://xn--tst-qla.example/%C3%BC/a%20b?x=%E2%80%AE%26", "https://täst.example/ü/a%20b?x=%E2%80%AE%26"),
        ("https://a.example/%FC%c3%a9%", "https://a.example/%FC%c3%a9%"),
        ("https://xn--a.example/", "https://xn--a.example/"),
        ("https://[half/%C3%BC", "https://[half/%C3%BC"),
    ],
)
def test_addresses_are_shown_as_people_write_them(url, shown):
    assert readable(url) == shown
