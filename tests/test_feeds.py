"""Feeds: every form in public use, ill-formed and hostile ones too, read to the entries that they announce."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import time
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import NotAFeed
from crawler.lists.feeds import MAX_ENTRIES, read_feed

FEEDS = Path(__file__).parent / "feeds"
DOCUMENTS = sorted(path for path in FEEDS.iterdir() if not path.name.endswith(".gives.json"))
URL = "https://feeds.example/feed"


def as_json(value: Any) -> Any:
    """What a recorded file says of a value: fields that are None are left out."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_json(each) for each in value]
    if is_dataclass(value):
        return {
            f.name: as_json(got) for f in fields(value) if f.compare and (got := getattr(value, f.name)) is not None
        }
    return value


def rss(*items: str, head: str = "") -> bytes:
    content = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>Test</title>{content}</channel></rss>'.encode()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_feed_reads_as_recorded(document):
    recorded = json.loads((FEEDS / f"{document.stem}.gives.json").read_text("utf-8"))

    feed = as_json(read_feed(document.read_bytes(), f"https://feeds.example/{document.name}"))

    assert feed | {"ill_formed": "ill_formed" in feed} == recorded


@pytest.mark.parametrize("content_type", ["text/html", "text/plain; charset=utf-8", "image/png", "", None])
def test_content_type_does_not_decide_what_it_is(content_type):
    feed = read_feed(rss("<link>https://site.example/1</link>"), URL, content_type=content_type)

    assert [entry.url for entry in feed.entries] == ["https://site.example/1"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty document"),
        (b" \n\t", "an empty document"),
        (b"<!DOCTYPE html><html><body>Welcome</body></html>", "a web page"),
        (b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'/>", "a web page"),
        (b"<urlset><url><loc>https://site.example/</loc></url></urlset>", "a sitemap"),
        (b"<note><to>you</to></note>", "neither RSS nor Atom nor JSON Feed"),
        (b"Not Found", "neither RSS nor Atom nor JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "JSON cut short or broken"),
        (b'{"error": "not found"}', "JSON, but not a JSON Feed"),
        (b"{" + b'"a":{' * 100_000, "JSON cut short or broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither RSS nor Atom nor JSON Feed"),
        (gzip.compress(b"Not found", mtime=0), "neither RSS nor Atom nor JSON Feed"),
        (b"\x1f\x8bbroken", "broken gzip"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body, reason):
    with pytest.raises(NotAFeed, match=reason) as refused:
        read_feed(body, URL)

    assert refused.value.url == URL


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(rss("<link>https://site.example/1</link>")), id="a gzip file"),
        pytest.param(gzip.compress(gzip.compress(rss("<link>https://site.example/1</link>"))), id="packed twice"),
        pytest.param(
            rss("<link>https://site.example/1</link>", head='<?xml version="1.0" encoding="utf-16"?>'),
            id="says utf-16, is none",
        ),
        pytest.param(
            rss(
                "<title><![CDATA[One]]</title><link>https://site.example/0</link>",
                "<link>https://site.example/1</link>",
            ),
            id="a section without end",
        ),
        pytest.param(
            rss("<link>https://site.example/0</item><item>", "<link>https://site.example/1</link>"),
            id="an element without end",
        ),
        pytest.param(
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://site.example/1"},]}',
            id="JSON with a comma too many",
        ),
        pytest.param(
            b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "https://site.example/1"}, {"url": "htt',
            id="JSON cut off",
        ),
        pytest.param(
            b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "https://site.example/1", "title": "a\nb"}]}',
            id="JSON with a line break in a text",
        ),
    ],
)
def test_what_can_be_read_of_an_ill_formed_feed_is_read(body):
    assert [entry.url for entry in read_feed(body, URL).entries] == ["https://site.example/1"]


def test_a_broken_feed_of_many_entries_is_read_within_bounds():
    broken = rss("<title><![CDATA[One]]</title>", *["<link>https://site.example/1</link>"] * 9_000)
    started = time.process_time()

    read_feed(broken, URL)

    assert time.process_time() - started < 20


def test_a_page_in_place_of_a_feed_tells_its_feeds():
    page = b"""<html><head><link rel=alternate type="application/rss+xml" title=News href="/news.rss">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts">
    <link rel=alternate hreflang=de href=/de/></head></html>"""

    with pytest.raises(NotAFeed) as refused:
        read_feed(page, URL)

    assert refused.value.alternates == ("https://feeds.example/news.rss",)
    assert "https://feeds.example/news.rss" in str(refused.value)


def test_the_refusal_survives_the_way_out_of_a_worker():
    error = pickle.loads(pickle.dumps(NotAFeed(URL, "a web page, not a feed", alternates=("https://x.example/",))))

    assert (error.url, error.reason, error.alternates) == (URL, "a web page, not a feed", ("https://x.example/",))
    assert str(error) == f"{URL}: a web page, not a feed; the page itself names https://x.example/"


def test_entities_that_multiply_are_harmless():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'
    started = time.process_time()

    feed = read_feed(rss("<title>&l9;</title><link>https://site.example/1</link>", head=head), URL)

    assert [entry.url for entry in feed.entries] == ["https://site.example/1"]
    assert len(feed.entries[0].title or "") < 100
    assert time.process_time() - started < 2


def test_one_long_entity_used_often_is_harmless():
    # The declaration stands where feedparser does not look for it: behind what seems to be the first element.
    head = f'<!DOCTYPE rss [<!-- <x> --><!ENTITY long "{"x" * 10_000}">]>'

    feed = read_feed(rss(f"<title>{'&long;' * 10_000}</title><link>https://site.example/1</link>", head=head), URL)

    assert [entry.url for entry in feed.entries] == ["https://site.example/1"]
    assert len(feed.entries[0].title or "") < 100_000


def test_external_entities_read_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    head = f'<!DOCTYPE rss [<!ENTITY file SYSTEM "file://{secret}"><!ENTITY % dtd SYSTEM "file://{secret}"> %dtd;]>'

    feed = read_feed(rss("<title>&file;</title><link>https://site.example/1</link>", head=head), URL)

    assert "the secret" not in repr(feed)
    assert [entry.url for entry in feed.entries] == ["https://site.example/1"]


def test_a_page_that_a_feed_quotes_is_not_its_link():
    feed = read_feed(
        rss(
            "<link>https://site.example/1</link><description>&lt;a href='https://other.example/'&gt;</description>",
            '<enclosure url="https://site.example/a.mp3" type="audio/mpeg" length="1"/><title>Sound only</title>',
        ),
        URL,
    )

    assert [entry.url for entry in feed.entries] == ["https://site.example/1"]


def test_cut_off_feed_keeps_what_came_before():
    whole = rss(*(f"<title>{n}</title><link>https://site.example/{n}</link>" for n in range(20)))

    feed = read_feed(whole[: len(whole) // 2], URL)

    assert feed.ill_formed
    assert 8 <= len(feed.entries) <= 11


def test_half_a_character_and_an_absurd_date_are_left_out_of_an_entry():
    item = '{"url": "https://example.com/1", "title": "cut \\ud83d", "date_published": "1 Jan 99999999999999999999 00:00:00 GMT"}'
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}'.encode()

    (entry,) = read_feed(body, "https://example.com/feed.json").entries

    assert (entry.title, entry.published) == ("cut", None)


def test_feed_of_too_many_items_is_bounded(monkeypatch):
    bound = MAX_ENTRIES if os.environ.get("DATELINE_SOAK") else 200
    monkeypatch.setattr("crawler.lists.feeds.MAX_ENTRIES", bound)

    feed = read_feed(rss(*(f"<link>https://site.example/{n}</link>" for n in range(bound + 50))), URL)

    assert len(feed.entries) == bound


@pytest.mark.parametrize(
    ("language", "told", "published"),
    [
        ("de", "Fr, 20 Nov 2026 09:00:00 +0100", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("fr", "ven., 20 nov. 2026 09:00:00 +0000", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("de", "20. März 2026", date(2026, 3, 20)),
        ("en", "Nov 20, 2026", date(2026, 11, 20)),
        ("en", "yesterday", None),
        ("en", "0", None),
    ],
)
def test_dates_as_people_write_them_are_read(language, told, published):
    body = rss(f"<link>https://site.example/1</link><pubDate>{told}</pubDate>")
    body = body.replace(b"<channel>", f"<channel><language>{language}</language>".encode())

    (entry,) = read_feed(body, URL).entries

    assert (entry.published, entry.updated) == (published, None)


def test_newest_is_the_later_of_both_dates():
    feed = read_feed((FEEDS / "atom-1.0.xml").read_bytes(), URL)

    assert [entry.newest for entry in feed.entries] == [
        datetime(2026, 11, 4, 8, tzinfo=UTC),
        datetime(2026, 11, 2, 7, tzinfo=UTC),
    ]


def test_name_of_an_entry_is_asked_where_its_link_leads_through_a_counter():
    feed = rss(
        "<link>https://counter.example/~r/1</link><guid>https://site.example/glass</guid>",
        "<link>https://counter.example/~r/2</link><guid isPermaLink='false'>2</guid>",
        "<link>https://site.example/brass</link><guid>https://site.example/?p=3</guid>",
    ).replace(b"<title>Test</title>", b"<title>Test</title><link>https://www.site.example/</link>")

    assert [entry.url for entry in read_feed(feed, URL).entries] == [
        "https://site.example/glass",
        "https://counter.example/~r/2",
        "https://site.example/brass",
    ]


@pytest.mark.parametrize(
    ("skipped", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour> 5 </hour><hour>24</hour></skipHours>", [0, 5], []),
        ("<skipDays><day>Saturday</day><day>sunday</day><day>Caturday</day></skipDays>", [], [5, 6]),
        (f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in range(24))}</skipHours>", [], []),
        ("<skipHours><hour>soon</hour></skipHours><skipDays/>", [], []),
    ],
)
def test_hours_and_days_that_a_channel_wants_to_be_left_alone_are_read(skipped, hours, days):
    body = f"<rss version='2.0'><channel><title>x</title>{skipped}<item><link>{URL}1</link></item></channel></rss>"

    feed = read_feed(body.encode(), URL)

    assert (feed.quiet or 0) == sum(1 << hour for hour in hours) + sum(1 << 24 + day for day in days)
