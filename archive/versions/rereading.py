"""What a later parser reads in bytes that are here, written beside what an earlier one read.

What a reader would see differently makes a revision of cause ``parser`` beside the one that the same bytes made before,
dated when it was read; the rest (language, confidence, kinds of blocks) is mended in place. Either way the bytes' last
revision then names the parser that read it, which is how the next pass knows what is left to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from archive import manifest
from archive.driver import Connection
from archive.times import utc_text
from archive.versions import documents, history, observed, parts
from archive.versions.bodies import Passage
from archive.versions.contents import Content, load
from archive.versions.desk import Desk, Known, Seen, flag, load_known
from archive.versions.revising import keep_reader, mend_revision, write_revision
from parsers.article import Article

_AFTER = timedelta(seconds=1)
"""A reading is later than what it reads, whatever the clock says: that is how history tells it from a look."""

Reread = Literal["reparsed", "seen", "overtaken"]
"""``reparsed``: a reader would see a difference; ``seen``: none; ``overtaken``: somebody else has read them since."""


def reread(desk: Desk, revision_id: int, reading: Article, *, at: datetime) -> Reread:
    """Write what a parser reads now in the bytes of a version. To be called inside a transaction.

    ``revision_id`` is the last reading of these bytes, whose article it may be the latest or an older version of.
    """
    connection = desk.connection
    article_id, fetch_id, is_last = connection.execute(
        "SELECT r.article_id, r.fetch_id, NOT EXISTS (SELECT 1 FROM revision n WHERE n.article_id = r.article_id"
        "  AND n.fetch_id = r.fetch_id AND n.id > r.id) FROM revision r WHERE r.id = ?",
        [revision_id],
    ).fetchone() or (0, 0, 0)
    if not is_last:
        return "overtaken"
    known = load_known(connection, article_id)
    recorded = load(connection, revision_id)
    seen = history.look_at(connection, fetch_id, reading, revision_id)
    is_latest = revision_id == known.revision_id
    if seen.content.same_as(recorded):
        outcome: Reread = "seen"
        _mend(desk, seen, known, revision_id, recorded, is_latest=is_latest)
    else:
        outcome = "reparsed"
        if is_latest:
            desk.index.renew(article_id)
        new_id = desk.next_id("revision")
        read_at = utc_text(max(at, seen.fetch.at + _AFTER))
        write_revision(desk, replace(seen, at=read_at), article_id, new_id, cause="parser", previous=recorded)
        _date_bios(desk, new_id, seen.at)
        if is_latest:
            connection.execute("UPDATE article SET revision_id = ? WHERE id = ?", [new_id, article_id])
    if is_latest:
        _carry_over(connection, seen, known, recorded)
    else:
        observed.reread_older(connection, article_id=article_id, reading=reading, at=seen.at)
    return outcome


def _date_bios(desk: Desk, revision_id: int, at: str) -> None:
    """A bio that only this parser sees stood there when the bytes came."""
    cursor = desk.connection.execute(
        "UPDATE bio SET first_seen = ?1 WHERE first_seen > ?1 AND id IN (SELECT bio_id FROM byline WHERE revision_id = ?2)",
        [at, revision_id],
    )
    if cursor.rowcount:
        desk.names.bios.clear()  # it remembers since when they are known


def _carry_over(connection: Connection, seen: Seen, known: Known, recorded: Content) -> None:
    """What the article shows of its latest version, and what stands around it, as it is read now. Where a later look
    told otherwise than that version did, the look stands."""
    observed.reread(
        connection, article_id=known.id, reading=seen.article, at=seen.at, last_seen=known.last_seen, counted=True
    )
    later = connection.execute(
        "SELECT 1 FROM sighting WHERE article_id = ? AND at > ? LIMIT 1", [known.id, seen.at]
    ).fetchone()
    content, count = seen.content, observed.comment_count(seen.article)
    connection.execute(
        "UPDATE article SET published = :published, modified = iif(modified IS :old_modified, :modified, modified),"
        " paywalled = iif(paywalled IS :old_paywalled, :paywalled, paywalled),"
        " comment_count = iif(comment_count IS NULL OR :is_last_look, :comments, comment_count) WHERE id = :article",
        {
            "published": content.published,
            "old_modified": recorded.modified,
            "modified": content.modified,
            "old_paywalled": flag(recorded.paywalled),
            "paywalled": flag(content.paywalled),
            "is_last_look": later is None,
            "comments": count,
            "article": known.id,
        },
    )


def _mend(desk: Desk, seen: Seen, known: Known, revision_id: int, recorded: Content, *, is_latest: bool) -> None:
    """Write into a revision what is read otherwise now without a reader seeing a difference."""
    connection, article, content = desk.connection, seen.article, seen.content
    same_authors = tuple(documents.authors(connection, revision_id)) == article.authors
    parts_differ = not same_authors or _parts(content) != _parts(recorded)
    if parts_differ or _sealed(content) != _sealed(recorded):
        manifest.touch(connection, revisions=[revision_id])
    if parts_differ and is_latest:
        desk.index.renew(known.id)
    # What later looks told is kept as what they told otherwise than this version: that must not change with it.
    looks: list[tuple[int, Article]] = []
    if documents.differences(article, recorded, article.parser_version) is not None:
        looks = list(documents.sightings(connection, known.id, revision_id))
    keep_reader(connection, revision_id, article.parser_version)
    mend_revision(desk, revision_id, seen)
    connection.executemany(
        "UPDATE sighting SET differs = ? WHERE article_id = ? AND fetch_id = ?",
        [
            (documents.differences(look, content, article.parser_version), known.id, fetch_id)
            for fetch_id, look in looks
        ],
    )
    if parts_differ:
        for table in ("outline", "byline", "revision_tag"):
            connection.execute(f"DELETE FROM {table} WHERE revision_id = ?", [revision_id])
        parts.write(
            connection,
            desk.names,
            revision_id=revision_id,
            article=article,
            content=content,
            known=recorded.passages,
            at=seen.at,
        )
        _drop_sections(connection, known.id, recorded.passages)


def _parts(content: Content) -> tuple[Any, ...]:
    """All that stands in rows of its own or in the index."""
    return (
        content.title,
        content.subtitle,
        tuple((*passage.form, passage.extras) for passage in content.passages),
        content.writers,
        content.tags,
    )


def _sealed(content: Content) -> tuple[Any, ...]:
    """What the manifest seals of a revision's own row."""
    return content.published, content.modified, content.language, content.image


def _drop_sections(connection: Connection, article_id: int, passages: Sequence[Passage]) -> None:
    """Drop those sections that no version of the article and no change of it has any more."""
    connection.executemany(
        "DELETE FROM section WHERE id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM revision r JOIN outline o ON o.revision_id = r.id"
        "  WHERE r.article_id = ?2 AND o.section_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM revision r JOIN change c ON c.revision_id = r.id"
        "  WHERE r.article_id = ?2 AND ?1 IN (c.before_section, c.after_section))",
        [(passage.section_id, article_id) for passage in passages],
    )
