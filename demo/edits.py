"""What happened between two crawls: edits with their words, withdrawals, new stories, comments that came and went."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from archive.reading.queries import changes
from archive.store import Archive
from demo.excerpt import before_and_after

OTHER = {
    "withdrawn": "SELECT title FROM articles WHERE gone_at IS NOT NULL",
    # By the run that fetched it: one may begin in the very second in which the one before it ended.
    "new": "SELECT r.title FROM revision r JOIN fetch f ON f.id = r.fetch_id"
    " WHERE r.cause = 'first' AND f.run_id = (SELECT max(id) FROM run) ORDER BY r.published",
    "comment added": "SELECT c.author || ': ' || c.text FROM article_comments c JOIN articles a ON a.id = c.article_id"
    " WHERE c.first_seen > a.first_seen ORDER BY c.published",
    "comment removed": "SELECT author || ': ' || text FROM article_comments WHERE removed_at IS NOT NULL",
}
"""What to call it → the query that finds it."""


def edits(archive: Archive) -> Group:
    """All of it, the silent edits first."""
    return Group(_revised(archive), "", _other(archive))


def _revised(archive: Archive) -> Table:
    titles = dict(archive.connection.execute("SELECT id, title FROM articles").fetchall())
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    told = 0
    for change in sorted(changes(archive), key=lambda change: (not change.silent, change.article_id)):
        if change.part == "modified":
            continue  # that is what owning up looks like
        if change.article_id != told:
            told = change.article_id
            verdict = Text("silent", "yellow") if change.silent else Text("owned up to", "green")
            table.add_row(verdict, Text(titles[told], "bold"))
        table.add_row("", Text.assemble((change.part, "cyan"), f" · {change.kind}"))
        for sign, text in zip("-+", before_and_after(change.before, change.after), strict=True):
            if text is not None:
                table.add_row("", Text.assemble((f"{sign} ", "dim"), text))
    return table


def _other(archive: Archive) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    for name, query in OTHER.items():
        for (what,) in archive.connection.execute(query):
            table.add_row(name, Text(what))
    return table
