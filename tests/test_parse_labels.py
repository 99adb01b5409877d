"""Lines between and below the paragraphs that are not the text, in the languages of the readers."""

import pytest

from parsers import parse_article
from parsers.labels import is_closing, is_dateline, is_noise, is_teaser

FIRST = "Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped, and the cheapest."
SECOND = "The company has sold fans since 1998. Its factory, on the edge of a lake, employs 140 people, most of whom know the models by ear."
THIRD = "The fan will be in shops in March. A louder version, for people who miss the sound, is to follow in the summer, it told reporters."


def body_of(*, above: str = "", between: str = "", below: str = "") -> list[str]:
    html = f"<article><h1>Fans</h1>{above}<p>{FIRST}</p>{between}<p>{SECOND}</p><p>{THIRD}</p>{below}</article>"
    return list(parse_article(html.encode(), "https://ledger.example/news/fans").to_dict()["lead"])


@pytest.mark.parametrize(
    "line",
    [
        "Citește și:", "Kapcsolódó:", "PROČITAJTE JOŠ:", "Διαβάστε επίσης:", "Вижте още:", "Читайте також:", "بیشتر بخوانید:", "קראו גם:",
        "यह भी पढ़ें:", "আরও পড়ুন:", "อ่านเพิ่มเติม:", "Xem thêm:", "Čítajte aj:", "Skaitykite taip pat:", "【関連記事】", "相关阅读：", "[관련기사]",
        "Etiquetas:", "Теги:", "キーワード：",
    ],
)  # fmt: skip
def test_a_line_that_leads_elsewhere_is_no_text(line):
    assert is_teaser(line)
    assert body_of(between=f"<p>{line} <a href=/x>A quiet factory on the lake</a></p>") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "Źródło: PAP", "Zdroj: TASR", "Извор: Танјуг", "Πηγή: ΑΠΕ-ΜΠΕ", "Источник: ТАСС", "Fonte: Larkspur", "المصدر: وكالات",
        "(Borítókép: Larkspur)", "（首圖來源：雲雀）", "广告声明：文内含有对外跳转链接，结果仅供参考。", "정다은 기자 jung@press.example", "Подписывайтесь на наш канал",
        "Schrijf je in voor onze nieuwsbrief en ontvang elke ochtend het laatste nieuws.", "この記事は有料会員限定です。残り1200文字。",
        "La suite est réservée aux abonnés. Déjà abonné ? Se connecter", "Pozostało 75% artykułu. Kup dostęp, aby czytać dalej.",
    ],
)  # fmt: skip
def test_what_stands_below_the_text_is_known(line):
    assert is_closing(line)


def test_several_lines_below_the_text_are_no_text():
    below = "<p>Автор: Ада Финч</p><p>Источник: ТАСС</p><p>Подписывайтесь на наш канал</p>"

    assert body_of(below=below) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "Martes, 3 de noviembre de 2026 | Actualizado 16:20h.", "utorak, 3. studenoga 2026. u 14:05", "2026 m. lapkričio 3 d. 14:05",
        "03 Νοεμβρίου 2026, 14:05 Τελευταία ενημέρωση: 04 Νοεμβρίου 2026, 09:30", "الثلاثاء ٣ نوفمبر ٢٠٢٦ - ٢:٠٥ مساءً",
        "วันอังคารที่ 3 พฤศจิกายน พ.ศ. 2569", "تاریخ انتشار: ۱۴۰۵/۰۸/۱۲ - ۱۴:۰۵", "令和8年11月3日", "প্রকাশ: ০৩ নভেম্বর ২০২৬, ১৪:০৫",
        "Veröffentlicht: 3. November 2026, 14:05 Uhr Aktualisiert: 4. November 2026, 9:30 Uhr",
    ],
)  # fmt: skip
def test_a_line_that_is_little_more_than_a_date_is_no_text(line):
    assert is_dateline(line)
    assert body_of(above=f"<p>{line}</p>") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    ["The fair of 3 November 2026 was the last that anybody heard of.", "It has sold 140 fans.", "3 fans", FIRST],
)
def test_a_sentence_with_a_date_is_text(line):
    assert not is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Artiklen fortsætter under annoncen",
        "Поделиться",
        "저작권자 © 호수일보 무단전재 및 재배포 금지",
        "シェアする",
        "Add the Ledger as a preferred source on Google",
    ],
)
def test_buttons_and_marks_of_rights_are_noise(line):
    assert is_noise(line)


def test_the_text_goes_on_below_a_late_call_to_read_elsewhere():
    call = "<p>Lire aussi</p><div class=box><a href=/x>L’usine silencieuse au bord du lac</a></div>"
    html = f"<article><h1>Fans</h1>{f'<p>{FIRST}</p><p>{SECOND}</p>' * 3}{call}<p>{THIRD}</p></article>"

    assert parse_article(html.encode(), "https://ledger.example/news/fans").lead[-1] == THIRD


def test_a_line_above_the_text_that_names_its_maker_is_no_text():
    assert body_of(above="<p>作者 | 王小明</p><p>编辑 | 李雷</p>") == [FIRST, SECOND, THIRD]
