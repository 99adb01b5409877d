"""Feeds: RSS 0.9–2.0, RDF, Atom and JSON Feed as bytes in, entries out. Nothing is fetched here."""

from __future__ import annotations

import hashlib
import json
import re
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Any, Literal

import feedparser
from w3lib.html import remove_tags

from crawler.errors import NotAFeed
from crawler.lists.decoding import decode
from crawler.lists.entries import FIRST_YEAR, Entry, Moment, as_utc, moment_of
from crawler.lists.markup import read_markup
from crawler.lists.packed import GZIP, Unpacked
from crawler.urls import absolute, same_site
from parsers.moments.reading import read_moment

MAX_ENTRIES = 20_000
"""Entries read of one feed; the largest in public have a few thousand."""

MAX_BYTES = 10 * 1024 * 1024
"""Of one that is served as a gzip file, unpacked; and what is read of a broken one, entry by entry."""

MOST_SALVAGED = 1_000
"""Entries of a broken feed that are read one by one, at a millisecond each."""

_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_PROLOGUE = re.compile(r"(?:\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(\w[\w.-]*)")
_FEED_ROOTS = re.compile(r"(?:<\?xml\b[^>]*>\s*)?<(?:rss|feed|channel|(?:\w+:)?RDF)[\s>]")
_ENTITY = re.compile(r"<!ENTITY\s[^>]*>")
_SKIPS = re.compile(r"<skip(?:Hours|Days)\b[^>]*>.{0,2000}?</skip(?:Hours|Days)>", re.DOTALL | re.IGNORECASE)
_SKIPPED = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>|<day>\s*(\w{6,9})\s*</day>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALL_HOURS = (1 << 24) - 1
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_ITEM = re.compile(r"[\s,]*\{")
_ENTRY = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What one feed said at one moment."""

    kind: Literal["rss", "rdf", "atom", "json"]
    entries: tuple[Entry, ...]
    """Document order, each URL once, at most ``MAX_ENTRIES``."""
    title: str | None = None
    language: str | None = None
    home_url: str | None = None
    """The site's page that the feed names, absolute."""
    next_url: str | None = None
    """The feed's next page (RFC 5005, JSON Feed), absolute."""
    ttl: int | None = None
    """Seconds between visits that the feed asks for (RSS ``ttl``, ``sy:updatePeriod``)."""
    quiet: int | None = None
    """When it asks to be left alone (RSS ``skipHours``, ``skipDays``, as in ``FeedHabit.quiet``)."""
    ill_formed: str | None = None
    """What is wrong with the document, where something is; what could be read of it is there."""


def read_feed(body: bytes, url: str, *, content_type: str | None = None) -> Feed:
    """The feed in ``body``, which came from ``url`` (base of relative links) with that Content-Type header.

    Its bytes decide what it is, as the header is often wrong. Raises NotAFeed for everything else.
    """
    unpacked = Unpacked(body, MAX_BYTES)
    if body.startswith(GZIP):
        body = b"".join(unpacked)
    text = decode(body, content_type).strip()
    if not text:
        raise NotAFeed(url, unpacked.trouble or "an empty document, not a feed")
    if text.startswith("{"):
        return _json_feed(text, url)
    prologue = _PROLOGUE.match(text)
    root = _ROOT.match(text, prologue.end() if prologue else 0)
    name = root[1].lower() if root else ""
    if name == "html":
        page = read_markup(text, url)
        raise NotAFeed(
            url, "a web page, not a feed", alternates=tuple(feed for feed, _ in page.feeds()) if page else ()
        )
    if name in ("urlset", "sitemapindex"):
        raise NotAFeed(url, "a sitemap, not a feed")
    if name not in ("rss", "feed", "rdf", "channel"):
        # Warnings of a web server before the feed are common.
        start = _FEED_ROOTS.search(text, 0, 100_000)
        if start is None:
            raise NotAFeed(url, "neither RSS nor Atom nor JSON Feed")
        text = text[start.start() :]
    return _xml_feed(text, url)


def _xml_feed(text: str, url: str) -> Feed:
    # feedparser opens nothing and keeps no declared entity that names another; that none is left at all bounds also
    # what an entity that is only long can do. Named characters of HTML are known without declaration.
    text = _CHARACTER.sub(_possible, _ENTITY.sub("", text).replace("<!ENTITY", "<!-ENTITY"))
    try:
        parsed = _parsed(text, url)
        if parsed.bozo:
            parsed.entries = _salvaged(text, url, parsed.entries)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise NotAFeed(url, f"too broken to read ({error})") from error
    kind = _kind(parsed)
    if kind is None:
        raise NotAFeed(url, "neither RSS nor Atom nor JSON Feed")
    channel = parsed.feed
    home = absolute(_text(channel.get("link")), url)
    entries, language = parsed.entries[:MAX_ENTRIES], channel.get("language") or None
    return Feed(
        kind=kind,
        entries=_once(_xml_entry(entry, url, home or "", language, dated=kind != "atom") for entry in entries),
        title=_plain(channel.get("title_detail")),
        language=language,
        home_url=home,
        next_url=_link(channel, "next", url),
        ttl=_ttl(channel),
        quiet=_quiet(text) if kind != "atom" else None,
        ill_formed=" ".join(str(parsed.bozo_exception).split()) if parsed.bozo else None,
    )


def _parsed(text: str, url: str) -> Any:
    return feedparser.parse(
        BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,  # both are for texts, of which none but titles are kept
        sanitize_html=False,
    )


def _salvaged(text: str, url: str, entries: list[Any]) -> list[Any]:
    """The entries of a broken feed, each read by itself where one without an end has swallowed others."""
    starts = [found.start() for found in _ENTRY.finditer(text)]
    if len(starts) <= len([entry for entry in entries if entry.get("link")]):
        return entries
    head, parts = text[: starts[0]], zip(starts, [*starts[1:], len(text)], strict=True)
    if len(starts) > MOST_SALVAGED or len(text) + len(starts) * len(head) > MAX_BYTES:
        return entries
    alone = [entry for start, end in parts for entry in _parsed(head + text[start:end], url).entries[:1]]
    return alone if len(alone) > len(entries) else entries


def _possible(reference: re.Match[str]) -> str:
    """A character reference, unless there is no such character."""
    digits = reference[1] or reference[2]
    number = int(digits, 16 if reference[1] else 10) if len(digits) < 9 else -1
    return reference[0] if number >= 32 and not 0xD800 <= number < 0xE000 and number < 0x110000 else " "


def _kind(parsed: Any) -> Literal["rss", "rdf", "atom"] | None:
    version = parsed.version
    if version.startswith("atom"):
        return "atom"
    if version in ("rss090", "rss10"):
        return "rdf"
    return "rss" if version or parsed.entries else None


def _xml_entry(entry: Any, base: str, home: str, language: str | None, *, dated: bool) -> Entry | None:
    """An entry, or None where it leads nowhere. ``home`` is the site's page; ``dated``: its only date is that of
    publication (RSS and RDF)."""
    links = (entry.get("feedburner_origlink"), entry.get("link"), _link(entry, "alternate", base), entry.get("id"))
    url = next((found for link in links if (found := absolute(_text(link), base))), None)
    name = _text(entry.get("id")) or ""
    if url and home and not same_site(url, home) and name.startswith("http") and same_site(name, home):
        url = absolute(name)  # the link leads through a counter on another site to what the name says
    if url is None:
        return None
    # dict.get: FeedParserDict.get gives "published" for a missing "updated", with a warning.
    published, updated = (_moment(entry, name, language) for name in ("published", "updated"))
    if published is None and dated:
        published, updated = updated, None
    return Entry(
        url=url,
        title=_plain(entry.get("title_detail")),
        published=published,
        updated=updated,
        digest=_digest(
            _text(entry.get("title")),
            _text(entry.get("summary")),
            *(_text(part.get("value")) for part in entry.get("content", ())),
        ),
    )


def _link(holder: Any, relation: str, base: str) -> str | None:
    links = holder.get("links") or ()
    return next((absolute(_text(link.get("href")), base) for link in links if link.get("rel") == relation), None)


def _ttl(channel: Any) -> int | None:
    ttl = _text(channel.get("ttl")) or ""
    if ttl.isdecimal() and len(ttl) < 8 and int(ttl):
        return int(ttl) * 60
    period = _PERIODS.get((_text(channel.get("sy_updateperiod")) or "").strip().lower())
    frequency = (_text(channel.get("sy_updatefrequency")) or "1").strip()
    return period // max(1, int(frequency)) if period and frequency.isdecimal() and len(frequency) < 8 else None


def _quiet(text: str) -> int | None:
    """``skipHours`` and ``skipDays`` of the channel, which feedparser passes over; None where they leave no time at all."""
    bits = 0
    for block in _SKIPS.findall(text):
        for hour, day in _SKIPPED.findall(block):
            if hour:
                bits |= 1 << int(hour) % 24
            elif (name := day.lower()) in _DAYS:
                bits |= 1 << 24 + _DAYS.index(name)
    return None if bits & ALL_HOURS == ALL_HOURS or bits >> 24 == 0b1111111 else bits or None


def _moment(entry: Any, name: str, language: str | None) -> Moment | None:
    """A date of an entry; where it is not as the format wants it ("Fr, 20 Nov 2026"), as people write it."""
    if (found := _utc(dict.get(entry, f"{name}_parsed"))) is not None:
        return found
    told = _text(dict.get(entry, name))
    moment = read_moment(told[:80], language) if told else None
    if moment is None or moment.year < FIRST_YEAR:
        return None
    return as_utc(moment) if isinstance(moment, datetime) else moment


def _utc(parsed: Any) -> datetime | None:
    """feedparser's tuple in UTC as a time; None for what nobody could have published on the web."""
    try:
        moment = datetime.fromtimestamp(timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment if moment.year >= FIRST_YEAR else None


def _plain(detail: Any) -> str | None:
    """A title as text without markup, on one line."""
    value = _text(detail.get("value")) if detail else None
    if value and detail.get("type") != "text/plain":
        value = unescape(remove_tags(value))
    return " ".join(value.split()) or None if value else None


def _text(value: Any) -> str | None:
    """A text; the half of a character that a title cut in JSON may end in is left out, as no file can hold it."""
    return value.encode(errors="ignore").decode() if isinstance(value, str) else None


def _json_feed(text: str, url: str) -> Feed:
    """JSON Feed, https://www.jsonfeed.org/version/1.1/."""
    trouble = None
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        trouble = f"JSON cut short or broken ({error})"
        document = {"items": list(_whole_items(text))}
        if not document["items"]:
            raise NotAFeed(url, trouble) from error
    items = document.get("items")
    if not isinstance(items, list) or "jsonfeed.org" not in str(document.get("version", "jsonfeed.org")):
        raise NotAFeed(url, "JSON, but not a JSON Feed")
    return Feed(
        kind="json",
        entries=_once(_json_entry(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict)),
        title=_line(document.get("title")),
        language=_text(document.get("language")),
        home_url=absolute(_text(document.get("home_page_url")), url),
        next_url=absolute(_text(document.get("next_url")), url),
        ill_formed=trouble,
    )


def _whole_items(text: str) -> Iterator[dict[str, Any]]:
    """Those of a JSON Feed that is broken, up to where it breaks."""
    decoder, begin = json.JSONDecoder(strict=False), _ITEMS.search(text)
    place = begin.end() if begin and "jsonfeed.org" in text else len(text)
    while found := _ITEM.match(text, place):
        try:
            item, place = decoder.raw_decode(text, found.end() - 1)
        except (ValueError, RecursionError):
            return
        yield item


def _json_entry(item: dict[str, Any], base: str) -> Entry | None:
    links = (item.get("url"), item.get("external_url"))
    url = next((found for link in links if (found := absolute(_text(link), base))), None)
    if url is None and (name := _text(item.get("id"))) and name.startswith("http"):
        url = absolute(name, base)
    if url is None:
        return None
    return Entry(
        url=url,
        title=_line(item.get("title")),
        published=_possible_moment(item.get("date_published")),
        updated=_possible_moment(item.get("date_modified")),
        digest=_digest(*(_text(item.get(name)) for name in ("title", "summary", "content_text", "content_html"))),
    )


def _digest(*texts: str | None) -> bytes:
    """The words alone: addresses in markup carry counters and nonces."""
    words = " ".join(" ".join(remove_tags(text).split()) for text in texts if text)
    return hashlib.blake2b(words.encode(errors="replace"), digest_size=8).digest()


def _possible_moment(value: Any) -> Moment | None:
    return moment_of(value) if isinstance(value, str) else None


def _line(value: Any) -> str | None:
    text = _text(value)
    return " ".join(text.split()) or None if text else None


def _once(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """Those that lead somewhere, each address once."""

    def first() -> Iterator[Entry]:
        seen: set[str] = set()
        for entry in entries:
            if entry is not None and entry.url not in seen:
                seen.add(entry.url)
                yield entry

    return tuple(first())
