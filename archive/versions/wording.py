"""Two texts word by word: what stayed, what went, what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.text import words

_MOST_TOKENS = 20_000
"""Of both texts together; beyond, whole lines are compared: the time grows with the square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text and its fate."""

    text: str
    fate: Literal["kept", "removed", "added"]


def word_diff(before: str | None, after: str | None) -> list[Piece]:
    """The way from one text to the other; what was removed stands before what came in its place."""
    old, new = words.pieces(before or ""), words.pieces(after or "")
    if len(old) + len(new) > _MOST_TOKENS:
        old, new = (before or "").splitlines(keepends=True), (after or "").splitlines(keepends=True)
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2_000).get_opcodes():
        if what == "equal":
            yield Piece(text="".join(old[a:b]), fate="kept")
            continue
        if b > a:
            yield Piece(text="".join(old[a:b]), fate="removed")
        if d > c:
            yield Piece(text="".join(new[c:d]), fate="added")
