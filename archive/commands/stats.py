"""``dateline stats``: how much there is, and from whom."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import click

from archive.commands.epilog import example
from archive.reading.queries import stats as count
from archive.settings import archive_path
from archive.store import Archive


@click.command(epilog=example("dateline stats", "dateline stats --json"))
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(as_json: bool) -> None:
    """Show how much there is, and from whom."""
    with Archive.open(archive_path(), read_only=True) as archive:
        found = count(archive, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
        return
    # rich is only loaded by who prints for people.
    from archive.reading.printing import Printer

    Printer().stats(found)
