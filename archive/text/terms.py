"""Words that the full-text index would split or swallow, put in a form that it keeps.

The tokeniser (unicode61) takes letters and digits and drops the rest: ``C++`` and ``C#`` become ``c``, ``.NET`` becomes
``net``, a run of Chinese or Japanese is one single token with whatever Latin letters touch it, and Thai falls apart at
its vowel signs. So these stand once more, spelt out, in the index column ``terms``: ``cplusplus``, ``csharp``,
``dotnet``, every two neighbouring characters of a run as one word (of Korean too, whose words carry their particles),
words that touch a run, words with letters that people type otherwise (``ß``, ``έ``), and emoji by their numbers
(``xsignx1f680``). The query is spelt out the same way. ``GPT-4``, ``5G`` and ``AT&T`` need nothing: a phrase of their pieces finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.text.letters import ODD, POINTS, plain
from archive.text.words import MARKS, UNSPACED

_HANGUL = "\uac00-\ud7a3"
_IN_RUNS = UNSPACED + _HANGUL
_RUN = re.compile(f"[{_IN_RUNS}]+")
"""Writing in which words stand inside runs of letters: what has no spaces, and Korean."""

_SIGNS = re.compile(f"[{MARKS}]+")
"""The tokeniser parts words at vowel signs and tone marks: they are left out of what it gets."""

# A class of all letters but so many takes a millisecond or two to compile, and most commands need none of these patterns:
# each is compiled when it is first used.
_LETTER = rf"[^\W{_IN_RUNS}]"
_WORDS = rf"(?:{_LETTER}|[{POINTS}])++"
_JOINED = rf"{_LETTER}++(?:[-.&/]{_LETTER}++)*"
_BESIDE = rf"[{_IN_RUNS}]{_LETTER}|{_LETTER}[{_IN_RUNS}]"

_SUFFIXED = rf"(?<!{_LETTER})(?<!\.){_LETTER}{{1,20}}(?:\+\+?|#)(?![+#]|(?!\d){_LETTER})"
"""C++, C#, Disney+, the C++ of C++20."""
_DOTTED = rf"\.(?<!{_LETTER}\.)(?<![./]\.)[A-Za-z]{_LETTER}{{1,10}}(?!{_LETTER}|[./])"
""".NET; not ASP.NET, not a path."""

_SIGN = "[\u2139\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
"""Emoji and what is written like them. No arrows, bullets and marks of rights, which stand in many texts."""
_MAY_BE_SIGN = re.compile("[^\0-\u2138]")
"""Where they begin: to look for that takes half the time."""
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_TONES, _TAGS = "\U0001f3fb-\U0001f3ff", "\U000e0020-\U000e007f"
_FORM = "[\ufe0e\ufe0f]"
"""Whether a sign is to be shown as text or as a picture: it is the same one."""
_JOINER = "\u200d"
_ONE_SIGN = f"{_SIGN}{_FORM}?[{_TONES}]?[{_TAGS}]*"
_EMOJI = f"{_FLAG}|{_ONE_SIGN}(?:{_JOINER}(?:{_ONE_SIGN}|[\u2194\u2195]{_FORM}?))*"
"""A family of four, say, or a waving hand of some colour, is one."""

_SPELT = str.maketrans({"+": "plus", "#": "sharp", ".": "dot"})

TITLE, HEADING, AUTHOR = "xtitlex", "xheadingx", "xauthorx"
"""What a term begins with that tells in which column it stands; no word does."""
NOT_IN_TEXT = "xelsewherex"
"""What a term begins with that stands in another column and not in the text."""

_TITLE_WEIGHS = 3
"""So often terms of a title are entered: they are to count more than those of the text."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def special_terms(text: str) -> str | None:
    """What goes into the index besides the text itself; None for nearly all texts."""
    return " ".join(_terms(text)) or None


def document_terms(title: str | None, headings: str | None, text: str | None, authors: str | None) -> str | None:
    """The same of a whole article; of title, headings and authors with the column, too."""
    found = []
    elsewhere: set[str] = set()
    for part, column in ((title, TITLE), (headings, HEADING), (authors, AUTHOR)):
        if part and (terms := special_terms(part)):
            found.append(in_column(terms, column))
            found += [terms] * (_TITLE_WEIGHS if column is TITLE else 1)
            elsewhere.update(pieces(terms))
    if text and (terms := special_terms(text)):
        found.append(terms)
        elsewhere.difference_update(pieces(terms))
    found += (in_column(term, NOT_IN_TEXT) for term in sorted(elsewhere))
    return "\n".join(found) or None


def pieces(terms: str) -> list[str]:
    """The single terms; of ``GPT-4`` each piece."""
    return [piece for piece in re.split(r"\W+", terms) if piece]


def in_column(terms: str, column: str) -> str:
    """Terms as they stand for a column."""
    return " ".join(column + piece for piece in pieces(terms))


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text and where they begin and end, runs of Chinese and the like left out."""
    for found in (*_compiled(_WORDS).finditer(text), *_compiled(_JOINED).finditer(text)):
        yield found[0], found.start(), found.end()


def spelt_out(word: str) -> str | None:
    """A word of a query in the form that ``special_terms`` gives it; None for an ordinary one."""
    return special_terms(word) if _compiled(_SUFFIXED).fullmatch(word) or _compiled(_DOTTED).fullmatch(word) else None


def spelt_run(word: str) -> str | None:
    """A run of Chinese, say, in the form that ``special_terms`` gives it, as a phrase; None for anything else.

    A single character is to be taken as a prefix.
    """
    if not _RUN.fullmatch(word):
        return None
    letters = _SIGNS.sub("", word) or word
    return " ".join(letters[index : index + 2] for index in range(max(1, len(letters) - 1)))


def spelt_sign(word: str) -> str | None:
    """An emoji in the form that ``special_terms`` gives it; None for anything else."""
    return _sign(word) if _compiled(_EMOJI).fullmatch(word) else None


def signs(text: str) -> list[str]:
    """The emoji in a text, as ``special_terms`` spells them."""
    return [] if text.isascii() else [_sign(found) for found in _compiled(_EMOJI).findall(text)]


def is_korean(run: str) -> bool:
    """Whether a run is of Korean letters alone."""
    return re.fullmatch(f"[{_HANGUL}]+", run) is not None


def apart(word: str) -> list[str]:
    """A word of a query, its runs of Chinese and the like and its emoji parted from the rest."""
    return [piece for piece in _compiled(f"({_RUN.pattern}|{_EMOJI})").split(word) if piece]


def _terms(text: str) -> Iterator[str]:
    if "+" in text or "#" in text:
        yield from (found.casefold().translate(_SPELT) for found in _compiled(_SUFFIXED).findall(text))
    if "." in text:
        yield from (found.casefold().translate(_SPELT) for found in _compiled(_DOTTED).findall(text))
    if text.isascii():
        return
    if odd := " ".join(_odd_words(text)):
        yield plain(odd)
    if _MAY_BE_SIGN.search(text):
        for emoji in _compiled(_EMOJI).findall(text):
            yield from _sign_terms(emoji)
    if not _RUN.search(text):
        return
    for run in (_SIGNS.sub("", found) for found in _RUN.findall(text)):
        if not run:
            continue
        yield from (run[index : index + 2] for index in range(len(run) - 1))
        yield run[-1]  # so that any character begins some term
    if _compiled(_BESIDE).search(text):
        for found in _compiled(_JOINED).finditer(text):
            if _RUN.match(text, found.end()) or _RUN.match(text, max(0, found.start() - 1)):
                yield found[0]


def _sign(emoji: str) -> str:
    return "xsignx" + "z".join(f"{ord(sign):x}" for sign in emoji if not re.match(f"{_FORM}|{_JOINER}", sign))


def _sign_terms(emoji: str) -> Iterator[str]:
    """An emoji, and where it is of a colour or made of several, what it is without colour, and each that it is made of."""
    plain_one = re.sub(f"[{_TONES}]", "", emoji) or emoji
    parts = (re.sub(f"[{_TAGS}]", "", part) for part in plain_one.split(_JOINER))
    yield from dict.fromkeys(map(_sign, (emoji, plain_one, *parts)))


def _odd_words(text: str) -> Iterator[str]:
    """Words with letters that people type otherwise, which few are in most languages."""
    end = 0
    for found in ODD.finditer(text):
        if found.start() < end:
            continue
        begin = text.rfind(" ", end, found.start()) + 1 or end
        end = text.find(" ", found.end())
        end = len(text) if end < 0 else end
        yield from filter(ODD.search, _compiled(_WORDS).findall(text, begin, end))
