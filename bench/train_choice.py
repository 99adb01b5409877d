"""Grows the trees of ``parsers/body/choice_trees.py`` from pages whose text is known (``sections`` in their truth).

``python -m bench.train_choice CORPUS`` prints how well they do on hosts that they were not grown from, then writes them;
``bench/learning.py`` says what CORPUS holds. A piece is text where most of its words are, in order, words of the truth.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from bench.learning import FOLDS, fold_of
from bench.trees import Tree, grow, worth
from parsers.body import choice, edges
from parsers.body.blocks import Piece
from parsers.errors import ParseError
from parsers.parse import parse_article

TREES, LEAVES, RATE = 90, 8, 0.13
_RULED = choice.SIGNALS.index("ruled")
_WORD = re.compile(r"\w+")
_IS_TEXT = 0.6
"""Share of a piece's words that are in the truth."""
_EVEN = 6
"""Words that each piece weighs beside its own: a short one can spoil a text, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A piece of a page."""

    signals: Sequence[float]
    is_text: bool
    weight: float
    """All pieces of a page weigh about the same together."""
    host: str


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only cross-validate; write nothing.")
def main(corpus: Path, dry_run: bool) -> None:
    """Grow the trees that choose the text from the pages in CORPUS."""
    pieces = list(read_pieces(corpus))
    right = ruled = 0.0
    for fold in range(FOLDS):
        bias, trees = _grow([piece for piece in pieces if fold_of(piece.host) != fold])
        for piece in pieces:
            if fold_of(piece.host) == fold:
                chosen = bias + sum(worth(tree, piece.signals) for tree in trees) > 0
                right += piece.weight * (chosen == piece.is_text)
                ruled += piece.weight * (bool(piece.signals[_RULED]) == piece.is_text)
    everything = sum(piece.weight for piece in pieces)
    click.echo(
        f"unseen hosts: {right / everything:.4f} of {len(pieces)} pieces told rightly, {ruled / everything:.4f} by the rules"
    )
    if not dry_run:
        bias, trees = _grow(pieces)
        whole = whole_columns([piece.signals for piece in pieces])
        write_trees(Path(choice.__file__).with_name("choice_trees.py"), bias, trees, whole)


def read_pieces(corpus: Path) -> Iterator[Told]:
    """The pieces of every page whose text is known, as they were put to ``choice.choose``."""
    asked: list[tuple[Sequence[Piece], Collection[int], str]] = []
    plain = choice.choose

    def watch(pieces: Sequence[Piece], ruled: Collection[int], title: str) -> list[bool]:
        asked.append((pieces, ruled, title))
        return [place in ruled for place in range(len(pieces))]

    setattr(edges, "choose", watch)  # noqa: B010  # mypy knows that it is imported there
    try:
        for file in sorted(corpus.glob("*/truth.json")):
            for page in json.loads(file.read_text("utf-8")):
                url = page.get("url") or ""
                if not page.get("sections"):
                    continue
                asked.clear()
                try:
                    parse_article(gzip.decompress((file.parent / "html" / f"{page['id']}.html.gz").read_bytes()), url)
                except ParseError:
                    continue
                if asked:
                    yield from _told(*asked[-1], truth=_true_words(page), host=urlsplit(url).hostname or page["id"])
    finally:
        setattr(edges, "choose", plain)  # noqa: B010


def _true_words(page: Mapping[str, Any]) -> list[str]:
    lines = list(page.get("summary") or ())
    for section in page["sections"]:
        lines += [section["heading"] or "", *section["paragraphs"]]
    return _WORD.findall("\n".join(lines))


def _told(
    pieces: Sequence[Piece], ruled: Collection[int], title: str, *, truth: Sequence[str], host: str
) -> Iterator[Told]:
    words = [_WORD.findall(piece.text) for piece in pieces]
    owners = [place for place, said in enumerate(words) for _ in said]
    hits = [0] * len(pieces)
    for place in common_words([word for said in words for word in said], truth):
        hits[owners[place]] += 1
    everything = sum(map(len, words)) + _EVEN * len(pieces)
    for found, said, hit in zip(choice.signals(pieces, ruled, title), words, hits, strict=True):
        if found is None:
            continue
        weight = (len(said) + _EVEN) / everything * 50 + 0.2
        yield Told(signals=found, is_text=bool(said) and hit >= _IS_TEXT * len(said), weight=weight, host=host)


def common_words(words: Sequence[str], others: Sequence[str]) -> Iterator[int]:
    """Places of the words that are in the longest common subsequence (Hyyrö's, with bits for rows)."""
    places: dict[str, int] = {}
    for place, word in enumerate(words):
        places[word] = places.get(word, 0) | 1 << place
    row = (1 << len(words)) - 1
    rows = []
    for other in others:
        met = row & places.get(other, 0)
        row = (row + met) | (row - met)
        rows.append(row)
    column, line = len(words), len(others)
    while column and line:
        if rows[line - 1] >> (column - 1) & 1:
            column -= 1
            continue
        line -= 1
        if not line or rows[line - 1] >> (column - 1) & 1:
            column -= 1
            yield column


def _grow(pieces: Sequence[Told]) -> tuple[float, list[Tree]]:
    return grow(
        [piece.signals for piece in pieces],
        [piece.is_text for piece in pieces],
        [piece.weight for piece in pieces],
        trees=TREES,
        leaves=LEAVES,
        rate=RATE,
    )


def whole_columns(rows: Sequence[Sequence[float]]) -> list[bool]:
    """For each signal whether it is a whole number: held against one of its kind it is compared in half the time."""
    return [all(isinstance(value, int) for value in column) for column in zip(*rows, strict=True)]


def write_trees(path: Path, bias: float, trees: Sequence[Tree], whole: Sequence[bool]) -> None:
    """As code: walking through data would take twice as long."""
    code = [_code(tree, whole) for tree in trees]
    asked = set(re.findall(r"\bs\d+", " ".join(code)))
    names = ", ".join(name if (name := f"s{signal}") in asked else "_" for signal in range(len(whole)))
    lines = [
        '"""How the signals of ``choice.py`` are weighed. Written by ``bench/train_choice.py``; not by hand."""',
        "",
        "from collections.abc import Sequence",
        "",
        "",
        "# fmt: off",
        "def weigh(told: Sequence[float]) -> float:",
        '    """The logit of a piece being text; each line is what one tree says of it."""',
        f"    {names} = told",
        f"    logit = {bias:.3f}",
        *(f"    logit += {line}" for line in code),
        "    return logit",
        "# fmt: on",
        "",
    ]
    path.write_text("\n".join(lines), "utf-8")


def _code(tree: Tree, whole: Sequence[bool]) -> str:
    if isinstance(tree, float):
        return str(tree)
    signal, threshold, below, above = tree
    told = math.floor(threshold) if whole[signal] else float(f"{threshold:g}")
    return f"({_code(below, whole)} if s{signal} <= {told} else {_code(above, whole)})"


if __name__ == "__main__":
    main()
