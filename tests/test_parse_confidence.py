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


def test_a_story_in_a_script_without_spaces_or_capitals_is_as_sure():
    text = "".join(
        f"<p>{paragraph}</p>"
        for paragraph in (
            "岬の町議会は木曜日の夜、九対四の賛成多数で、三年前から使われていない古い灯台を博物館を開きたいという財団に売ることを決めた。",
            "反対した議員らは価格が安すぎると主張している。土地だけでも財団が十年かけて払うと申し出た額のほぼ二倍の価値があるという。",
            "先月塔に登った技術者は、鉄の階段に錆を、灯室の裏に水を見つけ、修理には誰もが考えたよりも長い時間がかかると警告した。",
        )
    )
    title = "古い灯台を財団に売却へ"
    html = f"<html lang=ja><head><title>{title}</title></head><body><main><h1>{title}</h1>{text}</main></body></html>"

    assert read_article(html.encode(), "https://misaki.example/news/8812").article.confidence > 0.7
