"""CSV (RFC 4180): a row an article, or a version of one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from archive.reading import articles

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to spreadsheets (OWASP, CSV Injection), and what sites write is not ours to run."""


def write(groups: Iterable[list[articles.Row]], out: BinaryIO, columns: dict[str, articles.Kind]) -> None:
    """Header and rows in UTF-8. Lists are JSON arrays; a text that a spreadsheet would run has an apostrophe before it."""
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    try:
        table = csv.writer(text)  # its default dialect is RFC 4180: commas, CRLF, quotes doubled
        table.writerow(columns)
        for group in groups:
            table.writerows([_cell(value) for value in row.values()] for row in group)
    finally:
        text.detach()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
