"""A layout: a small file of selectors for what the generic rules do not get right."""

from dataclasses import replace

import pytest

from parsers import Layout, parse_article
from parsers.errors import LayoutError
from parsers.layouts.file import read_layout_file
from parsers.layouts.registry import LAYOUTS
from parsers.version import PARSER_VERSION

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


def test_of_what_is_dropped_and_what_is_a_heading_every_selector_counts():
    layout = replace(ACME, drop=(".promo", ".right > p:last-child"), headings=(".no-such-thing", ".sub", ".promo"))

    assert read(layout).sections == ()
    assert [section.heading for section in read(replace(layout, drop=(".promo",))).sections] == ["How it works"]


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


def test_a_layout_without_marks_and_hosts_applies_to_every_page_it_is_given_for():
    assert read(Layout(name="all", title=(".head",))).title == "A fan that whispers"


def test_no_shipped_layout_applies_to_every_page():
    assert all(layout.marks for layout in LAYOUTS)


def test_a_layout_of_ones_own_makes_it_another_parser_so_that_its_changes_are_no_edits():
    plain, first, second = read(), read(ACME), read(replace(ACME, title=(".kicker",)))

    assert plain.parser_version == read(replace(ACME, marks=(".no-such-thing",))).parser_version == PARSER_VERSION
    assert len({plain.parser_version, first.parser_version, second.parser_version}) == 3
    assert first.parser_version == read(ACME).parser_version


def test_a_layout_may_stand_in_a_file(tmp_path):
    file = tmp_path / "acme.toml"
    file.write_text(
        """
        marks = "body.acme-news"
        title = [".no-such-thing", ".head"]
        subtitle = ".under"
        byline = ".who span"
        published = ".when"
        body = ".right"
        headings = ".sub"
        drop = [".promo"]
        """
    )

    assert read_layout_file(file) == ACME


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"\xff", "not UTF-8; save it as UTF-8 text"),
        ("title = h1", "not TOML: Invalid value (at line 1, column 9)"),
        ('titel = "h1"', "no layout has the field 'titel'; did you mean 'title'?; there are name, marks, hosts, "),
        ("title = 1", "title: 1 is not allowed; allowed is a CSS selector in quotes, or a list of them"),
        ("hosts = []", "hosts: [] is not allowed; allowed is a host name in quotes, or a list of them"),
        ('title = ["h1", ""]', "title: ['h1', ''] is not allowed; allowed is a CSS selector in quotes, or a list of them"),
        ('title = "h1["', "title: 'h1[' is no CSS selector that is known here ("),
        ('title = "h1:is-it"', "title: 'h1:is-it' is no CSS selector that is known here ("),
        ('title = "a|b"', "title: 'a|b' is no CSS selector that is known here ("),
        ('name = "My Site"\ntitle = "h1"', "name: 'My Site' is not allowed; a layout's name is of small letters, "),
        ('hosts = "acme.example"', "says of no field where it stands; name one, such as title = \"h1.headline\""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_one_sentence_that_names_it(tmp_path, text, reason):
    file = tmp_path / "acme.toml"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(LayoutError) as caught:
        read_layout_file(file)

    assert str(caught.value).startswith(f"{file}: {reason}")
    assert "\n" not in str(caught.value)
