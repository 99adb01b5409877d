"""Why a page reads as it does: for every field the rule that won and the candidates that lost."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import click

from parsers.article import Article, Heading
from parsers.parse import Reading
from parsers.text import fold

_FIELDS = (
    "canonical_url", "title", "subtitle", "body", "authors", "published", "modified", "language", "tags", "site_name",
    "image", "comments", "is_article", "paywalled", "next_page", "confidence", "encoding",
)  # fmt: skip
"""In the order in which they are told."""
_MOST_LOSERS = 8
"""Candidates of one field that are shown; each that is told once."""
_LONGEST_VALUE = 160
_SIDES = ("for", "against")
"""Of what is no candidate, but spoke for or against a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One candidate of one field."""

    field: str
    has_won: bool
    value: str
    """In short, as text."""
    rule: str
    weight: float | None
    """As the field weighs its candidates; None where they have an order only."""


def explain(reading: Reading) -> Iterator[Line]:
    """Every field with its winner, then its losers, best first. Reads on where a field stopped at its winner, so once only."""
    names = sorted(reading.found, key=_place)
    missing = [name for name in _FIELDS if not any(_whole(found) == name for found in names)]
    for name in sorted([*names, *missing], key=_place):
        found = reading.found.get(name)
        if found is None:
            yield Line(field=name, has_won=True, value="", rule="", weight=None)
            continue
        value = _short(_value(reading.article, name, found.value))
        yield Line(field=name, has_won=True, value=value, rule=found.rule, weight=found.weight)
        told = {(value, found.rule)}
        for other in found.others:
            value = _short(other.value)
            if (value, other.rule) in told:
                continue
            told.add((value, other.rule))
            yield Line(field=name, has_won=False, value=value, rule=other.rule, weight=other.weight)
            if len(told) > _MOST_LOSERS:
                break


def show(lines: Sequence[Line]) -> None:
    """A table on a terminal, losers dimmed; elsewhere one line a candidate, fields parted by tabs."""
    if not sys.stdout.isatty():
        for line in lines:
            click.echo("\t".join(_cells(line)))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("field", no_wrap=True)
    table.add_column("")
    table.add_column("value", overflow="fold")
    table.add_column("rule", overflow="fold")
    table.add_column("weight", justify="right")
    for line in lines:
        name, *cells = _cells(line)
        style = "" if line.has_won else "dim"
        table.add_row(Text(name if line.has_won else "", "bold"), *(Text(cell, style) for cell in cells))
    Console(highlight=False).print(table)


def _cells(line: Line) -> tuple[str, str, str, str, str]:
    weight = "" if line.weight is None else f"{line.weight:.2f}"
    if line.rule in _SIDES:
        return line.field, line.rule, line.value, "", weight
    state = "lost" if not line.has_won else "won" if line.rule else "–"
    return line.field, state, line.value, line.rule, weight


def _whole(name: str) -> str:
    """``authors[0].bio`` is a part of ``authors``."""
    return re.split(r"[.\[]", name, maxsplit=1)[0]


def _place(name: str) -> tuple[int, int]:
    number = re.search(r"\d+", name)
    return (
        _FIELDS.index(_whole(name)) if _whole(name) in _FIELDS else len(_FIELDS),
        int(number.group()) if number else 0,
    )


def _value(article: Article, name: str, value: Any) -> Any:
    """A field's value; where the winner does not carry it, what the document says at that place."""
    if name == "body":
        headings = sum(isinstance(block, Heading) for block in article.blocks)
        return f"{len(article.text.split())} words, {headings} headings: {article.text[:_LONGEST_VALUE]}"
    if value is not None:
        return value
    value = article.to_dict()
    for step in re.findall(r"\w+", name):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
    return value


def _short(value: Any) -> str:
    if value is None or value in ((), [], ""):
        return ""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, Mapping):
        text = ", ".join(f"{key} {_short(one)}" for key, one in value.items() if one is not None)
    elif isinstance(value, list | tuple | set | frozenset):
        text = ", ".join(_short(one) for one in islice(value, 20))
    else:
        text = fold(str(value))
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
