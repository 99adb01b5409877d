"""``dateline alerts``: which sources do not do as they did?"""

from __future__ import annotations

import dataclasses
import json

import click

from archive.care import alerts as watching
from archive.care.alerts import Alert
from archive.commands.epilog import example
from archive.reading.coverage import demand_sources
from archive.settings import archive_path
from archive.store import Archive
from archive.tables import print_table


@click.command(
    epilog=example(
        "dateline alerts",
        "dateline alerts --all --source ars-technica",
        "dateline alerts --json | jq -r .reason",
    )
)
@click.option("--source", metavar="KEY", help="Only of this source.")
@click.option("--all", "closed", is_flag=True, help="Those that are over, too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line.")
def alerts(source: str | None, closed: bool, as_json: bool) -> None:
    """Show what seems wrong with sources, by their own past: fields that are filled no more, silence, dead feeds.

    An alert closes itself when it is over. Each run looks after the alerts of its sources when it ends.
    """
    with Archive.open(archive_path(), read_only=True) as archive:
        if source is not None:
            demand_sources(archive, [source])
        found = watching.listed(archive.connection, source=source, closed=closed)
    if as_json:
        for alert in found:
            click.echo(json.dumps(dataclasses.asdict(alert), ensure_ascii=False))
    elif found:
        heads = ("source", "opened", "over", "what")
        print_table(
            heads, [(each.source, each.opened, _over(each), each.reason) for each in found], heads_in_lines=True
        )
    else:
        click.echo("no alert", err=True)


def _over(alert: Alert) -> str:
    return f"{alert.closed} ({alert.outcome})" if alert.closed else ""
