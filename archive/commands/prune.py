"""``dateline prune``: drop the bytes of old pages by rule."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import click

from archive.care.retention import Keep, Rule
from archive.care.retention import prune as drop
from archive.commands.epilog import example
from archive.progress import Progress
from archive.settings import archive_path
from archive.store import Archive
from archive.tables import size

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


class _Age(click.ParamType[timedelta]):
    """A number with d, w, m or y: days, weeks, months of 30 days, years of 365."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        number, unit = value[:-1], value[-1:]
        if not number.isascii() or not number.isdecimal() or unit not in _DAYS or len(number) > 4:
            self.fail(
                f"{value!r} is no age; write a number of days, weeks, months or years: 90d, 8w, 6m, 1y", param, ctx
            )
        return timedelta(days=int(number) * _DAYS[unit])


@click.command(
    epilog=example(
        "dateline prune --dry-run",
        "dateline prune --older-than 1y",
        "dateline prune --keep latest --older-than 90d --source ars-technica",
    )
)
@click.option(
    "--keep",
    type=click.Choice(["versions", "latest"]),
    default="versions",
    show_default=True,
    help="Whose pages stay: those of every version, or only the latest of each page.",
)
@click.option(
    "--older-than", type=_Age(), metavar="AGE", help="Only pages that last came so before that: 90d, 8w, 6m, 1y."
)
@click.option("--source", "sources", multiple=True, metavar="KEY", help="Only of this source; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def prune(
    keep: Literal["versions", "latest"],
    older_than: timedelta | None,
    sources: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Drop pages as fetched that told nothing new. Texts, versions, requests and all hashes stay.

    Without --keep latest what goes are looks at a page that made no version. The last answer of every page and feed
    stays in any case, and so does what others are stored as differences against.
    """
    wanted: Keep = keep
    before = None if older_than is None else datetime.now(UTC) - older_than
    with Archive.open(archive_path(), create=False) as archive:
        (total,) = archive.connection.execute("SELECT count(*) FROM snapshot WHERE length(data) > 0").fetchone()
        with Progress("snapshots", total) as progress:
            done = drop(archive, Rule(keep=wanted, before=before, sources=sources), dry_run=dry_run, tick=progress.tick)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(done)))
        return
    verb = "would be dropped" if dry_run else "dropped"
    click.echo(
        f"{done.dropped:,} snapshot{'s' * (done.dropped != 1)} {verb}, {size(done.dropped_bytes)}; {done.kept:,} kept,"
        f" {size(done.kept_bytes)}"
        + (f" ({done.bases:,} of them, {size(done.bases_bytes)}, for those they are bases of)" if done.bases else "")
    )
    if done.dropped and not dry_run:
        click.echo("The room is used again by what comes; `dateline backup --compact FILE` makes a copy without it.")
