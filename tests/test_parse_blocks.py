"""Typed blocks, as publishing systems and highlighters write them: code by lines, tables, lists, quotes, figures."""

import pytest

from parsers import parse_article
from parsers.article import Block, Code, Figure, Heading, ListBlock, Paragraph, Quote, Table

STORY = (
    "<p>Larkspur, a maker of small fans, said on {} that its next model would be the quietest it has ever shipped.</p>"
)


def blocks(markup: str) -> tuple[Block, ...]:
    html = f"<article><h1>Larkspur ships a quieter fan</h1>{STORY.format('Monday')}{markup}{STORY.format('Tuesday')}</article>"
    return parse_article(html.encode(), "https://www.ledger.example/news/fan").blocks[1:-1]


CODE = {
    "plain": "<pre><code>def spin():\n    return 1\n</code></pre>",
    "a div a line": "<pre><div class=line>def spin():</div><div class=line>    return 1</div></pre>",
    "a span a line": "<pre><code><span class=line>def spin():</span>\n<span class=line>    return 1</span></code></pre>",
    "line breaks": "<div><code>def spin():<br>&nbsp;&nbsp;&nbsp;&nbsp;return 1</code></div>",
    "numbered by a script": "<pre class=line-numbers><code>def spin():\n    return 1<span class=line-numbers-rows><span></span></span></code></pre>",
    "numbers in a column": "<table class=rouge-table><tr><td class='rouge-gutter gl'><pre class=lineno>1\n2\n</pre></td>"
    "<td class=rouge-code><pre>def spin():\n    return 1\n</pre></td></tr></table>",
    "numbers in a column, each marked": "<div class=chroma><table class=lntable><tr><td class=lntd><pre><code><span class=lnt>1\n</span><span class=lnt>2\n</span></code></pre></td>"
    "<td class=lntd><pre><code><span class=line>def spin():\n</span><span class=line>    return 1\n</span></code></pre></td></tr></table></div>",
    "a figure with a gutter": "<figure class='highlight python'><table><tr><td class=gutter><pre><span class=line>1</span><br><span class=line>2</span></pre></td>"
    "<td class=code><pre><span class=line>def spin():</span><br><span class=line>    return 1</span><br></pre></td></tr></table></figure>",
    "a row a line": "<table class='js-file-line-container'>\n<tr>\n<td class='blob-num' data-line-number=1></td>\n<td class='blob-code'>def spin():</td>\n</tr>\n"
    "<tr>\n<td class='blob-num' data-line-number=2></td>\n<td class='blob-code'>    return 1</td>\n</tr>\n</table>",
    "rows inside pre": "<pre><code><table class=hljs-ln><tr><td class=hljs-ln-numbers>1</td><td class=hljs-ln-code>def spin():</td></tr>"
    "<tr><td class=hljs-ln-numbers>2</td><td class=hljs-ln-code>    return 1</td></tr></table></code></pre>",
    "numbers before each line": "<pre><code><span><span class=ln>1</span><span class=cl>def spin():\n</span></span><span><span class=ln>2</span><span class=cl>    return 1</span></span></code></pre>",
    "lines named for their numbers": "<pre><code><span class='code-line line-number' line=1>def spin():\n</span><span class='code-line line-number' line=2>    return 1</span></code></pre>",
    "numbers in a box behind": "<div class=line-numbers-mode><pre><code>def spin():\n    return 1</code></pre><div class=line-numbers-wrapper><span>1</span><br><span>2</span><br></div></div>",
    "in a box with a bar of tools": "<div class=code-toolbar><pre class=line-numbers><code>def spin():\n    return 1</code></pre><div class=toolbar><button>Copy</button></div></div>",
    "no pre at all": "<table><tr><td class=gutter><div>1</div><div>2</div></td><td class=code><div class=container><div><code>def spin():</code></div>"
    "<div><code>&nbsp;&nbsp;&nbsp;&nbsp;</code><code>return 1</code></div></div></td></tr></table>",
}


@pytest.mark.parametrize("markup", CODE.values(), ids=CODE.keys())
def test_code_keeps_its_lines_and_loses_their_numbers(markup):
    assert blocks(markup) == (Code(text="def spin():\n    return 1"),)


def test_an_empty_column_called_gutter_makes_no_code_of_a_table():
    table = "<table><tr><th>Speed</th><td class=gutter></td><th>dB</th></tr><tr><td>1</td><td class=gutter></td><td>20</td></tr></table>"

    assert blocks(table) == (Table(rows=(("Speed", "", "dB"), ("1", "", "20"))),)


def test_code_in_a_sentence_stays_in_it():
    assert blocks("<p>Call <code>spin()</code> to begin, and again to end.</p>") == (
        Paragraph(text="Call spin() to begin, and again to end."),
    )


def test_the_caption_in_a_table_stands_above_it():
    table = "<table><caption>Noise by speed</caption><tr><th>Speed</th><th>dB</th></tr><tr><td>1</td><td>20</td></tr></table>"

    assert blocks(table) == (Paragraph(text="Noise by speed"), Table(rows=(("Speed", "dB"), ("1", "20"))))


def test_the_caption_of_a_table_in_a_figure_is_kept():
    figure = "<figure class=wp-block-table><table><tr><td>1</td><td>20</td></tr><tr><td>2</td><td>22</td></tr></table><figcaption>Noise</figcaption></figure>"

    assert blocks(figure) == (Table(rows=(("1", "20"), ("2", "22"))), Figure(caption="Noise"))


def test_lists_in_lists_are_items_after_their_item():
    markup = (
        "<ol><li>Blades<ul><li>of paper</li><li>of brass<ul><li>polished</li></ul></li></ul></li><li>Motor</li></ol>"
    )

    assert blocks(markup) == (ListBlock(items=("Blades", "of paper", "of brass", "polished", "Motor"), ordered=True),)


def test_paragraphs_of_one_item_are_one_item():
    assert blocks("<ul><li><p>First this.</p><p>Then that.</p></li><li><p>Rest.</p></li></ul>") == (
        ListBlock(items=("First this. Then that.", "Rest.")),
    )


QUOTES = {
    "cite": "<blockquote><p>It hardly hums.</p><cite>Ada Finch</cite></blockquote>",
    "footer": "<blockquote><p>It hardly hums.</p><footer>Ada Finch</footer></blockquote>",
    "a caption": "<figure><blockquote><p>It hardly hums.</p></blockquote><figcaption>Ada Finch</figcaption></figure>",
    "a pull quote": "<figure class=wp-block-pullquote><blockquote><p>It hardly hums.</p><cite>Ada Finch</cite></blockquote></figure>",
}


@pytest.mark.parametrize("markup", QUOTES.values(), ids=QUOTES.keys())
def test_who_said_it_is_the_last_of_a_quote(markup):
    assert blocks(markup) == (Quote(paragraphs=("It hardly hums.", "Ada Finch")),)


@pytest.mark.parametrize(
    "caption",
    [
        "The fan at rest <span class=credit>Photo: Ada Finch</span>",
        "<span>The fan at rest</span> <cite>Photo: Ada Finch</cite>",
        "The fan at rest <small class=image-source>Photo: Ada Finch</small>",
    ],
)
def test_the_credit_of_a_figure_stands_apart_from_its_caption(caption):
    assert blocks(f"<figure><img src=/fan.jpg alt='A fan'><figcaption>{caption}</figcaption></figure>") == (
        Figure(
            image="https://www.ledger.example/fan.jpg",
            alt="A fan",
            caption="The fan at rest",
            credit="Photo: Ada Finch",
        ),
    )


def test_a_film_and_an_embed_are_figures_by_their_captions():
    film = "<figure><video src=/fan.mp4></video><figcaption>The fan at work</figcaption></figure>"
    embed = (
        "<figure><div><iframe src=https://video.example/1></iframe></div><figcaption>The motor</figcaption></figure>"
    )

    assert blocks(film + embed) == (Figure(caption="The fan at work"), Figure(caption="The motor"))


@pytest.mark.parametrize("name", ["twitter-tweet", "instagram-media", "tiktok-embed"])
def test_what_somebody_posted_elsewhere_is_an_embed_and_no_quote(name):
    posted = (
        f"<blockquote class='{name}' data-lang=en><p>The fan is so quiet that I bought two.</p>Ada (@ada)</blockquote>"
    )

    assert blocks(posted) == (Figure(caption="The fan is so quiet that I bought two. Ada (@ada)"),)


@pytest.mark.parametrize(
    "heading",
    [
        "The motor <a href=#motor>#</a>",
        "<a class=anchor href=#motor>§</a>The motor",
        "The motor<a href=#motor>#motor</a>",
        "<a href=#motor>The motor</a>",
    ],
    ids=["a sign", "a sign before it", "its own id", "all of it"],
)
def test_a_link_to_a_heading_is_no_part_of_it(heading):
    told = blocks(f"<h2 id=motor>{heading}</h2><p>It has a motor of brass, which nobody has heard so far.</p>")

    assert told[0] == Heading(text="The motor", level=2)


def test_a_post_of_another_site_that_wordpress_embeds_is_no_quote():
    embed = "<blockquote class=wp-embedded-content><a href=https://finch.example/>A museum of fans</a></blockquote>"

    assert not any(isinstance(block, Quote) for block in blocks(embed))


@pytest.mark.parametrize("arrow", ["↩︎", "^", "[↑]"])
def test_the_arrow_back_from_a_footnote_is_no_part_of_it(arrow):
    note = f"<ol><li><p>As they say. <a href='#back'>{arrow}</a></p></li><li><p>Not so.</p></li></ol>"

    assert blocks(note) == (ListBlock(items=("As they say.", "Not so."), ordered=True),)


def test_what_shows_that_a_heading_unfolds_is_no_part_of_it():
    markup = "<h3><button aria-expanded=false>The motor<span aria-hidden=true>+</span></button></h3><p>It has a motor of brass, which nobody has heard so far.</p>"

    assert blocks(markup)[0] == Heading(text="The motor", level=3)


def test_a_heading_without_a_word_is_none():
    assert [type(block) for block in blocks(f"<h3>\u200d</h3>{STORY.format('Sunday')}")] == [Paragraph]


PICTURES = {
    "a table of two rows": "<table align=right><tr><td><img src=/fan.jpg></td></tr><tr><td><font size=1>The Mk IV at rest</font></td></tr></table>",
    "what Drupal calls an article": "<article class='media media--type-image'><figure><img src=/fan.jpg><figcaption>The Mk IV at rest</figcaption></figure></article>",
    "divs with a credit": "<div class=image><img src=/fan.jpg><div class=image__metadata><div class='image__caption attribution'>The Mk IV at rest</div><div class=image__credit>Jo Reed</div></div></div>",
    "a picture for telephones": "<figure><amp-img src=/fan.jpg></amp-img><figcaption>The Mk IV at rest</figcaption></figure>",
}


@pytest.mark.parametrize("markup", PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_and_its_caption_are_a_figure_whatever_holds_them(markup):
    (figure,) = blocks(markup)

    assert (figure.image, figure.caption) == ("https://www.ledger.example/fan.jpg", "The Mk IV at rest")


@pytest.mark.parametrize(
    "box", ["<div><a href=/o>A museum of fans</a> Read on</div>", "<div><p>Sign up to Fan Watch</p></div>"]
)
def test_a_figure_that_shows_nothing_is_none(box):
    assert blocks(f"<figure>{box}</figure>") == ()


def test_a_text_that_is_named_a_caption_is_one():
    pictured = "<div><img src=/fan.jpg></div><div class=photo-caption>The Mk IV at rest, before anybody came.</div>"
    filmed = "<div class=video-player></div><div class=caption><p>The Mk IV at work, after all had gone.</p></div>"

    assert blocks(pictured + filmed) == (
        Figure(image="https://www.ledger.example/fan.jpg", caption="The Mk IV at rest, before anybody came."),
        Figure(caption="The Mk IV at work, after all had gone."),
    )
