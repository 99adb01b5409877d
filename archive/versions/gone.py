"""When an article is gone: the server says so of all its pages, and says so again later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from archive.addresses import host_name, plain_url
from archive.crawls import frontier, requests
from archive.crawls.hosts import host_id
from archive.driver import Connection
from archive.rows import Fetch
from archive.times import utc_text
from archive.versions import history
from archive.versions.desk import Desk
from archive.versions.homes import Home, pages_of, signs, write_going


def record(
    desk: Desk,
    page_id: int,
    fetch: Fetch,
    *,
    now: datetime,
    confirm_seconds: int,
    key_of: Callable[[str], str] | None = None,
) -> bool:
    """Keep a 404 or 410 of a page; whether it is gone for good, else it is due again when that can be confirmed.

    A page is gone once it was told missing twice, at least ``confirm_seconds`` apart, with nothing seen of it in between.
    Its article is, when all pages are that were seen to have it; ``gone_at`` is then the first of the two times, of the
    last of them. With ``confirm_seconds`` 0 once is enough; and a page that never led to an article, or only to one that
    has another, is not asked for again.

    With ``key_of``, which tells the key of a page with this URL, an article is looked for where a redirect led to it, and
    where its canonical link says that it is, before it counts as gone.
    """
    connection = desk.connection
    fetch_id = requests.record(connection, desk.bodies, fetch)
    row = connection.execute("SELECT article_id FROM page WHERE id = ?", [page_id]).fetchone()
    (article_id,) = row or (None,)
    reason = f"HTTP {fetch.status}"
    told = connection.execute(
        "SELECT 1 FROM observation WHERE page_id = ? AND kind = 'missing' AND fetch_id = ?", [page_id, fetch_id]
    ).fetchone()
    if told is None:
        connection.execute(
            "INSERT INTO observation (article_id, page_id, at, kind, value, seconds, fetch_id)"
            " VALUES (?, ?, ?, 'missing', ?, ?, ?)",
            [article_id, page_id, utc_text(fetch.at), reason, confirm_seconds, fetch_id],
        )
    if article_id is None:
        _settle_page(connection, page_id, "gone", reason, frontier.another_chance(connection, page_id, now))
        return True
    home = settle(desk, article_id, now=now)
    if key_of is not None and home.gone_at is not None:
        told = connection.execute("SELECT url, canonical_url FROM article WHERE id = ?", [article_id]).fetchone()
        unasked = {url for url in told if plain_url(url) not in home.pages}
        for url in unasked:
            _add_page(connection, page_id, key_of(url), url, now)
        home = settle(desk, article_id, now=now) if unasked else home
    place, is_own = home.places[page_id], home.page_id == page_id
    if place.evidence is None:  # what is told so late was seen to be otherwise since
        _settle_page(connection, page_id, "done" if is_own else "duplicate", None, None)
        return False
    if place.is_gone or not is_own:
        _settle_page(connection, page_id, "gone", reason, None)
        return True
    due = max(now, datetime.fromisoformat(place.evidence) + timedelta(seconds=confirm_seconds))
    _settle_page(connection, page_id, "due", f"{reason}, to be confirmed", due)
    return False


def _add_page(connection: Connection, page_id: int, key: str, url: str, now: datetime) -> None:
    """Make a page of an address that another one led to, unless that is one."""
    connection.execute(
        "INSERT INTO page (key, url, host_id, source_id, state, first_seen, rank, article_id)"
        " SELECT ?, ?, ?, source_id, 'duplicate', ?, rank, article_id FROM page WHERE id = ? ON CONFLICT DO NOTHING",
        [key, url, host_id(connection, host_name(url)), utc_text(now), page_id],
    )


def stands(desk: Desk, page_id: int, *, now: datetime) -> None:
    """A page was "not modified": its article stands."""
    row = desk.connection.execute(
        "SELECT article_id FROM page p WHERE id = ?"
        " AND EXISTS (SELECT 1 FROM observation o WHERE o.article_id = p.article_id AND o.kind = 'missing')",
        [page_id],
    ).fetchone()
    if row is not None:
        settle(desk, row[0], now=now)


def settle(desk: Desk, article_id: int, *, now: datetime) -> Home:
    """Say anew when an article was gone, moved and came back, by all that is known, whatever the order it came in."""
    pages = pages_of(desk.connection, article_id)
    if len(pages) > 1:
        return history.tell_anew(desk, article_id, now=now)
    home = Home.of(signs(desk.connection, article_id), pages)
    write_going(desk.connection, article_id, home)
    return home


def _settle_page(
    connection: Connection, page_id: int, state: str, reason: str | None, next_due: datetime | None
) -> None:
    connection.execute(
        "UPDATE page SET state = ?, reason = ?, tries = 0, next_due = ?, run_id = NULL, lease_until = NULL WHERE id = ?",
        [state, reason, None if next_due is None else utc_text(next_due), page_id],
    )
