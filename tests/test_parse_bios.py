"""What the page says about the authors, matched to the right one."""

from __future__ import annotations

import json

import pytest

from parsers.article import Author
from parsers.authors.reading import Byline, read_authors
from parsers.page import Page

URL = "https://news.example/2026/11/a-story"
BYLINE = '<p class="byline">By <a href="/author/jane">Jane Doe</a></p><p>The text of the article.</p>'
BIO = "Jane Doe writes about railways and has never missed a train."


def read(body: str, head: str = "") -> Byline:
    return read_authors(Page(f"<head>{head}</head><body><h1>A long story</h1>{body}</body>".encode(), URL))


def bios_of(body: str, head: str = "") -> list[str | None]:
    return [author.bio for author in read(body, head).authors]


BOXES = {
    "author-bio": f'<div class="author-bio"><p>{BIO}</p></div>',
    "author-box": f'<div class="author-box"><h4>Jane Doe</h4><p>{BIO}</p><a href="/author/jane">View all posts</a></div>',
    "author-info": f'<div class="author-info"><h3>Jane Doe</h3><p>{BIO}</p></div>',
    "author-description": f'<p class="author-description">{BIO} <a href="/author/jane">View all posts by Jane Doe →</a></p>',
    "author-card": f'<aside class="author-card"><b class="author-card__name">Jane Doe</b><p>{BIO}</p></aside>',
    "author-profile": f'<section class="author-profile"><span>Jane Doe</span><div>{BIO}</div></section>',
    "contributor": f'<div class="contributor-bio">{BIO}</div>',
    "elementor": f'<div class="elementor-author-box"><div class="elementor-author-box__bio">{BIO}</div></div>',
    "tagdiv": f'<div class="author-box-wrap"><div class="desc"><div class="td-author-description">{BIO}</div></div></div>',
    "tagdiv builder": f'<div class="tdb-author-box"><div class="tdb-author-descr">{BIO}</div></div>',
    "simple author box": f'<div class="saboxplugin-wrap"><div class="saboxplugin-desc"><div>{BIO}</div></div></div>',
    "author hreview": f'<div class="abh_box"><div class="abh_text"><div class="abh_description">{BIO}</div></div></div>',
    "block theme": f'<div class="wp-block-post-author-biography">{BIO}</div>',
    "molongui": f'<div class="m-a-box"><div class="m-a-box-bio"><p>{BIO}</p></div></div>',
    "css in js": f'<div class="sc-1x AuthorBio-sc-9f2"><p>{BIO}</p></div>',
    "herald": f'<div class="herald-author row"><div class="herald-data-content"><h4>Jane Doe</h4><p>{BIO}</p></div></div>',
    "heading": f"<section><h3>About the author</h3><p>{BIO}</p></section>",
    "German heading": f"<section><h3>Über die Autorin</h3><p>{BIO}</p></section>",
    "Japanese heading": f"<section><h3>著者について</h3><p>{BIO}</p></section>",
    "foxiz": f'<div class="usr-holder"><div class="ubox">Jane Doe</div><div class="ubio description-text">{BIO}</div></div>',
    "a name that opens the sentence": '<div class="author-bio"><span class="author-bio-name"><a href="/author/jane">Jane Doe</a></span>'
    "<span> writes about railways and has never missed a train.</span></div>",
    "italic last paragraph": f"<p><em>{BIO}</em></p>",
    "with a call to follow": f'<div class="bio"><p>{BIO} <a href="https://x.com/jane">You should follow them on X</a></p></div>',
    "signed once more": f"<div><div><h2>Written by Jane Doe</h2><div><a href=/f>2K followers</a></div></div><div><p>{BIO}</p></div></div>",
    "a sentence": f"<div><p>{BIO}</p></div>",
}


@pytest.mark.parametrize("box", BOXES)
def test_a_bio_is_found_wherever_its_theme_puts_it(box):
    assert bios_of(BYLINE + BOXES[box]) == [BIO]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="author-box"><div class="author-description"></div></div>',
        '<div class="author-box"><h4>Jane Doe</h4><p class="author-title">Senior Reporter</p></div>',
        '<div class="author-bio">Senior Technology Correspondent</div>',
        "<div><div><span>Author</span></div><div><span>Jane Doe</span></div></div>"
        + "<p>Trains are late in autumn, and nobody knows why they are.</p>" * 3,
        '<div class="author-info">By Jane Doe, 3 November 2026</div>',
        '<div class="author-box"><h4>Jane Doe</h4><ul><li><a href="/2026/10/x">Why trains are late in autumn</a></li></ul></div>',
        '<div class="author-box"><a href="/author/jane">View all posts</a><a href="https://twitter.com/jane">Twitter</a></div>',
    ],
)
def test_names_titles_links_and_empty_boxes_are_no_bios(box):
    assert bios_of(BYLINE + box) == [None]


def test_one_line_below_a_label_and_the_name_is_a_bio_and_several_are_the_article():
    line = "<p>Has never missed a train, and writes about those who did.</p>"
    box = "<div><div>Author</div><div>Jane Doe</div>{}</div>"

    assert bios_of(BYLINE + box.format(line)) == ["Has never missed a train, and writes about those who did."]
    assert bios_of(BYLINE + box.format(line * 3)) == [None]


def test_each_author_gets_their_own_bio():
    body = """<p class="byline">By Jane Doe and Ann Lee</p><p>Text.</p>
        <div class="author-box"><h4>Ann Lee</h4><p>She covers the sea and everything that swims in it.</p></div>
        <div class="author-box"><h4>Jane Doe</h4><p>She covers railways and everything that runs on them.</p></div>"""

    assert bios_of(body) == [
        "She covers railways and everything that runs on them.",
        "She covers the sea and everything that swims in it.",
    ]


def test_a_reviewer_with_a_box_gives_nobody_a_bio():
    box = '<div class="author-box"><h4>Max Poe</h4><p>He checks facts and has a degree in checking facts.</p></div>'

    assert bios_of(BYLINE + box) == [None]


@pytest.mark.parametrize("lead", ["By ", "Written by ", ": ", "About the author: "])
def test_what_runs_into_a_bio_from_the_line_above_is_off(lead):
    assert bios_of(f'{BYLINE}<div class="author-bio"><span>{lead}</span>{BIO}</div>') == [BIO]


def test_a_bio_that_begins_with_the_name_of_somebody_else_is_theirs():
    box = '<div class="author-bio"><p>Max Poe is a driver of trains who lives in a station of his own.</p></div>'

    assert bios_of(BYLINE + box) == [None]


def test_a_sentence_about_the_publication_is_no_bio():
    publisher = {"@type": "Organization", "name": "Anna Street Times"}
    head = f'<script type="application/ld+json">{json.dumps({"@type": "Article", "author": publisher})}</script>'
    line = "<p>Anna Street Times is a member of the press council, and pays for what it eats and drinks.</p>"

    assert bios_of(line, head) == [None]


def test_json_ld_tells_the_bio_where_no_box_does():
    person = {"@type": "Person", "name": "Jane Doe", "description": BIO, "sameAs": ["https://mastodon.example/@jane"]}
    head = f'<script type="application/ld+json">{json.dumps({"@type": "Article", "author": person})}</script>'

    found = read(BYLINE, head)

    assert found.authors == (
        Author(
            name="Jane Doe",
            url="https://news.example/author/jane",
            bio=BIO,
            links=("https://mastodon.example/@jane",),
        ),
    )
    assert ("authors[0].bio", "json-ld:description") in found.rules


def test_a_box_tells_portrait_and_profiles_too():
    box = f"""<div class="author-box"><img src="/jane.jpg" alt="Jane Doe"><h4>Jane Doe</h4><p>{BIO}</p>
        <a href="https://twitter.com/jane">X</a><a href="https://www.facebook.com/sharer.php?u=x">Share</a></div>"""

    assert read(BYLINE + box).authors == (
        Author(
            name="Jane Doe",
            url="https://news.example/author/jane",
            bio=BIO,
            image="https://news.example/jane.jpg",
            links=("https://twitter.com/jane",),
        ),
    )


def test_the_box_stands_apart_from_the_body():
    found = read(f'{BYLINE}<div id="box" class="author-box"><h4>Jane Doe</h4><p>{BIO}</p></div>')

    assert "box" in {element.get("id") for element in found.elements}


def test_a_wrapper_that_holds_the_article_is_no_box():
    text = "<p>The text of the article goes on and on, as long as the train is late.</p>" * 80
    page = Page(
        f'<body><div class="author-box" id="all"><h1>A long story</h1>{BYLINE}{text}</div></body>'.encode(), URL
    )

    assert "all" not in {element.get("id") for element in read_authors(page).elements}


@pytest.mark.parametrize(
    ("heading", "bio"),
    [
        ("Про автора", "Журналістка, з 2010 року пише про тихі прилади. Живе біля озера."),
        ("Σχετικά με τον συντάκτη", "Δημοσιογράφος, γράφει από το 2010 για αθόρυβες συσκευές. Ζει δίπλα σε μια λίμνη."),
        ("Tietoa kirjoittajasta", "Toimittaja, joka on kirjoittanut hiljaisista laitteista vuodesta 2010."),
        ("A szerzőről", "Újságíró, 2010 óta ír csendes készülékekről. Egy tó partján él."),
        ("Despre autor", "Jurnalist, scrie din 2010 despre aparate silențioase. Locuiește lângă un lac."),
        ("За автора", "Журналист, който от 2010 година пише за тихи уреди. Живее край езеро."),
        ("O autoru", "Novinar koji od 2010. piše o tihim uređajima. Živi uz jezero i voli slušati vjetar."),
        ("عن الكاتب", "صحفي يكتب منذ عام 2010 عن الأجهزة الهادئة، ويعيش قرب بحيرة ويحب الاستماع إلى الريح."),
        ("درباره نویسنده", "روزنامه‌نگاری که از سال ۱۳۸۹ درباره دستگاه‌های بی‌صدا می‌نویسد و کنار دریاچه زندگی می‌کند."),
        ("על הכותבת", "עיתונאית שכותבת מאז 2010 על מכשירים שקטים, גרה ליד אגם ואוהבת להקשיב לרוח."),
        ("लेखक के बारे में", "पत्रकार, 2010 से शांत उपकरणों पर लिखते हैं। झील के किनारे रहते हैं।"),
        ("Về tác giả", "Nhà báo viết về các thiết bị yên tĩnh từ năm 2010. Sống bên một hồ nước."),
        ("Tentang Penulis", "Wartawan yang menulis tentang peralatan senyap sejak 2010. Tinggal di tepi danau."),
        ("เกี่ยวกับผู้เขียน", "นักข่าวที่เขียนเรื่องเครื่องใช้เงียบมาตั้งแต่ปี 2553 อาศัยอยู่ริมทะเลสาบและชอบฟังเสียงลม"),
        (
            "筆者プロフィール",
            "家電を専門とするライター。長野県生まれ。湖のそばで育ち、風の音について10年以上書き続けている。",
        ),
    ],
)
def test_a_bio_is_found_under_its_heading_in_many_languages(heading, bio):
    head = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"Ada Finch"}}</script>'
    html = f"<head>{head}</head><body><h1>Fans</h1><p>One.</p><p>Two.</p><section><h3>{heading}</h3><p>{bio}</p></section></body>"

    assert [author.bio for author in read_authors(Page(html.encode(), "https://example.com/fans")).authors] == [bio]


def test_a_short_sentence_is_a_bio_and_no_name():
    assert bios_of(f'{BYLINE}<div class="author-box"><h4>Jane Doe</h4><p>Jane Doe covers the coast.</p></div>') == [
        "Jane Doe covers the coast."
    ]


PROSE = "<p>The trains are late in autumn, and every year the reason that is given for it is another one.</p>" * 6
SHORT_BIO = "Knows every station between the coast and the hills. Once drove a tram."
FACE = '<img src="/jane.jpg" alt="Jane Doe" class="rounded-full" width="64">'

CARDS = {
    "a heading beside a portrait": f"<div class=p-6><div class=x>{FACE}</div><div><h3>Jane Doe</h3><p>{SHORT_BIO}</p></div></div>",
    "about": f"<div class=p-6>{FACE}<div><h4>About Jane Doe</h4><p>{SHORT_BIO}</p></div></div>",
    "written by, in the heading": f"<div class=p-6>{FACE}<div><h4>Written by Jane Doe</h4><p>{SHORT_BIO}</p></div></div>",
    "written by, above the name": f"<section>{FACE}<div><p>Written by</p><h2>Jane Doe</h2><p>Editor</p><p>{SHORT_BIO}</p></div></section>",
    "initials for a picture": f"<div><div>JD</div><div><h3>About Jane Doe</h3><p>Engineering</p><p>{SHORT_BIO}</p></div></div>",
    "a name that is a link": f'<div class=p-6>{FACE}<a href="/author/jane"><b>Jane Doe</b></a><div>{SHORT_BIO}</div></div>',
    "a heading in the text": f"<h4>About Jane Doe</h4><p>{SHORT_BIO}</p>",
    "what stands below": f"<div class=p-6>{FACE}<div><h4>About Jane Doe</h4><p>{SHORT_BIO}</p><p>Lower Town</p><p>Joined</p></div></div>",
    "a date that a label for the blind excuses": f'<aside aria-label="Author details">{FACE}<b>Jane Doe</b><p>{SHORT_BIO}</p><time>2019</time></aside>',
}


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_known_by_its_form(card):
    (author,) = read(f'<p class="byline">By Jane Doe</p>{PROSE}{CARDS[card]}').authors

    assert author.bio == SHORT_BIO
    assert author.image == ("https://news.example/jane.jpg" if FACE in CARDS[card] else None)


@pytest.mark.parametrize(
    "below",
    [
        f'<div>{FACE}<h3><a href="/2026/10/x">Why trains are late in autumn</a></h3><p>{SHORT_BIO}</p><span>Jane Doe</span></div>',
        f"<div>{FACE}<p>{SHORT_BIO}</p><p>Jane Doe</p></div>",
        f"<div>{FACE}<span>Jane Doe</span><span>3 May 2026</span><p>{SHORT_BIO}</p></div>",
        f"<div><span>Jane Doe</span><p>{SHORT_BIO}</p></div>",
        f"<div><p>Written by Jane Doe</p></div><div><p>{SHORT_BIO}</p></div>",
        '<div><h3><a href="/author/jane">Jane Doe</a></h3><p>Trains in the hills are late again, and nobody knows why.</p></div>',
        "<div><h4>Jane Doe</h4><p>“I was on that train all night, and so was everybody else that I know.”</p></div>",
    ],
    ids=[
        "a teaser",
        "a quotation",
        "a dated note",
        "a name and a text",
        "the next box",
        "a teaser below a name",
        "words",
    ],
)
def test_a_name_near_a_text_is_no_card(below):
    assert bios_of(f'<p class="byline">By Jane Doe</p>{PROSE}{below}') == [None]


def test_cards_in_a_list_are_of_one_author_each():
    def card(name: str, bio: str) -> str:
        picture = f'<img src="/{name[:4]}.jpg" alt="" width="80">'
        return f'<li><div class="box-avatar">{picture}</div><b class="author-name">{name}</b><p class="author-description">{bio}</p></li>'

    bios = {"Jane Doe": "Knows every station by its clock.", "Anna Lee": "Writes on boats and sleeps there, too."}
    body = f'<p class="byline">By Jane Doe and Anna Lee</p>{PROSE}<ul class="author-boxes author-box">'

    found = read(body + "".join(card(*one) for one in bios.items()) + "</ul>").authors

    assert {author.name: author.bio for author in found} == bios
    assert [author.image for author in found] == ["https://news.example/Jane.jpg", "https://news.example/Anna.jpg"]


@pytest.mark.parametrize(
    "box",
    [
        f'<div data-testid="author-bio"><p>{BIO}</p></div>',
        f'<div data-component="AuthorBio"><p>{BIO}</p></div>',
        f"<section data-author-box><b data-author-name>Jane Doe</b><span data-author-bio>{BIO}</span></section>",
        f'<div class="PersonPromo"><a class="PersonPromo-name">Jane Doe</a><div class="PersonPromo-description">{BIO}</div></div>',
        f"<p><strong>About the author:</strong> {BIO}</p>",
        f"<p>About the author: {BIO}</p>",
        f"<table><tr><td>{PROSE} The text ends here.<br><br><i>{BIO}</i></td></tr></table>",
        f"<div>{FACE}<div>Jane Doe<p>{BIO}</p></div></div>",
        f"<p>Bio: {BIO}</p><p>About the author: see above</p>",
        f'<div itemscope itemtype="https://schema.org/Person"><b itemprop="name">Jane Doe</b><p itemprop="description">{BIO}</p></div>',
        f'<div class="author-card"><h3>Jane Doe</h3><p>{BIO}</p><p class="author-stats"><b>48</b> stories <b>1200</b> readers</p></div>',
    ],
)
def test_a_bio_is_found_without_a_class_that_says_so(box):
    assert bios_of(BYLINE + PROSE + box) == [BIO]


@pytest.mark.parametrize(
    "byline",
    [
        '<div><img src="/jane.jpg" width="48"><div><p class="byline">By Jane Doe</p><p>3 May 2026</p></div></div>',
        '<div class="byline"><img data-src="/jane.jpg" src="data:," class="avatar"> By Jane Doe</div>',
        '<div><a href="/author/jane"><img srcset="/jane.jpg 1x, /jane2.jpg 2x" alt="Photo of Jane Doe"></a><p class="byline">By Jane Doe</p></div>',
        '<div><figure><img src="/ann.jpg" alt="Anna Lee"></figure><img src="/jane.jpg" alt="Jane Doe"><p class="byline">By Jane Doe</p></div>',
    ],
)
def test_the_portrait_in_a_byline_is_the_author_s(byline):
    (author,) = read(byline).authors

    assert author.image == "https://news.example/jane.jpg"


@pytest.mark.parametrize(
    "byline",
    [
        '<div><img src="/bridge.jpg" width="1200"><p class="byline">By Jane Doe</p></div>',
        '<div><img src="/calendar.png" width="32"><p class="byline">By Jane Doe</p></div>',
        '<div class="byline"><img src="/ann.jpg" alt="Anna Lee" width="80"> By Jane Doe</div>',
        '<div><p class="byline">By Jane Doe</p><blockquote><img src="/ann.jpg" class="avatar"></blockquote></div>',
    ],
    ids=["of the article", "a sign", "of somebody else", "of who is quoted"],
)
def test_a_picture_beside_a_byline_may_be_of_something_else(byline):
    (author,) = read(byline).authors

    assert author.image is None


def test_a_list_of_bios_gives_each_their_own_and_a_reviewer_s_to_nobody():
    cards = "".join(
        f'<div class="contributor-card"><h4>{name}</h4><p>{bio}</p></div>'
        for name, bio in (("Jane Doe", SHORT_BIO), ("Anna Lee", "Anna Lee is a doctor who reviews what others write."))
    )

    assert bios_of(f'{BYLINE}{PROSE}<div class="contributors-bios">{cards}</div>') == [SHORT_BIO]


def test_what_stands_below_the_label_of_a_byline_is_the_article():
    byline = '<div class="wrap"><div>Author</div><div>Jane Doe</div></div>'

    assert bios_of(f"{byline}<div>{PROSE}</div>") == [None]


def test_the_only_mention_of_an_author_may_be_a_card():
    card = f'<div>{FACE}<div><a href="/author/jane"><p>Jane Doe</p></a><p>Editor</p></div></div><p>{SHORT_BIO}</p>'

    assert bios_of(f"{PROSE}<div>{card}</div>") == [SHORT_BIO]


def test_the_portrait_beside_a_box_is_of_whom_it_tells():
    box = (
        f'<div class="c-person"><p><img src="/jane.jpg" alt=""></p><div><p class="c-person__text">{BIO}</p></div></div>'
    )

    (author,) = read(BYLINE + PROSE + box).authors

    assert (author.bio, author.image) == (BIO, "https://news.example/jane.jpg")


@pytest.mark.parametrize(
    "bio",
    [
        "Writes on boats, and sleeps there, too.",
        "Editor of the desk for trains. Born in the hills.",
        "Trains are all that she knows. Really.",
    ],
)
def test_below_a_heading_without_a_portrait_a_text_that_speaks_of_somebody_is_a_bio(bio):
    assert bios_of(f"{BYLINE}{PROSE}<div><h3>Jane Doe</h3><p>{bio}</p></div>") == [bio]
