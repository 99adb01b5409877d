"""Rows of texts, and sizes, as people read them on a terminal, and rows as other programs do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

NARROW = 60
"""Columns of a terminal below which a table that does not fit is told row by row: its words would break to pieces."""


def print_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    heads_in_lines: bool = False,
) -> None:
    """A table on a terminal; elsewhere a line a row, fields parted by tabs, which other programs can cut.

    ``numbers`` are the columns that stand on the right. ``heads_in_lines``: elsewhere too the first line names them.
    """
    if not sys.stdout.isatty():
        for row in [heads, *rows] if heads_in_lines else rows:
            click.echo("\t".join(row))
        return
    # Imported where it is needed: what goes to other programs needs no rich, which takes 50 ms to load.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="dim", pad_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, justify="right" if index in numbers else "left", overflow="fold", no_wrap=index == 0)
    kept = list(rows)
    for row in kept:
        table.add_row(*map(Text, row))  # what pages say is no markup
    console = Console()
    if console.width < NARROW < console.measure(table, options=console.options.update(width=1_000)).maximum:
        for number, row in enumerate(kept):
            console.print(*([""] if number else []), *_upright(heads, row), sep="\n", markup=False, highlight=False)
    else:
        console.print(table)


def size(count: float) -> str:
    """A number of bytes for people."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def counted(count: int, noun: str) -> str:
    """``1 snapshot``, ``1,204 snapshots``."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _upright(heads: Sequence[str], row: Sequence[str]) -> list[str]:
    """A row as a paragraph, a field a line."""
    return [f"{head}: {value}" for head, value in zip(heads, row, strict=True) if value]
