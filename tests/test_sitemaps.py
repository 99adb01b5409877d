"""Sitemaps: every form of the protocol, and what sites make of it, read to the pages that they announce."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from protego import Protego

from crawler.errors import NotASitemap
from crawler.lists.entries import Entry
from crawler.lists.sitemaps import MAX_ENTRIES, Sitemap, may_list_articles, read_sitemap, sitemaps_in_robots

URL = "https://site.example/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str, xmlns: str = XMLNS, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}<urlset {xmlns}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>".encode()


def urls_of(sitemap: Sitemap) -> list[str]:
    return [entry.url for entry in sitemap.entries]


def test_urlset_gives_its_pages_in_order():
    sitemap = read_sitemap(
        urlset(
            "<loc>https://site.example/a</loc><lastmod>2026-11-02</lastmod>", "<loc> https://site.example/b\n</loc>"
        ),
        URL,
    )

    assert sitemap == Sitemap(
        kind="urlset",
        entries=(Entry(url="https://site.example/a", updated=date(2026, 11, 2)), Entry(url="https://site.example/b")),
    )


def test_news_sitemap_gives_titles_and_dates():
    xmlns = f'{XMLNS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    news = """<loc>https://site.example/a</loc><news:news><news:publication><news:name>Site</news:name>
    <news:language>en</news:language></news:publication>
    <news:publication_date>2026-11-02T10:00:00+02:00</news:publication_date>
    <news:title>Bolts &amp; nuts</news:title></news:news>"""

    sitemap = read_sitemap(urlset(news, xmlns=xmlns), URL)

    published = datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert sitemap.entries == (Entry(url="https://site.example/a", title="Bolts & nuts", published=published),)


def test_index_gives_its_sitemaps():
    index = f"""<sitemapindex {XMLNS}><sitemap><loc>https://site.example/1.xml.gz</loc>
    <lastmod>2026-11-02T10:00:00Z</lastmod></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"""

    sitemap = read_sitemap(index.encode(), URL)

    assert sitemap.kind == "index"
    assert sitemap.entries == ()
    assert sitemap.sitemaps == (
        Entry(url="https://site.example/1.xml.gz", updated=datetime(2026, 11, 2, 10, tzinfo=UTC)),
        Entry(url="https://site.example/2.xml"),
    )


@pytest.mark.parametrize(
    ("lastmod", "updated"),
    [
        # The forms of https://www.w3.org/TR/NOTE-datetime
        ("2026", date(2026, 1, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("2026-11-02", date(2026, 11, 2)),
        ("2026-11-02T10:30Z", datetime(2026, 11, 2, 10, 30, tzinfo=UTC)),
        ("2026-11-02T10:30:15+01:00", datetime(2026, 11, 2, 9, 30, 15, tzinfo=UTC)),
        ("2026-11-02T10:30:15.250-05:00", datetime(2026, 11, 2, 15, 30, 15, 250_000, tzinfo=UTC)),
        # What sites write besides.
        ("2026-11-02T10:30:15", datetime(2026, 11, 2, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-02 10:30:15", datetime(2026, 11, 2, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-02T10:30:15+0000", datetime(2026, 11, 2, 10, 30, 15, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 10:30:15 GMT", datetime(2026, 11, 2, 10, 30, 15, tzinfo=UTC)),
        (" 2026-11-02\n", date(2026, 11, 2)),
        ("1970-01-01T00:00:00Z", None),
        ("0000-00-00", None),
        ("2026-13-45", None),
        ("soon", None),
        ("", None),
    ],
)
def test_lastmod_in_all_its_forms(lastmod, updated):
    sitemap = read_sitemap(urlset(f"<loc>https://site.example/a</loc><lastmod>{lastmod}</lastmod>"), URL)

    assert sitemap.entries[0].updated == updated


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset("<loc>https://site.example/a</loc>")),
        gzip.compress(gzip.compress(urlset("<loc>https://site.example/a</loc>"))),
        b"\xef\xbb\xbf \n" + urlset("<loc>https://site.example/a</loc>"),
        b"<br>Warning: something\n" + urlset("<loc>https://site.example/a</loc>"),
        urlset("<loc>https://site.example/a</loc>", xmlns=""),
        urlset("<loc>https://site.example/a</loc>", xmlns='xmlns="https://wrong.example/"'),
        urlset("<loc>https://site.example/a</loc>", head='<?xml version="1.0" encoding="nonsense"?>'),
        urlset("<loc>https://site.example/a</loc>", head="").decode().encode("utf-16"),
        urlset("<loc>https://site.example/a</loc>", head='<?xml version="1.0" encoding="UTF-16"?>'),
        gzip.compress(urlset("<loc>https://site.example/a</loc>")[:40])
        + gzip.compress(urlset("<loc>https://site.example/a</loc>")[40:]),
        urlset("<loc><![CDATA[https://site.example/a]]></loc>"),
        urlset("<loc>https://site.example/a</loc>")[:-20],
        urlset("<loc>https://site.example/a</loc>", "<loc>javascript:alert(1)</loc>", "<loc></loc>", ""),
        urlset("<loc>https://site.example/a</loc>", "<loc>https://site.example/a</loc>"),
        urlset(
            "<image:image><image:loc>https://cdn.example/i</image:loc></image:image><loc>https://site.example/a</loc>"
        ),
        urlset("<loc>https://site.example/a</loc>").replace(b"url", b"URL").replace(b"loc", b"LOC"),
        b"https://site.example/a\n",
        b"\xef\xbb\xbfhttps://site.example/a\r\n\r\n",
    ],
)
def test_what_sites_make_of_the_protocol_is_read_all_the_same(body):
    assert urls_of(read_sitemap(body, URL, content_type="text/html")) == ["https://site.example/a"]


@pytest.mark.parametrize(
    ("head", "charset", "letter", "known"),
    [
        ("", "", b"\xe9", "%C3%A9"),
        ('<?xml version="1.0"?>', "", b"\xe9", "%C3%A9"),
        ("", "; charset=windows-1251", b"\xe9", "%D0%B9"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "", b"\xe9", "%D0%B9"),
        ("", "; charset=windows-1251", b"\xc3\xa9", "%C3%A9"),
    ],
)
def test_letters_of_one_byte_are_read_though_the_document_says_nothing_of_them(head, charset, letter, known):
    body = urlset("<loc>https://site.example/k~</loc>", head=head).replace(b"~", letter)

    assert urls_of(read_sitemap(body, URL, content_type=f"text/xml{charset}")) == [f"https://site.example/k{known}"]


def test_bare_ampersands_are_kept():
    sitemap = read_sitemap(urlset("<loc>https://site.example/read?id=1&page=2&amp;x=3&#38;y=4</loc>"), URL)

    assert urls_of(sitemap) == ["https://site.example/read?id=1&page=2&x=3&y=4"]


@pytest.mark.parametrize(
    "link", ["<![CDATA[{}?id=1&page=2]]>", "<![CDATA[{}?id=1&amp;page=2]]>", "{}?id=1&amp;amp;page=2"]
)
def test_ampersands_that_are_marked_as_text_or_escaped_twice_are_single(link):
    news = "<news:news><news:title><![CDATA[Nuts & bolts]]></news:title></news:news>"

    sitemap = read_sitemap(urlset(f"<loc>{link.format('https://site.example/read')}</loc>{news}"), URL)

    assert [(entry.url, entry.title) for entry in sitemap.entries] == [
        ("https://site.example/read?id=1&page=2", "Nuts & bolts")
    ]


def test_file_that_names_pages_and_sitemaps_gives_both():
    page, more = "<loc>https://site.example/a</loc>", "<sitemap><loc>https://site.example/1.xml</loc></sitemap>"
    wrong = "<url><loc>https://site.example/2.xml.gz</loc></url>"

    mixed = read_sitemap(urlset(page).replace(b"</urlset>", f"{more}</urlset>".encode()), URL)
    index = read_sitemap(f"<sitemapindex {XMLNS}>{more}<url>{page}</url>{wrong}</sitemapindex>".encode(), URL)

    assert (urls_of(mixed), urls_of(index)) == (["https://site.example/a"],) * 2
    assert [entry.url for entry in mixed.sitemaps] == ["https://site.example/1.xml"]
    assert [entry.url for entry in index.sitemaps] == ["https://site.example/1.xml", "https://site.example/2.xml.gz"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty document"),
        (b"<!DOCTYPE html><html><body>Not here</body></html>", "a web page"),
        (b"<html><body>Not here</body></html>", "a web page"),
        (b'<?xml version="1.0"?><rss version="2.0"/>', "a feed"),
        (b"<note/>", "XML, but not a sitemap"),
        (b"Not found", "neither XML nor a list of addresses"),
        (gzip.compress(b"Not found", mtime=0), "neither XML nor a list of addresses"),
        (b"\x1f\x8bbroken", "broken gzip"),
        (bytes(range(256)), "neither XML nor a list of addresses"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_its_reason(body, reason):
    with pytest.raises(NotASitemap, match=reason) as refused:
        read_sitemap(body, URL)

    assert refused.value.url == URL


def test_cut_off_gzip_keeps_what_came_before():
    # Random-looking paths, so that the packed form is long enough to be cut.
    packed = gzip.compress(urlset(*(f"<loc>https://site.example/{hash(str(n))}</loc>" for n in range(2_000))))

    sitemap = read_sitemap(packed[: len(packed) // 2], URL)

    assert sitemap.ill_formed == "gzip cut short"
    assert 500 < len(sitemap.entries) < 1_500


def test_a_small_file_that_unpacks_to_gigabytes_takes_little():
    bomb = gzip.compress(urlset("<loc>https://site.example/a</loc>")[:-9] + b" " * 80_000_000, compresslevel=1)
    tracemalloc.start()

    sitemap = read_sitemap(bomb, URL)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert urls_of(sitemap) == ["https://site.example/a"]
    assert sitemap.ill_formed is not None
    assert "more than 50 MiB" in sitemap.ill_formed
    assert peak < 30_000_000


def test_entities_that_multiply_or_read_files_are_harmless(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE urlset [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file://{secret}">{levels}]>'

    sitemap = read_sitemap(
        urlset(
            "<loc>https://site.example/&l9;</loc>",
            "<loc>https://site.example/&f;</loc>",
            "<loc>https://site.example/a</loc>",
            head=head,
        ),
        URL,
    )

    assert urls_of(sitemap)[-1] == "https://site.example/a"
    assert all(len(url) < 100 and "secret" not in url for url in urls_of(sitemap))


def test_fifty_thousand_addresses_are_read_fast_and_the_rest_is_left():
    body = urlset(*(f"<loc>https://site.example/2026/{n}</loc><lastmod>2026-11-02</lastmod>" for n in range(60_000)))
    started = time.process_time()

    sitemap = read_sitemap(body, URL)

    assert time.process_time() - started < 10
    assert len(sitemap.entries) == MAX_ENTRIES
    assert sitemap.ill_formed == "more than 50,000 addresses; the rest is not read"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "category-sitemap.xml",
            "post_tag-sitemap2.xml",
            "author-sitemap.xml",
            "wp-sitemap-taxonomies-post_tag-1.xml",
        ),
        *("wp-sitemap-users-1.xml", "sitemap-tags.xml", "sitemap_authors_2.xml", "product-sitemap.xml.gz"),
        *("product_cat-sitemap.xml", "post_format-sitemap.xml", "image-sitemap.xml", "jobs.xml"),
    ],
)
def test_sitemaps_of_lists_people_and_goods_are_known_by_their_names(name):
    assert not may_list_articles(f"https://site.example/maps/{name}")


@pytest.mark.parametrize(
    "name",
    [
        *("sitemap.xml", "post-sitemap3.xml", "wp-sitemap-posts-post-1.xml", "page-sitemap.xml", "news-sitemap.xml"),
        *("sitemap-vintage.xml", "sitemap-category-news-2026.xml", "tags/sitemap.xml", "sitemap-2026-11.xml.gz"),
    ],
)
def test_other_sitemaps_may_list_articles(name):
    assert may_list_articles(f"https://site.example/{name}")


def test_sitemaps_in_robots_txt_are_found_however_they_are_written():
    robots = (
        "Sitemap: https://site.example/a.xml\nUser-agent: *\nDisallow: /\n\n SITEMAP :/b.xml # the news\n"
        "Site-map: //other.example/c.xml\nSitemap: javascript:void(0)\nsitemap:https://site.example/a.xml\n"
    )
    named = ("https://site.example/a.xml", "https://site.example/b.xml", "https://other.example/c.xml")

    assert sitemaps_in_robots(robots, "https://site.example/robots.txt") == named
    assert sitemaps_in_robots(Protego.parse(robots), "https://site.example/robots.txt") == named
