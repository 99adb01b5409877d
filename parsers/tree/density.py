"""How much a text says: its words and its length, also in scripts that put no spaces between words or whole syllables into a sign."""

from __future__ import annotations

import re

_CJK = re.compile("[\u3040-\u9fff]")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DENSE = re.compile("[\u0e00-\u17ff\u3040-\u9fff]")
_SYLLABLES = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_NOT_THEIRS = bytes({*range(256)} - {*range(0xE0, 0xF0)} | {0xE2})
"""What the characters of all of these do not begin with in UTF-8."""


def may_be_dense(text: str) -> bool:
    """Whether a text may hold characters of such scripts: told by its bytes, which takes a sixth of a search. No is sure;
    what other texts hold beside ASCII are letters with accents, quotes and dashes."""
    return not text.isascii() and bool(text.encode("utf-8", "surrogatepass").translate(None, _NOT_THEIRS))


def count_words(text: str) -> int:
    """Chinese and Japanese write no spaces: there two characters count as a word; in Thai and its neighbours six do."""
    return len(text.split()) + count_dense(text)


def count_dense(text: str) -> int:
    """Words that no spaces part."""
    if not may_be_dense(text) or _DENSE.search(text) is None:
        return 0
    return len(_CJK.findall(text)) // 2 + len(_SPACELESS.findall(text)) // 6


def length_of(text: str) -> int:
    """Characters; one of Chinese, Japanese or Korean says as much as three letters."""
    return len(text) + 2 * len(_SYLLABLES.findall(text)) if may_be_dense(text) else len(text)


def is_spaceless(text: str) -> bool:
    """Whether some of it is of Thai or its neighbours."""
    return _SPACELESS.search(text) is not None
