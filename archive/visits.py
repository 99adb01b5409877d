"""Another look at articles that we have: when it is due, and when the time has come."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from archive.driver import Connection
from archive.times import utc_text


def plan(connection: Connection, page_id: int, next_visit: Callable[[datetime], datetime | None]) -> None:
    """Set when an article's own page is looked at again; ``next_visit`` gets the article's date, or our first sight."""
    row = connection.execute(
        "SELECT ifnull(unixepoch(a.published), unixepoch(a.first_seen)) FROM page p JOIN article a ON a.page_id = p.id"
        " WHERE p.id = ? AND p.state = 'done'",
        [page_id],
    ).fetchone()
    if row is None:
        return
    due = next_visit(datetime.fromtimestamp(row[0], UTC))
    connection.execute("UPDATE page SET next_due = ? WHERE id = ?", [None if due is None else utc_text(due), page_id])


def wake(connection: Connection, source_keys: Sequence[str], *, now: datetime) -> int:
    """Make the pages due whose visit has come; how many they are."""
    cursor = connection.execute(
        "UPDATE page SET state = 'due' WHERE state = 'done' AND next_due <= ? AND source_id IN"
        " (SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?)))",
        [utc_text(now), json.dumps(list(source_keys))],
    )
    return cursor.rowcount
