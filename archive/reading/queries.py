"""Reading the archive: one article with all its parts, what changed, how much there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from archive.addresses import plain_url
from archive.driver import Connection, translated
from archive.reading import sizes
from archive.reading.records import (
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
from archive.text import stories
from archive.text.stories import Copy
from archive.times import utc_text
from archive.versions import documents
from archive.versions.contents import Content, load, load_widgets
from archive.versions.documents import as_told
from parsers.article import Comment

_NOW = "9999"
"""Later than any time of the archive."""

_LARGEST = 2**63 - 1
"""SQLite's largest integer; no article has a larger id, nor the id 0."""
_DIGITS = 100
"""A longer row of digits is no number: Python refuses to read thousands of them."""


def article(
    archive: Archive, id_or_url: int | str, *, at: datetime | None = None, revision: int | None = None
) -> ArticleRecord:
    """An article by its id or by any URL known to lead to it: now, as it stood ``at`` a time, or one ``revision`` of it.

    Raises LookupError, which names what there is not.
    """
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
        source, first_seen, last_seen, gone_at, latest = row
        version = _version(connection, article_id, latest, at, revision)
        moment = utc_text(at) if at else version.valid_from if revision else _NOW
        # A look that made no version may have told another date, say; of a named revision, only its own page counts.
        look = None if revision else documents.latest_look(connection, article_id, version.id, at=moment)
        aliases = connection.execute("SELECT url FROM alias WHERE article_id = ? ORDER BY url", [article_id])
        return ArticleRecord(
            id=article_id,
            source=source,
            first_seen=first_seen,
            last_seen=last_seen,
            gone_at=_gone_at(connection, article_id, moment, gone_at) if at else gone_at,
            aliases=tuple(url for (url,) in aliases),
            article=documents.read(connection, article_id, version.id, at=moment, look=look),
            revision_id=version.id,
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            revisions=tuple(_revisions(connection, article_id)),
            comments=tuple(_comments(connection, article_id, moment)),
            counts=tuple(count for count in _counts(connection, article_id) if count.observed_at <= moment),
            observations=tuple(
                ObservationRecord(at=at, kind=kind, value=value)
                for at, kind, value in connection.execute(
                    "SELECT at, kind, detail FROM events WHERE article_id = ? AND at <= ?"
                    " ORDER BY at, kind = 'gone', kind",
                    [article_id, moment],
                )
            ),
        )


def _gone_at(connection: Connection, article_id: int, moment: str, gone_at: str | None) -> str | None:
    """Since when the article was gone at a moment, where it may be ``gone_at`` another time now; None where it was not."""
    row = connection.execute(
        "SELECT kind, at FROM events WHERE article_id = ? AND at <= ? AND kind IN ('gone', 'returned')"
        " ORDER BY at DESC, kind DESC LIMIT 1",
        [article_id, moment],
    ).fetchone()
    if row is None or row[0] != "gone":
        return None
    return gone_at if gone_at and gone_at <= moment else row[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    id: int
    valid_from: str
    valid_to: str | None


def _version(
    connection: Connection, article_id: int, latest: int, at: datetime | None, revision: int | None
) -> _Version:
    """The version that was asked for, and when it stood."""
    if at is not None:
        moment = utc_text(at)
        row = connection.execute(
            "SELECT revision_id, valid_from, valid_to FROM version"
            " WHERE article_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)",
            [article_id, moment, moment],
        ).fetchone()
        if row is None:
            (first,) = connection.execute("SELECT first_seen FROM article WHERE id = ?", [article_id]).fetchone()
            raise LookupError(f"article {article_id} at {moment}, as it was first seen at {first}")
    else:
        if revision is not None and revision > _LARGEST:
            raise LookupError(f"revision {revision}")
        row = connection.execute(
            "SELECT r.id, f.at, (SELECT min(g.at) FROM revision n JOIN fetch g ON g.id = n.fetch_id"
            "  WHERE n.article_id = r.article_id AND g.at > f.at)"
            " FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.article_id = ? AND r.id = ?",
            [article_id, latest if revision is None else revision],
        ).fetchone()
        if row is None:
            raise LookupError(f"revision {revision}")
    return _Version(id=row[0], valid_from=row[1], valid_to=row[2])


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
            " WHERE r.article_id = ? ORDER BY r.seen_at DESC, r.id DESC LIMIT 1",
            [article_id],
        ).fetchone()
        before, after = edits or (ids[0], ids[-1])
        pair = (before if first is None else first, after if second is None else second)
        for revision_id in pair:
            if revision_id not in ids:
                raise LookupError(f"revision {revision_id}")
        before_content, after_content = (_content(connection, article_id, revision_id) for revision_id in pair)
        return (*pair, before_content, after_content)


def _content(connection: Connection, article_id: int, revision_id: int) -> Content:
    """A version with the comment widgets that stood when it was read."""
    (at,) = connection.execute(
        "SELECT f.at FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.id = ?", [revision_id]
    ).fetchone()
    return replace(load(connection, revision_id), widgets=load_widgets(connection, article_id, at))


def copies(archive: Archive, id_or_url: int | str, *, limit: int = 20) -> list[Copy]:
    """The near duplicates of an article; ``stories.copies`` tells more. Raises LookupError, which names what there is
    not."""
    with translated(archive.path):
        return stories.copies(archive.connection, _article_id(archive.connection, id_or_url), limit=limit)


def changes(archive: Archive, article_id: int | None = None, *, limit: int = 100) -> list[ChangeRecord]:
    """What changed, newest first; of one article or of all."""
    where = "" if article_id is None else "WHERE r.article_id = :article"
    # Of one article by time: what came late stands in its place. Of all by what the archive learnt last.
    order = "r.id DESC, c.position" if article_id is None else "r.seen_at DESC, r.id DESC, c.position"
    with translated(archive.path):
        rows = archive.connection.execute(
            "SELECT r.article_id, c.from_revision, r.id, r.seen_at, c.part, c.kind, ifnull(c.before, b.text),"
            " ifnull(c.after, a.text), r.silent FROM change c JOIN revision r ON r.id = c.revision_id"
            " LEFT JOIN section b ON b.id = c.before_section LEFT JOIN section a ON a.id = c.after_section"
            f" {where} ORDER BY {order} LIMIT :limit",
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


def stats(archive: Archive, *, now: datetime) -> Stats:
    """How much there is, and how fast it becomes more."""
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
        snapshots, raw, stored, dropped = one(
            "SELECT count(*), ifnull(sum(size) FILTER (WHERE length(data) > 0), 0), ifnull(sum(length(data)), 0),"
            " count(*) FILTER (WHERE length(data) = 0) FROM snapshot"
        )
        pages, free, page_size = (one(f"PRAGMA {name}")[0] for name in ("page_count", "freelist_count", "page_size"))
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
            dropped=dropped,
            file_bytes=pages * page_size,
            free_bytes=free * page_size,
            bytes_per_week=round(7 * sizes.growth(connection, pages * page_size, now)),
            tables=sizes.by_table(archive.path, connection),
            first_seen=first_seen,
            last_seen=last_seen,
            by_source=tuple(
                SourceStats(source=row[0], articles=row[1], revisions=row[2], gone=row[3], last_article=row[4])
                for row in by_source
            ),
        )


def named(id_or_url: str) -> int | str:
    """An article as a person names it: by its number, or by an address."""
    return int(id_or_url) if id_or_url.isdecimal() and len(id_or_url) <= _DIGITS else id_or_url


def id_of(archive: Archive, id_or_url: int | str) -> int:
    """The id of an article, told by itself or by any URL that leads to it. Raises LookupError, which names it."""
    with translated(archive.path):
        article_id = _article_id(archive.connection, id_or_url)
        if archive.connection.execute("SELECT 1 FROM article WHERE id = ?", [article_id]).fetchone() is None:
            raise LookupError(f"article {id_or_url}")
        return article_id


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


def _revisions(connection: Connection, article_id: int) -> Iterator[RevisionRecord]:
    rows = connection.execute(
        "SELECT id, seen_at, cause, silent, title, word_count, parser_version FROM revision WHERE article_id = ?"
        " ORDER BY seen_at, id",
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


def _comments(connection: Connection, article_id: int, at: str) -> Iterator[CommentRecord]:
    """The comments that had come until then; those that went later still stand."""
    rows = connection.execute(
        "SELECT c.comment_id, c.parent_id, c.author, c.published, c.published_offset, c.text, w.provider,"
        " ifnull(c.first_seen, a.first_seen) AS since, iif(c.removed_at > ?1, NULL, c.removed_at)"
        " FROM comment c JOIN article a ON a.id = c.article_id"
        " LEFT JOIN comment_widget w ON w.article_id = c.article_id AND w.position = c.widget"
        " WHERE c.article_id = ?2 AND ifnull(c.first_seen, '') <= ?1 ORDER BY c.position",
        [at, article_id],
    )
    for comment_id, parent, author, published, offset, text, provider, first_seen, removed_at in rows:
        yield CommentRecord(
            comment=Comment(
                id=comment_id, parent=parent, author=author, published=as_told(published, offset), text=text
            ),
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
