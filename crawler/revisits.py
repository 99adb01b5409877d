"""When an article that we have is looked at again: where a request is likeliest to find an edit, within a budget.

How it is reckoned, docs/explanation/looking-again.md tells. Pure; what is counted for it stands in archive/crawls/visits.py.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from archive.crawls.visits import CREDIT_FADES, HABITS_FADE, Budget, Standing

HOUR = 3_600
DAY = 24 * HOUR

EXPECTED = (
    (0, 0.13),
    (2 * HOUR, 0.08),
    (6 * HOUR, 0.10),
    (DAY, 0.05),
    (3 * DAY, 0.03),
    (7 * DAY, 0.03),
    (30 * DAY, 0.02),
    (90 * DAY, 0.02),
)
"""(age in seconds from which on, edits of an article at that age), of a source of which nothing is known: half an edit
in a year. Of 600,000 articles in nine months 27 % were changed at all (Tsoukaladelis et al., "The Times, They Are
A-Changin'", 2024), of 411,000 titles 7.5 % (Guo et al., "Verba Volant, Scripta Volant", 2022), most of them in the
first hours."""
_ENDS = (*(age for age, _ in EXPECTED[1:]), 365 * DAY)
_PER_DAY = tuple(edits / (end - age) * DAY for (age, edits), end in zip(EXPECTED, _ENDS, strict=True))

EVIDENCE = 3.0
"""Edits' worth of doubt: after so many that were expected and did not come, half as many are expected."""
OWN_EVIDENCE = 0.5
"""The same for one article: those that were edited are edited again."""

IN_TIME = 22 * HOUR
"""After its making an edit is to be seen: a day, less what turns come late."""
LAST_HOUR_IS_WORTH = 0.7
"""Of an edit that is seen at once, one that is seen just in time: a version that another follows soon is else lost."""
LATE_IS_WORTH = 0.15
"""And one that is seen later, however late."""

LEAST_WORTH = 0.02
"""Edits that a visit must promise, however large the budget: one in fifty requests."""
SCARCE = 4.0
"""By as many times of that it must promise more while the purse is empty."""
MOST_OF_A_HOST = 2.5
"""Times its own budget that a source may have where others do not need theirs."""
LEAST_VISITS = 2.0
"""A day, for a source that earns less."""
_MEMORY = HABITS_FADE / timedelta(days=1)
SOONEST = timedelta(hours=1)
_AGES = tuple(
    HOUR * hours
    for hours in (
        *(0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30, 36, 44, 48, 60, 72, 84, 96, 120, 144, 168),
        *(24 * day for day in (9, 12, 15, 20, 25, 30, 37, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365)),
    )
)
"""Ages at which an article may be visited, as far as plans go."""
COMMENTS_ARE_WORTH = 0.03
"""Of an edit: that a page tells another number of comments."""

BELIEVED = 0.5
"""Share of the changes told by announcements that must prove true for a change that is told to be a visit at once."""

RETRIES = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""How long a page that failed waits for its third and further tries, the second being DATELINE_RETRY_SECONDS after the
first; when they are used up it stays failed."""


def next_try(tries: int, now: datetime, *, soon: float) -> datetime | None:
    """When to try a page again that failed ``tries`` times, after one ``soon`` seconds later; None when that is enough."""
    waits = (timedelta(seconds=soon), *RETRIES)
    return now + waits[tries - 1] if tries <= len(waits) else None


class Habits:
    """How a source edits, and when its articles are therefore visited."""

    def __init__(
        self, per_day: Sequence[float] = _PER_DAY, *, allowed: float | None = None, least: float = LEAST_WORTH
    ) -> None:
        """``per_day``: edits a day at each age of ``EXPECTED``, of those that nothing announces; ``allowed``: visits
        that an article may have, None for as many as are worth the ``least``."""
        self._pieces = tuple(zip(per_day, (age for age, _ in EXPECTED), (*_ENDS[:-1], math.inf), strict=True))
        self._gains = [[self.worth(since, until) for until in _AGES[index + 1 :]] for index, since in enumerate(_AGES)]
        self._plans: dict[int, list[int | None]] = {}
        self.price = least if allowed is None else max(self._price(allowed), least)
        """Edits that a visit must bring."""

    def expected(self, since: float, until: float) -> float:
        """Edits between two ages in seconds."""
        return sum(
            rate * (min(until, end) - max(since, start)) / DAY
            for rate, start, end in self._pieces
            if end > since and start < until
        )

    def worth(self, since: float, until: float) -> float:
        """What a visit at age ``until`` is expected to find after one at ``since``, in edits seen at once."""
        return sum(
            rate * (_worth_of(until - max(since, start)) - _worth_of(until - min(until, end))) / DAY
            for rate, start, end in self._pieces
            if end > since and start < until
        )

    def likely(self, since: float, until: float) -> list[tuple[int, float, float]]:
        """(age from which on, days, edits) for each piece of the time between two ages."""
        return [
            (int(start), days := (min(until, end) - max(since, start)) / DAY, days * rate)
            for rate, start, end in self._pieces
            if end > since and start < until
        ]

    def liveliness(self, edits: int, found: float, age: float) -> float:
        """How many times as often as others an article is edited that had so many edits between these ages."""
        return (OWN_EVIDENCE + edits) / (OWN_EVIDENCE + self.expected(found, age))

    def next_age(self, age: float, edits: int = 0, found: float = 0.0) -> float | None:
        """The age at which an article is visited again that was just seen at ``age`` and first at ``found``; None for
        never."""
        plan = self._plan(self.price / self.liveliness(edits, found, age))
        following = plan[max(bisect_right(_AGES, age) - 1, 0)]
        return None if following is None else _AGES[following]

    def visits(self, price: float) -> int:
        """How many an article gets that was found at once."""
        plan, at, count = self._plan(price), 0, 0
        while (following := plan[at]) is not None:
            at, count = following, count + 1
        return count

    def _price(self, allowed: float) -> float:
        """Half of the highest at which an article gets as many visits as are allowed: not all are found at once, and of
        visits that are too many the budget takes the best."""
        low, high = _rung(LEAST_WORTH), _rung(4.0)
        while low < high:
            middle = (low + high + 1) // 2
            if self.visits(_RUNG**middle) >= allowed:
                low = middle
            else:
                high = middle - 1
        return _RUNG**low / 2

    def _plan(self, price: float) -> list[int | None]:
        """For each of ``_AGES`` the next: the visits that bring the most above their price, reckoned from the last."""
        rung = _rung(price)
        if rung not in self._plans:
            price = _RUNG**rung
            best = [0.0] * len(_AGES)
            plan: list[int | None] = [None] * len(_AGES)
            for index in range(len(_AGES) - 2, -1, -1):
                for ahead, gain in enumerate(self._gains[index]):
                    if (value := gain - price + best[index + 1 + ahead]) > best[index]:
                        best[index], plan[index] = value, index + 1 + ahead
            self._plans[rung] = plan
        return self._plans[rung]


_RUNG = 1.15


def _rung(price: float) -> int:
    """Prices a seventh apart are one: a plan serves many articles."""
    return round(math.log(max(price, LEAST_WORTH)) / math.log(_RUNG))


def habits_of(rates: Mapping[int, tuple[float, float]], budget: Budget, share: float, plenty: float) -> Habits:
    """What is known of a source; ``share`` is that of the requests for what is new which visits may cost besides."""
    expected = sum(rate * rates.get(age, (0, 0))[0] for (age, _), rate in zip(EXPECTED, _PER_DAY, strict=True))
    found = sum(edits for _, edits in rates.values())
    level = (EVIDENCE + found) / (EVIDENCE + expected)
    per_day = []
    for (age, _), rate in zip(EXPECTED, _PER_DAY, strict=True):
        days, edits = rates.get(age, (0.0, 0.0))
        per_day.append(_rounded((EVIDENCE + edits) / (EVIDENCE / (rate * level) + days)))
    # As though twelve requests had found six articles, before anything is known.
    times = 1 + (MOST_OF_A_HOST - 1) * plenty
    allowed = max(times * share * (budget.asked + 12), LEAST_VISITS * _MEMORY) / (budget.found + 6)
    # What is worth little is left to times when nobody else needs the purse.
    return _habits(tuple(per_day), _rounded(allowed), _rounded(LEAST_WORTH * (1 + SCARCE * (1 - plenty))))


@lru_cache(maxsize=256)
def _habits(per_day: tuple[float, ...], allowed: float, least: float) -> Habits:
    """To plan takes hundredths of a second, and sources of which little is known are alike."""
    return Habits(per_day, allowed=allowed, least=least)


def _rounded(number: float) -> float:
    """To a twentieth."""
    return 1.05 ** round(math.log(number, 1.05))


def plenty_of(budgets: Iterable[Budget], share: float) -> float:
    """How full the purse of all sources is, 0…1: full where none spends anything."""
    known = tuple(budgets)
    most = sum(share * budget.asked / _MEMORY for budget in known) * (CREDIT_FADES / timedelta(days=1))
    return min(max(sum(budget.credit for budget in known) / most, 0.0), 1.0) if most else 0.0


def belief_of(budget: Budget) -> float:
    """Share of the changes told by announcements of a source that proved true."""
    return (2 + budget.borne_out) / (4 + budget.told)


def earned(budget: Budget, share: float, now: datetime) -> float:
    """Visits that a source gets for the time since its budget was written, where its requests do not earn as many."""
    days = (now - budget.at) / timedelta(days=1)
    return max(LEAST_VISITS - share * budget.asked / _MEMORY, 0.0) * min(max(days, 0.0), 2.0)


def may_owe(budget: Budget, share: float) -> float:
    """Visits that a source may have beyond its own, which others have not needed."""
    # What is owed is forgotten as what is unspent is: a debt that stays the same pays for so many visits a day.
    return (MOST_OF_A_HOST - 1) * share * budget.asked / _MEMORY * (CREDIT_FADES / timedelta(days=1))


def next_visit(standing: Standing, habits: Habits, now: datetime) -> datetime | None:
    """When an article that was seen just now is looked at again; None for never."""
    age = habits.next_age(_age(standing, now), standing.edits, _age(standing, standing.found))
    return None if age is None else max(standing.date + timedelta(seconds=age), now + SOONEST)


def worth(standing: Standing, habits: Habits, belief: float, now: datetime) -> float:
    """What a visit now is expected to find; ``belief`` in a change that is told."""
    seen = _age(standing, standing.last_fetch) if standing.last_fetch else 0.0
    lively = habits.liveliness(standing.edits, min(_age(standing, standing.found), seen), seen)
    unannounced = lively * habits.worth(seen, _age(standing, now))
    return unannounced + belief if standing.told else unannounced


def lessons(standing: Standing, habits: Habits, edits: float, now: datetime) -> list[tuple[int, float, float]]:
    """What a visit to an article as it stood before taught: (age from which on, days watched, edits found).

    An edit that was found may have been made at any time since the visit before: each age gets its likely share.
    """
    if standing.last_fetch is None:
        return []
    pieces = habits.likely(_age(standing, standing.last_fetch), _age(standing, now))
    total = sum(likely for _, _, likely in pieces)
    return [(age, days, edits * likely / total) for age, days, likely in pieces] if total else []


def _age(standing: Standing, now: datetime) -> float:
    return max((now - standing.date).total_seconds(), 0.0)


def _worth_of(delay: float) -> float:
    """The worth of seeing an edit, summed over all delays up to this one."""
    soon = min(delay, IN_TIME)
    return soon * (1 - (1 - LAST_HOUR_IS_WORTH) * soon / IN_TIME / 2) + LATE_IS_WORTH * (delay - soon)
