"""Two readings of the same bytes: what was gained, lost, and what the page itself speaks for."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.reparse.comparison import Tally, compare, differs
from parsers.claims import read_claims
from tests.builders import NOON, a_body, an_article

PAGE = """<html lang=en-GB><head><title>Lamps out on Harrow Street - The Herald</title>
<meta property="og:title" content="Lamps out on Harrow Street"><meta name="author" content="Ada Quill, Bo Reed">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lamps out", "datePublished":
"2026-11-22T12:00:00Z", "author": {"name": "Ada Quill"}, "articleBody": "The lamps went out and nobody came."}</script>
</head><body><h1>Lamps out on Harrow Street</h1></body></html>"""


def fates(before, after, claims=None):
    return {told.field: told.fate for told in compare(before, after, claims or {}) if told.fate != "same"}


def test_equal_readings_are_the_same_in_every_field():
    assert not differs(an_article(), an_article())
    assert fates(an_article(), an_article()) == {}


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [("subtitle", {"subtitle": None}, {}), ("authors", {"authors": ()}, {}), ("published", {"published": None}, {})],
)
def test_what_was_empty_is_gained_and_what_is_empty_now_is_lost(field, before, after):
    assert fates(an_article(**before), an_article(**after))[field] == "gained"
    assert fates(an_article(**after), an_article(**before))[field] == "lost"


@pytest.mark.parametrize(
    ("field", "worse", "better"),
    [
        ("title", {"title": "The Herald"}, {"title": "Lamps out on Harrow Street"}),
        ("title", {"title": "Lamps out on Harrow Street - share"}, {"title": "Lamps out on Harrow Street"}),
        ("published", {"published": date(2026, 11, 21)}, {"published": NOON}),
        ("text", {"blocks": a_body(("Share this.",))}, {"blocks": a_body(("The lamps went out and nobody came.",))}),
        ("language", {"language": "de"}, {"language": "en"}),
    ],
)
def test_the_page_itself_speaks_for_one_of_two_readings(field, worse, better):
    claims = read_claims(PAGE.encode(), "https://herald.example/lamps")

    assert fates(an_article(**worse), an_article(**better), claims)[field] == "better"
    assert fates(an_article(**better), an_article(**worse), claims)[field] == "worse"


def test_where_the_page_says_nothing_two_readings_are_different():
    assert fates(an_article(title="One"), an_article(title="Other"))["title"] == "different"


def test_a_surer_parser_is_better():
    assert fates(an_article(confidence=0.4), an_article(confidence=0.9)) == {"confidence": "better"}
    assert fates(an_article(confidence=0.40), an_article(confidence=0.41)) == {}


def test_claims_are_those_of_meta_tags_and_structured_data():
    claims = read_claims(PAGE.encode(), "https://herald.example/lamps")

    assert claims["authors"] == ("Ada Quill", "Bo Reed")
    assert claims["title"][:2] == ("Lamps out on Harrow Street", "Lamps out")
    assert claims["language"] == ("en-GB",)


def test_examples_begin_a_little_before_the_difference_and_are_few():
    tally = Tally(most=1)
    for number in (1, 2):
        for told in compare(an_article(title="x" * 300 + "one"), an_article(title="x" * 300 + "two"), {}):
            if told.field == "title":
                tally.add(number, told)

    assert tally.fates["different"] == 2
    assert [(number, told.before, told.after) for number, told in tally.examples] == [
        (1, f"…{'x' * 14}one", f"…{'x' * 14}two")
    ]
