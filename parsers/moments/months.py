"""Months by name, in seventy languages: what turns a day in words into a date."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "hr"}
"""Languages under another tag (RFC 5646), or with the months of another."""
_MARKS = frozenset(
    [chr(code) for code in (*range(0x300, 0x370), *range(0x64B, 0x656), 0x670, 0x93C, 0x9BC, 0x200C, 0x200D)]
)
"""Accents, vowel points and joiners, which one newsroom writes and the other does not."""
_SHORT = 3
"""Letters of short forms: in another language they are any word ("out", "set")."""
_ALIKE = str.maketrans({"ı": "i", "ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ٲ": "ا"})
_INVISIBLE = str.maketrans("", "", "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u00ad\u200b\ufeff")


def evened(text: str) -> str:
    """The text in lower case, without accents, marks of direction and invisible signs, with plain digits and spaces."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.translate(_INVISIBLE)).casefold()
    kept = "".join([letter for letter in parted if letter not in _MARKS]).translate(_ALIKE)
    return unicodedata.normalize("NFC", kept)


def month_of(word: str, language: str | None = None) -> int | None:
    """1–12 for the name of a month or its short form, as ``evened`` gives it; where it means different months in different
    languages ("listopad"), only with a language (BCP 47) that settles it."""
    own, anywhere = _known()
    word = word.replace(".", "").strip("'’׳\u0970")
    tag = (language or "en").partition("-")[0].lower()
    of_language = own.get(_SAME.get(tag, tag), {})
    for name in (word, word[1:]) if word[:1] == "ב" else (word,):  # "in" is written as one with the month in Hebrew
        if month := of_language.get(name) or own["en"].get(name) or anywhere.get(name):
            return month
    return None


@lru_cache(maxsize=1)
def _known() -> tuple[Mapping[str, Mapping[str, int]], Mapping[str, int]]:
    """Language → name → month; and the names that are of one month wherever they are used."""
    # Gathered by bench/gather_months.py: a language a line, its months parted by bars.
    own: dict[str, dict[str, int]] = {}
    months: dict[str, set[int]] = {}
    for line in Path(__file__).with_name("months.txt").read_text("utf-8").splitlines():
        language, _, names = line.partition(" ")
        found = own.setdefault(language, {})
        for month, words in enumerate(names.split("|"), 1):
            for word in words.split():
                found[word] = month
                months.setdefault(word, set()).add(month)
    return own, {
        word: min(told)
        for word, told in months.items()
        if len(told) == 1 and (len(word) > _SHORT or not word.isascii())
    }
