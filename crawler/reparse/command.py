"""``dateline reparse``: read the pages that are kept again with the parser of today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from archive.commands.dates import Date
from archive.commands.epilog import example
from archive.tables import print_table
from crawler.overrides import set_option
from crawler.reporting.lines import complain

if TYPE_CHECKING:
    from crawler.reparse.reparsing_process import Done


@click.command(
    epilog=example(
        "dateline reparse --dry-run",
        "dateline reparse --source ars-technica",
        "dateline reparse --layout herald --dry-run --json",
    )
)
@click.option("--source", "keys", multiple=True, metavar="KEY", help="Only of this source; may be repeated.")
@click.option(
    "--since",
    type=Date(),
    metavar="DAY",
    help="Only published on this day, as 2026-11-01, or later.",
)
@click.option("--layout", metavar="NAME", help="Only pages that this layout has read or may read now.")
@click.option("--all", "every", is_flag=True, help="Older versions too, not only the latest of each article.")
@click.option("--dry-run", is_flag=True, help="Write nothing; report field by field what would be read otherwise.")
@click.option(
    "--examples",
    type=click.IntRange(0, 1_000),
    default=3,
    show_default=True,
    metavar="N",
    help="Of --dry-run: so many of each kind of difference in each field.",
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@set_option
def reparse(
    keys: tuple[str, ...],
    since: datetime | None,
    layout: str | None,
    every: bool,
    dry_run: bool,
    examples: int,
    as_json: bool,
    overrides: Mapping[str, str],
) -> int:
    """Read the pages that are kept again with the parser of today, in all cores and without any network.

    What another parser read is replaced by what this one reads, as a revision of cause `parser`: never as an edit. What
    this parser has read already is passed over, so one that was interrupted is simply started again.
    """
    from archive.reading.selection import Selection
    from crawler.reparse.reparsing import Order
    from crawler.reparse.reparsing_process import INTERRUPTED, run_pass

    order = Order(selection=Selection(sources=keys, since=since.date() if since else None), layout=layout, every=every)
    told = ["reparse", *(f"source={key}" for key in keys)]
    told += [f"since={since.date()}"] if since else []
    told += [f"layout={layout}"] if layout else []
    told += ["all"] if every else []
    done = run_pass(
        order,
        command=" ".join(told),
        examples=examples if dry_run else None,
        overrides=overrides,
        complain=complain,
    )
    if done.report is not None:
        _show_report(done, as_json=as_json)
    elif as_json:
        click.echo(json.dumps(_went(done)))
    else:
        click.echo(_told(done))
    if done.interrupted:
        complain(
            f"Stopped after {done.done:,} of {done.total:,} pages;"
            + (" this is the report of those." if dry_run else " the same command goes on from there.")
        )
    return INTERRUPTED if done.interrupted else 0


def _went(done: Done) -> dict[str, Any]:
    return {"pages": done.total, "done": done.done, "interrupted": done.interrupted, **done.counts}


_WENT = {
    "reparsed": "read otherwise",
    "seen": "read as before",
    "found": "found to be articles",
    "tried_in_vain": "still no articles",
    "no_article": "left as they were, as this parser sees no article",
    "failed": "could not be read",
    "without_bytes": "whose bytes are not kept",
    "overtaken": "read by somebody else meanwhile",
    "current": "read by this parser before",
}


def _told(done: Done) -> str:
    parts = [f"{done.counts[name]:,} {words}" for name, words in _WENT.items() if done.counts.get(name)]
    return ", ".join(parts) or "There is nothing to read."


def _show_report(done: Done, *, as_json: bool) -> None:
    from crawler.reparse.comparison import FATES

    report = done.report
    assert report is not None
    if as_json:
        click.echo(json.dumps(_went(done) | report.document(), ensure_ascii=False))
        return
    print_table(("field", *FATES), list(report.rows()))
    if examples := list(report.examples()):
        click.echo()
        print_table(("field", "fate", "article", "before", "after"), examples)
    complain(
        f"{report.versions:,} versions would be read, {report.unchanged:,} of them with no difference;"
        f" {report.found_count:,} other pages would be articles. Nothing was written."
    )
