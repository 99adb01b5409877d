"""Body blocks as HTML: the shapes every layout shares, each of them replaceable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from demo.body import Piece
from parsers.article import Code, Figure, Heading, ListBlock, Quote, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A format string for each kind of block; ``{}`` takes inline HTML."""

    paragraph: str = "<p>{}</p>"
    heading: str = "<h{level}>{text}</h{level}>"
    itemised: str = "<{tag}>{items}</{tag}>"
    item: str = "<li>{}</li>"
    quote: str = "<blockquote>{}</blockquote>"
    quoted: str = "<p>{}</p>"
    cited: str = "<cite>{}</cite>"
    code: str = "<pre><code>{}</code></pre>"
    table: str = "<table>{}</table>"
    row: str = "<tr>{}</tr>"
    head: str = "<th>{}</th>"
    cell: str = "<td>{}</td>"
    figure: str = '<figure><img src="{src}" alt="{alt}" width="1200" height="675">{caption}</figure>'
    caption: str = "<figcaption>{text}{credit}</figcaption>"
    credit: str = ' <span class="credit">{}</span>'

    def render(self, pieces: Sequence[Piece]) -> list[str]:
        """One HTML string a block, so that a layout can put its own things in between."""
        return [self._block(piece) for piece in pieces]

    def _block(self, piece: Piece) -> str:
        block, html = piece.block, piece.html
        if isinstance(block, Heading):
            return self.heading.format(level=block.level, text=html[0])
        if isinstance(block, ListBlock):
            items = "".join(self.item.format(item) for item in html)
            return self.itemised.format(tag="ol" if block.ordered else "ul", items=items)
        if isinstance(block, Quote):
            cited = len(html) > 1 and block.paragraphs[-1].startswith("—")
            shapes = [self.quoted] * (len(html) - cited) + [self.cited] * cited
            return self.quote.format("".join(shape.format(text) for shape, text in zip(shapes, html, strict=True)))
        if isinstance(block, Code):
            return self.code.format(escape(block.text, quote=False))
        if isinstance(block, Table):
            columns = len(block.rows[0])
            rows = [html[at : at + columns] for at in range(0, len(html), columns)]
            shapes = [self.head] + [self.cell] * (len(rows) - 1)
            cells = ("".join(shape.format(c) for c in row) for shape, row in zip(shapes, rows, strict=True))
            return self.table.format("".join(self.row.format(row) for row in cells))
        if isinstance(block, Figure):
            credit = self.credit.format(escape(block.credit)) if block.credit else ""
            caption = self.caption.format(text=escape(block.caption), credit=credit) if block.caption else ""
            return self.figure.format(src=escape(block.image or ""), alt=escape(block.alt or ""), caption=caption)
        return self.paragraph.format(html[0])
