"""Whether a capture differs from the latest revision, whose doing that is, and the new revision it makes."""

from __future__ import annotations

from archive import changes, parts
from archive.contents import Content, load
from archive.desk import Desk, Known, Seen, flag, observe_event
from archive.driver import Connection
from archive.rows import SaveOutcome
from parsers.article import Article


def revise(desk: Desk, seen: Seen, known: Known, cause: str) -> tuple[SaveOutcome, int]:
    """Compare with the latest revision and write what is new; the outcome and the latest revision after it."""
    connection, article = desk.connection, seen.article
    latest, revision_id = load(connection, known.revision_id), known.revision_id
    outcome: SaveOutcome = "seen"
    if known.parser_version != article.parser_version:
        baseline = _baseline(connection, seen, known)
        if baseline is None:
            # Nobody can tell whose doing a difference is, and we accuse no publisher without evidence.
            cause = "parser"
        elif Content.of(baseline).same_as(latest):
            connection.execute(
                "UPDATE revision SET parser_version = ? WHERE id = ?", [article.parser_version, revision_id]
            )
        else:
            revision_id = parts.next_id(connection, "revision")
            _replace_revision(desk, seen, known, revision_id, "parser", latest, baseline)
            latest = load(connection, revision_id)
            outcome = "reparsed"
    if seen.content.same_as(latest):
        return outcome, revision_id
    if _is_shorter(seen, latest):
        why = "paywall" if article.paywalled else seen.fetch.error or "cut off"
        observe_event(connection, known.id, seen.at, "shorter", why, seen.fetch_id)
        return "shorter", revision_id
    if cause == "edit" and (latest.paywalled or known.error) and latest.begins(seen.content):
        cause = "fuller"
    new_id = parts.next_id(connection, "revision")
    _replace_revision(desk, seen, known, new_id, cause, latest, None, from_revision=revision_id)
    outcomes: dict[str, SaveOutcome] = {"parser": "reparsed", "page": "duplicate"}
    return outcomes.get(cause, "revised"), new_id


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
    article, content = (reread, Content.of(reread)) if reread else (seen.article, seen.content)
    fetch_id = known.fetch_id if reread and known else seen.fetch_id
    desk.connection.execute(
        "INSERT INTO revision (id, article_id, seen_at, cause, fetch_id, parser_version, confidence, title, subtitle,"
        " published, modified, language, image, site_name, paywalled, word_count, text_hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            revision_id,
            article_id,
            seen.at,
            cause,
            fetch_id,
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
            content.text_hash if reread else seen.text_hash,
        ],
    )
    parts.write(
        desk.connection,
        desk.names,
        revision_id=revision_id,
        article=article,
        content=content,
        previous=previous,
        at=seen.at,
    )
    if reread and known:
        desk.connection.execute(
            "INSERT INTO revision_fetch (revision_id, position, fetch_id)"
            " SELECT ?, position, fetch_id FROM revision_fetch WHERE revision_id = ?",
            [revision_id, known.revision_id],
        )
    else:
        desk.connection.executemany(
            "INSERT INTO revision_fetch (revision_id, position, fetch_id) VALUES (?, ?, ?)",
            [(revision_id, position, fetch) for position, fetch in enumerate(seen.extra_fetch_ids, 2)],
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
