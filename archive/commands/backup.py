"""``dateline backup``: a copy of the archive, also while a crawl writes to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from archive.care import backup as backups
from archive.commands.epilog import example
from archive.errors import ArchiveError, ArchiveReadOnly, NoArchive
from archive.progress import Progress
from archive.settings import archive_path


class NotWanted(ArchiveError):
    """A place that holds something else: name another one, or say that it may go."""

    exit_code = 2


@click.command(
    epilog=example(
        "dateline backup /mnt/disk/archive.db",
        "dateline backup --keep 7 /mnt/disk/dateline/  for cron: the last seven stay",
        "dateline backup --compact small.db",
    )
)
@click.argument("place", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option("--keep", type=click.IntRange(1, 10_000), metavar="N", help="Of a folder of backups, how many stay.")
@click.option("--compact", is_flag=True, help="Write it anew without unused room; takes longer.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def backup(place: Path, keep: int | None, compact: bool, force: bool) -> None:
    """Copy the archive as it is now, look the copy through, and only then give it its name.

    The copy is an archive like any other. In a folder it is named by the time, archive-20261122T105800Z.db.
    """
    source = archive_path()
    if not source.exists():
        raise NoArchive(source, "there is no archive here yet; crawl first, or set DATELINE_ARCHIVE_PATH")
    in_folder = keep is not None or place.is_dir()
    if in_folder:
        _make(place)
    target = backups.dated(place, source, datetime.now(UTC)) if in_folder else place
    if target.exists():
        if target.samefile(source):
            raise NotWanted(target, "this is the archive itself; name another file")
        if not target.is_file():
            raise NotWanted(target, "this is no file; name another place")
        if not force:
            raise NotWanted(target, "this file is there already; name another, or replace it with --force")
    elif not target.parent.is_dir():
        raise NotWanted(target, "its folder is not there; make it, or name another")
    with Progress("MB", source.stat().st_size // 1_000_000) as progress:
        done = 0

        def tick(pages: int) -> None:
            nonlocal done
            done += pages * _PAGE
            progress.tick(done // 1_000_000 - progress.done)

        backups.copy(source, target, compact=compact, check=True, tick=tick)
    click.echo(f"{target}: {target.stat().st_size / 1e6:,.1f} MB, looked through and sound")
    if keep is not None:
        for old in backups.drop_old(place, source, keep=keep):
            click.echo(f"{old}: deleted, {keep} newer ones are there")


_PAGE = 8192
"""Bytes of a page of our files."""


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveReadOnly(folder, f"it cannot be made ({error.strerror}); name another folder") from error
