"""Pieces inside the container that are not the article's text: above it, below it, and between its paragraphs.

What a piece is, is told by what it says (labels in many languages), how much of it is link, and where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.article import Code, Figure, Heading, ListBlock, Paragraph, Table
from parsers.blocks import Piece
from parsers.labels import is_box_label, is_byline, is_noise, is_teaser
from parsers.text import key

_PROSE = 80


def trim(pieces: Sequence[Piece], *, title: str | None, subtitle: str | None) -> list[Piece]:
    """The pieces that are the article's text."""
    kept = _after_title(list(pieces), key(title or ""))
    kept = _without_subtitle(kept, key(subtitle or ""))
    kept = _without_boxes(kept)
    kept = _without_head(kept)
    return _without_stray_headings(_drop_noise(kept))


def _is_prose(piece: Piece) -> bool:
    return isinstance(piece.block, Paragraph) and len(piece.text) >= _PROSE and piece.linked < 0.5


def _is_title(piece: Piece, title: str) -> bool:
    if not isinstance(piece.block, Heading | Paragraph) or not title:
        return False
    told = key(piece.text)
    if told == title:
        return True
    # The h1 may say more (a kicker, a date) or less than the title that won.
    return piece.tag == "h1" and len(told) > 10 and (told in title or title in told)


def _after_title(pieces: list[Piece], title: str) -> list[Piece]:
    """Without the title and what stands above it (kicker, breadcrumbs), if that is not the text itself."""
    prose = sum(len(piece.text) for piece in pieces if _is_prose(piece))
    before = 0
    for position, piece in enumerate(pieces):
        if _is_title(piece, title) and before * 5 <= prose:
            above = [other for other in pieces[:position] if isinstance(other.block, Figure)]
            return above + [
                other for other in pieces[position + 1 :] if not (_is_title(other, title) and _heads(other))
            ]
        if _is_prose(piece):
            before += len(piece.text)
    return pieces


def _without_subtitle(pieces: list[Piece], subtitle: str) -> list[Piece]:
    """Without the subtitle where it stands above the first paragraph."""
    for position, piece in enumerate(pieces):
        if subtitle and key(piece.text) == subtitle:
            return pieces[:position] + pieces[position + 1 :]
        if _is_prose(piece):
            break
    return pieces


def _heads(piece: Piece) -> bool:
    return isinstance(piece.block, Heading)


def _without_head(pieces: list[Piece]) -> list[Piece]:
    """Without bylines, dates, reading times and labels between the title and the first paragraph."""
    first = next((position for position, piece in enumerate(pieces) if _is_prose(piece)), None)
    if first is None:
        return pieces
    head = []
    for piece in pieces[:first]:
        text = piece.text
        if isinstance(piece.block, Figure | Code | Table):
            head.append(piece)
        elif is_byline(text) or piece.linked > 0.5:
            continue
        elif isinstance(piece.block, Heading) or len(text.split()) > 3 or piece.tag == "p":
            head.append(piece)
    return head + pieces[first:]


def _without_boxes(pieces: list[Piece]) -> list[Piece]:
    """Without boxes under a label such as "Related articles": up to the next heading or paragraph that is no teaser."""
    kept: list[Piece] = []
    total = sum(len(piece.text) for piece in pieces) or 1
    seen = 0
    inside = False
    late = False
    for piece in pieces:
        text = piece.text
        seen += len(text)
        label = isinstance(piece.block, Heading | Paragraph) and is_box_label(text)
        if label:
            inside, late = True, seen > total * 0.75
            continue
        if inside:
            if late and not (isinstance(piece.block, Heading) and piece.linked < 0.5):
                continue
            if piece.linked > 0.5 or (isinstance(piece.block, ListBlock) and piece.linked > 0.3):
                continue
            if isinstance(piece.block, Paragraph) and not _is_prose(piece) and piece.tag != "p":
                continue
            inside = False
        kept.append(piece)
    return kept


def _drop_noise(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not _is_clutter(piece)]


def _is_clutter(piece: Piece) -> bool:
    block, text = piece.block, piece.text
    if isinstance(block, ListBlock):
        return piece.linked > 0.8 and all(link.url and "#" in link.url for link in piece.links) and len(piece.links) > 1
    if not isinstance(block, Paragraph | Heading):
        return False
    if is_noise(text):
        return True
    if isinstance(block, Heading):
        return False
    if piece.linked > 0.8:
        return piece.tag != "p" or is_teaser(text) or len(text.split()) < 3
    return is_teaser(text) and len(text.split()) < 14 and piece.linked > 0.4


def _without_stray_headings(pieces: list[Piece]) -> list[Piece]:
    """A heading at the very end has lost what it stood over."""
    last = len(pieces)
    while last and isinstance(pieces[last - 1].block, Heading | Figure):
        last -= 1
    return (
        pieces[:last] + [piece for piece in pieces[last:] if not isinstance(piece.block, Heading)] if last else pieces
    )
