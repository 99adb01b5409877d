"""What changes by itself from one fetch to the next makes no revision: pages through the parser into the archive."""

from datetime import timedelta

import pytest

from archive.versions.looks import alike
from parsers import parse_article
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, an_article

HOUR = timedelta(hours=1)

STILL = {
    "views": "1,204 views",
    "age": "3 hours ago",
    "reading": "3 min read",
    "shares": "42 shares",
    "comments": "5 comments",
    "readers": "12 people are reading this",
    "related": "Crane prices rise",
    "advert": "Buy a lamp at Lumen &amp; Sons today",
    "space": " ",
    "tracking": "utm_source=feed&amp;utm_campaign=a1",
    "image": "w=640&amp;v=17",
    "nonce": "a1b2c3",
    "letter": "Join 10,204 readers of our letter",
}

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Lamps out on Harrow Street | The Herald</title>
<link rel="canonical" href="{url}"><meta property="og:type" content="article">
<meta property="og:title" content="Lamps out on Harrow Street"><meta name="csrf-token" content="{nonce}">
<meta property="og:image" content="https://herald.example/lamps.jpg?{image}">
<meta property="article:published_time" content="2026-11-22T12:00:00+01:00"></head>
<body data-nonce="{nonce}"><header><nav><a href="/">Home</a> <a href="/town">Town</a></nav></header>
<main><article class="post"><h1>Lamps out on Harrow Street</h1>
<div class="meta"><span class="byline">By <a rel="author" href="/by/ada">Ada Quill</a></span>
<time datetime="2026-11-22T12:00:00+01:00">{age}</time> <span class="views">{views}</span>
<span class="reading-time">{reading}</span> <span class="share-count">{shares}</span>
<a href="#comments">{comments}</a></div>
<div class="entry-content"><p>{lead}{space}</p><div class="ad-slot"><p>{advert}</p></div><p class="live">{readers}</p>
<aside class="related"><h3>Related stories</h3><ul><li><a href="/r/1?{tracking}">{related}</a></li></ul></aside>
<h2>Forty years{space}old</h2><p>{section} <a href="https://power.example/letter?{tracking}">A letter</a> told of it.</p>
<div class="newsletter-signup"><p>{letter}</p></div>
<div class="share-bar"><span>{shares}</span><button>Share</button></div></div></article>
<section class="more"><h2>Most read</h2><ul><li><a href="/r/2">{related}</a></li></ul></section></main>
<footer>© The Herald</footer></body></html>"""


def page(**noise):
    return PAGE.format(url=URL, lead=LEAD, section=SECTION, **STILL | noise).encode()


def save(archive, hours=0, **noise):
    body = page(**noise)
    return archive.save(a_capture(archive, parse_article(body, URL), at=NOON + hours * HOUR, body=body))


@pytest.mark.parametrize(
    "noise",
    [
        {"views": "98,431 views"},
        {"age": "2 days ago"},
        {"reading": "4 min read"},
        {"shares": "1.2k shares"},
        {"comments": "Join the conversation"},
        {"readers": "340 people are reading this"},
        {"readers": ""},
        {"related": "Mayor resigns over lamps"},
        {"advert": "Torches at half price, this week only"},
        {"space": " \n\t "},
        {"space": "\u00a0"},
        {"tracking": "fbclid=77&amp;utm_medium=social"},
        {"image": "w=1280&amp;v=18&amp;nonce=9"},
        {"nonce": "ffff"},
        {"letter": "Join 10,950 readers of our letter"},
    ],
    ids=lambda noise: next(iter(noise)),
)
def test_noise_makes_no_revision(archive, noise):
    save(archive)

    assert save(archive, 1, **noise).outcome == "seen"
    assert archive.connection.execute("SELECT count(*) FROM changes").fetchone() == (0,)
    assert archive.connection.execute("SELECT revision_count FROM articles").fetchone() == (1,)


def test_edit_among_noise_is_told_without_it(archive):
    archive.save(a_capture(archive, an_article(blocks=a_body((LEAD, "1,204 views", "It cost 14 million.")))))
    edited = a_body((LEAD, "98,431 views", "It cost 14 millions."))

    archive.save(a_capture(archive, an_article(blocks=edited), at=NOON + HOUR))

    assert archive.connection.execute("SELECT part, kind FROM changes").fetchall() == [("lead", "typo")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vor 3 Stunden", "vor 5 Tagen"),
        ("Mis à jour il y a 2 heures", "Mis à jour il y a 3 jours"),
        ("hace 5 minutos", "hace 2 horas"),
        ("há 5 minutos", "há 2 dias"),
        ("2 ore fa", "3 giorni fa"),
        ("3 uur geleden", "2 dagen geleden"),
        ("5 минут назад", "2 часа назад"),
        ("3時間前", "2日前"),
        ("3 分钟前", "2 小时前"),
        ("3시간 전", "2일 전"),
        ("阅读 1234", "阅读 9999"),
        ("12 Kommentare", "13 Kommentare"),
        ("Views: 3", "Views: 4"),
        ("5m ago", "1h ago"),
        ("co\u00adoperate", "cooperate"),
        ("a\u200bb", "ab"),
        ("the h\u00f4pital", "the ho\u0302pital"),
        ("\u201cDark\u201d, she said; it\u2019s\u2026", '"Dark", she said; it\'s...'),
    ],
)
def test_lines_that_count_or_age_by_themselves_are_alike(one, other):
    assert alike(f"First.\n{one}\nLast.", f"First.\n{other}\nLast.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("42 shares were sold.", "43 shares were sold."),
        ("The mayor left it 3 hours ago", "The mayor left it 5 hours ago"),
        ("It burned ten years ago today.", "It burned nine years ago today."),
        ("He left town 30 years ago.", "He left town 40 years ago."),
        ("2025", "2026"),
        ("می‌رود", "میرود"),
    ],
)
def test_news_in_numbers_is_not_alike(one, other):
    assert not alike(one, other)
