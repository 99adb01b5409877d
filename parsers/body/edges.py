"""Pieces inside the container that are not the article's text: above it, below it, and between its paragraphs.

What a piece is, is told by what it says (labels in many languages), how much of it is link, and where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from parsers.article import Code, Figure, Heading, ListBlock, Paragraph, Table
from parsers.body.blocks import Piece
from parsers.body.choice import choose
from parsers.body.sign_offs import without_sign_offs
from parsers.labels import (
    is_box_label,
    is_byline,
    is_closing,
    is_consent,
    is_credit,
    is_dateline,
    is_disclosure,
    is_noise,
    is_signature,
    is_teaser,
    may_consent,
)
from parsers.text import key


def trim(pieces: Sequence[Piece], *, title: str | None, subtitle: str | None) -> list[Piece]:
    """The pieces that are the article's text: the rules have their say, then everything is weighed together."""
    told = _after_title(_without_headline(_without_discussion(list(pieces)), title or ""), key(title or ""))
    told = _without_noise(_with_captions(_without_subtitle(told, key(subtitle or ""))))
    ruled = {id(piece.block) for piece in _ruled(told)}
    texts = [piece for piece in told if not isinstance(piece.block, Figure)]
    chosen = choose(texts, {place for place, piece in enumerate(texts) if id(piece.block) in ruled}, title or "")
    kept = {id(piece.block) for piece, is_text in zip(texts, chosen, strict=True) if is_text}
    left = [piece for piece in told if id(piece.block) in (ruled if isinstance(piece.block, Figure) else kept)]
    left = _without_stray_headings(without_sign_offs(left))
    return [piece for piece in left if _says_something(piece)]


def _ruled(pieces: list[Piece]) -> list[Piece]:
    """The pieces that are text by the rules alone."""
    kept = _without_head(_with_linked_headings(_without_boxes(pieces)))
    return _without_stray_headings(
        _without_closing(
            [piece for piece, following in zip_longest(kept, kept[1:]) if not _is_clutter(piece, following)]
        )
    )


_FIRST_LETTERS = 24


def _is_title(piece: Piece, title: str) -> bool:
    if not isinstance(piece.block, (Heading, Paragraph)) or not title:
        return False
    if not _heads(piece) and piece.tag != "h1" and not title.startswith(key(piece.text[:_FIRST_LETTERS])):
        return False  # most are paragraphs that begin otherwise: they need not be read to the end
    told = key(piece.text)
    if told == title:
        return True
    # The h1 may say more (a kicker, a date) or less than the title that won; another heading may put a kicker before it.
    if piece.tag == "h1":
        return len(told) > 10 and (told in title or title in told)
    return _heads(piece) and len(title) > 15 and told.endswith(title) and len(told) < 2 * len(title)


def _after_title(pieces: list[Piece], title: str) -> list[Piece]:
    """Without the title and what stands above it (kicker, breadcrumbs), if that is not the text itself."""
    prose = sum(len(piece.text) for piece in pieces if piece.is_prose)
    before = 0
    for position, piece in enumerate(pieces):
        # Further down a heading that ends like the title is one of the article's own.
        if _is_title(piece, title) and before * 5 <= (prose if piece.tag == "h1" else 0):
            above = [other for other in pieces[:position] if isinstance(other.block, Figure)]
            return above + _without_repeated(pieces[position + 1 :], title)
        if piece.is_prose or (isinstance(piece.block, ListBlock) and piece.linked < 0.3):
            before += len(piece.text)
    return _without_repeated(pieces, title)


_TALK = re.compile(
    r"\W*(?:\(?\d+\)? (?:reader )?(?:comments?|responses|replies|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties)"
    r"|(?:reader )?(?:comments|kommentare|commentaires|comentarios|comentários|commenti|reacties)\W*\d+)\W*",
    re.IGNORECASE,
)
_LONGEST_LABEL = 80
_TEXT_ABOVE = 0.3
"""Share of all text that stands above comments at least."""


def _without_discussion(pieces: list[Piece]) -> list[Piece]:
    """Without what stands under a heading that counts comments."""
    left = (1 - _TEXT_ABOVE) * sum([len(piece.text) for piece in pieces])
    for position in range(len(pieces) - 1, -1, -1):
        piece = pieces[position]
        left -= len(piece.text)
        if left < 0:
            break
        if _heads(piece) and len(piece.text) < _LONGEST_LABEL and _TALK.fullmatch(piece.text):
            return pieces[:position]
    return pieces


_BARS = frozenset(("div", "span", "section", "header"))


def _without_repeated(pieces: list[Piece], title: str) -> list[Piece]:
    """Without the title once more: as a heading anywhere, as a line of its own (what stays in sight) above the text."""
    first = next((position for position, piece in enumerate(pieces) if piece.is_prose), len(pieces))
    return [
        piece
        for position, piece in enumerate(pieces)
        if not (_is_title(piece, title) if position < first and piece.tag in _BARS else _repeats(piece, title))
    ]


_HEADLINE = re.compile(r"headline|\bheader\b|article-?title|entry-?title|post-?title")


def _without_headline(pieces: list[Piece], title: str) -> list[Piece]:
    """Without a headline in other words than the title that won: many papers have one for readers and one for engines."""
    wanted = _long_words(title)
    first = next((position for position, piece in enumerate(pieces) if piece.is_prose), 0)
    for position, piece in enumerate(pieces[:first]):
        if piece.tag not in ("h1", "h2"):
            continue
        told = _long_words(piece.text)
        between = any(is_byline(other.text) for other in pieces[position + 1 : first]) or _HEADLINE.search(
            " ".join(piece.path[-3:]).lower()
        )
        if between and key(piece.text) != key(title) and len(told) > 1 and len(told & wanted) * 2 > len(told):
            return [other for other in pieces[:position] if isinstance(other.block, Figure)] + pieces[position + 1 :]
        break
    return pieces


def _long_words(text: str) -> set[str]:
    return {word for part in text.split() if len(word := key(part)) > 3}


def _repeats(piece: Piece, title: str) -> bool:
    return _heads(piece) and (key(piece.text) == title or (piece.tag == "h1" and _is_title(piece, title)))


def _without_subtitle(pieces: list[Piece], subtitle: str) -> list[Piece]:
    """Without the subtitle where it stands above the first paragraph."""
    for position, piece in enumerate(pieces):
        if subtitle and key(piece.text) == subtitle:
            return pieces[:position] + pieces[position + 1 :]
        if piece.is_prose:
            break
    return pieces


def _heads(piece: Piece) -> bool:
    return isinstance(piece.block, Heading)


_PICTURE = re.compile(
    r"image|img|pic(?:ture|box)?(?![a-z])|photo|foto|bild|media(?:info)?(?![a-z])|caption|thumb|figure|legend|gallery"
)
_MAX_CAPTION = 400


def _with_captions(pieces: list[Piece]) -> list[Piece]:
    """A short text in the same box as the picture before it is the picture's caption, and so is one that is named so."""
    kept: list[Piece] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        if isinstance(piece.block, Paragraph) and _is_named_caption(piece):
            last = kept.pop() if kept and isinstance(kept[-1].block, Figure) and not kept[-1].block.caption else piece
            figure = last.block if isinstance(last.block, Figure) else Figure()
            kept.append(replace(last, block=replace(figure, caption=piece.text)))
            continue
        captioned = isinstance(piece.block, Paragraph) and len(piece.text) <= _MAX_CAPTION
        if captioned and kept and isinstance(kept[-1].block, Figure) and is_credit(piece.text):
            kept[-1] = replace(kept[-1], block=replace(kept[-1].block, credit=kept[-1].block.credit or piece.text))
            continue
        last = kept[-1] if captioned and kept else None
        if (
            last is not None
            and isinstance(last.block, Figure)
            and not last.block.caption
            and _same_box(last, piece)
            and _is_in_picture(piece)
            # Else the picture stands in the text's own box.
            and not (following is not None and piece.tag == "p" and _goes_on(piece, following))
        ):
            kept[-1] = replace(last, block=replace(last.block, caption=piece.text))
            continue
        if captioned and piece.tag == "figcaption":
            continue
        kept.append(piece)
    return kept


_CAPTION = re.compile(r"(?:^|[\s_-])captions?(?:$|[\s_-])")


def _is_named_caption(piece: Piece) -> bool:
    """Whether its own element or the one around it is called a caption."""
    return len(piece.text) <= _MAX_CAPTION and any(map(_calls_caption, piece.path[-2:]))


@lru_cache(maxsize=2_048)
def _calls_caption(mark: str) -> bool:
    return _CAPTION.search(_names_in(mark)) is not None


def _names_in(mark: str) -> str:
    return mark.partition(" ")[2].lower()


def _goes_on(piece: Piece, following: Piece) -> bool:
    """Whether another paragraph like it follows, and no credit."""
    return isinstance(following.block, Paragraph) and following.path == piece.path and not is_credit(following.text)


def _is_in_picture(piece: Piece) -> bool:
    return piece.tag == "figcaption" or bool(_PICTURE.search(" ".join(map(_names_in, piece.path[-3:]))))


def _same_box(figure: Piece, text: Piece) -> bool:
    """Whether they share all but their innermost elements."""
    shared = min(len(figure.path), len(text.path)) - 2
    return shared > 0 and figure.path[:shared] == text.path[:shared]


def _with_linked_headings(pieces: list[Piece]) -> list[Piece]:
    """Without headings that lead to other articles. Where headings of a kind mostly are links (a list of products, of
    places), they are the article's own, and their links are no sign of anything."""
    kinds = Counter(piece.tag for piece in pieces if _heads(piece))
    links = Counter(piece.tag for piece in pieces if _heads(piece) and piece.linked > 0.5)
    own = {tag for tag, count in links.items() if count > 2 and count * 3 >= kinds[tag]}
    kept = []
    for piece in pieces:
        if _heads(piece) and piece.linked > 0.4:
            if is_teaser(piece.text):
                continue
            if piece.tag in own:
                piece = replace(piece, linked=0.0)
            elif piece.linked == 1.0 and not piece.links:
                continue  # the link is around it: a card
        kept.append(piece)
    return kept


def _without_head(pieces: list[Piece]) -> list[Piece]:
    """Without bylines, dates, reading times and labels between the title and the first paragraph."""
    first = next((at for at, piece in enumerate(pieces) if piece.is_prose and not _is_head_line(piece.text)), None)
    if first is None:
        return pieces
    head = []
    for piece in pieces[:first]:
        text = piece.text
        if isinstance(piece.block, Paragraph) and is_disclosure(text):
            continue
        if isinstance(piece.block, Figure | Code | Table):
            head.append(piece)
        elif (
            piece.linked > 0.5
            or (len(text) < 200 and any(map(is_byline, piece.block.texts)))
            or (isinstance(piece.block, Paragraph) and is_dateline(text))
        ):
            continue
        elif isinstance(piece.block, Heading) or len(text.split()) > 3 or piece.tag == "p":
            head.append(piece)
    return head + pieces[first:]


def _is_head_line(text: str) -> bool:
    """Whether a text is no prose, however long: on money that links earn, on when it was put out and changed."""
    return is_disclosure(text) or is_dateline(text)


_ALSO_SECTIONS = frozenset(("discussion", "topics", "contents", "related", "latest", "categories", "share"))
"""Labels of boxes that papers and manuals also have as headings: over running text they are."""


_CALL = re.compile(
    r"\W*(?:(?:also )?read|lesen|lies|(?:à )?lire|lee |lea |leggi|leia|lees|les |läs|læs|lue|czytaj|przeczytaj|čtěte|čítajte|читайте|прочит"
    r"|διαβάστε|baca|xem|citește|citiți|pročitajte|olvas|קראו|اقرأ|あわせて|もっと)",
    re.IGNORECASE,
)
"""To read something else, in the midst of a text."""


def _without_boxes(pieces: list[Piece]) -> list[Piece]:
    """Without boxes under a label such as "Related articles": up to the next heading or paragraph that is no teaser."""
    kept: list[Piece] = []
    total = sum(len(piece.text) for piece in pieces) or 1
    seen = 0
    inside = False
    late = False
    places: set[tuple[str, ...]] = set()  # of the paragraphs so far
    goes_on: set[tuple[str, ...]] = set()
    for position, piece in enumerate(pieces):
        text = piece.text
        seen += len(text)
        label = isinstance(piece.block, (Heading, Paragraph)) and is_box_label(text)
        if (
            label
            and key(text) in _ALSO_SECTIONS
            and any(other.is_prose for other in pieces[position + 1 : position + 2])
        ):
            label = False
        if label:
            # Below a call to read on elsewhere, or a box that stands apart, the text itself goes on, in its own place.
            inside, late = True, seen > total * 0.75
            is_apart = piece.path[:-1] not in {path[:-1] for path in places}
            goes_on = places if is_apart or _CALL.match(text) else set()
            continue
        if inside:
            is_on = (piece.is_prose and piece.path in goes_on) or (_heads(piece) and piece.linked < 0.5)
            if late and not is_on:
                continue
            if piece.linked > 0.5 or (isinstance(piece.block, ListBlock) and piece.linked > 0.3):
                continue
            if isinstance(piece.block, Paragraph) and not piece.is_prose and piece.tag != "p":
                continue
            inside = False
        if piece.is_prose:
            places.add(piece.path)
        kept.append(piece)
    return kept


def _without_noise(pieces: list[Piece]) -> list[Piece]:
    asks = may_consent("\n".join([piece.text for piece in pieces]))
    return [
        piece
        for piece in pieces
        if not isinstance(piece.block, (Paragraph, Heading))
        or not (is_noise(piece.text) or (asks and is_consent(piece.text)))
    ]


_PAGER = re.compile(r"\W*(?:previous|prev|next|older|newer)(?: (?:page|post|article|story)s?)?\W*", re.IGNORECASE)


def _says_something(piece: Piece) -> bool:
    """Whether it is more than "* * *", a mark that is there so that the paragraph is not empty, an icon, or two buttons
    in a list."""
    if isinstance(piece.block, ListBlock):
        return not all(map(_PAGER.fullmatch, piece.block.items))
    return not isinstance(piece.block, Paragraph | Heading) or _WORD.search(piece.text) is not None


_WORD = re.compile(r"\w")


def _is_clutter(piece: Piece, following: Piece | None) -> bool:
    block, text = piece.block, piece.text
    if isinstance(block, ListBlock):
        if piece.linked <= 0.8 or not piece.links:
            return False
        if all(map(is_teaser, block.items)):
            return True
        to_places = all(link.url and "#" in link.url for link in piece.links) and len(piece.links) > 1
        return to_places or all(_TAG.search(link.url) for link in piece.links)
    if not isinstance(block, Paragraph):
        return False
    if piece.linked > 0.8:
        if piece.tag == "p" and following is not None and not is_teaser(text) and _opens(piece, following):
            return False
        return piece.tag != "p" or is_teaser(text) or len(text.split()) < 3
    if not piece.links or not is_teaser(text) or len(text.split()) >= 14:
        return False
    return piece.linked > 0.4 or _is_linked_behind_label(piece)


_LABEL_END = re.compile(r"[:：]\s*")


def _is_linked_behind_label(piece: Piece) -> bool:
    """Whether nothing but a link stands behind the colon, however long the label is beside it."""
    label = _LABEL_END.search(piece.text)
    behind = len(piece.text) - label.end() if label else 0
    return behind > 0 and piece.linked * len(piece.text) >= 0.8 * behind


_TAG = re.compile(r"/(?:tags?|tagged|topics?)/[^/?#]+/?$", re.IGNORECASE)


def _opens(piece: Piece, following: Piece) -> bool:
    """Whether it says what the text after it is about: its bold beginning, a line that ends in a colon."""
    if piece.text.endswith((":", "：")):
        return isinstance(following.block, (ListBlock, Paragraph)) and following.linked < 0.5
    return piece.bold and following.path == piece.path and following.is_prose


_END = 0.03
"""How much of the text may stand below a line that closes the page."""


def _without_closing(pieces: list[Piece]) -> list[Piece]:
    """Without what the page says below the text: when it was changed, how to cite it, that its links earn money."""
    left = _END * sum(len(piece.text) for piece in pieces)
    kept: list[Piece] = []
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        closes = is_closing(piece.text)
        if not closes or not isinstance(piece.block, Paragraph):
            kept.append(piece)
        if not closes:
            left -= len(piece.text)
            if left < 0:
                return pieces[:place] + kept[::-1]
    return kept[::-1]


def _without_stray_headings(pieces: list[Piece]) -> list[Piece]:
    """Without a heading at the very end, which has lost what it stood over, and the signature of an agency."""
    last = len(pieces)
    while last and (isinstance(pieces[last - 1].block, Heading | Figure) or is_signature(pieces[last - 1].text)):
        last -= 1
    return pieces[:last] + [piece for piece in pieces[last:] if isinstance(piece.block, Figure)] if last else pieces
