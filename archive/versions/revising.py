"""Whether a capture differs from the latest revision, whose doing that is, and the new revision it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from archive.driver import Connection
from archive.rows import SaveOutcome
from archive.times import moment_text
from archive.versions import changes, documents, parts
from archive.versions.contents import Content, load, load_widgets
from archive.versions.desk import Desk, Known, Seen, flag, observe_event
from parsers.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a capture is beside the latest revision."""

    outcome: SaveOutcome
    revision_id: int
    """The latest revision after it."""
    recorded: Content
    """What the archive has as that one."""
    is_new: bool
    """Whether the capture made it."""
    baseline: Article | None
    """What the parser of the capture reads in the bytes of the revision before, where another had read those."""


def revise(desk: Desk, seen: Seen, known: Known, cause: str) -> Verdict:
    """Compare with the latest revision and write what is new."""
    connection, article = desk.connection, seen.article
    latest = recorded = load(connection, known.revision_id)
    revision_id = known.revision_id
    outcome: SaveOutcome = "seen"
    own_modified, baseline = recorded.modified, None
    if known.parser_version != article.parser_version:
        baseline = _baseline(connection, seen, known)
        if baseline is None and has_read(connection, known, article):
            latest = replace(latest, modified=_modified(connection, known, article.parser_version))
        elif baseline is None:
            # Nobody can tell whose doing a difference is, and we accuse no publisher without evidence.
            cause = "parser"
        elif Content.of(baseline).same_as(latest):
            keep_reader(connection, revision_id, article.parser_version)
            connection.execute(
                "UPDATE revision SET parser_version = ? WHERE id = ?", [article.parser_version, revision_id]
            )
        else:
            revision_id = reread(desk, seen, known, latest, baseline)
            latest = recorded = load(connection, revision_id)
            outcome = "reparsed"
        if baseline is not None:
            latest = replace(latest, modified=_modified_of(baseline, known, own_modified))
    else:
        # A date that moved without any change of text owned up to nothing that came later.
        latest = replace(latest, modified=_modified(connection, known, article.parser_version))
    if seen.content.same_as(latest):
        return Verdict(outcome=outcome, revision_id=revision_id, recorded=recorded, is_new=False, baseline=baseline)
    if _is_shorter(seen, latest):
        why = "paywall" if article.paywalled else seen.fetch.error or "cut off"
        observe_event(connection, known.id, seen.at, "shorter", why, seen.fetch_id)
        return Verdict(outcome="shorter", revision_id=revision_id, recorded=recorded, is_new=False, baseline=baseline)
    if cause == "edit" and (latest.paywalled or known.error) and latest.begins(seen.content):
        cause = "fuller"
    new_id = desk.past.revision_id(desk, seen)
    _replace_revision(desk, seen, known, new_id, cause, latest, None, from_revision=revision_id)
    outcomes: dict[str, SaveOutcome] = {"parser": "reparsed", "page": "duplicate"}
    return Verdict(
        outcome=outcomes.get(cause, "revised"),
        revision_id=new_id,
        recorded=seen.content,
        is_new=True,
        baseline=baseline,
    )


def reread(desk: Desk, seen: Seen, known: Known, latest: Content, reading: Article) -> int:
    """Write what a later parser reads in the bytes of the latest revision; the id of that new revision."""
    revision_id = desk.past.reading_id(desk, known.fetch_id, reading.parser_version)
    _replace_revision(desk, seen, known, revision_id, "parser", latest, reading)
    return revision_id


def has_read(connection: Connection, known: Known, article: Article) -> bool:
    """Whether the parser of a capture, too, has seen the latest revision: in a later look, where another made it."""
    row = connection.execute(
        "SELECT 1 FROM sighting WHERE article_id = ? AND revision_id = ? AND differs ->> '$.parser_version' = ?"
        " ORDER BY at DESC LIMIT 1",
        [known.id, known.revision_id, article.parser_version],
    ).fetchone()
    return row is not None


def keep_reader(connection: Connection, revision_id: int, parser_version: str) -> None:
    """To be called before a parser is put down for a revision: the looks that only saw it keep theirs."""
    connection.execute(
        "UPDATE sighting SET differs = json_set(ifnull(differs, '{}'), '$.parser_version',"
        " (SELECT parser_version FROM revision WHERE id = ?1))"
        " WHERE revision_id = ?1 AND differs ->> '$.parser_version' IS NULL"
        " AND ?2 <> (SELECT parser_version FROM revision WHERE id = ?1)",
        [revision_id, parser_version],
    )


def _modified(connection: Connection, known: Known, parser_version: str) -> str | None:
    """What a parser last read as ``modified`` of the latest revision."""
    if known.last_reader == parser_version:
        return known.modified
    recorded, own = connection.execute(
        "SELECT modified, parser_version FROM revision WHERE id = ?", [known.revision_id]
    ).fetchone()
    row = connection.execute(
        "SELECT differs FROM sighting WHERE article_id = ? AND revision_id = ?"
        " AND ifnull(differs ->> '$.parser_version', ?) = ? ORDER BY at DESC, fetch_id DESC LIMIT 1",
        [known.id, known.revision_id, own, parser_version],
    ).fetchone()
    return documents.told_modified(row[0] if row else None, recorded)


def _modified_of(baseline: Article, known: Known, recorded: str | None) -> str | None:
    """The same of a parser that has only read the bytes of the latest revision: where it reads what was ``recorded`` of
    those, it would have read in the last look what was read then."""
    read = moment_text(baseline.modified)
    return known.modified if read == recorded else read


def _baseline(connection: Connection, seen: Seen, known: Known) -> Article | None:
    """What our parser of today reads in the bytes of the latest revision, where anybody can tell."""
    (snapshot_id,) = connection.execute("SELECT snapshot_id FROM fetch WHERE id = ?", [seen.fetch_id]).fetchone()
    if snapshot_id is not None and snapshot_id == known.snapshot_id and not seen.extra_fetch_ids:
        return seen.article  # the same bytes
    baseline = seen.capture.baseline
    if baseline is None or baseline.parser_version != seen.article.parser_version:
        return None
    return baseline if baseline.is_article and baseline.title else None


def _is_shorter(seen: Seen, latest: Content) -> bool:
    """Whether the page lost text to a paywall, an error or the network rather than to its editors."""
    words, before = seen.content.word_count, latest.word_count
    if words >= before:
        return False
    if seen.fetch.error is not None or (seen.capture.article.paywalled and not latest.paywalled):
        return True
    # A paywall that lets less through than the last time, or a teaser that does not say so: half of the text or less.
    return bool(seen.capture.article.paywalled or words < 0.5 * before) and seen.content.begins(latest)


def _replace_revision(
    desk: Desk,
    seen: Seen,
    known: Known,
    revision_id: int,
    cause: str,
    latest: Content,
    reread: Article | None,
    *,
    from_revision: int | None = None,
) -> None:
    """Write a revision in the place of the latest; ``reread`` is given where only our reading of it is new."""
    connection = desk.connection
    content = Content.of(reread) if reread else seen.content
    desk.index.renew(known.id)
    write_revision(desk, seen, known.id, revision_id, cause=cause, previous=latest, reread=reread, known=known)
    connection.execute(
        "UPDATE article SET revision_id = ?, published = ? WHERE id = ?", [revision_id, content.published, known.id]
    )
    if cause == "edit":
        (at,) = connection.execute("SELECT at FROM fetch WHERE id = ?", [known.fetch_id]).fetchone()
        latest = replace(latest, widgets=load_widgets(connection, known.id, at))
        _write_changes(connection, revision_id, from_revision or known.revision_id, latest, content)


def write_revision(
    desk: Desk,
    seen: Seen,
    article_id: int,
    revision_id: int,
    *,
    cause: str,
    previous: Content | None,
    reread: Article | None = None,
    known: Known | None = None,
) -> None:
    """Write a revision with all its parts. One that history has written before is written over."""
    article, content = (reread, Content.of(reread)) if reread else (seen.article, seen.content)
    fetch_id, final_url = seen.fetch_id, seen.fetch.final_url
    if reread and known:
        fetch_id, final_url = known.fetch_id, known.url
    desk.connection.execute(
        _INSERT,
        [
            revision_id,
            article_id,
            seen.at,
            cause,
            fetch_id,
            *_read(desk, article, content, content.text_hash if reread else seen.text_hash, final_url),
        ],
    )
    parts.write(
        desk.connection,
        desk.names,
        revision_id=revision_id,
        article=article,
        content=content,
        known=(*desk.past.passages, *(previous.passages if previous else ())),
        at=seen.at,
    )
    if reread and known:
        desk.connection.execute(
            "INSERT INTO revision_fetch (revision_id, position, fetch_id)"
            " SELECT ?, position, fetch_id FROM revision_fetch WHERE revision_id = ?",
            [revision_id, known.revision_id],
        )
    elif seen.extra_fetch_ids:
        desk.connection.executemany(
            "INSERT INTO revision_fetch (revision_id, position, fetch_id) VALUES (?, ?, ?)",
            [(revision_id, position, fetch) for position, fetch in enumerate(seen.extra_fetch_ids, 2)],
        )


def mend_revision(desk: Desk, revision_id: int, seen: Seen) -> None:
    """Write into a revision's own row what is read in its bytes now."""
    assignments = ", ".join(f"{name} = ?" for name in _READ)
    values = _read(desk, seen.article, seen.content, seen.text_hash, seen.fetch.final_url)
    desk.connection.execute(f"UPDATE revision SET {assignments} WHERE id = ?", [*values, revision_id])


def _read(desk: Desk, article: Article, content: Content, text_hash: int, final_url: str) -> list[Any]:
    """The values of the columns ``_READ``."""
    return [
        article.parser_version,
        article.confidence,
        content.title,
        content.subtitle,
        content.published,
        content.modified,
        article.language,
        content.image,
        article.site_name,
        flag(content.paywalled),
        content.word_count,
        text_hash,
        documents.offset_minutes(article.published),
        documents.offset_minutes(article.modified),
        parts.rule_set_id(desk.connection, desk.names, documents.rules(article)),
        documents.remainder(article, final_url),
    ]


_READ = (
    "parser_version confidence title subtitle published modified language image site_name paywalled word_count"
    " text_hash published_offset modified_offset rule_set_id told"
).split()
"""Columns of what a parser read in the bytes of a revision."""
_COLUMNS = ["id", "article_id", "seen_at", "cause", "fetch_id", *_READ]
_INSERT = (
    f"INSERT INTO revision ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}, silent = NULL"
)


def _write_changes(connection: Connection, revision_id: int, from_revision: int, old: Content, new: Content) -> None:
    found = changes.compare(old, new)
    sections = [
        row[0]
        for row in connection.execute(
            "SELECT section_id FROM outline WHERE revision_id = ? ORDER BY position", [revision_id]
        )
    ]
    rows = []
    for position, change in enumerate(found, 1):
        after_section = None if change.after_position is None else sections[change.after_position]
        rows.append(
            (
                revision_id,
                position,
                from_revision,
                change.part,
                change.kind,
                # Texts of sections stand in their own rows already.
                change.before if change.before_section is None else None,
                change.after if after_section is None else None,
                change.before_section,
                after_section,
            )
        )
    connection.executemany(
        "INSERT INTO change (revision_id, position, from_revision, part, kind, before, after, before_section,"
        " after_section) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    connection.execute("UPDATE revision SET silent = ? WHERE id = ?", [int(changes.is_silent(found)), revision_id])
