"""Is it an article? What a reader would say of pages of our own making, each like many on the web."""

import pytest

from parsers import parse_article

PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "Larkspur, a maker of small fans, said on Tuesday that its next model would be the quietest it has ever shipped, and that it would cost no more than the last.",
        "The company has sold fans since 1998. Its factory, on the edge of a lake, employs 140 people, most of whom can tell the models apart by ear alone.",
        "“We have stopped measuring the noise, because our instruments are louder than the fan,” said Ada Finch, who leads the laboratory and has done so for nine years.",
        "Analysts were not surprised. The market for quiet things has grown every year since offices became open, and Larkspur holds a fifth of it, according to the trade body.",
        "The fan will be in shops in March. A version that is louder, for people who miss the sound, is to follow in the summer, the company told reporters.",
    )
)


def page(body: str, head: str = "", url: str = "https://www.example.com/news/larkspur-ships-a-quieter-fan"):
    html = f"<html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a href=/news/>News</a></nav>{body}</body></html>"
    return parse_article(html.encode(), url)


def test_a_news_story_is_one():
    article = page(
        f"<article><h1>Larkspur ships a quieter fan</h1><p class=byline>By Ada Finch</p><time datetime=2026-11-03>3 November 2026</time>{PARAGRAPHS}</article>",
        '<meta property="og:type" content="article">',
    )

    assert article.is_article
    assert article.confidence > 0.8


def test_a_story_that_tells_machines_nothing_is_one_too():
    assert page(f"<h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS}").is_article


def test_a_short_story_whose_address_is_not_known_is_no_section():
    story = f"<article><h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS[:200]}</article>"

    assert page(story, url="").provenance["is_article"] == "signals"
    assert page(story, url="https://www.example.com/news/").provenance["is_article"] == "address of a section"


TEASERS = "".join(
    f"<div class=teaser><h2><a href='/news/story-{n}-about-something'>Story {n} about something new</a></h2><p>A line about it.</p></div>"
    for n in range(20)
)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        pytest.param(f"<h1>News</h1>{TEASERS}", "https://www.example.com/news/", id="a section front"),
        pytest.param(f"<h1>Tag: fans</h1>{TEASERS}", "https://www.example.com/tag/fans", id="a tag page"),
        pytest.param(f"<h1>Ada Finch</h1><p>Ada writes about fans.</p>{TEASERS}", "https://www.example.com/author/ada-finch", id="an author's page"),
        pytest.param(f"<h1>Search results for “fan”</h1>{TEASERS}", "https://www.example.com/search?q=fan", id="search results"),
        pytest.param(
            "<h1>Sign in</h1><form><input name=email><input type=password name=p><button>Sign in</button></form><p>Forgot your password?</p>",
            "https://www.example.com/login",
            id="a login",
        ),
        pytest.param("<h1>Page not found</h1><p>The page you are looking for does not exist. Try the search, or go back to where you came from.</p>", "https://www.example.com/news/old-story-here", id="an error page"),
        pytest.param("<h1>Making sure you are not a bot</h1>" + "<p>Your browser is asked to do a small sum, which takes a moment on most machines and keeps greedy visitors away from us.</p>" * 12, "https://www.example.com/news/larkspur-ships-a-quieter-fan", id="a bot check that explains itself"),
        pytest.param(
            "<h1>Fan repair</h1><div class=hero><a class=btn>Free quote</a></div><section class=feature><h2>Why choose us</h2><p>Our team repairs your fan, and we do it well, because we love our customers and their fans.</p></section>"
            "<section class=testimonials><h2>Testimonials</h2><p>You made my fan whole again, and my family thanks you for it every summer.</p></section><section class=cta><h2>Get started</h2><form><input name=name><input name=mail><select><option>Fan</select></form>"
            "<p>Call us at (555) 010-9999 for a free estimate, and we will visit you in your home.</p></section><h2>Frequently asked questions</h2><p>Do you repair all fans? Yes, our technicians repair all of them, and your old one too.</p>",
            "https://www.example.com/services/fan-repair",
            id="a service",
        ),
        pytest.param("<h1>About us</h1><p>We write about fans, and have done so since 1998. We are four people and a cat who does not like fans.</p>", "https://www.example.com/about", id="a page about the site"),
        pytest.param(
            "<h1>Larkspur Fan Mk IV</h1><p>$49.99</p><button>Add to cart</button><p>In stock. Free shipping. SKU 1234.</p><select><option>White</select>"
            "<ul><li>Quiet</li><li>White</li><li>Small</li></ul><p>Quantity</p><h2>You may also like</h2>" + "<p>Fan $12.99 Add to cart</p>" * 12,
            "https://www.example.com/products/larkspur-fan-mk-iv",
            id="a product",
        ),
    ],
)  # fmt: skip
def test_other_pages_are_none(body, url):
    assert not page(body, url=url).is_article


@pytest.mark.parametrize(
    ("open_body", "data"),
    [
        ("<body class='archive category category-fans'>", ""),
        ("<body class='search search-results'>", ""),
        ("<body>", '{"@type": "JobPosting", "title": "Listener to fans (part time)"}'),
        ("<body>", '{"@type": "Event", "name": "Larkspur ships a quieter fan", "startDate": "2026-12-12"}'),
    ],
    ids=["a list of WordPress", "its search", "a job", "an event"],
)
def test_what_the_page_s_system_says_it_is_refuses_it_however_much_text_it_has(open_body, data):
    url = "https://www.example.com/news/larkspur-ships-a-quieter-fan"
    story = f"<h1>Larkspur ships a quieter fan</h1><p>By Ada Finch</p>{PARAGRAPHS}"
    html = f"<script type='application/ld+json'>{data}</script></head>{open_body}{story}</body>"

    assert not parse_article(html.encode(), url).is_article
    assert parse_article(
        f"{open_body.replace('archive', 'single')}{story}</body>".replace("search-results", "single").encode(), url
    ).is_article
    news = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Larkspur ships a quieter fan"}</script>'
    assert data == "" or parse_article((news + html).encode(), url).is_article


def test_every_verdict_says_why():
    assert page("<h1>Page not found</h1><p>Nothing here.</p>").provenance["is_article"] in ("no text", "error page")
    assert page(f"<h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS}").provenance["is_article"] == "signals"


LONG_TEASERS = "".join(
    f"<article class=item><h2><a href='/news/story-{n}'>Story {n} about something new</a></h2><time datetime=2026-11-0{n}>{n}</time>"
    f"<p>{text} {text}</p></article>"
    for n, text in enumerate(PARAGRAPHS.replace("</p>", "").split("<p>")[1:], 1)
)


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Wirtschaft", "wirtschaft/"), ("Тег: вентиляторы", "tag/ventilyatory"), ("「ファン」の記事一覧", "topics/fan"), ("Ada Finch", "authors/ada-finch"),
        ("Etiqueta: ventiladores del lago y de la ciudad", "tema/ventiladores"),
    ],
)  # fmt: skip
def test_a_front_is_none_however_long_its_teasers(title, path):
    assert not page(f"<main><h1>{title}</h1>{LONG_TEASERS}</main>", url=f"https://www.example.com/{path}").is_article


def test_a_list_of_things_with_links_and_an_article_with_teasers_below_are_articles():
    title = "<h1>The five quietest fans that you can buy this autumn</h1><p>By Ada Finch</p>"

    assert page(f"<article>{title}{LONG_TEASERS}</article>").is_article
    assert page(f"<article><h1>Quieter</h1>{PARAGRAPHS}{PARAGRAPHS}</article>{LONG_TEASERS[:1500]}").is_article


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Страница не найдена", "К сожалению, такой страницы больше нет: она удалена или адрес изменился. Воспользуйтесь поиском или вернитесь на главную, там собраны все новости сегодняшнего дня. Спасибо за понимание, нам очень жаль."),
        ("ページが見つかりません", "お探しのページは削除されたか、URLが変更された可能性があります。お手数ですが、サイト内検索をご利用いただくか、トップページから改めてお探しください。"),
        ("Sayfa bulunamadı", "Aradığınız sayfa kaldırılmış ya da adresi değişmiş olabilir. Lütfen aramayı kullanın veya günün tüm haberlerini bulabileceğiniz anasayfaya dönün. Bu sayfada bir hata olduğunu düşünüyorsanız bize yazın."),
        ("Polityka prywatności", "Przetwarzamy dane osobowe wyłącznie w zakresie niezbędnym do działania serwisu. Przysługuje Pani i Panu prawo dostępu do danych, ich sprostowania i usunięcia, a także prawo wniesienia skargi do organu nadzorczego. " * 5),
        ("关于我们", "我们是一家独立媒体，自2010年起报道安静家电。编辑部设在湖边的一座老房子里，共有十二名员工。我们依靠订阅和少量广告维持运营，并为读者提供客观的评测与购买建议。" * 4),
        ("Ingenieur (m/w/d) Akustik", "Sie entwickeln leise Ventilatoren und messen Geräusche. Wir bieten dreißig Tage Urlaub und flexible Arbeitszeiten. Wir freuen uns auf Ihre Bewerbung mit Gehaltsvorstellung und frühestem Eintrittstermin."),
    ],
)  # fmt: skip
def test_errors_house_pages_and_jobs_are_none_in_many_languages(title, text):
    assert not page(
        f"<main><h1>{title}</h1><p>{text}</p></main>", url="https://www.example.com/x-12345.html"
    ).is_article


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("ラークスパー、ほぼ無音の小型ファンを3月に発売", "小型ファンを手がけるラークスパーは3日、新モデルを3月に発売すると発表した。同社によると、これまでで最も静かな製品になるという。同社は1998年からファンを製造しており、湖のほとりにある工場では約140人が働いている。"),
        ("ลาร์กสเปอร์เปิดตัวพัดลมที่แทบไม่มีใครได้ยินเสียง", "บริษัทลาร์กสเปอร์ ผู้ผลิตพัดลมขนาดเล็ก ประกาศเมื่อวันอังคารว่ารุ่นถัดไปจะเป็นรุ่นที่เงียบที่สุดเท่าที่เคยผลิตมา และราคาจะไม่สูงกว่ารุ่นก่อน โรงงานริมทะเลสาบมีพนักงานราว 140 คน"),
    ],
)  # fmt: skip
def test_words_are_counted_where_no_spaces_part_them(title, text):
    assert page(
        f"<div><h1>{title}</h1><p>{text}</p><p>{text}</p></div>", url="https://www.example.com/news.php?id=12345"
    ).is_article


def test_a_story_told_in_pictures_is_one():
    figures = "".join(
        f"<figure><img src=/p{n}.jpg><figcaption>Worker {n} looks at a fan that has just come off the line, early in the morning.</figcaption></figure>"
        for n in range(9)
    )
    head = (
        "<h1>A day at the fan factory</h1><p class=byline>By Ada Finch</p><time datetime=2026-11-03>3 November</time>"
    )

    assert page(
        f"<article>{head}<p>We spent a day at the lake with a camera and listened.</p>{figures}</article>"
    ).is_article


def test_an_article_whose_text_only_a_script_brings_is_doubtful():
    head = '<title>Larkspur ships a quieter fan</title><meta property="og:type" content="article">'

    empty = page("<div id=__next><h1>Larkspur ships a quieter fan</h1><p>By Ada Finch</p></div>", head)

    assert (empty.is_article, empty.provenance["is_article"]) == (False, "text by a script")
    assert empty.confidence < 0.5


def test_a_page_without_text_that_calls_itself_no_article_is_surely_none():
    empty = page("<div id=root><h1>Fans</h1></div>", "<title>Fans</title>")

    assert (empty.is_article, empty.provenance["is_article"]) == (False, "no text")
    assert empty.confidence > 0.8


@pytest.mark.parametrize(
    ("root", "head"),
    [
        ("<html><body class='product-template-default single single-product postid-7'>", ""),
        ("<html><body class='single single-tribe_events postid-7'>", ""),
        ("<html><body class='path-node page-node-type-event'>", ""),
        ("<html><body class='catalog-product-view page-layout-1column'>", ""),
        ("<html><body id='phpbb' class='section-viewtopic'>", ""),
        ("<html><body id='nv_forum' class='pg_viewthread'>", ""),
        ("<html data-template='thread_view'><body>", ""),
        ("<html><body>", "<meta name=generator content='Discourse 3.4.0 - https://www.example.org'>"),
    ],
)
def test_what_a_system_calls_a_ware_an_event_or_a_thread_is_no_article(root, head):
    story = f"<h1>Larkspur ships a quieter fan</h1><p>By Ada Finch</p>{PARAGRAPHS}"
    url = "https://www.example.com/news/larkspur-ships-a-quieter-fan"

    assert not parse_article(f"{root}{head}{story}".encode(), url).is_article
    assert parse_article(f"<html><body class='single single-post single-podcast'>{story}".encode(), url).is_article
    assert parse_article(f"<html data-template='thread_view_type_article'><body>{story}".encode(), url).is_article


WAIT = "Our system wants to know a little more about whoever asks before it shows this page. It takes a moment, and most readers never see it. If it lasts, write to us and name the number below, so that somebody can look."


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Pardon Our Interruption", "Pardon Our Interruption..."),
        ("Access to this page has been denied.", "Before we continue..."),
        ("The Fan Times", "Not available in your region"),
        ("451: Unavailable due to legal reasons", "451: Unavailable due to legal reasons"),
        ("The Fan Times is being mended", "We’ll be back soon!"),
        ("Zustimmung", "Weiter mit Werbung lesen"),
        ("安全验证", "安全验证"),
        ("DDoS-Guard", "Checking your browser before accessing the site"),
        ("fans.example is for sale", "fans.example is for sale"),
        ("Fans", "Oups, cette page n’existe pas (ou plus)"),
        ("Fans", "Dieser Artikel ist leider nicht mehr verfügbar"),
    ],
)
def test_checks_walls_and_signs_at_a_closed_door_are_no_articles(title, heading):
    assert not page(f"<div><h1>{heading}</h1><p>{WAIT}</p></div>", f"<title>{title}</title>").is_article


def test_a_story_about_a_site_that_is_down_is_one():
    head = "<title>Fan Times temporarily unavailable after storm</title>"
    story = "<article><h1>Fan Times temporarily unavailable after storm</h1><time datetime=2026-11-03>3 November 2026</time>"

    assert page(f"{story}{PARAGRAPHS[:520]}</article>", head).is_article


@pytest.mark.parametrize(
    "title",
    [
        "Privacy Policy of the Fan Times",
        "Terms and Conditions of Use",
        "About Fan Times",
        "Fan Times Privacy Notice",
        "Get in touch",
        "All posts",
        "新着情報",
    ],
)
def test_titles_of_pages_on_which_a_site_speaks_of_itself_or_lists_refuse_them(title):
    head = "<meta property='og:site_name' content='The Fan Times'>"

    assert not page(f"<main><h1>{title}</h1>{PARAGRAPHS}</main>", head).is_article


@pytest.mark.parametrize(
    "title",
    [
        "About a boy who loved fans",
        "Fan makers change their privacy policy",
        "About time",
        "Before we continue: a word on fans",
        "Nothing found in the lake, divers say",
        "Sorry, this page is for adults: a week among fans",
        "404: the year the lake froze",
        "404 ferries were late in a year",
        "Fan maker cuts 4,404 jobs",
        "Flight 4045 turns back over the lake",
        "Ring lost in the lake not found",
        "Forbidden love in the valley",
        "Just a moment of silence for the lake",
        "The captcha is dying, and nobody mourns it",
        "Human or robot? The test that fails",
        "Server error costs town a million",
        "Your privacy settings are worth money",
        "Request blocked by court",
    ],
)
def test_titles_that_only_begin_or_end_like_those_do_not(title):
    assert page(
        f"<main><h1>{title}</h1>{PARAGRAPHS}</main>", url="https://www.example.com/news/about-a-boy-1"
    ).is_article


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Over Larkspur, a strange light", "Larkspur"),
        ("About Larkspur’s new bus lanes", "Larkspur"),
        ("Über Larkspur kreist ein Falke", "Larkspur"),
        ("Privacy policy of keepers questioned", "Keeper"),
    ],
)
def test_a_story_about_the_town_that_a_site_is_named_for_is_one(title, site):
    head = f"<meta property='og:site_name' content='{site}'>"

    assert page(f"<main><h1>{title}</h1>{PARAGRAPHS}</main>", head).is_article


@pytest.mark.parametrize(
    "box", ["We value your privacy", "Cookie settings", "Coming soon", "Your browser is not supported"]
)
def test_a_box_beside_the_headline_says_nothing_of_the_story(box):
    story = f"<article><h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS}</article>"

    assert page(f"<div class=notice><h2>{box}</h2><p>Press here.</p></div>{story}").is_article
    assert not page(f"<div class=notice><h2>{box}</h2><p>Press here.</p></div>{story}".replace("h1>", "p>")).is_article


@pytest.mark.parametrize(
    "headings",
    [("Requirements", "Benefits", "How to apply"), ("Salary", "Qualifications", "Requirements")],
)
def test_a_guide_to_a_grant_or_a_trade_is_no_job(headings):
    parts = "".join(f"<h2>{heading}</h2>{PARAGRAPHS[:340]}" for heading in headings)

    assert page(f"<main><h1>How to win the grant of the lake</h1>{parts}</main>").is_article


@pytest.mark.parametrize(
    "headings",
    [
        ("About the role", "What you will do", "How to apply"),
        ("Ihre Aufgaben", "Ihr Profil", "Wir bieten"),
        ("仕事内容", "応募資格", "勤務地"),
    ],
)
def test_headings_of_duties_demands_and_offers_are_of_a_job(headings):
    parts = "".join(f"<h2>{heading}</h2>{PARAGRAPHS[:340]}" for heading in headings)

    assert not page(f"<main><h1>Listener to fans</h1>{parts}</main>", url="https://www.example.com/w/88").is_article


SALE = (
    "<p>It stands on three feet, makes no more noise than a cat, and comes with a cable of two metres and a book that nobody reads.</p>"
    * 3
)


@pytest.mark.parametrize(
    "offer",
    [
        "<h1>Larkspur Fan Mk IV</h1><p class=price>€ 49,00</p>",
        "<h1>Fan by the lake</h1><div><span>From £420,000</span></div>",
        "<h1>静かな扇風機</h1><p>価格 8,900円（税込）</p>",
        "<h1>Larkspur Fan Mk IV</h1><form><button>Add to cart</button></form>",
        "<h1>Ventilator</h1><form><button> In den Warenkorb </button></form>",
    ],
)
def test_a_price_beside_the_headline_or_a_button_to_buy_is_of_a_ware_where_nobody_signs(offer):
    ware = page(f"<main>{offer}{SALE}</main>", url="https://www.example.com/larkspur-fan-mk-iv")
    tested = page(
        f"<main>{offer}<p class=byline>By Ada Finch</p><time datetime=2026-11-03>3 November 2026</time>{PARAGRAPHS}</main>"
    )
    blog = page(
        f"<main><h1>How to oil a fan</h1>{PARAGRAPHS}<p>Fan Mk IV</p><button>Add to cart</button></main>",
        url="https://www.example.com/blogs/care/how-to-oil-a-fan",
    )

    assert (ware.is_article, tested.is_article, blog.is_article) == (False, True, True)


@pytest.mark.parametrize(
    "below",
    [
        "<p>It will cost <b>$40</b> in the shops of the town.</p>",
        "<p>The fan costs <b>$40</b></p>",
        "<p>One shop has it for <a href=/x>€ 49,99</a>, others for more.</p>",
        "<div class=basket><a href=/cart><span>$0.00</span></a></div>",
        "<table><tr><td>Mk I</td><td>$40</td></tr><tr><td>Mk II</td><td>$50</td></tr></table>",
    ],
)
def test_a_price_in_a_sentence_or_a_table_and_that_of_an_empty_basket_are_of_no_ware(below):
    assert page(f"<main><h1>Larkspur ships a quieter fan</h1>{below}{PARAGRAPHS}</main>").is_article


@pytest.mark.parametrize("path", ["challenge/larkspur-ships-a-quieter-fan", "captcha/why-nobody-reads-letters"])
def test_a_section_that_is_called_like_a_wall_has_articles(path):
    story = f"<article><h1>Larkspur ships a quieter fan</h1>{PARAGRAPHS}</article>"

    assert page(story, url=f"https://www.example.com/{path}").is_article
    assert not page(story, url=f"https://www.example.com/{path.partition('/')[0]}/").is_article


def test_a_text_of_short_sentences_is_running_text_where_there_are_many():
    walk = "<p>The lake was still. Nobody spoke, and the boat went on.</p>"
    labels = "<p>Fan of the lake, white, quiet, with a cable and a book</p>"

    assert page(f"<main><h1>A walk around the lake</h1>{walk * 20}</main>").is_article
    assert not page(f"<main><h1>A walk around the lake</h1>{labels * 20}</main>").is_article


@pytest.mark.parametrize("generator", ["WP Discourse 2.5", "Hugo 0.120 with the theme Discourse"])
def test_an_addition_named_like_a_forum_makes_none(generator):
    story = f"<article><h1>Larkspur ships a quieter fan</h1><p>By Ada Finch</p>{PARAGRAPHS}</article>"

    assert page(story, f'<meta name=generator content="{generator}">').is_article


def test_a_thread_in_its_data_is_none():
    data = '<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "Larkspur ships a quieter fan"}</script>'

    assert not page(f"<h1>Larkspur ships a quieter fan</h1><p>By Ada Finch</p>{PARAGRAPHS}", data).is_article


def test_rows_of_figures_by_nobody_are_none():
    rows = "".join(f"<tr><td>{n}</td><td>Lake {n}</td><td>{30 - n}</td></tr>" for n in range(20))

    assert not page(
        f"<main><h1>Larkspur v Lake: the figures of the day</h1><table><tr><th>A<th>B<th>C{rows}</table></main>"
    ).is_article


def test_a_page_that_is_nothing_but_running_text_is_one_though_it_tells_neither_day_nor_name():
    text = PARAGRAPHS.replace("<p>", "").replace("</p>", "<br><br>") * 2

    assert page(f"<font>{text}</font>", "<title>Fans</title>", "https://www.example.com/~ada/fans.html").is_article


def test_a_flash_of_few_words_is_one_where_it_tells_its_day():
    flash = "<h1>Fan factory opens</h1><time datetime=2026-11-03>3 November 2026</time><p>The new factory of Larkspur opened on Tuesday, a year late. The first fan is sold.</p>"

    assert page(f"<article>{flash}</article>").is_article
