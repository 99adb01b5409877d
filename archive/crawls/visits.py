"""Another look at articles that we have: when it is due, what it taught of its source, and how many a source may have."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from archive.driver import Connection
from archive.times import read_time, utc_text

CREDIT_FADES = timedelta(days=2)
"""Visits that were earned and not made are forgotten: to a third in this time."""
HABITS_FADE = timedelta(days=14)
"""So do the numbers of what was asked and found; two weeks have as many Sundays as any two."""
RATES_FADE = timedelta(days=180)
"""And what visits taught: a source may change its ways."""
WEIGHED_AGAIN = timedelta(hours=2)
"""When a visit that the budget did not allow is weighed against the others once more."""
MOST_WEIGHED = 5_000
"""Visits of one source, at a time; after a year's pause there are more, and the newest articles come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An article as it stands, for whoever plans its next visit."""

    source_id: int | None
    date: datetime
    """When it was published, as it says itself; else our first sight of it."""
    found: datetime
    """Our first sight of it."""
    last_fetch: datetime | None
    """When its server last answered with it, or that it had not changed."""
    told: bool
    """Whether an announcement tells of a change since."""
    edits: int
    """Of its publisher, that we saw."""
    revision_id: int
    comments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a source has earned and spent. All but ``credit`` are counts of requests that fade."""

    at: datetime
    credit: float = 0.0
    """Visits that may be made now; below 0 what is owed to other sources."""
    asked: float = 0.0
    """For what is new: listings and pages not known before."""
    found: float = 0.0
    """Articles that this brought."""
    told: float = 0.0
    """For articles of which an announcement said that they had changed."""
    borne_out: float = 0.0
    """Of those, where they had."""

    def as_of(self, now: datetime) -> Budget:
        """The same, faded; time does not run backwards."""
        days = max((now - self.at).total_seconds(), 0.0)
        slow = math.exp(-days / HABITS_FADE.total_seconds())
        return Budget(
            at=max(now, self.at),
            credit=self.credit * math.exp(-days / CREDIT_FADES.total_seconds()),
            asked=self.asked * slow,
            found=self.found * slow,
            told=self.told * slow,
            borne_out=self.borne_out * slow,
        )


_STANDING = """
SELECT p.id, p.source_id,
    CASE WHEN length(a.published) = 10 AND date(a.first_seen) >= a.published
        -- A plain date tells no hour; where we saw it that day or the next, our sight is nearer.
        THEN min(unixepoch(a.first_seen), unixepoch(a.published) + 86400)
        ELSE min(ifnull(unixepoch(a.published), unixepoch(a.first_seen)), unixepoch(a.first_seen)) END,
    a.first_seen, p.last_fetch, p.updated > p.last_fetch,
    (SELECT count(*) FROM revision r WHERE r.article_id = a.id AND r.cause = 'edit'), a.revision_id, a.comment_count
FROM page p JOIN article a ON a.page_id = p.id
"""


def standing(connection: Connection, page_id: int) -> Standing | None:
    """The article whose own page this is; None for another page."""
    row = connection.execute(f"{_STANDING} WHERE p.id = ?", [page_id]).fetchone()
    return None if row is None else _standing(row[1:])


def plan(connection: Connection, page_id: int, next_visit: Callable[[Standing], datetime | None]) -> None:
    """Set when an article's own page is looked at again."""
    row = connection.execute(f"{_STANDING} WHERE p.id = ? AND p.state = 'done'", [page_id]).fetchone()
    if row is None:
        return
    due = next_visit(_standing(row[1:]))
    connection.execute("UPDATE page SET next_due = ? WHERE id = ?", [None if due is None else utc_text(due), page_id])


def wake(
    connection: Connection,
    source_keys: Sequence[str],
    *,
    now: datetime,
    worth: Callable[[Standing], float],
    earned: Callable[[Budget], float],
    may_owe: Callable[[Budget], float],
) -> int:
    """Make the pages due whose visit has come, those of the greatest worth first and as many as can be paid for; how
    many they are.

    ``earned`` tells what a source gets for the time since ``Budget.at``. All sources have one purse: what one does not
    need another may owe, up to ``may_owe``.
    """
    at = utc_text(now)
    woken = 0
    purse: float | None = None
    for source_id in source_ids(connection, source_keys):
        rows = connection.execute(
            f"{_STANDING} WHERE p.state = 'done' AND p.source_id = ? AND p.next_due <= ?"
            f" ORDER BY p.rank DESC LIMIT {MOST_WEIGHED}",
            [source_id, at],
        ).fetchall()
        if not rows:
            continue
        if purse is None:
            purse = sum(each.as_of(now).credit for each in budgets(connection))
        known = budget(connection, source_id, now)
        income = earned(known)
        own = known.as_of(now).credit + income
        purse += income
        ranked = sorted(rows, key=lambda row: worth(_standing(row[1:])), reverse=True)
        affordable = min(max(int(max(own, min(own + may_owe(known.as_of(now)), purse))), 0), len(ranked))
        taken = [row[0] for row in ranked[:affordable]]
        connection.executemany("UPDATE page SET state = 'due' WHERE id = ?", [(page_id,) for page_id in taken])
        later = utc_text(now + WEIGHED_AGAIN)
        connection.executemany(
            "UPDATE page SET next_due = ? WHERE id = ?", [(later, row[0]) for row in ranked[affordable:]]
        )
        keep_budget(connection, source_id, replace(known.as_of(now), credit=own - affordable))
        purse -= affordable
        woken += affordable
    return woken


def source_ids(connection: Connection, source_keys: Sequence[str]) -> list[int]:
    """The rows of these sources, those that there are."""
    rows = connection.execute(
        "SELECT id FROM source WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(list(source_keys))]
    )
    return [source_id for (source_id,) in rows]


def budget(connection: Connection, source_id: int, now: datetime) -> Budget:
    """What a source has, as it was written last; an empty one as of now where nothing was."""
    row = connection.execute(f"{_BUDGET} WHERE source_id = ?", [source_id]).fetchone()
    return Budget(at=now) if row is None else _budget(row)


def budgets(connection: Connection) -> list[Budget]:
    """What all sources have."""
    return [_budget(row) for row in connection.execute(_BUDGET)]


_BUDGET = "SELECT at, credit, asked, found, told, borne_out FROM visit_budget"


def _budget(row: Sequence[Any]) -> Budget:
    at, credit, asked, found, told, borne_out = row
    return Budget(
        at=datetime.fromisoformat(at), credit=credit, asked=asked, found=found, told=told, borne_out=borne_out
    )


def keep_budget(connection: Connection, source_id: int, known: Budget) -> None:
    connection.execute(
        "INSERT INTO visit_budget (source_id, at, credit, asked, found, told, borne_out) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (source_id) DO UPDATE SET at = excluded.at, credit = excluded.credit, asked = excluded.asked,"
        "  found = excluded.found, told = excluded.told, borne_out = excluded.borne_out",
        [source_id, utc_text(known.at), known.credit, known.asked, known.found, known.told, known.borne_out],
    )


def rates(connection: Connection, source_id: int, now: datetime) -> dict[int, tuple[float, float]]:
    """Age in seconds, from which on → (days that articles of that age were watched, edits that visits found)."""
    rows = connection.execute("SELECT age, at, days, edits FROM edit_rate WHERE source_id = ?", [source_id])
    found = {}
    for age, at, days, edits in rows:
        fading = _fading(at, now)
        found[age] = (days * fading, edits * fading)
    return found


def learn(connection: Connection, source_id: int, told: Iterable[tuple[int, float, float]], now: datetime) -> None:
    """Add what a visit taught: (age from which on, days watched, edits found)."""
    at = utc_text(now)
    for age, days, edits in told:
        row = connection.execute(
            "SELECT at FROM edit_rate WHERE source_id = ? AND age = ?", [source_id, age]
        ).fetchone()
        fading = _fading(row[0], now) if row else 1.0
        connection.execute(
            "INSERT INTO edit_rate (source_id, age, at, days, edits) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT (source_id, age) DO UPDATE SET at = ?3, days = days * ?6 + ?4, edits = edits * ?6 + ?5",
            [source_id, age, at, days, edits, fading],
        )


def _fading(at: str, now: datetime) -> float:
    moment = read_time(at)
    assert moment is not None
    return math.exp(-max((now - moment).total_seconds(), 0.0) / RATES_FADE.total_seconds())


def _standing(row: Sequence[Any]) -> Standing:
    source_id, date, found, last_fetch, told, edits, revision_id, comments = row
    return Standing(
        source_id=source_id,
        date=datetime.fromtimestamp(date, UTC),
        found=datetime.fromisoformat(found),
        last_fetch=read_time(last_fetch),
        told=bool(told),
        edits=edits,
        revision_id=revision_id,
        comments=comments,
    )
