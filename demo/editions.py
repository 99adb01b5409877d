"""The demonstration's work: an archive made anew, and a crawl of each edition into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from archive.store import Archive
from demo.crawls import SOURCE, crawl
from demo.errors import CrawlFailed, NotOurs
from demo.server import SampleSite

NAMES = {1: "first", 2: "second"}


def crawl_both_editions(site: SampleSite, archive: Path, console: Console) -> None:
    """Leaves an archive that saw the site before and after its editors' work. Raises DemoError and ArchiveError."""
    _make_room(archive)
    for edition in (1, 2):
        site.edition = edition
        asked = len(site.requests)
        with _progress(site, console, f"Crawling the {NAMES[edition]} edition") as watch:
            seconds = crawl(site, archive, recheck=edition == 2, watch=watch)
        _look_for_failures(archive)
        console.print(
            f"[green]✓[/] {NAMES[edition].capitalize()} edition crawled: "
            f"{len(site.requests) - asked} requests in {seconds:.0f} s"
        )


def _look_for_failures(path: Path) -> None:
    """Nothing may fail on loopback; on a machine where something does, what follows would be about an empty archive."""
    with Archive.open(path, create=False, read_only=True) as archive:
        failed, reason = archive.connection.execute(
            "SELECT count(*), min(reason) FROM page WHERE state = 'failed'"
        ).fetchone()
    if failed:
        raise CrawlFailed(f"{failed} pages of the sample site could not be archived: {reason}")


def _make_room(path: Path) -> None:
    """Remove the archive of an earlier demonstration, and nothing that holds anything else."""
    if not path.exists():
        return
    with Archive.open(path, create=False, read_only=True) as known:
        # An article that somebody archived by hand has no source.
        sources = {
            key for (key,) in known.connection.execute("SELECT key FROM source UNION SELECT source FROM articles")
        }
    if sources - {SOURCE}:
        raise NotOurs(path)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def _progress(site: SampleSite, console: Console, what: str) -> Iterator[Callable[[], None]]:
    """Gives a function that shows how many of the articles were asked for by now."""
    if not console.is_terminal:
        console.print(f"{what} …")
        yield lambda: None
        return
    wanted = {url.removeprefix(site.url) for url in site.expected()}
    before = len(site.requests)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=len(wanted))

        def watch() -> None:
            asked = {re.sub(r"[?&]utm_.*", "", request.path) for request in site.requests[before:]}
            bar.update(task, completed=len(asked & wanted))

        yield watch
