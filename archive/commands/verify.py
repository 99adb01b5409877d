"""``dateline verify``: is the archive whole, and is it what it was?"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import click

from archive.care.verifying import Report
from archive.care.verifying import verify as look_through
from archive.care.wreck import survey
from archive.commands.epilog import example
from archive.errors import ArchiveReadOnly, Damaged, NoArchive
from archive.settings import archive_path
from archive.store import Archive
from archive.tables import counted


class _PublishedHead(click.ParamType[tuple[int, str]]):
    """What ``--head`` printed, the whole line or its beginning: number of the row and its hash."""

    name = "head"

    def convert(
        self, value: str | tuple[int, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        if isinstance(value, tuple):
            return value
        if (found := re.fullmatch(r"(\d{1,15}):([0-9a-fA-F]{64})(?:\s.*)?", value.strip())) is None:
            self.fail(
                f"{value!r} is none; write it as `dateline verify --head` prints it, such as 12:3fa9…", param, ctx
            )
        return int(found[1]), found[2].lower()


@click.command(
    epilog=example(
        "dateline verify",
        "dateline verify --quick                  not every text and page",
        "dateline verify backup/archive.db        a copy; no crawl is kept waiting",
        "dateline verify --head >> published.txt  to be shown to others",
        "dateline verify --expect 12:3fa9…        is it still what was published?",
    )
)
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--quick", is_flag=True, help="Leave out what reads every text and page.")
@click.option("--repair", is_flag=True, help="Mend what follows from the rest: indexes, leftovers, holds of dead runs.")
@click.option(
    "--head", "only_head", is_flag=True, help="Only print the end of the manifest, which stands for all of it."
)
@click.option(
    "--expect", "published", type=_PublishedHead(), multiple=True, metavar="HEAD", help="That the manifest leads to it."
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_context
def verify(
    ctx: click.Context,
    path: Path | None,
    quick: bool,
    repair: bool,
    only_head: bool,
    published: tuple[tuple[int, str], ...],
    as_json: bool,
) -> None:
    """Look through the archive, or a copy of it, for damage and tampering; exits with 1 where there is any.

    It tells of broken pages of the file, rows that do not fit together, an index that lacks words, pages that cannot be
    read back, and of everything that is not what it was when the run that captured it ended.
    """
    place = path or archive_path()
    try:
        with _opened(place) as archive:
            if only_head:
                _print_head(archive)
                return
            report = look_through(archive, quick=quick, repair=repair, at_leisure=path is not None, published=published)
    except Damaged:
        if only_head:
            raise
        damage, notes = survey(place)
        report = Report(damage=damage or ["the file is damaged"], notes=notes)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
    else:
        _print(place, report)
    if report.damage:
        ctx.exit(1)


def _opened(path: Path) -> Archive:
    try:
        return Archive.open(path, create=False)
    except NoArchive:
        raise
    except ArchiveReadOnly:
        return Archive.open(path, read_only=True)


def _print_head(archive: Archive) -> None:
    from archive.manifest import head

    found = head(archive.connection)
    if found is None:
        raise click.ClickException(f"{archive.path}: nothing is sealed yet; the end of the first run does that")
    click.echo(
        f"{found}  sealed {found.sealed_at}, {counted(found.requests, 'request')}, {counted(found.versions, 'version')}"
    )


def _print(path: Path, report: Report) -> None:
    for sentence in report.repaired:
        click.echo(f"repaired: {sentence}")
    for sentence in report.damage:
        click.echo(sentence, err=True)
    looked = ", ".join(counted(count, noun.removesuffix("s")) for noun, count in report.looked_at.items())
    if report.damage:
        click.echo(
            f"Error: {path}: there is damage; see above, and restore a backup where it cannot be repaired", err=True
        )
    else:
        click.echo(f"{path}: no damage found; {looked} looked at" if looked else f"{path}: no damage found")
    for sentence in report.notes:
        click.echo(f"note: {sentence}")
