"""Sections: under headings, and under paragraphs that every reader takes for one."""

import pytest

from parsers import parse_article

P = "<p>Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped.</p>"


def sections_of(body: str) -> list[tuple[str, int]]:
    html = f"<html><body><article><h1>Larkspur ships a quieter fan</h1>{P}{body}</article></body></html>"
    return [
        (section.heading, section.level) for section in parse_article(html.encode(), "https://e.example/a").sections
    ]


def test_headings_keep_their_level_and_words():
    assert sections_of(f"<h2>1. How it works:</h2>{P}<h3>The blades</h3>{P}<h2>Price</h2>{P}") == [
        ("1. How it works:", 2),
        ("The blades", 3),
        ("Price", 2),
    ]


def test_an_h1_in_the_body_counts_as_level_two():
    assert sections_of(f"<h1>How it works</h1>{P}") == [("How it works", 2)]


def test_a_repeat_of_the_title_is_no_heading():
    assert sections_of(f"<h2>Larkspur ships a quieter fan</h2>{P}") == []


@pytest.mark.parametrize(
    "disguise",
    [
        "<p><strong>How it works</strong></p>",
        "<p><b>How it works:</b></p>",
        "<p><strong>How it</strong> <b>works</b></p>",
        "<div><strong>How it works</strong></div>",
        "<p><span style='font-weight: 700'>How it works</span></p>",
        "<p class=subheading>How it works</p>",
        "<div class=article__crosshead>How it works</div>",
    ],
)
def test_a_bold_line_of_its_own_is_a_heading(disguise):
    assert [(heading.rstrip(":"), level) for heading, level in sections_of(f"{disguise}{P}{P}")] == [
        ("How it works", 2)
    ]


def test_a_heading_in_disguise_under_a_real_one_is_a_level_below():
    assert sections_of(f"<h2>Design</h2>{P}<p><b>The blades</b></p>{P}") == [("Design", 2), ("The blades", 3)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<p><b>Larkspur said on Tuesday that it is sorry.</b></p>{P}", id="a bold sentence"),
        pytest.param(f"<p><b>Note</b> that the fan is quiet</p>{P}", id="a paragraph that begins bold"),
        pytest.param(f"<p><b>How it works</b></p><p><b>What it costs</b></p>{P[:0]}", id="bold lines over nothing"),
        pytest.param(f"<p><b>***</b></p>{P}", id="an ornament"),
        pytest.param(f"<p><b>{'so very ' * 20}long</b></p>{P}", id="a long one"),
    ],
)
def test_what_only_stresses_is_no_heading(body):
    assert sections_of(body) == []


def test_role_heading_with_its_level_is_a_heading():
    assert sections_of(f"<div role=heading aria-level=3>How it works</div>{P}") == [("How it works", 3)]


def test_a_bold_line_before_a_line_break_is_a_heading():
    assert sections_of(f"<p><b>How it works</b><br>{P[3:]}") == [("How it works", 2)]


def test_a_question_that_unfolds_is_a_heading_with_its_answer():
    html = f"<h3><button aria-expanded=false>Is it quiet?</button></h3><div class=accordion-panel hidden>{P}</div>"

    assert sections_of(html) == [("Is it quiet?", 3)]


def test_a_heading_at_the_very_end_stands_over_nothing():
    assert sections_of(f"<h2>Price</h2>{P}<h2>Related articles</h2>") == [("Price", 2)]


def test_lead_is_what_stands_before_the_first_heading():
    html = f"<article><h1>Larkspur ships a quieter fan</h1>{P}<p>Second paragraph of the lead, short.</p><h2>Price</h2>{P}</article>"
    article = parse_article(html.encode(), "https://e.example/a")

    assert article.lead == (P[3:-4], "Second paragraph of the lead, short.")
    assert article.sections[0].paragraphs == (P[3:-4],)
