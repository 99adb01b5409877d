"""The headline: what a reader takes for it, without the site's name; and the subtitle under it."""

import pytest

from parsers import parse_article

TEXT = (
    "<p>Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped.</p>"
    * 3
)
URL = "https://www.northernledger.example/news/larkspur"


def title_of(head: str, body: str, url: str = URL) -> str | None:
    return parse_article(f"<html><head>{head}</head><body>{body}{TEXT}</body></html>".encode(), url).title


@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " — ", " · ", " • ", " » ", " :: ", ": "])
def test_the_site_s_name_comes_off_on_any_separator(separator):
    head = f"<title>Larkspur ships a quieter fan{separator}Northern Ledger</title><meta property=og:site_name content='Northern Ledger'>"

    assert title_of(head, "") == "Larkspur ships a quieter fan"


def test_a_site_s_name_in_front_comes_off_too():
    assert (
        title_of("<title>Northern Ledger: Larkspur ships a quieter fan</title>", "") == "Larkspur ships a quieter fan"
    )


def test_section_and_site_come_off_together():
    assert (
        title_of(
            "<title>Larkspur ships a quieter fan - Business | Northern Ledger</title>",
            "<h1>Larkspur ships a quieter fan</h1>",
        )
        == "Larkspur ships a quieter fan"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Fans – a love story",
        "Quiet: how Larkspur did it",
        "Larkspur | Finch: a merger in two acts",
        "Why 20–30 % of fans hum - and what helps",
    ],
)
def test_a_title_that_holds_a_separator_stays_whole(title):
    assert title_of(f"<title>{title} | Northern Ledger</title>", f"<h1>{title}</h1>") == title


def test_the_h1_of_the_logo_is_not_the_title():
    head = "<title>Larkspur ships a quieter fan | Northern Ledger</title>"
    body = (
        "<header><h1 class=site-title><a href=/>Northern Ledger</a></h1></header><h2>Larkspur ships a quieter fan</h2>"
    )

    assert title_of(head, body) == "Larkspur ships a quieter fan"


def test_of_several_h1_the_one_that_the_page_s_data_know_wins():
    head = "<title>Larkspur ships a quieter fan</title>"
    body = "<h1>Our newsletter</h1><h1>Larkspur ships a quieter fan</h1><h1>Most read</h1>"

    assert title_of(head, body) == "Larkspur ships a quieter fan"


def test_what_the_reader_sees_wins_over_what_search_engines_are_told():
    head = "<title>Quiet fans 2026: best fans, quiet fan test</title><meta property=og:title content='Quiet fans 2026'>"

    assert (
        title_of(head, "<h1>Larkspur ships the quietest of fans in 2026</h1>")
        == "Larkspur ships the quietest of fans in 2026"
    )


def test_a_date_before_the_headline_inside_the_h1_comes_off():
    head = "<meta property=og:title content='Larkspur ships a quieter fan'>"

    assert title_of(head, "<h1><span>3 Nov</span> Larkspur ships a quieter fan</h1>") == "Larkspur ships a quieter fan"


def test_json_ld_tells_it_where_the_page_has_no_h1():
    article = parse_article(
        b"""<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Larkspur &amp; Finch ship a fan"}</script>"""
        + TEXT.encode(),
        URL,
    )

    assert (article.title, article.provenance["title"]) == ("Larkspur & Finch ship a fan", "json-ld:headline")


def test_a_page_that_names_no_title_has_none():
    assert title_of("", "") is None


# ---- subtitle


def article_of(body: str, head: str = ""):
    return parse_article(f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode(), URL)


@pytest.mark.parametrize(
    "name", ["dek", "article-subtitle", "standfirst", "c-post__deck", "chapo", "entradilla", "ArticleDek"]
)
def test_the_sentence_under_the_title_is_the_subtitle_and_not_in_the_body(name):
    article = article_of(
        f"<h1>Larkspur ships a quieter fan</h1><p class={name}>It hums at a pitch that only dogs hear</p>{TEXT}"
    )

    assert article.subtitle == "It hums at a pitch that only dogs hear"
    assert article.subtitle not in article.text


def test_the_page_s_description_is_the_subtitle_where_it_stands_under_the_title():
    head = "<meta name=description content='It hums at a pitch that only dogs hear'>"
    article = article_of(
        f"<header><h1>Larkspur ships a quieter fan</h1><h2>It hums at a pitch that only dogs hear</h2></header><div>{TEXT}</div>",
        head,
    )

    assert (article.subtitle, article.provenance["subtitle"]) == (
        "It hums at a pitch that only dogs hear",
        "meta:description",
    )


def test_a_description_that_the_page_does_not_show_is_no_subtitle():
    assert (
        article_of(
            f"<h1>Larkspur ships a quieter fan</h1>{TEXT}",
            "<meta name=description content='All about fans since 1998'>",
        ).subtitle
        is None
    )


def test_a_first_paragraph_that_is_also_the_description_stays_in_the_text():
    first = "Larkspur will sell a fan in March that hums at a pitch which only dogs can hear."
    article = article_of(
        f"<h1>Larkspur ships a quieter fan</h1><p>{first}</p>{TEXT}", f"<meta name=description content='{first}'>"
    )

    assert article.subtitle is None
    assert article.lead[0] == first


def test_a_byline_under_the_title_is_no_subtitle():
    assert (
        article_of(
            f"<h1>Larkspur ships a quieter fan</h1><p class=subtitle>By Ada Finch, 3 November 2026</p>{TEXT}"
        ).subtitle
        is None
    )
