"""Pages that need no request: they only lead to another page, or nobody but a sitemap says that they are articles."""

from __future__ import annotations

from datetime import datetime

from archive.addresses import plain_url
from archive.crawls.frontier import note, put_off
from archive.driver import Connection
from archive.times import utc_text

_AT_ONCE = 10_000
"""Pages that are settled in one transaction, some 0.3 s; the next run settles the others."""


def wanted_page(connection: Connection, key: str, *, besides: int, now: datetime) -> int | None:
    """The page with this key, where it is archived or the same source's and due; None for ``besides`` itself, and where
    that was led to another in vain before: it is read wherever it leads."""
    row = connection.execute(
        "SELECT p.id FROM page p, page own WHERE p.key = ?1 AND own.id = ?2 AND p.id <> own.id AND own.leads_to IS NULL"
        " AND (p.state = 'done' AND p.article_id IS NOT NULL OR p.source_id IS own.source_id"
        "  AND (p.state = 'leased' OR p.state = 'due' AND p.next_due <= ?3))",
        [key, besides, utc_text(now)],
    ).fetchone()
    return row and int(row[0])


def told_article(connection: Connection, page_id: int) -> int | None:
    """The own page of an article of the same source with the very title and time that an announcement of this page tells."""
    row = connection.execute(
        "SELECT a.page_id FROM page p JOIN announcement n ON n.page_id = p.id"
        " JOIN article a ON a.source_id = p.source_id AND a.published = n.published AND a.page_id <> p.id"
        " JOIN revision r ON r.id = a.revision_id AND r.title = n.title"
        " WHERE p.id = ? AND length(n.published) > 10 AND p.leads_to IS NULL",
        [page_id],
    ).fetchone()
    return row and int(row[0])


def is_only_in_sitemaps(connection: Connection, page_id: int) -> bool:
    """Whether nobody announced the page but sitemaps, which list whatever a site has."""
    row = connection.execute(
        "SELECT min(w.via = 'sitemap') FROM announcement a JOIN announcer w ON w.id = a.announcer_id WHERE a.page_id = ?",
        [page_id],
    ).fetchone()
    return bool(row[0])


def pass_over(connection: Connection, page_id: int, *, reason: str, now: datetime, until: datetime) -> None:
    """Give back a page that was not asked for, as most likely it is no article."""
    put_off(connection, page_id, reason=reason, until=until)
    # The reason counts others of its kind: it would be another one each month, of a hundred thousand pages maybe.
    note(connection, page_id, "refused", reason, utc_text(now), whatever_reason=True)


def lead(connection: Connection, page_id: int, target_id: int, *, unasked_at: datetime | None = None) -> None:
    """Note that a page leads to that one; where that is an article by now, the page is a further address of it, else once
    ``settle`` finds it to be one. ``unasked_at``: it was found out then without asking for the page."""
    if unasked_at is not None:
        (url,) = connection.execute("SELECT url FROM page WHERE id = ?", [target_id]).fetchone()
        note(connection, page_id, "moved", url, utc_text(unasked_at))
    connection.execute(
        "UPDATE page SET state = 'duplicate', reason = NULL, tries = 0, next_due = NULL, run_id = NULL,"
        " lease_until = NULL, leads_to = ? WHERE id = ?",
        [target_id, page_id],
    )
    _join(connection, page_id)


def settle(connection: Connection, *, now: datetime, target_id: int | None = None) -> None:
    """What came of the pages that led to others: further addresses of articles; those that led to none are due again,
    once, and are then read wherever they lead. With a target only what leads to that."""
    rows = connection.execute(
        "SELECT p.id, t.article_id FROM page p INDEXED BY page_leads JOIN page t ON t.id = p.leads_to"
        " WHERE p.leads_to IS NOT NULL AND p.state = 'duplicate' AND p.article_id IS NULL"
        "  AND (t.article_id IS NOT NULL OR t.state NOT IN ('due', 'leased'))"
        + (" AND p.leads_to = ?" if target_id is not None else "")
        + f" ORDER BY t.article_id IS NULL LIMIT {_AT_ONCE}",
        [] if target_id is None else [target_id],
    ).fetchall()
    for page_id, article_id in rows:
        if article_id is not None:
            _join(connection, page_id)
        else:
            connection.execute(
                "UPDATE page SET state = 'due', reason = NULL, next_due = ? WHERE id = ?", [utc_text(now), page_id]
            )


def _join(connection: Connection, page_id: int) -> None:
    """Make a page a further address of the article that it leads to, where that is one and it was seen to redirect."""
    connection.execute(
        "UPDATE page SET article_id = t.article_id, leads_to = NULL FROM page t"
        " WHERE page.id = ? AND t.id = page.leads_to AND t.article_id IS NOT NULL",
        [page_id],
    )
    url, article_id, seen = connection.execute(
        "SELECT url, article_id, (SELECT min(at) FROM fetch WHERE page_id = page.id AND status BETWEEN 300 AND 399)"
        " FROM page WHERE id = ?",
        [page_id],
    ).fetchone()
    if article_id is not None and seen is not None:
        connection.execute(
            "INSERT INTO alias (url, article_id, kind, first_seen) VALUES (?, ?, 'redirect', ?) ON CONFLICT DO NOTHING",
            [plain_url(url), article_id, seen],
        )


def settle_redirects(connection: Connection, run_id: int) -> None:
    """Where a run has seen no more of a page than that it leads to another: note that, where the other is archived."""
    rows = connection.execute(
        "SELECT t.page_id, t.final_url FROM fetch t JOIN page p ON p.id = t.page_id"
        " WHERE t.run_id = ? AND t.status BETWEEN 300 AND 399 AND t.final_url IS NOT NULL AND p.article_id IS NULL",
        [run_id],
    ).fetchall()
    for page_id, url in rows:
        target = connection.execute(
            "SELECT p.id FROM alias x JOIN page p ON p.article_id = x.article_id WHERE x.url = ? AND x.kind = 'page'",
            [plain_url(url)],
        ).fetchone()
        if target is not None:
            lead(connection, page_id, target[0])
