"""How much a text says: its words and its length, also in scripts that put no spaces between words or whole syllables into a sign."""

from __future__ import annotations

import re

from parsers.text import is_ascii

_CJK = re.compile("[\u3040-\u9fff]")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DENSE = re.compile("[\u0e00-\u17ff\u3040-\u9fff]")
_SYLLABLES = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")


def count_words(text: str) -> int:
    """Chinese and Japanese write no spaces: there two characters count as a word; in Thai and its neighbours six do."""
    return len(text.split()) + count_dense(text)


def count_dense(text: str) -> int:
    """Words that no spaces part."""
    if is_ascii(text) or _DENSE.search(text) is None:
        return 0
    return len(_CJK.findall(text)) // 2 + len(_SPACELESS.findall(text)) // 6


def length_of(text: str) -> int:
    """Characters; one of Chinese, Japanese or Korean says as much as three letters."""
    return len(text) if is_ascii(text) else len(text) + 2 * len(_SYLLABLES.findall(text))


def is_spaceless(text: str) -> bool:
    """Whether some of it is of Thai or its neighbours."""
    return _SPACELESS.search(text) is not None
