"""Letters that people type in another way than they are printed: what ``ß``, ``ł``, ``έ`` or ``ё`` become in a search.

The tokeniser (unicode61) takes the accents off Latin letters by itself. What is here is what it leaves: letters without
a decomposition, Greek accents and the final sigma, the Russian ``ё``, Arabic and Hebrew points with the ways to write
alef, Turkish ``ı``, and forms for compatibility (full width, ligatures). A letter that is another one (``й`` and ``и``)
stays one.
"""

from __future__ import annotations

import re
from unicodedata import normalize

POINTS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
)
"""Accents, vowel points and the stretching stroke of Arabic, which stand on or between letters."""

ODD = re.compile(
    "[ªº²³¹ßẞæÆøØðÐþÞđĐħĦıłŁœŒŧŦ\u0386\u0388-\u0390\u03aa-\u03b0\u03ca-\u03ce\u1f00-\u1fffёЁґҐأإآٱؤئىیکة"
    f"\u2070-\u209c\u2160-\u217f\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\uff10-\uff5a\U0001d400-\U0001d7ff{POINTS}]"
)
"""What ``plain`` writes otherwise than the tokeniser does."""

_SPELT = str.maketrans(
    dict(zip("łđðøħıŧёґ", "lddohitег", strict=True))
    | {"þ": "th", "æ": "ae", "œ": "oe"}
    | dict(zip("أإآٱىیکة", "اااايي\u0643ه", strict=True))
)
"""Of small letters; of the Arabic ones as search engines commonly take them."""
_OTHERS = re.compile("[^йїўќѓ]+")
"""All but the letters that a decomposition would take for others."""
_DROPPED = re.compile(f"[{POINTS}]+")


def plain(word: str) -> str:
    """A word in the small letters that anybody types."""
    folded = normalize("NFKC", word).casefold().translate(_SPELT)
    return _OTHERS.sub(lambda found: normalize("NFC", _DROPPED.sub("", normalize("NFD", found[0]))), folded)
