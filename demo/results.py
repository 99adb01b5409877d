"""What the demonstration shows of an archive of the sample site, part after part."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from rich.console import Console, RenderableType
from rich.rule import Rule

from archive.reading.printing import Printer
from archive.reading.queries import article
from archive.reading.search import search
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
    "select c.kind, c.part, a.title, a.authors->>0 as author "
    "from changes c join articles a on a.id = c.article_id where c.silent order by c.kind"
)
"""No ``$`` in it: a shell would take it for its own."""


def show(path: Path, site_url: str, console: Console) -> None:
    """Print what the archive holds of the sample site, which was at ``site_url`` when it was crawled."""
    with Archive.open(path, create=False, read_only=True) as archive:
        _chapter(console, "What was archived", holdings(archive.connection, site_url))
        story = article(archive, site_url + address(stories(2)[TAKEN_APART]))
        _chapter(console, "One article, split into its parts", anatomy(story))
        _chapter(console, "What changed between the editions", edits(archive))
        _chapter(console, f'A search: dateline search "{SOUGHT}"')
        Printer().hits(search(archive, SOUGHT, limit=3))
    _chapter(console, "A query to copy")
    command = f'sqlite-utils {path} "{QUERY}" --table'
    for text, style in ((command, "cyan"), (f"\n{_answer(path)}\n", "")):
        console.print(text, style=style, soft_wrap=True, highlight=False, markup=False)
    console.print(
        f"Go on with docs/tutorial.md, or: DATELINE_ARCHIVE_PATH={path} dateline search glass", soft_wrap=True
    )


def _chapter(console: Console, title: str, content: RenderableType | None = None) -> None:
    console.print()
    console.print(Rule(f"[bold]{title}", align="left", style="dim"))
    if content is not None:
        console.print(content)


def _answer(path: Path) -> str:
    command = [sys.executable, "-m", "sqlite_utils", "query", str(path), QUERY, "--table"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip()
