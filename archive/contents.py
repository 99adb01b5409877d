"""What a reader sees of an article, reduced to what makes a revision, from a page or from the archive."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from archive.driver import Connection
from archive.times import moment_text
from parsers.article import Article, Block, Code, Heading, ListBlock, Quote, Table

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The lead, or a heading with what stands under it."""

    heading: str | None
    """None for the lead."""
    level: int | None
    text: str
    """Its texts, one a line."""
    kinds: str | None = None
    """One letter a text: p paragraph, l list item, o item of a numbered list, q quote, c code, t table row; None where
    all are paragraphs."""
    lengths: str | None = None
    """Their lengths in characters as a JSON list; None where no text holds a line break of its own."""
    section_id: int | None = None
    """Its row, where it comes from the archive."""

    @property
    def key(self) -> tuple[str | None, str]:
        """What two passages must share to be the same to a reader."""
        return self.heading, self.text

    @property
    def texts(self) -> tuple[str, ...]:
        """Paragraphs, list items, quotes, table rows and code, as the parser gave them."""
        if self.lengths is None:
            return tuple(self.text.split("\n")) if self.text else ()
        starts = accumulate((length + 1 for length in json.loads(self.lengths)), initial=0)
        return tuple(self.text[start : end - 1] for start, end in pairwise(starts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A name in the byline with the bio that the page gives."""

    name: str
    bio: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One version of an article. Times are the archive's text."""

    title: str
    subtitle: str | None
    passages: tuple[Passage, ...]
    """The lead first, where there is one."""
    writers: tuple[Writer, ...]
    published: str | None
    modified: str | None
    tags: tuple[str, ...]
    image: str | None
    paywalled: bool | None
    word_count: int
    """Words of the body, headings included."""

    @classmethod
    def of(cls, article: Article) -> Content:
        """What the page says."""
        passages = tuple(_passages(article.blocks))
        return cls(
            title=article.title or "",
            subtitle=article.subtitle,
            passages=passages,
            writers=tuple(Writer(name=author.name, bio=author.bio) for author in article.authors),
            published=moment_text(article.published),
            modified=moment_text(article.modified),
            tags=article.tags,
            image=article.image,
            paywalled=article.paywalled,
            word_count=len(_words(passages)),
        )

    @property
    def text_hash(self) -> int:
        """A signed 64-bit fingerprint of title and body: equal for equal texts."""
        text = "\0".join([self.title, *(part or "" for passage in self.passages for part in passage.key)])
        digest = hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    def same_as(self, other: Content) -> bool:
        """Whether a reader would see no difference. Links, counts, comments and ``modified`` alone make none."""
        return (
            self.title == other.title
            and (self.subtitle or "") == (other.subtitle or "")
            and [p.key for p in self.passages] == [p.key for p in other.passages]
            and self.writers == other.writers
            and same_moment(self.published, other.published)
            and sorted(self.tags) == sorted(other.tags)
            and without_query(self.image) == without_query(other.image)
        )

    def reads_like(self, other: Content) -> bool:
        """Whether the two are the same article told a little differently: print page, AMP, another edit.

        At least half of the shorter text's runs of four words stand in the other; where one is too short for that, the
        titles decide.
        """
        ours, theirs = _shingles(_words(self.passages)), _shingles(_words(other.passages))
        if min(len(ours), len(theirs)) < 8:
            return self.title.casefold() == other.title.casefold()
        return len(ours & theirs) >= 0.5 * min(len(ours), len(theirs))

    def begins(self, other: Content) -> bool:
        """Whether our body is the beginning of the other's and less than the whole of it."""
        ours, theirs = _words(self.passages), _words(other.passages)
        # What cuts a text rarely cuts it between two words, and often adds a line of its own ("Subscribe to read on").
        end = max(len(ours) - max(25, len(ours) // 10), len(ours) // 2)
        return len(ours) < len(theirs) and ours[:end] == theirs[:end]


def same_moment(one: str | None, other: str | None) -> bool:
    """Whether two times of the archive agree as far as both of them tell: a plain date with any time of that day."""
    if one is None or other is None:
        return one == other
    short, long = sorted((one, other), key=len)
    return long.startswith(short.removesuffix("Z"))


def without_query(url: str | None) -> str | None:
    """The URL up to its query: sizes and cache keys of an image change without the image changing."""
    return url.partition("#")[0].partition("?")[0] if url else None


def load(connection: Connection, revision_id: int) -> Content:
    """A revision as the archive has it. Raises LookupError where there is none."""
    row = connection.execute(
        "SELECT title, subtitle, published, modified, image, paywalled, word_count FROM revision WHERE id = ?",
        [revision_id],
    ).fetchone()
    if row is None:
        raise LookupError(f"no revision {revision_id}")
    title, subtitle, published, modified, image, paywalled, word_count = row
    writers = connection.execute(
        "SELECT a.name, t.text FROM byline b JOIN author a ON a.id = b.author_id LEFT JOIN bio t ON t.id = b.bio_id"
        " WHERE b.revision_id = ? ORDER BY b.position",
        [revision_id],
    )
    tags = connection.execute(
        "SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id WHERE x.revision_id = ? ORDER BY x.position",
        [revision_id],
    )
    return Content(
        title=title,
        subtitle=subtitle,
        passages=load_passages(connection, revision_id),
        writers=tuple(Writer(name=name, bio=bio) for name, bio in writers),
        published=published,
        modified=modified,
        tags=tuple(name for (name,) in tags),
        image=image,
        paywalled=None if paywalled is None else bool(paywalled),
        word_count=word_count,
    )


def load_passages(connection: Connection, revision_id: int) -> tuple[Passage, ...]:
    """A revision's lead and sections."""
    rows = connection.execute(
        "SELECT s.heading, s.level, s.text, s.kinds, s.lengths, s.id FROM outline o JOIN section s ON s.id = o.section_id"
        " WHERE o.revision_id = ? ORDER BY o.position",
        [revision_id],
    )
    return tuple(
        Passage(heading=heading, level=level, text=text, kinds=kinds, lengths=lengths, section_id=section_id)
        for heading, level, text, kinds, lengths, section_id in rows
    )


def _passages(blocks: Iterable[Block]) -> Iterable[Passage]:
    heading: Heading | None = None
    texts: list[str] = []
    kinds: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            if heading is not None or texts:
                yield _passage(heading, texts, kinds)
            heading, texts, kinds = block, [], []
        else:
            # Empty texts would be lost between line breaks, and nobody sees them.
            seen = [text for text in block.texts if text]
            texts += seen
            kinds += _kind(block) * len(seen)
    if heading is not None or texts:
        yield _passage(heading, texts, kinds)


def _passage(heading: Heading | None, texts: list[str], kinds: list[str]) -> Passage:
    return Passage(
        heading=heading.text if heading else None,
        level=heading.level if heading else None,
        text="\n".join(texts),
        kinds="".join(kinds) if set(kinds) - {"p"} else None,
        lengths=json.dumps([len(text) for text in texts]) if any("\n" in text for text in texts) else None,
    )


def _kind(block: Block) -> str:
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


def _words(passages: Iterable[Passage]) -> list[str]:
    return _WORD.findall("\n".join(f"{passage.heading or ''}\n{passage.text}" for passage in passages))


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    folded = [word.casefold() for word in words]
    return set(zip(folded, folded[1:], folded[2:], folded[3:], strict=False))
