"""``dateline demo``: crawl the sample site in both its editions and show what the archive can tell of it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click
from rich.console import Console

from demo.server import SampleSite, serve

DEFAULT_ARCHIVE = Path("data/demo.db")


@click.command(
    epilog="\b\nExamples:\n"
    "  dateline demo                           crawl both editions, then ask\n"
    "  dateline demo --serve 8000              read the sample site in a browser\n"
    "  dateline demo --serve 8000 --edition 2  the same a week later"
)
@click.option(
    "--serve",
    "port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Only serve the sample site on 127.0.0.1, until Ctrl-C; 0 takes any free port.",
)
@click.option("--edition", type=click.IntRange(1, 2), help="Which edition to serve.  [default: 1]")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_ARCHIVE,
    show_default=True,
    help="Where the archive is made anew.",
)
def demo(port: int | None, edition: int | None, archive: Path) -> None:
    """See Dateline work on a bundled sample site, on this machine alone."""
    if port is not None:
        with serve(port, edition or 1) as site:
            _wait(site)
        return
    if edition is not None:
        raise click.UsageError("--edition goes with --serve; without it, both editions are crawled")
    # The crawls and what shows them load more than serving needs.
    from demo.editions import crawl_both_editions
    from demo.results import show

    console = Console(highlight=False)
    with serve() as site:
        crawl_both_editions(site, archive, console)
        show(archive, site.url, console)


def _wait(site: SampleSite) -> None:
    click.echo(f"The Halyard Dispatch, edition {site.edition}, is at {site.url}/ (Ctrl-C ends it)")
    sys.stdout.flush()
    ended = threading.Event()
    while not ended.wait(1):  # a signal that another thread was given is heard at the next turn only
        pass
