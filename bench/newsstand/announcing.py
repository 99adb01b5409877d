"""What the sites of the newsstand announce their stories with: feeds of all forms, sitemaps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bench.newsstand.story import Story

Entries = Iterable[tuple[str, Story]]
"""(address, story)."""


def rss(name: str, home: str, entries: Entries, *, permalinks: dict[int, str] | None = None) -> str:
    """RSS 2.0; ``permalinks`` (number → address) are said to be the guids."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{escape(url)}</link>"
        + (f"<guid isPermaLink='true'>{escape(permalinks[story.number])}</guid>" if permalinks else "")
        + f"<pubDate>{format_datetime(story.published)}</pubDate><description>{escape(story.summary)}</description></item>"
        for url, story in entries
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{name}</title><link>{home}</link>'
        f"<description>{name}</description>{items}</channel></rss>"
    )


def old_rss(name: str, home: str, entries: Entries) -> str:
    """RSS 0.91 as it was: no dates, bare ampersands, a DTD, entities of HTML, never closed."""
    items = "".join(f"<item><title>{story.title} &nbsp;</title><link>{url}</link></item>\n" for url, story in entries)
    return (
        '\n<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        f'"http://my.netscape.com/publish/formats/rss-0.91.dtd">\n<rss version="0.91"><channel><title>{name} & sons</title>'
        f"<link>{home}</link><description>News</description><language>en</language>\n{items}"
    )


def rdf(name: str, home: str, entries: Entries) -> str:
    """RSS 1.0, Dublin Core dates."""
    entries = list(entries)
    order = "".join(f'<rdf:li rdf:resource="{escape(url)}"/>' for url, _ in entries)
    items = "".join(
        f'<item rdf:about="{escape(url)}"><title>{escape(story.title)}</title><link>{escape(url)}</link>'
        f"<dc:date>{story.published.isoformat()}</dc:date><dc:creator>{story.author}</dc:creator></item>"
        for url, story in entries
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{home}"><title>{name}</title><link>{home}</link><items><rdf:Seq>{order}</rdf:Seq></items>'
        f"</channel>{items}</rdf:RDF>"
    )


def atom(name: str, home: str, entries: Entries, *, base: str = "", more: str = "", dates: bool = True) -> str:
    """Atom, each entry with the links beside its own that Blogger gives; ``more`` stands in the feed's head."""
    items = "".join(
        f"<entry><id>tag:stand.example,2026:{story.number}</id><title type='html'>{escape(escape(story.title))}</title>"
        + (f"<published>{story.published.isoformat()}</published>" if dates else "")
        + f"<updated>{(story.modified or story.published).isoformat()}</updated>"
        f'<link rel="replies" type="application/atom+xml" href="{home}feeds/{story.number}/comments/default"/>'
        f'<link rel="edit" href="{home}feeds/{story.number}"/><link rel="alternate" type="text/html" href="{escape(url)}"/>'
        f"<author><name>{story.author}</name></author></entry>"
        for url, story in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"{f" xml:base={chr(34)}{base}{chr(34)}" if base else ""}>'
        f'<title>{name}</title><id>{home}</id><link href="{home}"/>{more}<updated>2026-01-01T00:00:00Z</updated>{items}</feed>'
    )


def json_feed(name: str, home: str, entries: Entries) -> str:
    items = [
        {"id": str(story.number), "url": url, "title": story.title, "date_published": story.published.isoformat()}
        for url, story in entries
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": home, "items": items}
    return json.dumps(document, ensure_ascii=False)


def urlset(entries: Iterable[tuple[str, datetime | None]]) -> str:
    """A sitemap of (address, lastmod)."""
    urls = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{date.isoformat()}</lastmod>' if date else ''}</url>"
        for url, date in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def news_sitemap(name: str, entries: Entries) -> str:
    urls = "".join(
        f"<url><loc>{escape(url)}</loc><news:news><news:publication><news:name>{name}</news:name><news:language>en"
        f"</news:language></news:publication><news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for url, story in entries
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


def sitemap_index(*urls: str) -> str:
    maps = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + maps
        + "</sitemapindex>"
    )
