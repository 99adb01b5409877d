"""Words that the full-text index would split or swallow, put in a form that it keeps.

The tokeniser (unicode61) takes letters and digits and drops the rest: ``C++`` and ``C#`` become ``c``, ``.NET`` becomes
``net``, and a run of Chinese or Japanese is one single token. So these stand once more, spelt out, in the index column
``terms``: ``cplusplus``, ``csharp``, ``dotnet``, and every two neighbouring characters of a CJK run as one word. The
query is spelt out the same way. ``GPT-4``, ``5G`` and ``AT&T`` need nothing: a phrase of their pieces finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CJK = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
"""Kana and Chinese characters: written without spaces. Korean has spaces."""

_SUFFIXED = re.compile(r"(?<![\w.])\w{1,20}(?:\+\+?|#)(?![\w+#])")  # C++, C#, Disney+
_DOTTED = re.compile(r"\.(?<![\w./]\.)[A-Za-z]\w{1,10}(?![\w./])")  # .NET; not ASP.NET, not a path
_RUN = re.compile(rf"[{_CJK}]+")

_SPELT = str.maketrans({"+": "plus", "#": "sharp", ".": "dot"})


def special_terms(text: str) -> str | None:
    """What goes into the index besides the text itself; None for nearly all texts."""
    return " ".join(_terms(text)) or None


def spelt_out(word: str) -> str | None:
    """A word of a query in the form that ``special_terms`` gives it, a phrase for a run of CJK; None for an ordinary one.

    A single CJK character is to be taken as a prefix.
    """
    if _RUN.fullmatch(word):
        return " ".join(word[index : index + 2] for index in range(max(1, len(word) - 1)))
    if _SUFFIXED.fullmatch(word) or _DOTTED.fullmatch(word):
        return special_terms(word)
    return None


def apart(word: str) -> list[str]:
    """A word of a query, its runs of CJK parted from the rest."""
    return [piece for piece in re.split(f"({_RUN.pattern})", word) if piece]


def _terms(text: str) -> Iterator[str]:
    if "+" in text or "#" in text:
        yield from (found.casefold().translate(_SPELT) for found in _SUFFIXED.findall(text))
    yield from (found.casefold().translate(_SPELT) for found in _DOTTED.findall(text))
    if text.isascii():
        return
    for run in _RUN.findall(text):
        yield from (run[index : index + 2] for index in range(len(run) - 1))
        yield run[-1]  # so that any character begins some term
