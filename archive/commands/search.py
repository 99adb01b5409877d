"""``dateline search``: find articles by their words."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from archive.commands.dates import Date
from archive.commands.epilog import example
from archive.reading.coverage import demand_sources
from archive.reading.search import Hit
from archive.reading.search import search as find
from archive.settings import archive_path
from archive.store import Archive

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
            click.echo(json.dumps(_document(hit), ensure_ascii=False))
        return
    if not hits:
        click.echo(f"nothing found for {text}" if text else "nothing found", err=True)
        return
    # rich is only loaded by who prints for people.
    from archive.reading.printing import Printer

    Printer().hits(hits)


def _document(hit: Hit) -> dict[str, Any]:
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
