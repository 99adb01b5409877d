"""An article's body: written in Markdown, told as typed blocks (the truth) and as inline HTML (for the layouts)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from parsers.article import Block, Code, Figure, Heading, Link, ListBlock, Paragraph, Quote, Table

QUOTES = {"de": "„“‚‘", "fr": ["«\xa0", "\xa0»", "“", "”"], "ru": "«»„“", "ja": "「」『』"}
"""Quotation marks by language; the others have the English ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block and how its texts are written in HTML."""

    block: Block
    html: tuple[str, ...] = ()
    """Inline HTML of each text in the block; of each cell, row by row, in a table."""
    links: tuple[Link, ...] = ()


def read_body(markdown: str, language: str, resolve: Callable[[str], str]) -> list[tuple[Piece, ...]]:
    """The pages of a body, parted by ``***``. ``resolve`` makes a link's or an image's target an absolute URL."""
    reader = _reader(language)
    pages: list[tuple[Piece, ...]] = []
    page: list[Piece] = []
    for node in SyntaxTreeNode(reader.parse(markdown)).children:
        if node.type == "hr":
            pages.append(tuple(page))
            page = []
        else:
            page.append(_piece(node, reader, resolve))
    return [*pages, tuple(page)]


@lru_cache
def _reader(language: str) -> MarkdownIt:
    options = {"typographer": True, "quotes": QUOTES.get(language, "“”‘’")}
    return MarkdownIt("commonmark", options).enable(["table", "replacements", "smartquotes"])


def _piece(node: SyntaxTreeNode, reader: MarkdownIt, resolve: Callable[[str], str]) -> Piece:
    if node.type == "fence":
        return Piece(block=Code(text=node.content.rstrip("\n")))
    inlines = [child for child in node.walk() if child.type == "inline"]
    if node.type == "paragraph" and inlines[0].children[0].type == "image":
        image = inlines[0].children[0]
        caption, _, credit = str(image.attrs.get("title", "")).partition(" | ")
        source = resolve(f"/media/{image.attrs['src']}.png")
        return Piece(block=Figure(image=source, alt=image.content, caption=caption or None, credit=credit or None))
    links: list[Link] = []
    texts, html = [], []
    for inline in inlines:
        tokens = [token for child in inline.children for token in child.to_tokens()]
        links += _resolve_links(tokens, resolve)
        texts.append(" ".join(_text(tokens).split()))
        html.append(reader.renderer.render(tokens, reader.options, {}))
    return Piece(block=_block(node, texts), html=tuple(html), links=tuple(links))


def _block(node: SyntaxTreeNode, texts: list[str]) -> Block:
    if node.type == "heading":
        return Heading(text=texts[0], level=int(node.tag[1]))
    if node.type in ("bullet_list", "ordered_list"):
        return ListBlock(items=tuple(texts), ordered=node.type == "ordered_list")
    if node.type == "blockquote":
        return Quote(paragraphs=tuple(texts))
    if node.type == "table":
        columns = len(node.children[0].children[0].children)
        return Table(rows=tuple(tuple(texts[at : at + columns]) for at in range(0, len(texts), columns)))
    return Paragraph(text=texts[0])


def _resolve_links(tokens: Sequence[Token], resolve: Callable[[str], str]) -> list[Link]:
    links = []
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "link_close")
            url = resolve(str(token.attrs["href"]))
            token.attrSet("href", url)
            links.append(Link(url=url, text=_text(tokens[at + 1 : end])))
    return links


def _text(tokens: Sequence[Token]) -> str:
    return "".join(
        token.content if token.type in ("text", "code_inline") else " " if token.type == "softbreak" else ""
        for token in tokens
    )
