"""The next page of a list: by what the page says, by words and arrows, by the numbers of a pager."""

from __future__ import annotations

import pytest

from crawler.lists.markup import read_markup
from crawler.lists.paging import is_further, next_page


def following(html: str, url: str = "https://site.example/") -> str | None:
    page = read_markup(html.encode(), url)
    assert page is not None
    found = next_page(page, url)
    return found.removeprefix("https://site.example") if found else None


@pytest.mark.parametrize(
    ("html", "url", "there"),
    [
        ('<link rel=next href="/page/2/">', "/", "/page/2/"),
        ('<a href="/page/2/">Older posts</a>', "/", "/page/2/"),
        ('<a href="/">Newer</a> <a href="/page/3/">← Older posts</a>', "/page/2/", "/page/3/"),
        ('<a href="/news?page=2">2</a> <a href="/news?page=9">9</a>', "/news", "/news?page=2"),
        ('<a href="/news/">1</a> <a href="/news/3">3</a> <a href="/news/9">Last</a>', "/news/2", "/news/3"),
        ('<a class="next page-numbers" href="/world/page-2.html"></a>', "/world/", "/world/page-2.html"),
        ('<a href="/index.php?seite=2">Nächste Seite »</a>', "/index.php", "/index.php?seite=2"),
        ('<a href="/?start=20">Далее</a>', "/", "/?start=20"),
        ('<a href="/list.php?cat=3&page=2">次へ</a>', "/list.php?cat=3", "/list.php?cat=3&page=2"),
        ('<a aria-label="Next page" href="/page/2">›</a>', "/", "/page/2"),
        # Where the first page has number 0, only the text tells.
        ('<a href="/?page=1">2</a> <a href="/?page=2">3</a>', "/", "/?page=1"),
        ('<a href="/?page=0">1</a> <a href="/?page=1">2</a> <a href="/?page=2">3</a>', "/?page=1", "/?page=2"),
        # A cursor in place of a number, in a pager.
        (
            '<div id=blog-pager><a href="/search?updated-max=2026">Older Posts</a></div>',
            "/",
            "/search?updated-max=2026",
        ),
    ],
)
def test_list_leads_to_its_next_page(html, url, there):
    assert following(html, f"https://site.example{url}") == there


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<p>Nothing more</p>", "/page/9"),
        ('<a href="/page/1">Previous</a> <a href="/page/1">1</a>', "/page/2"),
        ('<a href="/2026/11/glass-that-remembers/">Next</a>', "/"),
        ('<a href="/sport/page/2">2</a>', "/world/"),
        ('<a href="https://other.example/page/2">Older posts</a>', "/"),
        ('<a href="/page/2">Older posts about the harbour that we have not read yet, all of them</a>', "/"),
        ('<a rel=next href="/">Home</a>', "/"),
    ],
)
def test_what_leads_elsewhere_is_no_next_page(html, url):
    assert following(html, f"https://site.example{url}") is None


@pytest.mark.parametrize(
    ("first", "further"),
    [
        ("/a/story", "/a/story?page=2"),
        ("/a/story/", "/a/story/2/"),
        ("/a/story/", "/a/story/seite-2"),
        ("/a/story.html", "/a/story_p2.html"),
        ("/a/story-123.html", "/a/story-123-2.html"),
        ("/a/story.html?page=1", "/a/story.html?page=2"),
        ("/a.php?id=5", "/a.php?id=5&showpage=3"),
    ],
)
def test_further_page_of_an_article_has_its_address_and_a_number(first, further):
    assert is_further(f"https://site.example{further}", f"https://site.example{first}")


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("/post-1/", "/post-2/"),
        ("/post-1/", "/post-12/"),
        ("/a/story", "/a/story-of-2027"),
        ("/a.php?id=5", "/a.php?id=6"),
        ("/?p=5", "/?p=6"),
        ("/a/5", "/a/6"),
    ],
)
def test_another_article_is_no_further_page(first, other):
    assert not is_further(f"https://site.example{other}", f"https://site.example{first}")
