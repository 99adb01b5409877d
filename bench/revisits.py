"""What looking again finds and costs, on made-up sites: ``python -m bench.revisits``.

Sites post, edit, correct, take down and get comments as sites do; time runs as fast as it is reckoned. What decides is
the real thing: the page table, announcements, budgets, rates and plans in an archive, crawler/lists/intervals.py for listings
and crawler/visits.py for articles. Only the web and the parsers are played. Fixed intervals are measured on the same
sites, freely and with as many requests.
"""

from __future__ import annotations

import heapq
import math
import random
import tempfile
from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Literal

import click

from archive.crawls.listings import not_due
from archive.crawls.owner import Owner
from archive.crawls.visits import standing
from archive.rows import Announcement, SourceRow
from archive.store import Archive
from crawler.lists.entries import Entry, Moment, without_blanket_dates
from crawler.lists.intervals import next_reading, pace_of, seen
from crawler.visits import Visits

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime(2026, 1, 5, tzinfo=UTC)
EVERY = HOUR
IN_TIME = DAY
"""After its making an edit is to be seen."""
LEARNT = 10 * DAY
"""After which the sites are not quite strangers any more."""

Told = Literal["all", "most", "with comments", "always", "never"]
"""Whose ``lastmod`` a sitemap tells: each edit's; three in five; each edit's and comment's; every page's at every reading;
None: there is no sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """How a site behaves."""

    name: str
    posts: float
    """A day."""
    edits: float
    """Share of its articles that are ever edited; those have 1.7 edits on average."""
    told: Told
    comments: bool = False
    full: bool = False
    """Whether its feed has whole texts, else titles and summaries: of those every third edit changes one."""


MAKES = (
    Make(name="blog of one", posts=0.3, edits=0.25, told="all", full=True),
    Make(name="blog, no sitemap", posts=0.7, edits=0.3, told="never", full=True),
    Make(name="weekly that never edits", posts=0.15, edits=0.0, told="never"),
    Make(name="small site", posts=3, edits=0.3, told="all", comments=True),
    Make(name="small, no sitemap", posts=4, edits=0.25, told="never", comments=True, full=True),
    Make(name="middling", posts=12, edits=0.3, told="most", comments=True),
    Make(name="middling, no sitemap", posts=12, edits=0.3, told="never"),
    Make(name="middling, never edits", posts=15, edits=0.0, told="never"),
    Make(name="sitemap dates all today", posts=10, edits=0.3, told="always"),
    Make(name="comments move lastmod", posts=10, edits=0.27, told="with comments", comments=True, full=True),
    Make(name="large", posts=40, edits=0.3, told="all", comments=True),
    Make(name="large, no sitemap", posts=40, edits=0.25, told="never"),
    Make(name="edits much", posts=20, edits=0.7, told="most"),
    Make(name="agency", posts=120, edits=0.2, told="all"),
)
"""A mix as lists of sites have it: most sites write their sitemaps by their publishing system, with true dates."""


@dataclass(slots=True, kw_only=True)
class Story:
    """One article: when what happened to it, and when it was looked at."""

    url: str
    posted: datetime
    edits: list[datetime]
    """In order; a removal is the last."""
    removed: datetime | None
    comments: list[datetime]
    silent: set[datetime] = field(default_factory=set)
    """Edits that no ``lastmod`` tells."""
    worded: list[datetime] = field(default_factory=list)
    """Edits after which the feed words it otherwise."""
    looks: list[datetime] = field(default_factory=list)
    told: list[datetime] = field(default_factory=list)
    """Looks at once, as an announcement told of a change."""


def stories(make: Make, days: int, chance: random.Random) -> list[Story]:
    """What a site publishes in that time, in order."""
    found: list[Story] = []
    moment, end = START, START + days * DAY
    while True:
        # By day four times as often as by night, on a weekday twice as often as at the weekend.
        moment += timedelta(days=chance.expovariate(make.posts * 1.9))
        if moment >= end:
            return found
        weight = (1.0 if 7 <= moment.hour < 20 else 0.25) * (1.0 if moment.weekday() < 5 else 0.5)
        if chance.random() < weight:
            found.append(_story(make, len(found), moment, chance))


def _story(make: Make, number: int, posted: datetime, chance: random.Random) -> Story:
    edits: list[datetime] = []
    if chance.random() < make.edits:
        edits = [posted + _delay(chance) for _ in range(_count(chance, 0.4))]
        if chance.random() < 0.03:  # told as it happens
            edits += [posted + timedelta(hours=chance.uniform(0.3, 10)) for _ in range(12)]
    removed = None
    if make.edits and chance.random() < 0.007:
        removed = posted + timedelta(hours=math.exp(chance.uniform(math.log(2), math.log(4_800))))
        edits = [edit for edit in edits if edit < removed] + [removed]
    comments = []
    if make.comments and chance.random() < 0.7:
        comments = sorted(posted + timedelta(hours=chance.expovariate(1 / 18)) for _ in range(_count(chance, 0.92)))
    edits.sort()
    telling = {"all": 1.0, "most": 0.6, "with comments": 1.0, "always": 0.0, "never": 0.0}[make.told]
    return Story(
        url=f"https://{make.name.replace(' ', '-').replace(',', '')}.example/{number}-a-story",
        posted=posted,
        edits=edits,
        removed=removed,
        comments=comments,
        worded=[edit for edit in edits if edit != removed and (make.full or chance.random() < 0.33)],
        silent={edit for edit in edits if edit == removed or chance.random() >= telling},
    )


def _delay(chance: random.Random) -> timedelta:
    """From the posting to an edit: most within hours, a few after months."""
    kind = chance.random()
    if kind < 0.55:
        return timedelta(hours=chance.expovariate(1 / 2))
    if kind < 0.80:
        return timedelta(hours=chance.expovariate(1 / 12))
    if kind < 0.92:
        return timedelta(days=chance.uniform(1, 7))
    return timedelta(days=math.exp(chance.uniform(math.log(7), math.log(300))))


def _count(chance: random.Random, more: float) -> int:
    count = 1
    while chance.random() < more:
        count += 1
    return count


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What a crawl of one site spent."""

    listings: int = 0
    new: int = 0
    told: int = 0
    """Looks that an announcement asked for."""
    visits: int = 0
    """Looks that the budget paid for."""
    delays: list[float] = field(default_factory=list)
    """Hours from a posting until it was fetched."""


def row_of(make: Make) -> SourceRow:
    """The site as a source: a feed, and a sitemap where it has one that tells something."""
    key = make.name.replace(" ", "-").replace(",", "")
    address = f"https://{key}.example"
    listings = (
        ("feed", f"{address}/feed"),
        *((("sitemap", f"{address}/sitemap.xml"),) if make.told != "never" else ()),
    )
    return SourceRow(key=key, url=address, every_seconds=3600, listings=listings)


_WOKEN = "SELECT p.id FROM page p JOIN source s ON s.id = p.source_id WHERE p.state = 'due' AND s.key = ?"


class Site:
    """One site and its crawls, turn by turn."""

    def __init__(self, archive: Archive, make: Make, published: list[Story], share: float) -> None:
        self.ledger = Ledger()
        self._archive = archive
        self.make = make
        self.stories = published
        self._by_url = {story.url: story for story in published}
        self._key = make.name.replace(" ", "-").replace(",", "")
        self._visits = Visits(share)
        self._listings = row_of(make).listings
        run = archive.start_run(command="news", source_keys=[self._key], owner=Owner.current(), now=START)
        self._run_id = run.run_id
        self._blind: set[int] = set()
        self._told: dict[tuple[str, str], tuple[Moment | None, bytes | None]] = {}

    def turn(self, now: datetime) -> None:
        """What one scheduled crawl does."""
        archive = self._archive
        self._visits.wake(archive, (self._key,), now)
        self._blind = {page_id for (page_id,) in archive.connection.execute(_WOKEN, [self._key])}
        early = not_due(archive.connection, [url for _, url in self._listings], now=now)
        for kind, url in self._listings:
            if url not in early:
                self._read(kind, url, now)
        while pages := archive.lease_pages(
            run_id=self._run_id, source_keys=[self._key], limit=500, now=now, per_host=500
        ):
            for page in pages:
                self._fetch(page.page_id, self._by_url[page.url], now)

    def _read(self, kind: str, url: str, now: datetime) -> None:
        self.ledger.listings += 1
        posted = self.stories[: bisect_right(self.stories, now, key=lambda story: story.posted)]
        listed = (
            posted[-20:] if kind == "feed" else [story for story in posted[-1_000:] if now - story.posted < 30 * DAY]
        )
        dated = [Entry(url=story.url, updated=self._lastmod(story, now)) for story in listed if kind == "sitemap"]
        told_of = {entry.url: entry.updated for entry in without_blanket_dates(dated)}
        told = [
            Announcement(
                url=story.url,
                key=story.url,
                via="feed" if kind == "feed" else "sitemap",
                via_url=url,
                published=story.posted if kind == "feed" else None,
                updated=told_of.get(story.url),
                digest=bytes([bisect_right(story.worded, now)]) if kind == "feed" else None,
                rank=story.posted.timestamp(),
            )
            for story in listed
            if not (story.removed and story.removed <= now)
        ]
        state = self._archive.feed_state(url)
        assert state is not None  # it is followed
        believed = self._visits.believes(self._archive, self._key, now)
        # What is told as it was before changes nothing; left out, a reading takes a tenth of the time.
        otherwise = [one for one in told if self._told.get((url, one.key)) != (one.updated, one.digest)]
        self._told |= {(url, one.key): (one.updated, one.digest) for one in otherwise}
        news = self._archive.announce(
            otherwise, source_key=self._key, run_id=self._run_id, now=now, believed=believed
        ) + self._archive.count_woken(otherwise, now=now)
        pace = pace_of((story.posted for story in listed), now)
        habit = seen(state.habit, news=news, entries=len(told), pace=pace, last_read=state.last_read, now=now)
        wait = next_reading(
            habit,
            now=now,
            every=EVERY,
            wish=None,
            entries=len(told) if kind == "feed" else None,
            has_validators=True,
            is_child=False,
        )
        self._archive.record_feed(
            url=url,
            kind=kind,
            source_key=self._key,
            etag="x",
            last_modified=None,
            body_hash=b"x",
            entries=len(told),
            status=200,
            now=now,
            next_due=wait.until,
            waits_for=wait.why,
            habit=habit,
        )
        self._visits.asked(self._archive, self._key, now)

    def _lastmod(self, story: Story, now: datetime) -> datetime:
        if self.make.told == "always":
            return now
        moments = [story.posted, *(edit for edit in story.edits if edit <= now and edit not in story.silent)]
        if self.make.told == "with comments":
            moments += [comment for comment in story.comments if comment <= now]
        return max(moments)

    def _fetch(self, page_id: int, story: Story, now: datetime) -> None:
        archive, before = self._archive, standing(self._archive.connection, page_id)
        comments = bisect_right(story.comments, now)
        with archive.transaction():
            if before is None:
                self.ledger.new += 1
                self.ledger.delays.append((now - story.posted) / HOUR)
                _write(archive, page_id, story, comments, now)
                self._visits.asked(archive, self._key, now, found=1)
                self._visits.made(archive, page_id, None, edited=False, now=now)
            else:
                if page_id in self._blind:
                    self.ledger.visits += 1
                else:
                    self.ledger.told += 1
                    story.told.append(now)
                edited = any(story.looks[-1] < edit <= now for edit in story.edits)
                _rewrite(
                    archive,
                    page_id,
                    comments,
                    edited=edited,
                    gone=bool(story.removed and story.removed <= now),
                    now=now,
                )
                self._visits.made(archive, page_id, before, edited=edited, now=now)
        story.looks.append(now)


def _write(archive: Archive, page_id: int, story: Story, comments: int, now: datetime) -> None:
    """What saving leaves behind, as far as plans go by it."""
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    archive.connection.execute(
        "INSERT INTO article (id, source_id, page_id, url, canonical_url, published, comment_count, first_seen, last_seen,"
        " revision_id) SELECT id, source_id, id, url, url, ?, ?, ?, ?, id FROM page WHERE id = ?",
        [story.posted.strftime("%Y-%m-%dT%H:%M:%SZ"), comments, at, at, page_id],
    )
    archive.connection.execute(
        "UPDATE page SET state = 'done', article_id = id, last_fetch = ?, next_due = NULL, run_id = NULL WHERE id = ?",
        [at, page_id],
    )


def _rewrite(archive: Archive, page_id: int, comments: int, *, edited: bool, gone: bool, now: datetime) -> None:
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    archive.connection.execute("UPDATE article SET comment_count = ? WHERE id = ?", [comments, page_id])
    if edited:
        archive.connection.execute(
            "INSERT INTO revision (article_id, seen_at, cause, fetch_id, parser_version, confidence, title, word_count,"
            " text_hash) VALUES (?, ?, 'edit', 0, '', 1, '', 1, 1)",
            [page_id, at],
        )
    archive.connection.execute(
        "UPDATE page SET state = ?, last_fetch = ?, next_due = NULL, run_id = NULL WHERE id = ?",
        ["gone" if gone else "done", at, page_id],
    )


def crawl(makes: Sequence[Make], days: int, seed: int, share: float) -> list[Site]:
    """These sites, crawled every hour for so many days into one archive."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive.db") as archive:
        archive.connection.execute("PRAGMA foreign_keys=OFF")
        archive.connection.execute("PRAGMA synchronous=OFF")
        published = {make: stories(make, days, random.Random(f"{seed} {make.name}")) for make in makes}
        archive.sync_sources([row_of(make) for make in makes], now=START)
        sites = [Site(archive, make, published[make], share) for make in makes]
        now = START + random.Random(seed).random() * HOUR
        while now < START + days * DAY:
            for site in sites:
                site.turn(now)
            now += EVERY
        return sites


# --- fixed intervals --------------------------------------------------------------------------------------------------

Steps = Sequence[tuple[timedelta, timedelta]]
"""Up to this age: again after so long."""

FIXED: dict[str, Steps] = {
    "hourly, daily, weekly": ((DAY, HOUR), (7 * DAY, DAY), (60 * DAY, 7 * DAY)),
    "two-hourly, daily, weekly": ((DAY, 2 * HOUR), (7 * DAY, DAY), (60 * DAY, 7 * DAY)),
    "daily for a week": ((7 * DAY, DAY),),
    "once after a day": ((DAY / 2, 23 * HOUR),),
}


def by_steps(
    published: Sequence[Story], days: int, steps: Steps, *, most: float | None, follow: bool
) -> tuple[list[Story], int]:
    """The same stories, first seen when they were, then looked at by age alone; how many looks that took.

    ``most``: looks an hour, of those due the latest first, as old ones are late anyhow; None for as many as there are.
    ``follow``: what was told is looked at as well, and not counted.
    """
    copies = [
        replace(story, looks=[story.looks[0], *(sorted(story.told) if follow else ())])
        for story in published
        if story.looks
    ]
    coming = [(due, number) for number, story in enumerate(copies) if (due := _after(story, story.looks[0], steps))]
    heapq.heapify(coming)
    waiting: list[tuple[datetime, int]] = []
    count, credit, now = 0, 0.0, START
    while now < START + days * DAY:
        credit = math.inf if most is None else min(credit + most, 24 * max(most, 1))
        while coming and coming[0][0] <= now:
            waiting.append(heapq.heappop(coming))
        while waiting and credit >= 1:
            _, number = waiting.pop()
            story = copies[number]
            insort(story.looks, now)
            count, credit = count + 1, credit - 1
            if not (story.removed and story.removed <= now) and (due := _after(story, now, steps)) is not None:
                heapq.heappush(coming, (due, number))
        now += EVERY
    return copies, count


def _after(story: Story, now: datetime, steps: Steps) -> datetime | None:
    return next((now + wait for limit, wait in steps if now - story.posted < limit), None)


# --- what came of it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of the edits that were made after the first look."""

    edits: int
    in_time: int
    """Seen within ``IN_TIME``, as a version of their own or with a later one."""
    ever: int
    alone: int
    """Seen as a version of their own."""

    def __add__(self, other: Share) -> Share:
        return Share(
            edits=self.edits + other.edits,
            in_time=self.in_time + other.in_time,
            ever=self.ever + other.ever,
            alone=self.alone + other.alone,
        )

    def __str__(self) -> str:
        n = max(self.edits, 1)
        return f"{self.in_time / n:6.1%} within 24 h {self.ever / n:6.1%} ever {self.alone / n:6.1%} each by itself"


NOTHING = Share(edits=0, in_time=0, ever=0, alone=0)


def seen_of(published: Sequence[Story], days: int, *, since: datetime = START) -> Share:
    """What the looks saw of the edits that were made a day before the end or earlier."""
    share, last = NOTHING, START + days * DAY - IN_TIME
    for story in published:
        for number, edit in enumerate(story.edits):
            if not story.looks or not max(story.looks[0], since) < edit <= last:
                continue
            place = bisect_right(story.looks, edit - timedelta(microseconds=1))
            look = story.looks[place] if place < len(story.looks) else None
            following = story.edits[number + 1] if number + 1 < len(story.edits) else None
            share += Share(
                edits=1,
                in_time=bool(look and look - edit <= IN_TIME),
                ever=bool(look),
                alone=bool(look and not (following and following <= look)),
            )
    return share


def measure(days: int, seed: int, share: float, makes: Sequence[Make] = MAKES) -> Iterator[str]:
    """A line for each site and for all of them together."""
    total, spent, everything = NOTHING, Ledger(), []
    kinds = {True: NOTHING, False: NOTHING}
    yield f"{'':24} posts  edits  lists/d  delay h  told  visits/new  visits/all"
    for site in crawl(makes, days, seed, share):
        make, published, ledger = site.make, site.stories, site.ledger
        found = seen_of(published, days)
        total += found
        kinds[make.told in ("all", "most")] += found
        everything.append(published)
        spent.listings += ledger.listings
        spent.new += ledger.new
        spent.told += ledger.told
        spent.visits += ledger.visits
        spent.delays += ledger.delays
        yield (
            f"{make.name:24} {ledger.new:5} {found.edits:6} {ledger.listings / days:8.1f} {median(ledger.delays or [0]):8.1f}"
            f" {ledger.told:5} {ledger.visits / max(ledger.new, 1):10.2f} {ledger.visits / (ledger.new + ledger.listings):10.1%}"
            f"  {found}"
        )
    asked = spent.new + spent.listings
    yield f"all: {spent.new} new, {spent.listings} lists, {spent.told} told, {spent.visits} visits; {total.edits} edits"
    yield f"extra requests: {spent.visits / asked:.1%} of those for what is new; {(spent.visits + spent.told) / asked:.1%} with those that were told"
    yield f"{'learned plans':52} {total}"
    later = sum((seen_of(published, days, since=START + LEARNT) for published in everything), NOTHING)
    yield f"{'after the first ten days':52} {later}"
    yield f"{'of sites whose sitemaps tell of most edits or all':52} {kinds[True]}"
    yield f"{'of the others':52} {kinds[False]}"
    told = sum(
        (seen_of(by_steps(published, days, (), most=None, follow=True)[0], days) for published in everything), NOTHING
    )
    yield f"{'what was told alone, no other looks':52} {told}"
    for name, steps in FIXED.items():
        for budget, follow in ((False, False), (True, False), (True, True)):
            found, count = NOTHING, 0
            for published in everything:
                looks = sum(max(len(story.looks) - 1 - (len(story.told) if follow else 0), 0) for story in published)
                most = looks / days / 24 if budget else None
                copies, took = by_steps(published, days, steps, most=most, follow=follow)
                found += seen_of(copies, days)
                count += took
            cost = (
                ("what was told, and as many" if follow else "as many requests")
                if budget
                else f"{count / asked:.0%} extra"
            )
            yield f"{name + ', ' + cost:52} {found}"
    delays = sorted(spent.delays)
    yield (
        f"an article is fetched {mean(delays):.1f} h after it was posted, median {median(delays):.1f} h, nine of ten within"
        f" {quantiles(delays, n=10)[-1]:.1f} h; {spent.listings} lists were read"
    )
    turns = days * (DAY // EVERY)
    yield f"reading every list at every turn: {sum(len(row_of(make).listings) for make in makes) * turns} lists, 0.5 h"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--days", default=25, show_default=True, help="That the sites are followed.")
@click.option("--seed", default=1, show_default=True, help="For other articles and edits of the same kind.")
@click.option("--percent", default=20, show_default=True, help="DATELINE_REVISIT_PERCENT.")
@click.option("--only", help="Sites whose name holds this.")
def main(days: int, seed: int, percent: int, only: str | None) -> None:
    """Follow made-up sites and tell which of their edits were seen."""
    makes = [make for make in MAKES if not only or only in make.name]
    for line in measure(days, seed, percent / 100, makes):
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m bench.revisits")
