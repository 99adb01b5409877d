"""``dateline search``, ``show``, ``diff``, ``stats``: read the archive; ``export``, ``import``, ``merge``: move it."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.care.erasing import fate_of
from archive.commands.dates import Date, moment
from archive.commands.epilog import example
from archive.exports.formats import BINARY, FORMATS, OF_VERSIONS, Order
from archive.exports.formats import export as run_export
from archive.imports.importing import import_file
from archive.imports.merging import merge as merge_archive
from archive.reading import queries
from archive.reading.coverage import demand_sources
from archive.reading.search import Hit
from archive.reading.search import search as find
from archive.reading.selection import Selection
from archive.settings import archive_path
from archive.store import Archive
from archive.versions.changes import compare
from archive.versions.wording import word_diff

_DAY = Date()


@click.command(
    epilog=example(
        'dateline search "chip shortage -cars"',
        "dateline search 'title:\"open source\"' --since 2026-11-01",
        "dateline search 'NEAR(chip factory, 5) OR semiconductors'",
        "dateline search C++ --source ars-technica --json",
        "dateline search --author 'Ada Quill' --limit 5",
    ),
)
@click.argument("words", nargs=-1, metavar="[WORDS…]")
@click.option("--source", metavar="KEY", help="Only of this source.")
@click.option("--author", metavar="NAME", help="Only by this author.")
@click.option("--tag", metavar="TAG", help="Only with this tag.")
@click.option("--language", metavar="TAG", help="Only in this language: en, pt-BR…")
@click.option("--since", type=_DAY, metavar="DAY", help="Only published on this day, as 2026-11-01, or later.")
@click.option("--until", type=_DAY, metavar="DAY", help="Only published on this day or earlier.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a hit.")
def search(
    words: tuple[str, ...],
    source: str | None,
    author: str | None,
    tag: str | None,
    language: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find articles by their words, best first; without words the newest that the filters let through.

    All words must occur. "…" is a phrase, word* a beginning, -word must not occur, a OR b is either, NEAR(a b, 5) both
    within five words; title:, heading:, text: and author: say where.
    """
    text = " ".join(words)
    if not words and not any((source, author, tag, language, since, until)):
        raise click.UsageError("name words to look for, or a filter such as --author")
    with Archive.open(archive_path(), read_only=True) as archive:
        if source is not None:
            demand_sources(archive, [source])
        hits = find(
            archive,
            text,
            source=source,
            author=author,
            tag=tag,
            language=language,
            since=since.date() if since else None,
            until=until.date() if until else None,
            limit=limit,
        )
    if as_json:
        for hit in hits:
            _print_json(_hit_document(hit))
        return
    if not hits:
        click.echo(f"nothing found for {text}" if text else "nothing found", err=True)
        return
    _printer().hits(hits)


@click.command(
    epilog=example(
        "dateline show 17",
        "dateline show https://example.com/story --json",
        "dateline show 17 --at 2026-10-01",
        "dateline show 17 --revision 40",
    )
)
@click.argument("id_or_url", metavar="ID|URL")
@click.option(
    "--at",
    callback=moment,
    metavar="TIME",
    help="As it stood then; a day, as 2026-10-01, is its end. UTC unless told.",
)
@click.option("--revision", type=int, metavar="REV", help="One of its versions.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object: the article document and what we saw of it.")
def show(id_or_url: str, at: datetime | None, revision: int | None, as_json: bool) -> None:
    """Show one article split into its parts, with comments and history: as it is, as it was at a time, or a version."""
    if at is not None and revision is not None:
        raise click.UsageError("--at and --revision both say which version; name one of them")
    with Archive.open(archive_path(), read_only=True) as archive:
        record = _found(archive, queries.article, id_or_url, at=at, revision=revision)
        if as_json:
            _print_json(record.to_dict())
        else:
            _printer().article(record)


@click.command(epilog=example("dateline diff 17", "dateline diff 17 40 52", "dateline diff 17 --json"))
@click.argument("id_or_url", metavar="ID|URL")
@click.argument("first", type=int, required=False, metavar="[REV]")
@click.argument("second", type=int, required=False, metavar="[REV]")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def diff(id_or_url: str, first: int | None, second: int | None, as_json: bool) -> None:
    """Show word by word what changed between two versions of an article, by default in its last edit.

    With one REV what changed since that version; `dateline show` lists the versions there are.
    """
    with Archive.open(archive_path(), read_only=True) as archive:
        before_id, after_id, before, after = _found(archive, queries.versions, id_or_url, first, second)
    differences = [(change, word_diff(change.before, change.after)) for change in compare(before, after)]
    if not as_json:
        _printer().differences(after.title, before_id, after_id, differences)
        return
    _print_json(
        {
            "from_revision": before_id,
            "to_revision": after_id,
            "changes": [
                {
                    "part": change.part,
                    "kind": change.kind,
                    "before": change.before,
                    "after": change.after,
                    "words": [{"fate": piece.fate, "text": piece.text} for piece in pieces],
                }
                for change, pieces in differences
            ],
        }
    )


@click.command(epilog=example("dateline stats", "dateline stats --json"))
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(as_json: bool) -> None:
    """Show how much there is, and from whom."""
    with Archive.open(archive_path(), read_only=True) as archive:
        found = queries.stats(archive, now=datetime.now(UTC))
    if as_json:
        _print_json(dataclasses.asdict(found))
    else:
        _printer().stats(found)


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


def _found(archive: Archive, ask: Any, id_or_url: str, *more: Any, **options: Any) -> Any:
    """What a query has on an article, or an end with one sentence where there is nothing."""
    try:
        return ask(archive, queries.named(id_or_url), *more, **options)
    except LookupError as error:
        if (told := fate_of(archive, queries.named(id_or_url))) is not None:
            raise click.ClickException(f"{archive.path}: {told}") from error
        raise click.ClickException(
            f"{archive.path}: there is no {error}; see `dateline search`, `show` or `why`"
        ) from error


def _hit_document(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.article_id,
        "source": hit.source,
        "url": hit.url,
        "title": hit.title.text,
        "title_hits": [list(span) for span in hit.title.spans],
        "published": hit.published,
        "section": hit.section.text if hit.section else None,
        "section_hits": [list(span) for span in hit.section.spans] if hit.section else [],
        "snippet": hit.snippet.text,
        "snippet_hits": [list(span) for span in hit.snippet.spans],
    }


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


def _printer() -> Any:
    # rich is only loaded by who prints for people.
    from archive.reading.printing import Printer

    return Printer()
