"""Further looks at articles, as one run plans and counts them: what crawler/revisits.py reckons, in the archive's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive.crawls.visits import Standing, budget, budgets, keep_budget, learn, rates, source_ids, standing
from archive.store import Archive
from crawler.revisits import (
    BELIEVED,
    COMMENTS_ARE_WORTH,
    Habits,
    belief_of,
    earned,
    habits_of,
    lessons,
    may_owe,
    next_visit,
    plenty_of,
    worth,
)

KNOWN_FOR = timedelta(hours=1)
"""How long a run goes by what it knew of a source: one that takes days learns meanwhile."""

AFTER_FAILURE = timedelta(days=1)
"""Before an article is looked at again whose page could not be had; and as long as it was not seen, if that is longer."""


class Visits:
    """Its methods take the archive, so they run on the thread of whoever writes to it."""

    def __init__(self, share: float) -> None:
        """``share`` of the requests for what is new, which visits may cost besides; 0 plans none."""
        self._share = share
        self._habits: dict[int, tuple[datetime, Habits]] = {}
        self._beliefs: dict[int, tuple[datetime, float]] = {}
        self._ids: dict[str, int | None] = {}
        self._plenty: tuple[datetime, float | None] = datetime.min.replace(tzinfo=UTC), None

    def habits(self, archive: Archive, source_id: int, now: datetime) -> Habits:
        """How a source edits."""
        since, known = self._habits.get(source_id, (now, None))
        if known is None or now - since > KNOWN_FOR:
            told = rates(archive.connection, source_id, now)
            purse = budget(archive.connection, source_id, now).as_of(now)
            known = habits_of(told, purse, self._share, self._plenty_now(archive, now))
            self._habits[source_id] = now, known
        return known

    def _plenty_now(self, archive: Archive, now: datetime) -> float:
        since, known = self._plenty
        if known is None or now - since > KNOWN_FOR:
            known = plenty_of((each.as_of(now) for each in budgets(archive.connection)), self._share)
            self._plenty = now, known
        return known

    def _belief(self, archive: Archive, source_id: int, now: datetime) -> float:
        since, known = self._beliefs.get(source_id, (now, None))
        if known is None or now - since > KNOWN_FOR:
            known = belief_of(budget(archive.connection, source_id, now).as_of(now))
            self._beliefs[source_id] = now, known
        return known

    def plan(self, archive: Archive, page_id: int, now: datetime) -> None:
        """Set when to look again at the article of a page that is done."""

        def due(article: Standing) -> datetime | None:
            if article.source_id is None or not self._share:
                return None
            return next_visit(article, self.habits(archive, article.source_id, now), now)

        archive.plan_visit(page_id, due)

    def missed(self, archive: Archive, page_id: int, now: datetime) -> None:
        """Plan the next look at an article after one in vain: not as soon, and later each time."""

        def due(article: Standing) -> datetime | None:
            if article.source_id is None or not self._share:
                return None
            after = now + max(AFTER_FAILURE, now - (article.last_fetch or now))
            planned = next_visit(article, self.habits(archive, article.source_id, now), now)
            return max(planned or after, after)

        archive.plan_visit(page_id, due)

    def made(self, archive: Archive, page_id: int, before: Standing | None, *, edited: bool, now: datetime) -> None:
        """Learn from a look at an article, as it stood ``before``, and plan the next. ``edited``: or gone."""
        if before is not None and before.source_id is not None and before.last_fetch is not None:
            after = standing(archive.connection, page_id)
            talked = after is not None and after.comments != before.comments
            edits = 1.0 if edited else COMMENTS_ARE_WORTH if talked else 0.0
            with archive.transaction():
                self._learn(archive, before.source_id, before, edits, now)
        self.plan(archive, page_id, now)

    def _learn(self, archive: Archive, source_id: int, before: Standing, edits: float, now: datetime) -> None:
        habits = self.habits(archive, source_id, now)
        if not (
            before.told and self._belief(archive, source_id, now) >= BELIEVED
        ):  # what is announced is no reason to look where nothing is
            learn(archive.connection, source_id, lessons(before, habits, edits, now), now)
        if before.told:
            known = budget(archive.connection, source_id, now).as_of(now)
            keep_budget(
                archive.connection, source_id, replace(known, told=known.told + 1, borne_out=known.borne_out + edits)
            )

    def asked(self, archive: Archive, source_key: str | None, now: datetime, *, found: int = 0) -> None:
        """Count a request for what is new, and the article that it brought: that is what visits are paid with."""
        if source_key is not None and (source_id := self._source_id(archive, source_key)) is not None:
            known = budget(archive.connection, source_id, now)
            purse = known.as_of(now)
            with archive.transaction():
                keep_budget(
                    archive.connection,
                    source_id,
                    replace(
                        purse,
                        credit=purse.credit + self._share + earned(known, self._share, now),
                        asked=purse.asked + 1,
                        found=purse.found + found,
                    ),
                )

    def wake(self, archive: Archive, source_keys: tuple[str, ...], now: datetime) -> int:
        """Make those pages due whose visit has come, as far as the sources' budgets reach."""
        if not self._share:
            return 0

        def worth_now(article: Standing) -> float:
            assert article.source_id is not None  # found by its source
            habits = self.habits(archive, article.source_id, now)
            return worth(article, habits, self._belief(archive, article.source_id, now), now)

        return archive.wake_pages(
            source_keys,
            now=now,
            worth=worth_now,
            earned=lambda known: earned(known, self._share, now),
            may_owe=lambda known: may_owe(known, self._share),
        )

    def believes(self, archive: Archive, source_key: str, now: datetime) -> bool:
        """Whether the changes that a source announces are mostly there."""
        source_id = self._source_id(archive, source_key)
        return source_id is None or self._belief(archive, source_id, now) >= BELIEVED

    def _source_id(self, archive: Archive, key: str) -> int | None:
        if key not in self._ids:
            self._ids[key] = next(iter(source_ids(archive.connection, [key])), None)
        return self._ids[key]
