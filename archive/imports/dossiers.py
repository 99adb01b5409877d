"""Everything that the archive knows of one article, as a document that another archive can take in.

It is told as the requests that were made for it, each with what the page said then: what follows from them (versions,
changes, when a comment came and went) follows again wherever they are received (archive/imports/arrivals.py). So it does not
matter what an archive knows already, nor in which order things come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

from archive.addresses import host_name, plain_url
from archive.crawls import requests
from archive.driver import Connection
from archive.imports import typed
from archive.imports.arrivals import Arrival, Origin
from archive.reading import queries
from archive.rows import Fetch
from archive.store import Archive
from archive.times import utc_text
from archive.versions import documents
from parsers.article import (
    Article,
    Block,
    Code,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)

_KINDS: dict[str, type[Block]] = {
    "paragraph": Paragraph,
    "heading": Heading,
    "list": ListBlock,
    "quote": Quote,
    "code": Code,
    "table": Table,
    "figure": Figure,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}

FORMAT = 1
"""Of the document; a larger number is one that this code may not understand."""

_OWN_EVENTS = "(o.kind = 'canonical' OR o.kind IN ('refused', 'failed', 'moved') AND o.fetch_id IS NULL AND o.page_id IS NOT NULL)"
"""Which observations requests with their documents do not always tell again by themselves: of canonical links, and of what
was decided without a request (refused, given up, passed over)."""


ENDS = ("gone", "refused", "failed", "not_article", "duplicate")
"""States of a page that another archive can take over; the others are what a crawl was about to do."""

Body = Callable[[int], bytes | None]
"""Snapshot id → its bytes; None where they cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something seen that made no version."""

    at: str
    kind: Literal["canonical", "refused", "failed", "moved"]
    value: str | None
    page_key: str | None = None
    """The page that it was seen of; None where it is told of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """An address that leads to the article."""

    url: str
    kind: str
    first_seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What it takes to have the article elsewhere."""

    first_seen: str
    last_seen: str
    arrivals: tuple[Arrival, ...]
    """In the order of their time."""
    aliases: tuple[Alias, ...]
    events: tuple[Event, ...]


def load(connection: Connection, article_id: int, body: Body | None = None) -> Dossier:
    """The dossier of an article; with ``body`` its requests have the bytes that came."""
    said = dict(_said(connection, article_id))
    further = {
        fetch_id: tuple(number for (number,) in rows)
        for fetch_id in said
        if (rows := connection.execute(_FURTHER, [article_id, fetch_id]).fetchall())
    }
    parts = {number for numbers in further.values() for number in numbers}
    found = dict(_requests(connection, _OF_AN_ARTICLE, article_id, body))
    arrivals = tuple(
        replace(
            arrival,
            article=said.get(fetch_id),
            pages=tuple(_whole(found[number]) for number in further.get(fetch_id, ()) if number in found),
            ends=None if fetch_id in said else arrival.ends or "duplicate",
        )
        for fetch_id, arrival in found.items()
        if fetch_id not in parts
    )
    first_seen, last_seen = connection.execute(
        "SELECT first_seen, last_seen FROM article WHERE id = ?", [article_id]
    ).fetchone()
    aliases = connection.execute(
        "SELECT url, kind, first_seen FROM alias WHERE article_id = ? ORDER BY url", [article_id]
    )
    return Dossier(
        first_seen=first_seen,
        last_seen=last_seen,
        arrivals=arrivals,
        aliases=tuple(Alias(url=url, kind=kind, first_seen=first_seen) for url, kind, first_seen in aliases),
        events=events(connection, "o.article_id = ?", article_id),
    )


def events(connection: Connection, of: str, number: int) -> tuple[Event, ...]:
    """What was noted of an article or a page that does not follow from their requests."""
    rows = connection.execute(
        "SELECT o.at, o.kind, o.value, p.key FROM observation o LEFT JOIN page p ON p.id = o.page_id"
        f" WHERE {of} AND {_OWN_EVENTS} ORDER BY o.at, o.id",
        [number],
    )
    return tuple(Event(at=at, kind=kind, value=value, page_key=key) for at, kind, value, key in rows)


def loose(connection: Connection, body: Body) -> Iterator[Arrival]:
    """The requests of all pages that led to no article, in the order they were made."""
    for _, arrival in _requests(connection, "p.article_id IS NULL", None, body):
        state, reason = connection.execute("SELECT state, reason FROM page WHERE key = ?", [arrival.key]).fetchone()
        if arrival.ends is None and state in ENDS:
            arrival = replace(arrival, ends=state, reason=reason)
        yield arrival


def document(archive: Archive, article_id: int) -> dict[str, Any]:
    """JSON-ready: the article document of the latest version with ``blocks`` where it has other than paragraphs, and all
    that was seen under ``archive``; of each request only what it told otherwise than the one after it."""
    record = queries.article(archive, article_id)
    dossier = load(archive.connection, article_id)
    whole = record.to_dict()
    known: dict[str, Any] = whole.pop("archive")
    whole |= _blocks(record.article)
    origin = next((arrival.origin for arrival in dossier.arrivals if arrival.origin), None)
    later, requests = _document(record.article), []
    for arrival in reversed(dossier.arrivals):
        told = _request(arrival.fetch) | {"page": arrival.url, "page_key": arrival.key}
        if arrival.confirm_seconds is not None:
            told["confirm_seconds"] = arrival.confirm_seconds
        if arrival.ends == "not_article":
            told["not_article"] = True
        if arrival.pages:
            told["pages"] = [_request(page) for page in arrival.pages]
        if arrival.article is not None:
            now = _document(arrival.article)
            told["told_otherwise"] = {name: value for name, value in now.items() if value != later[name]}
            later = now
        requests.append(told)
    known["format"] = FORMAT
    known["source_url"] = origin.url if origin else None
    known["urls"] = [{"url": a.url, "kind": a.kind, "first_seen": a.first_seen} for a in dossier.aliases]
    known["events"] = [
        {"at": e.at, "kind": e.kind, "value": e.value, **({"page_key": e.page_key} if e.page_key else {})}
        for e in dossier.events
    ]
    known["requests"] = requests
    return {**whole, "archive": known}


def read(line: str | bytes) -> Dossier:
    """The dossier that ``document`` told. Raises ValueError, KeyError, TypeError, AttributeError or OverflowError where it
    is of another shape."""
    whole: dict[str, Any] = json.loads(line)
    known: dict[str, Any] = whole.pop("archive")
    if known["format"] > FORMAT:
        raise ValueError("a later Dateline has written it; update this one")
    source, address = known["source"], known["source_url"]
    origin = Origin(key=source, url=address) if source is not None and address is not None else None
    later = {"blocks": None, **whole}
    arrivals: list[Arrival] = []
    for told in known["requests"]:
        article = None
        if "told_otherwise" in told:
            later = {**later, **told["told_otherwise"]}
            article = _article(later)
        arrivals.append(
            Arrival(
                url=told["page"],
                key=told["page_key"],
                origin=origin,
                fetch=_fetch(told),
                article=article,
                pages=tuple(map(_fetch, told.get("pages", ()))),
                ends=None if article else "not_article" if told.get("not_article") else "duplicate",
                confirm_seconds=told.get("confirm_seconds"),
            )
        )
    dossier = Dossier(
        first_seen=known["first_seen"],
        last_seen=known["last_seen"],
        arrivals=tuple(reversed(arrivals)),
        aliases=tuple(Alias(**alias) for alias in known["urls"]),
        events=tuple(Event(**event) for event in known["events"]),
    )
    typed.require(dossier, Dossier)
    if not arrivals:
        raise ValueError("it tells of no request")
    for arrival in dossier.arrivals:
        host_name(arrival.url)
        utc_text(arrival.fetch.at)
        if arrival.article is not None and arrival.article.title is None:
            raise ValueError("an article has a title")
    for event in dossier.events:
        if event.kind == "canonical" and event.value is not None:
            plain_url(event.value)
    times = [
        dossier.first_seen,
        dossier.last_seen,
        *(a.first_seen for a in dossier.aliases),
        *(e.at for e in dossier.events),
    ]
    for time in times:
        if utc_text(datetime.fromisoformat(time)) != time:
            raise ValueError(f"{time!r} is not written as the archive writes times")
    return dossier


# Of bytes that were read by several parsers, what the last of them read: it is the best that is known of them.
_READINGS = """
SELECT r.fetch_id, r.id, f.at FROM revision r JOIN fetch f ON f.id = r.fetch_id
WHERE r.article_id = ?1 AND r.id = (
    SELECT max(id) FROM revision WHERE article_id = ?1 AND fetch_id = r.fetch_id)
"""
# Not only those of the pages that lead to it now: an address may have come to lead to another article.
_OF_AN_ARTICLE = """
t.id IN (
    SELECT fetch_id FROM revision WHERE article_id = ?1
    UNION SELECT x.fetch_id FROM revision r JOIN revision_fetch x ON x.revision_id = r.id WHERE r.article_id = ?1
    UNION SELECT fetch_id FROM sighting WHERE article_id = ?1
    UNION SELECT id FROM fetch WHERE page_id IN (SELECT id FROM page WHERE article_id = ?1))
"""
_FURTHER = """
SELECT x.fetch_id FROM revision r JOIN revision_fetch x ON x.revision_id = r.id
WHERE r.article_id = ? AND r.fetch_id = ? GROUP BY x.fetch_id ORDER BY min(x.position)
"""


def _said(connection: Connection, article_id: int) -> Iterator[tuple[int, Article]]:
    """Request → what its page said."""
    for fetch_id, revision_id, at in connection.execute(_READINGS, [article_id]).fetchall():
        yield fetch_id, documents.read(connection, article_id, revision_id, at=at, around=documents.READ)
    yield from documents.sightings(connection, article_id)


def _requests(
    connection: Connection, which: str, article_id: int | None, body: Body | None
) -> Iterator[tuple[int, Arrival]]:
    rows = connection.execute(
        "SELECT t.id, p.url, p.key, s.key, s.url,"
        " (SELECT b.id FROM snapshot b WHERE b.id = t.snapshot_id AND length(b.data) > 0),"
        " (SELECT o.seconds FROM observation o WHERE o.page_id = p.id AND o.fetch_id = t.id AND o.kind = 'missing'),"
        " (SELECT o.kind FROM observation o WHERE o.page_id = p.id AND o.fetch_id = t.id AND o.kind = 'not_article'),"
        f" {requests.told_columns('t')}"
        " FROM fetch t JOIN page p ON p.id = t.page_id"
        f" LEFT JOIN article a ON a.id = {'p.article_id' if article_id is None else '?1'}"
        " LEFT JOIN source s ON s.id = ifnull(a.source_id, p.source_id)"
        f" WHERE {which} ORDER BY {'t.at, t.id' if article_id is not None else 't.id'}",
        [] if article_id is None else [article_id],
    )
    for fetch_id, url, key, source, address, snapshot_id, confirm_seconds, ends, *asked in rows:
        yield (
            fetch_id,
            Arrival(
                url=url,
                key=key,
                origin=Origin(key=source, url=address) if source is not None else None,
                fetch=replace(requests.told(asked), run_id=None, page_id=None),
                confirm_seconds=confirm_seconds,
                ends=ends,
                body=partial(body, snapshot_id) if body and snapshot_id is not None else None,
            ),
        )


def _whole(arrival: Arrival) -> Fetch:
    return replace(arrival.fetch, body=arrival.body()) if arrival.body else arrival.fetch


def _request(fetch: Fetch) -> dict[str, Any]:
    """What is told of a request, its bytes left out."""
    told = {
        "at": fetch.at.isoformat().replace("+00:00", "Z"),
        "url": fetch.url,
        "final_url": fetch.final_url,
        "status": fetch.status,
        "error": fetch.error,
        "headers": dict(fetch.headers),
        "seconds": fetch.seconds,
        "bytes": fetch.bytes_received,
    }
    return {name: value for name, value in told.items() if value not in (None, {})}


def _fetch(told: Mapping[str, Any]) -> Fetch:
    return Fetch(
        run_id=None,
        url=told["url"],
        final_url=told["final_url"],
        at=datetime.fromisoformat(told["at"]),
        status=told.get("status"),
        error=told.get("error"),
        headers=told.get("headers", {}),
        seconds=told.get("seconds"),
        bytes_received=told.get("bytes"),
    )


def _document(article: Article) -> dict[str, Any]:
    return {**article.to_dict(), "blocks": None, **_blocks(article)}


def _blocks(article: Article) -> dict[str, Any]:
    """The body typed, where lead and sections do not tell all of it."""
    if all(isinstance(block, Paragraph | Heading) for block in article.blocks):
        return {}
    return {"blocks": [{"kind": _NAMES[type(block)], **_fields(block)} for block in article.blocks]}


def _fields(block: Block) -> dict[str, Any]:
    return {name: getattr(block, name) for name in type(block).__dataclass_fields__}


def _article(whole: Mapping[str, Any]) -> Article:
    article = Article.from_dict(whole)
    if whole["blocks"] is None:
        return article
    return replace(article, blocks=tuple(map(_block, whole["blocks"])))


def _block(told: Mapping[str, Any]) -> Block:
    values = {name: value for name, value in told.items() if name != "kind"}
    return _KINDS[told["kind"]](**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
