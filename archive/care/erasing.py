"""Erasing an article, an author or comments for good: a right that people have.

What is erased goes from every table, from the full-text index and with the bytes as fetched; what stays is a row that
tells when and why, and keyed hashes by which it is known again (archive/tombstones.py). ``sweep`` then writes the file
anew, so that nothing of it is left in its free space either.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from archive import manifest
from archive.care.erasure_plans import Plan
from archive.care.leftovers import LEFTOVERS, remove_unused
from archive.driver import Connection, translated
from archive.errors import ArchiveBusy
from archive.store import Archive
from archive.times import utc_text
from archive.tombstones import Tombstones, addresses, plain_name
from archive.turning_away import forget_pages
from archive.versions import documents, shedding

_KEY_BYTES = 32

_LARGEST = 2**63 - 1
"""SQLite's largest integer."""


def erase(
    archive: Archive, plan: Plan, *, reason: str | None, now: datetime, tick: Callable[[int], None] = lambda _: None
) -> int:
    """Erase what was planned, all of it or nothing; the number of the erasure. ``sweep`` is still to be called.

    Snapshots that others are differences against are freed of those before, in pieces, so that a crawl goes on
    meanwhile; ``tick`` is told how many. Raises ArchiveBusy while a crawl is asking for one of the pages.
    """
    desk, connection = archive.desk, archive.connection
    with translated(archive.path):
        connection.execute("PRAGMA secure_delete=ON")
    _refuse_while_asked_for(archive, plan.pages, now)
    _free(archive, plan.snapshots, tick)
    with archive.transaction():
        connection.execute("PRAGMA defer_foreign_keys=ON")
        _refuse_while_asked_for(archive, plan.pages, now)
        _free(archive, plan.snapshots, tick)  # what has come since
        erasure_id = _bury(connection, desk.tombstones, plan, reason, utc_text(now))
        manifest.touch(connection, fetches=plan.fetches, revisions=plan.revisions)
        if plan.kind == "article":
            (article_id,) = plan.articles
            desk.index.remove(article_id)
            drop_article(connection, article_id, revisions=plan.revisions, urls=plan.urls)
        else:
            for changed in plan.articles:
                desk.index.renew(changed)
            _drop_authors(connection, plan)
            connection.executemany("DELETE FROM comment WHERE article_id = ? AND position = ?", plan.comments)
            _sift_looks(connection, desk.tombstones, plan)
        forget_pages(connection, plan.pages, plan.fetches, plan.urls)
        shedding.drop(connection, plan.snapshots)
        _drop_unused(connection)
        desk.bodies.clear()
        desk.names.clear()
    return erasure_id


def bound_to(archive: Archive, plan: Plan) -> int:
    """How many snapshots that stay are differences against those that go."""
    return sum(len(step.others) or 1 for step in shedding.steps(archive.connection, plan.snapshots))


def sweep(archive: Archive) -> None:
    """Write the index and the file anew, so that what was erased is not left in their free space; takes the room of a
    second copy and, of a large archive, minutes. Raises ArchiveBusy where somebody keeps reading what was there before.
    """
    connection = archive.connection
    with archive.transaction():
        connection.execute("INSERT INTO article_search (article_search) VALUES ('optimize')")
    with translated(archive.path):
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        reason = "it is erased, but a program keeps reading the file as it was; end that, then `dateline erase sweep`"
        raise ArchiveBusy(archive.path, reason)


def fate_of(archive: Archive, id_or_url: int | str) -> str | None:
    """A sentence that tells when the article with this id or address was erased, and why; None where it was not."""
    query = archive.connection.execute
    with translated(archive.path):
        row = None
        if isinstance(id_or_url, int):
            row = query(
                "SELECT at, reason FROM erasure WHERE kind = 'article' AND article_id = ?", [min(id_or_url, _LARGEST)]
            ).fetchone()
        elif archive.has_erased(id_or_url):
            hashes = [digest for form in addresses(id_or_url) for digest in archive.desk.tombstones.hashes("url", form)]
            row = query(
                "SELECT e.at, e.reason FROM tombstone t JOIN erasure e ON e.id = t.erasure_id"
                f" WHERE t.hash IN ({','.join('?' * len(hashes))}) ORDER BY e.id",
                hashes,
            ).fetchone()
    if row is None:
        return None
    at, reason = row
    named = f"article {id_or_url}" if isinstance(id_or_url, int) else id_or_url
    return f"{named} was erased at {at}" + (f" ({reason})" if reason else "")


def _refuse_while_asked_for(archive: Archive, pages: Sequence[int], now: datetime) -> None:
    """A crawl that has a page in hand would write what comes of it to a row that is not there."""
    row = archive.connection.execute(
        "SELECT 1 FROM page WHERE state = 'leased' AND lease_until > ? AND id IN (SELECT value FROM json_each(?))",
        [utc_text(now), json.dumps(pages)],
    ).fetchone()
    if row is not None:
        raise ArchiveBusy(archive.path, "a crawl is asking for this page just now; try again in a minute")


def _bury(connection: Connection, tombstones: Tombstones, plan: Plan, reason: str | None, at: str) -> int:
    """Write what is to be known when it comes again."""
    if connection.execute("SELECT 1 FROM tombstone_key").fetchone() is None:
        connection.execute("INSERT INTO tombstone_key (key) VALUES (?)", [secrets.token_bytes(_KEY_BYTES)])
    erasure_id = int(
        connection.execute(
            "INSERT INTO erasure (at, kind, reason, article_id) VALUES (?, ?, ?, ?) RETURNING id",
            [at, plan.kind, reason, plan.articles[0] if plan.kind == "article" else None],
        ).fetchone()[0]
    )
    tombstones.refresh()  # it has the key now
    connection.executemany(
        "INSERT INTO tombstone (hash, kind, erasure_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(tombstones.hash(*mark), mark[0], erasure_id) for mark in sorted(plan.marks)],
    )
    tombstones.read()
    return erasure_id


def _free(archive: Archive, doomed: Sequence[int], tick: Callable[[int], None]) -> None:
    for step in list(shedding.steps(archive.connection, doomed)):
        with archive.transaction():
            tick(shedding.take(archive.desk, step))


def drop_article(connection: Connection, article_id: int, *, revisions: Sequence[int], urls: Collection[str]) -> None:
    """Delete every row of an article but its requests and pages; ``urls`` are its addresses that nobody is to tell of."""
    connection.execute(
        "DELETE FROM section WHERE id IN (SELECT section_id FROM outline WHERE revision_id IN"
        "  (SELECT id FROM revision WHERE article_id = ?1) UNION SELECT x FROM (SELECT before_section AS x FROM change"
        "  WHERE revision_id IN (SELECT id FROM revision WHERE article_id = ?1) UNION SELECT after_section FROM change"
        "  WHERE revision_id IN (SELECT id FROM revision WHERE article_id = ?1)))",
        [article_id],
    )
    _drop_children(connection, "revision", revisions)
    connection.execute("UPDATE page SET article_id = NULL WHERE article_id = ?", [article_id])
    # What is told of other articles: that they claimed an address of this one.
    connection.execute(
        "UPDATE observation SET value = NULL WHERE article_id IS NOT ? AND value IN (SELECT value FROM json_each(?))",
        [article_id, json.dumps(sorted(urls))],
    )
    connection.execute("DELETE FROM comment_count WHERE article_id = ?", [article_id])  # points to its widget
    _drop_children(connection, "article", [article_id])
    connection.executemany("DELETE FROM revision WHERE id = ?", [(number,) for number in revisions])
    connection.execute("DELETE FROM article WHERE id = ?", [article_id])


def _drop_children(connection: Connection, parent: str, ids: Sequence[int]) -> None:
    """Delete what points to these rows, in whatever table; but not the rows that only the parent's own deletion takes."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in tables:
        if table in ("article", "revision", "page"):
            continue
        for key in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
            if key[2] == parent and key[4] in (None, "id"):
                connection.executemany(f'DELETE FROM "{table}" WHERE "{key[3]}" = ?', [(number,) for number in ids])


def _drop_authors(connection: Connection, plan: Plan) -> None:
    """Take the names out of bylines, tags and changes, and the author's own links out of the articles'."""
    if not plan.names:
        return
    authors = json.dumps(plan.authors)
    for revision_id in plan.revisions:
        _take_out(connection, "byline", "author_id", revision_id, authors)
    tags = [number for number, name in connection.execute("SELECT id, name FROM tag") if plain_name(name) in plan.names]
    for article_id in plan.articles:
        _drop_from_article(connection, plan, article_id, json.dumps(tags))


def _drop_from_article(connection: Connection, plan: Plan, article_id: int, tags: str) -> None:
    query = connection.execute
    for (revision_id,) in query("SELECT id FROM revision WHERE article_id = ?", [article_id]).fetchall():
        if tags != "[]":
            manifest.touch(connection, revisions=[revision_id])
            _take_out(connection, "revision_tag", "tag_id", revision_id, tags)
        changes = query(
            "SELECT position, part, kind, before, after FROM change WHERE revision_id = ?"
            " AND (part IN ('author', 'tag') OR part LIKE 'bio: %')",
            [revision_id],
        ).fetchall()
        for position, part, kind, before, after in changes:
            if part == "author" and kind == "moved":
                values = [_without(plan.names, before), _without(plan.names, after)]
                named = values != [before, after]
                goes = named and values[0] == values[1]
            else:
                values = [before, after]
                told = {part.removeprefix("bio: ")} if part.startswith("bio: ") else {before, after}
                goes = named = any(plain_name(name) in plan.names for name in told if name)
            where = [revision_id, position]
            if goes:
                query("DELETE FROM change WHERE revision_id = ? AND position = ?", where)
            elif named:
                query(
                    "UPDATE change SET before = ?, after = ? WHERE revision_id = ? AND position = ?", [*values, *where]
                )
    for position, url, text in query(
        "SELECT position, url, text FROM link WHERE article_id = ?", [article_id]
    ).fetchall():
        if url in plan.links or plain_name(text) in plan.names:
            query("DELETE FROM link WHERE article_id = ? AND position = ?", [article_id, position])


def _without(names: set[str], listed: str | None) -> str | None:
    """A list of names as ``changes`` writes it, without some."""
    return listed and ", ".join(name for name in listed.split(", ") if plain_name(name) not in names)


def _take_out(connection: Connection, table: str, column: str, revision_id: int, ids: str) -> None:
    """Delete some parts of a version and let the others move up, as if they had never been there."""
    connection.execute(
        f"DELETE FROM {table} WHERE revision_id = ? AND {column} IN (SELECT value FROM json_each(?))",
        [revision_id, ids],
    )
    left = connection.execute(
        f"SELECT position FROM {table} WHERE revision_id = ? ORDER BY position", [revision_id]
    ).fetchall()
    connection.executemany(
        f"UPDATE {table} SET position = ? WHERE revision_id = ? AND position = ?",
        [(place, revision_id, position) for place, (position,) in enumerate(left, 1) if place != position],
    )


def _sift_looks(connection: Connection, tombstones: Tombstones, plan: Plan) -> None:
    """The looks that made no version are kept as documents or as what they told otherwise: sift those too."""
    for article_id in plan.articles:
        key, url, canonical_url = connection.execute(
            "SELECT s.key, a.url, a.canonical_url FROM article a LEFT JOIN source s ON s.id = a.source_id WHERE a.id = ?",
            [article_id],
        ).fetchone()
        rows = connection.execute(
            "SELECT at, fetch_id, differs, document FROM sighting WHERE article_id = ?", [article_id]
        ).fetchall()
        for at, fetch_id, differs, packed in rows:
            told, document = differs, packed
            if packed is not None:
                whole = documents.unpacked(packed)
                sifted = tombstones.without_erased(whole, lambda key=key: key, url, canonical_url)  # type: ignore[misc]
                document = packed if sifted is whole else documents.packed(sifted)
            if differs is not None and plan.names:
                values = json.loads(differs)
                if "tags" in values:
                    values["tags"] = [tag for tag in values["tags"] if plain_name(tag) not in plan.names]
                    told = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            if (told, document) != (differs, packed):
                connection.execute(
                    "UPDATE sighting SET differs = ?, document = ? WHERE article_id = ? AND at = ? AND fetch_id = ?",
                    [told, document, article_id, at, fetch_id],
                )


def _drop_unused(connection: Connection) -> None:
    """Names, bios, portraits and tags that nothing points to any more."""
    for table, _, users in LEFTOVERS:
        if table != "snapshot":
            remove_unused(connection, table, users)
