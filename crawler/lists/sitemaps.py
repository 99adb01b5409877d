"""Sitemaps as bytes in, entries out: urlset, index, plain text, gzip, news. Nothing is fetched here.

The form is that of https://www.sitemaps.org/protocol.html and Google's news extension, read as tolerantly as sites
write it: wrong namespaces, wrong content types, documents cut short.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal
from urllib.parse import urlsplit

import lxml.etree
from protego import Protego
from w3lib.encoding import html_to_unicode

from crawler.errors import NotASitemap
from crawler.lists.decoding import decode
from crawler.lists.entries import Entry, moment_of
from crawler.lists.packed import CHUNK, Unpacked
from crawler.urls import absolute, same_site

MAX_ENTRIES = 50_000
"""Of one sitemap, by the protocol."""
MAX_SITEMAPS_ASKED = 10
"""Of those that one robots.txt names."""
MAX_BYTES = 50 * 1024 * 1024
"""Of one sitemap, unpacked, by the protocol."""

_NO_ARTICLES = frozenset(
    """
    tag tags category categories categorie author authors user users product products taxonomy taxonomies image images
    format formats forum forums thread threads job jobs store stores location locations
    """.split()
)
_NO_WORDS = frozenset("sitemap sitemaps wp xml gz txt php index archive post cat".split())
"""Words that say nothing of what a sitemap lists, not even that it is articles: ``post_tag-sitemap.xml``."""
_SITEMAP_LINE = re.compile(r"[ \t]*site", re.IGNORECASE)
_SECTION = re.compile(rb"<!\[CDATA\[[^<]{0,2048}\]\]>|&(?!#?\w{1,10};)")
"""Text that is marked as such, in which ``&`` is right, or an ``&`` that is not."""
_WIDE = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"'](?:utf-?(?:16|32)|ucs-?[24])", re.IGNORECASE)
_FILE = re.compile(r"\.(?:xml|txt|gz)$", re.IGNORECASE)
_START = re.compile(rb"(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:[\w.-]+:)?(\w+)", re.DOTALL)
_ROOT = re.compile(rb"(?:<\?xml\b[^>]*>\s*)?<(?:[\w.-]+:)?(urlset|sitemapindex)[\s>]", re.IGNORECASE)
_OTHERS = {b"html": "a web page, not a sitemap", b"rss": "a feed, not a sitemap", b"feed": "a feed, not a sitemap"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one sitemap said at one moment."""

    kind: Literal["urlset", "index", "text"]
    entries: tuple[Entry, ...] = ()
    """The pages, document order, each URL once, at most ``MAX_ENTRIES``; hardly ever any in an index."""
    sitemaps: tuple[Entry, ...] = ()
    """The sitemaps that an index names, with their ``lastmod`` as ``updated``."""
    ill_formed: str | None = None
    """What is wrong with the document, where something is; what could be read of it is there."""


def read_sitemap(body: bytes, url: str, *, content_type: str | None = None) -> Sitemap:
    """The sitemap in ``body``, which came from ``url`` with that Content-Type header.

    Its bytes decide what it is, as names and headers are often wrong. Raises NotASitemap for everything else.
    """
    unpacked = Unpacked(body, MAX_BYTES)
    chunks = iter(unpacked)
    head = next(chunks, b"")
    # UTF-16 and its like are rare enough to be decoded whole.
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")) or _WIDE.match(head.lstrip()):
        head = decode(head + b"".join(chunks), content_type).encode()
        head = re.sub(rb"<\?xml.*?\?>", b"", head, count=1)
        chunks = iter(())
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise NotASitemap(url, unpacked.trouble or "an empty document, not a sitemap")
    root = _ROOT.search(head)
    if root is not None:
        head, is_index = head[root.start() :], root[1].lower() == b"sitemapindex"
        return _xml_sitemap(head, chunks, unpacked, url, is_index=is_index, encoding=_encoding(head, content_type))
    if head.startswith(b"<"):
        start = _START.match(re.sub(rb"^<!DOCTYPE[^>]*>\s*", b"", head, flags=re.IGNORECASE))
        raise NotASitemap(url, _OTHERS.get(start[1].lower() if start else b"", "XML, but not a sitemap"))
    return _text_sitemap(decode(head + b"".join(chunks), content_type), url, unpacked)


def may_list_articles(url: str) -> bool:
    """Whether the name of a sitemap, such as WordPress, its plugins and others after them give, does not say that it is
    one of lists, people, goods or pictures, and of nothing else."""
    name = urlsplit(url).path.lower().rpartition("/")[2]
    words = set(re.findall(r"[a-z]+", name)) - _NO_WORDS
    return not words or not words <= _NO_ARTICLES


def sitemaps_in_robots(robots: str | Protego, url: str) -> tuple[str, ...]:
    """What a robots.txt, as text or read already, names with ``Sitemap:``; it came from ``url``."""
    if isinstance(robots, str):  # reading all its rules would take ten times as long
        robots = Protego.parse("\n".join(line for line in robots.splitlines() if _SITEMAP_LINE.match(line)))
    named = (absolute(line, url) for line in robots.sitemaps)
    return tuple(dict.fromkeys(address for address in named if address))


def sitemaps_worth_asking(named: Iterable[str], front: str) -> tuple[str, ...]:
    """Of the sitemaps that robots.txt names, those that may list articles, news first."""
    own = [url for url in dict.fromkeys(named) if same_site(url, front)]
    articles = list(filter(may_list_articles, own)) or own
    return tuple(sorted(articles, key=lambda url: "news" not in url.lower())[:MAX_SITEMAPS_ASKED])


def _encoding(head: bytes, content_type: str | None) -> str | None:
    """What the letters are in, where XML would take them for UTF-8 that they are not."""
    try:
        getincrementaldecoder("utf-8")().decode(head)  # its end may be half a letter
    except UnicodeDecodeError:
        return html_to_unicode(content_type, head, default_encoding="cp1252")[0]
    return None


def _xml_sitemap(
    head: bytes, rest: Iterator[bytes], unpacked: Unpacked, url: str, *, is_index: bool, encoding: str | None
) -> Sitemap:
    parser = lxml.etree.XMLPullParser(
        events=("end",),
        tag=("{*}url", "{*}sitemap", "{*}URL", "{*}SITEMAP"),
        encoding=encoding,
        recover=True,
        resolve_entities=False,  # neither bombs nor files
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    pages: dict[str, Entry] = {}
    lists: dict[str, Entry] = {}
    over = False
    for chunk in _with_ampersands(chain((head,), rest)):
        try:
            parser.feed(chunk)
        except lxml.etree.LxmlError:
            break
        if over := _collect(parser, pages, lists, url, is_index=is_index):
            break
    if not over:
        try:
            parser.close()
        except lxml.etree.LxmlError as error:
            unpacked.trouble = unpacked.trouble or f"ill-formed XML ({' '.join(str(error).split())})"
        _collect(parser, pages, lists, url, is_index=is_index)
    trouble = f"more than {MAX_ENTRIES:,} addresses; the rest is not read" if over else unpacked.trouble
    errors = parser.feed_error_log
    if trouble is None and len(errors):
        trouble = f"ill-formed XML (line {errors[0].line}: {errors[0].message.strip()})"
    return Sitemap(
        kind="index" if is_index else "urlset",
        entries=tuple(pages.values()),
        sitemaps=tuple(lists.values()),
        ill_formed=trouble,
    )


def _with_ampersands(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same with ``&`` as XML wants it: mending ``?a=1&b=2`` on its own, the parser would lose the ``&b``."""
    held = b""
    for chunk in chunks:
        # Cut behind a tag, so that no reference is cut in two.
        whole, end, held = (held + chunk).rpartition(b">")
        if len(held) > CHUNK:  # no tag for long: no sitemap any more, and nothing to wait for
            whole, held = whole + end + held, b""
        yield _SECTION.sub(_mended, whole + end)
    yield _SECTION.sub(_mended, held)


def _mended(found: re.Match[bytes]) -> bytes:
    return b"&amp;" if found[0] == b"&" else found[0]


def _collect(
    parser: lxml.etree.XMLPullParser, pages: dict[str, Entry], lists: dict[str, Entry], base: str, *, is_index: bool
) -> bool:
    """Take what the parser has finished; True once there are as many as are read. Each is what its element says,
    whatever the root: some sites name both in one file."""
    for _, element in parser.read_events():
        entry = _entry(element, base)
        if entry is not None:
            is_list = _name(element) == "sitemap" or (is_index and _FILE.search(urlsplit(entry.url).path) is not None)
            found = lists if is_list else pages
            if len(pages) + len(lists) >= MAX_ENTRIES and entry.url not in found:
                return True
            found.setdefault(entry.url, entry)
        # What is read is dropped, so that a large sitemap takes no more memory than a small one.
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]
    return False


def _entry(element: lxml.etree._Element, base: str) -> Entry | None:
    values = _children(element)
    address = absolute(values.get("loc", "").replace("&amp;", "&"), base)  # some escape it twice
    if address is None:
        return None
    news = next((_children(child) for child in element if _name(child) == "news"), {})
    return Entry(
        url=address,
        title=" ".join(news.get("title", "").split()) or None,
        published=moment_of(news.get("publication_date", "")),
        updated=moment_of(values.get("lastmod", "")),
    )


def _children(element: lxml.etree._Element) -> dict[str, str]:
    return {_name(child): child.text for child in element if child.text}


def _name(element: lxml.etree._Element) -> str:
    """Local name, in lower case; sites invent namespaces and forget to declare them."""
    return re.split(r"[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""


def _text_sitemap(text: str, url: str, unpacked: Unpacked) -> Sitemap:
    """One address a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][: MAX_ENTRIES + 1]
    addresses = dict.fromkeys(found for line in lines if line.startswith("http") and (found := absolute(line, url)))
    if len(addresses) * 2 < len(lines):
        raise NotASitemap(url, unpacked.trouble or "neither XML nor a list of addresses")
    entries = tuple(Entry(url=address) for address in addresses)[:MAX_ENTRIES]
    over = f"more than {MAX_ENTRIES:,} addresses; the rest is not read" if len(lines) > MAX_ENTRIES else None
    return Sitemap(kind="text", entries=entries, ill_formed=over or unpacked.trouble)
