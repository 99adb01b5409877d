"""A value together with the rule that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """What a field module returns: a value and the rule, such as ``json-ld:headline`` or ``dom:h1``."""

    value: T_co
    rule: str


NOTHING: Found[None] = Found(None, "")
"""The page does not tell."""
