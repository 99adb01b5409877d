"""Headings in disguise: lines that every reader takes for a heading, though the markup does not say so; and the reverse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from parsers.article import Figure, Heading, Paragraph
from parsers.body.blocks import Piece
from parsers.text import key
from parsers.tree.survey import is_long

_MAX_CHARACTERS, _MAX_WORDS = 100, 14
_LONGEST_HEADING = 200
"""Characters; what is longer is a paragraph in large type, whatever its tag."""
_HEADING_NAME = re.compile(
    r"(?:^|[\s_-])(?:sub-?hea?d(?:ing|line)?|cross-?hea?d(?:ing)?|heading|inter-?title|intertitle|zwischenueberschrift|"
    r"section-?title|h[2-6])(?:$|[\s_-])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.,;。]$")
_OPEN_END = re.compile(r"(?:[:：…]|\.\.\.)$")
_QUESTION_END = re.compile(r"[?？؟]\W*$")
_SPEECH = re.compile(r"[\"“”„«»「]|[QAFRPV]\d*[:.)]\s|[-–—]\s")


def settle_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with disguised headings told as headings, each on the level of its place."""
    pieces = [_without_size(piece) for piece in pieces]
    disguised = _disguised(pieces)
    settled: list[Piece] = []
    level = 1
    for position, piece in enumerate(pieces):
        if isinstance(piece.block, Heading):
            level = piece.block.level
        elif position in disguised:
            piece = replace(piece, block=Heading(text=piece.text, level=min(6, level + 1)))
        settled.append(piece)
    return settled


def _without_size(piece: Piece) -> Piece:
    """A standfirst or a quote in the size of a heading as the paragraph it is."""
    if isinstance(piece.block, Heading) and len(piece.text) > _LONGEST_HEADING:
        return replace(piece, block=Paragraph(text=piece.text))
    return piece


def _disguised(pieces: Sequence[Piece]) -> set[int]:
    """Positions of the lines that are headings.

    A line whose class says so is one. A bold one may as well be a label, a question of an interview or just loud:
    it has to stand over text, to say something of its own, and to part its section together with others.
    """
    lines = [position for position in range(len(pieces)) if _may_head(pieces, position)]
    if not lines:
        return set()
    said = Counter(key(pieces[position].text) for position in lines)
    # "Pros", "Cons", "Key features" in every section are labels.
    lines = [position for position in lines if said[key(pieces[position].text)] == 1]
    told = {position for position in lines if _HEADING_NAME.search(pieces[position].names)}
    bold = [position for position in lines if position not in told]
    real = [position for position, piece in enumerate(pieces) if isinstance(piece.block, Heading)]
    questions = [position for position in bold if _QUESTION_END.search(pieces[position].text)]
    if real or len(questions) > 1:
        # Who asks speaks: an interview, or questions and answers under a heading of their own.
        bold = [position for position in bold if position not in questions]
    if not real:
        if len(bold) == 1 and not _is_prose(pieces, bold[0] + 1):
            bold = []
        return told.union(bold)
    if len(bold) >= len(real):
        for start, end in zip([-1, *real], [*real, len(pieces)], strict=True):
            inside = [position for position in bold if start < position < end]
            if len(inside) > 1:
                told.update(inside)
    return told


def _may_head(pieces: Sequence[Piece], position: int) -> bool:
    piece = pieces[position]
    text = piece.text
    if not isinstance(piece.block, Paragraph) or len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS:
        return False
    stands_out = piece.bold or piece.tag in ("summary", "button") or _HEADING_NAME.search(piece.names)
    if not stands_out or piece.linked > 0.5:
        return False
    if _SENTENCE_END.search(text) or _SPEECH.match(text) or not any(map(str.isalpha, text)):
        return False
    # A heading stands over something, and does not end in the middle of what it begins to say.
    following = next(
        (place for place in range(position + 1, min(position + 4, len(pieces))) if not _is_figure(pieces[place])), None
    )
    if following is None or isinstance(pieces[following].block, Heading) or pieces[following].bold:
        return False
    return _is_prose(pieces, following) or not _OPEN_END.search(text)


def _is_figure(piece: Piece) -> bool:
    return isinstance(piece.block, Figure)


def _is_prose(pieces: Sequence[Piece], position: int) -> bool:
    piece = pieces[position] if position < len(pieces) else None
    return piece is not None and isinstance(piece.block, Paragraph) and is_long(piece.text)
