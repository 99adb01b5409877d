"""Learns the weights of ``parsers/confidence_weights.py`` from pages whose title and text are known.

``python -m bench.train_confidence CORPUS`` prints, for hosts that they were not learned from, how well the confidence
tells right documents from wrong ones, then writes the weights. A document is right where the page is an article, the
title is the true one and the text agrees with the true one to at least RIGHT. ``bench/learning.py`` says what CORPUS
holds; run this after ``bench.train_kind``, whose verdict is one of the doubts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from bench.learning import on_unseen_hosts, read_examples, train, write_weights
from parsers import confidence
from parsers.article import Article
from parsers.text import key

PENALTY = 33.0
RIGHT = 0.9
"""F1 of the text by runs of four words."""


def is_right(page: Mapping[str, Any], article: Article) -> bool:
    if not page["is_article"] or key(article.title or "") != key(page.get("title") or ""):
        return False
    expected = Counter(_runs("\n".join(_lines(page))))
    found = Counter(_runs(article.text))
    return 2 * (expected & found).total() >= RIGHT * (expected.total() + found.total())


def _lines(page: Mapping[str, Any]) -> Iterator[str]:
    for section in page["sections"]:
        yield section["heading"] or ""
        yield from section["paragraphs"]


def _runs(text: str, size: int = 4) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return zip(*(words[start:] for start in range(size)), strict=False)


def ranking(told: list[tuple[float, bool]]) -> float:
    """The chance that a right document has more confidence than a wrong one (area under the ROC curve)."""
    ordered = sorted(told)
    wrong, pairs = 0, 0
    for _, right in ordered:
        wrong += not right
        pairs += wrong if right else 0
    return pairs / max(1, wrong * (len(ordered) - wrong))


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only cross-validate; write nothing.")
def main(corpus: Path, dry_run: bool) -> None:
    """Learn what each doubt weighs from the pages in CORPUS."""
    examples = list(read_examples(corpus, confidence, "doubts", is_right))
    told = on_unseen_hosts(examples, penalty=PENALTY)
    click.echo(f"unseen hosts: {len(told)} documents, {sum(right for _, right in told)} right, AUC {ranking(told):.3f}")
    for low, high in ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0)):
        rights = [right for chance, right in told if low <= chance < high]
        share = f"{sum(rights) / len(rights):.2f} right" if rights else ""
        click.echo(f"  {low:.1f} to {high:.1f}: {len(rights):4} documents {share}")
    if not dry_run:
        docstring = (
            "What each doubt of ``confidence.py`` weighs. Written by ``bench/train_confidence.py``; not by hand."
        )
        path = Path(confidence.__file__).with_name("confidence_weights.py")
        write_weights(path, docstring, *train(examples, penalty=PENALTY))


if __name__ == "__main__":
    main()
