"""Correction notes beside the text: what a page owns up to is part of what it tells."""

import pytest

from parsers import parse_article

TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "The lamps of Harrow Street went out on Tuesday evening, and nobody in the town council could say for how long.",
        "A substation built forty years ago feeds nine streets, two schools and the small hospital on the hill above.",
        "The crane that was to lift the new transformer never came, as the road to the hill had been closed in spring.",
    )
)
SAID = "Correction: the number of streets was nine, not ten."


def read(*, before="", inside="", after=""):
    page = (
        "<html lang=en><title>Lamps out</title><body><nav><a href=/>Home</a></nav><main><article><h1>Lamps out</h1>"
        f"{before}<div class=article-body>{TEXT}{inside}</div>{after}</article></main>"
        "<footer><p>Correction: this is how we correct errors, in all that we print.</p></footer></body></html>"
    )
    return parse_article(page.encode(), url="https://herald.example/lamps").text.split("\n")


@pytest.mark.parametrize("place", ["before", "inside", "after"])
@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (f"<p><em>{SAID}</em></p>", SAID),
        (f"<aside class=correction><p>{SAID}</p></aside>", SAID),
        (f"<footer class=article-footer><p>{SAID}</p></footer>", SAID),
        ("<hr><p><i>This article has been updated to add a reply.</i></p>", "This article has been updated to add a reply."),
        (
            "<p>Updated on <time datetime=2026-11-04>November 4</time> to add a reply of the company.</p>",
            "Updated on November 4 to add a reply of the company.",
        ),
        ("<div class=editors-note><p>【訂正】名前と住所に誤りがありました。お詫びして訂正いたします。関係者の皆様にご迷惑をおかけしました。</p></div>",
         "【訂正】名前と住所に誤りがありました。お詫びして訂正いたします。関係者の皆様にご迷惑をおかけしました。"),
    ],
)  # fmt: skip
def test_note_is_read_wherever_it_stands(place, markup, said):
    lines = read(**{place: markup})

    assert lines.count(said) == 1
    assert (lines[0] == said) is (place == "before")
    assert len(lines) == 4


def test_label_of_a_box_opens_its_note():
    box = "<div class='note note-corrections'><h4>Corrections</h4><p>The number of streets was nine, not ten.</p></div>"

    assert read(after=box)[-1] == "Corrections: The number of streets was nine, not ten."


@pytest.mark.parametrize(
    "markup",
    [
        "<p class=correction><a href=/corrections>Corrections</a></p>",
        "<p>Updated: November 4, 2026 at 10:40 AM Eastern Standard Time</p>",
        "<aside><p>Update your phone with one of these cases, which we like best of all.</p></aside>",
        "<ul><li><a href=/other>Update: The council of the town has found a crane after all.</a></li></ul>",
        f"<section id=comments class=comments><div class=comment><p>{SAID}</p></div></section>",
    ],
)
def test_dates_links_and_advice_are_no_notes(markup):
    assert len(read(after=markup)) == 3
