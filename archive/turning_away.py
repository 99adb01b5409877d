"""What is done when something comes again that was erased: it is not written, and who led to it is forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

from archive import manifest
from archive.addresses import is_front
from archive.driver import Connection
from archive.tombstones import Tombstones, addresses
from archive.versions import shedding
from archive.versions.desk import Desk
from parsers.article import Article


def turn_away(desk: Desk, page_id: int) -> None:
    """A page led to what was erased: forget the page and know it the next time, unless it is another article's."""
    connection, tombstones = desk.connection, desk.tombstones
    row = connection.execute("SELECT key, url, article_id FROM page WHERE id = ?", [page_id]).fetchone()
    if row is None:
        return
    key, url, article_id = row
    if article_id is not None or is_front(url):
        connection.execute(
            "UPDATE page SET state = 'refused', reason = 'what it leads to was erased', tries = 0, next_due = NULL,"
            " run_id = NULL, lease_until = NULL WHERE id = ?",
            [page_id],
        )
        return
    urls = addresses(key, url)
    connection.executemany(
        "INSERT INTO tombstone (hash, kind, erasure_id) SELECT ?, 'url', max(id) FROM erasure WHERE true"
        " ON CONFLICT DO NOTHING",
        [(tombstones.hash("url", form),) for form in urls],
    )
    tombstones.read()
    rows = connection.execute("SELECT id, snapshot_id FROM fetch WHERE page_id = ?", [page_id]).fetchall()
    fetches = [fetch_id for fetch_id, _ in rows]
    manifest.touch(connection, fetches=fetches)
    forget_pages(connection, [page_id], fetches, urls)
    shed = sorted({snapshot_id for _, snapshot_id in rows if snapshot_id is not None})
    for step in list(shedding.steps(connection, shed)):
        shedding.take(desk, step)
    shedding.drop(connection, shed)
    desk.bodies.clear()


def forget_pages(connection: Connection, pages: Sequence[int], fetches: Sequence[int], urls: Collection[str]) -> None:
    """Delete pages with who announced them; their requests stay as the fact that something was asked for at a time."""
    page_ids, forms = json.dumps(pages), json.dumps(sorted(urls))
    for table in ("announcement", "observation"):
        connection.execute(f"DELETE FROM {table} WHERE page_id IN (SELECT value FROM json_each(?))", [page_ids])
    connection.execute(
        "DELETE FROM announcement WHERE announcer_id IN (SELECT id FROM announcer WHERE url IN"
        " (SELECT value FROM json_each(?)))",
        [forms],
    )
    connection.execute("DELETE FROM announcer WHERE url IN (SELECT value FROM json_each(?))", [forms])
    connection.execute(
        "UPDATE observation SET fetch_id = NULL WHERE fetch_id IN (SELECT value FROM json_each(?))",
        [json.dumps(fetches)],
    )
    connection.execute(
        "UPDATE fetch SET page_id = NULL, url = '', final_url = NULL, error = NULL, headers = NULL, snapshot_id = NULL"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(fetches)],
    )
    connection.execute("DELETE FROM page WHERE id IN (SELECT value FROM json_each(?))", [page_ids])
    hide(connection, urls)


def hide(connection: Connection, urls: Iterable[str], *, run_id: int | None = None) -> None:
    """Take addresses out of what runs (or one) were asked for: whoever wants a page by hand types its address."""
    for url in urls:
        connection.execute(
            "UPDATE run SET command = replace(command, ?1, '(erased)'), reason = replace(reason, ?1, '(erased)')"
            f" WHERE (instr(command, ?1) OR instr(reason, ?1)){'' if run_id is None else ' AND id = ?2'}",
            [url] if run_id is None else [url, run_id],
        )


def sifted_reading(connection: Connection, tombstones: Tombstones, revision_id: int, reading: Article) -> Article:
    """What a parser reads now in the bytes of a version, without the authors and comments that were erased."""
    row = connection.execute(
        "SELECT s.key, a.url, a.canonical_url FROM revision r JOIN article a ON a.id = r.article_id"
        " LEFT JOIN source s ON s.id = a.source_id WHERE r.id = ?",
        [revision_id],
    ).fetchone()
    if row is None:
        return reading
    key, url, canonical_url = row
    return tombstones.without_erased(reading, lambda: key, url, canonical_url)
