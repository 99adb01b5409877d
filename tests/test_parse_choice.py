"""Which pieces are text: what the rules say is weighed with how a piece looks, what it says and what stands around it."""

import random

import pytest

from bench.train_choice import common_words
from bench.trees import grow, worth
from parsers import parse_article
from parsers.article import Heading, Paragraph
from parsers.body.blocks import Piece
from parsers.body.choice import SIGNALS, choose, in_stretches, signals

SAID = [
    "The maker of small fans said on Tuesday that the next one would be quieter than any that it had ever sent to a shop.",
    "Its factory stands at the edge of a lake, where a hundred and forty people put blades on motors and listen to them.",
    "Nobody there was surprised that offices, now that they are open, want machines that do not tell how hard they work.",
    "The laboratory has stopped to measure what it makes, for the instruments hum louder than the fan does at full speed.",
    "In March the first will be sold. For those who miss the noise another one is to come when the summer has begun.",
    "Analysts hold that a fifth of the market is enough for a firm that never had a debt, nor a plan to have one.",
    "What the paper of the blades is made of remains a secret that two people know, who are not allowed to fly together.",
    "A rival has opened a museum of loud fans, and sells more tickets on a hot day than its shop next door sells fans.",
]
ARTICLE = "".join(f"<p>{text}</p>" for text in SAID)


def paragraph(text: str, *path: str, linked: float = 0.0) -> Piece:
    return Piece(Paragraph(text=text), linked=linked, path=("div page", *path, "p "))


def story() -> list[Piece]:
    return [paragraph(text, "div copy") for text in SAID]


def read(inside: str) -> list[str]:
    html = f"<body><main><article><h1>A quieter fan is on its way</h1>{inside}</article></main></body>"
    return list(parse_article(html.encode(), "https://www.ledger.example/news/fan").text.split("\n"))


def test_the_text_stays_whole():
    assert read(ARTICLE) == SAID


@pytest.mark.parametrize(
    "box",
    [
        "<div class=card><div><a href=/a>Fans of brass</a></div><div><a href=/b>Fans of paper</a></div><div><a href=/c>Fans of air</a></div></div>",
        "<div class=box><h3>Start your free trial</h3><div>Download now</div><div><a href=/signup>Sign up today</a></div></div>",
    ],
    ids=["cards that lead elsewhere", "a call to sign up"],
)
def test_a_box_below_the_text_that_no_rule_knows_stays_out(box):
    assert read(ARTICLE + box) == SAID


@pytest.mark.parametrize(
    ("box", "line"),
    [
        ("<div class=highlight><pre><code>spin(1)</code></pre></div>", "spin(1)"),
        (
            "<figure class=wp-block-table><table><tr><th>Fan</th><th>dB</th></tr><tr><td>One</td><td>18</td></tr></table></figure>",
            "Fan | dB",
        ),
        (
            "<div class=wp-block-cover><div class=wp-block-cover__inner-container><p>Fans turn.</p></div></div>",
            "Fans turn.",
        ),
        ("<div class='kg-card kg-callout-card'><div class=kg-callout-text>Fans turn.</div></div>", "Fans turn."),
        ("<div class='alert alert-info' role=alert><p>Fans turn.</p></div>", "Fans turn."),
        ("<div class='sqs-block quote-block'><figure><blockquote>Fans turn.</blockquote></figure></div>", "Fans turn."),
    ],
    ids=["code", "a table", "words on a picture", "a callout", "a note", "a quotation"],
)
def test_what_systems_make_for_parts_of_the_text_stays_however_short(box, line):
    half = ARTICLE.index("<p>", len(ARTICLE) // 2)

    assert line in read(ARTICLE[:half] + box + ARTICLE[half:])


def test_a_recipe_is_text_to_its_last_step():
    card = (
        "<div class=wprm-recipe-container><h3 class=wprm-recipe-name>Fan cake</h3><ul class=wprm-recipe-ingredients><li>3 fans</li></ul>"
        "<ol class=wprm-recipe-instructions><li>Beat the fans.</li><li>Bake for an hour.</li></ol></div>"
    )

    assert read(ARTICLE + card) == [*SAID, "Fan cake", "3 fans", "Beat the fans.", "Bake for an hour."]


def test_what_speaks_for_and_against_at_the_end_of_a_review_is_text():
    box = "<div class=review-box><div class=pros><h3>Pros</h3><ul><li>Quiet</li></ul></div><div class=cons><h3>Cons</h3><ul><li>Dear</li></ul></div></div>"

    assert read(ARTICLE + box) == [*SAID, "Pros", "Quiet", "Cons", "Dear"]


def test_a_page_of_few_pieces_is_left_to_the_rules():
    pieces = [paragraph("Fans", "div menu", linked=1.0), paragraph("More fans", "div menu", linked=1.0)]

    assert choose(pieces, {0, 1}, "Fans") == [True, True]


def test_where_hardly_anything_would_be_left_the_rules_decide():
    pieces = [paragraph(f"Fan {number}", f"div x{number}", linked=1.0) for number in range(9)]

    assert choose(pieces, set(range(9)), "Fans") == [True] * 9


def test_one_doubtful_line_goes_with_those_around_it():
    assert in_stretches([3.0, 3.0, -0.2, 3.0, -3.0, 0.2, -3.0]) == [True] * 4 + [False] * 3


def test_what_is_clear_stands_against_those_around_it():
    assert in_stretches([3.0, -3.0, 3.0]) == [True, False, True]


def test_a_long_paragraph_beside_the_others_is_never_weighed():
    told = signals(story(), set(range(8)), "A quieter fan")

    assert told[:2] == [None, None]
    assert told[-1] is not None, "the end of a page is where boxes stand"


def test_each_signal_has_a_name():
    heading = Piece(Heading(text="Price", level=2), path=("div page", "h2 "))

    assert {len(told) for told in signals([*story(), heading], {8}, "A fan") if told} == {len(SIGNALS)}
    assert signals([], set(), "") == []


def test_trees_learn_what_no_single_signal_tells():
    chance = random.Random(7)
    rows = [tuple(chance.random() for _ in range(4)) for _ in range(500)]
    truths = [row[0] > 0.4 and row[1] > 0.4 for row in rows]

    bias, trees = grow(rows, truths, [1.0] * len(rows), trees=30, leaves=5, rate=0.3)

    told = [bias + sum(worth(tree, row) for tree in trees) > 0 for row in rows]
    assert sum(one == truth for one, truth in zip(told, truths, strict=True)) > 480


def test_words_in_common_are_counted_in_order():
    words = "read more the fan hums softly at night share".split()

    assert sorted(common_words(words, "the fan hums at night".split())) == [2, 3, 4, 6, 7]
    assert list(common_words(words, [])) == []
