"""The story of an address: who announced it, what was asked and answered, what came of it, and what is next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.addresses import host_name, plain_url
from archive.crawls import hindrances
from archive.driver import Connection, by_name, translated
from archive.store import Archive

_NEIGHBOURS = 8
"""Known addresses before and behind an unknown one that are compared with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in the order of time."""

    at: str
    kind: str
    """``announced``, ``asked``, ``read``, ``missing``, ``gone``, ``returned``, ``refused``, ``failed``…"""
    text: str
    url: str | None = None
    """Where it was another address than the page's."""
    run: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is known of a page."""

    url: str
    source: str | None
    state: str
    reason: str | None
    first_seen: str
    next_due: str | None
    article_id: int | None
    title: str | None
    """Of the article that it leads to."""
    article_url: str | None
    known_as: str | None
    """How the address that was asked for leads here, where it is another one: ``redirect``, ``canonical``, ``page``."""
    addresses: tuple[str, ...]
    """Other addresses of the article."""
    events: tuple[Event, ...]
    now: str
    """How it stands, as a sentence."""
    next: str
    """What is next, and why then."""
    host: Mapping[str, Any] = field(default_factory=dict)
    """Of its server: robots.txt as text, and until when it is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """How a page stands, without its story."""

    url: str
    state: str
    reason: str | None
    next_due: str | None
    article_id: int | None
    host: str
    backoff_until: str | None
    """Until when its host is left alone, or was."""
    backoff_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed, sitemap or front page: what is read for links."""

    url: str
    kind: str
    source: str | None
    last_read: str | None
    last_status: int | None
    entries: int | None
    next_due: str | None
    waits_for: str | None
    failures: int
    """Readings in vain since the last that was not."""
    events: tuple[Event, ...]
    host: Mapping[str, Any] = field(default_factory=dict)
    """As of a story; empty where nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source, for who wonders why it did not bring something."""

    key: str
    url: str
    followed: bool
    paused: bool
    last_started: str | None
    listings: tuple[Listing, ...]


def find(archive: Archive, forms: Sequence[str | int], *, now: datetime) -> Story | None:
    """The story of the first of these that is known: ids of articles, or addresses as pages and aliases are kept."""
    with translated(archive.path):
        for form in forms:
            page_id, known_as = _page_of(archive.connection, form)
            if page_id is not None:
                return _Teller(archive.connection, page_id, known_as, now).story()
    return None


def briefs(archive: Archive, keys: Iterable[str]) -> list[Brief]:
    """How the pages with these keys stand, in this order; what is not known is left out."""
    with translated(archive.path):
        rows = archive.connection.execute(
            "SELECT p.url, p.state, p.reason, p.next_due, p.article_id, h.name, h.backoff_until, h.backoff_reason"
            " FROM json_each(?) j JOIN page p ON p.key = j.value JOIN host h ON h.id = p.host_id ORDER BY j.key",
            [json.dumps(list(keys))],
        ).fetchall()
    names = Brief.__dataclass_fields__
    return [Brief(**dict(zip(names, row, strict=True))) for row in rows]


def listing(archive: Archive, forms: Sequence[str]) -> Listing | None:
    """What is known of a feed, sitemap or front page at one of these addresses."""
    with translated(archive.path):
        for form in forms:
            row = archive.connection.execute(f"{_LISTINGS} WHERE f.url = ?", [form]).fetchone()
            if row is not None:
                return _listing(archive.connection, row, most=10)
    return None


def sources(archive: Archive) -> list[Source]:
    """Every source with its feeds and their like, the single sitemaps of an index left out."""
    query = archive.connection.execute
    with translated(archive.path):
        rows = query(
            "SELECT id, key, url, enabled AND removed_at IS NULL, paused, last_started FROM source ORDER BY key"
        ).fetchall()
        return [
            Source(
                key=key,
                url=url,
                followed=bool(followed),
                paused=bool(paused),
                last_started=last_started,
                listings=tuple(
                    _listing(archive.connection, row, most=0)
                    for row in query(
                        f"{_LISTINGS} WHERE f.source_id = ? AND f.parent_id IS NULL ORDER BY f.id", [number]
                    )
                ),
            )
            for number, key, url, followed, paused, last_started in rows
        ]


def nearest(archive: Archive, key: str) -> list[str]:
    """Known addresses of the same host that stand next to this one, in the order of their letters."""
    query = archive.connection.execute
    host = "/".join(key.split("/")[:3]) + "/"
    with translated(archive.path):
        before = query(
            "SELECT url FROM page WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT ?", [key, host, _NEIGHBOURS]
        ).fetchall()
        behind = query(
            "SELECT url FROM page WHERE key > ? AND key < ? ORDER BY key LIMIT ?", [key, host[:-1] + "0", _NEIGHBOURS]
        ).fetchall()
    return [url for (url,) in (*before, *behind)]


def _page_of(connection: Connection, form: str | int) -> tuple[int | None, str | None]:
    """The page that an id or address leads to, and how, where it is not its own address."""
    if isinstance(form, int):
        row = connection.execute("SELECT page_id FROM article WHERE id = ?", [min(form, 2**63 - 1)]).fetchone()
        return (row[0], None) if row else (None, None)
    row = connection.execute("SELECT id FROM page WHERE key = ?", [form]).fetchone()
    if row is not None:
        return row[0], None
    try:
        plain = plain_url(form)
    except ValueError:  # ill-formed
        return None, None
    row = connection.execute(
        "SELECT a.page_id, x.kind FROM alias x JOIN article a ON a.id = x.article_id WHERE x.url = ?", [plain]
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


_LISTINGS = """
SELECT f.id, f.url, f.kind, s.key, f.last_read, f.last_status, f.entries, f.next_due, f.waits_for, f.failures
FROM feed f LEFT JOIN source s ON s.id = f.source_id
"""


def _listing(connection: Connection, row: Sequence[Any], *, most: int) -> Listing:
    rows = connection.execute(
        f"SELECT {_FETCH} FROM fetch t LEFT JOIN snapshot s ON s.id = t.snapshot_id WHERE t.feed_id = ?"
        " ORDER BY t.id DESC LIMIT ?",
        [row[0], most],
    ).fetchall()
    asked = tuple(_asked(fetch, row[1]) for fetch in reversed(rows))
    return Listing(
        url=row[1],
        kind=row[2],
        source=row[3],
        last_read=row[4],
        last_status=row[5],
        entries=row[6],
        next_due=row[7],
        waits_for=row[8],
        failures=row[9],
        events=asked,
        host=_host(connection, row[1]),
    )


_HOST = "name AS host, robots_text, robots_status, robots_at, robots_error, backoff_until, backoff_reason, spent_until"


def _host(connection: Connection, url: str) -> dict[str, Any]:
    """What is known of the server of an address."""
    try:
        name = host_name(url)
    except ValueError:  # ill-formed
        return {}
    return next(by_name(connection, f"SELECT {_HOST} FROM host WHERE name = ?", [name]), {})


_FETCH = (
    "t.id, t.url, ifnull(t.final_url, t.url), t.at, t.status, t.error, t.bytes, s.size, t.seconds, t.run_id, t.headers"
)


def _asked(row: Sequence[Any], own: str, came: str = "") -> Event:
    """A request and its answer in words."""
    _, url, final_url, at, status, error, received, size, seconds, run_id, headers = row
    told = [error or _status(status)]
    if status is not None and 300 < status < 400 and status != 304:
        target = json.loads(headers or "{}").get("location") or final_url
        told = [f"{status}, redirects to {target}"]
    elif status is not None and size:
        told.append(_size(size))
    if seconds is not None:
        told.append(f"{seconds:.2f} s")
    elif status not in (None, 304) and not size and received:
        told.append(_size(received))
    text = ", ".join(told) + (f": {came}" if came else "")
    answered = url if status is not None and 300 < status < 400 else final_url
    return Event(at=at, kind="asked", text=text, url=answered if answered != own else None, run=run_id)


def _status(status: int | None) -> str:
    return {None: "no answer", 304: "304, not modified", 404: "404, not there", 410: "410, gone"}.get(
        status, str(status)
    )


def _size(count: int) -> str:
    return f"{count:,} B" if count < 1000 else f"{count / 1000:.1f} kB"


class _Teller:
    """Puts a page's story together."""

    def __init__(self, connection: Connection, page_id: int, known_as: str | None, now: datetime) -> None:
        self._query = connection.execute
        self._now_is = now
        self._page_id = page_id
        self._known_as = known_as
        (self._page,) = by_name(
            connection,
            "SELECT p.*, s.key AS source, s.enabled AND s.removed_at IS NULL AS followed, s.paused,"
            " (SELECT finished FROM run WHERE id = p.asked_by) AS asked_until"
            " FROM page p LEFT JOIN source s ON s.id = p.source_id WHERE p.id = ?",
            [page_id],
        )
        self._host = _host(connection, self._page["url"])
        self._article: dict[str, Any] = {}
        if self._page["article_id"] is not None:
            (self._article,) = by_name(
                connection,
                "SELECT a.*, r.title, r.word_count, r.confidence, o.url AS own_url, EXISTS (SELECT 1 FROM fetch f"
                "  WHERE f.page_id = a.page_id AND (f.status BETWEEN 200 AND 299 OR f.status = 304)"
                "  AND ifnull(f.final_url, f.url) = a.url) AS stands"
                " FROM article a JOIN revision r ON r.id = a.revision_id JOIN page o ON o.id = a.page_id WHERE a.id = ?",
                [self._page["article_id"]],
            )

    def story(self) -> Story:
        page, article = self._page, self._article
        events = sorted((*self._announced(), *self._asked(), *self._seen()), key=lambda event: event.at)
        return Story(
            url=page["url"],
            source=page["source"],
            state=page["state"],
            reason=page["reason"],
            first_seen=page["first_seen"],
            next_due=page["next_due"],
            article_id=page["article_id"],
            title=article.get("title"),
            article_url=article.get("url"),
            known_as=self._known_as,
            addresses=tuple(self._addresses()),
            events=tuple(events),
            now=self._now(),
            next=self._next(),
            host=self._host,
        )

    def _announced(self) -> Iterator[Event]:
        rows = self._query(
            "SELECT a.at, w.via, w.url, a.title, a.published, a.updated, a.run_id FROM announcement a"
            " JOIN announcer w ON w.id = a.announcer_id WHERE a.page_id = ?1 UNION ALL"
            " SELECT b.at, w.via, w.url, b.title, b.published, NULL, b.run_id FROM announced_before b"
            " JOIN announcer w ON w.id = b.announcer_id WHERE b.page_id = ?1 ORDER BY 1",
            [self._page_id],
        ).fetchall()
        if not rows or rows[0][0] > self._page["first_seen"]:  # an archive from before all of them were kept
            yield Event(at=self._page["first_seen"], kind="announced", text="for the first time")
        for at, via, url, title, published, updated, run_id in rows:
            who = {"person": "a person", "link": "another article", "front": "the front page"}.get(via, f"the {via}")
            told = [f"by {who}{f' {url}' if url else ''}"]
            told += [f"as “{title}”"] if title else []
            told += [f"of {published}"] if published else []
            told += [f"changed {updated}"] if updated and updated != published else []
            yield Event(at=at, kind="announced", text=", ".join(told), run=run_id)

    def _asked(self) -> Iterator[Event]:
        came = self._what_came()
        rows = self._query(
            f"SELECT {_FETCH} FROM fetch t LEFT JOIN snapshot s ON s.id = t.snapshot_id WHERE t.page_id = ? ORDER BY t.id",
            [self._page_id],
        )
        for row in rows:
            yield _asked(row, self._page["url"], came.get(row[0], ""))

    def _what_came(self) -> dict[int, str]:
        """Request → what was read in its answer."""
        if not self._article:
            return {}
        came: dict[int, str] = {}
        for fetch_id, cause, title, words, confidence, parser in self._query(
            "SELECT fetch_id, cause, title, word_count, confidence, parser_version FROM revision WHERE article_id = ?"
            " ORDER BY id",
            [self._article["id"]],
        ):
            what = _CAUSES[cause].format(article=self._article["id"])
            doubt = ", which is doubtful" if confidence < 0.5 else ""
            came[fetch_id] = f"{what}, “{title}”, {words:,} words, by parser {parser}, sure to {confidence:.0%}{doubt}"
        looks = self._query(
            "SELECT fetch_id, document IS NOT NULL AND NOT EXISTS (SELECT 1 FROM observation o"
            " WHERE o.article_id = s.article_id AND o.fetch_id = s.fetch_id AND o.kind = 'shorter')"
            " FROM sighting s WHERE article_id = ?",
            [self._article["id"]],
        )
        for fetch_id, is_copy in looks:
            came.setdefault(fetch_id, f"a copy of article {self._article['id']}" if is_copy else "read, and as before")
        return came

    def _seen(self) -> Iterator[Event]:
        # What is told of the article as a whole belongs to its own page, not to its other addresses.
        own = self._article.get("page_id") == self._page_id
        rows = self._query(
            "SELECT o.at, o.kind, o.value, iif(o.page_id <> ?1, p.url, NULL) FROM observation o"
            " LEFT JOIN page p ON p.id = o.page_id"
            " WHERE o.page_id = ?1 OR (?2 AND o.article_id = ?3 AND (o.page_id IS NULL OR o.kind = 'moved')) ORDER BY o.id",
            [self._page_id, own, self._page["article_id"]],
        )
        for at, kind, value, left in rows:
            text = _OBSERVED.get(kind, kind.replace("_", " ")).format(value=value or "")
            yield Event(at=at, kind=kind, text=f"the article {text}, as {left} was gone" if left else text)

    def _addresses(self) -> Iterable[str]:
        if not self._article:
            return []
        rows = self._query("SELECT url FROM alias WHERE article_id = ? ORDER BY first_seen, url", [self._article["id"]])
        own = plain_url(self._page["url"])
        return [url for (url,) in rows if url != own]

    # --- how it stands ------------------------------------------------------------------------------------------------

    def _now(self) -> str:
        page, article = self._page, self._article
        reason = f": {page['reason']}" if page["reason"] else ""
        match page["state"]:
            case "leased":
                return f"Run {page['run_id']} is asking for it now."
            case "done" if article:
                gone = f"; it is gone since {article['gone_at']}" if article["gone_at"] else ""
                failed = f"; the last look at it was in vain{reason}" if reason else ""
                return f"Archived as article {article['id']}{gone}{failed}."
            case "duplicate" if article:
                return f"Another address of article {article['id']}, whose own page is {article['own_url']}."
            case "not_article":
                read_by = f", says parser {page['read_by']}" if page["read_by"] else ""
                return f"Not archived: it is no article{read_by}{reason}."
            case "gone":
                was = f"; article {article['id']} is kept" if article else ""
                if article and article["gone_at"] is None and article["page_id"] != self._page_id:
                    where = f"stands at {article['url']}" if article["stands"] else f"is sought at {article['own_url']}"
                    was = f"; article {article['id']} {where}"
                return f"No longer there{reason}{was}."
            case "refused":
                return f"Not asked for{reason}."
            case "failed":
                return f"Given up{reason}."
            case "due" if article:
                return f"Archived as article {article['id']}, and due for another look{reason}."
            case "due" if page["tries"]:
                tries = page["tries"]
                return f"Not archived yet; {tries} {'try' if tries == 1 else 'tries'} failed, the last{reason}."
        return f"Not archived yet: it waits for its turn{reason}."

    def _next(self) -> str:
        page = self._page
        if page["state"] == "leased":
            return f"At the end of that run, or at {page['lease_until']} at the latest, it is free again."
        if page["next_due"] is None:
            if page["state"] in ("done", "duplicate", "not_article") or self._article:
                return "No other look is planned; an announcement that tells a change would bring one."
            return "It is not asked for again, unless it is announced with a later change, or by a person."
        if page["state"] in ("failed", "gone", "refused"):
            when = f"It is asked for once more where it is announced at {page['next_due']} or later"
        elif page["state"] == "done" and page["reason"]:
            when = f"The next look is planned for {page['next_due']}, later each time that it is in vain"
        elif page["state"] == "done":
            when = f"The next look is planned for {page['next_due']}, by its age and by how often its source edits"
        elif self._is_for_persons:
            when = "No source brings it, so that only a person can ask for it"
        else:
            when = f"To be asked for at {page['next_due']} or at the next crawl after that"
        hindrances = " and ".join(self._hindrances())
        return f"{when}{f'; but {hindrances}' if hindrances else ''}."

    @property
    def _is_for_persons(self) -> bool:
        """Whether it waits for nobody but a person; what one asked for in a run is that run's until it ends."""
        page = self._page
        return page["source"] is None and (page["asked_by"] is None or page["asked_until"] is not None)

    def _hindrances(self) -> Iterator[str]:
        by_person = self._page["source"] is None
        if by_person and self._page["state"] != "due" and self._is_for_persons:
            yield "no source brings it, so that only a person can ask for it"
        yield from hindrances.of_page(self._page, self._host, self._now_is, for_persons=by_person)


_CAUSES = {
    "first": "article {article}",
    "edit": "an edit of article {article}",
    "parser": "article {article}, read anew",
    "page": "article {article}, of another of its pages",
    "fuller": "article {article}, in full",
}

_OBSERVED = {
    "modified": "its date of change moved to {value}, its text did not",
    "shorter": "came cut short, so that the version before stands {value}",
    "not_article": "no article stood there {value}",
    "canonical": "names {value} as its canonical address, which is not believed",
    "paywalled": "held text back {value}",
    "moved": "moved to {value}",
    "missing": "was not there: {value}",
    "gone": "counts as gone since it was missed first: {value}",
    "returned": "was there again {value}",
    "refused": "{value}",
    "failed": "given up: {value}",
}
