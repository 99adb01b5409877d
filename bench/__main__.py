"""``make bench``: the measurements, a line each. Machines differ and are shared: the ratios are what to compare."""

from __future__ import annotations

from pathlib import Path

import click

from bench import ask, crawl, parse, reparse, save
from bench.records import load

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--pages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of saved pages (.html, .html.gz) to parse; the sample site's without it.",
)
@click.option("--rounds", default=3, show_default=True, help="Times that each page is parsed; 0 for none.")
@click.option("--peers/--no-peers", default=True, help="Compare with other libraries, in environments under .bench.")
@click.option("--articles", default=2_000, show_default=True, help="Made-up articles to save; 0 for none.")
@click.option("--reread", default=500, show_default=True, help="Made-up pages to read again; 0 for none.")
@click.option("--asked", default=10_000, show_default=True, help="Articles of the archive that is asked; 0 for none.")
@click.option("--crawled", default=1_000, show_default=True, help="Pages of a town that is crawled; 0 for none.")
@click.option("--records", type=_FILE, help="Module that makes the articles, as bench/records.py says.")
@click.option("--keep", type=_FILE, help="The archive that is asked: gone on with, and kept.")
def main(
    pages: Path | None,
    rounds: int,
    peers: bool,
    articles: int,
    reread: int,
    asked: int,
    crawled: int,
    records: Path | None,
    keep: Path | None,
) -> None:
    """Measure parsing, saving, reading again, crawling and asking on this machine."""
    made = load(records)
    for line in parse.measure(pages, rounds=rounds, peers=peers) if rounds else ():
        click.echo(line)
    for line in save.measure(made, articles, with_peer=peers) if articles else ():
        click.echo(line)
    for line in reparse.measure(made, reread) if reread else ():
        click.echo(line)
    for line in crawl.measure(max(crawled // 10, 1), 10) if crawled else ():
        click.echo(line)
    for line in ask.measure(made, asked, keep=keep) if asked else ():
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m bench")
