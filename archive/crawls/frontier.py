"""The frontier is the table ``page``: who announced which URL, what is due, and who is fetching it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from archive.addresses import host_name
from archive.crawls.clocks import BELIEVED
from archive.driver import Connection
from archive.rows import Announcement, LeasedPage, PageState
from archive.times import moment_text, utc_text

MOST_TOLD = 30
"""Earlier titles and dates of a page that are kept of each announcer: some lists tell how many hours ago it was."""

SOONEST_CHANCE = timedelta(hours=1)
"""How long a page waits at least that was given up, gone or refused before it ever was an article."""

_FREE = "state = 'due', run_id = NULL, lease_until = NULL"

# A clock that was ahead may have written both: what was fetched later than now, and a chance that never comes.
_CHANGED = (
    "excluded.updated > ifnull(updated, '') AND (excluded.updated > last_fetch OR last_fetch > excluded.next_due)"
)
_HAS_CHANCE = (
    "state IN ('failed', 'gone', 'refused') AND article_id IS NULL AND (next_due <= excluded.next_due"
    f" OR NOT {BELIEVED.format(later='next_due', now='excluded.next_due')})"
)
_WAKES = f"state <> 'leased' AND (excluded.asked_by IS NOT NULL OR ({_HAS_CHANCE}) OR :believed AND state <> 'due' AND {_CHANGED})"
"""A change that is told need not wait, where the page was ever answered with; else it counts as announced again: some
lists tell one at every reading, and a page that is dead for good must not be asked for each time."""
_IS_FREED = ":named AND state = 'due' AND tries = 0 AND article_id IS NULL AND next_due > excluded.next_due"
"""Whatever keeps it from being asked for (its host's pause, say) is looked at again when its turn comes."""
_ANNOUNCED = f"""
INSERT INTO page (key, url, host_id, source_id, rank, next_due, asked_by, first_seen, updated)
VALUES (:key, :url, :host, :source, :rank, :at, :asked_by, :at, :updated)
ON CONFLICT (key) DO UPDATE SET
    source_id = ifnull(source_id, excluded.source_id), rank = max(rank, excluded.rank),
    updated = nullif(max(ifnull(updated, ''), ifnull(excluded.updated, '')), ''),
    asked_by = ifnull(excluded.asked_by, asked_by),
    state = CASE WHEN {_WAKES} THEN 'due' ELSE state END,
    tries = CASE WHEN ({_WAKES}) AND (excluded.asked_by IS NOT NULL OR NOT ({_HAS_CHANCE})) THEN 0 ELSE tries END,
    next_due = CASE WHEN ({_WAKES}) OR ({_IS_FREED}) OR state = 'done' AND {_CHANGED} THEN excluded.next_due ELSE next_due END
WHERE ({_IS_FREED}) OR excluded.asked_by IS NOT NULL OR excluded.rank > rank OR excluded.updated > ifnull(updated, '')
    OR (source_id IS NULL AND excluded.source_id IS NOT NULL) OR ({_HAS_CHANCE})
"""


def announce(
    connection: Connection,
    announcements: Sequence[Announcement],
    *,
    source_key: str | None,
    run_id: int,
    now: datetime,
    believed: bool = True,
) -> int:
    """Make a page of every URL that is new, wake known ones that changed since; how many are new.

    A known page is due again where its announcement tells a change later than our last fetch and later than any change
    told before (some sitemaps date everything into the future), and always where a person asks. Changes that are not
    ``believed`` make it only a candidate for the next visits that the source's budget allows. A page that never was an
    article and was given up, gone or refused has another chance where it is still announced after the wait of
    ``another_chance``; one that was put off without being asked for need not wait where more than a sitemap names it.
    URLs without a host are left out.
    """
    at = utc_text(now)
    hosts = _host_ids(connection, announcements)
    reworded = _reworded(connection, announcements)
    sound = [announcement for announcement in announcements if announcement.url in hosts]
    source = connection.execute("SELECT id FROM source WHERE key = ?", [source_key]).fetchone()
    source_id = None if source is None else source[0]
    (last_before,) = connection.execute("SELECT ifnull(max(id), 0) FROM page").fetchone()
    connection.executemany(
        _ANNOUNCED,
        [
            {
                "key": announcement.key,
                "url": announcement.url,
                "host": hosts[announcement.url],
                "source": source_id,
                "rank": announcement.rank,
                "at": at,
                "asked_by": run_id if announcement.via == "person" else None,
                # Nobody says when an entry was worded otherwise: since we last looked.
                "updated": at if announcement in reworded else moment_text(announcement.updated),
                "believed": believed,
                "named": announcement.via != "sitemap",
            }
            for announcement in sound
        ],
    )
    _keep_announcements(connection, sound, run_id, at)
    (new,) = connection.execute("SELECT count(*) FROM page WHERE id > ?", [last_before]).fetchone()
    return int(new)


def count_woken(connection: Connection, announcements: Sequence[Announcement], *, now: datetime) -> int:
    """How many pages that were fetched before are due since ``announce`` at that time told of a change."""
    keys = [told.key for told in announcements if told.updated is not None or told.digest is not None]
    (count,) = connection.execute(
        "SELECT count(*) FROM page WHERE key IN (SELECT value FROM json_each(?)) AND state = 'due' AND next_due = ?"
        " AND last_fetch IS NOT NULL",
        [json.dumps(keys), utc_text(now)],
    ).fetchone()
    return int(count)


def _reworded(connection: Connection, announcements: Sequence[Announcement]) -> set[Announcement]:
    """Those whose announcer told something else of the same page before."""
    told = [announcement for announcement in announcements if announcement.digest is not None]
    rows = connection.execute(
        "SELECT j.key FROM json_each(?) j JOIN page p ON p.key = json_extract(j.value, '$[0]')"
        " JOIN announcer w ON w.via = json_extract(j.value, '$[1]') AND w.url = json_extract(j.value, '$[2]')"
        " JOIN announcement a ON a.page_id = p.id AND a.announcer_id = w.id"
        " WHERE hex(a.digest) <> json_extract(j.value, '$[3]')",
        [json.dumps([(one.key, one.via, one.via_url or "", (one.digest or b"").hex().upper()) for one in told])],
    )
    return {told[index] for (index,) in rows}


def _host_ids(connection: Connection, announcements: Sequence[Announcement]) -> dict[str, int]:
    """URL → id of its host's row, made where it is missing."""
    names: dict[str, str] = {}
    for announcement in announcements:
        try:
            names[announcement.url] = host_name(announcement.url)
        except ValueError:
            continue
    distinct = sorted(set(names.values()))
    connection.executemany("INSERT INTO host (name) VALUES (?) ON CONFLICT DO NOTHING", [(name,) for name in distinct])
    rows = connection.execute(
        "SELECT name, id FROM host WHERE name IN (SELECT value FROM json_each(?))", [json.dumps(distinct)]
    )
    ids: dict[str, int] = dict(rows.fetchall())
    return {url: ids[name] for url, name in names.items()}


def _keep_announcements(connection: Connection, announcements: Sequence[Announcement], run_id: int, at: str) -> None:
    announcers = {(announcement.via, announcement.via_url or "") for announcement in announcements}
    connection.executemany("INSERT INTO announcer (via, url) VALUES (?, ?) ON CONFLICT DO NOTHING", sorted(announcers))
    ids = {
        announcer: connection.execute("SELECT id FROM announcer WHERE via = ? AND url = ?", announcer).fetchone()[0]
        for announcer in announcers
    }
    told = [
        (
            announcement.key,
            ids[announcement.via, announcement.via_url or ""],
            run_id,
            at,
            announcement.title,
            moment_text(announcement.published),
            moment_text(announcement.updated),
            announcement.digest,
        )
        for announcement in announcements
    ]
    connection.executemany(
        "INSERT INTO announced_before (page_id, announcer_id, at, run_id, title, published)"
        " SELECT page_id, announcer_id, at, run_id, title, published FROM announcement a"
        " WHERE page_id = (SELECT id FROM page WHERE key = ?1) AND announcer_id = ?2 AND (title <> ?3 OR published <> ?4)"
        f" AND (SELECT count(*) FROM announced_before b WHERE (b.page_id, b.announcer_id) = (a.page_id, ?2)) < {MOST_TOLD}"
        " ON CONFLICT DO NOTHING",
        [(key, announcer, title, published) for key, announcer, _, _, title, published, _, _ in told],
    )
    otherwise = "excluded.title <> title OR excluded.published <> published"
    # The same sitemap is read again and again: what it repeats is not written again.
    connection.executemany(
        "INSERT INTO announcement (page_id, announcer_id, run_id, at, title, published, updated, digest)"
        " VALUES ((SELECT id FROM page WHERE key = ?), ?, ?, ?, ?, ?, ?, ?)"
        f" ON CONFLICT DO UPDATE SET run_id = iif({otherwise}, excluded.run_id, run_id), at = iif({otherwise}, excluded.at, at),"
        "  title = ifnull(excluded.title, title), published = ifnull(excluded.published, published),"
        "  updated = ifnull(excluded.updated, updated), digest = ifnull(excluded.digest, digest)"
        " WHERE excluded.title IS NOT title OR excluded.published IS NOT published OR excluded.updated IS NOT updated"
        "  OR excluded.digest IS NOT digest",
        told,
    )


def lease_pages(
    connection: Connection,
    *,
    run_id: int,
    source_keys: Sequence[str] | None,
    limit: int,
    now: datetime,
    lease_seconds: int,
    per_host: int,
    per_day: int,
    busy_hosts: Mapping[str, int],
) -> list[LeasedPage]:
    """Take up to ``limit`` due pages for this run: the idlest hosts first, the highest rank first within a host.

    A host never has more than ``per_host`` pages out at once, those counted that ``busy_hosts`` tells of; one that is
    backing off has none. ``source_keys`` None takes what a person asked for in this run. A host that gave ``per_day``
    pages since midnight (UTC) has none left. What this run holds it keeps: a page that is under way for longer than a
    lease is not given out twice.
    """
    at = utc_text(now)
    until = utc_text(now + timedelta(seconds=lease_seconds))
    connection.execute(
        "UPDATE page SET lease_until = ? WHERE state = 'leased' AND run_id = ? AND lease_until <= ?",
        [until, run_id, utc_text(now + timedelta(seconds=lease_seconds / 2))],
    )
    per_host = min(per_host, per_day or per_host)
    connection.execute(f"UPDATE page SET {_FREE} WHERE state = 'leased' AND lease_until <= ?", [at])
    if source_keys is None:
        column, owners = "asked_by", [run_id]
    else:
        rows = connection.execute(
            "SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(list(source_keys))]
        )
        column, owners = "source_id", [source_id for (source_id,) in rows]
    hosts = _due_hosts(connection, column, owners, at)
    busy = Counter(
        dict(
            connection.execute(
                # Of our own: what others have out is a matter of turns at the host.
                "SELECT host_id, count(*) FROM page WHERE state = 'leased' AND run_id = ? GROUP BY host_id",
                [run_id],
            ).fetchall()
        )
    )
    if busy_hosts:
        names = connection.execute(
            "SELECT id, name FROM host WHERE name IN (SELECT value FROM json_each(?))", [json.dumps(list(busy_hosts))]
        )
        for host_id, name in names:
            busy[host_id] = max(busy[host_id], busy_hosts[name])
    if per_day and source_keys is not None:
        for host_id, left in _left_today(connection, per_day, per_host, now):
            busy[host_id] = max(busy[host_id], per_host - left)
    chosen = _choose(connection, column, hosts, busy, limit=limit, per_host=per_host, at=at)
    _count_today(connection, chosen, per_day, now)
    connection.executemany(
        "UPDATE page SET state = 'leased', run_id = ?, lease_until = ? WHERE id = ?",
        [(run_id, until, page_id) for page_id in chosen],
    )
    return _leased(connection, chosen)


def _left_today(connection: Connection, per_day: int, per_host: int, now: datetime) -> list[tuple[int, int]]:
    """(host, pages it may still give today) of those that are about to have given all."""
    return connection.execute(
        "SELECT id, max(?1 - asked, 0) FROM host WHERE asked_on = ?2 AND asked > ?1 - ?3",
        [per_day, now.date().isoformat(), per_host],
    ).fetchall()


def _count_today(connection: Connection, page_ids: Sequence[int], per_day: int, now: datetime) -> None:
    """Count what is handed out; the host itself keeps that it has given all, as its pages may be a million."""
    midnight = utc_text(now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1))
    connection.executemany(
        "UPDATE host SET asked = iif(asked_on = ?1, asked, 0) + 1, asked_on = ?1,"
        " spent_until = iif(?3 BETWEEN 1 AND iif(asked_on = ?1, asked, 0) + 1, ?4, NULL)"
        " WHERE id = (SELECT host_id FROM page WHERE id = ?2)",
        [(now.date().isoformat(), page_id, per_day, midnight) for page_id in page_ids],
    )


def hosts_in_turn(column: str, owners: str) -> str:
    """SQL for a common table ``turn (owner, host_id)``: the hosts at which something is due of each of ``owners`` (a
    table with the column ``value``), found by leaping through the index from one to the next."""
    first = f"(SELECT min(host_id) FROM page WHERE {column} = {{owner}} AND state = 'due' AND {column} IS NOT NULL{{after}})"
    return (
        "WITH RECURSIVE turn (owner, host_id) AS ("
        f" SELECT value, {first.format(owner='value', after='')} FROM {owners}"
        f" UNION ALL SELECT owner, {first.format(owner='owner', after=' AND host_id > turn.host_id')} FROM turn"
        " WHERE host_id IS NOT NULL)"
    )


def _due_hosts(connection: Connection, column: str, owners: Sequence[int], at: str) -> list[tuple[int, int]]:
    """(source or run, host) of everything due."""
    return connection.execute(
        f"{hosts_in_turn(column, 'json_each(?)')} SELECT turn.owner, turn.host_id FROM turn"
        " JOIN host ON host.id = turn.host_id WHERE backoff_until IS NULL OR backoff_until <= ?",
        [json.dumps(list(owners)), at],
    ).fetchall()


def _choose(
    connection: Connection,
    column: str,
    hosts: list[tuple[int, int]],
    busy: Counter[int],
    *,
    limit: int,
    per_host: int,
    at: str,
) -> list[int]:
    """Ids of the pages to take: every host's best before any host's second best."""
    open_hosts = sorted((pair for pair in hosts if busy[pair[1]] < per_host), key=lambda pair: busy[pair[1]])
    if not open_hosts or limit <= 0:
        return []
    # With more hosts than places one page of each is enough; asking for all would read what we then drop.
    share = min(per_host, -(-limit // len(open_hosts)) * 2)
    candidates: list[tuple[int, float, int]] = []
    asked: Counter[int] = Counter()
    for owner, host_id in open_hosts:
        room = min(share, per_host - busy[host_id])
        rows = connection.execute(
            f"SELECT rank, id FROM page WHERE {column} = ? AND host_id = ? AND state = 'due' AND next_due <= ?"
            f" AND {column} IS NOT NULL ORDER BY rank DESC LIMIT ?",
            [owner, host_id, at, room],
        ).fetchall()
        for rank, page_id in rows:
            candidates.append((busy[host_id] + asked[host_id], -rank, page_id))
            asked[host_id] += 1
        if len(candidates) >= 2 * limit and len(asked) >= limit:
            break
    taken = sorted(candidate for candidate in candidates if candidate[0] < per_host)
    return [page_id for _, _, page_id in taken[:limit]]


def _leased(connection: Connection, page_ids: Sequence[int]) -> list[LeasedPage]:
    rows = connection.execute(
        "SELECT p.id, p.url, p.key, h.name, s.key, p.tries, p.etag, p.last_modified, p.article_id, r.parser_version,"
        " h.origin"
        " FROM json_each(?) j JOIN page p ON p.id = j.value JOIN host h ON h.id = p.host_id"
        " LEFT JOIN source s ON s.id = p.source_id LEFT JOIN article a ON a.id = p.article_id"
        " LEFT JOIN revision r ON r.id = a.revision_id ORDER BY j.key",
        [json.dumps(list(page_ids))],
    )
    return [
        LeasedPage(
            page_id=row[0],
            url=row[1],
            key=row[2],
            host=row[3],
            source_key=row[4],
            tries=row[5],
            etag=row[6],
            last_modified=row[7],
            article_id=row[8],
            known_version=row[9],
            origin=row[10],
        )
        for row in rows
    ]


def is_with_another(connection: Connection, keys: Sequence[str], run_id: int) -> bool:
    """Whether another run that goes on has one of these pages, or is about to: a person asked for it there, too."""
    row = connection.execute(
        "SELECT 1 FROM page p JOIN run r ON r.id = iif(p.state = 'leased', p.run_id, p.asked_by)"
        " WHERE p.key IN (SELECT value FROM json_each(?)) AND p.state IN ('leased', 'due') AND r.id <> ?"
        " AND r.outcome IS NULL LIMIT 1",
        [json.dumps(list(keys)), run_id],
    ).fetchone()
    return row is not None


def finish_page(
    connection: Connection,
    page_id: int,
    *,
    state: PageState,
    reason: str | None,
    now: datetime,
    next_due: datetime | None,
    noted: bool = True,
) -> None:
    """End a page's turn; ``due`` without ``next_due`` is due at once. That it was refused or given up is ``noted``.

    A page that has led to an article is never given up or refused for good: it is as before, with the reason. As little
    is a further address of an article ever its own page.
    """
    settled: str = state
    if state in ("failed", "refused", "done"):
        settled, next_due = _settled(connection, page_id, state, now)
    due = None
    if next_due is not None or state == "due":
        due = utc_text(next_due or now)
    connection.execute(
        "UPDATE page SET state = ?1, reason = ?2, next_due = ?3, run_id = NULL, lease_until = NULL,"
        " tries = CASE WHEN ?5 IN ('due', 'failed') THEN tries + 1 ELSE 0 END WHERE id = ?4",
        [settled, reason, due, page_id, state],
    )
    if noted and state in ("refused", "failed"):
        note(connection, page_id, state, reason, utc_text(now))


def _settled(connection: Connection, page_id: int, state: str, now: datetime) -> tuple[str, datetime | None]:
    """What becomes of a page that is as it was or could not be had, and when that has another chance; a visit is for its
    caller to plan."""
    row = connection.execute(
        "SELECT iif(a.page_id IS p.id, 'done', 'duplicate') FROM page p JOIN article a ON a.id = p.article_id"
        " WHERE p.id = ?",
        [page_id],
    ).fetchone()
    if row is not None or state == "done":
        return row[0] if row else state, None
    return state, another_chance(connection, page_id, now)


def another_chance(connection: Connection, page_id: int, now: datetime) -> datetime | None:
    """From when on a page that never was an article is asked for once more, where it is still announced.

    Each wait is twice as long as the page is known: four chances in the first day, ten in the first year.
    """
    row = connection.execute("SELECT first_seen FROM page WHERE id = ?", [page_id]).fetchone()
    return None if row is None else now + max(SOONEST_CHANCE, 2 * (now - datetime.fromisoformat(row[0])))


def note(
    connection: Connection, page_id: int, kind: str, reason: str | None, at: str, *, whatever_reason: bool = False
) -> None:
    """Keep when a page was first refused, given up or passed over for a reason (or for ``whatever_reason``); not each
    time that it is so again. What is told late takes its place among the rest."""
    before = connection.execute(
        "SELECT kind, value FROM observation WHERE page_id = ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1",
        [page_id, at],
    ).fetchone()
    if before is not None and before[0] == kind and (whatever_reason or before[1] == reason):
        return
    after = connection.execute(
        "SELECT id, kind, value, fetch_id FROM observation WHERE page_id = ? AND at > ? ORDER BY at, id LIMIT 1",
        [page_id, at],
    ).fetchone()
    if after is not None and after[1:] == (kind, reason, None):
        connection.execute("UPDATE observation SET at = ? WHERE id = ?", [at, after[0]])
        return
    connection.execute(
        "INSERT INTO observation (article_id, page_id, at, kind, value)"
        " VALUES ((SELECT article_id FROM page WHERE id = ?1), ?1, ?2, ?3, ?4)",
        [page_id, at, kind, reason],
    )


def give_reason(connection: Connection, page_ids: Sequence[int], reason: str) -> None:
    """Say what pages are that were found to be no articles, where nothing said so yet."""
    connection.execute(
        "UPDATE page SET reason = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 'not_article'"
        " AND reason IS NULL",
        [reason, json.dumps(list(page_ids))],
    )


def put_off(connection: Connection, page_id: int, *, reason: str, until: datetime) -> None:
    """Give a page back that was not asked for, as its host wants a pause: no failed try."""
    connection.execute(
        f"UPDATE page SET {_FREE}, reason = ?, next_due = ? WHERE id = ?", [reason, utc_text(until), page_id]
    )


def ask_in_full(connection: Connection, page_id: int, *, reason: str, now: datetime) -> None:
    """Have a page asked for again at once, whatever is known of it: its validators turned out to be of something else."""
    connection.execute(
        f"UPDATE page SET {_FREE}, reason = ?, next_due = ?, etag = NULL, last_modified = NULL WHERE id = ?",
        [reason, utc_text(now), page_id],
    )


def release_pages(connection: Connection, run_id: int) -> None:
    """Give back every page that a run still holds."""
    connection.execute(f"UPDATE page SET {_FREE} WHERE state = 'leased' AND run_id = ?", [run_id])


def recheck(connection: Connection, source_keys: Sequence[str], *, now: datetime) -> int:
    """Make every article of these sources due now; how many pages that are."""
    cursor = connection.execute(
        "UPDATE page SET state = 'due', tries = 0, next_due = ? WHERE state IN ('done', 'gone', 'failed')"
        " AND id IN (SELECT a.page_id FROM article a JOIN source s ON s.id = a.source_id"
        "  WHERE s.key IN (SELECT value FROM json_each(?)))",
        [utc_text(now), json.dumps(list(source_keys))],
    )
    return cursor.rowcount
