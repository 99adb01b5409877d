"""Links of a front page or section, judged by how much each looks like one to an article."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from urllib.parse import SplitResult, unquote, urlsplit

import lxml.etree
import lxml.html

from crawler.lists.folders import DOORS, LISTINGS, NEWS, SERVICES
from crawler.lists.markup import read_markup
from crawler.lists.paging import MAX_ANCHORS, next_page
from crawler.urls import absolute, page_key, same_site

ARTICLE_LIKE = 0.5
"""Rank from which a link is taken for one to an article."""
MAX_LINKS = 5_000
"""Different addresses judged on one page; the fullest front pages have about 1,000."""

HEADLINE = 5
"""Words from which the text of a link is taken for a headline."""
HEADLINE_IN_ITS_PLACE = 3
"""The same in a heading or an article."""
IN_ITS_PLACE = 0.15
IN_A_HEADING = 0.3
SEVERAL = 3

Shape = tuple[str, ...]

_TITLE_LENGTH = 300
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|pdf|mp[34]|m4a|webm|mov|avi|ogg|wav|zip|gz|tar|rar|7z|exe|dmg|apk|docx?|xlsx?"
    r"|pptx?|epub|xml|rss|atom|json|css|js|txt|ics|torrent|woff2?)$"
)
_PAGE_NUMBER = re.compile(r"/(?:page|seite|pagina)[/-]?\d+(?:/|$)")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"/(?:19|20)\d\d[/-](?:[01]?\d|(?:{_MONTHS})[a-z]*)(?:[/-][0-3]?\d)?(?=[/.-]|$)|(?<!\d)20\d\d[01]\d[0-3]\d(?!\d)"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d"
)
_DAY = re.compile(r"/((?:19|20)\d\d)(?:[/-]([01]\d)(?:[/-]([0-3]\d))?)?(?=[/.-]|$)")
_TOKEN = re.compile(r"(?<=[/=;~(!,_.-])(?!\d+(?!\w))[0-9A-Za-z]{16,}(?=[/&;)!,?]|$)")
_YEAR = re.compile(r"/(?:19|20)\d\d/")
_ID = re.compile(r"(?<![0-9a-z])[a-z]{0,12}[-_.]?\d{5,}(?![0-9])|[0-9a-f]{8}-[0-9a-f]{4}-|(?<![0-9a-z])[0-9a-f]{12,}$")
_ID_IN_QUERY = re.compile(
    r"(?:^|&)(?:p|id|sid|aid|nid|story|article|art|artid|artikel|newsid|news_?id|news|post|entry|a|t|storyid|content_?id"
    r"|item_?id|idnews|num|nr)=[\w/.-]*\d"
)
_ARCHIVE = re.compile(rf"/(?:19|20)\d\d(?:[/_-](?:[01]?\d|(?:{_MONTHS})[a-z]*))?(?:/|\.\w{{2,5}}|/index\.\w{{2,5}})?$")
"""Addresses of a month's or a year's list: /2026/11/, /archive/2025."""
_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cfm|amp|ece)$")
_FOREIGN_PLACE = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navigation|navbar|menu|menue|footer|sidebar|breadcrumbs?|pagination|pager|social|share"
    r"|sharing|tags?|tag-?list|byline|author|cookie|consent|topbar|masthead|subnav|skip)(?:$|[\s_-])"
)
_MORE = re.compile(
    r"(?:(?:continue|keep) reading|read (?:more|the .*|on)|more|mehr(?: lesen)?|weiterlesen|lire (?:la suite|plus)|leer más"
    r"|\d* ?(?:comments?|kommentare?|replies)|permalink|share|tweet|link|here|details?)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """One address that a page links on its own site."""

    url: str
    """As announced, absolute."""
    title: str | None
    """The anchor's text, of the longest anchor that leads there."""
    rank: float
    """0…1, how article-like; ``ARTICLE_LIKE`` parts."""
    key: str
    """Its page key, without the token that all links of the page carry for one visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """What a listing page leads to on its own site, one link for each page key."""

    articles: tuple[PageLink, ...] = ()
    """Page order."""
    sections: tuple[PageLink, ...] = ()
    """Likely fronts of sections, likeliest first."""
    next_url: str | None = None
    """The next page of the same list."""
    archives: tuple[str, ...] = ()
    """Lists of a month's or a year's articles, page order."""
    feeds: tuple[str, ...] = ()
    """That the page names with ``link rel=alternate``."""


def read_links(body: bytes, url: str, *, content_type: str | None = None) -> PageLinks:
    """The links of the page in ``body``, which came from ``url``. Bad HTML has fewer links, never an error."""
    page = read_markup(body, url, content_type=content_type)
    if page is None:
        return PageLinks()
    own = {page_key(url), page_key(page.base_url), page_key(absolute("/", url) or url)}
    found: dict[str, tuple[PageLink, float]] = {}
    for anchor, place in islice(_anchors(page.root), MAX_ANCHORS):
        address = absolute(anchor.get("href"), page.base_url)
        if address is None or (key := page_key(address)) in own or not same_site(address, url):
            continue
        if key not in found and len(found) >= MAX_LINKS:
            continue
        title = _title(anchor)
        link = PageLink(url=address, title=title, rank=_rank(address, title, place, anchor), key=key)
        found[key] = _merged(found[key], (link, place)) if key in found else (link, place)
    following = next_page(page, url)
    found.pop(page_key(following or ""), None)
    headlines = _headlines(found.values())
    links = [(_raised(link, place) if _shape(link.url) in headlines else link, place) for link, place in found.values()]
    links = _without_session(links)
    sections = [(_section_rank(link, place), link) for link, place in links if link.rank < ARTICLE_LIKE]
    return PageLinks(
        articles=tuple(link for link, _ in links if link.rank >= ARTICLE_LIKE),
        sections=tuple(link for rank, link in sorted(sections, key=lambda pair: -pair[0]) if rank > 0),
        next_url=following,
        archives=tuple(link.url for link, _ in links if link.rank < ARTICLE_LIKE and _ARCHIVE.search(link.url)),
        feeds=tuple(feed for feed, _ in page.feeds()),
    )


def rank_url(url: str) -> float:
    """0…1, how much the address alone looks like an article's: date, id and length of the last part of its path, the
    words in it."""
    score = _score(url)
    return 0.0 if score is None else round(min(1.0, max(0.0, score)), 3)


def last_day(url: str) -> date | None:
    """The day that an address tells, of a month or a year its last; None where it tells none."""
    found = _DAY.search(urlsplit(url).path)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 12), int(found[3] or 0)
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:  # no such day, so it is none
        return None


def _score(url: str) -> float | None:
    """The same without bounds; None for what is no article wherever it is linked."""
    try:
        parts = urlsplit(page_key(url) if "?" in url else url)
    except ValueError:
        return None
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment]
    query = parts.query.lower()
    if _NO_PAGE.search(path) or not DOORS.isdisjoint(segments):
        return None
    if not segments:
        return 0.5 if _ID_IN_QUERY.search(query) else None
    if segments[-1] in SERVICES:
        return None
    slug = _EXTENSION.sub("", segments[-1])
    if slug == "index" and len(segments) > 1:
        slug = segments[-2]
    has_id = _has_id(slug)
    # /what-happened-today/a-65464327: the words may stand before the id.
    words = max(_words(slug), _words(segments[-2]) if has_id and len(segments) > 1 else 0)
    score = 0.1 + 0.1 * min(words, 4) if words > 1 else 0.1
    if date := _DATE.search(path):
        score += 0.45 if path[date.end() :].strip("/") else 0.0  # a date alone is a day's archive
    elif _YEAR.search(path):
        score += 0.2
    if has_id:
        score += 0.3
    if _ID_IN_QUERY.search(query):
        score += 0.4 if "&" not in query else 0.3
    elif query:
        score -= 0.1
    if segments[-1] != slug and words > 1:
        score += 0.1
    if not NEWS.isdisjoint(segments[:-1]):
        score += 0.2
    if not (LISTINGS | SERVICES).isdisjoint(segments) or _PAGE_NUMBER.search(path):
        score -= 0.45
    return score


def _has_id(slug: str) -> bool:
    return (
        _ID.search(slug) is not None
        or (slug.isdecimal() and len(slug) > 3)
        or (len(slug) > 9 and slug.isalnum() and sum(character.isdigit() for character in slug) > 3)
    )


def _words(slug: str) -> int:
    """Words of a slug; scripts that part none count a word for every three characters."""
    parts = [part for part in re.split(r"[-_+. ~]+", slug) if part and not part.isdecimal()]
    return max(len(parts), sum(not character.isascii() for character in slug) // 3)


def _words_of(title: str | None) -> int:
    """Words of a title; scripts that part none count a word for every three characters."""
    if not title:
        return 0
    words = sum(any(character.isalnum() for character in word) for word in title.split())
    return max(words, sum(not character.isascii() for character in title) // 3)


def _anchors(root: lxml.html.HtmlElement) -> Iterator[tuple[lxml.html.HtmlElement, float]]:
    """Each link with what its place says: above 0 in a heading or an article, below in navigation and footers.

    One walk with a stack: asking each link for its ancestors is quadratic on pages made to be so.
    """
    places: list[float] = [0.0]
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if event == "end":
            places.pop()
            continue
        places.append(_place(element, tag, places[-1]))
        if tag == "a" and element.get("href"):
            heading = next(element.iter("h1", "h2", "h3", "h4"), None) is not None
            yield element, max(places[-1], 0.3) if heading and places[-1] >= 0 else places[-1]


def _place(element: lxml.html.HtmlElement, tag: str, above: float) -> float:
    if tag in ("nav", "footer", "aside"):
        return -0.35
    if tag in ("h1", "h2", "h3", "h4"):
        return above if above < 0 else 0.3
    if tag in ("article", "main"):
        return 0.15 if above <= 0 else above
    # Not body and html: themes write the names of what a page has into their classes.
    if tag in ("div", "ul", "ol", "section", "header", "p", "span"):
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
        if len(names) > 2 and _FOREIGN_PLACE.search(names[:500].lower()):
            return -0.35
    return above


def _title(anchor: lxml.html.HtmlElement) -> str | None:
    # Where the whole teaser is the link, its headings are the title.
    headings = [" ".join(" ".join(heading.itertext()).split()) for heading in anchor.iter("h1", "h2", "h3", "h4")]
    text = max(headings, key=len, default="") or " ".join(" ".join(anchor.itertext()).split())
    if not text or _MORE.fullmatch(text):
        image = next(anchor.iter("img"), None)
        text = anchor.get("title") or anchor.get("aria-label") or (image.get("alt") if image is not None else "") or ""
        text = " ".join(text.split())
    return text[:_TITLE_LENGTH] or None


def _rank(url: str, title: str | None, place: float, anchor: lxml.html.HtmlElement) -> float:
    by_url = _score(url)
    if by_url is None:
        return 0.0
    if {"author", "tag", "category"} & set((anchor.get("rel") or "").lower().split()):
        return 0.0
    words = _words_of(title) if title else 2
    text = 0.2 if words > 5 else 0.1 if words > 3 else -0.15 if words < 2 else 0.0
    # A short name over a short path is a section's, wherever it stands: <h2><a href="/open-source/">Open Source</a></h2>
    most = 1.0 if words > 3 or by_url >= ARTICLE_LIKE else 0.45
    return round(min(most, max(0.0, by_url + place + text)), 3)


def _headlines(found: Iterable[tuple[PageLink, float]]) -> set[Shape]:
    """Shapes of addresses of which several stand in the page's own part and nearly all lead from a headline: whatever the
    addresses look like, those are its articles."""
    said: dict[Shape, list[bool]] = {}
    for link, place in found:
        if place >= 0 and link.rank > 0:
            said.setdefault(_shape(link.url), []).append(_is_headline(link, place))
    return {shape for shape, long in said.items() if sum(long) >= SEVERAL and sum(long) >= 0.8 * len(long)}


def _is_headline(link: PageLink, place: float) -> bool:
    return _words_of(link.title) >= (HEADLINE if place < IN_ITS_PLACE else HEADLINE_IN_ITS_PLACE)


def _raised(link: PageLink, place: float) -> PageLink:
    """One of many alike that lead from headlines."""
    if link.rank <= 0 or not _is_headline(link, place):
        return link
    return replace(link, rank=round(min(1.0, link.rank + 0.35), 3))


def _without_session(links: list[tuple[PageLink, float]]) -> list[tuple[PageLink, float]]:
    """The same links with keys that are the same at the next visit: a token that most articles have in common tells
    no page from another, so it is who looks at them."""
    articles = [link.url for link, _ in links if link.rank >= ARTICLE_LIKE]
    carried = Counter(token for url in articles for token in set(_TOKEN.findall(url)))
    enough = max(SEVERAL, len(articles) / 2)
    tokens = [token for token, times in carried.items() if times >= enough and not token.isalpha()]
    if not tokens:
        return links
    session = re.compile("|".join(map(re.escape, tokens)))
    return [(replace(link, key=_key_without(link.url, session)), place) for link, place in links]


def _key_without(url: str, session: re.Pattern[str]) -> str:
    """The page key without the folders and parameters in which the pattern is found."""
    parts = urlsplit(url)
    folders = (folder for folder in parts.path.split("/") if not session.search(folder))
    pairs = (pair for pair in parts.query.split("&") if not session.search(pair))
    return page_key(parts._replace(path="/".join(folders), query="&".join(pairs)).geturl())


def _shape(url: str) -> Shape:
    """What addresses of one kind have in common: where words stand, and numbers, and what lists are called."""
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).lower().split("/") if segment]
    slug = _EXTENSION.sub("", segments[-1]) if segments else ""
    last = "number" if _has_id(slug) or slug.isdecimal() else "words" if _words(slug) > 2 else "word"
    folders = (s if s in LISTINGS or s in SERVICES else "#" if s.isdecimal() else "" for s in segments[:-1])
    if parts.query:
        last = segments[-1] if segments else ""
    names = sorted({pair.partition("=")[0].lower() for pair in parts.query.split("&")} - {""})
    return (*folders, last, *names)


def _merged(one: tuple[PageLink, float], other: tuple[PageLink, float]) -> tuple[PageLink, float]:
    """The same address linked twice: its best rank and place, the address as first written; the title that stands in a
    heading, else the longest."""
    (first, place), (second, other_place) = one, other
    title = max(first.title or "", second.title or "", key=len) or None
    if place != other_place and max(place, other_place) >= IN_A_HEADING:
        title = (first if place > other_place else second).title or title
    return replace(first, title=title, rank=max(first.rank, second.rank)), max(place, other_place)


def _section_rank(link: PageLink, place: float) -> float:
    """0 for what is no front of a section; navigation and short paths are likeliest."""
    parts: SplitResult = urlsplit(link.url)
    segments = [segment for segment in unquote(parts.path).lower().split("/") if segment]
    if not segments or len(segments) > 3 or parts.query or _NO_PAGE.search(parts.path.lower()):
        return 0.0
    if not (DOORS | SERVICES).isdisjoint(segments) or _DATE.search(parts.path) or _has_id(segments[-1]):
        return 0.0
    if link.title is None or len(link.title.split()) > 4 or _words(segments[-1]) > 3:
        return 0.0
    rank = 1.0 / len(segments) + (0.5 if place < 0 else 0.0)
    return rank if LISTINGS.isdisjoint(segments) else rank * 0.5
