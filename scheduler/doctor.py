"""``dateline doctor``: what could go wrong soon, and what to do about it, from the disk to ``sources.toml``."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap

import click
from packaging.requirements import Requirement

from archive.care.doctor import Check, examine, ok, problem, warning
from archive.commands.epilog import example
from archive.driver import connect, translated
from archive.errors import ArchiveError
from archive.settings import archive_path
from archive.times import utc_text
from crawler import settings
from crawler.errors import SourcesError
from crawler.sources import load_sources, sources_path
from scheduler.lock import holder

_SIGNS = {"ok": "ok", "warning": "warning", "problem": "PROBLEM"}
_OLD = timedelta(days=2)
"""Without a crawl for so long, nobody seems to look after it."""


@click.command(epilog=example("dateline doctor", "dateline doctor --json"))
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a check.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look in a moment at what the archive depends on, and say what to do; exits with 1 where there is a problem.

    Versions, settings, sources, disk, file system, permissions, clock, locks, dead runs, the index and the scheduler.
    """
    now = datetime.now(UTC)
    checks = [
        *_versions(),
        *_settings(os.environ),
        *examine(archive_path(), now=now),
        *_sources(sources_path(), archive_path(), now),
    ]
    if as_json:
        for check in checks:
            click.echo(json.dumps(dataclasses.asdict(check), ensure_ascii=False))
    else:
        _print(checks)
    if any(check.state == "problem" for check in checks):
        ctx.exit(1)


def _print(checks: list[Check]) -> None:
    colours = {"ok": "green", "warning": "yellow", "problem": "red"}
    if not sys.stdout.isatty():
        for check in checks:
            click.echo("\t".join(filter(None, (check.state, check.name, check.text, check.advice))))
        return
    width = max(len(check.name) for check in checks)
    for check in checks:
        sign = click.style(f"{_SIGNS[check.state]:<8}", colours[check.state])
        start = f"{sign} {check.name:<{width}}  "
        for line in (check.text, f"→ {check.advice}" if check.advice else ""):
            for part in wrap(line, max(20, get_terminal_size().columns - width - 12), break_long_words=False):
                click.echo(start + part)
                start = " " * (width + 11)


def _versions() -> Iterator[Check]:
    yield ok("python", sys.version.split()[0])
    wrong = []
    for line in requires("dateline") or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            wrong.append(f"{wanted.name} is {found}, wanted is {wanted.specifier}")
    if wrong:
        yield problem(
            "libraries",
            "; ".join(wrong),
            "pip install -e . in the clone, or make clean and then what you wanted to make",
        )
    else:
        yield ok("libraries", "all of them, in the versions that they are tested with")


def _settings(environment: Mapping[str, str]) -> Iterator[Check]:
    known = {name for name in vars(settings) if name.startswith("DATELINE_")}
    wrong = []
    for name in sorted(name for name in environment if name.startswith("DATELINE_")):
        if name not in known and name != "DATELINE_SOAK":
            near = get_close_matches(name, known, 1)
            wrong.append(f"there is no setting {name}" + (f"; {near[0]} is meant?" if near else ""))
        elif name not in _TEXTS and environment[name] and not _is_number(environment[name]):
            wrong.append(f"{name}={environment[name]} is no number")
    if wrong:
        yield problem("settings", "; ".join(wrong), "mend the environment; docs/reference/settings.md has them all")
        return
    if environment.get("DATELINE_VERIFY_TLS") == "0":
        yield warning("settings", "DATELINE_VERIFY_TLS=0: pages may come from anybody", "unset it")
        return
    if not environment.get("DATELINE_CONTACT"):
        yield warning(
            "settings",
            "DATELINE_CONTACT is not set: sites that mind being crawled cannot write to you",
            "set it to a page or mail address",
        )
        return
    yield ok("settings", ", ".join(sorted(known & environment.keys())) or "defaults")


_TEXTS = {
    "DATELINE_ARCHIVE_PATH",
    "DATELINE_CONTACT",
    "DATELINE_METRICS_FILE",
    "DATELINE_REPLAY",
    "DATELINE_SOURCES_PATH",
}


def _is_number(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False


def _sources(path: Path, archive: Path, now: datetime) -> Iterator[Check]:
    try:
        sources = load_sources(path)
    except SourcesError as error:
        mend = f"mend {path}; docs/reference/sources.md tells what may stand in it"
        yield problem(
            "sources", str(error), mend if path.exists() else "go to the folder where it stands, or follow a site"
        )
        return
    enabled = sources.enabled
    if not enabled:
        yield warning("sources", f"{path}: no source is enabled", "dateline sources enable KEY, or add URL")
        return
    yield ok("sources", f"{path}: {len(enabled)} enabled")
    if (pid := holder(archive)) is not None:
        yield ok("scheduler", f"runs, process {pid}")
        return
    last = _last_crawl(archive)
    if last is None or last < utc_text(now - max(_OLD, 2 * min(source.every for source in enabled))):
        when = f"the last crawl ended {last}" if last else "nothing has been crawled"
        advice = "dateline schedule run, or cron with --once"
        yield warning("scheduler", f"none runs, and {when}", advice)
        return
    yield ok("scheduler", f"none runs now; the last crawl ended {last}")


def _last_crawl(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        with translated(path):
            connection = connect(path, read_only=True)
            try:
                if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'run'").fetchone():
                    return None
                found = connection.execute("SELECT max(finished) FROM run WHERE sources <> '[]'").fetchone()[0]
            finally:
                connection.close()
    except ArchiveError:
        return None
    return str(found) if found else None
