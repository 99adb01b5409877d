"""``dateline cite``: a citation with times and hashes."""

from __future__ import annotations

from datetime import datetime

import click

from archive.commands.about import about
from archive.commands.dates import moment
from archive.commands.epilog import example
from archive.reading.citing import FORMATS
from archive.reading.citing import cite as citation_of
from archive.settings import archive_path
from archive.store import Archive


@click.command(
    epilog=example(
        "dateline cite 17",
        "dateline cite 17 --revision 40 --format bibtex >> sources.bib",
        "dateline cite https://example.com/story --at 2026-10-01 --format csl-json",
    )
)
@click.argument("id_or_url", metavar="ID|URL")
@click.option("--revision", type=int, metavar="REV", help="One of its versions; else the latest.")
@click.option(
    "--at", callback=moment, metavar="TIME", help="As it stood then; a day, as 2026-10-01, is its end. UTC unless told."
)
@click.option(
    "--format", "name", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to write it."
)
def cite(id_or_url: str, revision: int | None, at: datetime | None, name: str) -> None:
    """Cite one version of an article: who, where and when, and the hashes that prove what was read.

    The same version is always cited in the same words; what its page did not tell is not guessed.
    """
    if at is not None and revision is not None:
        raise click.UsageError("--at and --revision both say which version; name one of them")
    with Archive.open(archive_path(), read_only=True) as archive, about(archive, id_or_url) as article:
        citation = citation_of(archive, article, revision=revision, at=at)
    click.echo(FORMATS[name](citation), nl=False)
