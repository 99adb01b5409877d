"""Who wrote it: everyone the byline names and nobody else."""

from __future__ import annotations

import json
import os
import time

import pytest

from parsers.authors.reading import Byline, read_authors
from parsers.names import split_names
from parsers.page import Page

URL = "https://news.example/2026/11/a-story"


def byline_of(body: str, head: str = "") -> Byline:
    return read_authors(Page(f"<head>{head}</head><body><h1>A long story</h1>{body}</body>".encode(), URL))


def names_of(body: str, head: str = "") -> list[str]:
    return [author.name for author in byline_of(body, head).authors]


def json_ld(**article: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **article})}</script>'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("By Jane Doe, Ann Lee and Bo Park", ["Jane Doe", "Ann Lee", "Bo Park"]),
        ("Von Jürgen Groß und Anja Weiß, Berlin", ["Jürgen Groß", "Anja Weiß"]),
        ("Par Zoé Petit et Luc Roy", ["Zoé Petit", "Luc Roy"]),
        ("Por Ana Souza e João Silva", ["Ana Souza", "João Silva"]),
        ("Di Carla Bruno", ["Carla Bruno"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("文/王小明", ["王小明"]),
        ("Written by: Jane Doe, Senior Reporter", ["Jane Doe"]),
        ("Jane Doe | Staff Writer | Nov. 3, 2026", ["Jane Doe"]),
        ("Jane Doe, MD, PhD", ["Jane Doe"]),
        ("By Jane Doe, Reuters", ["Jane Doe"]),
        ("Jane Doe @janedoe jane@news.example", ["Jane Doe"]),
        ("By Jane Doe • Fact-checked by Max Poe", ["Jane Doe"]),
        ("This post was written by Jane Doe, Head of Trains and Rail Development", ["Jane Doe"]),
        ("Jane Doe, Director of Sales and Client Services", ["Jane Doe"]),
        ("Jane Doe, Senior Reporter and Anna Lee, Railway Safety Expert", ["Jane Doe", "Anna Lee"]),
        ("By 3i Global", ["3i Global"]),
        ("The Team, edited by Max Poe", ["The Team"]),
        ("Posted by Jane Doe on 3 November 2026 at 12:00", ["Jane Doe"]),
        ("Autorius: Jonas Petraitis", ["Jonas Petraitis"]),
        ("Аутор: Милица Јовановић", ["Милица Јовановић"]),
        ("oprac. Marek Kowalczyk", ["Marek Kowalczyk"]),
        ("लेखक: राहुल शर्मा", ["राहुल शर्मा"]),
        ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("بقلم: سلمى حداد ومحمود العلي", ["سلمى حداد", "محمود العلي"]),
        ("كتب: محمود العلي ووليد حسن", ["محمود العلي", "وليد حسن"]),
        ("سيدي محمد ولد بوبكر", ["سيدي محمد ولد بوبكر"]),
        ("מאת: יעל כהן ודן לוי", ["יעל כהן", "דן לוי"]),
        ("文＝高橋健太／写真＝小林美咲", ["高橋健太"]),
        ("来源：湖之家 | 作者：远洋 | 责编：汪淼", ["远洋"]),
        ("责编：汪淼", ["汪淼"]),
        ("Temps de Lecture", []),
        ("Ein Bericht", []),
        ("www.news-today.com", []),
        ("Senior Reporter", []),
        ("Jane Doe Political Editor", ["Jane Doe"]),
        ("Local Harbour Reporter Jane Doe", ["Jane Doe"]),
        ("QTV correspondent Jane Doe", ["Jane Doe"]),
        ("Jane Doe QTV News, Berlin", ["Jane Doe"]),
        ("Jane Doe CPP, PSP", ["Jane Doe CPP"]),
        ("Jane Doe for The Harbour Post", ["Jane Doe"]),
        ("Posted by Jane Doe in News", ["Jane Doe"]),
        ("By JANE DOE and MAX POE Associated Press", ["JANE DOE", "MAX POE"]),
        ("Staff and agencies", ["Staff and agencies"]),
        ("By Jane Doe Jr.", ["Jane Doe Jr."]),
        ("Doe, Jane", ["Jane Doe"]),
        ("and Ann Lee", ["Ann Lee"]),
        ("كتبت: ليلى منصور | آخر تحديث 3 نوفمبر 2026", ["ليلى منصور"]),
        ("文・山田太郎", ["山田太郎"]),
        ("记者 王小明 报道", ["王小明"]),
        ("By Bill Story and Theresa More", ["Bill Story", "Theresa More"]),
        ("By Jane Doe Published: 3 November 2026", ["Jane Doe"]),
        ("By Jane Doe. Additional reporting by Max Poe", ["Jane Doe"]),
        ("Reviewed by Jane Doe, Written by Max Poe", ["Max Poe"]),
        ("Words: Jane Doe Photos: Max Poe", ["Jane Doe"]),
        ("Text: Anna Svensson Foto: Bo Ek", ["Anna Svensson"]),
        ("Text Anna Svensson", ["Anna Svensson"]),
        ("Penulis: Budi Santoso | Editor: Sri Wahyuni", ["Budi Santoso"]),
        ("Analysis by Jane Doe", ["Jane Doe"]),
        ("Interview by Jane Doe", ["Jane Doe"]),
        ("Автор статьи: Мария Круглова", ["Мария Круглова"]),
        ("Γράφει ο Γιώργος Παππάς", ["Γιώργος Παππάς"]),
        ("Της Μαρίας Παππά", ["Μαρίας Παππά"]),
        ("بقلم: أحمد علي", ["أحمد علي"]),
        ("מאת: דוד לוי", ["דוד לוי"]),
        ("Írta: Kovács János", ["Kovács János"]),
        ("【山田太郎】", ["山田太郎"]),
        ("山田太郎記者", ["山田太郎"]),
        ("本报记者 王小明 李华", ["王小明", "李华"]),
        ("記者王小明／台北報導", ["王小明"]),
        ("[서울=하버뉴스] 김민수 이서연 기자", ["김민수", "이서연"]),
        ("김민수 선임기자 kim@news.example", ["김민수"]),
        ("5 min read", []),
    ],
)
def test_a_byline_gives_names_without_roles_places_dates_and_handles(line, names):
    assert split_names(line) == names


@pytest.mark.parametrize(
    "body",
    [
        '<p class="byline">By <a href="/author/jane">Jane Doe</a></p>',
        '<a rel="author" href="/jane">Jane Doe</a>',
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Jane Doe</b></span>',
        '<div class="PostAuthor_name__x7">Jane Doe</div>',
        '<div class="navbyline"><span class="author"><a href="/jane">Jane Doe</a></span></div>',
        '<div class="entry-author"><a class="author-name">Jane Doe</a> <a class="author-twitter">trainjane</a></div>',
        '<div data-testid="byline-contributors"><span>By Jane Doe</span></div>',
        "<p>By Jane Doe</p>",
        "<font size=5><b>A long story of seven words or more</b></font><br><font size=2>By Jane Doe<br>3 May 2026</font>",
        "<div><span>Nov 3, 2026</span> · <span>Jane Doe</span></div>",
        '<div><a href="/people/jane-doe">Jane Doe</a></div>',
        '<ul><li><i class="fa fa-user"></i> <a href="#">Jane Doe</a></li><li><i class="fa fa-calendar"></i> 14 June, 2026</li></ul>',
        '<div><a href="#"><i class="bi-person-circle"></i></a> Jane Doe</div>',
        "<dl><dt>Authors</dt><dd><ul><li><img alt=avatar><dl><dt>Name</dt><dd>Jane Doe</dd><dt>X</dt><dd><a href=/x>@jane</a></dd></dl></li></ul></dd></dl>",
        '<p>Text.</p><div class="author-box"><h4 class="author-box__name">Jane Doe</h4></div>',
        '<div class="author-meta"><p><strong>Jane Doe:</strong> '
        + "She has run trains for years. " * 15
        + "</p></div>",
        '<address class="author"><b class="firstname">Jane</b> <b class="last-name">Doe</b></address>',
        '<article class="node node--promoted"><p>By Jane Doe</p></article>',
        '<div class="field--authored-by"><article class="teaser"><a href="/author/jane-doe">Jane Doe</a></article></div>',
        "<p>Three evergreens for a small garden, writes Jane Doe.</p>",
        "<p>Three evergreens for a small garden, says JANE DOE.</p>",
        '<div><img class="rounded-full" alt="Headshot of Jane Doe, MD" src="/j.jpg"><div><h3>Jane Doe, MD</h3></div></div>',
        '<p>By <a href="/author/jane">Jane Doe</a></p><p>Tested by <a href="/author/max">Max Poe</a></p>',
        '<p>By Jane Doe</p><div>Contributions from: <a href="/author/a">Ann Lee</a>, <a href="/author/max">Max Poe</a></div>',
        '<p>By Jane Doe</p><p>A bus driver for many years, known to all in town as <a href="/profile/max">Max Poe</a></p>',
    ],
)
def test_a_reader_sees_the_byline_in_many_forms(body):
    assert names_of(body) == ["Jane Doe"]


def test_a_first_name_alone_signs_where_its_portrait_confirms_it():
    byline = "<div><div><span>Jane</span></div><div><time>March 5, 2026</time></div></div>"

    assert names_of(byline) == []
    assert names_of(byline + '<div><img alt="Jane" src="/j.jpg"><h3>Jane</h3></div>') == ["Jane"]


@pytest.mark.parametrize("line", ["by Marketing Team", "By Our Editors"])
def test_a_group_that_is_the_byline_is_the_author(line):
    assert names_of(f'<ul><li>{line}</li><li><time datetime="2026-11-03">3 Nov 2026</time></li></ul>') == [line[3:]]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>A long story | Jane Doe</title>", ""),
        ('<meta property="og:site_name" content="Jane Doe">', ""),
        ("", "<footer>© 2026 Jane Doe. All rights reserved.</footer>"),
        ("", '<header><a href="/">Jane Doe</a></header>'),
    ],
)
def test_without_a_byline_the_author_is_the_person_whose_site_it_is(head, body):
    assert names_of("<p>I like trains.</p>" + body, head) == ["Jane Doe"]


def test_a_host_that_is_a_name_tells_the_owner():
    page = Page(
        b"<h1>A long story</h1><p>I like trains.</p><nav>About Jane Doe</nav>", "https://janedoe.example/a-story"
    )

    assert [author.name for author in read_authors(page).authors] == ["Jane Doe"]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>A long story | Acme Works</title>", "<footer>© 2026 Acme Works. All rights reserved.</footer>"),
        ("", "<footer>Copyright 2026 Texas Mattress Makers</footer>"),
        ("", '<header><a href="/">Quiet Light</a></header>'),
        ("", '<header><a href="/">Ashley Furniture</a></header><p>Ashley makes furniture.</p>'),
    ],
)
def test_a_company_whose_site_it_is_did_not_sign(head, body):
    assert names_of("<p>I like it.</p>" + body, head) == []


def test_words_of_the_text_are_no_names_where_nothing_says_so():
    date = "<div><span>Nov 3, 2026</span> · <span>Deep Learning</span></div>"

    assert names_of(date + "<p>What deep learning is.</p>") == []
    assert names_of("<p>Tree Damage, Main Switches, Meter Repair</p>") == []


def test_the_full_name_in_metadata_beats_the_name_of_an_account():
    body = '<p>Written by <a rel="author" href="/author/trainjane">TrainJane</a></p>'

    assert names_of(body, json_ld(author={"name": "Jane Doe"})) == ["Jane Doe"]


def test_names_marked_up_alike_are_all_authors_though_metadata_knows_one():
    body = '<address><a rel="author">Ann Lee</a></address> <address><a rel="author">Jane Doe</a></address>'

    assert names_of(body, json_ld(author={"name": "Jane Doe"})) == ["Ann Lee", "Jane Doe"]


def test_who_the_page_s_data_call_contributors_are_authors_where_the_byline_names_them():
    byline = '<h4 class="author-name"><a href="/author/jane">Jane Doe</a>, <a href="/author/ann">Ann Lee</a></h4>'
    data = json_ld(author={"name": "Jane Doe"}, contributor=[{"@type": "Person", "name": "Ann Lee"}])

    assert names_of(byline, data) == ["Jane Doe", "Ann Lee"]
    assert names_of("", data) == ["Jane Doe"]


def test_what_a_byline_calls_the_piece_is_no_part_of_the_name():
    assert names_of("<span class=author>Interview: Jane Doe</span>") == ["Jane Doe"]
    assert names_of("<div>Interview: Jane Doe</div><p>Text of the talk.</p>") == []


def test_a_name_of_two_characters_needs_its_class_only():
    assert names_of('<div><span class="writer">王小明</span><span>2026年11月3日</span></div>') == ["王小明"]


def test_links_side_by_side_are_one_byline():
    body = '<div class="by"><a rel="author" href="/a">Jane Doe</a>, <a rel="author" href="/b">Ann Lee</a></div>'

    assert names_of(body) == ["Jane Doe", "Ann Lee"]


def test_references_in_json_ld_are_followed():
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "author": [{"@id": "#jane"}, {"@id": "#ann"}]},
            {"@id": "#jane", "@type": "Person", "name": "Jane Doe", "url": "/author/jane"},
            {"@id": "#ann", "@type": "Person", "name": "Ann Lee"},
        ]
    }

    found = byline_of("", f'<script type="application/ld+json">{json.dumps(graph)}</script>').authors

    assert [(author.name, author.url) for author in found] == [
        ("Jane Doe", "https://news.example/author/jane"),
        ("Ann Lee", None),
    ]


@pytest.mark.parametrize("metadata", ["admin", "News Example", "Newsroom Staff"])
def test_the_byline_that_a_reader_sees_beats_metadata(metadata):
    head = json_ld(author={"name": metadata}, publisher={"name": "News Example"})

    assert names_of('<p class="byline">By Jane Doe</p>', head) == ["Jane Doe"]


def test_metadata_tells_authors_from_editors():
    body = '<div class="byline">By Jane Doe <span>with</span> <span class="author">Max Poe</span></div>'

    assert names_of(body, json_ld(author=[{"name": "Jane Doe"}])) == ["Jane Doe"]


def test_metadata_completes_a_byline_that_is_cut():
    authors = [{"name": "Jane Doe"}, {"name": "Ann Lee"}]

    assert names_of('<p class="byline">By Jane Doe</p>', json_ld(author=authors)) == ["Jane Doe", "Ann Lee"]


@pytest.mark.parametrize(
    "body",
    [
        '<div class="related"><p class="author">By Max Poe</p></div>',
        '<ol class="comments"><li class="comment"><cite class="author">Max Poe</cite></li></ol>',
        '<figure><figcaption class="byline">Photo by Max Poe</figcaption></figure>',
        '<p class="reviewer">Reviewed by Max Poe</p>',
        '<div class="post-card"><a href="/2026/10/other">Other</a></div><nav><a href="/author/max">Max Poe</a></nav>',
    ],
)
def test_people_beside_the_article_did_not_write_it(body):
    assert names_of(body) == []


def test_who_asks_is_told_the_candidates_that_lost():
    head = json_ld(author={"name": "Newsroom Staff"}) + "<title>A long story | Ann Lee</title>"

    found = byline_of('<p class="byline">By Jane Doe</p><p>I like trains.</p>', head).found()

    assert (found["authors[0].name"].rule, found["authors[0].name"].weight) == ("dom:byline", 8.5)
    assert [(other.value, other.rule) for other in found["authors[0].name"].others] == [
        (("Newsroom Staff",), "json-ld:author"),
        (("Ann Lee",), "owner:title"),
    ]


TEXT = (
    "<p>Trains are late in autumn, and nobody in the office of the railway knows what it is that makes them late.</p>"
    * 4
)


@pytest.mark.parametrize(
    "below",
    [
        '<aside class="sidebar"><h3>Our columnists</h3><ul><li><a href="/author/lou">Lou Finn</a></li></ul></aside>',
        '<div class="more"><div class="item"><a href="/x"><h3>Trams on time</h3></a><span class="author">By Lou Finn</span></div></div>',
        '<div class="more"><div class="item"><h4><a href="/x">Trams on time</a></h4><p>By Lou Finn</p></div></div>',
    ],
    ids=["columnists beside it", "a card", "a card without a class"],
)
def test_who_is_named_below_a_short_text_wrote_something_else(below):
    assert names_of(f"<h1>Late trains</h1><div>{TEXT}</div>{below}") == []


def test_the_picture_of_a_person_names_nobody_in_particular():
    assert (
        names_of('<ul><li><i class="fa fa-user"></i> admin</li><li><a><i class="fa fa-user"></i> Log in</a></li></ul>')
        == []
    )


def test_who_made_the_site_did_not_write_the_article():
    assert names_of("<p>Text.</p>", "<meta name=author content='Larkspur Web Design GmbH'>") == []


@pytest.mark.parametrize("line", ["By Jane Doe, with reporting by Lou Finn", "May 5, 2026 / by Jane Doe / in Trains"])
def test_labels_within_a_byline_end_it(line):
    assert names_of(f"<div class=info>{line}</div><p>Text.</p>") == ["Jane Doe"]


def test_a_wrong_author_is_worse_than_none():
    assert names_of("<p>Text without a name.</p>", '<meta name="author" content="admin">') == []


def test_author_metadata_that_is_an_address_is_no_name():
    head = '<meta property="article:author" content="https://www.facebook.com/news.example">'

    assert names_of("", head) == []


def test_the_byline_stands_apart_from_the_body_and_a_sentence_does_not():
    body = """<p class="byline" id="by">By <a href="/author/jane">Jane Doe</a></p>
        <p id="text">The minister met <a href="/author/jane">Jane Doe</a> on Monday, and what they spoke about filled the
        whole evening: taxes, trains, the price of bread, the weather in the north, and who should pay for all of it, as
        neither of them had brought any money.</p>"""

    apart = {element.get("id") for element in byline_of(body).elements}

    assert "by" in apart
    assert "text" not in apart


SIZE = 70_000 if os.environ.get("DATELINE_SOAK") else 16_000
"""Elements; a page of more than 75,000 is refused."""
HOSTILE = {
    "nested boxes": lambda: '<div class="author-box">' * (SIZE // 2) + "Jane Doe is a writer." + "</div>" * (SIZE // 2),
    "many bylines": lambda: '<p class="byline">By Jane Doe</p>' * SIZE,
    "many links": lambda: '<a rel="author" href="/author/jane">Jane Doe</a>' * SIZE,
    "a by without end": lambda: '<p class="byline">' + "By " * SIZE + "Jane</p>",
    "a line full of by": lambda: "<p>" + "x by Jane Doe " * SIZE + "</p>",
    "things beside dates": lambda: "<p>Deep Learning · 2026</p>" * SIZE,
    "portraits": lambda: '<div><img class="avatar" alt="Jane Doe"><p>Jane Doe</p></div>' * (SIZE // 4),
    "bylines of many": lambda: (
        ('<div class="byline">' + '<a rel="author">Jane Doe</a>, ' * 150 + "</div>") * (SIZE // 150)
    ),
    "spaces": lambda: '<p class="byline">By' + " " * 40 * SIZE + "Jane Doe</p>",
    "a staff in json-ld": lambda: json_ld(author=[{"name": f"Jane Doe{n}"} for n in range(SIZE // 4)]),
    "about the author, again": lambda: "<div><h3>About the author</h3>" * (SIZE // 2),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_bylines_cost_seconds_at_most(shape):
    page = Page(("<body><h1>A long story</h1>" + HOSTILE[shape]()).encode(), URL)
    started = time.process_time()

    read_authors(page)

    assert time.process_time() - started < 10


def test_catalogues_put_the_family_name_first():
    head = (
        '<meta name="citation_author" content="Roy, Aniruddha"><meta name="citation_author" content="van Dam, Ilse M.">'
    )

    assert names_of("<p>Text.</p>", head) == ["Aniruddha Roy", "Ilse M. van Dam"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p class=signat>Jordi Puig / Montserrat Ferrer</p>", ["Jordi Puig", "Montserrat Ferrer"]),
        ("<div><a href=/szerzo/1>Kovács Péter</a><a href=/szerzo/2>Nagy Éva</a></div>", ["Kovács Péter", "Nagy Éva"]),
        ("<div><span>نویسنده: رضا محمدی</span> <span>۱۲ آبان ۱۴۰۵</span></div>", ["رضا محمدی"]),
        ("<div>מאת: <a href=/author/1>יעל כהן</a> ודן לוי</div>", ["יעל כהן", "דן לוי"]),
        ("<div><span>정다은 기자</span> <span>승인 2026.11.03</span></div>", ["정다은"]),
        ("<p>2026.11.03　文＝高橋健太／写真＝小林美咲</p>", ["高橋健太"]),
        ("<p>来源：<a href=/>湖之家</a> 作者：<b>远洋</b> 责编：<b>汪淼</b></p>", ["远洋"]),
        ("<span class=author>湖合報／ 記者<a href=/reporter/12>林美玲</a>／台北報導</span>", ["林美玲"]),
        ("<div>Ein <a href=/x>Bericht</a> von <b class=author>Lena Vogt</b></div>", ["Lena Vogt"]),
        ("<p>Por: Redacción Tecnología</p>", ["Redacción Tecnología"]),
        (
            "<p>湖华网北城11月3日电（记者张丽、陈伟）一家公司说，风扇没有声音。</p><p>【责任编辑：刘洋】</p>",
            ["张丽", "陈伟"],
        ),
        ("<p>(호수=연합호수) 박지훈 최유진 기자 = 선풍기가 나왔다.</p>", ["박지훈", "최유진"]),
        ("<div>선풍기가 나왔다.<br><br>이서연 기자 <a href=mailto:a@b.kr>a@b.kr</a></div>", ["이서연"]),
        ("<p>정다은 기자는 선풍기를 보았다고 말했다.</p>", []),
    ],
)
def test_bylines_of_many_languages_are_read_where_they_stand(line, names):
    assert names_of(line) == names


@pytest.mark.parametrize(
    ("byline", "told"), [("JANE DOE and LIAM O’SHEA", "Jane Doe"), ("Jane Doe and Liam O’Shea", "JANE DOE")]
)
def test_a_name_in_capitals_is_told_as_another_place_spells_it(byline, told):
    told_too = [{"@type": "Person", "name": told}, {"@type": "Person", "name": "Liam O’Shea"}]

    assert names_of(f"<p class=byline>By {byline}</p>", json_ld(author=told_too)) == ["Jane Doe", "Liam O’Shea"]


def test_a_name_that_the_page_has_in_capitals_only_stays_so():
    assert names_of("<p class=byline>By JANE MCDOE</p>") == ["JANE MCDOE"]


def test_the_publication_beside_a_person_in_a_byline_is_no_author():
    head = "<meta property=og:site_name content='The Harbour Post'>"

    assert names_of("<p class=byline>By Jane Doe<br>The Harbour Post, 3 November 2026</p>", head) == ["Jane Doe"]


@pytest.mark.parametrize(
    "line", ["Ann Lee contributed to this report.", "Additional reporting by Ann Lee", "With reporting by Ann Lee"]
)
def test_who_helped_is_no_author(line):
    assert names_of(f"<p class=byline>By Jane Doe</p><p>{'A sentence of the story. ' * 9}</p><p>{line}</p>") == [
        "Jane Doe"
    ]


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="post-author"><h3 class="author-name">Jane Doe</h3><p>Editor</p><a href="/author/jane">All author posts</a></div>',
        '<div itemprop="author" itemscope><b itemprop="name">Jane Doe</b><i itemprop="homeLocation"><i itemprop="name">Lower Town</i></i></div>',
        '<div class="p-author h-card"><a class="p-name u-url" href="/">Jane Doe</a> <a rel="me" href="https://social.example/@jane">Elsewhere</a></div>',
        "<p>Text: Jane Doe<br>Translation: Ann Castell<br>Photos: Joseph Byrne</p>",
        '<div data-hook="author-name">Jane Doe</div>',
        '<p class="meta">3 May 2026 · 4 min · Jane Doe | <a href="/edit">Suggest Changes</a></p>',
    ],
)
def test_what_stands_around_a_name_in_a_byline_is_no_name(byline):
    assert names_of(byline) == ["Jane Doe"]


def test_the_page_of_an_author_is_known_by_their_name():
    byline = '<div class="byline">By <a class="item-name" href="/jane-doe-12">Jane Doe</a></div>'

    (author,) = read_authors(Page(f"<body><h1>A long story</h1>{byline}</body>".encode(), URL)).authors

    assert author.url == "https://news.example/jane-doe-12"


def test_names_on_the_cards_of_other_articles_wrote_those():
    text = "<p>The trains are late in autumn, and every year the reason that is given for it is another one.</p>" * 4
    card = '<a href="/other"><h3>A story of something else</h3><div><span>Anna Kern</span><span>2 May 2026</span></div></a>'
    body = f"<div><b>Jane Doe</b></div><div>3 May 2026</div>{text}<div>{card}{card}</div>"

    assert names_of(body) == ["Jane Doe"]


def test_an_agency_signs_without_the_place():
    assert names_of('<address class="byline">Associated Press in Valencia</address>') == ["Associated Press"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "{text}<section><h3>About the author</h3><div><p>Jane Doe</p><p>Editor of trains</p></div></section>",
            ["Jane Doe"],
        ),
        (
            "{text}<aside><p>// WRITTEN BY</p><img src=/jane.jpg><h2>Jane Doe</h2><p>Editor of trains</p></aside>",
            ["Jane Doe"],
        ),
        (
            "<h3>Authors</h3><ul><li><img src=/j.jpg> Jane Doe</li><li><img src=/a.jpg> Anna Lee</li></ul>{text}",
            ["Jane Doe", "Anna Lee"],
        ),
        ("{text}<section><h3>About the author</h3><p>The trains are late.</p></section>", []),
        ("{text}<section><h3>Authors</h3><ul><li>Read all of them</li></ul></section>", []),
    ],
)
def test_a_label_names_who_stands_right_behind_it(body, told):
    text = "<p>The trains are late in autumn, and every year the reason that is given for it is another one.</p>" * 4

    assert names_of(body.format(text=text)) == told


@pytest.mark.parametrize(
    "byline",
    [
        '<nav><i>Written by:</i><a itemprop="author" href="/j"><b itemprop="name">Jane Doe</b></a><i>Edited by:</i><a href=/a>Ann Lee</a></nav>',
        '<span hidden itemprop="author" itemscope itemtype="https://schema.org/Person"><meta itemprop="name" content="Jane Doe"></span>',
        '<div class="post-copyright__author"><span>文章作者: </span><span><a href="/">Jane Doe</a></span></div>',
    ],
    ids=["a byline in a nav", "data without a text", "a copyright box"],
)
def test_bylines_of_systems_are_read(byline):
    assert names_of(byline) == ["Jane Doe"]
