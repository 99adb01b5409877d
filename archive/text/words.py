"""What a word is, in every script: the unit in which texts are counted and compared."""

from __future__ import annotations

import re

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f"
)
"""Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana and Chinese characters. A character is a word there,
with the vowels and tone marks that stand on it. Korean has spaces."""

MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
"""The vowel signs and tone marks of those scripts that stand on a letter."""
_WORD = rf"[{UNSPACED}][{MARKS}]*|[^\W{UNSPACED}]+"
_SPACED_WORDS = re.compile(r"\w+")
_WORDS = re.compile(_WORD)
_FIGURE = r"\d+(?:[.,:]\d+)+"  # "2.3" is one
_NUMBERS = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d+(?:[.,:]\d+)*")
_TOKENS = re.compile(rf"{_FIGURE}|{_WORD}|[^\w\s]")
_PIECES = re.compile(rf"\s+|{_FIGURE}|{_WORD}|[^\w\s]|.", re.DOTALL)
_APART = bytes(code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(128)) + bytes(128)
"""ASCII with a space for whatever is no part of a word."""
_SHAPES = _APART.translate(bytes(code if code in b" \0" else ord("x") for code in range(256)))
"""The same with one letter for whatever is."""


def words(text: str) -> list[str]:
    """The words alone."""
    return (_SPACED_WORDS if text.isascii() else _WORDS).findall(text)


def count(text: str) -> int:
    """How many words there are."""
    # Most of what an archive of news counts is ASCII, where a word begins behind a space.
    return (b" " + text.encode().translate(_SHAPES)).count(b" x") if text.isascii() else len(words(text))


def folded(text: str) -> list[bytes]:
    """The words as they are compared and hashed: without the difference of small and capital letters, in UTF-8."""
    if text.isascii():
        return text.lower().encode().translate(_APART).split()
    return " ".join(words(text.casefold())).encode().split()


def runs(text: str) -> set[tuple[bytes, ...]]:
    """Every four words that follow each other: what two texts share of them, they share of their text."""
    found = folded(text)
    return set(zip(found, found[1:], found[2:], found[3:], strict=False))


def figures(text: str) -> frozenset[str]:
    """The numbers that are told, ``2.3`` as one; years aside, which stand in many texts."""
    return frozenset(_NUMBERS.findall(text))


def tokens(text: str) -> list[str]:
    """Words, figures and marks, without the spaces between them."""
    return _TOKENS.findall(text)


def pieces(text: str) -> list[str]:
    """Words, figures, marks and spaces: put together they are the text."""
    return _PIECES.findall(text)
