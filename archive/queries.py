"""Reading the archive: one article with all its parts, what changed, how much there is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from archive.contents import Content, Passage, load, load_passages
from archive.driver import Connection, translated
from archive.identity import plain_url
from archive.records import (
    ArticleRecord,
    ChangeRecord,
    CommentRecord,
    CountRecord,
    ObservationRecord,
    RevisionRecord,
    SourceStats,
    Stats,
)
from archive.store import Archive
from archive.times import read_moment
from parsers.article import (
    Article,
    Author,
    Block,
    Code,
    Comment,
    CommentWidget,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)

_LARGEST = 2**63 - 1
"""SQLite's largest integer; no article has a larger id, nor the id 0."""


def article(archive: Archive, id_or_url: int | str) -> ArticleRecord:
    """An article by its id or by any URL known to lead to it. Raises LookupError, which names what there is not."""
    with translated(archive.path):
        connection = archive.connection
        article_id = _article_id(connection, id_or_url)
        row = connection.execute(
            "SELECT f.key, a.first_seen, a.last_seen, a.gone_at, a.revision_id FROM article a"
            " LEFT JOIN source f ON f.id = a.source_id WHERE a.id = ?",
            [article_id],
        ).fetchone()
        if row is None:
            raise LookupError(f"article {id_or_url}")
        source, first_seen, last_seen, gone_at, revision_id = row
        comments = tuple(_comments(connection, article_id))
        aliases = connection.execute("SELECT url FROM alias WHERE article_id = ? ORDER BY url", [article_id])
        return ArticleRecord(
            id=article_id,
            source=source,
            first_seen=first_seen,
            last_seen=last_seen,
            gone_at=gone_at,
            aliases=tuple(url for (url,) in aliases),
            article=_document(connection, article_id, revision_id, comments),
            revision_id=revision_id,
            revisions=tuple(_revisions(connection, article_id)),
            comments=comments,
            counts=tuple(_counts(connection, article_id)),
            observations=tuple(
                ObservationRecord(at=at, kind=kind, value=value)
                for at, kind, value in connection.execute(
                    "SELECT at, kind, value FROM observation WHERE article_id = ? ORDER BY id", [article_id]
                )
            ),
        )


def versions(
    archive: Archive, id_or_url: int | str, first: int | None = None, second: int | None = None
) -> tuple[int, int, Content, Content]:
    """Two versions of an article with their revision ids; by default the last two that its publisher made.

    ``first`` and ``second`` are revision ids. Raises LookupError, which names what there is not.
    """
    with translated(archive.path):
        connection = archive.connection
        article_id = _article_id(connection, id_or_url)
        ids = [revision.id for revision in _revisions(connection, article_id)]
        if not ids:
            raise LookupError(f"article {id_or_url}")
        edits = connection.execute(
            "SELECT c.from_revision, c.revision_id FROM change c JOIN revision r ON r.id = c.revision_id"
            " WHERE r.article_id = ? ORDER BY c.revision_id DESC LIMIT 1",
            [article_id],
        ).fetchone()
        before, after = edits or (ids[0], ids[-1])
        pair = (before if first is None else first, after if second is None else second)
        for revision_id in pair:
            if revision_id not in ids:
                raise LookupError(f"revision {revision_id}")
        return (*pair, load(connection, pair[0]), load(connection, pair[1]))


def changes(archive: Archive, article_id: int | None = None, *, limit: int = 100) -> list[ChangeRecord]:
    """What changed, newest first; of one article or of all."""
    where = "" if article_id is None else "WHERE r.article_id = :article"
    with translated(archive.path):
        rows = archive.connection.execute(
            "SELECT r.article_id, c.from_revision, r.id, r.seen_at, c.part, c.kind, ifnull(c.before, b.text),"
            " ifnull(c.after, a.text), r.silent FROM change c JOIN revision r ON r.id = c.revision_id"
            " LEFT JOIN section b ON b.id = c.before_section LEFT JOIN section a ON a.id = c.after_section"
            f" {where} ORDER BY r.id DESC, c.position LIMIT :limit",
            {"article": article_id, "limit": limit},
        ).fetchall()
    return [
        ChangeRecord(
            article_id=row[0],
            from_revision=row[1],
            to_revision=row[2],
            seen_at=row[3],
            part=row[4],
            kind=row[5],
            before=row[6],
            after=row[7],
            silent=bool(row[8]),
        )
        for row in rows
    ]


def stats(archive: Archive) -> Stats:
    """How much there is."""
    with translated(archive.path):
        connection = archive.connection

        def one(query: str) -> Any:
            return connection.execute(query).fetchone()

        articles, gone, first_seen, last_seen = one(
            "SELECT count(*), count(gone_at), min(first_seen), max(last_seen) FROM article"
        )
        revisions, silent = one(
            "SELECT count(*), count(*) FILTER (WHERE silent) FROM revision WHERE cause IN ('first', 'edit')"
        )
        snapshots, raw, stored = one(
            "SELECT count(*), ifnull(sum(size), 0), ifnull(sum(length(data)), 0) FROM snapshot"
        )
        pages, page_size = one("PRAGMA page_count")[0], one("PRAGMA page_size")[0]
        by_source = connection.execute(
            "SELECT f.key, count(a.id), ifnull(sum((SELECT count(*) FROM revision r WHERE r.article_id = a.id"
            " AND r.cause IN ('first', 'edit'))), 0), count(a.gone_at), max(a.first_seen)"
            " FROM source f LEFT JOIN article a ON a.source_id = f.id WHERE f.removed_at IS NULL OR a.id IS NOT NULL"
            " GROUP BY f.id ORDER BY count(a.id) DESC, f.key"
        )
        return Stats(
            articles=articles,
            revisions=revisions,
            silent_edits=silent,
            gone=gone,
            authors=one("SELECT count(*) FROM author")[0],
            comments=one("SELECT count(*) FROM comment")[0],
            sources=one("SELECT count(*) FROM source WHERE removed_at IS NULL AND enabled")[0],
            pages=dict(
                connection.execute("SELECT state, count(*) FROM page GROUP BY state ORDER BY 2 DESC").fetchall()
            ),
            requests=one("SELECT count(*) FROM fetch")[0],
            snapshots=snapshots,
            snapshot_bytes=raw,
            stored_bytes=stored,
            file_bytes=pages * page_size,
            first_seen=first_seen,
            last_seen=last_seen,
            by_source=tuple(
                SourceStats(source=row[0], articles=row[1], revisions=row[2], gone=row[3], last_article=row[4])
                for row in by_source
            ),
        )


def _article_id(connection: Connection, id_or_url: int | str) -> int:
    if isinstance(id_or_url, int):
        return id_or_url if id_or_url <= _LARGEST else 0
    try:
        row = connection.execute("SELECT article_id FROM alias WHERE url = ?", [plain_url(id_or_url)]).fetchone()
    except ValueError:  # ill-formed
        row = None
    row = (
        row
        or connection.execute(
            "SELECT article_id FROM page WHERE article_id IS NOT NULL AND (key = ?1 OR url = ?1)", [id_or_url]
        ).fetchone()
    )
    if row is None:
        raise LookupError(f"article {id_or_url}")
    return int(row[0])


def _document(connection: Connection, article_id: int, revision_id: int, comments: Iterable[CommentRecord]) -> Article:
    row = connection.execute(
        "SELECT a.url, a.canonical_url, r.title, r.subtitle, a.published, a.modified, r.language, r.site_name, r.image,"
        " a.paywalled, r.confidence, r.parser_version FROM article a JOIN revision r ON r.id = ?2 WHERE a.id = ?1",
        [article_id, revision_id],
    ).fetchone()
    authors = connection.execute(
        "SELECT w.name, w.url, t.text, w.image, w.links FROM byline b JOIN author w ON w.id = b.author_id"
        " LEFT JOIN bio t ON t.id = b.bio_id WHERE b.revision_id = ? ORDER BY b.position",
        [revision_id],
    )
    tags = connection.execute(
        "SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id WHERE x.revision_id = ? ORDER BY x.position",
        [revision_id],
    )
    widgets = connection.execute(
        "SELECT w.provider, w.site_id, w.thread_id, w.url, n.count, n.open FROM comment_widget w"
        " LEFT JOIN comment_count n ON n.article_id = w.article_id AND n.widget = w.position AND n.observed_at ="
        "  (SELECT max(observed_at) FROM comment_count WHERE article_id = w.article_id AND widget = w.position)"
        " WHERE w.article_id = ? AND w.removed_at IS NULL ORDER BY w.position",
        [article_id],
    )
    links = connection.execute(
        "SELECT url, text FROM link WHERE article_id = ? AND removed_at IS NULL ORDER BY position", [article_id]
    )
    return Article(
        url=row[0],
        canonical_url=row[1],
        title=row[2],
        subtitle=row[3],
        blocks=tuple(_blocks(load_passages(connection, revision_id))),
        authors=tuple(
            Author(name=name, url=url, bio=bio, image=image, links=tuple(json.loads(urls or "[]")))
            for name, url, bio, image, urls in authors
        ),
        published=read_moment(row[4]),
        modified=read_moment(row[5]),
        language=row[6],
        tags=tuple(name for (name,) in tags),
        site_name=row[7],
        image=row[8],
        widgets=tuple(
            CommentWidget(
                provider=provider, site_id=site_id, thread_id=thread_id, url=url, count=count, open=_truth(is_open)
            )
            for provider, site_id, thread_id, url, count, is_open in widgets
        ),
        comments=tuple(record.comment for record in comments if record.removed_at is None),
        is_article=True,
        paywalled=_truth(row[9]),
        links=tuple(Link(url=url, text=text) for url, text in links),
        confidence=row[10],
        parser_version=row[11],
    )


def _blocks(passages: Iterable[Passage]) -> Iterator[Block]:
    """The body typed again, as far as the archive keeps the types: list items and quotes that follow each other are one."""
    for passage in passages:
        if passage.heading is not None:
            yield Heading(text=passage.heading, level=passage.level or 2)
        texts = passage.texts
        for kind, group in groupby(
            zip(passage.kinds or "p" * len(texts), texts, strict=True), key=lambda pair: pair[0]
        ):
            members = tuple(text for _, text in group)
            match kind:
                case "l" | "o":
                    yield ListBlock(items=members, ordered=kind == "o")
                case "q":
                    yield Quote(paragraphs=members)
                case "t":
                    yield Table(rows=tuple((text,) for text in members))
                case "c":
                    yield from (Code(text=text) for text in members)
                case _:
                    yield from (Paragraph(text=text) for text in members)


def _revisions(connection: Connection, article_id: int) -> Iterator[RevisionRecord]:
    rows = connection.execute(
        "SELECT id, seen_at, cause, silent, title, word_count, parser_version FROM revision WHERE article_id = ?"
        " ORDER BY id",
        [article_id],
    )
    for revision_id, seen_at, cause, silent, title, word_count, parser_version in rows:
        yield RevisionRecord(
            id=revision_id,
            seen_at=seen_at,
            cause=cause,
            silent=_truth(silent),
            title=title,
            word_count=word_count,
            parser_version=parser_version,
        )


def _comments(connection: Connection, article_id: int) -> Iterator[CommentRecord]:
    rows = connection.execute(
        "SELECT c.comment_id, c.parent_id, c.author, c.published, c.text, w.provider, ifnull(c.first_seen, a.first_seen),"
        " c.removed_at FROM comment c JOIN article a ON a.id = c.article_id"
        " LEFT JOIN comment_widget w ON w.article_id = c.article_id AND w.position = c.widget"
        " WHERE c.article_id = ? ORDER BY c.position",
        [article_id],
    )
    for comment_id, parent, author, published, text, provider, first_seen, removed_at in rows:
        yield CommentRecord(
            comment=Comment(id=comment_id, parent=parent, author=author, published=read_moment(published), text=text),
            provider=provider,
            first_seen=first_seen,
            removed_at=removed_at,
        )


def _counts(connection: Connection, article_id: int) -> Iterator[CountRecord]:
    rows = connection.execute(
        "SELECT provider, thread_id, count, open, observed_at FROM comment_widgets WHERE article_id = ?"
        " ORDER BY observed_at, provider",
        [article_id],
    )
    for provider, thread_id, count, is_open, observed_at in rows:
        yield CountRecord(
            provider=provider, thread_id=thread_id, count=count, open=_truth(is_open), observed_at=observed_at
        )


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)
