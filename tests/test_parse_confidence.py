"""How sure the parser is of a document: less so where the page contradicts itself."""

from parsers.explanation import explain
from parsers.parse import Reading, read_article

SENTENCE = (
    "Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped."
)
PARAGRAPHS = f"<p>{SENTENCE} It would cost no more than the last, and come in white.</p>" + "".join(
    f"<p>{SENTENCE} This is the reason number {number}, which nobody in the room had asked for.</p>"
    for number in range(9)
)
MUDDLED = ("Quiet - at last", "News of Tuesday, all in one place", "You will not believe how little noise this makes")
SCRAPS = (
    "".join(f"<div>{line}</div>" for line in (SENTENCE, "read on", "Fans", SENTENCE, "Fans", "Continue reading below"))
    * 2
)
URL = "https://www.example.com/news/larkspur-ships-a-quieter-fan"


def read(headline: str, title: str, social: str, body: str = PARAGRAPHS) -> Reading:
    html = (
        f'<html lang=en><head><title>{title}</title><meta property="og:title" content="{social}">'
        f'<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-03T09:00Z">'
        f"</head><body><article><h1>{headline}</h1><p class=byline>By Ada Finch</p>{body}</article></body></html>"
    )
    return read_article(html.encode(), URL)


def test_a_plain_story_is_sure():
    fan = "Larkspur ships a quieter fan"

    assert read(fan, f"{fan} | Example", fan).article.confidence > 0.8


def test_names_that_disagree_and_a_text_of_scraps_make_it_doubtful():
    fan = "Larkspur ships a quieter fan"

    sure = read(fan, f"{fan} | Example", fan).article.confidence
    doubtful = read(*MUDDLED, SCRAPS).article.confidence

    assert doubtful < sure - 0.3


def test_a_page_that_is_no_article_is_as_sure_as_that():
    article = read(
        "Page not found",
        "Page not found",
        "Page not found",
        "<p>It was here, and is here no more, so please go back to where you came from and try again.</p>",
    ).article

    assert not article.is_article
    assert article.confidence == 0.9


def test_it_says_what_spoke_against():
    told = {line.value: line.rule for line in explain(read(*MUDDLED)) if line.field == "confidence"}

    assert "against" in told.values()
    assert {"for", "against"} >= set(told.values()) - {"doubts"}
