"""Small models learned from pages whose contents are known: plain logistic regression with ridge penalty, in pure Python."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from parsers.article import Article
from parsers.errors import ParseError
from parsers.parse import parse_article

Example = tuple[Mapping[str, float], bool, str]
"""(signals, what is to be learned, host)."""

FOLDS = 5
ROUNDS = 400


def read_examples(
    corpus: Path, module: ModuleType, function: str, truth: Callable[[Mapping[str, Any], Article], bool]
) -> Iterator[Example]:
    """What ``module.function`` returned while ``parse_article`` read each page, beside what is true of the page.

    ``corpus`` holds folders with ``truth.json`` (records with ``id``, ``url`` and what ``truth`` wants to know) and
    ``html/ID.html.gz``. Pages for which the function was never asked are left out.
    """
    seen: list[Mapping[str, float]] = []
    plain = getattr(module, function)

    def watch(*args: object, **kwargs: object) -> Mapping[str, float]:
        seen.append(plain(*args, **kwargs))
        return seen[-1]

    setattr(module, function, watch)
    try:
        for file in sorted(corpus.glob("*/truth.json")):
            for page in json.loads(file.read_text("utf-8")):
                seen.clear()
                url = page.get("url") or ""
                try:
                    html = gzip.decompress((file.parent / "html" / f"{page['id']}.html.gz").read_bytes())
                    article = parse_article(html, url)
                except ParseError:
                    continue
                if seen:
                    yield dict(seen[-1]), truth(page, article), urlsplit(url).hostname or page["id"]
    finally:
        setattr(module, function, plain)


def train(
    examples: Sequence[Example], *, penalty: float, weight_of_false: float = 1.0
) -> tuple[float, dict[str, float]]:
    """(bias, weights) by gradient descent with a step of its own for each weight (Rprop)."""
    names = sorted({name for found, _, _ in examples for name in found})
    # Each signal in units of its own spread, so that the penalty is fair to the rare ones.
    spreads = [statistics.pstdev(found.get(name, 0.0) for found, _, _ in examples) or 1.0 for name in names]
    rows = [
        (
            [
                (place, found[name] / spread)
                for place, (name, spread) in enumerate(zip(names, spreads, strict=True))
                if found.get(name)
            ],
            is_true,
        )
        for found, is_true, _ in examples
    ]
    weights = [0.0] * (len(names) + 1)
    steps, last = [0.1] * len(weights), [0.0] * len(weights)
    for _ in range(ROUNDS):
        gradient = [penalty * weight for weight in weights[:-1]] + [0.0]
        for values, is_true in rows:
            logit = weights[-1] + math.fsum(weights[place] * value for place, value in values)
            error = (_chance(logit) - is_true) * (1.0 if is_true else weight_of_false)
            for place, value in values:
                gradient[place] += error * value
            gradient[-1] += error
        for place, slope in enumerate(gradient):
            if slope * last[place] > 0:
                steps[place] = min(steps[place] * 1.2, 1.0)
            elif slope * last[place] < 0:
                steps[place] *= 0.5
            weights[place] -= math.copysign(steps[place], slope) if slope else 0.0
            last[place] = slope
    return weights[-1], {name: weight / spread for name, weight, spread in zip(names, weights, spreads, strict=False)}


def on_unseen_hosts(examples: Sequence[Example], **learning: float) -> list[tuple[float, bool]]:
    """(chance, truth) of every example, by weights that were learned without its host."""
    told: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        bias, weights = train([one for one in examples if fold_of(one[2]) != fold], **learning)
        told += [
            (_chance(bias + sum(weights.get(name, 0.0) * value for name, value in found.items())), is_true)
            for found, is_true, host in examples
            if fold_of(host) == fold
        ]
    return told


def write_weights(path: Path, docstring: str, bias: float, weights: Mapping[str, float]) -> None:
    lines = [
        f'"""{docstring}"""',
        "",
        f"BIAS = {bias:.3f}",
        "WEIGHTS: dict[str, float] = {",
        *(f'    "{name}": {weight:.3f},' for name, weight in weights.items()),
        "}",
        "",
    ]
    path.write_text("\n".join(lines), "utf-8")


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def fold_of(host: str) -> int:
    return int(hashlib.sha1(host.encode()).hexdigest(), 16) // 10 % FOLDS
