"""One article of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from parsers.article import Article, Author, Block, Heading, Paragraph
from parsers.text import key

_PAGE_WORD = r"(?:page|pg\.?|part|seite|teil|pagina|página|pág\.?|sivu|side|sida|strona|strana|страница|sayfa)"
_PAGE_MARK = re.compile(
    rf"[\s\-–—|:,(\[]*(?:\b{_PAGE_WORD}\s*\d{{1,3}}(?:\s*(?:of|/|von|de|sur|di|van|из)\s*\d{{1,3}})?|\b\d{{1,3}}\s*/\s*\d{{1,3}})[\s\-–—|:)\]]*",
    re.IGNORECASE,
)
_TURN = re.compile(
    rf"\W*(?:(?:continued?|continues|go|read on|weiter|suite|lire la suite|continúa|continua|vervolg)\b.{{0,40}}\b{_PAGE_WORD}\b.{{0,40}}|"
    rf"(?:next|previous|nächste|vorherige|vorige|suivante|précédente|siguiente|anterior|volgende|successiva)\s+{_PAGE_WORD}\b.{{0,120}}|"
    rf"{_PAGE_WORD}\s+(?:suivante|précédente|siguiente|anterior|successiva|precedente)\b.{{0,120}}|"
    rf"{_PAGE_WORD}\s*\d{{1,3}}(?:\s*(?:of|/|von|de|sur|di|van|из)\s*\d{{1,3}})?|\(?continued\)?)\W*",
    re.IGNORECASE,
)
_LONGEST_TURN = 160
_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"”’»)\]]*$")


def join_pages(articles: Sequence[Article]) -> Article:
    """The first page with the bodies, links and comments of all, in order; what only a later page tells is taken from it.

    What each page repeats (lead picture, standfirst, author box, the paragraph at the seam) is told once; a later
    page's own title is the heading of its part. Raises ValueError when there is no page.
    """
    if not articles:
        raise ValueError("join_pages needs at least one page")
    first, *rest = articles
    if not rest:
        return first
    return replace(
        first,
        blocks=_joined(articles),
        subtitle=first.subtitle or _told(page.subtitle for page in rest),
        authors=_authors(articles),
        published=first.published or _told(page.published for page in rest),
        modified=first.modified or _told(page.modified for page in rest),
        tags=tuple(dict.fromkeys(tag for page in articles for tag in page.tags)),
        image=first.image or _told(page.image for page in rest),
        links=tuple(dict.fromkeys(link for page in articles for link in page.links)),
        widgets=tuple({(w.provider, w.thread_id): w for page in articles for w in page.widgets}.values()),
        comments=tuple(dict.fromkeys(comment for page in articles for comment in page.comments)),
        is_article=any(page.is_article for page in articles),
        paywalled=True if any(page.paywalled for page in articles) else first.paywalled,
        next_page=rest[-1].next_page,
        confidence=min(page.confidence for page in articles),
        provenance={**first.provenance, "body": f"{first.provenance.get('body', '')} of {len(articles)} pages".strip()},
    )


T = TypeVar("T")


def _told(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _authors(articles: Sequence[Article]) -> tuple[Author, ...]:
    """The authors of the first page that names any; bios and portraits may stand on the last page only."""
    authors = next((page.authors for page in articles if page.authors), ())
    known = [author for page in articles for author in page.authors]
    return tuple(
        replace(
            author,
            url=author.url or _told(same.url for same in known if same.name == author.name),
            bio=author.bio or _told(same.bio for same in known if same.name == author.name),
            image=author.image or _told(same.image for same in known if same.name == author.name),
            links=author.links or next((same.links for same in known if same.name == author.name and same.links), ()),
        )
        for author in authors
    )


def _joined(articles: Sequence[Article]) -> tuple[Block, ...]:
    first = articles[0]
    parts = [list(first.blocks)]
    headings: list[Heading | None] = [None]
    for page in articles[1:]:
        # A site may show the same page whatever number one asks for.
        if page.blocks and page.blocks != first.blocks:
            parts.append(_without_repeats(page.blocks, first))
            headings.append(_heading(page, first))
    end = _common_end(parts)
    joined: list[Block] = []
    for heading, part in zip(headings, parts, strict=True):
        blocks = _without_turns(part[: len(part) - len(end)])
        if heading is None:
            _mend(joined, blocks)
        elif blocks and key("".join(blocks[0].texts)) != key(heading.text):
            joined.append(heading)
        joined += blocks
    return tuple(joined + end)


def _without_repeats(blocks: Sequence[Block], first: Article) -> list[Block]:
    """Without what stands at the head of every page: title, standfirst, lead picture, first paragraph."""
    head = {_said(block) for block in first.blocks[:3]} | {key(first.title or ""), key(first.subtitle or "")}
    start = 0
    while start < len(blocks) and (blocks[start] in first.blocks[:3] or _said(blocks[start]) in head - {""}):
        start += 1
    return list(blocks[start:])


def _said(block: Block) -> str:
    return key("".join(block.texts))


def _heading(page: Article, first: Article) -> Heading | None:
    """What the title of a later page says beyond the title of the first: "Page 2: The battery"."""
    if page.title is None or first.title is None:
        return None
    own = _PAGE_MARK.sub(" ", page.title)
    if first.title.casefold() in own.casefold():
        start = own.casefold().index(first.title.casefold())
        own = own[:start] + own[start + len(first.title) :]
    own = own.strip(" -–—|:,/·»>")
    words = {key(word) for word in own.split()} - {""}
    if not words or len(words & {key(word) for word in first.title.split()}) * 2 > len(words):
        return None  # the same title, perhaps in a few other words
    return Heading(text=own, level=2)


def _common_end(parts: Sequence[Sequence[Block]]) -> list[Block]:
    """What stands at the foot of every page: an author's box, a note."""
    longest = min(map(len, parts)) - 1 if len(parts) > 1 else 0
    size = 0
    while size < longest and all(part[-1 - size] == parts[0][-1 - size] for part in parts):
        size += 1
    return list(parts[0][len(parts[0]) - size :])


def _without_turns(blocks: list[Block]) -> list[Block]:
    """Without "Continued on page 2", "Next page: The battery" and "Page 1 of 3" at either end."""
    start, end = 0, len(blocks)
    while start < end and _is_turn(blocks[start]):
        start += 1
    while end > start and _is_turn(blocks[end - 1]):
        end -= 1
    return blocks[start:end]


def _is_turn(block: Block) -> bool:
    return (
        isinstance(block, Paragraph | Heading) and len(block.text) < _LONGEST_TURN and bool(_TURN.fullmatch(block.text))
    )


def _mend(joined: list[Block], blocks: list[Block]) -> None:
    """The seam of two pages: the same paragraph on both sides stands once, a sentence that was cut becomes whole."""
    if not joined or not blocks:
        return
    last, next_one = joined[-1], blocks[0]
    if last == next_one:
        del blocks[0]
    elif (
        isinstance(last, Paragraph)
        and isinstance(next_one, Paragraph)
        and next_one.text[:1].islower()
        and not _SENTENCE_END.search(last.text)
    ):
        joined[-1] = Paragraph(text=f"{last.text} {next_one.text}")
        del blocks[0]
