"""The pages of the sample site that are no articles: front page, sections, tags, authors, and what surrounds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from demo.layouts.registry import LAYOUTS, address
from demo.noise import Noise
from demo.story import DESKS, Desk, Story, Writer

PAGE = Template((Path(__file__).parent / "listing.html").read_text("utf-8"))
FRONT_LENGTH = 32
"""Stories that the front page shows."""


def front(stories: Sequence[Story], noise: Noise) -> str:
    shown = [story for story in stories if "front" in story.announced]
    first, top, rest = shown[0], shown[1:5], shown[5:FRONT_LENGTH]
    # Whoever is announced nowhere else must not fall off the end.
    rest += [story for story in shown[FRONT_LENGTH:] if len(story.announced) == 1]
    read = [story for story in shown if story.desk.layout in ("classic", "modern")][-2:]
    most_read = [
        f'<li><a href="{LAYOUTS["amp"].address(story) if story.desk.layout == "classic" else address(story)}'
        f'?utm_source=halyard&amp;utm_medium=front&amp;utm_campaign=most-read">{escape(story.title)}</a></li>'
        for story in read
    ]
    return _page(
        "The Halyard Dispatch",
        f'<section class="lead-story">{_teaser(first, "h2")}</section>'
        f'<section class="top-stories">{"".join(_teaser(story, "h3") for story in top)}</section>'
        f'<section class="river">{"".join(_teaser(story, "h3") for story in rest)}</section>'
        f'<aside class="most-read"><h2>Most read</h2><ol>{"".join(most_read)}</ol></aside>'
        '<aside class="promo"><p>Chips, clouds and batteries: <a href="/newsletter/">our newsletter</a>. '
        'Talk to readers in the <a href="/forum/">forum</a>.</p></aside>',
        noise,
        kind="home blog",
    )


def section(desk: Desk, stories: Iterable[Story], noise: Noise) -> str:
    shown = [story for story in stories if story.desk is desk and "section" in story.announced]
    body = "".join(_teaser(story, "h2") for story in shown)
    return _page(desk.name, body, noise, language=desk.language, kind="archive category")


def tag(name: str, stories: Iterable[Story], noise: Noise) -> str:
    shown = [story for story in stories if name in story.tags and "section" in story.announced]
    return _page(f"Tag: {name}", "".join(_teaser(story, "h2") for story in shown), noise, kind="archive tag")


def author(writer: Writer, stories: Iterable[Story], noise: Noise) -> str:
    shown = [story for story in stories if writer in story.writers and "section" in story.announced]
    about = f'<p class="role">{escape(writer.role)}</p><p class="author-bio">{escape(writer.bio or "")}</p>'
    body = about + "".join(_teaser(story, "h2") for story in shown)
    return _page(writer.name, body, noise, kind="archive author")


def about(noise: Noise) -> str:
    return _page(
        "About The Halyard Dispatch",
        "<p>The Halyard Dispatch does not exist. Its companies, people and products are invented, and so is its news; "
        "it is the site that Dateline is tried on.</p><p>Its desks run on seven publishing systems that were never "
        "brought together, as happens in the best of houses.</p><h2>Contact</h2><p>Write to desk@halyard.example.</p>",
        noise,
    )


def search(noise: Noise) -> str:
    return _page(
        "Search",
        '<form action="/search/"><input type="search" name="q" placeholder="Search the Dispatch"><button>Search</button>'
        "</form><p>Type a word to begin.</p>",
        noise,
    )


def login(noise: Noise) -> str:
    return _page(
        "Log in",
        '<form action="/login/" method="post"><label>Email <input name="email"></label><label>Password <input '
        'type="password" name="password"></label><button>Log in</button></form><p><a href="/newsletter/">No account '
        "yet?</a></p>",
        noise,
    )


def newsletter(noise: Noise) -> str:
    return _page(
        "Newsletter",
        '<p>Five stories every morning.</p><form action="/newsletter/" method="post"><input name="email"><button>Sign '
        "up</button></form>",
        noise,
    )


def forum(noise: Noise) -> str:
    rows = "".join(f"<tr><td>Thread {n}</td><td>{n * 3} posts</td><td>{noise.ago}</td></tr>" for n in range(1, 9))
    return _page("Forum", f'<table class="forum">{rows}</table>', noise)


def _teaser(story: Story, heading: str) -> str:
    names = ", ".join(escape(writer.name) for writer in story.writers)
    image = f'<img src="/media/{story.image}.png" alt="" width="160" loading="lazy">' if story.image else ""
    return (
        f'<article class="teaser"><a class="teaser-kicker" href="/{story.desk.key}/">{escape(story.desk.name)}</a>'
        f'{image}<{heading}><a href="{escape(address(story))}">{escape(story.title)}</a></{heading}>'
        f'<p>{escape(story.subtitle or "")}</p><p class="teaser-by">{names} · '
        f'<time datetime="{story.published.isoformat()}">{story.published:%d %b}</time></p></article>\n'
    )


def _page(title: str, body: str, noise: Noise, *, language: str = "en", kind: str = "page") -> str:
    """``kind`` are the classes by which WordPress tells its lists apart."""
    menu = "".join(f'<li><a href="/{desk.key}/">{escape(desk.name)}</a></li>' for desk in DESKS.values())
    return PAGE.substitute(
        title=escape(title),
        kind=kind,
        body=body,
        menu=menu,
        language=language,
        nonce=noise.nonce,
        views=noise.views,
        ago=noise.ago,
    )
