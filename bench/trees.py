"""Grows boosted decision trees in pure Python: logistic loss, histograms, the best leaf first (as LightGBM does it)."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

Tree = float | tuple[int, float, "Tree", "Tree"]
"""A leaf's worth, or (signal, threshold, tree where the signal is at most that, tree where it is more)."""

_BINS = 32
_RIDGE = 5.0
_FEWEST = 30
"""Rows in a leaf."""
_SHARE_OF_ROWS, _SHARE_OF_SIGNALS = 0.7, 0.5
"""What a tree sees of all, so that no two are alike."""


@dataclass(slots=True)
class _Leaf:
    rows: list[int]
    slope: float
    bend: float
    histograms: dict[int, tuple[list[float], list[float], list[int]]]
    split: tuple[float, int, int] | None = None
    """(gain, signal, bin)."""
    children: list[_Leaf] = field(default_factory=list)

    @property
    def worth(self) -> float:
        return -self.slope / (self.bend + _RIDGE)


def grow(
    rows: Sequence[Sequence[float]],
    truths: Sequence[bool],
    weights: Sequence[float],
    *,
    trees: int,
    leaves: int,
    rate: float,
) -> tuple[float, list[Tree]]:
    """(bias, trees); the logit of a row is the bias and what each tree says of it."""
    chance = random.Random(1)
    edges = [_edges([row[signal] for row in rows]) for signal in range(len(rows[0]))]
    columns = [bytes(bisect_left(edge, row[signal]) for row in rows) for signal, edge in enumerate(edges)]
    share = sum(weight for weight, truth in zip(weights, truths, strict=True) if truth) / sum(weights)
    bias = math.log(share / (1 - share))
    logits = [bias] * len(rows)
    grown: list[Tree] = []
    for _ in range(trees):
        slopes, bends = [], []
        for logit, truth, weight in zip(logits, truths, weights, strict=True):
            told = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
            slopes.append(weight * (told - truth))
            bends.append(weight * told * (1 - told))
        seen = chance.sample(range(len(rows)), int(len(rows) * _SHARE_OF_ROWS))
        signals = chance.sample(range(len(edges)), math.ceil(len(edges) * _SHARE_OF_SIGNALS))
        root = _grow(seen, sorted(signals), columns, slopes, bends, leaves)
        tree = _tree(root, edges, rate)
        grown.append(tree)
        for place, row in enumerate(rows):
            logits[place] += worth(tree, row)
    return bias, grown


def worth(tree: Tree, row: Sequence[float]) -> float:
    """What a tree says of a row."""
    while isinstance(tree, tuple):
        tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
    return tree


def _edges(values: Sequence[float]) -> list[float]:
    """Thresholds that part the values into bins of about the same number; a value in bin n is at most the n-th edge."""
    ordered = sorted(values)
    told = [ordered[len(ordered) * place // _BINS] for place in range(1, _BINS)]
    rare = sorted(set(values))
    return rare[:-1] if len(rare) <= _BINS else sorted(set(told))


def _grow(
    seen: list[int],
    signals: list[int],
    columns: Sequence[bytes],
    slopes: Sequence[float],
    bends: Sequence[float],
    leaves: int,
) -> _Leaf:
    def leaf(rows: list[int], known: dict[int, tuple[list[float], list[float], list[int]]] | None) -> _Leaf:
        histograms = known or {signal: _histogram(rows, columns[signal], slopes, bends) for signal in signals}
        made = _Leaf(rows, sum(slopes[row] for row in rows), sum(bends[row] for row in rows), histograms)
        made.split = _best_split(made)
        return made

    root = leaf(seen, None)
    open_leaves = [root]
    for _ in range(leaves - 1):
        best = max(open_leaves, key=lambda one: one.split[0] if one.split else 0.0)
        if best.split is None:
            break
        _, signal, last = best.split
        column = columns[signal]
        left = [row for row in best.rows if column[row] <= last]
        right = [row for row in best.rows if column[row] > last]
        fewer, more = sorted((left, right), key=len)
        small = leaf(fewer, None)
        # What the larger one holds is what is left of their parent's.
        large = leaf(more, {signal: _without(best.histograms[signal], small.histograms[signal]) for signal in signals})
        best.children = [small, large] if fewer is left else [large, small]
        best.histograms, best.rows = {}, []
        open_leaves = [one for one in open_leaves if one is not best] + best.children
    return root


def _histogram(
    rows: Sequence[int], column: bytes, slopes: Sequence[float], bends: Sequence[float]
) -> tuple[list[float], list[float], list[int]]:
    slope, bend, count = [0.0] * _BINS, [0.0] * _BINS, [0] * _BINS
    for row in rows:
        place = column[row]
        slope[place] += slopes[row]
        bend[place] += bends[row]
        count[place] += 1
    return slope, bend, count


def _without(
    whole: tuple[list[float], list[float], list[int]], part: tuple[list[float], list[float], list[int]]
) -> tuple[list[float], list[float], list[int]]:
    return (
        [one - other for one, other in zip(whole[0], part[0], strict=True)],
        [one - other for one, other in zip(whole[1], part[1], strict=True)],
        [one - other for one, other in zip(whole[2], part[2], strict=True)],
    )


def _best_split(leaf: _Leaf) -> tuple[float, int, int] | None:
    best: tuple[float, int, int] | None = None
    before = leaf.slope**2 / (leaf.bend + _RIDGE)
    rows = len(leaf.rows)
    for signal, (slopes, bends, counts) in leaf.histograms.items():
        slope = bend = 0.0
        count = 0
        for place in range(_BINS - 1):
            slope += slopes[place]
            bend += bends[place]
            count += counts[place]
            if not counts[place] or count < _FEWEST or rows - count < _FEWEST:
                continue
            gain = slope**2 / (bend + _RIDGE) + (leaf.slope - slope) ** 2 / (leaf.bend - bend + _RIDGE) - before
            if gain > 1e-6 and (best is None or gain > best[0]):
                best = gain, signal, place
    return best


def _tree(leaf: _Leaf, edges: Sequence[Sequence[float]], rate: float) -> Tree:
    if not leaf.children or leaf.split is None:
        return round(rate * leaf.worth, 3)
    _, signal, last = leaf.split
    below, above = (_tree(child, edges, rate) for child in leaf.children)
    return signal, float(f"{edges[signal][last]:.4g}"), below, above
