"""How the sites of the newsstand write their pages: an article in several dialects, lists, and what is neither."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape

from bench.newsstand.story import TAGS, Story

NO_ARTICLES = {
    "/about": ("About us", "<p>We have been here for a while, and we like it. Write to desk@stand.example.</p>"),
    "/contact": ("Contact", "<form><input name=email><textarea name=text></textarea><button>Send</button></form>"),
    "/login": ("Log in", "<form method=post><input name=user><input name=password type=password></form>"),
    "/subscribe": ("Subscribe", "<p>Four weeks for one coin.</p><form method=post><input name=email></form>"),
    "/privacy": ("Privacy policy", "<p>We keep what we must, and for as long as we must.</p>"),
    "/search?q=": ("Search", "<form><input type=search name=q></form><p>Nothing was found.</p>"),
}
"""Path → title and body of pages that every site links at its edges."""


def article(story: Story, *, head: str = "", body: str = "", dialect: str = "opengraph", charset: str = "utf-8") -> str:
    """The page of a story; ``body`` instead of its paragraphs, ``head`` beside what the dialect says there."""
    title, when = escape(story.title), story.published.isoformat()
    text = body or paragraphs(story)
    if dialect == "bare":
        return (
            f"<html><head><title>{title}</title>{head}</head><body><center><a href=/>Home</a></center><h1>{title}</h1>"
            f"<p>{story.published:%d %B %Y}, {escape(story.author)}</p>{text}{edges()}</body></html>"
        )
    if dialect == "microdata":
        return (
            f"{top(story.title, story.language, charset, head)}<article itemscope itemtype=https://schema.org/NewsArticle>"
            f"<h1 itemprop=headline>{title}</h1><span itemprop=author itemscope itemtype=https://schema.org/Person>"
            f"<span itemprop=name>{escape(story.author)}</span></span><time itemprop=datePublished datetime={when}>"
            f"{story.published:%d %B}</time><div itemprop=articleBody>{text}</div></article>{edges()}</body></html>"
        )
    if dialect == "json-ld":
        told = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": when,
            "author": [{"@type": "Person", "name": story.author}],
        }
        head += f"<script type=application/ld+json>{json.dumps(told, ensure_ascii=False)}</script>"
    elif dialect == "opengraph":
        head += (
            f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
            f'<meta property="article:published_time" content="{when}">'
        )
    return (
        f"{top(story.title, story.language, charset, head)}<main><article class=post><h1 class=entry-title>{title}</h1>"
        f'<p class=byline>By <a rel=author href="/author/{story.author.split()[0].lower()}">{escape(story.author)}</a>, '
        f"<time datetime={when}>{story.published:%d %B %Y}</time></p><div class=entry-content>{text}</div>"
        f'<p class=tags><a rel=tag href="/tag/{story.tag}">{story.tag}</a></p></article></main>{edges()}</body></html>'
    )


def paragraphs(story: Story, start: int = 0, end: int | None = None) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs[start:end])


def top(title: str, language: str = "en", charset: str = "utf-8", head: str = "", kind: str = "") -> str:
    """The beginning of a page, up to its own part."""
    return (
        f"<!DOCTYPE html><html lang={language}><head><meta charset={charset}><title>{escape(title)}</title>{head}</head>"
        f'<body class="{kind}"><header><nav><a href=/>Home</a> <a href="/about">About</a> <a href="/login">Log in</a> '
        '<a href="/search?q=">Search</a></nav></header>'
    )


def edges() -> str:
    """What stands below everything."""
    links = " ".join(f'<a href="{path}">{title}</a>' for path, (title, _) in NO_ARTICLES.items())
    return f"<footer><p>{links}</p><p>© The newsstand</p></footer>"


def listing(
    title: str,
    entries: Iterable[tuple[str, Story]],
    *,
    style: str = "cards",
    head: str = "",
    extra: str = "",
    language: str = "en",
    charset: str = "utf-8",
    kind: str = "",
) -> str:
    """A page that leads to stories: (address, story)."""
    rows = [_ROWS[style](escape(url), story) for url, story in entries]
    body = f"<table>{''.join(rows)}</table>" if style == "table" else "".join(rows)
    return f"{top(title, language, charset, head, kind)}<main>{body}</main>{extra}{edges()}</body></html>"


def _card(url: str, story: Story) -> str:
    return (
        f'<article class=card><h2><a href="{url}">{escape(story.title)}</a></h2><p>{escape(story.summary)}</p>'
        f'<p><a href="/author/{story.author.split()[0].lower()}">{escape(story.author)}</a> '
        f'<a href="{url}#comments">12 comments</a> <a href="{url}">Read more</a></p></article>'
    )


def _line(url: str, story: Story) -> str:
    return f'<div class=item><a href="{url}">{escape(story.title)}</a> <span>{story.published:%d %b}</span></div>'


def _row(url: str, story: Story) -> str:
    return f'<tr><td>{story.published:%d %b}</td><td><a href="{url}">{escape(story.title)}</a></td></tr>'


def _picture(url: str, story: Story) -> str:
    return (
        f'<div class=teaser><a href="{url}"><img src=/x.png alt=""></a><div><a href="{url}"><span>{escape(story.title)}'
        f"</span></a><p>{escape(story.summary)}</p></div></div>"
    )


def _wrapped(url: str, story: Story) -> str:
    """The whole teaser is the link."""
    return (
        f'<a class=teaser href="{url}"><div><h3>{escape(story.title)}</h3><p>{escape(story.summary)}</p>'
        f"<time>{story.published:%d %b}</time></div></a>"
    )


_ROWS = {"cards": _card, "lines": _line, "table": _row, "pictures": _picture, "wrapped": _wrapped}


def tag_pages(found: Sequence[Story], address: dict[int, str]) -> dict[str, str]:
    """Path → page of the tags and authors of these stories; ``address`` has the path of each number."""
    pages = {}
    for tag in TAGS:
        pages[f"/tag/{tag}"] = listing(f"Tag: {tag}", [(address[s.number], s) for s in found if s.tag == tag])
    for name in sorted({story.author for story in found}):
        own = [(address[s.number], s) for s in found if s.author == name]
        pages[f"/author/{name.split()[0].lower()}"] = listing(name, own)
    return pages
