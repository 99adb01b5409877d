"""``dateline replay``: crawl again what was crawled once, out of the archive, into a new one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from archive.commands.epilog import example
from archive.settings import archive_path
from archive.store import Archive
from crawler.errors import NothingToDo, UsedWrongly
from crawler.overrides import set_option
from crawler.sources import load_sources, sources_path

HOUSE = Path(__file__).resolve().parents[2]
"""The folder that holds scrapy.cfg."""

DONE, NOTHING_DONE = 0, 1
"""What a crawl ends with (crawler/commands/crawl.py): the same as then, and otherwise, or not at all."""

_SPIDERS = ("news", "article")
"""What asks the network; the others have nothing to replay."""
_OURS = ("source", "run")
"""Arguments that say which run it was, not what it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A recorded run."""

    id: int
    spider: str
    arguments: Mapping[str, str]
    sources: tuple[str, ...]
    outcome: str | None


@click.command(
    epilog=example(
        "dateline replay --into replay.db                  every run, in order",
        "dateline replay 41 42 --into replay.db            two of them",
        "dateline replay 7 --from bug.db --into replay.db  somebody else's",
    )
)
@click.argument("runs", nargs=-1, type=click.IntRange(1), metavar="[RUN…]")
@click.option(
    "--from", "recording", type=click.Path(path_type=Path), metavar="FILE", help="The archive that tells; else yours."
)
@click.option(
    "--into", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The archive to crawl into."
)
@set_option
def replay(runs: tuple[int, ...], recording: Path | None, into: Path, overrides: Mapping[str, str]) -> int:
    """Crawl again what was crawled once: the same requests, answered out of an archive, without any network.

    What comes of it goes into another archive, with the times of the recording; what is asked for otherwise than then
    is told at the end of each run, and makes the exit code 1.
    """
    source = recording or archive_path()
    wanted = _wanted(source, runs)
    if into.exists() and into.samefile(source):
        raise UsedWrongly(f"{into} is the recording itself; name another file.")
    Archive.open(into).close()  # that it cannot be used is told once, not by each run
    with _sources(source, wanted) as listed:
        deviates = False
        for run in wanted:
            code = _crawl(run, source, into, listed, overrides)
            if code not in (DONE, NOTHING_DONE):
                return code
            deviates |= code == NOTHING_DONE and run.outcome != "failed"
    return NOTHING_DONE if deviates else DONE


def _wanted(path: Path, numbers: Sequence[int]) -> list[Run]:
    with Archive.open(path, read_only=True) as archive:
        rows = archive.connection.execute("SELECT id, command, sources, outcome FROM run ORDER BY id").fetchall()
    found = {run.id: run for run in (_run(*row) for row in rows) if run is not None}
    if missing := [number for number in numbers if number not in found]:
        raise UsedWrongly(f"{path}: run {missing[0]} is none that could be replayed; see `dateline schedule history`.")
    if not found:
        raise NothingToDo(f"{path}: there is no run that could be replayed.")
    return [found[number] for number in numbers] if numbers else list(found.values())


def _run(run_id: int, command: str, sources: str, outcome: str | None) -> Run | None:
    """A run by what it was called with: ``news limit=5``, or as the scheduler writes it down."""
    words = command.removeprefix("scrapy crawl ").replace(" -a ", " ").split(" ")
    if words[0] not in _SPIDERS:
        return None
    # An argument may hold spaces; one begins where a name and an equals sign stand.
    told = re.findall(r"(\w+)=(.*?)(?= \w+=|$)", " ".join(words[1:]))
    arguments = {name: value for name, value in told if name not in _OURS}
    return Run(id=run_id, spider=words[0], arguments=arguments, sources=tuple(json.loads(sources)), outcome=outcome)


@contextmanager
def _sources(path: Path, runs: Sequence[Run]) -> Iterator[Path]:
    """A list of sources that has all that the runs crawled: ours, with what the recording tells of those not in it."""
    wanted = sorted({key for run in runs for key in run.sources})
    ours = sources_path()
    known = load_sources(ours).sources if ours.exists() else {}
    if lacking := [key for key in wanted if key not in known]:
        with TemporaryDirectory(prefix="dateline-") as folder:
            listed = Path(folder, "sources.toml")
            text = ours.read_text("utf-8") if known else ""
            listed.write_text("\n".join([text, *_told(path, lacking)]), "utf-8")
            yield listed
    else:
        yield ours


def _told(path: Path, keys: Sequence[str]) -> Iterator[str]:
    with Archive.open(path, read_only=True) as archive:
        for key in keys:
            row = archive.connection.execute("SELECT id, url FROM source WHERE key = ?", [key]).fetchone()
            if row is None:
                raise NothingToDo(f"{path}: nothing is known of the source {key}.")
            yield f"[sources.{key}]\nurl = {json.dumps(row[1])}"
            for kind, name in (("feed", "feeds"), ("sitemap", "sitemaps"), ("front", "fronts")):
                urls = archive.connection.execute(
                    "SELECT url FROM feed WHERE source_id = ? AND kind = ? AND followed AND parent_id IS NULL ORDER BY id",
                    [row[0], kind],
                ).fetchall()
                if urls:
                    yield f"{name} = {json.dumps([url for (url,) in urls])}"


def _crawl(run: Run, source: Path, into: Path, listed: Path, overrides: Mapping[str, str]) -> int:
    arguments = dict(run.arguments)
    if run.sources:
        arguments["source"] = ",".join(run.sources)
    command = [sys.executable, "-m", "scrapy", "crawl", run.spider]
    command += [part for name, value in arguments.items() for part in ("-a", f"{name}={value}")]
    command += [part for name, value in overrides.items() for part in ("-s", f"{name}={value}")]
    environment = os.environ | {
        "DATELINE_ARCHIVE_PATH": str(into.absolute()),
        "DATELINE_SOURCES_PATH": str(listed.absolute()),
        "DATELINE_REPLAY": str(source.absolute()),
        "DATELINE_REPLAY_RUN": str(run.id),
    }
    click.echo(f"run {run.id}: {' '.join(command[4:])}", err=True)
    return subprocess.run(command, cwd=HOUSE, env=environment, check=False).returncode
