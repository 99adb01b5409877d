"""Pages that are not asked for as no other of their kind is an article."""

from __future__ import annotations

import pytest

from archive.crawls.leads import is_only_in_sitemaps
from crawler.lists.kinds import ENOUGH, FEW, SAMPLE, Kinds
from tests.test_frontier import announce, lease

SHOP = "https://site.example/kettles/kettle-{}"


def test_kind_of_which_none_is_an_article_is_told():
    kinds = Kinds()
    for number in range(ENOUGH - 1):
        kinds.learn("a", SHOP.format(number), is_article=False)
    assert kinds.why_none("a", SHOP.format(99)) is None

    kinds.learn("a", SHOP.format(19), is_article=False)

    assert kinds.why_none("a", SHOP.format(99)) == "20 other pages under /kettles/ are no articles either"
    assert kinds.why_none("b", SHOP.format(99)) is None
    assert kinds.why_none("a", "https://site.example/kettles/") is None
    assert kinds.why_none("a", "https://site.example/kettle-99") is None


def test_one_article_of_a_kind_is_enough_for_all_of_it():
    kinds = Kinds()
    kinds.learn("a", "https://site.example/world/bread-is-cheaper", is_article=True)
    for number in range(2 * ENOUGH):
        kinds.learn("a", f"https://site.example/world/list-{number}", is_article=False)

    assert kinds.why_none("a", "https://site.example/world/list-99") is None


def test_years_and_folders_of_articles_are_no_kinds():
    kinds = Kinds()
    for number in range(2 * ENOUGH):
        kinds.learn("a", f"https://site.example/2026/list-{number}", is_article=False)
        for folder in ("en/news", "en", "de-at", "pt/br", "blog-garden"):
            kinds.learn("a", f"https://site.example/{folder}/list-{number}", is_article=False)

    assert kinds.why_none("a", "https://site.example/2026/list-99") is None
    for folder in ("en/news", "en", "de-at", "pt/br", "blog-garden"):
        assert kinds.why_none("a", f"https://site.example/{folder}/list-99") is None


def test_some_of_a_kind_are_asked_for_all_the_same_and_an_article_among_them_lifts_the_verdict():
    kinds = Kinds()
    for number in range(ENOUGH):
        kinds.learn("a", f"https://site.example/de/kettles/{number}", is_article=False)

    said = [kinds.why_none("a", f"https://site.example/de/kettles/{number}") for number in range(100, 100 + SAMPLE)]
    kinds.learn("a", f"https://site.example/de/kettles/{99 + SAMPLE}", is_article=True)

    assert [reason is None for reason in said] == [False] * (SAMPLE - 1) + [True]
    assert said[0] == "20 other pages under /kettles/ are no articles either"
    assert kinds.why_none("a", "https://site.example/de/kettles/200") is None


def test_goods_and_people_are_told_by_the_name_of_their_folder_too():
    kinds = Kinds()
    for number in range(FEW):
        assert kinds.why_none("a", f"https://site.example/en/jobs/{number}") is None
        kinds.learn("a", f"https://site.example/en/jobs/{number}", is_article=False)

    assert kinds.why_none("a", "https://site.example/en/jobs/9") == "3 other pages under /jobs/ are no articles either"


@pytest.mark.parametrize("path", ["/login", "/en/contact.html", "/search?q=", "/about/"])
def test_pages_about_the_site_itself_are_told_by_their_name(path):
    name = path.strip("/").removeprefix("en/").partition(".")[0].partition("?")[0]

    assert (
        Kinds().why_none("a", f"https://site.example{path}") == f"/{name} is a page about the site itself, by its name"
    )


@pytest.mark.parametrize("path", ["/", "/?p=17", "/news/contact", "/contact-tracing-is-back", "/de/", "/jobs/17"])
def test_articles_are_not_taken_for_pages_about_the_site(path):
    assert Kinds().why_none("a", f"https://site.example{path}") is None


def test_what_a_feed_announces_too_is_more_than_a_line_of_a_sitemap(archive):
    announce(archive, "https://a.example/1", "https://a.example/2", via="sitemap", via_url="https://a.example/map.xml")
    announce(archive, "https://a.example/2")

    found = {page.url: is_only_in_sitemaps(archive.connection, page.page_id) for page in lease(archive)}

    assert found == {"https://a.example/1": True, "https://a.example/2": False}
