"""Markdown (CommonMark with tables): one file an article, its facts as YAML front matter."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.exports.output import folder, whole_file
from archive.reading import queries
from archive.reading.records import ArticleRecord
from archive.store import Archive
from parsers.article import Block, Code, Figure, Heading, ListBlock, Quote, Table

_LONGEST = 80
"""Characters of a file's name that tell its article; file systems take 255 bytes."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&$])")
_AT_START = re.compile(r"^(\s*)([#+\-=]|\d{1,9}[.)]|:)")
"""What would be a heading, a list or a rule at the beginning of a line."""
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Line ends and controls that YAML knows and JSON does not escape."""


def read(archive: Archive, article_id: int, *, revisions: bool) -> list[tuple[str, ArticleRecord]]:
    """What goes into the files of an article: its latest version, or each; with the end of the file's name."""
    latest = queries.article(archive, article_id)
    if not revisions:
        return [("", latest)]
    return [
        (f".r{version.id}", queries.article(archive, article_id, revision=version.id)) for version in latest.revisions
    ]


def write(articles: Iterable[list[tuple[str, ArticleRecord]]], target: Path) -> None:
    """A file for each under ``target``, in a folder for each source.

    Names hold the article's id and the end of its address, so that another export writes the same files again.
    """
    for versions in articles:
        for suffix, record in versions:
            place = folder(target / (_slug(record.source or "") or "without-source"))
            with whole_file(place / f"{_name(record)}{suffix}.md", sync=False) as file:
                file.write(document(record).encode())


def document(record: ArticleRecord) -> str:
    """The whole file."""
    article = record.article
    facts: dict[str, Any] = {
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": [author.name for author in article.authors],
        "published": article.published.isoformat() if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "source": record.source,
        "url": article.canonical_url,
        "language": article.language,
        "tags": list(article.tags),
        "image": article.image,
        "first_seen": record.first_seen,
        "last_seen": record.last_seen,
        "gone_at": record.gone_at,
        "version_from": record.valid_from,
        "version_to": record.valid_to,
        "dateline_id": record.id,
    }
    front = "".join(f"{name}: {_yaml(value)}\n" for name, value in facts.items() if value not in (None, []))
    parts = [f"# {_inline(article.title or '')}"]
    if article.subtitle:
        parts.append(f"*{_inline(article.subtitle)}*")
    parts += (text for block in article.blocks if (text := "\n".join(lines(block))))
    return f"---\n{front}---\n\n" + "\n\n".join(parts) + "\n"


def _name(record: ArticleRecord) -> str:
    slug = _slug(unquote(urlsplit(record.article.canonical_url).path).rstrip("/").rpartition("/")[2])
    return f"{record.id}-{slug}" if slug else str(record.id)


def _slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens: safe on every file system."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"\.(?:s?html?|php|aspx?)$", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-")


def _yaml(value: Any) -> str:
    """JSON, which is YAML (YAML 1.2 §1.2), without the characters that it lets pass and YAML does not."""
    return _UNPRINTABLE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", json.dumps(value, ensure_ascii=False))


def lines(block: Block) -> Iterator[str]:
    """A block as lines of Markdown."""
    match block:
        case Heading(text=text, level=level):
            yield f"{'#' * min(max(level, 2), 6)} {_inline(text)}"
        case ListBlock(items=items, ordered=ordered):
            for number, item in enumerate(items, 1):
                mark = f"{number}. " if ordered else "- "
                yield mark + _inline(item).replace("\n", "\n" + " " * len(mark))
        case Quote(paragraphs=paragraphs):
            for number, text in enumerate(paragraphs):
                if number:
                    yield ">"
                yield "> " + _inline(text).replace("\n", "\n> ")
        case Code(text=text):
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
            yield f"{fence}\n{text}\n{fence}"
        case Table(rows=rows):
            width = max(map(len, rows), default=0)
            for number, row in enumerate(rows):
                cells = [_inline(cell).replace("\n", " ") for cell in (*row, *[""] * (width - len(row)))]
                yield f"| {' | '.join(cells)} |"
                if number == 0:
                    yield "|" + " --- |" * width
        case Figure():
            yield from _figure(block)
        case _:
            yield from map(_inline, block.texts)


def _figure(figure: Figure) -> Iterator[str]:
    if figure.image:
        address = figure.image.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
        yield f"![{_inline(figure.alt or '')}](<{address}>)"
    told = " ".join(filter(None, (figure.caption, figure.credit)))
    if told:
        yield ("\n" if figure.image else "") + f"*{_inline(told)}*"


def _inline(text: str) -> str:
    """Text in which nothing means anything to Markdown, line by line."""
    return "\n".join(_line(line) for line in text.strip().split("\n"))


def _line(line: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", line.strip())
    return _AT_START.sub(
        lambda hit: hit[1] + (f"\\{hit[2]}" if len(hit[2]) == 1 else f"{hit[2][:-1]}\\{hit[2][-1]}"), escaped
    )
