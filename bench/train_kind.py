"""Learns the weights of ``parsers/kind_weights.py`` from pages whose kind is known.

``python -m bench.train_kind CORPUS``, where CORPUS holds folders with ``truth.json`` (records with ``id``, ``url``,
``is_article``) and ``html/ID.html.gz``. Prints what cross-validation by host says, then writes the weights. Plain
logistic regression with ridge penalty, in pure Python: some minutes, once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from parsers import kind
from parsers.errors import ParseError
from parsers.parse import parse_article

Example = tuple[Mapping[str, float], bool, str]
"""(signals, is it an article, host)."""

FOLDS = 5
PENALTY = 20.0
ROUNDS = 400
WEIGHT_OF_OTHERS = 2.5
"""There are six times as many articles as others in the pages we learn from; on real front pages it is not so."""


def read_examples(corpus: Path) -> list[Example]:
    """Signals of every page, as ``parse_article`` sees them; pages that are decided without signals are left out."""
    examples: list[Example] = []
    seen: list[Mapping[str, float]] = []
    plain = kind.signals

    def watch(*args: object, **kwargs: object) -> Mapping[str, float]:
        seen.append(plain(*args, **kwargs))  # type: ignore[arg-type]
        return seen[-1]

    kind.signals = watch  # type: ignore[assignment]
    try:
        for truth in sorted(corpus.glob("*/truth.json")):
            for page in json.loads(truth.read_text("utf-8")):
                seen.clear()
                url = page.get("url") or ""
                try:
                    parse_article(gzip.decompress((truth.parent / "html" / f"{page['id']}.html.gz").read_bytes()), url)
                except ParseError:
                    continue
                if seen:
                    examples.append((dict(seen[-1]), page["is_article"], urlsplit(url).hostname or page["id"]))
    finally:
        kind.signals = plain
    return examples


def train(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """(bias, weights) by gradient descent with a step of its own for each weight (Rprop)."""
    names = sorted({name for found, _, _ in examples for name in found})
    # Each signal in units of its own spread, so that the penalty is fair to the rare ones.
    spreads = [statistics.pstdev(found.get(name, 0.0) for found, _, _ in examples) or 1.0 for name in names]
    rows = [
        ([found.get(name, 0.0) / spread for name, spread in zip(names, spreads, strict=True)], is_article)
        for found, is_article, _ in examples
    ]
    weights = [0.0] * (len(names) + 1)
    steps, last = [0.1] * len(weights), [0.0] * len(weights)
    for _ in range(ROUNDS):
        gradient = [PENALTY * weight for weight in weights[:-1]] + [0.0]
        for values, is_article in rows:
            logit = weights[-1] + math.fsum(w * v for w, v in zip(weights, values, strict=False) if v)
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
            error = (chance - is_article) * (1.0 if is_article else WEIGHT_OF_OTHERS)
            for position, value in enumerate(values):
                if value:
                    gradient[position] += error * value
            gradient[-1] += error
        for position, slope in enumerate(gradient):
            if slope * last[position] > 0:
                steps[position] = min(steps[position] * 1.2, 1.0)
            elif slope * last[position] < 0:
                steps[position] *= 0.5
            weights[position] -= math.copysign(steps[position], slope) if slope else 0.0
            last[position] = slope
    return weights[-1], {name: weight / spread for name, weight, spread in zip(names, weights, spreads, strict=False)}


def is_article(found: Mapping[str, float], bias: float, weights: Mapping[str, float]) -> bool:
    return bias + sum(weights.get(name, 0.0) * value for name, value in found.items()) >= 0


def fold_of(host: str) -> int:
    return int(hashlib.sha1(host.encode()).hexdigest(), 16) // 10 % FOLDS


def cross_validate(examples: Sequence[Example]) -> None:
    right = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for fold in range(FOLDS):
        bias, weights = train([example for example in examples if fold_of(example[2]) != fold])
        for found, truth, host in examples:
            if fold_of(host) == fold:
                total[truth] += 1
                right[truth] += is_article(found, bias, weights) == truth
    click.echo(
        f"unseen hosts: {right[True] / total[True]:.3f} of {total[True]} articles kept, "
        f"{right[False] / total[False]:.3f} of {total[False]} others refused"
    )


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only cross-validate; write nothing.")
def main(corpus: Path, dry_run: bool) -> None:
    """Learn what each signal weighs from the pages in CORPUS."""
    examples = read_examples(corpus)
    cross_validate(examples)
    if dry_run:
        return
    bias, weights = train(examples)
    lines = [
        '"""What each signal of ``kind.py`` weighs. Written by ``bench/train_kind.py``; not by hand."""',
        "",
        f"BIAS = {bias:.3f}",
        "WEIGHTS: dict[str, float] = {",
        *(f'    "{name}": {weight:.3f},' for name, weight in weights.items()),
        "}",
        "",
    ]
    Path(kind.__file__).with_name("kind_weights.py").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
