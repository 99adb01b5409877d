"""``dateline erase``: an article, an author or comments for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from archive.care import erasing
from archive.care.erasure_plans import NothingToErase, Plan, plan_article, plan_author, plan_comments
from archive.commands.epilog import example
from archive.progress import Progress
from archive.reading.queries import id_of, named
from archive.settings import archive_path
from archive.store import Archive


class NotConfirmed(click.UsageError):
    """Nobody said ``--yes``."""


def _asked(command: Any) -> Any:
    """The options that every erasure has."""
    options = (
        click.option("--yes", is_flag=True, help="Erase it; without this nothing is erased."),
        click.option("--dry-run", is_flag=True, help="Only show what would go."),
        click.option("--reason", metavar="TEXT", help="Why, to be kept and shown; name nobody in it."),
        click.option("--later", is_flag=True, help="Leave writing the file anew to `dateline erase sweep`."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(
    epilog=example(
        "dateline erase article 17",
        'dateline erase author "Ada Quill" --yes --reason "asked to on 2026-11-20"',
        "dateline erase comment 17 c-204 --yes",
    )
)
def erase() -> None:
    """Erase an article, an author or comments for good: neither a crawl nor an import brings them back.

    What is kept is the time, the kind, your reason, and keyed hashes by which it is known should it come again.
    Backups and exports are yours to erase.
    """


@erase.command(epilog=example("dateline erase article 17", "dateline erase article https://example.com/story --yes"))
@click.argument("id_or_url", metavar="ID|URL")
@_asked
def article(id_or_url: str, **asked: Any) -> None:
    """Erase an article with all its versions and comments. Its addresses and pages as fetched go too."""
    with Archive.open(archive_path(), create=False) as archive:
        _carry_out(archive, plan_article(archive, _id(archive, id_or_url)), asked)


@erase.command(
    epilog=example('dateline erase author "Ada Quill"', 'dateline erase author "Ada Quill" --source herald --yes')
)
@click.argument("name")
@click.option("--source", "source_key", metavar="KEY", help="Only in this source.")
@_asked
def author(name: str, source_key: str | None, **asked: Any) -> None:
    """Erase an author from all bylines. Bios, portraits and profile page go too; texts that speak of them stay."""
    with Archive.open(archive_path(), create=False) as archive:
        _carry_out(archive, plan_author(archive, name, source_key=source_key), asked)


@erase.command(
    epilog=example(
        "dateline erase comment 17 c-204",
        'dateline erase comment https://example.com/story --author "Mo" --yes',
        'dateline erase comment --author "Mo" --source herald --yes',
    )
)
@click.argument("id_or_url", metavar="[ID|URL", required=False)
@click.argument("comment_id", metavar="COMMENT]", required=False)
@click.option("--author", "name", metavar="NAME", help="All that this person wrote, there or everywhere.")
@click.option("--source", "source_key", metavar="KEY", help="Only in this source.")
@_asked
def comment(
    id_or_url: str | None, comment_id: str | None, name: str | None, source_key: str | None, **asked: Any
) -> None:
    """Erase a comment by its id, or what a person wrote. Under one article, in one source, or everywhere."""
    if (comment_id is None) == (name is None):
        raise click.UsageError("Which comments? Name an article and a comment's id, or a person with --author.")
    if id_or_url is not None and source_key is not None:
        raise click.UsageError("An article and --source both say where; name one of them.")
    with Archive.open(archive_path(), create=False) as archive:
        article_id = None if id_or_url is None else _id(archive, id_or_url)
        plan = plan_comments(archive, article_id=article_id, comment_id=comment_id, author=name, source_key=source_key)
        _carry_out(archive, plan, asked)


@erase.command(epilog=example("dateline erase sweep"))
def sweep() -> None:
    """Write the file anew. So nothing of what was erased is left in its free space."""
    with Archive.open(archive_path(), create=False) as archive:
        erasing.sweep(archive)
    click.echo(f"{archive.path}: written anew")


def _id(archive: Archive, id_or_url: str) -> int:
    asked = named(id_or_url)
    try:
        return id_of(archive, asked)
    except LookupError as error:
        fate = erasing.fate_of(archive, asked)
        reason = (
            f"{fate}; `dateline erase sweep` ends it, had that been interrupted"
            if fate
            else f"there is no {error}; see `dateline search`"
        )
        raise NothingToErase(archive.path, reason) from error


def _carry_out(archive: Archive, plan: Plan, asked: Mapping[str, Any]) -> None:
    click.echo(f"{plan.kind}: {plan.what}")
    for noun, count in plan.counts.items():
        click.echo(f"  {count:,} {_plural(noun, count)}")
    if asked["dry_run"]:
        return
    if not asked["yes"]:
        raise NotConfirmed("Nothing was erased. Say --yes to erase this for good.")
    with Progress("pages stored anew", erasing.bound_to(archive, plan)) as progress:
        erasing.erase(archive, plan, reason=asked["reason"], now=datetime.now(UTC), tick=progress.tick)
    if not asked["later"]:
        erasing.sweep(archive)
    click.echo("erased" + ("; `dateline erase sweep` is still to be run" if asked["later"] else ""))
    copies = sorted(archive.path.parent.glob(f"{archive.path.name}.before-*"))
    click.echo("backups and exports still have it" + "".join(f"\n  {copy}" for copy in copies), err=True)


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    if noun.endswith("page as fetched"):
        return noun.replace("page", "pages").replace("feed ", "feeds ")
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"
