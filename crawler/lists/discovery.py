"""Where a new site announces its articles: what to ask for, what an answer turned out to be, what to keep of it.

Pure: ``look`` runs in a worker, the asking is ``crawler/spiders/discover.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.errors import NotAFeed, NotASitemap
from crawler.lists.entries import Entry
from crawler.lists.feeds import Feed, read_feed
from crawler.lists.links import ARTICLE_LIKE, rank_url, read_links
from crawler.lists.markup import Markup, read_markup
from crawler.lists.sitemaps import read_sitemap
from crawler.urls import absolute, page_key, same_site, site_of

MAX_FEEDS_ASKED = 8
MAX_FEEDS_KEPT = 5
MAX_SECTIONS_ASKED = 12
MAX_FRONTS_KEPT = 10
NEW_IN_A_FURTHER_FEED = 0.3
"""Share of entries that the feeds before do not have, from which a further feed is worth its requests."""

# The paths of the systems that most sites run on, likeliest first: WordPress, Ghost, Jekyll, Hugo, Drupal, Blogger.
FEED_PATHS = (
    *("feed/", "rss.xml", "feed.xml", "rss", "atom.xml", "index.xml", "rss/", "feed", "feed.json"),
    *("index.rdf", "feeds/posts/default"),
)
SITEMAP_PATHS = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "news-sitemap.xml", "sitemap-news.xml")

_SAMPLE = 60
_COMMENTS = re.compile(
    r"^(?:comments? (?:on|for)|kommentare? (?:zu|für)|commentaires (?:sur|pour)|comentarios (?:en|de))\b"
    r"|(?:comments?[ -]feed|kommentar-feed|flux des commentaires|feed de comentarios)$|/comments?(?:[/._-]|$)",
    re.IGNORECASE,
)
_COMMENT_ENTRY = re.compile(r"(?:(?:By|Von|Par|Por|Re) ?:|Comment on |Kommentar (?:zu|von) |Reply to )", re.IGNORECASE)
_PART = re.compile(r"/(?:category|tag|author|topic|section|kategorie|thema)s?/|[?&](?:cat|tag|author)=", re.IGNORECASE)
_REFRESH = re.compile(r"[0-9]{1,2}(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)['\"]?", re.IGNORECASE)
_PEOPLE = re.compile(r"/(?:authors?|autor(?:en)?|writers?|contributors?|by|staff|team|users?)/", re.IGNORECASE)
_FEED_LIKE = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?)(?:[/._-]|$)|\.rss$|\.rdf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one address turned out to be."""

    url: str
    """Where it is, after redirects that last."""
    kind: Literal["feed", "sitemap", "page", "nothing"]
    reason: str | None = None
    """Why it is nothing; else what is wrong with its form, where something is."""
    entries: int = 0
    """Entries of a feed or sitemap, sitemaps of an index, links to articles on a page."""
    newest: datetime | None = None
    """Latest date of them."""
    sample: frozenset[str] = frozenset()
    """Page keys of the first of them."""
    site: str = ""
    """Site of most of them."""
    is_comments: bool = False
    """A feed of comments."""
    language: str | None = None
    name: str | None = None
    home_url: str | None = None
    """The page that a feed says it belongs to."""
    feeds: tuple[str, ...] = ()
    """Feeds that a page names, main feeds before those of comments left out."""
    sends_on: str | None = None
    """Where a page sends its reader by itself (meta refresh), on the same site."""
    sections: tuple[str, ...] = ()
    """Further lists that a page leads to, likeliest first."""


def look(body: bytes, url: str, *, content_type: str | None = None) -> Finding:
    """What ``body`` is, which came from ``url``; its bytes decide."""
    if not body.strip():
        return Finding(url=url, kind="nothing", reason="an empty document")
    try:
        return _of_feed(read_feed(body, url, content_type=content_type), url)
    except NotAFeed as error:
        reason = error.reason
    try:
        sitemap = read_sitemap(body, url, content_type=content_type)
    except NotASitemap:
        pass
    else:
        entries = sitemap.entries or sitemap.sitemaps
        return Finding(url=url, kind="sitemap", reason=sitemap.ill_formed, **_facts(entries))
    page = read_markup(body, url, content_type=content_type)
    if page is None or (page.root.find(".//a") is None and page.root.find(".//link") is None):
        return Finding(url=url, kind="nothing", reason=reason)
    return _of_page(page, body, url, content_type)


def front_of(url: str) -> str:
    """The page to start from when somebody names ``url``: the site's root where it looks like a single article."""
    return (absolute("/", url) or url) if rank_url(url) >= ARTICLE_LIKE else url


def common_paths(url: str, paths: Sequence[str]) -> tuple[str, ...]:
    """``paths`` below the front page, and at the root where that is another place."""
    folder = urlsplit(url)._replace(query="", fragment="").geturl()
    folder = folder if folder.endswith("/") else f"{folder}/"
    bases = dict.fromkeys((folder, absolute("/", url) or folder))
    return tuple(found for base in bases for path in paths if (found := absolute(path, base)))


def choose_feeds(found: Sequence[Finding], front: str) -> tuple[Finding, ...]:
    """The site's main feed, then those that add to it; ``found`` stands in the order in which the site names them."""
    site = site_of(front)

    def order(place: int) -> tuple[bool, bool, bool, int]:
        feed = found[place]
        return feed.entries == 0, feed.site not in ("", site), _PART.search(feed.url) is not None, place

    feeds = [found[place] for place in sorted(range(len(found)), key=order)]
    kept: list[Finding] = []
    seen: set[str] = set()
    for feed in feeds:
        if feed.kind != "feed" or feed.is_comments or len(kept) == MAX_FEEDS_KEPT:
            continue
        if not kept or len(feed.sample - seen) > NEW_IN_A_FURTHER_FEED * len(feed.sample):
            kept.append(feed)
            seen |= feed.sample
    return tuple(kept)


def choose_fronts(front: Finding, sections: Iterable[Finding]) -> tuple[Finding, ...]:
    """The front page, and the sections that lead to articles which those before do not."""
    kept = [front] if front.entries else []
    seen = set(front.sample)
    for section in sections:
        if section.kind == "page" and section.sample - seen and len(kept) < MAX_FRONTS_KEPT:
            kept.append(section)
            seen |= section.sample
    return tuple(kept)


def choose_sitemaps(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that are sitemaps; a news sitemap may be empty for a while."""
    return tuple(each for each in found if each.kind == "sitemap" and (each.entries or "news" in each.url.lower()))


def _of_feed(feed: Feed, url: str) -> Finding:
    titles = [entry.title for entry in feed.entries if entry.title]
    comments = sum(_COMMENT_ENTRY.match(title) is not None for title in titles) * 5 > len(titles) * 4 > 0
    return Finding(
        url=url,
        kind="feed",
        reason=feed.ill_formed,
        is_comments=comments or _is_of_comments(feed.title, url),
        language=feed.language,
        name=feed.title,
        home_url=feed.home_url,
        **_facts(feed.entries),
    )


def _of_page(page: Markup, body: bytes, url: str, content_type: str | None) -> Finding:
    found = read_links(body, url, content_type=content_type)
    links = found.articles
    named = [feed for feed, title in page.feeds() if not _is_of_comments(title, feed)]
    anchors = (absolute(anchor.get("href"), page.base_url) for anchor in page.root.iter("a"))
    linked = [feed for feed in anchors if feed and same_site(feed, url) and _FEED_LIKE.search(urlsplit(feed).path)]
    names = (meta.get("content") for meta in page.root.iter("meta") if meta.get("property") == "og:site_name")
    return Finding(
        url=url,
        kind="page",
        entries=len(links),
        sample=frozenset(page_key(link.url) for link in links[:_SAMPLE]),
        language=(page.root.get("lang") or "").strip() or None,
        sends_on=_refresh(page, url),
        name=next((" ".join(name.split()) for name in names if name and name.strip()), None),
        # Some sites name the feed of each section before the main one.
        feeds=tuple(sorted(dict.fromkeys([*named, *linked[:4]]), key=lambda feed: _PART.search(feed) is not None))[
            :MAX_FEEDS_ASKED
        ],
        sections=tuple(section.url for section in found.sections if not _PEOPLE.search(section.url))[
            :MAX_SECTIONS_ASKED
        ],
    )


def _refresh(page: Markup, url: str) -> str | None:
    for meta in page.root.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            told = _REFRESH.fullmatch((meta.get("content") or "").strip())
            onward = absolute(told[1], page.base_url) if told else None
            if onward and same_site(onward, url) and page_key(onward) != page_key(url):
                return onward
    return None


def _is_of_comments(title: str | None, url: str) -> bool:
    return any(_COMMENTS.search(text) is not None for text in ((title or "").strip(), urlsplit(url).path))


def _facts(entries: Sequence[Entry]) -> dict[str, Any]:
    first = [entry.url for entry in entries[:_SAMPLE]]
    sites = Counter(site_of(url) for url in first)
    return {
        "entries": len(entries),
        "newest": max((entry.newest for entry in entries if entry.newest), default=None),
        "sample": frozenset(map(page_key, first)),
        "site": sites.most_common(1)[0][0] if sites else "",
    }
