"""``dateline import`` and ``merge``: what was archived elsewhere comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.commands.epilog import example
from archive.imports.importing import import_file
from archive.imports.merging import merge as merge_archive
from archive.settings import archive_path
from archive.store import Archive


@click.command("import", epilog=example("dateline import articles.jsonl"))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…"
)
def import_(files: tuple[Path, ...]) -> None:
    """Take in articles that `dateline export --format jsonl` wrote, with all their versions; a name may end in .gz.

    What is here already is not taken twice, and what is newer or older than it finds its place.
    """
    with Archive.open(archive_path()) as archive:
        for path in files:
            _tell_fates(path, import_file(archive, path, now=datetime.now(UTC), complain=_complain))


@click.command(epilog=example("dateline merge laptop.db"))
@click.argument("others", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="ARCHIVE…")
def merge(others: tuple[Path, ...]) -> None:
    """Take in other archives: their articles with all versions, comments and pages as fetched. They are only read.

    Articles are told by their addresses; versions of both archives come into the order of their time.
    """
    with Archive.open(archive_path()) as archive:
        for path in others:
            _tell_fates(path, merge_archive(archive, path, now=datetime.now(UTC), complain=_complain))


def _tell_fates(path: Path, fates: Mapping[str, int]) -> None:
    words = {
        "new": "new",
        "changed": "with something new",
        "known": "here already",
        "erased": "erased before, not taken",
    }
    told = ", ".join(f"{fates[fate]:,} {word}" for fate, word in words.items() if fates.get(fate))
    click.echo(f"{path}: {told or 'no articles'}")


def _complain(sentence: str) -> None:
    click.echo(sentence, err=True)
