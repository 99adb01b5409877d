"""What happened between two crawls: edits with their words, withdrawals, new stories, comments that came and went."""

from __future__ import annotations

from itertools import groupby

from rich.console import Group
from rich.table import Table
from rich.text import Text

from archive.driver import Connection
from demo.excerpt import before_and_after

OTHER = {
    "withdrawn": "SELECT title FROM articles WHERE gone_at IS NOT NULL",
    "new": "SELECT title FROM articles WHERE first_seen >= (SELECT max(started) FROM runs) ORDER BY published",
    "comment added": "SELECT c.author || ': ' || c.text FROM article_comments c JOIN articles a ON a.id = c.article_id"
    " WHERE c.first_seen > a.first_seen ORDER BY c.published",
    "comment removed": "SELECT author || ': ' || text FROM article_comments WHERE removed_at IS NOT NULL",
}
"""What to call it → the query that finds it."""


def edits(connection: Connection) -> Group:
    """All of it, the silent edits first."""
    return Group(_revised(connection), "", _other(connection))


def _revised(connection: Connection) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    changes = connection.execute(
        "SELECT a.title, c.silent, c.part, c.kind, c.before, c.after FROM changes c JOIN articles a"
        " ON a.id = c.article_id WHERE c.part <> 'modified' ORDER BY c.silent DESC, a.id"
    )
    for (title, silent), parts in groupby(changes, key=lambda change: change[:2]):
        verdict = Text("silent", "yellow") if silent else Text("owned up to", "green")
        table.add_row(verdict, Text(title, "bold"))
        for _, _, part, kind, before, after in parts:
            table.add_row("", Text.assemble((part, "cyan"), f" · {kind}"))
            for sign, text in zip("-+", before_and_after(before, after), strict=True):
                if text is not None:
                    table.add_row("", Text.assemble((f"{sign} ", "dim"), text))
    return table


def _other(connection: Connection) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    for name, query in OTHER.items():
        for (what,) in connection.execute(query):
            table.add_row(name, Text(what))
    return table
