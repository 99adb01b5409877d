"""Whether a value that was read from somebody's file is of the types that its dataclass declares."""

from __future__ import annotations

import math
import types
from collections.abc import Hashable, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def require(value: Any, declared: Any, name: str = "it") -> None:
    """Raises TypeError, naming the field, where something in the value is of another type than is declared for it.

    Stricter than Python: true is no number, and neither is what JSON calls NaN.
    """
    origin, arguments = get_origin(declared), get_args(declared)
    if is_dataclass(declared):
        _require(isinstance(value, declared), value, name)  # type: ignore[arg-type]
        kind: Hashable = value.__class__
        for field, hint in _fields(kind).items():
            require(getattr(value, field), hint, field)
    elif origin in (Union, types.UnionType):
        _require_one_of(value, arguments, name)
    elif origin is Literal:
        _require(value in arguments, value, name)
    elif origin is tuple:
        _require(isinstance(value, tuple), value, name)
        for item in value:
            require(item, arguments[0], name)
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        _require(isinstance(value, Mapping), value, name)
        for key, item in value.items():
            require(key, arguments[0], name)
            require(item, arguments[1], name)
    elif declared is float:
        sound = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        _require(sound, value, name)
    elif declared is int:
        _require(isinstance(value, int) and not isinstance(value, bool), value, name)
    elif isinstance(declared, type):
        _require(isinstance(value, declared), value, name)


def _require_one_of(value: Any, declared: tuple[Any, ...], name: str) -> None:
    if value is None and types.NoneType in declared:
        return
    failure: TypeError | None = None
    for hint in declared:
        if hint is types.NoneType:
            continue
        try:
            require(value, hint, name)
        except TypeError as error:
            failure = error
        else:
            return
    if failure is not None:
        raise failure


def _require(is_so: bool, value: Any, name: str) -> None:
    if not is_so:
        raise TypeError(f"{name} cannot be {value!r:.60}")


@cache
def _fields(declared: Hashable) -> dict[str, Any]:
    return get_type_hints(declared)
