"""An article of several pages is made whole: what each page repeats stands once, what each adds stands in its place."""

from dataclasses import replace

import pytest

from parsers.article import Article, Author, Block, CommentWidget, Figure, Heading, Paragraph
from parsers.body.join import join_pages

LEAD = Paragraph(text="Larkspur, a maker of small fans, said on Tuesday that its next model would be quiet.")
BLADES = Paragraph(text="Its blades are of paper.")
MOTOR = Paragraph(text="Its motor is of brass.")
PRICE = Paragraph(text="It costs as much as a bicycle.")
ABOUT = Paragraph(text="Ada Finch writes about fans.")
PICTURE = Figure(image="https://ledger.example/fan.jpg")


def page(*blocks: Block, title: str = "Larkspur ships a quieter fan", **told: object) -> Article:
    article = Article(
        url="https://ledger.example/fan",
        canonical_url="https://ledger.example/fan",
        title=title,
        is_article=True,
        confidence=0.9,
        parser_version="1",
        blocks=blocks,
    )
    return replace(article, **told)  # type: ignore[arg-type]


def joined(*pages: Article) -> tuple[Block, ...]:
    return join_pages(pages).blocks


def test_the_bodies_of_all_pages_stand_in_their_order():
    assert joined(page(LEAD, BLADES), page(MOTOR), page(PRICE)) == (LEAD, BLADES, MOTOR, PRICE)


def test_one_page_is_left_as_it_is():
    assert join_pages([page(LEAD)]) == page(LEAD)


def test_what_every_page_begins_with_stands_once():
    standfirst = Paragraph(text="It hardly hums.")
    title = Paragraph(text="Larkspur ships a quieter fan")

    assert joined(
        page(PICTURE, LEAD, BLADES, subtitle="It hardly hums."),
        page(title, standfirst, PICTURE, LEAD, MOTOR, subtitle="It hardly hums."),
    ) == (PICTURE, LEAD, BLADES, MOTOR)


def test_what_every_page_ends_with_stands_at_the_very_end():
    assert joined(page(LEAD, ABOUT), page(MOTOR, ABOUT), page(PRICE, ABOUT)) == (LEAD, MOTOR, PRICE, ABOUT)


def test_the_paragraph_at_the_seam_stands_once():
    assert joined(page(LEAD, BLADES), page(BLADES, MOTOR)) == (LEAD, BLADES, MOTOR)


def test_a_sentence_that_the_seam_cuts_becomes_whole():
    cut, rest = Paragraph(text="The fan is so quiet that"), Paragraph(text="birds nest in it.")

    assert joined(page(LEAD, cut), page(rest, MOTOR)) == (
        LEAD,
        Paragraph(text="The fan is so quiet that birds nest in it."),
        MOTOR,
    )


def test_lines_that_only_turn_the_page_are_dropped_at_the_seams():
    assert joined(
        page(LEAD, Paragraph(text="Continued on page 2")),
        page(Paragraph(text="Page 2 of 3"), MOTOR, Paragraph(text="Next page: The price")),
        page(Paragraph(text="Seite 3"), PRICE),
    ) == (LEAD, MOTOR, PRICE)


def test_the_title_of_a_later_page_is_the_heading_of_its_part():
    assert joined(
        page(LEAD),
        page(MOTOR, title="Larkspur ships a quieter fan - Page 2: The motor"),
        page(PRICE, title="What it costs"),
    ) == (LEAD, Heading(text="The motor", level=2), MOTOR, Heading(text="What it costs", level=2), PRICE)


@pytest.mark.parametrize("mark", [" (page 2)", " | 2/3", " - Seite 2 von 3"])
def test_a_page_number_in_the_title_is_no_heading(mark):
    assert joined(page(LEAD), page(MOTOR, title=f"Larkspur ships a quieter fan{mark}")) == (LEAD, MOTOR)


def test_a_site_that_shows_the_same_page_whatever_one_asks_for_adds_nothing():
    assert joined(page(LEAD, BLADES), page(LEAD, BLADES)) == (LEAD, BLADES)


def test_a_bio_on_the_last_page_is_of_the_author_of_the_first():
    whole = join_pages(
        [
            page(LEAD, authors=(Author(name="Ada Finch", url="https://ledger.example/ada"),)),
            page(PRICE, authors=(Author(name="Ada Finch", bio="Ada Finch writes about fans."),)),
        ]
    )

    assert whole.authors == (
        Author(name="Ada Finch", url="https://ledger.example/ada", bio="Ada Finch writes about fans."),
    )


def test_what_only_a_later_page_tells_is_taken_from_it():
    widget = CommentWidget(provider="disqus", site_id="ledger", thread_id="fan")

    whole = join_pages(
        [
            page(LEAD, next_page="https://ledger.example/fan/2", tags=("fans",)),
            page(PRICE, widgets=(widget,), tags=("fans", "prices"), confidence=0.7, modified=None),
        ]
    )

    assert (whole.widgets, whole.tags, whole.next_page, whole.confidence) == ((widget,), ("fans", "prices"), None, 0.7)
