"""``dateline show`` and ``diff``: one article, and what changed in it."""

from __future__ import annotations

import json
from datetime import datetime

import click

from archive.commands.about import about
from archive.commands.dates import moment
from archive.commands.epilog import example
from archive.reading import queries
from archive.settings import archive_path
from archive.store import Archive
from archive.versions.changes import compare
from archive.versions.wording import word_diff


@click.command(
    epilog=example(
        "dateline show 17",
        "dateline show https://example.com/story --json",
        "dateline show 17 --at 2026-10-01",
        "dateline show 17 --revision 40",
    )
)
@click.argument("id_or_url", metavar="ID|URL")
@click.option(
    "--at",
    callback=moment,
    metavar="TIME",
    help="As it stood then; a day, as 2026-10-01, is its end. UTC unless told.",
)
@click.option("--revision", type=int, metavar="REV", help="One of its versions.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object: the article document and what we saw of it.")
def show(id_or_url: str, at: datetime | None, revision: int | None, as_json: bool) -> None:
    """Show one article split into its parts, with comments and history: as it is, as it was at a time, or a version."""
    if at is not None and revision is not None:
        raise click.UsageError("--at and --revision both say which version; name one of them")
    with Archive.open(archive_path(), read_only=True) as archive:
        with about(archive, id_or_url) as name:
            record = queries.article(archive, name, at=at, revision=revision)
        if as_json:
            click.echo(json.dumps(record.to_dict(), ensure_ascii=False))
            return
        # rich is only loaded by who prints for people.
        from archive.reading.printing import Printer

        Printer().article(record)


@click.command(epilog=example("dateline diff 17", "dateline diff 17 40 52", "dateline diff 17 --json"))
@click.argument("id_or_url", metavar="ID|URL")
@click.argument("first", type=int, required=False, metavar="[REV]")
@click.argument("second", type=int, required=False, metavar="[REV]")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def diff(id_or_url: str, first: int | None, second: int | None, as_json: bool) -> None:
    """Show word by word what changed between two versions of an article, by default in its last edit.

    With one REV what changed since that version; `dateline show` lists the versions there are.
    """
    with Archive.open(archive_path(), read_only=True) as archive, about(archive, id_or_url) as name:
        before_id, after_id, before, after = queries.versions(archive, name, first, second)
    differences = [(change, word_diff(change.before, change.after)) for change in compare(before, after)]
    if not as_json:
        from archive.reading.printing import Printer

        Printer().differences(after.title, before_id, after_id, differences)
        return
    document = {
        "from_revision": before_id,
        "to_revision": after_id,
        "changes": [
            {
                "part": change.part,
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "words": [{"fate": piece.fate, "text": piece.text} for piece in pieces],
            }
            for change, pieces in differences
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False))
