"""``dateline export``: articles in a form that other programs read."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from archive.commands.dates import Date
from archive.commands.epilog import example
from archive.exports.formats import BINARY, FORMATS, OF_VERSIONS, Order
from archive.exports.formats import export as run_export
from archive.reading.selection import Selection
from archive.settings import archive_path
from archive.store import Archive

_DAY = Date()


@click.command(
    epilog=example(
        "dateline export --format csv --output articles.csv",
        "dateline export --format markdown --output notes/ --source ars-technica",
        "dateline export --format atom --query 'open source' --output feed.xml",
        "dateline export --format warc --output archive.warc.gz",
    )
)
@click.option("--format", "name", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File, of markdown a folder; else standard output.",
)
@click.option("--source", "sources", multiple=True, metavar="KEY", help="Only of this source; may be repeated.")
@click.option("--author", metavar="NAME", help="Only by this author.")
@click.option("--tag", metavar="TAG", help="Only with this tag.")
@click.option("--language", metavar="TAG", help="Only in this language: en, pt-BR…")
@click.option("--query", metavar="WORDS", help="Only what `dateline search` finds with these words.")
@click.option("--since", type=_DAY, metavar="DAY", help="Only published on this day, as 2026-11-01, or later.")
@click.option("--until", type=_DAY, metavar="DAY", help="Only published on this day or earlier.")
@click.option("--revisions", is_flag=True, help="Every version: a row of csv and parquet, a file of markdown.")
@click.option(
    "--newest", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Of atom: so many articles."
)
def export(
    name: str,
    output: Path | None,
    sources: tuple[str, ...],
    author: str | None,
    tag: str | None,
    language: str | None,
    query: str | None,
    since: datetime | None,
    until: datetime | None,
    revisions: bool,
    newest: int,
) -> None:
    """Write articles to a file that other programs read: all of them, or those that the options let through.

    What is written is of one moment, also while a crawl goes on; a file appears only when it is whole.
    """
    if revisions and name not in OF_VERSIONS:
        raise click.UsageError(f"--revisions is for {', '.join(OF_VERSIONS)}; jsonl and warc always have them.")
    if output is None and name == "markdown":
        raise click.UsageError("Markdown is many files: name their folder with --output.")
    if output is None and name in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{name} is not for a terminal: name a file with --output, or pipe it somewhere.")
    order = Order(
        format=name,
        selection=Selection(
            sources=sources,
            author=author,
            tag=tag,
            language=language,
            since=since.date() if since else None,
            until=until.date() if until else None,
            query=query,
        ),
        output=output,
        revisions=revisions,
        newest=newest,
    )
    with Archive.open(archive_path(), read_only=True) as archive:
        done = run_export(archive, order)
    noun = "request" if name == "warc" else "article"
    click.echo(f"{done.written:,} {noun}{'s' * (done.written != 1)} written", err=True)
    if done.lost:
        raise click.ClickException(f"{archive_path()}: the file is damaged; {done.lost:,} could not be read")
