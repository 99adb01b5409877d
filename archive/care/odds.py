"""What may still be chance, and what is not: the arithmetic behind alerts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, prod

CHANCE = 1e-5
"""Below this probability a fall is no chance; what that means in false alarms: docs/decisions/0040-alerts.md."""

WINDOWS: tuple[tuple[int, float], ...] = ((10, 0.1), (20, 0.25), (40, 0.5), (80, 0.5))
"""How many of the latest are looked at, and how much of what was usual they may have at most to be worth a word: of few
nothing, of many half."""
_PAST = 336
"""How many before them tell what is usual: a month of a busy site, with its weekends."""
_TIMES = 2
"""The past must be at least so many times as long as what is compared with it."""
_BLOCK = 8
"""Neighbours that tell how alike neighbours are."""
_FALSE_A_YEAR = 0.02
"""Alarms about silence that a source may raise by chance in a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Fewer of the latest have something than ever."""

    looked_at: int
    """How many of the latest."""
    having: int
    """Of them, how many have it."""
    expected: float
    """Share of those before that had it, 0…1."""
    first: int
    """Where the first that has it not stands, among those looked at."""

    @property
    def share(self) -> float:
        return self.having / self.looked_at


def fall(has: Sequence[bool]) -> Fall | None:
    """Whether the latest (at the end) have something so much less often than all before that it is no chance.

    It takes three things: they have it at most half as often; no so long row of neighbours before had it that seldom,
    which knows weekends and batches; and the chance of so few is small, by the beta-binomial law, with the past's own
    share as it may be guessed from so many, and with articles that come in rows of equals counted as fewer.
    """
    sums = [0]
    for each in has:
        sums.append(sums[-1] + each)
    for size, most in WINDOWS:
        begin = len(has) - size
        start = max(0, begin - _PAST)
        past = begin - start
        if past < _TIMES * size:
            return None
        having, had = sums[-1] - sums[begin], sums[begin] - sums[start]
        if having > most * had / past * size:
            continue
        lowest = min(sums[place + size] - sums[place] for place in range(start, begin - size + 1))
        if lowest < 2 or having > most * lowest:
            continue
        alike = _likeness(sums[start : begin + 1], had / past)
        chance = so_few(int(having / alike), max(round(size / alike), 1), round(had / alike, 2), round(past / alike, 2))
        if chance < CHANCE:
            first = next(place for place in range(size) if not has[begin + place])
            return Fall(looked_at=size, having=having, expected=had / past, first=first)
    return None


@lru_cache(maxsize=4096)
def so_few(having: int, looked_at: int, had: float, past: float) -> float:
    """The chance that at most so many have it, where ``had`` of ``past`` had it before (beta-binomial, Jeffreys prior)."""
    a, b = had + 0.5, past - had + 0.5
    whole = _log_beta(a, b)
    return sum(
        exp(
            lgamma(looked_at + 1)
            - lgamma(count + 1)
            - lgamma(looked_at - count + 1)
            + _log_beta(count + a, looked_at - count + b)
            - whole
        )
        for count in range(having + 1)
    )


def longest_pause(pauses: Sequence[float], days: float) -> float:
    """How long a pause has to be to be no chance, after these, which came in so many days; in their unit.

    Pauses of sites end sooner than an exponential law has it (nobody sleeps for a year), so that law is on the safe
    side: under it, the chance that the next is ``f`` times the longest of ``n`` is Γ(n+1)Γ(f+1)/Γ(n+f+1), whatever the
    pace. The longest counts with those that are of its kind: nights and weekends, not the hours of the day.
    """
    longest = max(pauses)
    count = sum(pause >= longest / 10 for pause in pauses)
    chance = _FALSE_A_YEAR / max(count * 365 / days, 1)
    times = 1.0
    while lgamma(count + 1) + lgamma(times + 1) - lgamma(count + times + 1) > log(chance):
        times += 0.1
    return times * longest


def all_failing(failures: int, failed_before: int, good_before: int) -> float:
    """The chance of so many failures in a row, after so many failed and good ones (beta law, Jeffreys prior)."""
    before = failed_before + good_before
    return prod((failed_before + 0.5 + number) / (before + 1 + number) for number in range(failures))


def _likeness(sums: Sequence[int], share: float) -> float:
    """How many in a row count as one, as they come in rows of equals: the variance of blocks against what a coin's
    would be (the design effect of cluster samples)."""
    if not 0 < share < 1 or len(sums) <= _BLOCK:
        return 1.0
    blocks = [sums[place + _BLOCK] - sums[place] for place in range(len(sums) - _BLOCK)]
    variance = sum((block - _BLOCK * share) ** 2 for block in blocks) / len(blocks)
    return min(max(variance / (_BLOCK * share * (1 - share)), 1.0), float(_BLOCK))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
