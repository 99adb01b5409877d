"""What houses put below their texts: none of it is the article's; what writers say themselves is."""

import pytest

from parsers import parse_article

STORY = [
    "The mill at Lower Fennick has ground its last sack of barley, eleven years after the river was led around the village in a pipe.",
    "Its owner, a baker from the next valley, said on Monday that the stones will go to a school and that the wheel will stay where it is.",
    "Nobody is to live in it. The beams are sound but the stairs are not, and the insurers have asked for a rope across the lower door.",
    "The village would like a tea room. The baker would like to be asked, and says that so far nobody has knocked at either of his doors.",
]


def last_line_of(line: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    page = f"<main><article><h1>The mill at Lower Fennick stops</h1><div class=entry-content>{text}<hr>{line}</div></article></main>"
    article = parse_article(page.encode(), "https://ledger.example/2026/mill")
    return [*article.to_dict()["lead"]][-1]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Follow us on Facebook and Instagram for more from the valley.</p>",
        "<p><em>Follow </em><a href=/g><em>the Ledger on Google News</em></a><em> to have our stories in your feed.</em></p>",
        "<p><strong>Have a tip?</strong> Write to tips@ledger.example.</p>",
        "<p><em>Do you have a question about the mill? <a href=/ask>Ask us</a> and we find out.</em></p>",
        "<p><em>This story was supported by the Fund for Valleys, which had no say in it.</em></p>",
        "<p>Contact the writer: ann@ledger.example</p>",
        "<p>Reach Ann Lee at ann@ledger.example or 555-0142.</p>",
        "<p><em>Subscribe on Apple Podcasts, Spotify or wherever you listen.</em></p>",
        "<p>Download the Ledger app to be told as it happens.</p>",
        "<p>SOURCE Fennick Bakeries</p>",
        "<p>You received this email because you signed up at ledger.example.</p>",
        "<p>Folgen Sie uns auf Instagram und YouTube.</p>",
        "<p>(END)</p>",
        "<p>Har du tips til saken? Send oss en e-post.</p>",
        "<p>Masz ciekawy temat? Napisz do nas.</p>",
        "<p>Подпишитесь на наш канал.</p>",
        "<p>この記事が気に入ったらフォローしてください。</p>",
        "<p>欢迎关注我们的微信公众号。</p>",
        "<p>네이버에서 등대일보를 구독하세요.</p>",
        "<p>تابعونا على فيسبوك وتويتر.</p>",
        "<p>עקבו אחרינו בפייסבוק.</p>",
        "<p>ติดตามข่าวสารได้ที่เฟซบุ๊กของเรา</p>",
    ],
)
def test_what_the_house_says_below_a_text_is_not_of_it(line):
    assert last_line_of(line) == STORY[-1]


@pytest.mark.parametrize(
    "line",
    [
        "Correction: An earlier version of this story said that the wheel was of oak. It is of elm.",
        "Editor's note: The baker advertises in this paper.",
        "Max Poe contributed to this report.",
        "Additional reporting by Max Poe and Bo Park.",
        "Thank you for reading. Tell me in the comments what you would do with a mill.",
        "On Tuesday the wheel turned once, on its own, and stopped.",
        "This project was made possible by four hundred volunteers who gave up their weekends.",
        "Follow him on his travels and the threads of the story come together.",
        "Join us on the march, he wrote on Facebook, and most of the valley did.",
        "Printed from plates of copper, the notes of the mill were hard to forge.",
        "Getting this message across is hard, the owner of the mill said on Friday.",
        "हमें नियमों को फॉलो करना चाहिए, मालिक ने सोमवार को कहा।",
        "제보는 지난달 두 차례 접수됐고, 방앗간 주인은 그때마다 문을 잠그고 강가로 내려가 물레방아를 오래 살펴보았다고 마을 경찰은 월요일에 밝혔다.",
        "ما را سیاست دنبال می‌کند، گفت صاحب آسیاب.",
    ],
)
def test_what_the_writer_says_last_is_text(line):
    assert last_line_of(f"<p><em>{line}</em></p>") == line
