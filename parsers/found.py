"""A value together with the rule that gave it, and the candidates that lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """What a field module returns: a value and the rule, such as ``json-ld:headline`` or ``dom:h1``."""

    value: T_co
    rule: str
    weight: float | None = None
    """What speaks for it, where the field weighs its candidates: comparable within one field only."""
    others: Iterable[Found[Any]] = field(default=(), compare=False, repr=False)
    """The candidates that lost, best first. May be an iterator over what was never read: to be asked once at most."""


NOTHING: Found[None] = Found(None, "")
"""The page does not tell."""


def first(candidates: Iterator[Found[T]]) -> Found[T] | Found[None]:
    """The first candidate wins; the others are only read if somebody asks for them."""
    for winner in candidates:
        return Found(winner.value, winner.rule, winner.weight, candidates)
    return NOTHING


def known_or(known: Found[T] | None, read: Callable[[], Found[T]]) -> Found[T]:
    """What a layout knows; else what the generic rules read, which otherwise are the candidates that lost."""
    return read() if known is None else replace(known, others=_reading(read))


def _reading(read: Callable[[], Found[T]]) -> Iterator[Found[Any]]:
    found = read()
    if found.rule:
        yield found
    yield from found.others
