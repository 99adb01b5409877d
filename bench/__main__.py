"""``make bench``: the measurements, a line each. Machines differ and are shared: the ratios are what to compare."""

from __future__ import annotations

from pathlib import Path

import click

from bench import parse, save


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--pages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of saved pages (.html, .html.gz) to parse; the sample site's without it.",
)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Times that each page is parsed.")
@click.option("--peers/--no-peers", default=True, help="Compare with other libraries, in environments under .bench.")
@click.option("--articles", default=2_000, show_default=True, help="Made-up articles to save; 0 for none.")
def main(pages: Path | None, rounds: int, peers: bool, articles: int) -> None:
    """Measure parsing and saving on this machine."""
    for line in parse.measure(pages, rounds=rounds, peers=peers):
        click.echo(line)
    for line in save.measure(articles) if articles else ():
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m bench")
