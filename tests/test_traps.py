"""What a crawl can fall into: recognised, bounded, named; and no sound article lost to it."""

from __future__ import annotations

import pytest

from crawler import traps
from crawler.traps import Sameness, Trail, why_endless
from crawler.walls import read_page
from tests.builders import a_body, an_article
from tests.crawls import Desk
from tests.site import Answer, Asked, Site, rss, story


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/a/b/a/b/a/b/c", "the same steps of its path 3 times over"),
        ("/news/news/news/x", "the same steps of its path 3 times over"),
        ("/" + "/".join(f"s{n}" for n in range(17)), "a path of 17 steps, more than 16"),
        ("/calendar/2094/07", "a calendar's page of the year 2094"),
        ("/events?month=2031-05", "a calendar's page of the year 2031"),
        ("/kalender?year=0003", "a calendar's page of the year 3"),
        ("/shop?colour=red&size=m&sort=price", "a listing narrowed by 3 facets, more than 2"),
        ("/list?f[0]=a&f[1]=b&f[2]=c", "a listing narrowed by 3 facets, more than 2"),
        ("/x?" + "&".join(f"p{n}=1" for n in range(13)), "a query of 13 parameters, more than 12"),
    ],
)
def test_addresses_without_end_are_named(address, why):
    assert why_endless(f"https://news.example{address}", 2026) == why


@pytest.mark.parametrize(
    "address",
    [
        "/2026/11/22/politics/europe/a-story-of-2094",
        "/magazine/archive/1862/02/a-hymn/308052/",
        "/events/2026/11/a-night-out",
        "/2026/11/11/11/eleven",
        "/news/1999/2000/2001/figures",
        "/story.php?id=7&page=2&sort=new",
        "/archive/2027",
        "/calendar/one-story-about-calendars-in-2094-and-later",
        "/a/a/story",
        "/archives/4512",
        "/archives/category/3344",
        "/archive/3456-7-things-to-know",
        "/events/2500",
        "/story?day=3112",
    ],
)
def test_addresses_of_articles_are_none(address):
    assert why_endless(f"https://news.example{address}", 2026) is None


def judged(html: str, *, url: str = "https://news.example/a-story", asked: str = "https://news.example/a-story"):
    return read_page(html.encode(), url, asked=asked)


WALLS = {
    "<title>Log in</title><form><input name=u></form>": "a login wall: 'Log in'",
    "<title>Seite nicht gefunden</title><p>Leider.": "a soft 404",
    "<title>Página no encontrada</title><p>Lo sentimos.": "a soft 404",
    "<title>Страница не найдена</title><p>Увы.": "a soft 404",
    "<title>ページが見つかりません</title><p>404": "a soft 404",
    "<title>Bevor Sie fortfahren</title><p>Cookies.": "a consent wall",
    "<title>x</title><p>We value your privacy</p><button>Reject all</button><button>Accept all</button>": "a consent wall",
    "<title>Are you a robot?</title><p>Please wait.": "a challenge for browsers",
    "<title>x</title><p>Verifying you are human. This may take a few seconds.": "a challenge for browsers",
}


@pytest.mark.parametrize("html", WALLS)
def test_pages_in_place_of_another_are_named(html):
    found = judged(html)

    assert found.trap is not None
    assert found.trap.reason.startswith(WALLS[html])
    assert found.article is not None
    assert not found.article.is_article


def test_an_article_that_a_script_would_fill_in_is_named():
    head = '<title>A story of the harbour</title><meta property="og:type" content="article">'

    read = judged(f"<html><head>{head}</head><body><div id=root><h1>A story of the harbour</h1></div></body></html>")

    assert read.trap is not None
    assert "render = true" in read.trap.reason


@pytest.mark.parametrize(
    "extra",
    [
        "<form action=/login><input type=password name=p></form>",
        "<div class=banner>We use cookies. <button>Accept all</button><button>Reject all</button></div>",
        '<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript>',
        '<meta http-equiv="refresh" content="300">',
        "<script>var m='checking your browser';</script>",
    ],
)
def test_articles_with_forms_banners_and_refreshes_are_articles(extra):
    found = judged(story("404 ways to log in, and no page not found").replace("</article>", f"</article>{extra}"))

    assert (found.trap, found.article and found.article.is_article) == (None, True)


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ("https://news.example/", "a soft 404: redirects to the front page"),
        ("https://news.example/en/", "a soft 404: redirects to the front page"),
        ("https://news.example/404.html", "a soft 404: redirects to /404.html"),
        ("https://login.news.example/x", "a login wall: redirects to /x"),
        ("https://news.example/account/login?back=/a-story", "a login wall: redirects to /account/login"),
        ("https://consent.other.example/collect", "a consent wall: redirects to /collect"),
    ],
)
def test_what_a_redirect_led_to_instead_is_named(there, why):
    found = judged(story("A sound story, somewhere else"), url=there)

    assert found.trap is not None
    assert found.trap.reason == why


def test_redirects_to_another_address_of_the_story_are_none():
    for there in (
        "https://news.example/2026/a-story",
        "https://amp.news.example/a-story?x=1",
        "https://news.example/login-flaw",
    ):
        assert judged(story("A sound story"), url=there).trap is None


def test_pages_that_say_the_same_are_found_out_at_the_third():
    said, sameness = an_article(title="Our shop", blocks=a_body(["Welcome."]), is_article=False), Sameness()

    found = [
        sameness.seen("news.example:443", n, f"https://news.example/{slug}", said) for n, slug in enumerate("aabcd")
    ]

    assert found[:3] == [None, None, None]
    assert [others for _, others in found[3:]] == [(0, 2), (0, 2, 3)]
    assert "others of its host say the same: 'Our shop'" in found[3][0].reason
    assert sameness.seen("other.example:443", 9, "https://other.example/e", said) is None


def test_articles_at_several_addresses_are_no_soft_404():
    sameness = Sameness()
    short = an_article(title="Brief note of the mayor", blocks=a_body(["The mayor said so today."]))
    long = an_article(blocks=a_body(["A long story that goes on and on. " * 40]))

    for number in range(5):
        assert sameness.seen("h", number, f"https://h.example/{number}/mayor-says-so-today", short) is None
        assert sameness.seen("h", number, f"https://h.example/{number}/x{number}", long) is None


def test_endless_lists_end_and_nothing_sound_is_lost(tmp_path):
    stories = {f"/news/2026/11/story-number-{n}-of-the-day": f"Story number {n} of the day" for n in range(20)}

    def listing(asked: Asked) -> Answer:
        page = int(asked.path.rpartition("=")[2])
        shown = list(stories)[4 * page : 4 * page + 4] or list(stories)[:4]
        links = "".join(f"<h2><a href={path}>{stories[path]}</a></h2>" for path in shown)
        return Answer(
            body=f"<html><body>{links}<a rel=next href='/list?page={page + 1}'>Next</a></body></html>".encode()
        )

    with Site() as site:
        for page in range(400):
            site.answers[f"/list?page={page}"] = listing
        for path, title in stories.items():
            site.add(path, story(title))
        # The first lists name nothing that the feed does not name as well.
        site.add("/feed", rss(site, dict(list(stories.items())[:12])), "application/rss+xml")
        desk = Desk(tmp_path)
        desk.follow("one", site, fronts=["/list?page=0"], feeds=["/feed"])

        said = desk.crawl("news", "backfill=true")

        assert sum(path.startswith("/list") for path in site.paths()) <= 9
    assert "is a trap: it and the lists before it name nothing new" in said
    assert sorted(desk.ask("SELECT title FROM articles")) == sorted((title,) for title in stories.values())


def test_what_lists_have_named_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr(traps, "MOST_NAMED", 10)
    trail = Trail()

    assert [trail.is_barren(map(str, range(start, start + 6))) for start in (0, 0, 6, 6, 0)] == [
        False, True, False, True, True,
    ]  # fmt: skip
    assert trail.is_barren([])
    for start in range(20, 500, 6):
        assert not trail.is_barren(map(str, range(start, start + 6)))
    assert sum(map(len, vars(trail).values())) < 40
