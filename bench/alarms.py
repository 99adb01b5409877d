"""False alarms: normal sites of all kinds, day after day, and what ``archive/care/alerts.py`` says of them (nothing, it is hoped).

python -m bench.alarms --sites 30 --days 365
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

import click

from archive.care import alerts
from archive.store import Archive
from archive.times import utc_text

BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
UNREADABLE = 0.03
"""Share of a feed's readings that fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a site does; all but ``rate`` are shares."""

    rate: float
    """Pages a day."""
    weekend: float
    """Of that, at weekends."""
    authors: float
    bios: float
    sections: float
    dates: float
    no_article: float
    failing: float
    doubtful: float

    @classmethod
    def by_chance(cls, rnd: Random) -> Habits:
        return cls(
            rate=rnd.choice([0.3, 1, 3, 8, 15]),
            weekend=rnd.choice([1, 1, 0.2, 0]),
            authors=rnd.choice([1, 0.97, 0.9, 0.6]),
            bios=rnd.choice([1, 0.8, 0.4, 0]),
            sections=rnd.choice([0.9, 0.5, 0.2]),
            dates=rnd.choice([1, 1, 1, 0.9]),
            no_article=rnd.choice([0, 0.03, 0.15]),
            failing=rnd.choice([0, 0.01, 0.05]),
            doubtful=rnd.choice([0, 0.05, 0.2]),
        )


class World:
    """The sites in an archive, written row by row: saving real articles would take a hundred times as long."""

    def __init__(self, archive: Archive, sites: int, rnd: Random) -> None:
        self._archive = archive
        self._query = archive.connection.execute
        self._rnd = rnd
        self._pages = 0
        self.sites = {f"site-{number}": Habits.by_chance(rnd) for number in range(1, sites + 1)}
        self._query("PRAGMA foreign_keys=OFF")
        self._query("INSERT INTO author (id, name) VALUES (1, 'Ada')")
        self._query("INSERT INTO bio (id, author_id, text, first_seen) VALUES (1, 1, 'Ada writes.', '2026')")
        self._query("INSERT INTO section (id, heading, level, text) VALUES (1, 'And so', 2, 'it went on.')")
        self._query("INSERT INTO host (id, name) VALUES (1, 'news.example:443')")
        for number, key in enumerate(self.sites, 1):
            url = f"https://{key}.example/"
            self._query("INSERT INTO source (id, key, url, first_seen) VALUES (?, ?, ?, '2026')", [number, key, url])
            self._query("INSERT INTO feed (id, url, kind, source_id) VALUES (?, ?, 'feed', ?)", [number, url, number])

    def live(self, day: int) -> float:
        """One more day, with a crawl in the evening; the seconds of CPU that its alerts took."""
        begin = BEGINS + timedelta(days=day)
        now, run_id = begin + timedelta(hours=20), day + 1
        with self._archive.transaction():
            self._query(
                "INSERT INTO run (id, command, sources, pid, process_start, boot_id, started, finished, outcome)"
                " VALUES (?, 'news', ?, 1, '', '', ?, ?, 'finished')",
                [run_id, json.dumps(list(self.sites)), utc_text(now - timedelta(minutes=5)), utc_text(now)],
            )
            for number, habits in enumerate(self.sites.values(), 1):
                self._read_feed(number, now)
                for _ in range(self._how_many(habits, begin, first=day == 0)):
                    self._publish(number, habits, begin, now, first=day == 0)
        before = process_time()
        for source in alerts.sources_of(self._archive.connection, run_id):
            with self._archive.transaction():
                alerts.look_after(self._archive.connection, source, run_id, now=now)
        return process_time() - before

    def _how_many(self, habits: Habits, day: datetime, *, first: bool) -> int:
        mean = habits.rate * (habits.weekend if day.weekday() > 4 else 1)
        if first:  # what the feed and the front page had
            mean = 10 * habits.rate + 10
        count, sum_of_waits = 0, self._rnd.expovariate(1)
        while sum_of_waits < mean:
            count, sum_of_waits = count + 1, sum_of_waits + self._rnd.expovariate(1)
        return count

    def _read_feed(self, number: int, now: datetime) -> None:
        failed, at = self._rnd.random() < UNREADABLE, utc_text(now - timedelta(minutes=4))
        status = 500 if failed else 200
        self._query(
            "UPDATE feed SET last_read = ?, last_status = ?, failures = ? WHERE id = ?",
            [at, status, int(failed), number],
        )
        self._query("INSERT INTO fetch (feed_id, url, at, status) VALUES (?, '', ?, ?)", [number, at, status])

    def _publish(self, source_id: int, habits: Habits, day: datetime, now: datetime, *, first: bool) -> None:
        chance, self._pages = self._rnd.random, self._pages + 1
        number, seen = self._pages, utc_text(now - timedelta(minutes=3))
        published = day - timedelta(days=25 * chance()) if first else day + timedelta(hours=7 + 12 * chance())
        fate = chance()
        state = "not_article" if fate < habits.no_article else "done"
        if habits.no_article <= fate < habits.no_article + habits.failing:
            state = "failed"
        url = f"https://news.example/{number}"
        self._query(
            "INSERT INTO page (id, key, url, host_id, source_id, state, first_seen, rank, article_id)"
            " VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6, ?7)",
            [number, url, source_id, state, seen, published.timestamp(), number if state == "done" else None],
        )
        if state != "done":
            return
        date = utc_text(published) if chance() < habits.dates else None
        self._query(
            "INSERT INTO article (id, source_id, page_id, url, canonical_url, published, first_seen, last_seen, revision_id)"
            " VALUES (?1, ?2, ?1, ?3, ?3, ?4, ?5, ?5, ?1)",
            [number, source_id, url, date, seen],
        )
        self._query(
            "INSERT INTO revision (id, article_id, seen_at, cause, fetch_id, parser_version, confidence, title, published,"
            " word_count, text_hash) VALUES (?1, ?1, ?2, 'first', 1, '1', ?3, ?4, ?5, ?6, ?1)",
            [
                number,
                seen,
                0.3 if chance() < habits.doubtful else 0.9,
                f"Title {number}" if chance() < 0.97 else "Live blog",
                date,
                int(self._rnd.lognormvariate(6, 0.7)),
            ],
        )
        if chance() < habits.authors:
            bio = 1 if chance() < habits.bios else None
            self._query(
                "INSERT INTO byline (revision_id, position, author_id, bio_id) VALUES (?, 1, 1, ?)", [number, bio]
            )
        if chance() < habits.sections:
            self._query("INSERT INTO outline (revision_id, position, section_id) VALUES (?, 1, 1)", [number])


@click.command()
@click.option("--sites", default=30, show_default=True, help="So many, no two alike.")
@click.option("--days", default=365, show_default=True, help="With a crawl in the evening of each.")
@click.option("--seed", default=6, show_default=True, help="Of chance.")
def main(sites: int, days: int, seed: int) -> None:
    """Count the false alarms about normal sites."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder, "archive.db")) as archive:
        world = World(archive, sites, Random(seed))
        seconds = sum(world.live(day) for day in range(days))
        (pages,) = archive.connection.execute("SELECT count(*) FROM page").fetchone()
        found = alerts.listed(archive.connection, closed=True)
    looks = sites * days
    click.echo(f"{pages:,} pages, {looks:,} looks at a site, {1000 * seconds / looks:.1f} ms of CPU each")
    click.echo(f"{len(found)} alarms {dict(Counter(each.kind for each in found))}")
    for alert in found:
        click.echo(f"  {alert.source}, {alert.opened} to {alert.closed}: {alert.reason}; {world.sites[alert.source]}")


if __name__ == "__main__":
    main()
