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


def test_headings_in_disguise_under_a_real_one_are_a_level_below():
    body = f"<h2>Design</h2>{P}<p><b>The blades</b></p>{P}<p><b>The motor</b></p>{P}"

    assert sections_of(body) == [("Design", 2), ("The blades", 3), ("The motor", 3)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<p><b>Larkspur said on Tuesday that it is sorry.</b></p>{P}", id="a bold sentence"),
        pytest.param(f"<p><b>Note</b> that the fan is quiet</p>{P}", id="a paragraph that begins bold"),
        pytest.param(f"<p><b>How it works</b></p><p><b>What it costs</b></p>{P[:0]}", id="bold lines over nothing"),
        pytest.param(f"<p><b>***</b></p>{P}", id="an ornament"),
        pytest.param(f"<p><b>{'so very ' * 20}long</b></p>{P}", id="a long one"),
        pytest.param("<p><b>It comes with:</b></p><ul><li>a plug</li><li>a cable</li></ul>", id="what opens a list"),
        pytest.param("<p><b>Larkspur Ltd</b></p><p>Lakeside 1</p>", id="a single line over a label"),
        pytest.param(
            f"<p><b>How quiet is it, then?</b></p>{P}<p><b>And what will it cost?</b></p>{P}", id="an interview"
        ),
        pytest.param(f"<p><b>“It hardly hums at all”</b></p>{P}", id="speech"),
    ],
)
def test_what_only_stresses_is_no_heading(body):
    assert sections_of(body) == []


LABELS = "<p><b>Pros</b></p><ul><li>quiet</li></ul><p><b>Cons</b></p><ul><li>dear</li></ul>"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LABELS, id="the same labels in every section"),
        pytest.param("<p><b>Our verdict</b></p>", id="one line a section"),
        pytest.param("<p><b>Is it quiet?</b></p>", id="a question"),
    ],
)
def test_bold_lines_that_do_not_part_their_section_are_no_headings(line):
    body = f"<h2>Larkspur One</h2>{P}{line}{P}<h2>Larkspur Two</h2>{P}{line}{P}"

    assert sections_of(body) == [("Larkspur One", 2), ("Larkspur Two", 2)]


def test_the_same_line_twice_is_a_label_even_without_headings():
    assert sections_of(f"<p><b>Example</b></p>{P}<p><b>Example</b></p>{P}") == []


def test_what_the_page_names_a_heading_is_one_though_it_is_alone():
    body = f"<h2>Larkspur One</h2>{P}<div class=c-subheading>The blades</div>{P}<h2>Larkspur Two</h2>{P}"

    assert sections_of(body) == [("Larkspur One", 2), ("The blades", 3), ("Larkspur Two", 2)]


def test_a_standfirst_in_the_size_of_a_heading_is_a_paragraph():
    assert sections_of(f"<h2>{'The fan hums less than a fridge does at night. ' * 5}</h2>{P}") == []


def test_the_id_of_a_heading_says_nothing_about_it():
    """It is made of the heading's words: "newsletter", "social", "recommendations"."""
    assert sections_of(f"<h2 id=how-to-write-a-newsletter>How to write a newsletter</h2>{P}") == [
        ("How to write a newsletter", 2)
    ]


def test_a_headline_in_other_words_than_the_title_is_no_section():
    html = (
        "<html><head><title>Quiet fan: Larkspur presents its newest model</title></head><body><article><header>"
        f"<h2 class=headline>Larkspur presents its newest and quietest model</h2><div>By Ada Finch</div></header>{P}{P}</article></body></html>"
    )

    assert parse_article(html.encode(), "https://e.example/a").sections == ()


def test_a_heading_further_down_that_ends_like_the_title_is_a_section():
    assert sections_of(f"<h2>Why Larkspur ships a quieter fan</h2>{P}") == [("Why Larkspur ships a quieter fan", 2)]


def test_cards_and_lines_that_lead_to_other_articles_are_no_sections():
    card = "<a href=/museum><h3>A museum of fans opens in the old town</h3></a>"
    more = "<h4>Read more: <a href=/fair>A fair of fans</a></h4>"

    assert sections_of(f"<h2>Price</h2>{P}{card}{P}{more}{P}") == [("Price", 2)]


def test_headings_that_are_links_are_sections_where_all_of_their_kind_are():
    body = "".join(f"<h3><a href=https://shop.example/{n}>Fan number {n}</a></h3>{P}" for n in range(4))

    assert sections_of(body) == [(f"Fan number {n}", 3) for n in range(4)]


def test_the_label_of_a_box_over_running_text_is_a_section():
    assert sections_of(f"<h2>Results</h2>{P}<h2>Discussion</h2>{P}{P}") == [("Results", 2), ("Discussion", 2)]


def test_headings_inside_a_box_told_as_a_quotation_are_sections():
    body = f"<h2>Price</h2>{P}<blockquote><h3>What to do</h3><p>Wait until March.</p><p>Compare prices in two shops.</p></blockquote>{P}"

    assert sections_of(body) == [("Price", 2), ("What to do", 3)]


@pytest.mark.parametrize(
    "question",
    [
        "<button class=toggle aria-expanded=false><h3>Is it quiet?</h3></button>",
        "<div role=button><h3>Is it quiet?</h3></div>",
        "<a href='#answer'><h3>Is it quiet?</h3></a>",
    ],
)
def test_what_one_clicks_to_unfold_an_answer_is_its_heading(question):
    assert [heading for heading, _ in sections_of(f"<h2>Questions</h2>{P}{question}<div>{P}</div>")] == [
        "Questions",
        "Is it quiet?",
    ]


@pytest.mark.parametrize(
    "fold",
    ["<button class=accordion aria-expanded=false>{}</button>{}", "<details><summary>{}</summary>{}</details>"],
)
def test_folds_are_parts_where_the_article_has_no_other_headings(fold):
    body = fold.format("The blades", P) + fold.format("The motor", P)

    assert sections_of(body) == [("The blades", 2), ("The motor", 2)]


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
