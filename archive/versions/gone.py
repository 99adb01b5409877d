"""When an article is gone: the server says so, and says so again later."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.crawls import frontier, requests
from archive.driver import Connection
from archive.rows import Fetch
from archive.snapshots import BodyCache
from archive.times import utc_text
from archive.versions.desk import observe_event


def record(
    connection: Connection, bodies: BodyCache, page_id: int, fetch: Fetch, *, now: datetime, confirm_seconds: int
) -> bool:
    """Keep a 404 or 410 of a page; whether it is gone for good, else it is due again when that can be confirmed.

    An article is gone once its own page was told missing twice, at least ``confirm_seconds`` apart, with nothing seen
    of it in between; ``gone_at`` is then the first of the two times. With ``confirm_seconds`` 0 once is enough, and so
    it is for a page that never led to an article or is a mere copy of one (print, AMP).
    """
    fetch_id = requests.record(connection, bodies, fetch)
    row = connection.execute(
        "SELECT p.article_id, a.page_id IS p.id FROM page p LEFT JOIN article a ON a.id = p.article_id WHERE p.id = ?",
        [page_id],
    ).fetchone()
    article_id, is_own = row or (None, 0)
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
    if article_id is None or not is_own:
        again = frontier.another_chance(connection, page_id, now) if article_id is None else None
        _settle_page(connection, page_id, "gone", reason, again)
        return True
    evidence = settle(connection, article_id)
    if evidence is None:
        _settle_page(connection, page_id, "gone", reason, None)
        return True
    due = max(now, datetime.fromisoformat(evidence) + timedelta(seconds=confirm_seconds))
    _settle_page(connection, page_id, "due", f"{reason}, to be confirmed", due)
    return False


def stands(connection: Connection, page_id: int) -> None:
    """A page was "not modified": its article stands."""
    row = connection.execute(
        "SELECT a.id FROM article a WHERE a.page_id = ?"
        " AND EXISTS (SELECT 1 FROM observation o WHERE o.article_id = a.id AND o.kind = 'missing')",
        [page_id],
    ).fetchone()
    if row is not None:
        settle(connection, row[0])


def settle(connection: Connection, article_id: int) -> str | None:
    """Say anew when an article was gone and when it came back, by all that is known, whatever the order it came in.

    Gives since when it is missing without that being confirmed, or None.
    """
    connection.execute("DELETE FROM observation WHERE article_id = ? AND kind IN ('gone', 'returned')", [article_id])
    evidence: str | None = None
    gone_at: str | None = None
    for at, fetch_id, reason, seconds, url in connection.execute(_SIGNS, {"article": article_id}).fetchall():
        if reason is None:
            if gone_at is not None:
                observe_event(connection, article_id, at, "returned", url, fetch_id)
            evidence = gone_at = None
            continue
        missing_for = datetime.fromisoformat(at) - datetime.fromisoformat(evidence or at)
        believed = seconds == 0 or (evidence is not None and missing_for >= timedelta(seconds=seconds))
        evidence = evidence or at
        if gone_at is None and believed:
            gone_at = evidence
            observe_event(connection, article_id, at, "gone", reason, fetch_id)
    connection.execute(
        "UPDATE article SET gone_evidence_at = ?, gone_at = ? WHERE id = ?", [evidence, gone_at, article_id]
    )
    return evidence if gone_at is None else None


# Looks that found it standing (reason NULL): its revisions, later looks, and "not modified". Looks that did not.
_SIGNS = """
SELECT f.at AS at, f.id, NULL AS reason, NULL, ifnull(f.final_url, f.url)
FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.article_id = :article
UNION
SELECT s.at, s.fetch_id, NULL, NULL, ifnull(f.final_url, f.url)
FROM sighting s JOIN fetch f ON f.id = s.fetch_id WHERE s.article_id = :article
UNION
SELECT f.at, f.id, NULL, NULL, ifnull(f.final_url, f.url)
FROM page p JOIN fetch f ON f.page_id = p.id AND f.status = 304 WHERE p.article_id = :article
UNION
SELECT o.at, o.fetch_id, o.value, o.seconds, NULL
FROM observation o JOIN article a ON a.id = o.article_id
WHERE o.article_id = :article AND o.kind = 'missing' AND o.page_id = a.page_id
ORDER BY at, reason
"""


def _settle_page(connection: Connection, page_id: int, state: str, reason: str, next_due: datetime | None) -> None:
    connection.execute(
        "UPDATE page SET state = ?, reason = ?, tries = 0, next_due = ?, run_id = NULL, lease_until = NULL WHERE id = ?",
        [state, reason, None if next_due is None else utc_text(next_due), page_id],
    )
