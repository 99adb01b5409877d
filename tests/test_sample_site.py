"""The sample site is what it says it is, and the parser reads in its pages what is truly there."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo.errors import PortInUse
from demo.layouts.registry import address
from demo.server import SampleSite, serve
from demo.site import Edition
from demo.story import stories

BASE = "http://127.0.0.1:8000"
JUDGEMENTS = {"confidence", "provenance", "parser_version"}
"""What a parser says about itself rather than about the page."""


def fetch(site: SampleSite, url: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=60)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def article_url(site: SampleSite, slug: str) -> str:
    return next(url for url in site.expected_pages() if slug in url)


# What the site holds


def test_it_holds_more_than_forty_articles_in_at_least_six_layouts() -> None:
    told = stories(1).values()

    assert len(told) >= 44
    assert len({story.desk.layout for story in told}) >= 6


def test_every_story_has_a_number_of_its_own() -> None:
    told = stories(2).values()

    assert len({story.number for story in told}) == len(told)


def test_the_second_edition_edits_withdraws_and_adds() -> None:
    first, second = Edition(1, BASE).expected(), Edition(2, BASE).expected()

    edited = [url for url in first.keys() & second.keys() if first[url] != second[url]]

    assert len(edited) >= 9
    assert len(second.keys() - first.keys()) >= 4
    assert {f"{BASE}/2026/11/gridiron-recall/"} == first.keys() - second.keys()


def test_comments_come_and_go_between_the_editions() -> None:
    def said(edition: int) -> set[tuple[str, str | None]]:
        told = Edition(edition, BASE).expected()
        return {(url, comment.id) for url, article in told.items() for comment in article.comments}

    assert len(said(2) - said(1)) >= 3
    assert len(said(1) - said(2)) == 1


def test_every_page_that_it_knows_of_answers(sample_site: SampleSite) -> None:
    sample_site.edition = 2

    for url in (*sample_site.expected_pages(), *sample_site.now.other_pages()):
        response, body = fetch(sample_site, url)
        assert (response.status, bool(body)) == (200, True), url


def test_every_link_of_the_front_page_leads_somewhere(sample_site: SampleSite) -> None:
    _, body = fetch(sample_site, "/")

    for target in re.findall(rb'href="(/[^"]*)"', body):
        response, _ = fetch(sample_site, target.decode().replace("&amp;", "&"))
        assert response.status == 200, target


# How it answers


def test_a_page_differs_at_every_fetch_and_is_still_the_same_by_its_etag(sample_site: SampleSite) -> None:
    url = article_url(sample_site, "tessellate-h3-yield")

    response, body = fetch(sample_site, url)
    again, other_body = fetch(sample_site, url)
    known, nothing = fetch(sample_site, url, If_None_Match=response.headers["ETag"])

    assert body != other_body
    assert response.headers["ETag"] == again.headers["ETag"]
    assert (known.status, nothing) == (304, b"")


def test_an_unedited_page_is_not_modified_since_it_was_and_an_edited_one_is(sample_site: SampleSite) -> None:
    edited, untouched = (article_url(sample_site, slug) for slug in ("tessellate-h3-yield", "mosswood-thirty"))
    dates = {url: fetch(sample_site, url)[0].headers["Last-Modified"] for url in (edited, untouched)}
    sample_site.edition = 2

    statuses = {url: fetch(sample_site, url, If_Modified_Since=date)[0].status for url, date in dates.items()}

    assert statuses == {edited: 200, untouched: 304}


def test_only_what_the_editors_or_readers_touched_has_another_etag_in_the_second_edition() -> None:
    def etags(edition: int) -> dict[str, str | None]:
        site = Edition(edition, BASE)
        return {slug: resource.etag for slug in stories(1) if (resource := site.resource(address(stories(1)[slug])))}

    first, second = etags(1), etags(2)

    changed = {slug for slug in first if first[slug] != second[slug]}
    assert changed == {
        "ambergrid-sodium",
        "faxpflicht-amt",
        "gridiron-recall",
        "licence-linter",
        "northlight-egress",
        "quillback-fork",
        "right-to-repair-vote",
        "terminal-fonts",
        "tessellate-h3-yield",
        "vantry-vault-leak",
    }


def test_the_old_desk_sends_nothing_to_compare_by(sample_site: SampleSite) -> None:
    response, _ = fetch(sample_site, article_url(sample_site, "/games/story.php"))

    assert response.headers["ETag"] is None
    assert response.headers["Last-Modified"] is None


def test_old_addresses_redirect_and_withdrawn_stories_are_gone(sample_site: SampleSite) -> None:
    sample_site.edition = 2
    old, new = next(iter(sample_site.now.redirects().items()))

    response, _ = fetch(sample_site, old)
    gone, _ = fetch(sample_site, sample_site.now.gone()[0])

    assert (response.status, response.headers["Location"]) == (301, new)
    assert gone.status == 410


def test_the_feed_lists_an_old_address_a_tracked_one_and_one_that_is_not_there(sample_site: SampleSite) -> None:
    _, body = fetch(sample_site, "/feed/")

    assert b"/?p=" in body
    assert b"utm_source=" in body
    assert fetch(sample_site, "/2026/10/the-story-we-never-ran/")[0].status == 404
    assert b"/2026/10/the-story-we-never-ran/" in body


def test_each_announcer_has_a_story_of_its_own(sample_site: SampleSite) -> None:
    alone = {
        min(story.announced): story for story in stories(1).values() if len(story.announced) == 1 and not story.hidden
    }
    pages = {"front": "/", "sitemap": "/sitemap.xml", "feed": "/atom.xml"}
    texts = {name: fetch(sample_site, path)[1].decode() for name, path in pages.items()}

    found = {name: {where for where, text in texts.items() if address(story) in text} for name, story in alone.items()}

    assert found == {"front": {"front"}, "sitemap": {"sitemap"}, "feed": {"feed"}}


def test_robots_txt_hides_one_linked_article_and_names_the_sitemap(sample_site: SampleSite) -> None:
    _, robots = fetch(sample_site, "/robots.txt")
    _, front = fetch(sample_site, "/")
    hidden = urlsplit(sample_site.now.hidden()[0]).path

    assert f"Disallow: {hidden}\n" in robots.decode()
    assert f"Sitemap: {sample_site.url}/sitemap_index.xml" in robots.decode()
    assert hidden in front.decode()


def test_the_compressed_sitemap_and_the_json_feed_can_be_read(sample_site: SampleSite) -> None:
    _, packed = fetch(sample_site, "/sitemap-features.xml.gz")
    _, feed = fetch(sample_site, "/feed.json")

    assert b"<lastmod>" in gzip.decompress(packed)
    assert len(json.loads(feed)["items"]) >= 10


def test_foreign_desks_declare_their_encoding_in_one_place_only(sample_site: SampleSite) -> None:
    french, french_body = fetch(sample_site, article_url(sample_site, "/depeches/"))
    russian, russian_body = fetch(sample_site, article_url(sample_site, "/svodka/"))

    assert french.headers["Content-Type"] == "text/html; charset=ISO-8859-1"
    assert b"charset" not in french_body
    assert russian.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1251" in russian_body
    assert "Почему" in russian_body.decode("windows-1251")


def test_every_request_is_remembered(sample_site: SampleSite) -> None:
    fetch(sample_site, "/about/", User_Agent="a reader")
    fetch(sample_site, "/nowhere")

    assert [(r.method, r.path, r.status) for r in sample_site.requests] == [
        ("GET", "/about/", 200),
        ("GET", "/nowhere", 404),
    ]
    assert sample_site.requests[0].headers["user-agent"] == "a reader"


def test_a_port_in_use_is_told_in_one_sentence(sample_site: SampleSite) -> None:
    port = urlsplit(sample_site.url).port or 0

    with pytest.raises(PortInUse, match=f"port {port} on 127.0.0.1 is in use; name another one"), serve(port=port):
        pass


# What the parser reads in it


def differences(truth: Any, read: Any, at: str = "") -> list[str]:
    """Where two documents differ, a line each."""
    if isinstance(truth, Mapping) and isinstance(read, Mapping):
        keys = [*truth, *(key for key in read if key not in truth)]
        return [
            line
            for key in keys
            if key not in JUDGEMENTS
            for line in differences(truth.get(key), read.get(key), f"{at}.{key}".lstrip("."))
        ]
    if isinstance(truth, list) and isinstance(read, list) and len(truth) == len(read):
        return [
            line for n, pair in enumerate(zip(truth, read, strict=True)) for line in differences(*pair, f"{at}[{n}]")
        ]
    return [] if truth == read else [f"  {at}\n    true: {truth!r}\n    read: {read!r}"]


@pytest.mark.parametrize("edition", [1, 2])
def test_every_article_page_reads_as_it_was_written(sample_site: SampleSite, edition: int) -> None:
    from parsers import parse_article

    sample_site.edition = edition
    wrong = {}
    for url, truth in sample_site.expected_pages().items():
        response, body = fetch(sample_site, url)

        article = parse_article(body, url, content_type=response.headers["Content-Type"])

        if lines := differences(truth, article.to_dict()):
            wrong[url] = lines

    report = "\n".join(f"{url}\n" + "\n".join(lines) for url, lines in wrong.items())
    assert not wrong, f"{len(wrong)} pages read otherwise than written:\n{report}"


def test_of_the_other_pages_not_one_in_twenty_is_taken_for_an_article(sample_site: SampleSite) -> None:
    """Weights decide what kind a page is, and a list of five summaries of one author is nearly a page of text."""
    from parsers import parse_article

    pages = sample_site.now.other_pages()

    taken = [url for url in pages if parse_article(fetch(sample_site, url)[1], url).is_article]

    assert len(taken) * 20 < len(pages), taken
