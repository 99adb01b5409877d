"""Words that the full-text index would split or swallow, put in a form that it keeps.

The tokeniser (unicode61) takes letters and digits and drops the rest: ``C++`` and ``C#`` become ``c``, ``.NET`` becomes
``net``, a run of Chinese or Japanese is one single token, and Thai falls apart at its vowel signs. So these stand once
more, spelt out, in the index column ``terms``: ``cplusplus``, ``csharp``, ``dotnet``, and every two neighbouring
characters of a run as one word; of Korean too, whose words carry their particles. The query is spelt out the same way.
``GPT-4``, ``5G`` and ``AT&T`` need nothing: a phrase of their pieces finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.words import MARKS, UNSPACED

_HANGUL = "\uac00-\ud7a3"
_RUN = re.compile(f"[{UNSPACED}{_HANGUL}]+")
"""Writing in which words stand inside runs of letters: what has no spaces, and Korean."""

_SIGNS = re.compile(f"[{MARKS}]+")
"""The tokeniser parts words at vowel signs and tone marks: they are left out of what it gets."""

_SUFFIXED = re.compile(r"(?<![\w.])\w{1,20}(?:\+\+?|#)(?![+#]|[^\W\d])")  # C++, C#, Disney+, the C++ of C++20
_DOTTED = re.compile(r"\.(?<![\w./]\.)[A-Za-z]\w{1,10}(?![\w./])")  # .NET; not ASP.NET, not a path

_SPELT = str.maketrans({"+": "plus", "#": "sharp", ".": "dot"})


def special_terms(text: str) -> str | None:
    """What goes into the index besides the text itself; None for nearly all texts."""
    return " ".join(_terms(text)) or None


def spelt_out(word: str) -> str | None:
    """A word of a query in the form that ``special_terms`` gives it; None for an ordinary one."""
    return special_terms(word) if _SUFFIXED.fullmatch(word) or _DOTTED.fullmatch(word) else None


def spelt_run(word: str) -> str | None:
    """A run of Chinese, say, in the form that ``special_terms`` gives it, as a phrase; None for anything else.

    A single character is to be taken as a prefix.
    """
    if not _RUN.fullmatch(word):
        return None
    letters = _SIGNS.sub("", word) or word
    return " ".join(letters[index : index + 2] for index in range(max(1, len(letters) - 1)))


def is_korean(run: str) -> bool:
    """Whether a run is of Korean letters alone."""
    return re.fullmatch(f"[{_HANGUL}]+", run) is not None


def apart(word: str) -> list[str]:
    """A word of a query, its runs of Chinese and the like parted from the rest."""
    return [piece for piece in re.split(f"({_RUN.pattern})", word) if piece]


def _terms(text: str) -> Iterator[str]:
    if "+" in text or "#" in text:
        yield from (found.casefold().translate(_SPELT) for found in _SUFFIXED.findall(text))
    yield from (found.casefold().translate(_SPELT) for found in _DOTTED.findall(text))
    if text.isascii():
        return
    for run in (_SIGNS.sub("", found) for found in _RUN.findall(text)):
        if not run:
            continue
        yield from (run[index : index + 2] for index in range(len(run) - 1))
        yield run[-1]  # so that any character begins some term
