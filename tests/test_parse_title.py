"""The headline: what a reader takes for it, without the site's name; and the subtitle under it."""

import pytest

from parsers import parse_article
from parsers.headline.title import title_candidates
from parsers.page import Page

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


@pytest.mark.parametrize(
    "title",
    [
        "Larkspur ships a quieter fan (Northern Ledger)",
        "Larkspur ships a quieter fan, Northern Ledger",
        "Larkspur ships a quieter fan -Northern Ledger",
        "Larkspur ships a quieter fan_Northern Ledger",
        "[Northern Ledger] Larkspur ships a quieter fan",
        "Opinion | Larkspur ships a quieter fan",
    ],
)
def test_the_site_s_whole_name_needs_no_separator_around_it(title):
    head = f"<title>{title}</title><meta property=og:site_name content='Northern Ledger'>"

    assert title_of(head, "") == "Larkspur ships a quieter fan"


@pytest.mark.parametrize(
    "title", ["港口大门仍然关闭_港口新闻_北方网", "港口大门仍然关闭-北方网", "港口大门仍然关闭（北方网）"]
)
def test_chinese_titles_are_parted_without_spaces(title):
    head = f"<meta charset=utf-8><title>{title}</title><meta property=og:site_name content='北方网'>"

    assert title_of(head, "") == "港口大门仍然关闭"


def test_a_town_s_name_behind_a_comma_is_not_the_site():
    assert title_of("<title>Fire destroys two fans, Boston</title>", "", "https://boston.example.com/a/fire") == (
        "Fire destroys two fans, Boston"
    )


@pytest.mark.parametrize("behind", ["<small>3 comments</small>", "<a href=/edit>Edit</a>", " | Business"])
def test_what_only_the_h1_has_behind_the_title_comes_off(behind):
    head = "<meta property=og:title content='Larkspur ships a quieter fan'>"

    assert title_of(head, f"<h1>Larkspur ships a quieter fan {behind}</h1>") == "Larkspur ships a quieter fan"


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


def test_an_h1_that_links_to_the_front_page_names_the_site():
    html = (
        "<head><title>thinking aloud: On hinges</title></head><body><div id=banner><h1><a href='/'>thinking aloud</a></h1></div>"
        f"<h3>On hinges</h3>{TEXT}</body>"
    )

    assert parse_article(html.encode(), "https://log.example/archives/000123.html").title == "On hinges"


def test_what_early_wordpress_put_before_the_headline_comes_off():
    head = "<title>Sparks &raquo; Blog Archive &raquo; On soldering</title>"

    assert title_of(head, "<h1><a href='/'>Sparks</a></h1><h2>On soldering</h2>") == "On soldering"


def test_a_kicker_in_an_element_of_its_own_comes_off_however_long():
    head = "<title>Harbour to be dug deeper | Ledger</title><meta property=og:title content='Harbour to be dug deeper'>"
    h1 = "<h1><span class=top>The long way of a river out to the sea</span> <span>Harbour to be dug deeper</span></h1>"

    assert title_of(head, h1) == "Harbour to be dug deeper"


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


@pytest.mark.parametrize(
    "h1",
    [
        "Larkspur ships a quieter fan, and Finch wonders how 27",
        "Larkspur ships a quieter fan, and Finch wonders how<div>Posted 3 Nov 2026</div>",
        "<span>Business</span> Larkspur ships a quieter fan, and Finch wonders how",
        "Larkspur ships a quieter fan, and Finch wonders how – Northern Ledger",
        "Larkspur ships a quieter fan, and Finch wonders how | Business | Northern Ledger",
    ],
)
def test_what_a_theme_puts_into_the_h1_besides_the_headline_comes_off(h1):
    title = "Larkspur ships a quieter fan, and Finch wonders how"
    head = (
        f"<title>{title}</title><meta property=og:title content='{title}'>"
        "<meta property=og:site_name content='Northern Ledger'>"
    )

    assert title_of(head, f"<h1>{h1}</h1>") == title


@pytest.mark.parametrize(
    ("h1", "shared"),
    [
        ("Larkspur ships a quieter fan, the first of 12", "Larkspur ships a quieter fan"),
        ("The quietest fan of the whole year", "Quietest fan of the whole year"),
        ("Larkspur: why it ships a quieter fan", "Larkspur: why it ships…"),
    ],
)
def test_an_h1_that_says_more_than_the_page_s_data_stays_whole(h1, shared):
    head = f"<title>{shared}</title><meta property=og:title content='{shared}'>"

    assert title_of(head, f"<h1>{h1}</h1>") == h1


def test_a_kicker_that_json_ld_opengraph_and_title_tag_all_hold_belongs_to_the_title():
    whole = "Quiet machines: Larkspur ships a new fan"
    head = (
        f"<title>{whole} | Northern Ledger</title><meta property=og:title content='{whole}'>"
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{whole}"}}</script>'
    )

    assert title_of(head, "<p>Quiet machines</p><h1>Larkspur ships a new fan</h1>") == whole


def test_parts_of_an_h1_that_only_styles_keep_apart_are_parted_as_the_page_s_data_part_them():
    head = "<meta property=og:title content='Quiet machines: a new fan'>"

    assert title_of(head, "<h1><span>Quiet machines</span><b> : </b>a new fan</h1>") == "Quiet machines: a new fan"
    assert title_of("", "<h1><span>Quiet machines</span>Larkspur ships a fan</h1>") == (
        "Quiet machines Larkspur ships a fan"
    )


def test_an_h1_that_the_title_tag_puts_around_the_shared_title_is_the_site_s_name():
    head = "<title>Notes of a fan: Larkspur is back</title><meta property=og:title content='Larkspur is back'>"

    assert title_of(head, "<h1>Notes of a fan</h1>") == "Larkspur is back"


def test_an_h1_about_something_else_than_data_and_address_is_a_box_s():
    head = "<title>Larkspur ships a quieter fan</title>"

    assert title_of(head, "<h1>Contact us</h1>") == "Larkspur ships a quieter fan"


def test_of_several_h1_the_one_that_the_address_repeats_wins():
    head = "<title>Where to feel the wind</title>"
    body = "<h1>The quiet fans that Larkspur ships</h1><h1>Here is where to feel cold</h1>"

    assert title_of(head, body, "https://example.com/quiet-fans-larkspur") == "The quiet fans that Larkspur ships"


def test_a_quotation_in_angle_quotes_is_no_separator():
    assert title_of("<title>«Quiet is not enough» - Northern Ledger</title>", "") == "«Quiet is not enough»"


def test_the_candidates_that_lost_follow_best_first():
    page = Page(
        b"<title>Quiet fans 2026</title><meta property=og:title content='Quiet fans in 2026'><h1>Quiet fans</h1>", URL
    )

    assert [(found.value, found.rule) for found in title_candidates(page)] == [
        ("Quiet fans", "dom:h1"),
        ("Quiet fans in 2026", "meta:og:title"),
        ("Quiet fans 2026", "title"),
    ]


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


@pytest.mark.parametrize("tag", ["span", "p"])
def test_links_in_a_list_below_the_standfirst_are_no_part_of_it(tag):
    links = f"<ul><li><{tag}><a href=/letter>Get our letter of fans every Friday</a></{tag}></li></ul>"
    standfirst = f"<div class=standfirst><div><p>It hums at a pitch that only dogs hear</p>{links}</div></div>"

    assert article_of(f"<main><h1>Larkspur ships a quieter fan</h1>{standfirst}</main>").subtitle == (
        "It hums at a pitch that only dogs hear"
    )


def test_a_box_of_hundreds_of_elements_is_no_subtitle_whatever_lists_are_in_it():
    lines = "<ul>" + "<li><a href=/fan>Fan</a></li>" * 150 + "</ul>"
    box = f"<div class=intro><p>It hums at a pitch that only dogs hear</p>{lines}</div>"

    assert article_of(f"<main><h1>Larkspur ships a quieter fan</h1>{box}{TEXT}</main>").subtitle is None


def test_one_sentence_in_the_headline_s_own_header_is_the_subtitle():
    header = "<header><span>Fans</span><h1><small>Fans:</small> Larkspur ships a quieter fan</h1><p>{}</p>{}</header>"
    text = "<p>It is the first of its kind, and it will be in the shops of three countries by the end of March.</p>" * 3

    def read(*sentences: str) -> str | None:
        page = header.format(sentences[0], "".join(f"<p>{sentence}</p>" for sentence in sentences[1:]))
        return parse_article(
            f"<title>Larkspur ships a quieter fan</title><article>{page}{text}</article>".encode(), ""
        ).subtitle

    assert read("It hums at a pitch that only dogs and some bats can hear.") is not None
    assert read("By Jo Quill, photos by Ed Finch and Mo Wren, 2 March 2026") is None
    assert (
        read("It hums at a pitch that only dogs and some bats can hear.", "The dogs of the town have been told.")
        is not None
    )
    assert (
        read(
            "It hums at a pitch that only dogs and some bats can hear.",
            "The dogs of the town and its bats have been told of it.",
        )
        is None
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


@pytest.mark.parametrize(
    "line",
    [
        "<p>It hums at a pitch that only dogs hear.</p><div class=post-meta><span>Ada Finch</span></div>",
        "<div><div class=_x1>It hums at a pitch that only dogs hear.</div></div><div><span>By <b>Ada Finch</b></span></div>",
        "<p class=lead>It hums at a pitch that only dogs hear.</p><time datetime=2026-11-03>November 3, 2026</time>",
        "<div data-testid=standfirst><p>It hums at a pitch that only dogs hear.</p></div>",
    ],
)
def test_the_line_between_title_and_byline_is_the_subtitle_whatever_its_markup(line):
    article = article_of(f"<div><h1>Larkspur ships a quieter fan</h1>{line}</div>{TEXT}")

    assert article.subtitle == "It hums at a pitch that only dogs hear."
    assert article.subtitle not in article.text


def test_the_line_above_the_name_that_the_page_s_data_know_is_the_subtitle():
    page = f"<div><h1>Larkspur ships a quieter fan</h1><h2>It hums at a pitch that only dogs hear</h2><div><a href=/a>Ada Finch</a> <span>3 Nov</span></div></div>{TEXT}"
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Larkspur ships a quieter fan", "author": {"name": "Ada Finch"}}</script>'

    assert article_of(page, data).subtitle == "It hums at a pitch that only dogs hear"


def test_a_paragraph_for_loudspeakers_is_no_subtitle():
    first = (
        "<p id=speakable-summary>The fan that Larkspur showed on Tuesday hums at a pitch which only dogs can hear.</p>"
    )

    assert article_of(f"<h1>Larkspur ships a quieter fan</h1>{first}{TEXT}").subtitle is None


def test_the_part_of_the_text_that_lists_show_too_is_no_subtitle():
    first = "Larkspur will sell a fan in March that hums at a pitch which only dogs can hear."
    body = f"<div class=itemIntroText><p>{first}</p></div><div class=itemFullText>{TEXT}</div>"
    article = article_of(f"<h1>Larkspur ships a quieter fan</h1><div class=itemBody>{body}</div>")

    assert (article.subtitle, article.lead[0]) == (None, first)


def test_the_id_of_a_heading_does_not_make_it_a_subtitle():
    text = f"<div class=by>By Ada Finch</div><h2 id=introduction-to-fans>An introduction to fans and dogs</h2>{TEXT}"

    assert article_of(f"<h1>Larkspur ships a quieter fan</h1>{text}").subtitle is None


@pytest.mark.parametrize(
    "below",
    [
        "<div class=box><p itemprop=description>Ada Finch has written about fans since the first of them.</p></div>",
        "<div class=avatar><a itemprop=author href=/ada><span>Ada Finch</span></a><div class=avatar__intro>Keeper of the fans</div></div>",
        "<div class=more><p class=excerpt>A museum of fans has opened its doors in the old town.</p></div>",
        "<div class=subheadline><h2>A museum of fans has opened its doors</h2></div><p>It is in the old town.</p>",
        "<div class=lede><img src=f.jpg><div>A museum of fans has opened its doors in the old town.</div></div>",
        "<div class=slide><h2>Lark II</h2><div class=slide-dek>A museum of fans has opened its doors in the old town.</div></div>",
    ],
)
def test_a_bio_or_an_excerpt_below_the_text_is_no_subtitle(below):
    text = "<p>It is the first of its kind, and it will be in the shops of three countries by the end of March.</p>" * 3

    assert article_of(f"<h1>Larkspur ships a quieter fan</h1>{text}{below}").subtitle is None


@pytest.mark.parametrize(
    "line",
    [
        "<figure><img src=f.jpg><figcaption><p>The fan stands on a table.</p></figcaption></figure><p>By Ada Finch</p>",
        "<p>This post may contain affiliate links.</p><p>By Ada Finch</p>",
        "<p><a href=/fans>All that is new about fans</a></p><p>By Ada Finch</p>",
    ],
)
def test_captions_notes_and_links_above_the_byline_are_no_subtitle(line):
    assert article_of(f"<h1>Larkspur ships a quieter fan</h1>{line}{TEXT}").subtitle is None


def test_a_byline_under_the_title_is_no_subtitle():
    assert (
        article_of(
            f"<h1>Larkspur ships a quieter fan</h1><p class=subtitle>By Ada Finch, 3 November 2026</p>{TEXT}"
        ).subtitle
        is None
    )
