"""An article's body as the archive keeps it: texts by heading, with marks that tell which kind of block each was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from parsers.article import Block, Code, Figure, Heading, ListBlock, Paragraph, Quote, Table

_CELLS = " | "
"""What parts the cells of a table's row in its text."""

_BEFORE_HEADING = -1
"""Place of a figure that stands before any text and the first heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The lead, or a heading with what stands under it."""

    heading: str | None
    """None for the lead."""
    level: int | None
    text: str
    """Its texts, one a line."""
    kinds: str | None = None
    """One letter a text: p paragraph, l list item, o item of a numbered list, q quote, c code, t table row; a capital
    where a list, quote or table begins right behind another of its kind; None where all are paragraphs."""
    lengths: str | None = None
    """Their lengths in characters as a JSON list; None where no text holds a line break of its own."""
    extras: str | None = None
    """What has no text: JSON with ``figures`` ([place among the texts, image, alt, caption, credit]…) and ``rows``
    (number of the text → its cells, where they are not what stands between the bars); None where there is nothing."""
    section_id: int | None = None
    """Its row, where it comes from the archive."""

    @property
    def key(self) -> tuple[str | None, str]:
        """What two passages must share to be the same to a reader."""
        return self.heading, self.text

    @property
    def form(self) -> tuple[str | None, str, int | None, str | None, str | None]:
        """What two passages must share to be one row; figures (lazy loading, nonces) come and go without the words."""
        return self.heading, self.text, self.level, self.kinds, self.lengths

    @property
    def texts(self) -> tuple[str, ...]:
        """Paragraphs, list items, quotes, table rows and code, as the parser gave them."""
        if self.lengths is None:
            return tuple(self.text.split("\n")) if self.text else ()
        starts = accumulate((length + 1 for length in json.loads(self.lengths)), initial=0)
        return tuple(self.text[start : end - 1] for start, end in pairwise(starts))


def passages(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """The body by heading, the lead first where there is one. Of figures before all text and headings nothing is lost
    as long as a heading follows; else they are ``lone_figures``."""
    found: list[Passage] = []
    draft = _Draft(heading=None)
    for block in blocks:
        if isinstance(block, Paragraph):  # most are
            if block.text:
                draft.texts.append(block.text)
                draft.kinds.append("p")
        elif isinstance(block, Heading):
            pending = draft.finish(found)
            draft = _Draft(heading=block)
            draft.figures += ([_BEFORE_HEADING, *figure[1:]] for figure in pending)
        elif isinstance(block, Figure):
            draft.figures.append([len(draft.texts), block.image, block.alt, block.caption, block.credit])
        else:
            draft.add(block)
    draft.finish(found)
    return tuple(found)


def lone_figures(blocks: Iterable[Block]) -> list[list[str | None]]:
    """The figures of a body that has no text at all."""
    figures = []
    for block in blocks:
        if not isinstance(block, Figure):
            if isinstance(block, Heading) or any(block.texts):
                return []
            continue
        figures.append([block.image, block.alt, block.caption, block.credit])
    return figures


def blocks(found: Iterable[Passage]) -> Iterator[Block]:
    """The body that ``passages`` took apart; what came without a text (an empty paragraph) stays out."""
    for passage in found:
        extras: dict[str, Any] = json.loads(passage.extras) if passage.extras else {}
        figures: list[list[Any]] = extras.get("figures", [])
        yield from (_figure(told) for place, *told in figures if place == _BEFORE_HEADING)
        if passage.heading is not None:
            yield Heading(text=passage.heading, level=passage.level or 2)
        texts = passage.texts
        kinds = passage.kinds or "p" * len(texts)
        index = 0
        while index < len(texts):
            yield from (_figure(told) for place, *told in figures if place == index)
            end = index + 1
            if kinds[index].lower() in "loqt":
                while end < len(texts) and kinds[end] == kinds[index].lower():
                    end += 1
            yield _block(kinds[index].lower(), texts[index:end], index, extras.get("rows", {}))
            index = end
        yield from (_figure(told) for place, *told in figures if place >= len(texts))


def _figure(told: list[str | None]) -> Figure:
    image, alt, caption, credit = told
    return Figure(image=image, alt=alt, caption=caption, credit=credit)


def _block(kind: str, texts: tuple[str, ...], first: int, rows: dict[str, list[str]]) -> Block:
    match kind:
        case "l" | "o":
            return ListBlock(items=texts, ordered=kind == "o")
        case "q":
            return Quote(paragraphs=texts)
        case "c":
            return Code(text=texts[0])
        case "t":
            return Table(
                rows=tuple(tuple(rows.get(str(n)) or text.split(_CELLS)) for n, text in enumerate(texts, first))
            )
    return Paragraph(text=texts[0])


@dataclass(slots=True)
class _Draft:
    """A passage in the making."""

    heading: Heading | None
    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    figures: list[list[Any]] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        # Empty texts would be lost between line breaks, and nobody sees them.
        texts = [text for text in block.texts if text]
        if not texts:
            return
        letter = _letter(block)
        if isinstance(block, Table):
            full = (row for row in block.rows if any(row))
            for number, (row, text) in enumerate(zip(full, texts, strict=True), len(self.texts)):
                if text.split(_CELLS) != list(row):
                    self.rows[str(number)] = list(row)
        begins = letter in "loqt" and self.kinds and self.kinds[-1].lower() == letter
        self.kinds += (letter.upper() if begins else letter) + letter * (len(texts) - 1)
        self.texts += texts

    def finish(self, found: list[Passage]) -> list[list[Any]]:
        """Add the passage, if there is one; else the figures that need another place."""
        if self.heading is None and not self.texts:
            return self.figures
        extras: dict[str, Any] = {}
        if self.figures or self.rows:
            extras = {name: value for name, value in (("figures", self.figures), ("rows", self.rows)) if value}
        text = "\n".join(self.texts)
        has_own_lines = text.count("\n") >= max(len(self.texts), 1)
        found.append(
            Passage(
                heading=self.heading.text if self.heading else None,
                level=self.heading.level if self.heading else None,
                text=text,
                kinds="".join(self.kinds) if self.kinds.count("p") < len(self.kinds) else None,
                lengths=json.dumps([len(text) for text in self.texts]) if has_own_lines else None,
                extras=json.dumps(extras, ensure_ascii=False, separators=(",", ":")) if extras else None,
            )
        )
        return []


def _letter(block: Block) -> str:
    match block:
        case ListBlock(ordered=ordered):
            return "o" if ordered else "l"
        case Quote():
            return "q"
        case Code():
            return "c"
        case Table():
            return "t"
    return "p"
