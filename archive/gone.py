"""When an article is gone: the server says so, and says so again later."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive import requests
from archive.driver import Connection
from archive.rows import Fetch
from archive.snapshots import BodyCache
from archive.times import read_time, utc_text


def record(
    connection: Connection, bodies: BodyCache, page_id: int, fetch: Fetch, *, now: datetime, confirm_seconds: int
) -> bool:
    """Keep a 404 or 410 of a page; whether it is gone for good, else it is due again when that can be confirmed.

    An article is gone once its own page was told missing twice, at least ``confirm_seconds`` apart, with nothing seen
    of it in between; ``gone_at`` is then the first of the two times. With ``confirm_seconds`` 0 once is enough, and so
    it is for a page that never led to an article or is a mere copy of one (print, AMP).
    """
    fetch_id = requests.record(connection, bodies, fetch)
    at = utc_text(fetch.at)
    row = connection.execute(
        "SELECT a.id, a.gone_evidence_at, a.gone_at FROM page p JOIN article a ON a.id = p.article_id"
        " WHERE p.id = ? AND a.page_id = p.id",
        [page_id],
    ).fetchone()
    if row is None:
        _settle(connection, page_id, "gone", f"HTTP {fetch.status}", None)
        return True
    article_id, evidence_text, gone_at = row
    evidence = read_time(evidence_text) or fetch.at
    confirm = timedelta(seconds=confirm_seconds)
    repeated = evidence_text is not None and fetch.at - evidence >= confirm
    if gone_at is None and not (repeated or confirm_seconds == 0):
        connection.execute("UPDATE article SET gone_evidence_at = ? WHERE id = ?", [utc_text(evidence), article_id])
        _settle(connection, page_id, "due", f"HTTP {fetch.status}, to be confirmed", max(now, evidence + confirm))
        return False
    if gone_at is None:
        connection.execute(
            "UPDATE article SET gone_evidence_at = ?1, gone_at = ?1 WHERE id = ?2", [utc_text(evidence), article_id]
        )
        connection.execute(
            "INSERT INTO observation (article_id, at, kind, value, fetch_id) VALUES (?, ?, 'gone', ?, ?)",
            [article_id, at, f"HTTP {fetch.status}", fetch_id],
        )
    _settle(connection, page_id, "gone", f"HTTP {fetch.status}", None)
    return True


def _settle(connection: Connection, page_id: int, state: str, reason: str, next_due: datetime | None) -> None:
    connection.execute(
        "UPDATE page SET state = ?, reason = ?, tries = 0, next_due = ?, run_id = NULL, lease_until = NULL WHERE id = ?",
        [state, reason, None if next_due is None else utc_text(next_due), page_id],
    )
