"""Of which kind an edit of a text is: a slip of the pen, a figure, a correction note, or other words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

from archive.text.words import tokens
from archive.versions.corrections import notes, owns_up
from archive.versions.looks import still

Kind = Literal["added", "removed", "moved", "typo", "wording", "figure", "correction note", "headline swap"]

_MAX_TOKENS = 2_000
"""Longer texts are not compared word by word: the time grows with the square."""

_BESIDE_FIGURES = 2
"""Words that may change with a figure: its unit or its month. Where more do, the sentence is another."""

_NUMBERS = frozenset(
    """
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions trillion trillions dozen dozens half quarter twice double triple first second third fourth fifth
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn
    neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend millionen milliarde
    milliarden billion billionen dutzend
    deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante
    soixante cent cents mille milliard milliards
    dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta cincuenta
    cien cientos mil millón millones
    due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento mila milione
    milioni miliardo miliardi
    dois duas três quatro sete oito dez onze doze vinte trinta cem milhão milhões bilhão bilhões
    twee drie vijf zes zeven negen tien twaalf twintig dertig veertig vijftig honderd duizend miljoen miljard
    två fyra fem sex sju åtta nio tio tjugo hundra tusen miljon miljoner miljarder to tre fire seks syv otte åtte ni ti
    tyve tjue hundre tusind million millioner milliarder
    dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto tysiąc tysiące tysięcy milion miliony milionów
    miliard miliardy miliardów dva tři čtyři pět šest sedm osm devět deset tisíc milionů miliard
    два две три четыре пять шесть семь восемь девять десять двадцать тридцать сто тысяча тысячи тысяч миллион миллиона
    миллионов миллиард миллиарда миллиардов млн млрд mio mrd mln mld
    """.split()
) | frozenset("一二三四五六七八九十百千万萬亿億兆两兩")
_LONG_NUMBER = 6
"""Letters from which on what follows a word for a number makes no other number of it, as "seventy" is of seven."""
_FIGURE_SIGNS = frozenset("$€£¥₩₹₽₺₿%‰°±−")

_WEIGHTY = frozenset(
    """
    no not never none nor without cannot he she his her him
    nicht kein keine keinen keinem keiner keines nie niemals ohne er sie
    ne pas jamais sans non il elle ni nunca sin él ella não nem sem ele ela mai senza lui lei
    niet geen nooit zonder hij zij inte ej aldrig utan ikke ikkje aldri uten uden han hun hon
    nie bez on ona ne není не ни нет без он она він вона немає
    """.split()
)
"""Words of a few letters that turn a sentence round, or tell of another person: one for another is no slip."""
_TURNING = ("un", "in", "im", "ir", "il", "non", "dis", "anti")

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")


def kind_of(before: str | None, after: str | None) -> Kind:
    """Of which kind a change of text is, counters and ages aside."""
    before, after = still(before), still(after)
    if not before:
        return "correction note" if notes(after) else "added"
    if not after:
        return "removed"
    if owns_up(before, after):
        return "correction note"
    # Most edits are in one line.
    whole, renewed = (tokens("\n".join(lines)) for lines in _without_common_ends(before.split("\n"), after.split("\n")))
    if _undoubled(whole) == _undoubled(renewed):
        return "typo"
    old, new = _without_common_ends(whole, renewed)
    if max(len(old), len(new)) > _MAX_TOKENS:
        return "wording"
    edits = [
        (old[a:b], new[c:d]) for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes() if what != "equal"
    ]
    if all(_is_typo(removed, added) for removed, added in edits):
        return "typo"
    if all(_is_figure(removed, added) or _is_typo(removed, added) for removed, added in edits):
        return "figure"
    return "wording"


def _undoubled(found: list[str]) -> list[str]:
    """Without words that stand twice, as in "the the"; a character may."""
    folded = [token.casefold() for token in found]
    return [
        token
        for index, token in enumerate(folded)
        if not (index and token == folded[index - 1] and len(token) > 1 and token.isalpha())
    ]


def _without_common_ends(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """What lies between the first and the last difference: most edits are small, and comparing is quadratic."""
    shorter = min(len(old), len(new))
    start = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    return old[start : len(old) - end], new[start : len(new) - end]


def _is_figure(removed: list[str], added: list[str]) -> bool:
    if removed and added and all(_counts(side) for side in (removed, added)):
        return all(sum(map(_is_word, side)) <= _BESIDE_FIGURES for side in (removed, added))
    signs = {*removed, *added}
    return bool(signs & _FIGURE_SIGNS) and not any(map(_is_word, signs))


def _counts(side: list[str]) -> bool:
    return any(_is_number(token) for token in side)


def _is_number(token: str) -> bool:
    return any(c.isdigit() for c in token) or token.casefold() in _NUMBERS


def _is_word(token: str) -> bool:
    return token.isalnum() and not _is_number(token)


def _is_typo(removed: list[str], added: list[str]) -> bool:
    """A letter or two, a mark, a space, capitals: what nobody would call another word."""
    sides = {*removed, *added}
    if sides & _FIGURE_SIGNS or "?" in sides or "？" in sides:
        return False
    one, other = "".join(removed), "".join(added)
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    if _letters(one) == _letters(other):
        return True
    weights = [{token.casefold() for token in side} & _WEIGHTY for side in (removed, added)]
    if weights[0] != weights[1] or len(removed) > 2 or len(added) > 2:
        return False
    if _is_turned(one.casefold(), other.casefold()):
        return False
    if any(token.casefold() in _NUMBERS for token in sides) and not _is_inflected(one.casefold(), other.casefold()):
        return False
    one, other = " ".join(removed), " ".join(added)
    matching = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return max(len(one), len(other)) - matching <= 2 and matching * 2 >= max(len(one), len(other))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_turned(one: str, other: str) -> bool:
    """Whether one says the contrary of the other: harmed, unharmed."""
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and any(long == prefix + short for prefix in _TURNING)


def _is_inflected(one: str, other: str) -> bool:
    """Whether two words for numbers are the same one: million, millions."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _LONG_NUMBER and long.startswith(short)
