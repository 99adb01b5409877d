"""Canonical address, language, tags, site, image, paywall, next page."""

import pytest

from parsers import parse_article
from parsers.about import (
    read_canonical,
    read_image,
    read_language,
    read_next_page,
    read_site_name,
)
from parsers.language import guess_language
from parsers.page import Page
from parsers.paywall import read_paywalled
from parsers.tags import read_tags

GERMAN = (
    "Der Hersteller hat am Montag einen neuen Akku vorgestellt, der nach eigenen Angaben doppelt so lange hält wie der alte. "
    "Die Zellen werden in einem Werk an der Küste gebaut, und das Unternehmen will sie noch in diesem Jahr ausliefern. "
    "Wie teuer sie werden, ist nicht bekannt, aber ein Sprecher sagte, dass sie für alle Kunden bezahlbar sein sollen."
)


def page(head: str = "", body: str = "", html: str = "", url: str = "https://example.com/news/story") -> Page:
    return Page(f"<html {html}><head>{head}</head><body>{body}<p>.</p></body></html>".encode(), url)


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel=canonical href="/news/story?id=1">', "https://example.com/news/story?id=1"),
        ('<meta property="og:url" content="https://example.com/s">', "https://example.com/s"),
        ('<link rel=canonical href="javascript:alert(1)">', "https://example.com/news/story"),
        ("", "https://example.com/news/story"),
    ],
)
def test_canonical_is_absolute(head, canonical):
    assert read_canonical(page(head)).value == canonical


def test_a_base_moves_relative_addresses():
    assert (
        read_canonical(page('<base href="https://cdn.example.org/x/"><link rel=canonical href="a">')).value
        == "https://cdn.example.org/x/a"
    )


@pytest.mark.parametrize(
    ("html", "head", "text", "language"),
    [
        ("lang=en_us", "", "", "en-US"),
        ('lang="zh-hans-cn"', "", "", "zh-Hans-CN"),
        ("", '<meta property="og:locale" content="pt_BR">', "", "pt-BR"),
        ("", "", GERMAN, "de"),
        pytest.param("lang=en", "", GERMAN, "de", id="a theme's default is not believed against the text"),
        ("lang=x-default", "", "", None),
        ("", "", "Too short.", None),
    ],
)
def test_language_is_declared_or_told_by_the_text(html, head, text, language):
    assert read_language(page(head, html=html), text).value == language


DANISH = "Fabrikken ved søen har solgt ventilatorer i mange år, og de fleste, der arbejder der, kan kende forskel på dem. Den nye er ikke til at høre, og det er ifølge selskabet med vilje, men den koster ikke mere end den gamle. "
LITHUANIAN = "Įmonė prie ežero ventiliatorius parduoda jau daug metų, ir dauguma, kurie ten dirba, juos atskiria iš garso. Naujas yra tyliausias iš visų, tai kainuos ne daugiau kaip ankstesnis, bet parduotuvėse bus tik po metų. "


@pytest.mark.parametrize(
    ("html", "text", "language"),
    [
        ("lang=en", DANISH, "da"),
        ("lang=en", LITHUANIAN * 2, "lt"),
        (
            "lang=en-US",
            "Fabryka nad jeziorem sprzedaje wentylatory od wielu lat, a ci, którzy tam pracują, odróżniają je po dźwięku. Nowy jest najcichszy ze wszystkich i będzie w sklepach w marcu, powiedziała szefowa działu.",
            "pl",
        ),
        (
            "lang=en-US",
            "Завод на берегу озера уже много лет делает вентиляторы, и те, кто там работает, различают их на слух. Новый оказался самым тихим из всех, а в магазинах он появится в марте.",
            "ru",
        ),
        (
            "lang=en",
            "Göl kıyısındaki fabrika yıllardır vantilatör satıyor ve orada çalışanların çoğu onları sesinden ayırt ediyor. Yenisi hepsinden sessiz olacak, ancak eskisinden pahalı olmayacak.",
            "tr",
        ),
        ("lang=en-US", "በሐይቁ ዳርቻ ያለው ፋብሪካ ለብዙ ዓመታት ማራገቢያ ሲሸጥ ቆይቷል። አዲሱ ከሁሉም ይልቅ ጸጥ ያለ ነው ብለዋል የላቦራቶሪው ኃላፊ።", "am"),
        (
            "lang=en-US",
            "సరస్సు ఒడ్డున ఉన్న కర్మాగారం చాలా ఏళ్లుగా పంకాలు అమ్ముతోంది. కొత్తది అన్నిటికంటే నిశ్శబ్దంగా ఉంటుందని ప్రయోగశాల అధిపతి చెప్పారు, ధర మాత్రం పెరగదు.",
            "te",
        ),
        (
            "lang=en",
            "तळ्याकाठचा कारखाना अनेक वर्षांपासून पंखे विकत आहे आणि तिथे काम करणारे त्यांना आवाजावरून ओळखतात. नवा पंखा सगळ्यात शांत आहे, पण त्याची किंमत वाढलेली नाही.",
            "mr",
        ),
    ],
)
def test_a_theme_s_default_is_not_believed_in_smaller_languages_either(html, text, language):
    assert read_language(page("", html=html), text).value == language


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("gl", "gl"),
        ("nds", "nds"),
        ("pt-BR", "pt-BR"),
        ("en", "pt"),
        ("fr", "pt"),
        ("por", "pt"),
        ("eng", "pt"),
        ("br", "pt"),
    ],
)
def test_a_language_of_which_we_know_no_words_is_believed_against_its_neighbours(declared, language):
    text = "A fábrica à beira do lago vende ventoinhas há muitos anos, e os que ali trabalham sabem qual é qual pelo som. A nova não se ouve, mas não é mais cara do que a outra, e também pode ser vista em março nas lojas da cidade. "

    assert read_language(page(html=f"lang={declared}"), text).value == language


@pytest.mark.parametrize("declared", ["sr", "sr-Latn", "hr"])
def test_serbian_in_latin_letters_is_not_croatian(declared):
    text = "Fabrika na obali jezera već godinama prodaje ventilatore, a oni koji su tamo razlikuju ih po zvuku. Novi je najtiši od svih i biće u prodavnicama u martu, rekla je šefica odeljenja, koja kaže da nije skuplji nego što je bio stari, ali da će ih biti manje."

    assert read_language(page(html=f"lang={declared}"), text).value == declared


@pytest.mark.parametrize(
    ("code", "language"),
    [("jp", "ja"), ("cn", "zh"), ("kr", "ko"), ("gr", "el"), ("cz-CZ", "cs-CZ"), ("eng", "en"), ("deu-AT", "de-AT")],
)
def test_the_code_of_a_country_stands_for_its_language(code, language):
    assert read_language(page(html=f"lang={code}"), "").value == language


def test_a_flash_of_few_words_tells_its_language_where_most_are_known():
    flash = "Die Fabrik hat am Montag einen Lüfter vorgestellt, der nicht zu hören ist und auch nicht mehr kostet als der alte."

    assert guess_language(flash) == "de"
    assert (
        guess_language(
            "Larkspur Fan Mk IV white 40 cm quiet motor lake edition box cable manual two years in stock now"
        )
        is None
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("新しい電池が発表された。" * 20, "ja"),
        ("新的电池已经发布。" * 20, "zh"),
        ("새로운 배터리가 발표되었다. " * 20, "ko"),
        ("12345 67890 " * 50, None),
    ],
)
def test_scripts_tell_languages(text, language):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("head", "body", "tags"),
    [
        (
            '<meta property="article:tag" content="Chips"><meta property="article:tag" content="Fabs">',
            "",
            ("Chips", "Fabs"),
        ),
        ('<meta name=keywords content="chips, fabs,Chips , ">', "", ("chips", "fabs")),
        ("", '<a rel="tag" href="/tag/chips">#Chips</a><a rel="category tag" href="/c">News</a>', ("Chips",)),
        (
            '<script type="application/ld+json">{"@type":"Article","keywords":["Chips","ad:slot1",{"name":"Fabs"}]}</script>',
            "",
            ("Chips", "Fabs"),
        ),
        ("", "", ()),
    ],
)
def test_tags_are_the_publishers_topics(head, body, tags):
    assert read_tags(page(head, body)).value == tags


UNMARKED_TAGS = {
    "a field of the article": "<div class='field field--name-field-tags'><h3>Tags</h3><ul><li><a href=/t/1>Chips</a><li><a href=/t/2>Fabs</a></ul></div>",
    "a class that a build made longer": "<div class=Topics_root__1sQ><span>Topics</span><a href=/t/1>Chips</a><a href=/t/2>Fabs</a></div>",
    "a class on each": "<p><a class=post-tag href=/t/1>Chips</a>, <a class=post-tag href=/t/2>Fabs</a></p>",
    "only their addresses": "<div><a href=/blog/tags/chips>Chips</a><a href=/blog/tags/fabs>#Fabs</a></div><a href=/topics/all>Everything</a>",
}


@pytest.mark.parametrize("markup", UNMARKED_TAGS.values(), ids=UNMARKED_TAGS.keys())
def test_a_list_of_tags_is_known_by_its_class_or_by_their_addresses(markup):
    head = "<meta name=keywords content='words, nobody, sees'>"

    assert read_tags(page(head, f"<article><h1>A fab</h1><p>Text.</p>{markup}</article>")).value == ("Chips", "Fabs")


@pytest.mark.parametrize(
    "markup",
    [
        "<aside class=tags><a href=/t/1>Chips</a></aside>",
        "<nav><a href=/tags/chips>Chips</a><a href=/tags/fabs>Fabs</a></nav>",
        "<div class=trending-topics><a href=/t/1>Chips</a></div>",
        "<article><p class=text>In the hall <a class=tag-link href=/t/1>chips</a> are cut from discs that weigh more than any of them.</p></article>",
        "<div class=topics><a href=/news/1>How a small town came to cut more chips than it has people</a></div>",
    ],
)
def test_topics_of_the_site_and_words_of_the_text_are_no_tags(markup):
    assert read_tags(page("", markup)).value == ()


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ("<p>Tags: <a href=/x/1>Chips</a>, <a href=/x/2>Fabs</a></p>", "en"),
        (
            "<div><span>Explore more on these topics</span><ul><li><a href=/x/1>Chips</a><li><a href=/x/2>Fabs</a></ul></div>",
            "en-GB",
        ),
        ("<div><i></i> Filed under <a href=/x/1>Chips</a> <a href=/x/2>Fabs</a></div>", "en"),
        ("<div><h4>Themen</h4><a href=/x/1>Chips</a><a href=/x/2>Fabs</a></div>", "de"),
        ("<div><b>Mots-clés :</b> <a href=/x/1>Chips</a>, <a href=/x/2>Fabs</a></div>", "fr"),
        ("<dl><dt>タグ<dd><a href=/x/1>Chips</a><a href=/x/2>Fabs</a></dl>", "ja"),
        ("<ul><li><span>Теги:</span><ul><li><a href=/x/1>Chips</a><li><a href=/x/2>Fabs</a></ul></ul>", "ru"),
        (
            "<nav aria-label=tags><ul><li><a href=/blog/tags/chips>Chips</a><li><a href=/blog/tags/fabs>Fabs</a></ul></nav>",
            "en",
        ),
    ],
)
def test_a_word_for_tags_before_links_makes_them_some(markup, language):
    body = f"<article><h1>A fab</h1><p>Text of the story, which is longer than all of its tags.</p>{markup}</article>"

    assert read_tags(page("", body), language).value == ("Chips", "Fabs")


@pytest.mark.parametrize(
    "body",
    [
        "<div><h3>Topics</h3><a href=/x/1>Chips</a><a href=/x/2>Fabs</a></div><h1>A fab</h1><p>Text.</p>",
        "<h1>A fab</h1><p>Text.</p><div><h3>Topics</h3><a href=/x>All</a><a href=/x/1>Chips</a></div>",
        "<h1>A fab</h1><div>Topics <ul><li><a href=#one>Chips</a><li><a href=#two>Fabs</a></ul></div><p>Text.</p>",
        "<h1>A fab</h1><p>Tags</p><p>Text about <a href=/x/1>chips</a> and everything that is made of them in the town by the lake.</p>",
        "<div class=topics><a href=/topics/chips>Chips</a><a href=/topics/fabs>Fabs</a></div><article><h1>A fab</h1><p>Text.</p></article>",
        "<h1>A fab</h1><p>Text.</p><div><div><h3><a href=/y>A mill</a></h3><div class=tags><a href=/x/1>Chips</a><a href=/x/2>Fabs</a></div></div></div>",
        "<h1>A fab</h1><p>Text.</p><div><h3>Popular topics</h3><a href=/x/1>Chips</a><a href=/x/2>Fabs</a></div>",
    ],
)
def test_menus_choices_of_topics_contents_and_text_are_no_tags(body):
    assert read_tags(page("", body), "en").value == ()


def test_tags_above_the_headline_are_the_article_s_where_they_stand_in_it():
    body = (
        "<article><div class=tags><a href=/x/1>Chips</a><a href=/x/2>Fabs</a></div><h1>A fab</h1><p>Text.</p></article>"
    )

    assert read_tags(page("", body), "en").value == ("Chips", "Fabs")


def test_site_name_and_image():
    seen = page(
        '<meta property="og:image" content="/lead.jpg"><script type="application/ld+json">'
        '{"@type":"Article","publisher":{"@id":"#org"}}</script><script type="application/ld+json">'
        '{"@graph":[{"@id":"#org","@type":"Organization","name":"Harbour &amp; Hill"}]}</script>'
    )

    assert read_site_name(seen).value == "Harbour & Hill"
    assert read_image(seen).value == "https://example.com/lead.jpg"


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("<a href=/>Harbour &amp; Hill</a>", "Harbour & Hill"),
        ("<a href=https://www.harbourhill.example/><img src=/l.svg alt='Harbour Hill logo'></a>", "Harbour Hill"),
        ("<a href=/ title='The Harbour Hill home page'><svg></svg></a>", "Harbour Hill"),
        ("<a href=/>Home</a>", None),
        ("<a href=/>Our fans of the lake</a>", None),
        ("<a href=/about/>Harbour Hill</a>", None),
    ],
)
def test_a_link_home_names_the_site_where_its_address_does_too(link, name):
    body = f"<header>{link}</header><article><h1>A fab</h1></article>"

    assert (
        read_site_name(page("<title>A fab</title>", body, url="https://www.harbourhill.example/a"), "A fab").value
        == name
    )


def test_a_picture_with_which_the_text_begins_is_the_image_where_the_data_name_none():
    text = (
        "<p>The hall is as long as the lake is wide, and nobody who works in it has ever seen both ends at once.</p>"
        * 4
    )

    def image(figure: str, head: str = "") -> str | None:
        html = f"<html><head>{head}</head><body><article><h1>A fab opens by the lake</h1>{figure}{text}</article></body></html>"
        return parse_article(html.encode(), "https://example.com/news/fab").image

    assert image("<figure><img src=/hall.jpg></figure>") == "https://example.com/hall.jpg"
    assert (
        image("<figure><img src=/hall.jpg></figure>", "<meta property=og:image content=/lead.jpg>")
        == "https://example.com/lead.jpg"
    )
    assert image("<figure><img src=/icons/share-icon.png></figure>") is None


def test_site_name_and_image_in_microdata():
    seen = page(
        body='<div itemscope itemtype="http://schema.org/NewsArticle"><meta itemprop="image" content="/lead.jpg">'
        '<span itemprop="publisher" itemscope itemtype="http://schema.org/Organization">'
        '<meta itemprop="name" content="Harbour &amp; Hill"></span></div>'
    )

    assert read_site_name(seen).value == "Harbour & Hill"
    assert read_image(seen).value == "https://example.com/lead.jpg"


@pytest.mark.parametrize(
    ("value", "paywalled"),
    [("false", True), ('"False"', True), ("true", False), ('"https://schema.org/True"', False), ('"?"', None)],
)
def test_paywall_is_what_the_data_says(value, paywalled):
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","isAccessibleForFree":{value}}}</script>'

    assert read_paywalled(page(head)).value is paywalled


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        (
            "https://example.com/news/story",
            '<a rel=next href="/news/story/2">2</a>',
            "https://example.com/news/story/2",
        ),
        (
            "https://example.com/news/story/2",
            '<a href="/news/story/3">Next page ›</a>',
            "https://example.com/news/story/3",
        ),
        (
            "https://example.com/news/story.html",
            '<a rel=next href="/news/story-2.html">weiter</a>',
            "https://example.com/news/story-2.html",
        ),
        (
            "https://example.com/a?id=5",
            '<a rel=next href="/a?id=5&page=2">Next</a>',
            "https://example.com/a?id=5&page=2",
        ),
        pytest.param(
            "https://example.com/news/story/",
            'Pages: 1 <a href="/news/story/2/">2</a> <a href="/news/story/3/">3</a>',
            "https://example.com/news/story/2/",
            id="numbers only",
        ),
        pytest.param(
            "https://example.com/news/story/2/",
            '<a href="/news/story/">1</a> 2 <a href="/news/story/3/">3</a>',
            "https://example.com/news/story/3/",
            id="numbers only, from the second",
        ),
        pytest.param(
            "https://example.com/news/story",
            '<a href="/news/story?page=2" aria-label="Next page"><i></i></a>',
            "https://example.com/news/story?page=2",
            id="an arrow with a label",
        ),
        pytest.param(
            "https://example.com/news/story?utm_source=feed",
            '<a rel=next href="/news/story/seite-2">2</a>',
            "https://example.com/news/story/seite-2",
            id="a page word, and a mark of where one came from",
        ),
        pytest.param(
            "https://example.com/news/fan-47.html",
            '<a rel=next href="/news/fan-47-2.html">2</a>',
            "https://example.com/news/fan-47-2.html",
            id="a title that ends in a number",
        ),
        pytest.param(
            "https://example.com/news/story",
            '<a rel=next href="/news/story?page=1">2</a>',
            "https://example.com/news/story?page=1",
            id="counted from nought",
        ),
        pytest.param(
            "https://example.com/news/story/index.html",
            '<a rel=next href="/news/story/index_2.html">2</a>',
            "https://example.com/news/story/index_2.html",
            id="an index",
        ),
        pytest.param(
            "https://example.com/news/story/",
            '<a rel=next href="/news/story/comment-page-2/#comments">Next</a>',
            None,
            id="more comments",
        ),
        pytest.param(
            "https://example.com/news/fan-47.html",
            '<a rel=next href="/news/fan-48.html">Next</a>',
            None,
            id="the next one in a row of articles",
        ),
        pytest.param(
            "https://example.com/news/story",
            '<a rel=next href="/news/another-story">Next</a>',
            None,
            id="the next article",
        ),
        pytest.param(
            "https://example.com/news/story",
            '<a rel=next href="/news/story/3">3</a>',
            None,
            id="not the following page",
        ),
        pytest.param(
            "https://example.com/news/story",
            '<a rel=next href="https://other.example/news/story/2">2</a>',
            None,
            id="another site",
        ),
        pytest.param("https://example.com/", '<a rel=next href="/page/2">Next</a>', None, id="a listing"),
    ],
)
def test_next_page_is_the_same_articles(url, link, following):
    assert read_next_page(page(body=link, url=url)).value == following


@pytest.mark.parametrize(
    "words",
    [
        "Page 2",
        "Continue to page 2",
        "Auf Seite 2: Der Motor",
        "Lire la suite",
        "Nästa sida",
        "Další strana",
        "次ページへ",
        "다음 페이지",
        "الصفحة التالية",
    ],
)
def test_next_page_is_known_by_its_words(words):
    link = f"<a href=/news/story/2>{words}</a>"

    assert (
        read_next_page(page(body=link, url="https://example.com/news/story")).value
        == "https://example.com/news/story/2"
    )


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("The bus map | Harbour & Hill", "Harbour & Hill"),
        ("The bus map and its makers - example.com", "example.com"),
        ("The bus map | Maps | Example", "Example"),
        ("The bus map - by Ada Finch", None),
        ("The bus map - how it was drawn by six people of the town", None),
        ("The bus map", None),
    ],
)
def test_the_title_tag_names_the_site_where_nothing_else_does(tag, name):
    assert read_site_name(page(f"<title>{tag}</title>"), "The bus map").value == name


def test_a_logo_is_the_image_only_where_nothing_else_is_offered():
    logo = "<meta property=og:image content=/img/harbour-logo.png>"
    other = "<meta name=twitter:image content=/img/bus-map.jpg>"

    assert read_image(page(logo + other)).value == "https://example.com/img/bus-map.jpg"
    assert read_image(page(logo)).value == "https://example.com/img/harbour-logo.png"


def test_a_month_of_the_archive_is_no_tag():
    links = "".join(f"<a rel=tag href=/t>{tag}</a>" for tag in ("July 2022", "juillet 2022", "Buses", "Expo 2022"))

    assert read_tags(page("", links)).value == ("Buses", "Expo 2022")


@pytest.mark.parametrize(
    ("wall", "paywalled"),
    [
        ("この記事は有料記事です。残り512文字", True),
        ("Il vous reste 62.5% de cet article à lire.", True),
        ("Pozostało 71% artykułu do przeczytania.", True),
        ("Subscribe now to keep reading", None),  # stands on pages that are whole, too
        ("<form><textarea></textarea><span>残り1000文字</span></form>", None),  # a box for comments
    ],
)
def test_a_wall_that_tells_how_much_is_behind_it_says_so(wall, paywalled):
    assert read_paywalled(page(body=f"<h1>A story</h1><p>It begins.</p><div>{wall}</div>")).value is paywalled


@pytest.mark.parametrize(
    ("head", "body", "rule"),
    [
        (
            '<script type="application/ld+json">{"@type":"Article","hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False"}}</script>',
            "",
            "json-ld:hasPart",
        ),
        (
            '<script type="application/ld+json">{"@type":"WebPage","isAccessibleForFree":false}</script>',
            "",
            "json-ld:WebPage",
        ),
        (
            "",
            '<div itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop=isAccessibleForFree content=false></div>',
            "microdata:isAccessibleForFree",
        ),
        (
            "",
            "<aside class=cta><h2>This post is for paying subscribers only</h2><a>Subscribe now</a></aside>",
            "text:wall",
        ),
        ("", "<div><p>This article is exclusive to <b>Harbour+ members</b></p></div>", "text:wall"),
        ("", "<p>To continue reading this article, please log in.</p>", "text:wall"),
        ("", "<div>Dieser Artikel ist nur für Abonnenten lesbar.</div>", "text:wall"),
        ("", "<p>Cet article est réservé aux abonnés</p>", "text:wall"),
        ("", "<p>Contenuto riservato agli abbonati</p>", "text:wall"),
        ("", "<p>この記事は会員限定です。</p>", "text:wall"),
        ("", "<p>Материал доступен только подписчикам</p>", "text:wall"),
        ("", "<div class='hidden md:block'><p>This post is for paying subscribers only</p></div>", "text:wall"),
    ],
)
def test_a_wall_is_told_by_parts_pages_items_or_its_own_sentence(head, body, rule):
    found = read_paywalled(page(head, body))

    assert (found.value, found.rule) == (True, rule)


@pytest.mark.parametrize(
    "body",
    [
        "<div hidden><p>This post is for paying subscribers only</p></div>",
        "<div class='wall d-none'><p>Dieser Artikel ist nur für Abonnenten lesbar.</p></div>",
        "<a href=/x><h3>Ferries</h3><p>This article is for subscribers only</p></a>",
        "<p>We went on foot. This article is for members of the club who could not come with us that day, and for those who did.</p>",
        "<p>Subscribe now to keep reading and get access to the full archive.</p>",
        "<h3>For subscribers</h3><p>Our letter comes on Fridays, and is only for members of the club.</p>",
        "<blockquote>This article is for subscribers only, it said.</blockquote>",
    ],
)
def test_what_is_hidden_leads_elsewhere_or_only_invites_is_no_wall(body):
    assert read_paywalled(page(body=body)).value is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This newsletter is sent to subscribers every Friday."),
        ("en", "This article is free to read thanks to our members."),
        ("en", "This report is available to members and the public."),
        ("en", "This section is dedicated to members who died this year."),
        ("en", "This post is not just for subscribers."),
        ("en", "This article is no longer for subscribers only."),
        ("en", "You must be a subscriber to read this comment."),
        ("sv", "För att läsa fler artiklar, prenumerera på vårt brev."),
        ("de", "Dieser Artikel ist nicht nur für Abonnenten lesbar."),
        ("fr", "Cet article n’est pas réservé aux abonnés."),
        ("es", "Este artículo no es exclusivo para suscriptores."),
        ("it", "Questo articolo non è riservato agli abbonati."),
        ("nl", "Dit artikel is niet alleen voor abonnees."),
        ("ru", "Этот материал доступен всем, не только подписчикам."),
        ("tr", "Bu haber sadece aboneler için değil."),
        ("ja", "この記事は会員登録なしで読めます。"),
    ],
)
def test_a_sentence_that_thanks_denies_or_names_others_as_well_is_no_wall(language, sentence):
    assert read_paywalled(page(body=f"<div><p>{sentence}</p></div>"), language).value is None


def test_a_badge_on_the_card_of_another_article_is_no_wall():
    badge = "<span>Article réservé aux abonnés</span>"
    card = f"<div><h3><a href=/x>A museum of fans opens by the lake</a></h3>{badge}</div>"

    assert read_paywalled(page(body=f"<h1>A fab</h1>{card}"), "fr").value is None
    assert read_paywalled(page(body=f"<h1>A fab</h1><div>{badge}</div>"), "fr").value
