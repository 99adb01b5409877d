"""What a feed, sitemap or listing announces, by the rules of what a crawl must get. Pure; runs in a worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from archive.rows import Announcement, Via
from crawler.errors import NotAFeed, NotASitemap
from crawler.lists.entries import Entry, without_blanket_dates
from crawler.lists.feeds import read_feed
from crawler.lists.intervals import pace_of
from crawler.lists.links import PageLink, last_day, rank_url, read_links
from crawler.lists.reading import HORIZON, Kind, Reading, Window
from crawler.lists.sitemaps import may_list_articles, read_sitemap
from crawler.urls import is_short, page_key

FEW_SITEMAPS = 10
"""So many an index may name without dates to be followed where only what is dated is wanted."""
SECTIONS = 20
"""Of a front page, likeliest first."""


def read_announcements(kind: Kind, body: bytes, url: str, *, content_type: str | None, window: Window) -> Reading:
    """Read ``body`` as ``kind``; a feed that turns out to be a sitemap is read as one, and the other way round.

    Raises NotAFeed or NotASitemap.
    """
    if kind == "front":
        return _of_listing(body, url, content_type, window)
    readers = (_of_feed, _of_sitemap) if kind == "feed" else (_of_sitemap, _of_feed)
    try:
        return readers[0](body, url, content_type, window)
    except (NotAFeed, NotASitemap) as error:
        try:
            return readers[1](body, url, content_type, window)
        except (NotAFeed, NotASitemap):
            raise error from None


def _of_feed(body: bytes, url: str, content_type: str | None, window: Window) -> Reading:
    feed = read_feed(body, url, content_type=content_type)
    taken = [entry for entry in feed.entries if window.takes(entry)]
    return Reading(
        kind="feed",
        announcements=_announcements(taken, "feed", url, window),
        next_url=feed.next_url if taken else None,
        pace=_pace(feed.entries, window),
        ttl=feed.ttl,
        quiet=feed.quiet or 0,
        entries=len(feed.entries),
        flaw=feed.ill_formed,
    )


def _of_sitemap(body: bytes, url: str, content_type: str | None, window: Window) -> Reading:
    sitemap = read_sitemap(body, url, content_type=content_type)
    entries = without_blanket_dates(sitemap.entries)
    listed = len(entries)
    named = [child for child in sitemap.sitemaps if may_list_articles(child.url)] or sitemap.sitemaps
    undated = not window.dated_only or len(named) <= FEW_SITEMAPS
    children = [child for child in named if (window.takes_listed(child, 0) if child.newest else undated)]
    children.sort(key=lambda child: child.newest.timestamp() if child.newest else float("inf"), reverse=True)
    return Reading(
        kind="sitemap",
        announcements=_announcements(
            (entry for entry in entries if window.takes_listed(entry, listed)), "sitemap", url, window
        ),
        sitemaps=tuple((child.url, child.updated) for child in children),
        pace=_pace(entries, window),
        entries=listed + len(sitemap.sitemaps),
        flaw=sitemap.ill_formed,
    )


def _of_listing(body: bytes, url: str, content_type: str | None, window: Window) -> Reading:
    links = read_links(body, url, content_type=content_type)
    taken = [link for link in links.articles if _may_be_of(link.url, window)]
    return Reading(
        kind="front",
        announcements=_once(_of_link(link, url, window) for link in taken),
        next_url=links.next_url if taken or not links.articles else None,
        sections=tuple(section.url for section in links.sections[:SECTIONS]),
        archives=tuple(archive for archive in links.archives if _may_be_of(archive, window)),
        feeds=links.feeds,
        entries=len(links.articles),
    )


def _may_be_of(url: str, window: Window) -> bool:
    """Whether the address does not tell that it is older than what is wanted."""
    return window.since is None or (day := last_day(url)) is None or day >= window.since.date()


def _pace(entries: Iterable[Entry], window: Window) -> float | None:
    return pace_of((entry.newest for entry in entries if entry.newest), window.now)


def _announcements(entries: Iterable[Entry], via: Via, via_url: str, window: Window) -> tuple[Announcement, ...]:
    return _once(_of_entry(entry, via, via_url, window) for entry in entries)


def _of_entry(entry: Entry, via: Via, via_url: str, window: Window) -> Announcement:
    undated = _lately(window) if via == "feed" else rank_url(entry.url)
    return Announcement(
        url=entry.url,
        key=page_key(entry.url),
        via=via,
        via_url=via_url,
        title=entry.title,
        published=entry.published,
        updated=entry.updated,
        digest=entry.digest,
        # What only redirects to an article comes last: by then that may be here.
        rank=(entry.newest.timestamp() if entry.newest else undated)
        - (2 * HORIZON.total_seconds() * is_short(entry.url)),
    )


def _of_link(link: PageLink, via_url: str, window: Window) -> Announcement:
    return Announcement(
        url=link.url,
        key=link.key,
        via="front",
        via_url=via_url,
        title=link.title,
        # How article-like it looks decides among equals.
        rank=_lately(window) + link.rank,
    )


def _lately(window: Window) -> float:
    """What stands in a feed or on a front page without a date is news of about today."""
    return (window.now - timedelta(days=1)).timestamp()


def _once(announcements: Iterable[Announcement]) -> tuple[Announcement, ...]:
    """The first of each page; none of what names itself."""
    found: dict[str, Announcement] = {}
    for announcement in announcements:
        if announcement.key != page_key(announcement.via_url or ""):
            found.setdefault(announcement.key, announcement)
    return tuple(found.values())
