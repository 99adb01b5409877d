"""How much of what sites announce is archived, and at how many requests: ``python -m bench.completeness``.

The sites of ``bench/newsstand`` come out in several editions; each is found by ``dateline sources add`` and crawled.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from archive.store import Archive
from bench.newsstand.sites import MAKERS
from bench.newsstand.stand import Newsstand, serve
from crawler.urls import page_key

HOUSE = Path(__file__).resolve().parent.parent
QUICK = ("DOWNLOAD_DELAY=0.01", "AUTOTHROTTLE_START_DELAY=0.01", "AUTOTHROTTLE_ENABLED=False")
"""Loopback only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What an archive has of one site."""

    announced: int
    missing: tuple[str, ...]
    """Addresses that were announced and are not archived."""
    titled_otherwise: tuple[str, ...]
    twice: tuple[str, ...]
    """Titles that more than one article has."""
    surplus: tuple[str, ...]
    """Addresses of what was archived and is no announced article."""

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.titled_otherwise or self.twice or self.surplus)


class Reader:
    """A folder with sources and an archive, which reads a newsstand as a user would."""

    def __init__(self, folder: Path, stand: Newsstand, *, processes: int | None = None) -> None:
        self.folder = folder
        self.stand = stand
        self._settings = (*QUICK, f"DATELINE_PARSE_PROCESSES={processes}") if processes else QUICK
        self.truth: dict[str, dict[str, str]] = {name: {} for name in stand.presses}
        """Site → all that it has announced so far."""

    @property
    def archive(self) -> Path:
        return self.folder / "archive.db"

    def follow(self) -> str:
        """Add every site; what was said."""
        starts = [press.start or press.home for press in self.stand.presses.values()]
        return self._run("dateline", "sources", "add", *starts)

    def crawl(self, *arguments: str) -> str:
        """One crawl of all of them; what was said."""
        for name, press in self.stand.presses.items():
            self.truth[name] |= press.truth | (press.older if "backfill=true" in arguments else {})
        return self._run("scrapy", "crawl", "news", *(part for each in arguments for part in ("-a", each)))

    def scores(self) -> dict[str, Score]:
        """Site → how it went."""
        with Archive.open(self.archive, read_only=True) as archive:
            rows = archive.connection.execute(
                "SELECT s.url, a.canonical_url, a.title FROM articles a JOIN source s ON s.key = a.source"
            ).fetchall()
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in self.truth}
        for home, canonical, title in rows:
            name = _site(home)
            ignored = self.stand.presses[name].ignored
            found[name].append((page_key(re.sub(ignored, "", canonical) if ignored else canonical), title))
        return {name: _score(truth, found[name]) for name, truth in self.truth.items()}

    def kinds(self) -> Counter[str]:
        """What was asked for, by kind."""
        with Archive.open(self.archive, read_only=True) as archive:
            lists = {url for (url,) in archive.connection.execute("SELECT url FROM feed")}
        pages = {page_key(url) for truth in self.truth.values() for url in truth}
        sessions = re.compile("|".join(press.ignored for press in self.stand.presses.values() if press.ignored) or "$^")
        return Counter(_kind(sessions.sub("", each.url), each.status, lists, pages) for each in self.stand.asked)

    def _run(self, module: str, *arguments: str) -> str:
        options = [part for setting in self._settings for part in ("-s", setting)]
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments, *options],
            cwd=HOUSE,
            env={
                "PATH": os.environ["PATH"],
                "DATELINE_ARCHIVE_PATH": str(self.archive),
                "DATELINE_SOURCES_PATH": str(self.folder / "sources.toml"),
                "DATELINE_VERIFY_TLS": "0",
                "http_proxy": self.stand.proxy,
                "https_proxy": self.stand.proxy,
                "LC_ALL": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if done.returncode:
            raise RuntimeError(f"{module} {arguments[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr


def _kind(url: str, status: int, lists: set[str], pages: set[str]) -> str:
    """Of a request; further pages of articles are among the others."""
    if url.endswith("/robots.txt"):
        return "robots.txt"
    if 300 <= status < 400 and status != 304:
        return "redirects"
    return "lists" if url in lists else "articles" if page_key(url) in pages else "others"


def _site(home: str) -> str:
    return urlsplit(home).netloc.removesuffix(".example").removeprefix("www.")


def _score(truth: Mapping[str, str], found: Sequence[tuple[str, str]]) -> Score:
    expected = {page_key(url): (url, title) for url, title in truth.items()}
    archived = dict(found)
    titles = Counter(title for _, title in found)
    return Score(
        announced=len(expected),
        missing=tuple(url for key, (url, _) in expected.items() if key not in archived),
        titled_otherwise=tuple(url for key, (url, title) in expected.items() if archived.get(key, title) != title),
        twice=tuple(title for title, times in titles.items() if times > 1),
        surplus=tuple(key for key, _ in found if key not in expected),
    )


def measure(folder: Path, names: Sequence[str], *, stories: int, editions: int) -> Iterator[str]:
    """A line for each step, and one for each flaw."""
    with serve(now=datetime.now(UTC), names=names, count=stories) as stand:
        reader = Reader(folder, stand)
        reader.follow()
        yield f"found by `sources add`: {len(stand.presses)} sites, {len(stand.asked)} requests"
        before = 0
        for edition in range(1, editions + 1):
            stand.publish(edition)
            stand.asked.clear()
            reader.crawl()
            before = yield from _told(f"edition {edition}", reader, before)
        stand.asked.clear()
        reader.crawl()
        before = yield from _told("nothing new", reader, before)
        stand.asked.clear()
        reader.crawl("backfill=true")
        yield from _told("backfill", reader, before)


def _told(what: str, reader: Reader, before: int) -> Generator[str, None, int]:
    scores = reader.scores()
    announced = sum(score.announced for score in scores.values())
    missing = sum(len(score.missing) for score in scores.values())
    asked = reader.stand.asked
    new = announced - before
    statuses = Counter(each.status for each in asked)
    yield (
        f"{what}: {announced - missing} of {announced} archived ({1 - missing / max(announced, 1):.1%}), "
        f"{sum(len(score.twice) for score in scores.values())} twice, "
        f"{sum(len(score.surplus) for score in scores.values())} surplus, "
        f"{sum(len(score.titled_otherwise) for score in scores.values())} titled otherwise; {len(asked)} requests"
        + (f", {len(asked) / new:.2f} for each of {new} new articles" if new else "")
        + f" ({', '.join(f'{number} × {status}' for status, number in sorted(statuses.items()))};"
        + f" {', '.join(f'{number} {kind}' for kind, number in reader.kinds().most_common())})"
    )
    for name, score in scores.items():
        if not score.is_whole:
            found = (score.missing, score.titled_otherwise, score.twice, score.surplus)
            kinds = ("missing", "titled otherwise", "twice", "surplus")
            yield "\n".join(
                f"  {name}, {kind}: {each}" for kind, part in zip(kinds, found, strict=True) for each in part
            )
    return announced


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, type=click.Choice(list(MAKERS)))
@click.option("--stories", default=40, show_default=True, help="Announced at a time by each site.")
@click.option("--editions", default=3, show_default=True, help="That come out one after the other.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Folder for sources and archive, kept.")
def main(names: Sequence[str], stories: int, editions: int, keep: Path | None) -> None:
    """Crawl made-up sites of many makes and compare what is archived with what they announce."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for line in measure(keep or Path(folder), names, stories=stories, editions=editions):
            click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m bench.completeness")
