"""What an erasure would take away: found first, shown to who asked, then erased (archive/care/erasing.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from archive.addresses import host_name, is_front, plain_url
from archive.crawls import listing_bytes
from archive.driver import Connection
from archive.errors import ArchiveError
from archive.store import Archive
from archive.tombstones import EVERYWHERE, addresses, comment_marks, plain_name
from parsers.article import Comment

Kind = Literal["article", "author", "comment"]


class NothingToErase(ArchiveError):
    """Nothing by that name, number or address."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """What goes, by the ids of the rows."""

    kind: Kind
    what: str
    """For the user who is about to decide; nothing of it is kept."""
    articles: list[int] = field(default_factory=list)
    """The one that is erased as a whole, or those that something is taken out of."""
    revisions: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    fetches: list[int] = field(default_factory=list)
    """Requests that forget what they asked for."""
    snapshots: list[int] = field(default_factory=list)
    authors: list[int] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """As ``plain_name`` writes them."""
    links: set[str] = field(default_factory=set)
    """Addresses that an author goes by."""
    comments: list[tuple[int, int]] = field(default_factory=list)
    """Article and position."""
    urls: set[str] = field(default_factory=set)
    """Addresses that go, in all forms."""
    marks: set[tuple[str, ...]] = field(default_factory=set)
    """What is to be known when it comes again: kind, and what is hashed of it."""
    counts: dict[str, int] = field(default_factory=dict)
    """What → how many, for the user."""


def plan_article(archive: Archive, article_id: int) -> Plan:
    """Everything of an article: its versions, comments, addresses, requests, bytes."""
    query = archive.connection.execute
    row = query(
        "SELECT a.url, a.canonical_url, r.title FROM article a JOIN revision r ON r.id = a.revision_id WHERE a.id = ?",
        [article_id],
    ).fetchone()
    if row is None:
        raise NothingToErase(archive.path, f"there is no article {article_id}; see `dateline search`, `show` or `why`")
    url, canonical_url, title = row
    plan = Plan(kind="article", what=f"{title} ({url})", articles=[article_id])
    plan.revisions = _ids(query("SELECT id FROM revision WHERE article_id = ?", [article_id]))
    # A page that led to it once and is the page of another article now is that one's.
    plan.pages = _ids(
        query(
            "SELECT id FROM page p WHERE (article_id = ?1 OR id = (SELECT page_id FROM article WHERE id = ?1)"
            " AND article_id IS NULL) AND NOT EXISTS (SELECT 1 FROM article o WHERE o.page_id = p.id AND o.id <> ?1)",
            [article_id],
        )
    )
    looks = _ids(query(_LOOKS, [article_id]))
    of_pages = _in(query, "SELECT id FROM fetch WHERE page_id", plan.pages)
    candidates = sorted({*looks, *of_pages})
    plan.fetches = sorted(set(candidates) - set(_in(query, _LOOKED_AT_BY_OTHERS, candidates, article_id)))
    plan.snapshots = _in(
        query,
        "SELECT DISTINCT f.snapshot_id FROM fetch f WHERE NOT EXISTS (SELECT 1 FROM fetch o"
        "  WHERE o.snapshot_id = f.snapshot_id AND o.id NOT IN (SELECT value FROM json_each(?1)))"
        " AND f.snapshot_id IS NOT NULL AND f.id",
        plan.fetches,
    )
    known = [url, canonical_url, *_texts(query("SELECT url FROM alias WHERE article_id = ?", [article_id]))]
    for table, columns, ids in (("page", "key, url", plan.pages), ("fetch", "url, final_url", looks)):
        for pair in query(
            f"SELECT {columns} FROM {table} WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
        ):
            known += pair
    plan.urls = {
        form for form in addresses(*known) if not is_front(form) and not _is_of_another(query, form, article_id)
    }
    plan.marks = {("url", form) for form in plan.urls}
    texts = query(
        "SELECT DISTINCT ifnull(f.final_url, f.url), r.text_hash FROM revision r JOIN fetch f ON f.id = r.fetch_id"
        " WHERE r.article_id = ?",
        [article_id],
    )
    plan.marks |= {("text", host_name(final_url), str(text_hash)) for final_url, text_hash in texts}
    plan.counts = {
        "article": 1,
        "version": len(plan.revisions),
        "comment": query("SELECT count(*) FROM comment WHERE article_id = ?", [article_id]).fetchone()[0],
        "address": len({plain_url(form) for form in plan.urls}),
        "request": len(plan.fetches),
        "page as fetched": len(plan.snapshots),
    }
    _add_listings(archive.connection, plan)
    return plan


_LOOKS = """
SELECT fetch_id FROM revision WHERE article_id = ?1
UNION SELECT x.fetch_id FROM revision r JOIN revision_fetch x ON x.revision_id = r.id WHERE r.article_id = ?1
UNION SELECT fetch_id FROM sighting WHERE article_id = ?1
"""
_LOOKED_AT_BY_OTHERS = """
SELECT f.id FROM fetch f JOIN page p ON p.id = f.page_id JOIN (
    SELECT r.fetch_id, r.article_id FROM revision r
    UNION ALL SELECT x.fetch_id, r.article_id FROM revision_fetch x JOIN revision r ON r.id = x.revision_id
    UNION ALL SELECT s.fetch_id, s.article_id FROM sighting s
) l ON l.fetch_id = f.id AND l.article_id <> ?2 WHERE f.id
"""


def _is_of_another(query: Any, url: str, article_id: int) -> bool:
    row = query(
        "SELECT 1 FROM page WHERE key = ?1 AND article_id <> ?2 UNION SELECT 1 FROM article WHERE url = ?1 AND id <> ?2",
        [url, article_id],
    ).fetchone()
    return row is not None


def plan_author(archive: Archive, name: str, *, source_key: str | None = None) -> Plan:
    """An author in every byline (of one source) with bios and portraits; the page about them too, where all go."""
    query = archive.connection.execute
    plain = plain_name(name)
    plan = Plan(kind="author", what=name if source_key is None else f"{name} in {source_key}", names={plain})
    plan.authors = [number for number, known in query("SELECT id, name FROM author") if plain_name(known) == plain]
    rows = query(
        "SELECT b.revision_id, r.article_id FROM byline b JOIN revision r ON r.id = b.revision_id"
        " JOIN article a ON a.id = r.article_id LEFT JOIN source s ON s.id = a.source_id"
        " WHERE b.author_id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR s.key = ?2)",
        [json.dumps(plan.authors), source_key],
    ).fetchall()
    if not rows:
        where = f" of {source_key}" if source_key else ""
        raise NothingToErase(archive.path, f"no byline{where} names {name}; `article_authors` lists those there are")
    plan.revisions = sorted({revision_id for revision_id, _ in rows})
    plan.articles = sorted({article_id for _, article_id in rows})
    profiles = _texts(
        query(
            "SELECT url FROM author WHERE url IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            [json.dumps(plan.authors)],
        )
    )
    plan.links = {*profiles, *_texts(query(_LINKS, [json.dumps(plan.authors)]))}
    if source_key is None:
        plan.urls = {form for form in addresses(*profiles) if not is_front(form)}
        plan.marks = {("author", EVERYWHERE, plain), *(("url", form) for form in plan.urls)}
        for form in plan.urls:
            plan.pages += _ids(query("SELECT id FROM page WHERE key = ? AND article_id IS NULL", [form]))
        plan.fetches = _in(query, "SELECT id FROM fetch WHERE page_id", plan.pages)
    else:
        plan.marks = {("author of a source", source_key, plain)}
    plan.snapshots = _bytes_of(archive.connection, plan.articles, plan.fetches)
    plan.counts = {
        "byline": len(rows),
        "article": len(plan.articles),
        "bio": len(_in(query, "SELECT id FROM bio WHERE author_id", plan.authors)),
        "page as fetched": len(plan.snapshots),
    }
    _add_listings(archive.connection, plan)
    return plan


_LINKS = """
SELECT j.value FROM portrait p, json_each(p.links) j WHERE p.author_id IN (SELECT value FROM json_each(?))
"""


def plan_comments(
    archive: Archive,
    *,
    article_id: int | None = None,
    comment_id: str | None = None,
    author: str | None = None,
    source_key: str | None = None,
) -> Plan:
    """One comment by its id, or all that a person wrote: under one article, of one source, or everywhere."""
    query = archive.connection.execute
    plain = plain_name(author) if author is not None else None
    rows = query(
        "SELECT c.article_id, c.position, c.comment_id, c.author, c.text FROM comment c"
        " JOIN article a ON a.id = c.article_id LEFT JOIN source s ON s.id = a.source_id"
        " WHERE (?1 IS NULL OR c.article_id = ?1) AND (?2 IS NULL OR s.key = ?2)"
        " AND (?3 IS NULL OR c.comment_id = ?3) AND (?3 IS NOT NULL OR c.author IS NOT NULL)",
        [article_id, source_key, comment_id],
    )
    found = [row for row in rows if plain is None or plain_name(row[3] or "") == plain]
    what = f"comment {comment_id}" if author is None else f"comments by {author}"
    if not found:
        raise NothingToErase(
            archive.path,
            f"there {'is' if author is None else 'are'} no {what} there; `article_comments` lists those there are",
        )
    plan = Plan(kind="comment", what=what, comments=[(row[0], row[1]) for row in found])
    plan.articles = sorted({row[0] for row in found})
    if article_id is not None:
        for thread in _addresses_of(query, article_id):
            plan.marks.add(("thread", thread))
            if plain is not None:
                plan.marks.add(("commenter", thread, plain))
            for row in found:
                comment = Comment(id=row[2], author=row[3], text=row[4])
                plan.marks |= {("comment", thread, mark) for mark in comment_marks(comment)}
    elif source_key is not None and plain is not None:
        plan.marks = {("commenter of a source", source_key, plain)}
    elif plain is not None:
        plan.marks = {("commenter", EVERYWHERE, plain)}
    plan.snapshots = _bytes_of(archive.connection, plan.articles, [])
    plan.counts = {
        "comment": len(found),
        "article": len(plan.articles),
        "page as fetched": len(plan.snapshots),
    }
    _add_listings(archive.connection, plan)
    return plan


def _add_listings(connection: Connection, plan: Plan) -> None:
    """The bytes of feeds and front pages go whatever they say: they are only kept for a while, and may name anybody."""
    listings = sorted(set(listing_bytes.held(connection)) - set(plan.snapshots))
    if listings:
        plan.snapshots = sorted({*plan.snapshots, *listings})
        plan.counts["feed or front page as fetched"] = len(listings)


def _addresses_of(query: Any, article_id: int) -> tuple[str, ...]:
    row = query("SELECT url, canonical_url FROM article WHERE id = ?", [article_id]).fetchone()
    return addresses(*row, *_texts(query("SELECT url FROM alias WHERE article_id = ?", [article_id])))


def _bytes_of(connection: Connection, articles: Sequence[int], fetches: Sequence[int]) -> list[int]:
    """Snapshots of everything that was fetched for these articles, and of these requests."""
    query = connection.execute
    found = set(_in(query, "SELECT DISTINCT snapshot_id FROM fetch WHERE snapshot_id IS NOT NULL AND id", fetches))
    for article_id in articles:
        found |= set(
            _ids(
                query(
                    f"SELECT snapshot_id FROM fetch WHERE snapshot_id IS NOT NULL AND (id IN ({_LOOKS})"
                    " OR page_id IN (SELECT id FROM page WHERE article_id = ?1))",
                    [article_id],
                )
            )
        )
    return sorted(found)


def _in(query: Any, start: str, ids: Sequence[int], *more: int) -> list[int]:
    """The first column of a query that ends in ``IN (these ids)``."""
    return _ids(query(f"{start} IN (SELECT value FROM json_each(?1))", [json.dumps(ids), *more]))


def _ids(rows: Iterable[tuple[int, ...]]) -> list[int]:
    return [row[0] for row in rows]


def _texts(rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [row[0] for row in rows]
