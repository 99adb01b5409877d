"""The sample site's feeds and sitemaps, as the formats' own rules want them (RSS 2.0, RFC 4287, jsonfeed.org, sitemaps.org)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from demo.layouts.registry import address
from demo.story import Story

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MISSING = "/2026/10/the-story-we-never-ran/"
"""An address in the RSS feed where nothing is."""
TRACKING = "utm_source=halyard&utm_medium=feed&utm_campaign=rss"


def link_in_feed(story: Story, base: str) -> str:
    """The address as the feed writes it: plain, with tracking parameters, or the old one that redirects."""
    path = address(story)
    if story.feed_link == "old":
        path = f"/?p={story.number}"
    elif story.feed_link == "tracked":
        path += ("&" if "?" in path else "?") + TRACKING
    return base + path


def in_feed(stories: Iterable[Story], kind: str) -> list[Story]:
    """The stories that this feed carries, newest first."""
    return [story for story in stories if story.desk.feed == kind and "feed" in story.announced]


def rss(stories: Sequence[Story], base: str) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, title="The Halyard Dispatch", link=f"{base}/", description="Chips and Open Source", language="en")
    for story in in_feed(stories, "rss"):
        item = ET.SubElement(channel, "item")
        link = link_in_feed(story, base)
        _add(item, title=story.title, link=link, pubDate=format_datetime(story.published))
        ET.SubElement(item, "guid", isPermaLink="false").text = f"halyard-{story.number}"
        _add(item, category=story.desk.name, description=story.subtitle or story.title)
    item = ET.SubElement(channel, "item")
    _add(item, title="The story we never ran", link=base + MISSING, pubDate="Wed, 21 Oct 2026 09:00:00 +0000")
    return _xml(root)


def atom(stories: Sequence[Story], base: str) -> bytes:
    root = ET.Element("feed", xmlns=ATOM)
    shown = in_feed(stories, "atom")
    _add(root, title="The Halyard Dispatch", id=f"{base}/atom.xml", updated=_latest(shown))
    ET.SubElement(root, "link", rel="self", href=f"{base}/atom.xml")
    for story in shown:
        entry = ET.SubElement(root, "entry")
        _add(entry, title=story.title, id=f"tag:halyard.example,2026:{story.number}")
        ET.SubElement(entry, "link", rel="alternate", href=link_in_feed(story, base))
        updated = story.modified or story.published
        _add(entry, published=story.published.isoformat(), updated=updated.isoformat())
        for writer in story.writers:
            _add(ET.SubElement(entry, "author"), name=writer.name)
    return _xml(root)


def json_feed(stories: Sequence[Story], base: str) -> bytes:
    items = [
        {
            "id": f"halyard-{story.number}",
            "url": link_in_feed(story, base),
            "title": story.title,
            "summary": story.subtitle,
            "date_published": story.published.isoformat(),
            "authors": [{"name": writer.name} for writer in story.writers],
            "tags": list(story.tags),
        }
        | ({"date_modified": story.modified.isoformat()} if story.modified else {})
        for story in in_feed(stories, "json")
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Halyard Dispatch",
        "home_page_url": f"{base}/",
        "feed_url": f"{base}/feed.json",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def sitemap(stories: Iterable[Story], base: str) -> bytes:
    """Every story that a sitemap may tell, without dates."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for story in in_sitemap(stories):
        _add(ET.SubElement(root, "url"), loc=base + address(story))
    return _xml(root)


def dated_sitemap(stories: Iterable[Story], base: str) -> bytes:
    """The features, with the times of their changes, compressed."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for story in in_sitemap(stories):
        if story.desk.layout == "magazine":
            lastmod = (story.modified or story.published).isoformat()
            _add(ET.SubElement(root, "url"), loc=base + address(story), lastmod=lastmod)
    return gzip.compress(_xml(root), mtime=0)


def news_sitemap(stories: Iterable[Story], base: str) -> bytes:
    """The twenty newest stories with their titles and dates."""
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for story in in_sitemap(stories)[:20]:
        url = ET.SubElement(root, "url")
        _add(url, loc=base + address(story))
        news = ET.SubElement(url, "news:news")
        publication = ET.SubElement(news, "news:publication")
        _add(publication, **{"news:name": "The Halyard Dispatch", "news:language": story.desk.language})
        _add(news, **{"news:publication_date": story.published.isoformat(), "news:title": story.title})
    return _xml(root)


def sitemap_index(base: str) -> bytes:
    root = ET.Element("sitemapindex", xmlns=SITEMAP)
    for name in ("sitemap.xml", "sitemap-features.xml.gz", "news-sitemap.xml"):
        _add(ET.SubElement(root, "sitemap"), loc=f"{base}/{name}")
    return _xml(root)


def robots(stories: Iterable[Story], base: str) -> str:
    hidden = "".join(f"Disallow: {address(story)}\n" for story in stories if story.hidden)
    return (
        "# The Halyard Dispatch. Be gentle.\n"
        f"User-agent: *\nDisallow: /wp-admin/\n{hidden}Crawl-delay: 0.02\n\nSitemap: {base}/sitemap_index.xml\n"
    )


def in_sitemap(stories: Iterable[Story]) -> list[Story]:
    """The stories that the sitemaps list, newest first."""
    return [story for story in stories if "sitemap" in story.announced]


def _latest(stories: Iterable[Story]) -> str:
    return max(story.modified or story.published for story in stories).isoformat()


def _add(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _xml(root: ET.Element) -> bytes:
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
