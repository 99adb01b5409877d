"""Is it an article? What a reader would say of pages of our own making, each like many on the web."""

import pytest

from parsers import parse_article

PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped, and that it would cost no more than the last.",
        "The company has sold fans since 1998. Its factory, on the edge of a lake, employs 140 people, most of whom can tell the models apart by ear alone.",
        "“We have stopped measuring the noise, because our instruments are louder than the fan,” said Ada Finch, who leads the laboratory and has done so for nine years.",
        "Analysts were not surprised. The market for quiet things has grown every year since offices became open, and Larkspur holds a fifth of it, according to the trade body.",
        "The fan will be in shops in March. A version that is louder, for people who miss the sound, is to follow in the summer, the company told reporters.",
    )
)


def page(body: str, head: str = "", url: str = "https://www.example.com/news/larkspur-ships-a-quieter-fan"):
    html = f"<html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a href=/news/>News</a></nav>{body}</body></html>"
    return parse_article(html.encode(), url)


def test_a_news_story_is_one():
    article = page(
        f"<article><h1>Larkspur ships a quieter fan</h1><p class=byline>By Ada Finch</p><time datetime=2026-11-03>3 November 2026</time>{PARAGRAPHS}</article>",
        '<meta property="og:type" content="article">',
    )

    assert article.is_article
    assert article.confidence > 0.8


def test_a_story_that_tells_machines_nothing_is_one_too():
    assert page(f"<h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS}").is_article


def test_a_short_story_whose_address_is_not_known_is_no_section():
    story = f"<article><h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS[:200]}</article>"

    assert page(story, url="").provenance["is_article"] == "signals"
    assert page(story, url="https://www.example.com/news/").provenance["is_article"] == "address of a section"


TEASERS = "".join(
    f"<div class=teaser><h2><a href='/news/story-{n}-about-something'>Story {n} about something new</a></h2><p>A line about it.</p></div>"
    for n in range(20)
)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        pytest.param(f"<h1>News</h1>{TEASERS}", "https://www.example.com/news/", id="a section front"),
        pytest.param(f"<h1>Tag: fans</h1>{TEASERS}", "https://www.example.com/tag/fans", id="a tag page"),
        pytest.param(f"<h1>Ada Finch</h1><p>Ada writes about fans.</p>{TEASERS}", "https://www.example.com/author/ada-finch", id="an author's page"),
        pytest.param(f"<h1>Search results for “fan”</h1>{TEASERS}", "https://www.example.com/search?q=fan", id="search results"),
        pytest.param(
            "<h1>Sign in</h1><form><input name=email><input type=password name=p><button>Sign in</button></form><p>Forgot your password?</p>",
            "https://www.example.com/login",
            id="a login",
        ),
        pytest.param("<h1>Page not found</h1><p>The page you are looking for does not exist. Try the search, or go back to where you came from.</p>", "https://www.example.com/news/old-story-here", id="an error page"),
        pytest.param("<h1>Making sure you are not a bot</h1>" + "<p>Your browser is asked to do a small sum, which takes a moment on most machines and keeps greedy visitors away from us.</p>" * 12, "https://www.example.com/news/larkspur-ships-a-quieter-fan", id="a bot check that explains itself"),
        pytest.param(
            "<h1>Fan repair</h1><div class=hero><a class=btn>Free quote</a></div><section class=feature><h2>Why choose us</h2><p>Our team repairs your fan, and we do it well, because we love our customers and their fans.</p></section>"
            "<section class=testimonials><h2>Testimonials</h2><p>You made my fan whole again, and my family thanks you for it every summer.</p></section><section class=cta><h2>Get started</h2><form><input name=name><input name=mail><select><option>Fan</select></form>"
            "<p>Call us at (555) 010-9999 for a free estimate, and we will visit you in your home.</p></section><h2>Frequently asked questions</h2><p>Do you repair all fans? Yes, our technicians repair all of them, and your old one too.</p>",
            "https://www.example.com/services/fan-repair",
            id="a service",
        ),
        pytest.param("<h1>About us</h1><p>We write about fans, and have done so since 1998. We are four people and a cat who does not like fans.</p>", "https://www.example.com/about", id="a page about the site"),
        pytest.param(
            "<h1>Larkspur Fan Mk IV</h1><p>$49.99</p><button>Add to cart</button><p>In stock. Free shipping. SKU 1234.</p><select><option>White</select>"
            "<ul><li>Quiet</li><li>White</li><li>Small</li></ul><p>Quantity</p><h2>You may also like</h2>" + "<p>Fan $12.99 Add to cart</p>" * 12,
            "https://www.example.com/products/larkspur-fan-mk-iv",
            id="a product",
        ),
    ],
)  # fmt: skip
def test_other_pages_are_none(body, url):
    assert not page(body, url=url).is_article


@pytest.mark.parametrize(
    ("open_body", "data"),
    [
        ("<body class='archive category category-fans'>", ""),
        ("<body class='search search-results'>", ""),
        ("<body>", '{"@type": "JobPosting", "title": "Listener to fans (part time)"}'),
        ("<body>", '{"@type": "Event", "name": "Larkspur ships a quieter fan", "startDate": "2026-12-12"}'),
    ],
    ids=["a list of WordPress", "its search", "a job", "an event"],
)
def test_what_the_page_s_system_says_it_is_refuses_it_however_much_text_it_has(open_body, data):
    url = "https://www.example.com/news/larkspur-ships-a-quieter-fan"
    story = f"<h1>Larkspur ships a quieter fan</h1><p>By Ada Finch</p>{PARAGRAPHS}"
    html = f"<script type='application/ld+json'>{data}</script></head>{open_body}{story}</body>"

    assert not parse_article(html.encode(), url).is_article
    assert parse_article(
        f"{open_body.replace('archive', 'single')}{story}</body>".replace("search-results", "single").encode(), url
    ).is_article
    news = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Larkspur ships a quieter fan"}</script>'
    assert data == "" or parse_article((news + html).encode(), url).is_article


def test_every_verdict_says_why():
    assert page("<h1>Page not found</h1><p>Nothing here.</p>").provenance["is_article"] in ("no text", "error page")
    assert page(f"<h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS}").provenance["is_article"] == "signals"
