"""Times to wait for that a clock wrote which was years ahead: nobody waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archive.driver import Connection
from archive.times import utc_text

LONGEST_PAUSE = timedelta(days=3)
"""Of a host: twice what the crawler gives it at the most (a day, crawler/network/politeness.py), and more."""
LONGEST_WAIT = timedelta(days=100)
"""Of a page that is due: three times as long as one is put off (crawler/lists/kinds.py); and of robots.txt."""
LONGEST_REST = timedelta(days=400)
"""Of an article, until the next look: the last one is planned when it is a year old (crawler/revisits.py); or twice as
long as it is known, where nobody could have it for so long."""

BELIEVED = "unixepoch({later}) - unixepoch({now}) <= 2 * max(unixepoch({now}) - unixepoch(first_seen), 43200)"
"""SQL: whether a wait can be one of ``frontier.another_chance``, at ``now``: that is twice as long as the page is known."""

_PAGES = f"""
page WHERE source_id = :source AND (state = 'due' AND next_due > :wait
    OR state = 'done' AND next_due > :rest AND NOT {BELIEVED.format(later="next_due", now=":now")})
"""
_HOSTS = "host WHERE backoff_until > :pause OR spent_until > :pause OR robots_until > :wait"


def put_right(connection: Connection, source_ids: Iterable[int], *, now: datetime) -> None:
    """End all waits at hosts, and of the pages of these sources, that are longer than any that the crawler gives."""
    bounds = _bounds(now)
    connection.execute(
        "UPDATE host SET backoff_until = iif(backoff_until > :pause, NULL, backoff_until),"
        " spent_until = iif(spent_until > :pause, NULL, spent_until),"
        " robots_until = iif(robots_until > :wait, :now, robots_until)"
        f" WHERE id IN (SELECT id FROM {_HOSTS})",
        bounds,
    )
    connection.executemany(
        "UPDATE page SET next_due = :now, last_fetch = iif(last_fetch > :now, :now, last_fetch)"
        f" WHERE id IN (SELECT id FROM {_PAGES})",
        [{**bounds, "source": source_id} for source_id in source_ids],
    )


def count(connection: Connection, *, now: datetime) -> tuple[int, int]:
    """How many pages and hosts wait for such a time."""
    bounds = _bounds(now)
    sources = connection.execute("SELECT id FROM source").fetchall()
    pages = sum(
        connection.execute(f"SELECT count(*) FROM {_PAGES}", {**bounds, "source": source_id}).fetchone()[0]
        for (source_id,) in sources
    )
    return pages, connection.execute(f"SELECT count(*) FROM {_HOSTS}", bounds).fetchone()[0]


def _bounds(now: datetime) -> dict[str, str | int]:
    return {
        "now": utc_text(now),
        "pause": utc_text(now + LONGEST_PAUSE),
        "wait": utc_text(now + LONGEST_WAIT),
        "rest": utc_text(now + LONGEST_REST),
    }
