"""Headings in disguise: paragraphs that every reader takes for a heading, though the markup does not say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.article import Figure, Heading, Paragraph
from parsers.blocks import Piece

_MAX_CHARACTERS, _MAX_WORDS = 100, 14
_HEADING_NAME = re.compile(
    r"(?:^|[\s_-])(?:sub-?hea?d(?:ing|line)?|cross-?hea?d(?:ing)?|heading|inter-?title|intertitle|zwischenueberschrift|"
    r"section-?title|h[2-6])(?:$|[\s_-])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.,;]$")


def settle_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with disguised headings told as headings, each on the level of its place."""
    settled: list[Piece] = []
    level = 1
    for position, piece in enumerate(pieces):
        block = piece.block
        if isinstance(block, Heading):
            level = block.level
        elif _is_disguised(pieces, position):
            block = Heading(text=piece.text, level=min(6, level + 1))
            piece = replace(piece, block=block)
        settled.append(piece)
    return settled


def _is_disguised(pieces: Sequence[Piece], position: int) -> bool:
    piece = pieces[position]
    text = piece.text
    if not isinstance(piece.block, Paragraph) or len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS:
        return False
    if not (piece.bold or _HEADING_NAME.search(piece.names)) or piece.linked > 0.5:
        return False
    if _SENTENCE_END.search(text) or not any(character.isalpha() for character in text):
        return False
    # A heading stands over something.
    following = next((other for other in pieces[position + 1 :][:3] if not isinstance(other.block, Figure)), None)
    return following is not None and not isinstance(following.block, Heading) and not following.bold
