"""The body: the article's own text whole, nothing else, as typed blocks in reading order."""

import pytest

from parsers import parse_article
from parsers.article import Article, Code, Figure, Heading, Link, ListBlock, Paragraph, Quote, Table
from parsers.labels import is_closing

FIRST = "Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped, and the cheapest."
SECOND = "The company has sold fans since 1998. Its factory, on the edge of a lake, employs 140 people, most of whom know the models by ear."
THIRD = "The fan will be in shops in March. A louder version, for people who miss the sound, is to follow in the summer, it told reporters."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
LAST = f"<p>{THIRD}</p>"
OTHER = "Finch, a rival, has opened a museum of fans in the old town, where visitors may hear the loudest of them on the hour, every hour."


def read(body: str, head: str = "") -> Article:
    return parse_article(
        f"<html><head>{head}</head><body>{body}</body></html>".encode(), "https://www.ledger.example/news/fan"
    )


def story(inside: str) -> Article:
    return read(f"<main><article><h1>Larkspur ships a quieter fan</h1>{STORY}{inside}{LAST}</article></main>")


# ---- which element holds the text

CONTAINERS = {
    "article": f"<article>{STORY}{LAST}</article>",
    "a div with a telling class": f"<div class=entry-content>{STORY}{LAST}</div>",
    "microdata": f"<div itemprop=articleBody>{STORY}{LAST}</div>",
    "a div without any name": f"<div>{STORY}{LAST}</div>",
    "a table": f"<table><tr><td><font>{STORY}{LAST}</font></td></tr></table>",
    "text parted by line breaks": f"<div>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</div>",
    "divs as paragraphs": f"<div><div>{FIRST}</div><div>{SECOND}</div><div>{THIRD}</div></div>",
    "a section each": f"<div><section><p>{FIRST}</p></section><section><p>{SECOND}</p></section><section><p>{THIRD}</p></section></div>",
    "one form around the page": f"<form><div>{STORY}{LAST}</div></form>",
    "no container at all": STORY + LAST,
    "below the tags that end the page": f"</body></html><div>{STORY}{LAST}</div>",
    "below such tags in capitals": f"</BODY></HTML ><DIV>{STORY}{LAST}</DIV>",
}


@pytest.mark.parametrize("markup", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_the_text_is_found_wherever_it_stands(markup):
    article = read(
        "<div class=site-header><a href=/>Ledger</a><ul><li><a href=/news/>News</a></li><li><a href=/fans/>Fans</a></li></ul></div>"
        f"<h1>Larkspur ships a quieter fan</h1>{markup}<footer><p>The Ledger is a paper of record for all who like fans, and has been so since 1998.</p></footer>"
    )

    assert article.lead == (FIRST, SECOND, THIRD)


def test_the_rule_that_chose_the_container_is_told():
    assert read(f"<div itemprop=articleBody>{STORY}{LAST}</div>").provenance["body"] == "microdata:articleBody"


def test_the_text_is_taken_from_json_ld_where_the_markup_has_none():
    data = f'{{"@type": "NewsArticle", "headline": "A fan", "articleBody": "{FIRST}\\n{SECOND}"}}'
    article = read("<div id=app></div>", f"<script type='application/ld+json'>{data}</script>")

    assert (article.lead, article.provenance["body"]) == ((FIRST, SECOND), "json-ld:articleBody")


def test_what_react_streamed_to_the_end_of_the_page_is_put_in_its_place():
    article = read(
        f"<article><h1>Larkspur ships a quieter fan</h1><p>{FIRST}</p><template id='B:0'></template>{LAST}</article><div hidden id='S:0'><p>{SECOND}</p></div>"
    )

    assert article.lead == (FIRST, SECOND, THIRD)


def test_a_verdict_beside_the_element_of_the_text_is_a_part_of_it():
    verdict = (
        "<div class=verdict-box><h3>Verdict</h3><p>A fan for those who sleep lightly, and pay gladly for it.</p></div>"
    )
    article = read(
        f"<article><h1>Larkspur ships a quieter fan</h1>{verdict}<div class=entry-content>{STORY}{LAST}</div></article>"
    )

    assert [section.heading for section in article.sections if section.heading] == ["Verdict"]
    assert THIRD in article.text


# ---- what is not the text

CLUTTER = {
    "where an early WordPress filed it": "<p class='postmetadata alt'><small>This entry was posted on Monday, March 5th, and is filed under Fans.</small></p>",
    "tags without a class": "<ul><li><a href=/tags/fans/>fans</a></li><li><a href=/tags/noise/>noise</a></li></ul>",
    "whence a film comes": "<div><p>Content</p><p>This content can also be viewed on the site it originates from.</p></div>",
    "a link to where it was printed first": "<p><a href=https://finch.example/>Read the original article on Finch</a>.</p>",
    "related box": f"<div class=related-posts><h3>Related</h3><p>{OTHER}</p></div>",
    "related box without a class": "<h3>Related articles</h3><ul><li><a href=/a>A museum of fans</a></li><li><a href=/b>Fans of fans</a></li></ul>",
    "newsletter box": f"<div class='c-newsletter-signup'><p>{OTHER}</p><form><input><button>Go</button></form></div>",
    "consent box": f"<div id=onetrust-consent-sdk><p>{OTHER}</p></div>",
    "ad": "<div class=ad-container>Advertisement</div>",
    "ad mark": "<p>Advertisement</p>",
    "share bar": "<ul class=social-share><li><a href=/f>Facebook</a></li><li><a href=/x>X</a></li></ul>",
    "tags": "<div class=post-tags><a href=/t/fans>fans</a> <a href=/t/noise>noise</a></div>",
    "author box": f"<div class=author-box><p>{OTHER}</p></div>",
    "sidebar": f"<aside><p>{OTHER}</p></aside>",
    "navigation": "<nav><a href=/1>One</a><a href=/2>Two</a></nav>",
    "teaser": "<p><a href=/museum>Read more: A museum of fans</a></p>",
    "teaser in German": "<p><strong>Lesen Sie auch:</strong> <a href=/museum>Ein Museum der Lüfter</a></p>",
    "teaser in a div": "<div><a href=/museum>A museum of fans opens in the old town</a></div>",
    "hidden text": f"<p hidden>{OTHER}</p><div style='display: none'>{OTHER}</div>",
    "text for screen readers": "<span class=sr-only>Skip to the end of the advertisement and on</span>",
    "buttons": "<button>Save this story</button>",
    "table of contents": "<p>Table of contents</p><ul><li><a href='#a'>The fan</a></li><li><a href='#b'>The price</a></li></ul>",
    "teaser of another article": f"<article><a href=/museum><h3>A museum of fans</h3></a><p>{OTHER[:70]}</p></article>",
    "consent to an embed": "<div><p>An dieser Stelle finden Sie externen Inhalt, der den Artikel ergänzt.</p></div>",
    "posts that a query lists": "<div class=wp-block-query><ul class=wp-block-post-template>"
    + f"<li class=wp-block-post><h4><a href=/m>A museum of fans</a></h4><p>{OTHER}</p></li></ul></div>",
    "the title of a table of contents": "<div id=ez-toc-container><p class=ez-toc-title>What you will find here</p></div>",
    "a card of another page": f"<figure class='kg-card kg-bookmark-card'><a href=/m><div>A museum of fans</div><div>{OTHER}</div></a></figure>",
    "script and style": "<script>var fan = 'quiet'</script><style>.fan {}</style><noscript>Turn on scripts</noscript>",
    "cards": "<div>"
    + "".join(
        f"<div class=item><a href=/{n}><h4>Story {n} of another fan</h4></a><p>A line about story {n}.</p></div>"
        for n in range(4)
    )
    + "</div>",
}


@pytest.mark.parametrize("markup", CLUTTER.values(), ids=CLUTTER.keys())
def test_what_stands_inside_the_text_but_is_not_of_it_stays_out(markup):
    article = story(markup)

    assert article.text.split("\n") == [FIRST, SECOND, THIRD]


def test_bylines_dates_and_reading_times_above_the_text_stay_out():
    article = read(
        f"<article><div>News</div><h1>Larkspur ships a quieter fan</h1><div>By Ada Finch</div><div>3 November 2026</div><div>4 min read</div>{STORY}{LAST}</article>"
    )

    assert article.lead == (FIRST, SECOND, THIRD)


def test_a_date_above_short_paragraphs_of_dense_script_stays_out():
    told = [
        "静かな扇風機を作る会社は火曜日に新しい製品を発表し、これまでのどの機械よりも音が小さくなると述べました。来月から店に並びます。",
        "工場は湖のほとりにあり、百四十人が羽根を付けて音を聞いています。売れ行きは良く、昨年の二倍になりました。社員も増えました。",
        "研究所では測定が止まりました。計器の方が扇風機よりも大きな音を立てるからです。社長は喜んでいますが技師は困っています。",
    ]
    text = "".join(f"<p>{one}</p>" for one in told)
    article = read(f"<article><h1>静かな扇風機がもうすぐ店に並ぶ</h1><p class=date>2026年11月3日</p>{text}</article>")

    assert article.lead == tuple(told)


def test_what_stands_below_the_text_stays_out():
    article = read(
        f"<article><h1>Larkspur ships a quieter fan</h1>{STORY}{LAST}<p>© 2026 The Ledger. All rights reserved.</p><h2>You may also like</h2><div><a href=/m>A museum of fans</a></div></article>"
    )

    assert article.text.split("\n") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("mark", ["(dpa)", "sak/Reuters", "(mho/AFP)", "Mit Agenturmaterial."])
def test_the_mark_of_an_agency_at_the_end_stays_out(mark):
    assert read(f"<article><h1>Larkspur ships a quieter fan</h1>{STORY}{LAST}<p>{mark}</p></article>").lead[-1] == THIRD


CLOSING = (
    "This article was first published in 2019 and has been brought up to date since.",
    "Some links lead to shops; with these affiliate links the Ledger may earn a little.",
    "Sign up here for our weekly newsletter on fans.",
    "Photo: Ann Reed",
)


@pytest.mark.parametrize("line", CLOSING)
def test_what_the_page_says_of_itself_below_the_text_stays_out(line):
    article = read(f"<article><h1>Larkspur ships a quieter fan</h1>{STORY * 3}{LAST}<p>{line}</p></article>")

    assert article.lead[-1] == THIRD


def test_a_note_of_the_editor_says_of_the_page_what_it_says():
    assert is_closing("Editor's note: This article was first published in 2019 and has been brought up to date since.")
    assert not is_closing("Editor's note: The fan in this story was found in a lake.")


@pytest.mark.parametrize(
    "line",
    [
        "This post may contain affiliate links. Read more in our policy.",
        "The Ledger is kept alive by its readers: when you buy through links on this page, we may earn a commission, at no cost to you.",
    ],
)
def test_a_note_above_the_text_that_links_earn_money_stays_out(line):
    article = read(f"<article><h1>Larkspur ships a quieter fan</h1><p><em>{line}</em></p>{STORY * 3}{LAST}</article>")

    assert article.lead[0] == FIRST


@pytest.mark.parametrize(
    "mark",
    [
        "<p>* * *</p>",
        "<div class=icon>💡</div>",
        "<p>\u200d</p>",
        "<ul><li><a href=/p>← Previous</a></li><li><a href=/n>Next →</a></li></ul>",
    ],
)
def test_marks_between_paragraphs_and_buttons_are_no_text(mark):
    assert story(mark).lead == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("heading", ["2 comments", "Comments (2)", "2 Kommentare"])
def test_what_stands_under_a_count_of_comments_is_not_the_article_s(heading):
    said = "".join(f"<div><b>{name}</b> wrote on 5 May 2026:<br>{OTHER}</div>" for name in ("Ash", "Elm"))
    article = read(f"<article><h1>Larkspur ships a quieter fan</h1>{STORY}{LAST}<h3>{heading}</h3>{said}</article>")

    assert article.text.split("\n") == [FIRST, SECOND, THIRD]


def test_the_title_that_stays_in_sight_is_told_once():
    bar = "<div id=toc-bar><span class=label>Larkspur ships a quieter fan</span></div>"

    assert read(f"<article><h1>Larkspur ships a quieter fan</h1>{bar}{STORY}{LAST}</article>").lead[0] == FIRST


def test_a_note_between_paragraphs_is_text_though_scripts_would_announce_it():
    note = "<div class=note role=alert><p>The fan must not be opened while it turns, and never near dogs.</p></div>"

    assert "The fan must not be opened while it turns, and never near dogs." in story(note).lead


@pytest.mark.parametrize("line", CLOSING)
def test_the_same_in_the_midst_of_the_text_is_text(line):
    assert line in story(f"<p>{line}</p>{STORY}").lead


def test_a_headline_with_its_kicker_is_told_once():
    article = read(
        f"<article><h2><span>Small machines</span> Larkspur ships a quieter fan</h2>{STORY}{LAST}</article>",
        "<title>Larkspur ships a quieter fan</title>",
    )

    assert (article.title, article.sections) == ("Larkspur ships a quieter fan", ())


def test_elements_with_a_telling_name_that_hold_the_text_are_the_text():
    assert read(
        f"<div class='content sidebar related'><h1>Larkspur ships a quieter fan</h1>{STORY}{LAST}</div>"
    ).lead == (FIRST, SECOND, THIRD)


def test_a_class_that_tells_of_something_else_is_no_clutter():
    assert read(
        f"<div class=has-sidebar><article class='post category-related'>{STORY}{LAST}</article></div>"
    ).lead == (FIRST, SECOND, THIRD)


OPENINGS = {
    "its bold beginning": "<p><b><a href=/fans/lark-2>Lark II</a>.<br></b>A fan for the bedroom: it turns slowly, costs 40 crowns, and was heard by none of our testers.</p>",
    "a line that ends in a colon": "<p><a href=/fans/lark-2>Lark II</a>:</p><ul><li>three speeds</li><li>a cord of two metres</li></ul>",
}


@pytest.mark.parametrize("markup", OPENINGS.values(), ids=OPENINGS.keys())
def test_a_link_that_says_what_the_text_after_it_is_about_is_text(markup):
    assert "Lark II" in story(markup).text


def test_a_short_link_of_its_own_is_none():
    assert "Lark II" not in story("<p><a href=/fans/lark-2>Lark II</a></p>").text


def test_a_heading_with_a_bar_elsewhere_stays():
    assert "How it hums" in story("<h2 class=anchorWithStickyNavbar_L7>How it hums</h2>" + STORY).text.split("\n")


def test_the_head_of_a_column_stays_whatever_its_class_says():
    rows = "<tr><th class=footer_title>Model</th><th class=footer_title>Price</th></tr><tr><td>Lark II</td><td>40</td></tr>"

    assert "Model | Price" in story(f"<table>{rows}</table>").text


def test_words_of_a_sentence_stay_whatever_their_class_says():
    article = story(
        "<p>After <a class=recommendation-inline-link href=/fans/>choosing your fan</a>, you may want to hear it run.</p>"
        "<p>Share: <a class=share-link href=/share/>Fan</a></p>"
    )

    assert article.lead == (FIRST, SECOND, "After choosing your fan, you may want to hear it run.", THIRD)


def test_the_same_text_for_two_screens_is_told_once():
    assert (
        read(
            f"<article><h1>Larkspur ships a quieter fan</h1><div><div class=wide>{STORY * 2}{LAST}</div><div class=narrow>{STORY * 2}{LAST}</div></div></article>"
        ).text.count(THIRD)
        == 1
    )


def test_texts_of_one_length_are_not_for_that_the_same():
    linked = "<a href=/one>A fan</a> <a href=/two>was shown</a>: {}."
    long = linked.format("a" * 100 + " " + FIRST * 2), linked.format("b" * 100 + " " + FIRST * 2)

    text = story(f"<p>{long[0]}</p><p>{long[1]}</p>").text

    assert ("a" * 100 in text, "b" * 100 in text) == (True, True)


@pytest.mark.parametrize(
    "title",
    [
        "<div class=su-spoiler-title role=button tabindex=0>The motor of the fan</div>",
        "<div class=elementor-tab-title role=button aria-expanded=false>The motor of the fan</div>",
    ],
)
def test_what_one_clicks_to_unfold_a_part_is_text(title):
    assert "The motor of the fan" in story(f"{title}<div class=content><p>{OTHER}</p></div>").text.split("\n")


def test_an_aside_that_is_called_a_callout_is_text():
    assert OTHER in story(f"<aside class='note callout'><p>{OTHER}</p></aside>").text


def test_answers_that_unfold_are_text():
    assert (
        OTHER
        in story(
            f"<div class=faq><h3>Is it quiet?</h3><div class=faq-answer style='display:none'><p>{OTHER}</p></div></div>"
        ).text
    )


# ---- blocks


def blocks_of(inside: str) -> tuple[object, ...]:
    return story(inside).blocks[2:-1]


def test_paragraphs_are_folded_and_inline_elements_do_not_part_words():
    assert blocks_of("<p>A  <b>qui</b>et\n fan,<br>and <i>small</i>.</p>") == (
        Paragraph(text="A quiet fan, and small."),
    )


def test_lists_keep_order_and_tell_inner_items_after_their_item():
    inner = "<ul><li>Blades<ul><li>wood</li><li>steel</li></ul></li><li><p>Motor</p><p>and cord</p></li></ul>"

    assert blocks_of(inner) == (ListBlock(items=("Blades", "wood", "steel", "Motor and cord")),)
    assert blocks_of("<ol><li>Plug in</li><li>Switch on</li></ol>") == (
        ListBlock(items=("Plug in", "Switch on"), ordered=True),
    )


def test_an_article_told_as_a_list_has_its_headings_and_paragraphs():
    assert blocks_of(f"<ol><li><h3>The Mk IV</h3><p>{OTHER}</p></li></ol>") == (
        Heading(text="The Mk IV", level=3),
        Paragraph(text=OTHER),
    )


def test_quotes_keep_their_paragraphs_and_who_said_it():
    inner = "<blockquote><p>We stopped measuring.</p><p>It was too quiet.</p><footer>Ada Finch</footer></blockquote>"

    assert blocks_of(inner) == (Quote(paragraphs=("We stopped measuring.", "It was too quiet.", "Ada Finch")),)


def test_code_keeps_its_lines_and_indentation_and_loses_line_numbers():
    assert blocks_of("<pre><code>def fan():\n    return 'hum'\n\n</code></pre>") == (
        Code(text="def fan():\n    return 'hum'"),
    )
    assert blocks_of(
        "<table class=highlighttable><tr><td class=linenos><pre>1\n2</pre></td><td class=code><pre>a\n  b</pre></td></tr></table>"
    ) == (Code(text="a\n  b"),)


def test_a_table_of_data_is_told_by_rows():
    inner = "<table><tr><th>Model</th><th>Noise</th></tr><tr><td>Mk III</td><td>20 dB</td></tr><tr><td>Mk IV</td><td></td></tr></table>"

    assert blocks_of(inner) == (Table(rows=(("Model", "Noise"), ("Mk III", "20 dB"), ("Mk IV", ""))),)
    assert "Model | Noise\nMk III | 20 dB\nMk IV" in story(inner).text


def test_a_table_that_only_arranges_the_page_is_none():
    assert blocks_of(f"<table role=presentation><tr><td><p>{OTHER}</p></td></tr></table>") == (Paragraph(text=OTHER),)


def test_figures_have_image_caption_and_credit_and_no_text():
    inner = "<figure><img src=/fan.jpg alt='A fan'><figcaption>The Mk IV <span class=credit>Photo: Bo Reed</span></figcaption></figure>"

    assert blocks_of(inner) == (
        Figure(image="https://www.ledger.example/fan.jpg", alt="A fan", caption="The Mk IV", credit="Photo: Bo Reed"),
    )
    assert "Mk IV" not in story(inner).text


def test_a_picture_that_loads_late_and_one_with_an_old_caption_are_figures():
    assert blocks_of("<p><img data-src=/fan.jpg src='data:image/gif;base64,R0'></p>") == (
        Figure(image="https://www.ledger.example/fan.jpg"),
    )
    assert blocks_of("<div class=wp-caption><img src=/fan.jpg><p class=wp-caption-text>The Mk IV</p></div>") == (
        Figure(image="https://www.ledger.example/fan.jpg", caption="The Mk IV"),
    )


def test_a_text_in_the_box_of_a_picture_is_its_caption():
    inner = "<div class=story-image><img src=/fan.jpg><div class=image-info><p>The Mk IV on a desk</p></div></div>"

    assert blocks_of(inner) == (Figure(image="https://www.ledger.example/fan.jpg", caption="The Mk IV on a desk"),)


def test_a_line_that_says_who_made_the_picture_above_is_its_credit():
    inside = "<p><img src=/fan.jpg></p><p>Photo by Ann Reed</p>"

    assert blocks_of(inside) == (Figure(image="https://www.ledger.example/fan.jpg", credit="Photo by Ann Reed"),)
    assert blocks_of("<p>Photo by Ann Reed</p>") == (Paragraph(text="Photo by Ann Reed"),)


def test_terms_and_what_they_mean_are_paragraphs():
    assert blocks_of("<dl><dt>Hum</dt><dd>A low and steady sound.</dd></dl>") == (
        Paragraph(text="Hum"),
        Paragraph(text="A low and steady sound."),
    )


CAPTIONED = "<figure><img src=/fan.jpg><figcaption>The Mk IV at rest, before anybody came.</figcaption></figure>"
OF_OTHERS = "".join(
    f"<figure><img src=/{n}.jpg><figcaption>Another fan of the year, number {n}</figcaption></figure>" for n in "abcd"
)


@pytest.mark.parametrize(
    ("page", "pictures"),
    [
        ("<article>{}<h1>Larkspur ships a quieter fan</h1><div class=entry-content>{}</div></article>", 1),
        ("<main><h1>Larkspur ships a quieter fan</h1><div>{}</div><article class=article-body>{}</article></main>", 1),
        ("<h1>Larkspur ships a quieter fan</h1><main>{}<div class=entry-content>{}</div></main>", 1),
        ("<main>{}<h1>Larkspur ships a quieter fan</h1><div class=entry-content>{}</div></main>", 0),
    ],
    ids=["in the article", "beside what calls itself one", "below the headline", "above it, outside of any article"],
)
def test_a_captioned_picture_above_the_text_is_the_article_s(page, pictures):
    article = read(page.format(CAPTIONED, STORY + LAST))

    assert [block.caption for block in article.blocks if isinstance(block, Figure)] == [
        "The Mk IV at rest, before anybody came."
    ] * pictures
    assert article.lead == (FIRST, SECOND, THIRD)


def test_many_pictures_above_the_text_are_of_other_articles():
    page = f"<article><h1>Larkspur ships a quieter fan</h1><div>{OF_OTHERS}</div><div class=entry-content>{STORY}{LAST}</div></article>"

    assert not any(isinstance(block, Figure) for block in read(page).blocks)


def test_links_of_the_body_are_absolute_and_those_of_boxes_are_not_among_them():
    article = story(
        "<p>More in <a href=/fans/mk3>the test of the Mk III</a>, which was loud.</p><nav><a href=/about>About</a></nav>"
    )

    assert article.links == (Link(url="https://www.ledger.example/fans/mk3", text="the test of the Mk III"),)


def test_a_part_of_the_article_that_names_its_author_is_no_author_box():
    told = [f"{text} So the book says on page {page}." for page, text in enumerate((FIRST, SECOND, THIRD, OTHER) * 3)]
    book = f"<li><h3>Fans of old</h3><p class=author>Author: Ada Finch</p><div class=author-bio><p>{'</p><p>'.join(told)}</p></div></li>"

    assert set(told) <= set(
        read(f"<article><h1>Books to read</h1>{STORY}<ul>{book}</ul>{LAST}</article>").text.split("\n")
    )


def test_paragraphs_after_a_picture_in_a_box_named_after_it_are_no_captions():
    inside = f"<div class=content-image-wrap><img src=/fan.jpg><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"

    assert read(f"<article><h1>A fan</h1>{inside}</article>").lead == (FIRST, SECOND, THIRD)


def test_a_paragraph_below_a_picture_that_has_its_caption_is_text():
    picture = "<figure><img src=/fan{}.jpg><figcaption>The Mk IV at rest.</figcaption></figure><p>{}</p>"
    pictures = "".join(picture.format(n, text) for n, text in enumerate((FIRST, SECOND, THIRD)))

    article = read(f"<article><h1>Larkspur ships a quieter fan</h1><div class=photo-essay>{pictures}</div></article>")

    assert article.lead == (FIRST, SECOND, THIRD)


def test_a_note_that_bootstrap_calls_an_alert_is_text():
    assert (
        OTHER
        in story(f"<div class=card><p>{FIRST}</p></div><div class='alert alert-info' role=alert>{OTHER}</div>").text
    )


def test_below_a_late_box_that_stands_apart_the_text_goes_on():
    inside = f"{STORY}<p>{OTHER}</p><div class=also><h4>Related stories</h4><a href=/museum>Museum of fans opens</a></div>{LAST}"

    article = read(
        f"<main><article><h1>Larkspur ships a quieter fan</h1><div class=entry>{inside}</div></article></main>"
    )

    assert article.to_dict()["lead"] == [FIRST, SECOND, OTHER, THIRD]


def test_a_paragraph_named_for_the_paywall_is_what_stands_behind_it():
    paragraphs = f'<p class="dropcap paywall">{FIRST}</p><p class=paywall>{SECOND}</p><p class=paywall>{THIRD}</p><p class=paywall>{OTHER}</p>'

    article = read(f"<main><article><h1>Larkspur ships a quieter fan</h1><div>{paragraphs}</div></article></main>")

    assert article.to_dict()["lead"] == [FIRST, SECOND, THIRD, OTHER]


@pytest.mark.parametrize(
    "call",
    [
        "<p><strong>Kuuntele myös:</strong> <a href=/x>Meren äänet</a></p>",
        "<p>Hør også: <a href=/x>Havet</a></p>",
        "<p>อ่านข่าวที่เกี่ยวข้อง: <a href=/x>เรือย้าย</a></p>",
        "<ul><li><strong><a href=/x>Clique aqui para seguir o canal da folha</a></strong></li></ul>",
    ],
)
def test_a_call_to_read_or_hear_something_else_is_none_of_the_text(call):
    assert story(call).to_dict()["lead"] == [FIRST, SECOND, THIRD]


CARDS = "".join(
    f"<div class=card><h3><a href=/news/{n}>Story {n} about something new</a></h3><p>{OTHER}</p><span>{n} hours ago</span></div>"
    for n in range(9)
)


@pytest.mark.parametrize("tag", ["section", "div"])
def test_a_flash_is_not_the_cards_that_say_more_beside_it(tag):
    flash = f"<article><h1>Larkspur ships a quieter fan</h1><div>{FIRST}</div></article>"

    assert read(f"<main>{flash}<{tag}>{CARDS}</{tag}></main>").to_dict()["lead"] == [FIRST]


def test_parts_that_lead_to_what_they_tell_of_are_no_teasers():
    parts = "".join(
        f"<h2><a href=/fans/{n}>Fan {n} of the lake</a></h2><p>{SECOND}</p><p>{THIRD}</p>" for n in range(4)
    )
    opening = f"<article><h1>Larkspur ships a quieter fan</h1><p>{FIRST}</p></article>"

    assert SECOND in read(f"<main>{opening}<section>{parts}</section></main>").text


def test_parts_of_a_story_that_stand_beside_its_opening_stay():
    parts = "".join(f"<section><h2>Part {n}</h2><p>{SECOND}</p><p>{THIRD}</p></section>" for n in range(4))
    opening = f"<article><h1>Larkspur ships a quieter fan</h1><p>{FIRST}</p></article>"

    assert len(read(f"<main>{opening}{parts}</main>").to_dict()["sections"]) == 4
