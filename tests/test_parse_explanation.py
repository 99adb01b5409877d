"""An explanation tells for each field the rule that won and the candidates that lost, from the one path of reading."""

from parsers.explanation import Line, explain
from parsers.layouts.layout import Layout
from parsers.parse import read_article

PAGE = """
<html lang="en-GB"><head><title>Larkspur ships a fan | Example</title>
<link rel="canonical" href="https://example.com/fan"><meta property="og:url" content="https://example.com/fan?from=og">
<meta property="og:locale" content="en_US"><meta property="og:image" content="/fan.jpg"><link rel="image_src" href="/small.jpg">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A fan that ships",
 "author": {"@type": "Person", "name": "Ada Finch", "description": "Ada Finch writes about fans and about rain."}}</script></head>
<body><div class="kicker">Gadgets</div><article><h1>Larkspur ships a fan</h1><p>%s</p></article></body></html>
""" % ("It whispers, mostly, all night long. " * 30)


def lines(field: str, page: str = PAGE, layouts: tuple[Layout, ...] = ()) -> list[Line]:
    reading = read_article(page.encode(), "https://example.com/fan?utm_source=feed", layouts=layouts)
    return [line for line in explain(reading) if line.field == field]


def test_the_winner_stands_first_and_the_losers_after_it():
    assert [(line.has_won, line.value, line.rule) for line in lines("image")] == [
        (True, "https://example.com/fan.jpg", "meta:og:image"),
        (False, "https://example.com/small.jpg", "link:image_src"),
    ]
    assert [line.rule for line in lines("canonical_url")] == ["link:canonical", "meta:og:url", "url"]
    assert lines("language")[0].value == "en-GB"


def test_a_layout_that_wins_is_told_with_what_the_generic_rules_would_have_read():
    layout = Layout(name="acme", marks=(".kicker",), title=(".kicker",))

    told = lines("title", layouts=(layout,))

    assert (told[0].value, told[0].rule) == ("Gadgets", "layout:acme")
    assert (False, "Larkspur ships a fan", "dom:h1") in [(line.has_won, line.value, line.rule) for line in told[1:]]


def test_parts_of_authors_are_told_with_their_values():
    assert [line.value for line in lines("authors[0].name")] == ["Ada Finch"]
    assert [line.value for line in lines("authors[0].bio")] == ["Ada Finch writes about fans and about rain."]


def test_the_text_is_told_with_the_elements_that_might_have_held_it():
    told = lines("body")

    assert (told[0].rule, told[0].value[:25]) == ("dom:article", "180 words, 0 headings: It")
    assert [(line.value, line.rule) for line in told[1:]] == [("<body>", "density")]


def test_a_field_that_the_page_does_not_tell_is_told_as_empty():
    assert lines("next_page") == [Line(field="next_page", has_won=True, value="", rule="", weight=None)]


def test_explaining_changes_nothing_in_the_document():
    reading = read_article(PAGE.encode(), "https://example.com/fan")
    before = reading.article.to_dict()

    assert list(explain(reading))
    assert read_article(PAGE.encode(), "https://example.com/fan").article.to_dict() == before
