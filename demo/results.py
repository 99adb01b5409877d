"""What the demonstration shows of an archive of the sample site, part after part."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from archive.driver import Connection
from archive.store import Archive
from demo.anatomy import anatomy
from demo.edits import edits
from demo.holdings import holdings
from demo.layouts.registry import address
from demo.story import stories

TAKEN_APART = "quillback-fork"
"""The story that is split into its parts."""
SOUGHT = "salt OR glass"
QUERY = (
    "select title, authors->>0 as author, word_count as words, comment_count as comments "
    "from articles order by comments desc, words desc limit 5"
)


def show(path: Path, site_url: str, console: Console) -> None:
    """Print what the archive holds of the sample site, which was at ``site_url`` when it was crawled."""
    with Archive.open(path, create=False, read_only=True) as archive:
        connection = archive.connection
        taken_apart = site_url + address(stories(2)[TAKEN_APART])
        _chapter(console, "What was archived", holdings(connection, site_url))
        _chapter(console, "One article, split into its parts", anatomy(connection, taken_apart))
        _chapter(console, "What changed between the editions", edits(connection))
        _chapter(console, f"A search: {SOUGHT}", _hits(connection))
    _chapter(console, "A query to copy", "")
    command = f'sqlite-utils {path} "{QUERY}" --table'
    for text, style in ((command, "cyan"), (f"\n{_answer(path)}\n", "")):
        console.print(text, style=style, soft_wrap=True, highlight=False, markup=False)
    console.print(
        f"Go on with docs/tutorial.md, or: DATELINE_ARCHIVE_PATH={path} dateline search glass", soft_wrap=True
    )


def _chapter(console: Console, title: str, content: RenderableType) -> None:
    console.print()
    console.print(Rule(f"[bold]{title}", align="left", style="dim"))
    console.print(content)


def _hits(connection: Connection) -> Group:
    found = connection.execute(
        "SELECT a.title, snippet(article_search, 2, '\x02', '\x03', '…', 24) FROM article_search"
        " JOIN articles a ON a.id = article_search.rowid WHERE article_search MATCH ? ORDER BY rank LIMIT 4",
        [SOUGHT],
    )
    return Group(*(Text.assemble((title, "bold"), "\n  ", _marked(passage)) for title, passage in found))


def _marked(passage: str) -> Text:
    """The words between the marks, highlighted."""
    text = Text()
    for piece in passage.replace("\n", " ").split("\x02"):
        hit, _, rest = piece.rpartition("\x03")
        text.append(hit, "bold black on yellow")
        text.append(rest)
    return text


def _answer(path: Path) -> str:
    command = [sys.executable, "-m", "sqlite_utils", "query", str(path), QUERY, "--table"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip()
