"""What changed between two versions of an article, and of which kind."""

import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.versions.changes import compare, is_silent
from archive.versions.contents import Content
from archive.versions.corrections import notes
from archive.versions.edits import kind_of
from archive.versions.wording import word_diff
from parsers.article import Author, CommentWidget
from tests.builders import LEAD, NOON, SECTION, a_body, a_capture, an_article

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
        ("It cost 14 million.", "It cost 14 billion.", "figure"),
        ("It has five cores.", "It has six cores.", "figure"),
        ("It costs 20 dollars.", "It costs twenty-five dollars.", "figure"),
        ("It costs $5.", "It costs €5.", "figure"),
        ("Es hat zwölf Kerne.", "Es hat vierzehn Kerne.", "figure"),
        ("三人が参加した。", "四人が参加した。", "figure"),
        ("On 3 May the firrm had 5.", "On 4 June the firm had 6.", "figure"),
        ("The firm sold 5 phones.", "Nobody knows why 7 left.", "wording"),
        ("It cost 14 million.", "It cost 14 millions.", "typo"),
        ("It cost seven.", "It cost seventy.", "figure"),
        ("The the chip is late.", "The chip is late.", "typo"),
        ("He said its late.", "He said it's late.", "typo"),
        ("Read the e-mail.", "Read the email.", "typo"),
        ("It has 5 GB.", "It has 5GB.", "typo"),
        ("Apple unveils new phone", "Apple Unveils New Phone", "typo"),
        ("The chip is now late.", "The chip is not late.", "wording"),
        ("Users were harmed.", "Users were unharmed.", "wording"),
        ("Der Konzern hat kein Geld.", "Der Konzern hat ein Geld.", "wording"),
        ("The chip is dead.", "The chip is dead?", "wording"),
        ("Then he left.", "Then she left.", "wording"),
        ("All is well.", "All is well. Correction: it was not.", "correction note"),
        ("All is well.", "All is well. An earlier version of this story said otherwise.", "correction note"),
        ("All is well.", "All is well. A correction was made to it.", "correction note"),
        ("Her şey yolunda.", "Her şey yolunda. Düzeltme: İki sokak karardı.", "correction note"),
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
        (
            {"One": PARTS["One"], "Last": ("The second and last part.",), "Three": PARTS["Three"]},
            [("section 2: Last", "wording"), ("section 2: Last", "wording")],
        ),
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


@pytest.mark.parametrize(
    "note",
    [
        "UPDATE 3:40 pm ET: The company replied.",
        "Update, Nov. 3, 2:40 p.m.: The company replied.",
        "Updated on November 3 to add a reply.",
        "(Correction, 12 March: the name was misspelt)",
        "*Editor’s note: this is new.",
        "This article has been updated to add a reply.",
        "We regret the error.",
        "We’ve updated this story with a reply.",
        "An earlier version misstated the price.",
        "This post originally misstated the price.",
        "The headline of this article has been changed.",
        "(Adds a reply of the company in paragraph 3)",
        "Wir haben den Artikel um eine Antwort ergänzt.",
        "Der Artikel wurde am 3. November korrigiert.",
        "In der ursprünglichen Fassung hieß es anders.",
        "Aktualizacja: firma odpowiedziała.",
        "UPD: компания ответила.",
        "※記事初出時、価格に誤りがありました。お詫びして訂正いたします。",
        "【11月3日 追記】会社から回答がありました。",
        "Korrektur: Der Name war falsch.",
        "Anm. d. Red.: Der Name war falsch.",
        "Update vom 3. November, 14:20 Uhr: Die Firma antwortet.",
        "In einer früheren Version hieß es anders.",
        "Mise à jour : la société a répondu.",
        "Rectificatif : le nom était faux.",
        "Fe de errores: el nombre era otro.",
        "Una versión anterior de este artículo decía otra cosa.",
        "Correção: o nome estava errado.",
        "Errata corrige: il nome era sbagliato.",
        "Correctie: de naam was fout.",
        "Rättelse: namnet var fel.",
        "Rettelse: navnet var forkert.",
        "Oikaisu: nimi oli väärä.",
        "Sprostowanie: nazwisko było błędne.",
        "Oprava: jméno bylo chybné.",
        "Исправление: имя было указано неверно.",
        "В предыдущей версии текста имя было указано неверно.",
        "Виправлення: ім’я було помилкове.",
        "Düzeltme: isim yanlıştı.",
        "تصحيح: كان الاسم خطأ",
        "【訂正】名前が誤っていました。",
        "記事を一部修正しました。",
        "更正：姓名有误。",
        "本文已更新。",
        "정정: 이름이 잘못되었습니다.",
    ],
)
def test_note_of_correction_is_known_in_many_languages(note):
    old = Content.of(an_article(blocks=a_body((LEAD,))))
    new = Content.of(an_article(blocks=a_body((LEAD.replace("Tuesday", "Monday"), note))))

    found = compare(old, new)

    assert [change.kind for change in found] == ["correction note"]
    assert not is_silent(found)


@pytest.mark.parametrize(
    "news",
    [
        "The company corrected the error on Tuesday.",
        "Windows update 23H2 is here.",
        "Police updated the figures.",
        "Corrections officers went on strike.",
        "They made a correction to the orbit.",
        "Updates: what the next version brings.",
        "The firm adds a phone to the list.",
        "The story was first told in 1920.",
        "Der Konzern hat die Prognose aktualisiert.",
        "La actualización de Windows llega.",
        "更新プログラムが配布された。",
        "市场修正幅度较大。",
    ],
)
def test_news_of_a_correction_is_no_note(news):
    assert kind_of("All is well.", f"All is well. {news}") == "wording"


@pytest.mark.parametrize("heading", ["Correction", "Update, 4 November:", "Update: the money", "訂正"])
def test_a_section_may_be_a_note(heading):
    old = Content.of(an_article(blocks=a_body((LEAD,))))
    new = Content.of(an_article(blocks=a_body((LEAD,), {heading: (SECTION,)})))

    found = compare(old, new)

    assert [change.kind for change in found] == ["correction note"]
    assert not is_silent(found)


def test_edit_beside_an_old_note_is_silent():
    note = "Correction: it was Tuesday."
    old = Content.of(an_article(blocks=a_body((LEAD, note))))
    new = Content.of(an_article(blocks=a_body((LEAD.replace("Tuesday", "Monday"), note))))

    assert is_silent(compare(old, new))


def test_date_that_moved_before_the_edit_does_not_own_up_to_it(archive):
    archive.save(a_capture(archive))
    moved = NOON + timedelta(minutes=30)
    archive.save(a_capture(archive, an_article(modified=moved), at=NOON + timedelta(hours=1)))
    archive.save(a_capture(archive, an_article(modified=moved, title="Lamps on"), at=NOON + timedelta(hours=2)))

    told = archive.connection.execute("SELECT part, silent FROM changes").fetchall()

    assert told == [("title", 1)]


def test_widgets_that_came_went_or_closed_are_told():
    def under(*widgets):
        return {"widgets": tuple(CommentWidget(provider=p, count=n, open=o) for p, n, o in widgets)}

    assert changes(under(("wordpress", 3, True)), under(("wordpress", 9, False))) == [("comment widget", "wording")]
    assert changes(under(("wordpress", 3, True)), under(("wordpress", 9, None))) == []
    assert changes(under(("wordpress", 3, True)), under(("disqus", 3, True))) == [
        ("comment widget", "removed"),
        ("comment widget", "added"),
    ]


def test_widgets_are_told_with_the_edit_they_came_with(archive):
    archive.save(a_capture(archive, an_article(widgets=(CommentWidget(provider="wordpress", open=True),))))
    closed = an_article(title="Lamps on", widgets=(CommentWidget(provider="wordpress", open=False),))
    archive.save(a_capture(archive, closed, at=NOON + timedelta(hours=1)))

    told = archive.connection.execute("SELECT part, kind, before, after FROM changes").fetchall()

    assert told[1:] == [("comment widget", "wording", "wordpress (open)", "wordpress (closed)")]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("市议会等待起重机。", "市议会等待新起重机。", "wording"),
        ("它花费1400万元。", "它花费4100万元。", "figure"),
        ("東京の電灯が消えた。", "東京の電灯が消えた", "typo"),
    ],
)
def test_text_without_spaces_is_compared_by_characters(before, after, kind):
    assert kind_of(before, after) == kind
    assert max(len(piece.text) for piece in word_diff(before, after) if piece.fate != "kept") <= 4


def test_small_edit_of_a_chinese_title_is_no_swap():
    old, new = {"title": "市议会等待起重机的到来"}, {"title": "市议会还在等待起重机的到来"}

    assert changes(old, new) == [("title", "wording")]
    assert changes(old, {"title": "全城灯火通明迎接新年"}) == [("title", "headline swap")]


def test_word_diff_tells_what_stayed_went_and_came():
    pieces = [(piece.fate, piece.text) for piece in word_diff("It cost 14 million.", "It cost 41 million.")]

    assert pieces == [("kept", "It cost "), ("removed", "14"), ("added", "41"), ("kept", " million.")]
    assert [piece.fate for piece in word_diff(None, "new")] == ["added"]


def test_word_diff_takes_a_figure_as_one_word():
    pieces = [(piece.fate, piece.text) for piece in word_diff("At 2.3 of 1,200.", "At 3.2 of 1,200.")]

    assert pieces == [("kept", "At "), ("removed", "2.3"), ("added", "3.2"), ("kept", " of 1,200.")]


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

    assert time.process_time() - begin < 6


def test_spaces_behind_a_word_of_correction_are_read_once():
    begun = time.process_time()

    assert not notes("update" + " " * 40_000 + "x")
    assert notes("Update" + " " * 40_000)
    assert notes("Update : it was not.")

    assert time.process_time() - begun < 5  # seconds; a hundred when each was tried as a beginning
