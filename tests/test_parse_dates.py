"""When an article was published and modified, as the page tells it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from parsers.dates import read_dates
from parsers.moments.reading import read_moment
from parsers.page import Page

CET = timezone(timedelta(hours=1))


def page(body: str = "", head: str = "", lang: str = "en", url: str = "https://example.com/story") -> Page:
    return Page(f"<html lang={lang}><head>{head}</head><body>{body}</body></html>".encode(), url)


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("2026-11-01", None, date(2026, 11, 1)),
        ("2026-11-01T10:20:30Z", None, datetime(2026, 11, 1, 10, 20, 30, tzinfo=UTC)),
        ("2026-11-01T10:20:30.123+0100", None, datetime(2026, 11, 1, 10, 20, 30, tzinfo=CET)),
        ("2026-11-01 10:20", None, datetime(2026, 11, 1, 10, 20)),  # noqa: DTZ001 - the page names no zone
        ("20261101T102030Z", None, datetime(2026, 11, 1, 10, 20, 30, tzinfo=UTC)),
        ("Sun Nov 01 10:20:30 UTC 2026", None, datetime(2026, 11, 1, 10, 20, 30, tzinfo=UTC)),
        ("November 1, 2026 10:20 a.m. ET", None, datetime(2026, 11, 1, 10, 20, tzinfo=timezone(timedelta(hours=-5)))),
        ("October 31, 2026 10:20 a.m. ET", None, datetime(2026, 10, 31, 10, 20, tzinfo=timezone(timedelta(hours=-4)))),
        ("1 November 2026, 10:20 GMT+7", "vi", datetime(2026, 11, 1, 10, 20, tzinfo=timezone(timedelta(hours=7)))),
        ("10:20 IST, 1 November 2026", "en-IN", datetime(2026, 11, 1, 10, 20, tzinfo=timezone(timedelta(hours=5.5)))),
        ("1 novembre 2026, 10:20 et 11:00", "fr", datetime(2026, 11, 1, 10, 20)),  # noqa: DTZ001 - "et" is French
        ("2026年11月1日 午後3時5分", "ja", datetime(2026, 11, 1, 15, 5)),  # noqa: DTZ001 - the page names no zone
        ("2026년 11월 1일 오후 3:05", "ko", datetime(2026, 11, 1, 15, 5)),  # noqa: DTZ001 - the page names no zone
        ("2026. november 1.", "hu", date(2026, 11, 1)),
        ("١ نوفمبر ٢٠٢٦", "ar", date(2026, 11, 1)),
        ("1 नवंबर 2026", "hi", date(2026, 11, 1)),
        ("1 พฤศจิกายน 2569", "th", date(2026, 11, 1)),
        ("1 Tháng 11 2026", "vi", date(2026, 11, 1)),
        ("Sun, 01 Nov 2026 10:20:30 +0100", None, datetime(2026, 11, 1, 10, 20, 30, tzinfo=CET)),
        ("1793528400", None, datetime(2026, 11, 1, 10, 20, tzinfo=UTC)),
        ("Nov 3, 2026 at 5:30 pm EST", "en", datetime(2026, 11, 3, 17, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("3. März 2026, 14:05 Uhr", "de", datetime(2026, 3, 3, 14, 5)),  # noqa: DTZ001
        ("12 févr. 2026 à 10h30", "fr", datetime(2026, 2, 12, 10, 30)),  # noqa: DTZ001
        ("3 de mayo de 2026", "es", date(2026, 5, 3)),
        ("14 января 2026", "ru", date(2026, 1, 14)),
        ("2026年5月3日", "ja", date(2026, 5, 3)),
        ("03/04/2026", "en", date(2026, 3, 4)),
        ("03/04/2026", "en-GB", date(2026, 4, 3)),
        ("13.04.26", "de", date(2026, 4, 13)),
        ("3 hours ago", "en", None),
        ("yesterday", "en", None),
        ("May 2026", "en", None),
        ("0001-01-01T00:00:00", None, None),
        ("9999-99-99", None, None),
        ("", None, None),
    ],
)
def test_a_text_tells_a_moment_or_nothing(text, language, moment):
    assert read_moment(text, language) == moment


def test_json_ld_tells_both_times():
    seen = page(
        head=json_ld(
            '{"@type":"NewsArticle","datePublished":"2026-11-01T09:00:00+01:00","dateModified":"2026-11-02T08:00:00+01:00"}'
        )
    )

    assert read_dates(seen).published.value == datetime(2026, 11, 1, 9, tzinfo=CET)
    assert read_dates(seen).published.rule == "json-ld:datePublished"
    assert read_dates(seen).modified.value == datetime(2026, 11, 2, 8, tzinfo=CET)


def test_a_teaser_in_the_data_does_not_lend_its_date():
    seen = page(
        head=json_ld(
            '[{"@type":"NewsArticle","url":"https://example.com/other","datePublished":"2020-01-01"},'
            '{"@type":"NewsArticle","url":"https://example.com/story","datePublished":"2026-11-01"}]'
        )
    )

    assert read_dates(seen).published.value == date(2026, 11, 1)


def test_a_day_is_made_exact_by_another_source_of_the_same_day():
    seen = page(
        head=json_ld('{"@type":"Article","datePublished":"2026-11-01"}')
        + '<meta property="article:published_time" content="2026-11-01T09:00:00+01:00">'
    )

    assert read_dates(seen).published.value == datetime(2026, 11, 1, 9, tzinfo=CET)


def test_a_time_element_near_the_headline_counts_and_one_in_a_teaser_does_not():
    seen = page(
        "<h1>Story</h1><p>By Ada, <time datetime='2026-11-01T09:00Z'>Sunday</time></p><p>Text</p>"
        "<div class='related'><time datetime='2019-01-01'>then</time></div>"
    )

    assert read_dates(seen).published.value == datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "lang", "published"),
    [
        ("<span class=entry-date>November 1, 2026</span>", "en", date(2026, 11, 1)),
        ("<div>1 November 2026</div>", "en", date(2026, 11, 1)),
        ("<p>Veröffentlicht am 1. November 2026</p>", "de", date(2026, 11, 1)),
        ("<p class=meta>Published 1 November 2026 | Updated 5 November 2026</p>", "en", date(2026, 11, 1)),
        ("<p class=meta>1 November 2026 (updated 5 November 2026)</p>", "en", date(2026, 11, 1)),
        ("<p class=meta>01.11.2026 | Güncelleme: 05.11.2026</p>", "tr", date(2026, 11, 1)),
        ("<p class=meta>1/11/26</p>", "en-GB", date(2026, 11, 1)),
    ],
)
def test_a_date_line_in_words_counts(line, lang, published):
    assert read_dates(page(f"<h1>Story</h1>{line}<p>Text</p>", lang=lang)).published.value == published


def test_an_update_is_never_taken_for_the_publication():
    seen = page("<h1>Story</h1><p class=date>Last updated on 5 November 2026</p>")

    assert read_dates(seen).published.value is None
    assert read_dates(seen).modified.value == date(2026, 11, 5)


def test_a_change_before_the_publication_is_no_change():
    seen = page(head=json_ld('{"@type":"Article","datePublished":"2026-11-02","dateModified":"2026-11-01"}'))

    assert read_dates(seen).modified.value is None


def test_the_address_is_the_last_resort():
    assert read_dates(page("<h1>Story</h1>", url="https://example.com/2026/11/01/story")).published.value == date(
        2026, 11, 1
    )
    assert read_dates(page("<h1>Story</h1>", url="https://example.com/story-20261399")).published.value is None


def test_the_first_of_two_publications_counts():
    seen = page(
        "<h1>Story</h1><p class=date>30 Sep 2026</p><p>Text</p><p class=date>This story was originally published on 26 Sep 2024</p>"
    )

    assert read_dates(seen).published.value == date(2024, 9, 26)


def test_data_that_give_one_time_for_both_yield_to_an_earlier_day_beside_the_headline():
    both = json_ld('{"@type":"Article","datePublished":"2026-11-05T08:00:00Z","dateModified":"2026-11-05T08:00:00Z"}')

    dates = read_dates(page("<h1>Story</h1><p class=date>3 May 2026</p><p>Text</p>", both))

    assert (dates.published.value, dates.modified.value) == (date(2026, 5, 3), datetime(2026, 11, 5, 8, tzinfo=UTC))
    assert [lost.rule for lost in dates.published.others] == ["json-ld:datePublished", "dom:class"]


@pytest.mark.parametrize("modified", ["", '"dateModified":"2026-10-30",'])
def test_data_of_one_day_yield_to_an_earlier_one_that_the_reader_sees(modified):
    data = json_ld('{"@type":"Article",' + modified + '"datePublished":"2026-10-31"}')
    seen = page("<h1>The bus map</h1><p>12 May 2024</p><p>A story.</p>", head=data)

    assert read_dates(seen).published.value == date(2024, 5, 12)


def test_an_update_is_known_by_the_words_before_its_element():
    seen = page("<h1>The bus map</h1><p>Updated: <span>5 November 2026</span></p><p>A story.</p>")

    assert (read_dates(seen).published.value, read_dates(seen).modified.value) == (None, date(2026, 11, 5))


def test_a_date_far_below_counts_where_it_is_the_only_one():
    story = "<h1>The bus map</h1>" + "<p>A line of the story.</p>" * 150
    signed = page(f"{story}<p>Iris Calder</p><p>12 May 2024</p>")
    told = page(f"{story}<p>The map that was printed on <b>12 May 2024</b> had fewer lines, say those who kept it.</p>")
    two = page(f"{story}<p>12 May 2024</p><p>19 May 2024</p>")

    assert read_dates(signed).published.value == date(2024, 5, 12)
    assert read_dates(told).published.value is None
    assert read_dates(two).published.value is None


def test_the_headline_is_found_below_a_long_menu_with_the_site_s_name_as_h1():
    menu = "<li><a>Fans</a></li>" * 100
    head = "<title>Larkspur ships a quieter fan | Northern Ledger</title>"
    body = f"<h1>Northern Ledger</h1><ul>{menu}</ul><h2>Larkspur ships a quieter fan</h2><p class=date>3 May 2026</p>"

    assert read_dates(page(body, head)).published.value == date(2026, 5, 3)


def test_the_footer_of_the_article_itself_counts_and_the_box_below_it_does_not():
    body = (
        "<h1>Story</h1><article>"
        + "<p>Text</p>" * 40
        + "<div class=post-footer><time datetime='2026-05-03'>then</time></div>"
        "<div class=related-posts><time datetime='2026-05-04'>then</time></div></article>"
    )

    assert read_dates(page(body)).published.value == date(2026, 5, 3)


@pytest.mark.parametrize("name", ["w-published-date", "house.publication.date", "createdAt"])
def test_a_meta_tag_named_by_the_house_counts(name):
    assert read_dates(page(head=f"<meta name='{name}' content='2026-05-03'>")).published.value == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("body", "url", "lang"),
    [
        ("", "https://ledger.co.uk/story", "en"),
        ("", "https://ledger.co.nz/story", "en-US"),
        ("", "https://example.com/2026/11/03/story", "en"),
        ("", "https://example.com/2026/november/03/story", "en"),
        ("", "https://example.com/story-2026-11-03.html", "en"),
        ("<ul><li>13/10/2026</li></ul>", "https://example.com/story", "en"),
        ("<aside><time datetime='2026-11-03'>then</time></aside>", "https://example.com/story", "en"),
        ("<aside>3 November 2026</aside>", "https://example.com/story", "en"),
        ("", "https://example.com/story", "en-GB"),
        ("", "https://example.com/story", "fr"),
    ],
)
def test_a_number_is_read_in_the_order_that_country_address_and_other_dates_tell(body, url, lang):
    seen = page(f"<h1>Story</h1><p class=date>03/11/2026</p><p>Text</p>{body}", lang=lang, url=url)

    assert read_dates(seen).published.value == date(2026, 11, 3)


@pytest.mark.parametrize(
    "body", ["", "<p>10/13/2026</p>", "<p>March 11, 2026</p>", "<p>13/10/2026</p><p>10/13/2026</p>"]
)
def test_a_number_on_an_american_page_begins_with_the_month(body):
    seen = page(f"<h1>Story</h1><p class=date>03/11/2026</p><p>Text</p>{body}")

    assert read_dates(seen).published.value == date(2026, 3, 11)


def test_relative_words_count_by_what_their_element_tells_machines():
    seen = page("<h1>Story</h1><span class=timeago data-timestamp=1793528400>2 hours ago</span><p>Text</p>")

    assert read_dates(seen).published.value == datetime(2026, 11, 1, 10, 20, tzinfo=UTC)
    assert read_dates(page("<h1>Story</h1><span class=timeago>2 hours ago</span><p>Text</p>")).published.value is None


def test_of_several_times_that_a_house_names_the_earliest_is_the_publication():
    head = "<meta name=published-time content='2026-05-04T08:00Z'><meta name=published-date content=2021-02-16>"

    assert read_dates(page("<h1>Story</h1>", head)).published.value == date(2021, 2, 16)


def test_an_update_is_known_at_the_end_of_a_long_byline():
    names = "By Ada Finch, who writes about fans and what they cool, and Jo Quill of the desk."
    seen = page(f"<h1>Story</h1><div class=byline>{names} Updated May 27, 2026</div><p>Text</p>")

    assert (read_dates(seen).published.value, read_dates(seen).modified.value) == (None, date(2026, 5, 27))


@pytest.mark.parametrize(
    ("lang", "update", "publication"),
    [
        ("ca", "Actualitzat el", "Publicat el"),
        ("ro", "Data actualizării:", "Data publicării:"),
        ("pl", "Ostatnia aktualizacja:", "Opublikowano:"),
        ("cs", "Aktualizováno", "Publikováno"),
        ("hr", "Zadnja izmjena:", "Objavljeno:"),
        ("hu", "Frissítve:", "Megjelent:"),
        ("lt", "Atnaujinta:", "Publikuota:"),
        ("et", "Uuendatud:", "Avaldatud:"),
        ("el", "Ενημερώθηκε:", "Δημοσιεύτηκε:"),
        ("uk", "Оновлено:", "Опубліковано:"),
        ("bg", "Обновена на", "Публикувана на"),
        ("sr", "Ажурирано:", "Објављено:"),
        ("ar", "آخر تحديث:", "تاريخ النشر:"),
        ("he", "עודכן:", "פורסם:"),
        ("hi", "अपडेट:", "प्रकाशित:"),
        ("bn", "আপডেট:", "প্রকাশ:"),
        ("th", "ปรับปรุงล่าสุด", "เผยแพร่"),
        ("vi", "Cập nhật:", "Đăng lúc:"),
        ("id", "Diperbarui", "Diterbitkan"),
        ("zh", "最后更新：", "发布时间："),
        ("ko", "최종수정", "기사입력"),
    ],
)
def test_updates_are_known_in_many_languages(lang, update, publication):
    both = page(f"<h1>Story</h1><p>{update} 05.11.2026 09:30</p><p>{publication} 03.11.2026 14:05</p>", lang=lang)
    one_line = page(f"<h1>Story</h1><p>{publication} 03.11.2026 14:05, {update} 05.11.2026 09:30</p>", lang=lang)
    alone = page(f"<h1>Story</h1><p class=date>{update} 05.11.2026 09:30</p>", lang=lang)

    for seen in (both, one_line):
        assert read_dates(seen).published.value == datetime(2026, 11, 3, 14, 5)  # noqa: DTZ001
        assert read_dates(seen).modified.value == datetime(2026, 11, 5, 9, 30)  # noqa: DTZ001
    assert read_dates(alone).published.value is None


def test_labels_behind_their_dates_and_times_without_a_day_are_parted_too():
    behind = page("<h1>話</h1><p class=date>2026年11月3日 14:05 公開 2026年11月5日 9:30 更新</p>", lang="ja")
    hours = page("<h1>Story</h1><p class=date>November 3, 2026 (updated 2 hours ago)</p>")

    assert read_dates(behind).published.value == datetime(2026, 11, 3, 14, 5)  # noqa: DTZ001
    assert read_dates(behind).modified.value == datetime(2026, 11, 5, 9, 30)  # noqa: DTZ001
    assert (read_dates(hours).published.value, read_dates(hours).modified.value) == (date(2026, 11, 3), None)


def test_a_box_named_for_updates_may_tell_the_publication():
    seen = page("<h1>이야기</h1><div class=update-time>송고시간 2026-11-03 14:05</div>", lang="ko")

    assert read_dates(seen).published.value == datetime(2026, 11, 3, 14, 5)  # noqa: DTZ001


def test_a_time_is_not_labelled_by_the_time_before_it():
    seen = page(
        "<h1>Story</h1><time class=updated datetime=2026-11-05T09:30Z>Updated Nov 5</time>"
        "<time class=published datetime=2026-11-03T14:05Z>Nov 3</time>"
    )

    assert read_dates(seen).published.value == datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
    assert read_dates(seen).modified.value == datetime(2026, 11, 5, 9, 30, tzinfo=UTC)


LINE = "<p>The fan that was shown here on Tuesday makes less noise than the people who came to listen to it.</p>"


@pytest.mark.parametrize(
    "below",
    [
        "<div id=comments><div class=comment><time datetime=2026-11-05T10:00Z>5 Nov</time><p>Hm.</p></div></div>",
        "<h3>1 Response</h3><ol><li id=comment-1><cite>Bo</cite> <small>November 5, 2026 at 10:00 am</small></li></ol>",
        "<aside class=more><a href=/x>Old fans</a> <time datetime=2026-10-01>Oct 1</time></aside>",
        "<h3>Stories</h3><ul><li><a href=/x>The town on the lake</a> <time datetime=2026-10-01>Oct 1</time></li></ul>",
    ],
)
def test_the_first_date_below_a_short_text_is_not_its_own(below):
    assert read_dates(page(f"<h1>Story</h1>{LINE * 3}{below}")).published.value is None


def test_the_day_in_the_address_goes_before_one_in_a_sentence():
    fair = "<h1>Story</h1><p>The fair runs from 12 to 15 January 2027</p>"

    assert read_dates(page(fair, url="https://example.com/2026/11/03/story")).published.value == date(2026, 11, 3)


def test_json_ld_of_the_page_fills_in_for_an_article_that_tells_no_date_and_numbers_are_seconds():
    graph = '{"@graph":[{"@type":"Article","isPartOf":{"@id":"#p"}},{"@type":"WebPage","@id":"#p","datePublished":"2026-11-03"}]}'

    assert read_dates(page(head=json_ld(graph))).published.value == date(2026, 11, 3)
    assert read_dates(page(head=json_ld('{"@type":"Article","datePublished":1793528400}'))).published.value == datetime(
        2026, 11, 1, 10, 20, tzinfo=UTC
    )


def test_a_date_in_chinese_numerals_beside_the_headline_is_the_publication():
    body = "<h1>議会、灯台の売却を決める</h1><div>二〇二六年十一月三日（火）</div><p>三年前から灯のない塔である。</p>"

    assert read_dates(page(body, lang="ja")).published.value == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("20.11.2026 – 10:00 Uhr, aktualisiert 21.11.2026 – 08:30 Uhr", 20, 21),
        ("Nov. 20, 2026, 10 a.m. ET / Updated Nov. 21, 2026, 8:30 a.m. ET", 20, 21),
    ],
)
def test_both_dates_in_one_long_line_are_told(line, published, modified):
    dates = read_dates(page(f"<h1>A story</h1><p><small>{line}</small></p><p>It begins.</p>"))

    assert [str(dates.published.value)[:10], str(dates.modified.value)[:10]] == [
        f"2026-11-{published}",
        f"2026-11-{modified}",
    ]


def test_the_date_of_a_quoted_post_is_not_the_article_s():
    post = "<blockquote class=twitter-tweet><p>So it goes.</p>— A council <a href=/x>November 1, 2026</a></blockquote>"
    text = (
        "<p>It begins on a Friday with a vote that nobody in the town had thought would be held before the spring.</p>"
    )
    head = json_ld('{"@type": "NewsArticle", "datePublished": "2026-11-03T10:20:30Z"}')

    told = read_dates(page(f"<article><h1>A story</h1>{text}{post}{text}</article>", head))

    assert told.published.value == datetime(2026, 11, 3, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        '<p class="meta"><span title="2026-11-01 10:20:30 +0100 CET">Nov 1, 2026</span> · 4 min</p>',
        '<p>Told <span title="November 1, 2026 10:20:30 +0100">22 days ago</span></p>',
        '<p>at <abbr class="published" title="2026-11-01T10:20:30+01:00">10:20 AM</abbr></p>',
        '<p>at <abbr itemprop="datePublished" title="2026-11-01T10:20:30+01:00">10:20 AM</abbr></p>',
    ],
)
def test_what_the_pointer_shows_over_a_date_makes_it_exact(line):
    found = read_dates(page(f"<h1>A story of trains</h1>{line}"))

    assert found.published.value == datetime(2026, 11, 1, 10, 20, 30, tzinfo=CET)


def test_what_the_pointer_shows_over_a_date_may_be_of_another_day():
    found = read_dates(page('<h1>A story</h1><p><span title="Of October 3, 2025, 10:00">November 1, 2026</span></p>'))

    assert found.published.value == date(2026, 11, 1)


def test_a_hidden_update_in_the_line_of_the_publication_is_left_to_be_one():
    line = '<div class="meta">By Jane Doe | <span class="updated hidden">2026-11-03T10:00:00+01:00</span> November 1st, 2026</div>'

    found = read_dates(page(f"<h1>A story of trains</h1>{line}"))

    assert found.published.value == date(2026, 11, 1)
    assert found.modified.value == datetime(2026, 11, 3, 10, tzinfo=CET)


def test_the_date_on_the_card_of_another_article_is_not_the_article_s():
    text = "<p>The trains are late in autumn, and every year the reason that is given for it is another one.</p>" * 3
    card = (
        '<a href="/other"><h3>A story of something else</h3><div><span>Ann Lee</span><span>May 2, 2026</span></div></a>'
    )

    found = read_dates(
        page(f"<main><h1>A story of trains</h1><p>Last updated May 9, 2026</p>{text}<div>{card}</div></main>")
    )

    assert found.published.value is None


@pytest.mark.parametrize(
    ("line", "lang", "published", "modified"),
    [
        ("4 maj 2026", "sv", date(2026, 5, 4), None),
        ("Udgivet den 4. maj 2026", "da", date(2026, 5, 4), None),
        ("Publié le 4 mai 2026 - MAJ le 6 mai 2026", "fr", date(2026, 5, 4), date(2026, 5, 6)),
        ("Publié le 04/05/2026 (maj 06/05/2026)", "fr", date(2026, 5, 4), date(2026, 5, 6)),
        ("Publié le 04/05/2026 maj le 06/05/2026", "fr", date(2026, 5, 4), date(2026, 5, 6)),
        ("Publié le 4 mai 2026 maj 2026-05-06", "fr", date(2026, 5, 4), date(2026, 5, 6)),
        ("12 maj 2026", "sv", date(2026, 5, 12), None),
        ("12. maj 2026", "da", date(2026, 5, 12), None),
    ],
)
def test_the_fifth_month_is_no_update_where_french_short_for_one_is_spelt_alike(line, lang, published, modified):
    found = read_dates(page(f'<h1>A story of trains</h1><p class="date">{line}</p>', lang=lang))

    assert (found.published.value, found.modified.value) == (published, modified)


def test_what_the_pointer_shows_over_a_link_tells_of_where_it_leads_unless_its_words_are_a_time():
    def published(words: str):
        link = f'<p><a href="/other" title="Posted May 9, 2014">{words}</a></p>'
        return read_dates(page(f"<h1>A story of trains</h1>{link}")).published.value

    assert (published("5 trains"), published("2 days ago")) == (None, date(2014, 5, 9))


@pytest.mark.parametrize(
    ("tip", "words", "published", "modified"),
    [
        ("Updated May 9, 2026", "2 days ago", None, date(2026, 5, 9)),
        ("Offer ends May 9, 2026", "5 days", None, None),
        ("Saturday, May 9, 2026", "Saturday 9", date(2026, 5, 9), None),
    ],
)
def test_what_the_pointer_shows_may_be_an_update_or_no_date_of_the_article(tip, words, published, modified):
    found = read_dates(page(f'<h1>A story of trains</h1><p><span title="{tip}">{words}</span></p>'))

    assert (found.published.value, found.modified.value) == (published, modified)
