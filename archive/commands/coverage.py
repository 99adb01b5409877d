"""``dateline coverage``: is everything archived that was announced, and why not?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import click

from archive.commands.dates import Date
from archive.commands.epilog import example
from archive.reading import coverage as reading
from archive.reading.coverage import Day, Missing
from archive.settings import archive_path
from archive.store import Archive
from archive.tables import print_table

_SHOWN = timedelta(days=7)


@click.command(
    epilog=example(
        "dateline coverage                           the last seven days",
        "dateline coverage --source ars-technica --since 2026-11-01",
        "dateline coverage --missing                 each page, with its reason",
        "dateline coverage --missing --json | jq -r .url",
    )
)
@click.option("--source", "sources", multiple=True, metavar="KEY", help="Only of this source; may be repeated.")
@click.option(
    "--since",
    type=Date(),
    metavar="DAY",
    help="First announced on this day, as 2026-11-01, or later; else in the last seven days.",
)
@click.option("--missing", "only_missing", is_flag=True, help="Each page that is missing, with the reason.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line.")
def coverage(sources: tuple[str, ...], since: datetime | None, only_missing: bool, as_json: bool) -> None:
    """Show what was announced and what is archived, by source and day of the first announcement (UTC)."""
    now = datetime.now(UTC)
    first = (since or now - _SHOWN).date()
    with Archive.open(archive_path(), read_only=True) as archive:
        found: Iterable[Day | Missing]
        if only_missing:
            found = reading.missing(archive, now=now, sources=sources, since=first)
        else:
            found = reading.days(archive, sources=sources, since=first)
        if as_json:
            for each in found:
                click.echo(json.dumps(dataclasses.asdict(each), ensure_ascii=False))
            return
        rows = list(_rows(found))
    if not rows:
        what = "is missing of what was announced" if only_missing else "was announced"
        click.echo(f"nothing {what} since {first}; --since looks further back", err=True)
        return
    heads, numbers = (_MISSING, ()) if only_missing else (_DAYS, range(2, 5))
    print_table(heads, rows, numbers=numbers, heads_in_lines=True)


_DAYS = ("day", "source", "announced", "archived", "missing", "why missing, and what else")
_MISSING = ("day", "source", "state", "reason", "url")


def _rows(found: Iterable[Day | Missing]) -> Iterator[tuple[str, ...]]:
    for each in found:
        if isinstance(each, Missing):
            yield each.day, each.source, each.state, told_reason(each), each.url
        else:
            numbers = (each.announced, each.archived, each.missing)
            yield each.day, each.source, *(f"{number:,}" for number in numbers), _told(each)


def _told(day: Day) -> str:
    words = {
        "due": day.due,
        "gone": day.gone,
        "refused": day.refused,
        "failed": day.failed,
        "no articles": day.not_articles,
        "duplicates": day.duplicates,
    }
    return ", ".join(f"{count:,} {word}" for word, count in words.items() if count)


def told_reason(page: Missing) -> str:
    """Why it is missing; of one that waits also what for and until when."""
    if page.state != "due":
        return page.reason or ""
    again = f"asked for {'again ' * bool(page.tries)}at {page.next_due} or later" if page.next_due else ""
    why = (page.reason, page.hindrance) if page.reason or page.hindrance else ("waits for its turn",)
    return "; ".join(filter(None, (*why, again)))
