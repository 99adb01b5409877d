"""Made-up articles of real size for measuring the archive: the same for the same number."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import cache

from parsers.article import Article, Author, Block, Comment, CommentWidget, Heading, Paragraph

START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = 40
_SECTIONS, _SENTENCES, _COMMENTS = 5, 6, 8


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Words and their running weights; like a language's, a word's frequency falls with its rank (Zipf)."""
    rng = random.Random(5)
    syllables = [first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "an", "er", "on")]
    words = sorted({"".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3, 4)))) for _ in range(40_000)})
    rng.shuffle(words)
    weights: list[float] = []
    for rank in range(len(words)):
        weights.append((weights[-1] if weights else 0.0) + 1 / (rank + 4))
    return words, weights


def sentence(rng: random.Random, low: int = 8, high: int = 24) -> str:
    """So many words, with a capital and a full stop."""
    words, weights = _vocabulary()
    return " ".join(rng.choices(words, cum_weights=weights, k=rng.randrange(low, high))).capitalize() + "."


def article(number: int, *, edits: int = 0) -> Article:
    """The article of that number; each edit has added one sentence."""
    rng = random.Random(f"article {number}")
    url = f"https://site{number % SOURCES}.example/{number}"
    published = START + timedelta(minutes=number)
    blocks: list[Block] = [Paragraph(text=sentence(rng, 15, 30))]
    for _ in range(_SECTIONS):
        blocks.append(Heading(text=sentence(rng, 3, 7).rstrip("."), level=2))
        blocks.append(Paragraph(text=" ".join(sentence(rng) for _ in range(_SENTENCES))))
    writer = rng.randrange(800)
    comments = tuple(
        Comment(
            id=f"c{number}-{place}",
            parent=f"c{number}-0" if place % 3 == 1 else None,
            author=sentence(rng, 1, 3).rstrip("."),
            published=published + timedelta(hours=place),
            text=sentence(rng),
        )
        for place in range(_COMMENTS)
    )
    if edits:
        added = sentence(random.Random(f"edit {number} {edits}"))
        last = blocks[-1]
        blocks[-1] = Paragraph(text=f"{last.texts[0]} {added}")
    return Article(
        url=url,
        canonical_url=url,
        title=sentence(rng, 7, 12).rstrip("."),
        blocks=tuple(blocks),
        authors=(
            Author(
                name=f"Writer {writer}",
                url=f"https://site{writer % SOURCES}.example/by/{writer}",
                bio=f"Writer {writer} writes here.",
            ),
        ),
        published=published,
        language="en",
        tags=tuple(f"tag {rng.randrange(2_000)}" for _ in range(3)),
        site_name=f"Site {number % SOURCES}",
        widgets=(CommentWidget(provider="wordpress", thread_id=str(number), count=_COMMENTS, open=True),),
        comments=comments,
        is_article=True,
        confidence=1.0,
        parser_version="bench",
    )


@cache
def _chrome(source: int) -> str:
    """What all pages of a source share: most of a real page's bytes."""
    rng = random.Random(f"source {source}")
    links = "".join(
        f'<li class="menu-item-{rng.getrandbits(24):x}"><a href="/{n}">{sentence(rng, 3, 8)}</a></li>'
        for n in range(700)
    )
    return '<script src="/a.js" async></script><link rel="stylesheet" href="/b.css">' * 200 + f"<ul>{links}</ul>"


def page(read: Article, *, nonce: int = 0) -> bytes:
    """HTML of about 90 kB that tells the article, with teasers and a nonce that differ from fetch to fetch."""
    rng = random.Random(f"{read.url} {nonce}")
    body = "".join(
        f"<h2>{block.text}</h2>" if isinstance(block, Heading) else f"<p>{block.texts[0]}</p>" for block in read.blocks
    )
    said = "".join(f'<li id="{c.id}" class="comment"><b>{c.author}</b><p>{c.text}</p></li>' for c in read.comments)
    teasers = "".join(f'<a href="/{rng.getrandbits(32):x}">{sentence(rng, 6, 12)}</a>' for _ in range(30))
    number = int(read.url.rsplit("/", 1)[1])
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{read.title}</title></head><body>{_chrome(number % SOURCES)}"
        f'{teasers}<article><h1>{read.title}</h1>{body}</article><ol>{said}</ol><i data-nonce="{rng.getrandbits(128):x}"></i></body></html>'
    ).encode()


def record(number: int, edit: int) -> tuple[str, bytes, Article, datetime]:
    """Address, page, what it says and when it was fetched."""
    read = article(number, edits=edit)
    return read.url, page(read, nonce=edit), read, START + timedelta(minutes=number + 90_000 * edit)


def common_word() -> str:
    """Stands in four articles of five."""
    return _vocabulary()[0][25]


def middle_word() -> str:
    """Stands in one of seven."""
    return _vocabulary()[0][360]
