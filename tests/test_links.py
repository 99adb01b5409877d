"""Links of listing pages: which lead to articles, which to sections, which to neither."""

from __future__ import annotations

import time
from datetime import date

import pytest

import crawler.lists.links
import crawler.lists.paging
from crawler.lists.links import ARTICLE_LIKE, PageLinks, last_day, rank_url, read_links

URL = "https://site.example/"


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def articles(body: str, url: str = URL, head: str = "") -> list[str]:
    return [link.url for link in read_links(page(body, head), url).articles]


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/2026/11/02/glass-that-remembers/",
        "https://site.example/2026-11-02/glass",
        "https://site.example/2026/nov/02/glass-remembers",
        "https://site.example/news/glass-that-remembers-its-shape-9691259.html",
        "https://site.example/de/wenn-glas-sich-erinnert/a-65464327",
        "https://site.example/politik/article253202060/Glas-das-sich-erinnert.html",
        "https://site.example/glass-that-remembers-its-shape",
        "https://site.example/technology/archive/2026/11/glass-that-remembers/680123/",
        "https://site.example/articles/AST1F4445T1FUTIL02SM.html",
        "https://site.example/news/日本のガラス工場が再開した",
        "https://site.example/story/glass-remembers-shape?utm_source=front",
        "https://site.example/viewstory.php?id=48213&utm_source=front",
    ],
)
def test_addresses_of_articles_rank_high(url):
    assert rank_url(url) >= ARTICLE_LIKE


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/",
        "https://site.example/technology/",
        "https://site.example/tag/glass/",
        "https://site.example/author/ada-byron/",
        "https://site.example/category/science/page/2/",
        "https://site.example/2026/11/",
        "https://site.example/page/3",
        "https://site.example/login?next=/2026/11/02/glass-that-remembers/",
        "https://site.example/search?q=glass",
        "https://site.example/shop/a-very-fine-glass-for-your-desk",
        "https://site.example/about-us",
        "https://site.example/privacy-policy/",
        "https://site.example/newsletter/sign-up-for-the-daily-one",
        "https://site.example/2026/11/02/glass.jpg",
        "https://site.example/feed/",
        "http://[::1",
    ],
)
def test_other_addresses_rank_low(url):
    assert rank_url(url) < ARTICLE_LIKE


def test_front_page_gives_its_articles_in_page_order_with_their_titles():
    links = read_links(
        page("""<nav><a href="/science/">Science</a> <a href="/about">About</a></nav>
        <main><h2><a href="/2026/11/02/glass-that-remembers/">Glass that remembers its shape</a></h2>
        <article><a href="/2026/11/01/second-story/"><h3>A second story</h3><p>With a line under it</p></a></article></main>
        <footer><a href="/imprint">Imprint</a></footer>"""),
        URL,
    )

    assert [(link.url, link.title) for link in links.articles] == [
        ("https://site.example/2026/11/02/glass-that-remembers/", "Glass that remembers its shape"),
        ("https://site.example/2026/11/01/second-story/", "A second story"),
    ]
    assert [link.url for link in links.sections] == ["https://site.example/science/"]
    assert all(ARTICLE_LIKE <= link.rank <= 1 for link in links.articles)


def test_one_page_linked_often_is_one_link_with_its_best_title():
    links = read_links(
        page("""<a href="/2026/11/02/glass/?utm_source=image"><img alt="" src=x></a>
        <h2><a href="/2026/11/02/glass/">Glass that remembers its shape</a></h2>
        <a href="/2026/11/02/glass/#comments">12 comments</a> <a href="/2026/11/02/glass/">Read more</a>"""),
        URL,
    )

    assert [(link.url, link.title) for link in links.articles] == [
        ("https://site.example/2026/11/02/glass/?utm_source=image", "Glass that remembers its shape")
    ]


def test_place_decides_where_the_address_says_little():
    heading = articles('<h2><a href="/glass-remembers">Glass is found to remember its shape</a></h2>')
    footer = articles('<footer><a href="/glass-remembers">Glass is found to remember its shape</a></footer>')
    sidebar = articles('<div class="widget sidebar"><a href="/glass-remembers">Glass remembers its shape</a></div>')

    assert (heading, footer, sidebar) == (["https://site.example/glass-remembers"], [], [])


def test_a_section_in_a_heading_is_no_article():
    assert articles('<h2><a href="/open-source/">Open source</a></h2>') == []


def test_only_links_of_the_own_site_count():
    body = """<h2><a href="https://other.example/2026/11/02/glass-that-remembers/">Elsewhere, at some length</a></h2>
    <h2><a href="https://blog.site.example/2026/11/02/glass-that-remembers/">Here, at some length too</a></h2>
    <h2><a href="javascript:open()">A story that needs a script to open</a></h2>"""

    assert articles(body) == ["https://blog.site.example/2026/11/02/glass-that-remembers/"]


def test_base_element_is_obeyed():
    found = articles('<a href="02/glass-that-remembers/">Glass</a>', head='<base href="/2026/11/">')

    assert found == ["https://site.example/2026/11/02/glass-that-remembers/"]


def test_next_page_of_the_list_is_told():
    links = read_links(page('<a rel="next" href="/page/2">Older</a>'), URL)

    assert links.next_url == "https://site.example/page/2"


@pytest.mark.parametrize(
    "body", [b"", b"\0\0\0", b"<", b"<html", b"plain text", b"\xff\xfe\x00\xd8", b"<a href=>x</a>"]
)
def test_bad_pages_have_no_links(body):
    assert read_links(body, URL) == PageLinks()


def test_page_with_a_hundred_thousand_nested_links_is_read_in_time():
    body = "".join(f'<div class="x"><a href="/a-story-of-glass-{n}">Story {n}</a>' for n in range(100_000))
    started = time.process_time()

    read_links(page(body), URL)

    assert time.process_time() - started < 10


def test_headlines_at_addresses_of_one_kind_are_articles_whatever_the_addresses_look_like():
    lines = "".join(
        f"<div><a href='/show.php?what={name}'>The council of {name} has met again</a></div>" for name in "abcd"
    )
    menu = "".join(f"<a href='/list.php?of={name}'>{name}</a>" for name in "abcd")

    assert articles(menu + lines) == [f"{URL}show.php?what={name}" for name in "abcd"]


def test_short_headlines_in_headings_are_headlines_and_names_of_sections_are_none():
    titles = ["Kestrel comes home", "Harbour closes early", "Bread gets cheaper"]
    cards = "".join(f"<h2><a href='/{title.split()[0].lower()}'>{title}</a></h2>" for title in titles)
    sections = "".join(f"<h2><a href='/{name}/all'>{name} &amp; more</a></h2>" for name in ("Arts", "Science", "Sport"))

    assert articles(cards + sections) == [f"{URL}kestrel", f"{URL}harbour", f"{URL}bread"]


def test_title_of_a_teaser_is_its_heading_not_its_summary():
    links = read_links(
        page(
            "<div><h3><a href='/2026/11/02/glass'>Glass remembers</a></h3>"
            "<a href='/2026/11/02/glass'>A team has found that glass keeps the shape which it once had.</a></div>"
        ),
        URL,
    )

    assert [link.title for link in links.articles] == ["Glass remembers"]


@pytest.mark.parametrize("pattern", ["/~{}/news/", "/visit/{}/", "/news/?who={}&id=4711"])
def test_token_that_all_links_of_a_page_carry_is_no_part_of_their_keys(pattern):
    def keys(token: str) -> list[str]:
        base = pattern.format(token)
        menu = "".join(f"<a href='/{name}/'>{name}</a>" for name in "abcdefgh")
        lines = [f"<h2><a href='{base}{number}'>Glass that remembers {number}</a></h2>" for number in range(1, 5)]
        return [link.key for link in read_links(page(menu + "".join(lines)), URL).articles]

    assert len(set(keys("1a2b3c4d5e6f70819"))) == 4
    assert keys("1a2b3c4d5e6f70819") == keys("98f0e1d2c3b4a596877")


def test_long_ids_of_articles_are_parts_of_their_keys():
    ids = [f"{number}a2b3c4d5e6f70819" for number in range(4)]
    links = read_links(page("".join(f"<h2><a href='/news/{each}'>Glass that remembers</a></h2>" for each in ids)), URL)

    assert [link.key for link in links.articles] == [f"{URL}news/{each}" for each in ids]


def test_two_headlines_are_no_sign_and_a_shop_full_of_names_is_none_either():
    two = "".join(f"<a href='/show.php?what={name}'>The council of {name} has met again</a>" for name in "ab")
    shop = "".join(f"<a href='/products/kettle-{n}'>A copper kettle with a long handle</a>" for n in range(9))

    assert articles(two + shop) == []


def test_archives_of_months_and_years_and_the_feeds_that_a_page_names_are_told():
    page_links = read_links(
        page(
            "<a href='/2026/11/'>November</a><a href='/archive/2025'>2025</a><a href='/2026/11/03/a-story-of-glass'>x</a>",
            "<link rel=alternate type='application/rss+xml' href='/feed'>",
        ),
        URL,
    )

    assert page_links.archives == (f"{URL}2026/11/", f"{URL}archive/2025")
    assert page_links.feeds == (f"{URL}feed",)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2026/11/12/glass", date(2026, 11, 12)),
        ("news/2026-11-12-glass", date(2026, 11, 12)),
        ("2026/02/", date(2026, 2, 28)),
        ("archive/2025", date(2025, 12, 31)),
        ("2026/02/30/glass", None),
        ("glass/202611", None),
    ],
)
def test_address_tells_the_last_day_that_it_may_be_of(path, day):
    assert last_day(URL + path) == day


def test_links_without_end_are_looked_at_within_bounds(monkeypatch):
    for module in (crawler.lists.links, crawler.lists.paging):
        monkeypatch.setattr(module, "MAX_ANCHORS", 10)
    page = "".join(f'<a href="/2026/11/story-{n}">A story of today, number {n}</a>' for n in range(40))

    links = read_links(f"{page}<a href=/page/2>Next</a>".encode(), "https://site.example/")

    assert len(links.articles) == 10
    assert links.next_url is None
