"""What comes from elsewhere than the network (a WARC, an export, another archive): received as if it had been fetched.

Everything goes through ``Archive.save`` and its like, in the order of its time or not, and what is here already is not
taken twice; so each of these ways in can be broken off and begun again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from archive.addresses import host_name
from archive.crawls import frontier
from archive.crawls.hosts import host_id
from archive.driver import Connection
from archive.rows import Capture, Fetch, PageState, SaveOutcome
from archive.store import Archive
from archive.times import utc_text
from archive.versions.desk import observe_event
from parsers.article import Article

Outcome = SaveOutcome | Literal["known", "unchanged", "gone", "failed", "noted"]
"""As ``SaveOutcome``; ``known``: here already; ``unchanged``: a 304; ``gone``: a 404 or 410; ``failed``: no article came
of it; ``noted``: a request that says nothing about the article that we have (a redirect, an error)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that something belongs to, where that is told."""

    key: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request that was made at another time or place, with what came of it."""

    url: str
    """Address of the page that it was made for."""
    key: str
    """The same in its normal form, as ``Announcement.key``."""
    origin: Origin | None
    fetch: Fetch
    """Its ``page_id`` is found here."""
    article: Article | None = None
    """What the page says, where it came whole and could be read."""
    baseline: Article | None = None
    """As ``Capture.baseline``."""
    pages: tuple[Fetch, ...] = ()
    """Further pages of an article told on several."""
    reason: str | None = None
    """Why no article came of it."""
    ends: PageState | None = None
    """What became of the page where no article comes of this; ``failed`` where nothing is told."""
    confirm_seconds: int | None = None
    """Of a 404 or 410: how long it had to last to be believed; None leaves it to who receives it."""
    body: Callable[[], bytes | None] | None = None
    """Gets the bytes that came, where ``fetch`` does not have them: only when they are needed."""

    @property
    def addresses(self) -> tuple[str | None, ...]:
        """All that it names as its own."""
        canonical = self.article.canonical_url if self.article else None
        return self.url, self.key, self.fetch.url, self.fetch.final_url, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of an arrival."""

    outcome: Outcome
    page_id: int
    """0 where it was erased."""


def receive(archive: Archive, arrival: Arrival, *, confirm_seconds: int) -> Received:
    """Write one arrival, unless it is here; all of it or nothing. ``confirm_seconds`` as ``Archive.record_gone`` takes it.

    Raises ValueError where the address names no host.
    """
    with archive.transaction():
        connection, at = archive.connection, arrival.fetch.at
        if archive.has_erased(*arrival.addresses):
            return Received(outcome="erased", page_id=0)
        planned = connection.execute(_PLANNED, [arrival.key]).fetchone()
        page_id = _page_id(connection, arrival)
        fetch = replace(arrival.fetch, page_id=page_id)
        if (answered_by(fetch), utc_text(at), fetch.status) in told(connection, arrival.key):
            return Received(outcome="known", page_id=page_id)
        if arrival.body is not None:
            fetch = replace(fetch, body=arrival.body())
        outcome = _take(archive, arrival, page_id, fetch, confirm_seconds)
        if planned is not None:
            connection.execute(
                "UPDATE page SET state = ?, next_due = ?, run_id = ?, lease_until = ?, reason = NULL WHERE id = ?",
                [*planned, page_id],
            )
        return Received(outcome=outcome, page_id=page_id)


_PLANNED = """
SELECT state, next_due, run_id, lease_until FROM page WHERE key = ? AND state IN ('due', 'leased') AND reason IS NULL
"""
"""What a crawl is about to ask for: what was seen of it at another time does not answer that."""


def told(connection: Connection, key: str) -> set[tuple[str, str, int | None]]:
    """(address that answered, time, status) of every request that the archive has of a page."""
    rows = connection.execute(
        "SELECT CASE WHEN t.status BETWEEN 300 AND 399 AND t.headers ->> '$.location' IS NOT NULL THEN t.url"
        " ELSE ifnull(t.final_url, t.url) END, t.at, t.status"
        " FROM page p JOIN fetch t ON t.page_id = p.id WHERE p.key = ?",
        [key],
    )
    return set(rows.fetchall())


def answered_by(fetch: Fetch) -> str:
    """The address that gave an answer: of a redirect not where it leads."""
    redirects = fetch.status is not None and 300 <= fetch.status < 400 and "location" in fetch.headers
    return fetch.url if redirects else fetch.final_url


def _take(archive: Archive, arrival: Arrival, page_id: int, fetch: Fetch, confirm_seconds: int) -> Outcome:
    if arrival.article is not None:
        capture = Capture(
            run_id=fetch.run_id,
            page_id=page_id,
            source_key=arrival.origin.key if arrival.origin else None,
            fetch=fetch,
            article=arrival.article,
            baseline=arrival.baseline,
            pages=tuple(replace(further, page_id=page_id) for further in arrival.pages),
        )
        return archive.save(capture).outcome
    if fetch.status in (404, 410):
        seconds = confirm_seconds if arrival.confirm_seconds is None else arrival.confirm_seconds
        archive.record_gone(page_id, fetch, now=fetch.at, confirm_seconds=seconds)
        return "gone"
    fetch_id = archive.record_fetch(fetch)
    (article_id,) = archive.connection.execute("SELECT article_id FROM page WHERE id = ?", [page_id]).fetchone()
    if arrival.ends == "not_article":
        at, url = utc_text(fetch.at), fetch.final_url
        observe_event(archive.connection, article_id, at, "not_article", url, fetch_id, page_id)
    if article_id is not None:
        return "unchanged" if fetch.status == 304 else "noted"
    if answered_by(fetch) != fetch.final_url:
        return "noted"
    state = arrival.ends or "failed"
    reason = arrival.reason or fetch.error or f"answered {fetch.status}"
    frontier.finish_page(
        archive.connection,
        page_id,
        state=state,
        reason=reason if state == "failed" else arrival.reason,
        now=fetch.at,
        next_due=None,
        noted=False,  # who gave it up says so by an event of its own
    )
    return "failed" if state == "failed" else "noted"


def _page_id(connection: Connection, arrival: Arrival) -> int:
    """The page of this address, made where it is missing. Nobody announced it: no crawl asks for it by itself."""
    origin, at = arrival.origin, utc_text(arrival.fetch.at)
    if origin is not None:
        # A source that is not followed here: only a row for its articles to point to.
        connection.execute(
            "INSERT INTO source (key, url, enabled, first_seen, removed_at) VALUES (?, ?, 0, ?3, ?3)"
            " ON CONFLICT DO NOTHING",
            [origin.key, origin.url, at],
        )
    row = connection.execute(
        "INSERT INTO page (key, url, host_id, source_id, state, reason, first_seen)"
        " VALUES (?, ?, ?, (SELECT id FROM source WHERE key = ?), 'failed', 'nothing whole came of it', ?)"
        " ON CONFLICT (key) DO UPDATE SET source_id = ifnull(source_id, excluded.source_id),"
        "  first_seen = min(first_seen, excluded.first_seen) RETURNING id",
        [arrival.key, arrival.url, host_id(connection, host_name(arrival.url)), origin and origin.key, at],
    ).fetchone()
    return int(row[0])


def sources(connection: Connection) -> dict[str, str]:
    """Key → address of every source that the archive knows."""
    return dict(connection.execute("SELECT key, url FROM source").fetchall())
