"""Lines inside the container that are not the article's text: what stands above it, below it, and between its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.article import Heading
from parsers.blocks import Piece
from parsers.text import key


def trim(pieces: Sequence[Piece], *, title: str | None, subtitle: str | None) -> list[Piece]:
    """The pieces that are text."""
    told = key(title or "")
    return [piece for piece in pieces if not (isinstance(piece.block, Heading) and key(piece.text) == told)]
