"""The value objects and the article document."""

import dataclasses
import json
import pickle
from datetime import UTC, date, datetime

import pytest

from parsers.article import (
    Article,
    Author,
    Code,
    Comment,
    CommentWidget,
    Figure,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)

ARTICLE = Article(
    url="https://example.com/a?utm_source=x",
    canonical_url="https://example.com/a",
    title="Larkspur ships a quieter fan",
    subtitle="And a louder invoice",
    blocks=(
        Paragraph(text="It whispers."),
        Figure(image="https://example.com/fan.jpg", caption="The fan", credit="Larkspur"),
        Heading(text="What it costs:", level=2),
        ListBlock(items=("One: 10", "Two: 18")),
        Quote(paragraphs=("Too much.", "A customer")),
        Heading(text="How it works", level=3),
        Code(text="fan --quiet\n  --night"),
        Table(rows=(("Speed", "Noise"), ("1", ""), ("", ""))),
    ),
    authors=(
        Author(
            name="Ada Finch", url="https://example.com/ada", bio="Ada writes about fans.", links=("https://a.example/",)
        ),
    ),
    published=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    modified=date(2026, 11, 2),
    language="en",
    tags=("fans",),
    site_name="Example",
    image=None,
    widgets=(CommentWidget(provider="wordpress", thread_id="17", count=1, open=True),),
    comments=(Comment(id="c1", author="Bo", published=datetime(2026, 11, 1, 10, tzinfo=UTC), text="Nice."),),
    is_article=True,
    paywalled=False,
    links=(Link(url="https://example.com/b", text="more"),),
    confidence=0.9,
    provenance={"title": "dom:h1"},
    parser_version="1",
)


def test_the_document_has_the_body_as_lead_and_sections():
    document = ARTICLE.to_dict()

    assert document["lead"] == ["It whispers."]
    assert document["sections"] == [
        {"heading": "What it costs:", "level": 2, "paragraphs": ["One: 10", "Two: 18", "Too much.", "A customer"]},
        {"heading": "How it works", "level": 3, "paragraphs": ["fan --quiet\n  --night", "Speed | Noise", "1"]},
    ]


def test_captions_stand_only_in_the_blocks():
    assert "The fan" not in json.dumps(ARTICLE.to_dict())
    assert "The fan" not in ARTICLE.text


def test_times_are_iso_8601_and_a_day_stays_a_day():
    document = ARTICLE.to_dict()

    assert (document["published"], document["modified"]) == ("2026-11-01T09:30:00+00:00", "2026-11-02")


def test_a_document_read_back_tells_the_same():
    document = json.loads(json.dumps(ARTICLE.to_dict()))

    assert Article.from_dict(document).to_dict() == document


def test_text_is_lead_headings_and_paragraphs_one_a_line():
    assert ARTICLE.text.splitlines()[:3] == ["It whispers.", "What it costs:", "One: 10"]


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ARTICLE.title = "Another"  # type: ignore[misc]


def test_values_travel_between_processes():
    assert pickle.loads(pickle.dumps(ARTICLE)) == ARTICLE
