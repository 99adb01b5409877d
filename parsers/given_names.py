"""First names of many languages: what tells a person from a company where nothing but the shape of a name is seen."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    # Gathered by bench/gather_given_names.py.
    return frozenset(Path(__file__).with_name("given_names.txt").read_text("utf-8").split())


@lru_cache(maxsize=4096)
def is_given_name(word: str) -> bool:
    """Whether somebody may be called so: "Zoé", "Jean-Luc"; eighty languages, of their commonest names about nine in ten."""
    first = word.strip(".,'’").split("-")[0]
    if not first.isascii():
        decomposed = unicodedata.normalize("NFKD", first)
        first = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return first.casefold() in _known()
