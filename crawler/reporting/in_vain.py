"""What a page that a person asked for did not bring, and why: one sentence, which says when to ask again."""

from __future__ import annotations

from datetime import datetime

from archive.crawls.hindrances import is_later
from archive.reading.why import Brief
from crawler.reporting.reasons import class_of

LISTS = "; if it lists some, `dateline sources add` follows it"


def why_in_vain(page: Brief, now: datetime) -> str | None:
    """Why there is nothing new of a page; None where it led to an article, which was looked at."""
    reason = page.reason
    match page.state:
        case "done" | "duplicate" if page.article_id is not None and reason is None:
            return None
        case "due" if is_later(page.backoff_until, now):
            told = (
                f"is not asked for now: {page.host} is left alone until {page.backoff_until}"
                f", as it {page.backoff_reason}; ask again then"
            )
        case "due":
            told = f"could not be had: {reason or 'its turn did not come'}; ask again at {page.next_due} or later"
        case "leased":
            told = "is just being asked for by another crawl"
        case "refused":
            hint = "; DATELINE_ALLOW_PRIVATE_ADDRESSES=1 allows it" if _is_private(reason) else ""
            told = f"is not asked for: {reason}{hint}"
        case "gone":
            told = f"is not there: {reason}"
        case "not_article":
            told = "is no article" + (f": {reason}" if reason else LISTS)
        case "duplicate":
            told = "leads to another page, which is no article yet"
        case _:
            told = f"could not be had: {reason}"
    kept = f"; article {page.article_id} stays as it is" if page.article_id is not None else ""
    return f"{page.url} {told}{kept}."


def _is_private(reason: str | None) -> bool:
    return class_of(reason) == "address" and ("public address" in (reason or "") or "private network" in (reason or ""))
