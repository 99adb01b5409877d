"""What changed between two versions of an article, and of which kind."""

import random
import time
from dataclasses import replace

import pytest

from archive.changes import compare, is_silent, kind_of
from archive.contents import Content
from archive.wording import word_diff
from parsers.article import Author
from tests.builders import LEAD, SECTION, a_body, an_article

PARTS = {"One": ("The first part.",), "Two": ("The second part.",), "Three": ("The third part.",)}


def changes(old, new):
    found = compare(Content.of(an_article(**old)), Content.of(an_article(**new)))
    return [(change.part, change.kind) for change in found]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("Lamps out on Harow Street.", "Lamps out on Harrow Street.", "typo"),
        ("He said so", "He said so.", "typo"),
        ("It cost 14 million.", "It cost 41 million.", "figure"),
        ("In 2019 it cost $3.50.", "In 2020 it cost $4.10.", "figure"),
        ("It has 2.3 million users.", "It has 3.2 million users.", "figure"),
        ("The mayor denied it.", "The mayor admitted it.", "wording"),
        ("It cost 14 million.", "It saved 14 million.", "wording"),
        ("All is well.", "All is well. Correction: it was not.", "correction note"),
        ("All is well.", "All is well. An earlier version of this story said otherwise.", "correction note"),
        (None, "Correction: it was not.", "correction note"),
        (None, "More.", "added"),
        ("More.", None, "removed"),
    ],
)
def test_kind_of_a_change_of_text(before, after, kind):
    assert kind_of(before, after) == kind


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ({"Two": PARTS["Two"], "One": PARTS["One"], "Three": PARTS["Three"]}, [("section 1: Two", "moved")]),
        ({"One": PARTS["One"], "Three": PARTS["Three"]}, [("section 2: Two", "removed")]),
        (PARTS | {"Four": ("New.",)}, [("section 4: Four", "added")]),
        ({"Zero": ("New.",)} | PARTS, [("section 1: Zero", "added")]),
        ({"One!": PARTS["One"], "Two": PARTS["Two"], "Three": PARTS["Three"]}, [("section 1: One!", "typo")]),
        (PARTS | {"Two": ("The second and last part.",)}, [("section 2: Two", "wording")]),
    ],
)
def test_sections_are_paired_by_heading_text_and_likeness(sections, told):
    found = changes({"blocks": a_body((LEAD,), PARTS)}, {"blocks": a_body((LEAD,), sections)})

    if told[0][1] == "moved":
        assert len(found) == 1
        assert found[0][1] == "moved"
    else:
        assert found == told


def test_every_part_is_told_in_page_order():
    old = {"authors": (Author(name="Ada", bio="Old."), Author(name="Bo"))}
    new = {
        "title": "Crane arrives on Harrow Street at last",
        "subtitle": "It came by rail",
        "blocks": a_body((LEAD + " It rained.",), {"Forty years old": (SECTION,)}),
        "authors": (Author(name="Cy"), Author(name="Ada", bio="New.")),
        "tags": ("towns", "rain"),
        "image": "https://herald.example/crane.jpg",
    }

    assert changes(old, new) == [
        ("title", "headline swap"),
        ("subtitle", "wording"),
        ("lead", "wording"),
        ("author", "removed"),
        ("author", "added"),
        ("bio: Ada", "wording"),
        ("tag", "removed"),
        ("tag", "added"),
        ("image", "added"),
    ]


def test_byline_in_another_order_is_a_move():
    ada, bo = Author(name="Ada"), Author(name="Bo")

    assert changes({"authors": (ada, bo)}, {"authors": (bo, ada)}) == [("author", "moved")]


def test_same_content_has_no_changes():
    content = Content.of(an_article())

    assert compare(content, content) == []


def test_silence_is_broken_by_a_date_or_a_note():
    old = Content.of(an_article())
    quiet = replace(old, title="Lamps on")

    assert is_silent(compare(old, quiet))
    assert not is_silent(compare(old, replace(quiet, modified="2026-11-23T08:00:00Z")))
    assert not is_silent(compare(old, replace(quiet, subtitle="Correction: the lamps are on")))


def test_word_diff_tells_what_stayed_went_and_came():
    pieces = [(piece.fate, piece.text) for piece in word_diff("It cost 14 million.", "It cost 41 million.")]

    assert pieces == [("kept", "It cost "), ("removed", "14"), ("added", "41"), ("kept", " million.")]
    assert [piece.fate for piece in word_diff(None, "new")] == ["added"]


def test_both_texts_can_be_put_together_from_their_difference():
    chance = random.Random(3)
    words = [chance.choice(LEAD.split()) for _ in range(300)]
    before, after = " ".join(words), " ".join(word for word in words if chance.random() > 0.1)

    pieces = word_diff(before, after)

    assert "".join(piece.text for piece in pieces if piece.fate != "added") == before
    assert "".join(piece.text for piece in pieces if piece.fate != "removed") == after


def test_huge_rewrites_are_compared_in_no_time():
    chance = random.Random(3)
    old, new = (" ".join(chance.choice(LEAD.split()) for _ in range(100_000)) for _ in range(2))
    begin = time.process_time()

    assert changes({"blocks": a_body((old,))}, {"blocks": a_body((new,))}) == [("lead", "wording")]
    word_diff(old, new)

    assert time.process_time() - begin < 3
