"""A layout: a small file of selectors for what the generic rules do not get right."""

import pytest

from parsers import Layout, parse_article

TEXT = "The fan is quiet, and so are the people who bought it, which is why we know little about either of them."
PAGE = f"""
<html lang="en"><head><title>ACME | fan-42</title></head><body class="acme-news">
<div class="kicker">Gadgets</div><div class="head">A fan that whispers</div><div class="under">And its louder bill</div>
<div class="who"><span>Ada Finch</span><span>Bo Reed</span></div><div class="when" content="2026-11-03T09:00:00Z">today</div>
<div class="left"><p>{TEXT * 9}</p></div>
<div class="right"><p>{TEXT}</p><div class="promo"><p>{TEXT.replace("fan", "offer")}</p></div><div class="sub">How it works</div><p>{TEXT}</p></div>
</body></html>
"""
ACME = Layout(
    name="acme",
    marks=("body.acme-news",),
    title=(".no-such-thing", ".head"),
    subtitle=(".under",),
    byline=(".who span",),
    published=(".when",),
    body=(".right",),
    headings=(".sub",),
    drop=(".promo",),
)


def read(*layouts: Layout, url: str = "https://www.acme.example/fan-42"):
    return parse_article(PAGE.encode(), url, layouts=layouts)


def test_a_layout_says_where_the_parts_are():
    document = read(ACME).to_dict()

    assert document["title"] == "A fan that whispers"
    assert document["subtitle"] == "And its louder bill"
    assert [author["name"] for author in document["authors"]] == ["Ada Finch", "Bo Reed"]
    assert document["published"] == "2026-11-03T09:00:00+00:00"
    assert document["lead"] == [TEXT]
    assert document["sections"] == [{"heading": "How it works", "level": 2, "paragraphs": [TEXT]}]


def test_provenance_names_the_layout():
    provenance = read(ACME).provenance

    assert {provenance[field] for field in ("title", "subtitle", "published", "body")} == {"layout:acme"}


def test_where_a_layout_finds_nothing_the_generic_rules_go_on():
    other = Layout(name="other", hosts=("acme.example",), title=(".no-such-thing",))

    assert read(other).title == read().title
    assert read(other).provenance == read().provenance


@pytest.mark.parametrize("url", ["https://acme.example/x", "https://www.acme.example/x", "https://m.acme.example/x"])
def test_a_layout_can_be_tied_to_a_host(url):
    tied = Layout(name="tied", hosts=("acme.example",), title=(".head",))

    assert read(tied, url=url).title == "A fan that whispers"
    assert read(tied, url="https://notacme.example/x").provenance["title"] != "layout:tied"


def test_the_first_that_applies_wins():
    later = Layout(name="later", marks=(".right",), title=(".kicker",))

    assert read(ACME, later).provenance["title"] == "layout:acme"
    assert read(later, ACME).provenance["title"] == "layout:later"


def test_a_layout_for_every_page_is_refused():
    with pytest.raises(ValueError, match="marks or hosts"):
        Layout(name="all", title=("h1",))
