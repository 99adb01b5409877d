"""What another archive knows of feeds, sitemaps and front pages, who announced which page there, and why pages that led
to no article were not asked for: into this one.

It is the record that comes, not the plans: no listing is followed for it, no page becomes due, and no validator is
taken over, so that a listing which is followed here some day is read in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from archive.addresses import host_name
from archive.crawls import requests
from archive.crawls.frontier import MOST_TOLD
from archive.crawls.hosts import host_id
from archive.driver import Connection
from archive.imports.dossiers import ENDS, Body, events
from archive.imports.importing import note_events
from archive.store import Archive
from archive.times import utc_text

_AT_ONCE = 500
"""Pages in one transaction, some 50 ms: what others who write wait for."""
_BODIES_AT_ONCE = 20
"""Bytes of listings, of up to 1 MB each, some 100 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """What an announcer said of a page, and since when. Times are the archive's text."""

    at: str
    title: str | None
    published: str | None
    updated: str | None = None
    digest: bytes | None = None
    run_id: int

    def says_otherwise(self, other: _Wording) -> bool:
        """Whether both tell a title, or a time, and not the same."""
        pairs = ((self.title, other.title), (self.published, other.published))
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def take(archive: Archive, theirs: Connection, body: Body, *, run_id: int, now: datetime) -> None:
    """Take in the listings that were read there with the bytes that are kept of them, and all that was announced and noted
    of pages that are here or ended there."""
    with archive.transaction():
        _take_feeds(archive, theirs)
    _take_bodies(archive, theirs, body, run_id)
    pages = theirs.execute(
        "SELECT p.id, p.key, p.url, s.key, p.state, p.reason, p.first_seen, p.updated > ifnull(p.last_fetch, '')"
        " FROM page p LEFT JOIN source s ON s.id = p.source_id ORDER BY p.id"
    )
    while batch := pages.fetchmany(_AT_ONCE):
        with archive.transaction():
            for number, *page in batch:
                _take_page(archive, theirs, number, page, run_id=run_id, now=now)


def _take_feeds(archive: Archive, theirs: Connection) -> None:
    ours, tombstones = archive.connection, archive.desk.tombstones
    rows = theirs.execute(
        "SELECT f.url, f.kind, s.key, s.url, s.first_seen, f.entries, f.last_status, f.last_read, f.reads, f.changes,"
        " f.last_changed, f.ttl, f.news, f.watched FROM feed f LEFT JOIN source s ON s.id = f.source_id"
        " WHERE f.last_read IS NOT NULL ORDER BY f.id"
    )
    for url, kind, source, address, since, *told in rows:
        if tombstones.has_url(url):
            continue
        if source is not None:
            ours.execute(
                "INSERT INTO source (key, url, enabled, first_seen, removed_at) VALUES (?, ?, 0, ?3, ?3)"
                " ON CONFLICT DO NOTHING",
                [source, address, since],
            )
        ours.execute(
            "INSERT INTO feed (url, kind, source_id, followed, entries, last_status, last_read, reads, changes,"
            " last_changed, ttl, news, watched) VALUES (?, ?, (SELECT id FROM source WHERE key = ?), 0,"
            " ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [url, kind, source, *told],
        )


def _take_bodies(archive: Archive, theirs: Connection, body: Body, run_id: int) -> None:
    """The answers of listings whose bytes the other archive keeps; none where something was erased, as they may name it
    (``Archive.may_keep_listing`` asks those who read them)."""
    rows = theirs.execute(
        f"SELECT e.url, t.snapshot_id, {requests.told_columns('t')} FROM fetch t JOIN feed e ON e.id = t.feed_id"
        " JOIN snapshot s ON s.id = t.snapshot_id AND length(s.data) > 0 ORDER BY t.at, t.id"
    )
    while batch := rows.fetchmany(_BODIES_AT_ONCE):
        with archive.transaction():
            if archive.desk.tombstones:
                return
            for url, snapshot_id, *asked in batch:
                row = archive.connection.execute("SELECT id FROM feed WHERE url = ?", [url]).fetchone()
                fetch = requests.told(asked)
                if row is None or archive.connection.execute(_HAS, [row[0], utc_text(fetch.at), fetch.url]).fetchone():
                    continue
                if (whole := body(snapshot_id)) is not None:
                    archive.record_fetch(replace(fetch, run_id=run_id, page_id=None, feed_id=row[0], body=whole))


_HAS = "SELECT 1 FROM fetch WHERE feed_id = ? AND at = ? AND url = ? AND snapshot_id IS NOT NULL"


def _take_page(
    archive: Archive, theirs: Connection, number: int, page: Sequence[str | None], *, run_id: int, now: datetime
) -> None:
    ours, tombstones = archive.connection, archive.desk.tombstones
    key, url, source, state, reason, first_seen, is_overdue = page
    told = _told(theirs, number, run_id)
    noted = events(theirs, "o.article_id IS NULL AND o.page_id = ?", number)
    if not (told or noted) or tombstones.has_url(key, url):
        return
    row = ours.execute("SELECT id FROM page WHERE key = ?", [key]).fetchone()
    if row is None:
        if state not in ENDS or url is None:
            return  # what it was about to ask for is its own affair
        # Where it is announced here, too, it has another chance at once.
        row = ours.execute(
            "INSERT INTO page (key, url, host_id, source_id, state, reason, first_seen, next_due)"
            " VALUES (?, ?, ?, (SELECT id FROM source WHERE key = ?), ?, ?, ?, ?) RETURNING id",
            [key, url, host_id(ours, host_name(url)), source, state, reason, first_seen, utc_text(now)],
        ).fetchone()
    (page_id,) = row
    note_events(archive, noted)
    for (via, address), wordings in told.items():
        if tombstones.has_url(address):
            continue
        ours.execute("INSERT INTO announcer (via, url) VALUES (?, ?) ON CONFLICT DO NOTHING", [via, address])
        (announcer,) = ours.execute("SELECT id FROM announcer WHERE via = ? AND url = ?", [via, address]).fetchone()
        known = _wordings(ours, page_id, announcer)
        last = wordings[-1]
        if is_overdue:  # the change that was told was not looked at there: our next reading of the list is to notice it
            wordings = [*wordings[:-1], _Wording(at=last.at, title=last.title, published=last.published, run_id=run_id)]
        _write(ours, page_id, announcer, known, _together(known, wordings))


def _told(connection: Connection, page_id: int, run_id: int) -> dict[tuple[str, str], list[_Wording]]:
    """Announcer → what it said of a page, in order."""
    announcers = connection.execute(
        "SELECT w.id, w.via, w.url FROM announcement a JOIN announcer w ON w.id = a.announcer_id"
        " WHERE a.page_id = ? ORDER BY w.id",
        [page_id],
    ).fetchall()
    return {(via, url): _wordings(connection, page_id, number, run_id) for number, via, url in announcers}


def _wordings(connection: Connection, page_id: int, announcer: int, run_id: int | None = None) -> list[_Wording]:
    """What one announcer said of a page, in order; ``run_id`` stands for runs of another archive."""
    rows = connection.execute(
        "SELECT at, title, published, updated, digest, run_id FROM announcement WHERE page_id = ?1 AND announcer_id = ?2"
        " UNION ALL SELECT at, title, published, NULL, NULL, run_id FROM announced_before"
        " WHERE page_id = ?1 AND announcer_id = ?2 ORDER BY at",
        [page_id, announcer],
    )
    return [
        _Wording(at=at, title=title, published=published, updated=updated, digest=digest, run_id=run_id or run)
        for at, title, published, updated, digest, run in rows
    ]


def _together(ours: Sequence[_Wording], theirs: Sequence[_Wording]) -> list[_Wording]:
    """Both in the order of time, each wording once since it was first said; of two of one time ours."""
    times = {wording.at for wording in ours}
    wordings: list[_Wording] = []
    for wording in sorted([*ours, *(one for one in theirs if one.at not in times)], key=attrgetter("at")):
        if wordings and not wordings[-1].says_otherwise(wording):
            since = wordings.pop()
            wording = _Wording(
                at=since.at,
                title=wording.title or since.title,
                published=wording.published or since.published,
                updated=wording.updated or since.updated,
                digest=wording.digest or since.digest,
                run_id=since.run_id,
            )
        wordings.append(wording)
    return [*wordings[:-1][:MOST_TOLD], *wordings[-1:]]


def _write(
    connection: Connection, page_id: int, announcer: int, known: Sequence[_Wording], wordings: Sequence[_Wording]
) -> None:
    if list(known) == list(wordings):
        return
    *before, last = wordings
    connection.execute("DELETE FROM announced_before WHERE page_id = ? AND announcer_id = ?", [page_id, announcer])
    connection.execute(
        "INSERT INTO announcement (page_id, announcer_id, run_id, at, title, published, updated, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET run_id = excluded.run_id, at = excluded.at,"
        " title = excluded.title, published = excluded.published, updated = excluded.updated, digest = excluded.digest",
        [page_id, announcer, last.run_id, last.at, last.title, last.published, last.updated, last.digest],
    )
    connection.executemany(
        "INSERT INTO announced_before (page_id, announcer_id, at, run_id, title, published) VALUES (?, ?, ?, ?, ?, ?)",
        [(page_id, announcer, one.at, one.run_id, one.title, one.published) for one in before],
    )
