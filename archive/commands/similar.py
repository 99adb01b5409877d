"""``dateline similar``: who else told this in the same words?"""

from __future__ import annotations

import dataclasses
import json

import click

from archive.commands.about import about
from archive.commands.epilog import example
from archive.progress import Progress
from archive.reading import queries
from archive.settings import archive_path
from archive.store import Archive
from archive.tables import counted
from archive.text import stories

_STEP = 200
"""Articles a transaction: others may write in between, and what is done stays done."""


@click.command(
    epilog=example(
        "dateline similar 17",
        "dateline similar https://example.com/story --json",
        "dateline similar --catch-up",
    )
)
@click.argument("id_or_url", metavar="ID|URL", required=False)
@click.option(
    "--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="Compare at most so many articles."
)
@click.option("--catch-up", is_flag=True, help="First look at all articles from before there were stories.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object an article.")
def similar(id_or_url: str | None, limit: int, catch_up: bool, as_json: bool) -> None:
    """Find the near duplicates of an article: copies in other sources, then what its own source published again.

    Of each it tells how much of the article stands there, and how much of what stands there is in the article.
    """
    if id_or_url is None and not catch_up:
        raise click.UsageError("name an article by its id or URL, or give --catch-up")
    if catch_up:
        with Archive.open(archive_path(), create=False) as archive:
            _catch_up(archive)
    if id_or_url is None:
        return
    with Archive.open(archive_path(), read_only=True) as archive:
        with about(archive, id_or_url) as article:
            found = queries.copies(archive, article, limit=limit)
        waiting = stories.backlog(archive.connection)
    if as_json:
        for copy in found:
            click.echo(json.dumps(dataclasses.asdict(copy), ensure_ascii=False))
    elif found:
        # rich is only loaded by who prints for people.
        from archive.reading.printing import Printer

        Printer().copies(found)
    else:
        click.echo("no other article tells this in the same words", err=True)
    if waiting:
        click.echo(
            f"{waiting:,} articles from before there were stories are not looked at yet; --catch-up does that", err=True
        )


def _catch_up(archive: Archive) -> None:
    with Progress("articles", stories.backlog(archive.connection)) as progress:
        while True:
            with archive.transaction():
                done = stories.write(archive.connection, (), more=_STEP)
            if not done:
                break
            progress.tick(done)
    click.echo(f"{counted(progress.done, 'article')} looked at", err=True)
