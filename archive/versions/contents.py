"""What a reader sees of an article, reduced to what makes a revision, from a page or from the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from archive.driver import Connection
from archive.text.words import count, runs, words
from archive.times import moment_text
from archive.versions.bodies import Passage, passages
from archive.versions.looks import alike
from parsers.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A name in the byline with the bio that the page gives."""

    name: str
    bio: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A comment system under the article."""

    thread: tuple[str, str | None, str | None]
    """Provider, account, thread."""
    open: bool | None

    def __str__(self) -> str:
        state = {True: " (open)", False: " (closed)", None: ""}[self.open]
        return " ".join(filter(None, self.thread)) + state


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
    language: str | None
    site_name: str | None
    word_count: int
    """Words of the body, headings included."""
    widgets: tuple[Widget, ...] = ()
    """Only where asked for: they make no revision."""

    @classmethod
    def of(cls, article: Article) -> Content:
        """What the page says."""
        body = passages(article.blocks)
        return cls(
            title=article.title or "",
            subtitle=article.subtitle,
            passages=body,
            writers=tuple(Writer(name=author.name, bio=author.bio) for author in article.authors),
            published=moment_text(article.published),
            modified=moment_text(article.modified),
            tags=article.tags,
            image=article.image,
            paywalled=article.paywalled,
            language=article.language,
            site_name=article.site_name,
            word_count=count(_written(body)),
            widgets=tuple(
                Widget(thread=(widget.provider, widget.site_id, widget.thread_id), open=widget.open)
                for widget in article.widgets
            ),
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
            alike(self.title, other.title)
            and alike(self.subtitle, other.subtitle)
            and len(self.passages) == len(other.passages)
            and all(
                alike(one.heading, two.heading) and alike(one.text, two.text)
                for one, two in zip(self.passages, other.passages, strict=True)
            )
            and len(self.writers) == len(other.writers)
            and all(
                one.name == two.name and alike(one.bio, two.bio)
                for one, two in zip(self.writers, other.writers, strict=True)
            )
            and same_moment(self.published, other.published)
            and sorted(self.tags) == sorted(other.tags)
            and without_query(self.image) == without_query(other.image)
        )

    def reads_like(self, other: Content) -> bool:
        """Whether the two are the same article told a little differently: print page, AMP, another edit.

        At least half of the shorter text's runs of four words stand in the other; where one is too short for that, the
        titles decide.
        """
        ours, theirs = runs(_written(self.passages)), runs(_written(other.passages))
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


def load_widgets(connection: Connection, article_id: int, at: str) -> tuple[Widget, ...]:
    """The comment systems that stood under an article at a time of the archive."""
    rows = connection.execute(
        "SELECT w.provider, w.site_id, w.thread_id, (SELECT n.open FROM comment_count n WHERE n.article_id = w.article_id"
        "  AND n.widget = w.position AND n.observed_at <= ?1 ORDER BY n.observed_at DESC LIMIT 1)"
        " FROM comment_widget w WHERE w.article_id = ?2 AND ifnull(w.first_seen, '') <= ?1"
        " AND (w.removed_at IS NULL OR w.removed_at > ?1) ORDER BY w.position",
        [at, article_id],
    )
    return tuple(
        Widget(thread=(provider, site_id, thread_id), open=None if is_open is None else bool(is_open))
        for provider, site_id, thread_id, is_open in rows
    )


def load(connection: Connection, revision_id: int) -> Content:
    """A revision as the archive has it, without its widgets. Raises LookupError where there is none."""
    row = connection.execute(
        "SELECT title, subtitle, published, modified, image, paywalled, language, site_name, word_count FROM revision"
        " WHERE id = ?",
        [revision_id],
    ).fetchone()
    if row is None:
        raise LookupError(f"no revision {revision_id}")
    title, subtitle, published, modified, image, paywalled, language, site_name, word_count = row
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
        language=language,
        site_name=site_name,
        word_count=word_count,
    )


def load_passages(connection: Connection, revision_id: int) -> tuple[Passage, ...]:
    """A revision's lead and sections."""
    rows = connection.execute(
        "SELECT s.heading, s.level, s.text, s.kinds, s.lengths, s.extras, s.id FROM outline o"
        " JOIN section s ON s.id = o.section_id WHERE o.revision_id = ? ORDER BY o.position",
        [revision_id],
    )
    return tuple(
        Passage(
            heading=heading, level=level, text=text, kinds=kinds, lengths=lengths, extras=extras, section_id=section_id
        )
        for heading, level, text, kinds, lengths, extras, section_id in rows
    )


def _words(passages: Iterable[Passage]) -> list[str]:
    return words(_written(passages))


def _written(passages: Iterable[Passage]) -> str:
    return "\n".join(f"{passage.heading or ''}\n{passage.text}" for passage in passages)
