"""How a capture becomes rows: the rules that decide what the record says."""

from __future__ import annotations

from dataclasses import dataclass

from archive import changes, identity, observed, parts, requests
from archive.contents import Content, load
from archive.driver import Connection
from archive.identity import Match, plain_url
from archive.index import Index
from archive.parts import NameCache
from archive.rows import Capture, Fetch, Saved, SaveOutcome
from archive.snapshots import BodyCache
from archive.times import utc_text
from parsers.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What saving works with: the connection and what it remembers between captures."""

    connection: Connection
    bodies: BodyCache
    names: NameCache
    index: Index

    def forget(self, mark: int) -> None:
        """Drop what is remembered of rows that a rollback takes back; ``mark`` is ``index.mark()`` at its begin."""
        self.bodies.clear()
        self.names.clear()
        self.index.undo(mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An article as it stands before a capture."""

    id: int
    page_id: int
    url: str
    canonical_url: str
    modified: str | None
    paywalled: int | None
    last_seen: str
    gone_at: str | None
    revision_id: int
    fetch_id: int
    snapshot_id: int | None
    error: str | None
    parser_version: str
    seen_at: str
    """Of the latest revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A capture in the archive's words."""

    capture: Capture
    fetch_id: int
    extra_fetch_ids: tuple[int, ...]
    content: Content
    text_hash: int
    match: Match
    at: str

    @property
    def article(self) -> Article:
        return self.capture.article

    @property
    def fetch(self) -> Fetch:
        return self.capture.fetch


def save(desk: Desk, capture: Capture) -> Saved:
    """Write one capture. To be called inside a transaction: everything or nothing of it is written."""
    page_id = capture.page_id
    fetch_id = _record(desk, capture.fetch, capture)
    extra = tuple(_record(desk, fetch, capture) for fetch in capture.pages)
    at = utc_text(capture.fetch.at)
    if not capture.article.is_article or not capture.article.title:
        return _not_article(desk.connection, capture, fetch_id, at)
    content = Content.of(capture.article)
    text_hash = content.text_hash
    match = identity.match(
        desk.connection,
        url=capture.fetch.url,
        final_url=capture.fetch.final_url,
        canonical_url=capture.article.canonical_url,
        content=content,
        text_hash=text_hash,
    )
    seen = _Seen(
        capture=capture,
        fetch_id=fetch_id,
        extra_fetch_ids=extra,
        content=content,
        text_hash=text_hash,
        match=match,
        at=at,
    )
    saved = _first_time(desk, seen) if match.article_id is None else _again(desk, seen, match.article_id)
    own_page, led_to = desk.connection.execute(
        "SELECT a.page_id, p.article_id FROM article a, page p WHERE a.id = ? AND p.id = ?", [saved.article_id, page_id]
    ).fetchone()
    if led_to not in (None, saved.article_id):  # the address now leads to another article
        _observation(desk.connection, led_to, at, "moved", capture.fetch.final_url, fetch_id)
    _settle(desk.connection, page_id, "done" if own_page == page_id else "duplicate", saved.article_id)
    return saved


def _record(desk: Desk, fetch: Fetch, capture: Capture) -> int:
    if fetch.page_id != capture.page_id:
        raise ValueError(f"a fetch for page {fetch.page_id} came with a capture of page {capture.page_id}")
    if fetch is capture.fetch:
        return requests.record_for_page(desk.connection, desk.bodies, fetch)
    return requests.record(desk.connection, desk.bodies, fetch)


def _not_article(connection: Connection, capture: Capture, fetch_id: int, at: str) -> Saved:
    """The page is none; where it was one before (a consent wall, an error page), the article stays as it was."""
    row = connection.execute(
        "SELECT a.id, a.revision_id FROM page p JOIN article a ON a.id = p.article_id WHERE p.id = ?", [capture.page_id]
    ).fetchone()
    if row is None:
        _settle(connection, capture.page_id, "not_article", None)
        return Saved(outcome="not_article")
    article_id, revision_id = row
    _observation(connection, article_id, at, "not_article", capture.fetch.final_url, fetch_id)
    connection.execute(
        "UPDATE page SET state = CASE (SELECT page_id FROM article WHERE id = article_id) WHEN id THEN 'done'"
        " ELSE 'duplicate' END, reason = NULL, tries = 0, next_due = NULL, run_id = NULL, lease_until = NULL"
        " WHERE id = ?",
        [capture.page_id],
    )
    return Saved(outcome="not_article", article_id=article_id, revision_id=revision_id)


def _first_time(desk: Desk, seen: _Seen) -> Saved:
    connection, article, match = desk.connection, seen.article, seen.match
    if match.taken_from is not None:
        _take_back(connection, match.taken_from, seen)
    article_id = parts.next_id(connection, "article")
    canonical = match.canonical or seen.fetch.final_url
    revision_id = parts.next_id(connection, "revision")
    connection.execute(
        "INSERT INTO article (id, source_id, page_id, url, canonical_url, published, modified, paywalled,"
        " comment_count, first_seen, last_seen, revision_id)"
        " VALUES (?, ifnull((SELECT id FROM source WHERE key = ?), (SELECT source_id FROM page WHERE id = ?)), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            article_id,
            seen.capture.source_key,
            seen.capture.page_id,
            seen.capture.page_id,
            seen.fetch.final_url,
            canonical,
            seen.content.published,
            seen.content.modified,
            _flag(article.paywalled),
            observed.comment_count(article),
            seen.at,
            seen.at,
            revision_id,
        ],
    )
    _write_revision(desk, seen, article_id, revision_id, cause="first", previous=None)
    _write_aliases(connection, article_id, seen)
    observed.observe(connection, article_id=article_id, article=article, at=seen.at, last_seen=None)
    _note_canonical(connection, article_id, seen)
    desk.index.add(article_id)
    return Saved(outcome="new", article_id=article_id, revision_id=revision_id)


def _again(desk: Desk, seen: _Seen, article_id: int) -> Saved:
    connection = desk.connection
    known = _load(connection, article_id)
    if seen.at < known.seen_at:
        # Older than what we have, such as from a WARC: its bytes are kept, but nobody edits backwards.
        _write_aliases(connection, article_id, seen)
        connection.execute("UPDATE article SET first_seen = min(first_seen, ?) WHERE id = ?", [seen.at, article_id])
        return Saved(outcome="seen", article_id=article_id, revision_id=known.revision_id)
    final, asked = plain_url(seen.fetch.final_url), plain_url(seen.fetch.url)
    cause = "edit"
    if final == plain_url(known.url):
        own = True
    elif asked == plain_url(known.url):
        own = True  # its address now redirects: the article moved
        _observation(connection, article_id, seen.at, "moved", seen.fetch.final_url, seen.fetch_id)
    else:
        # Until now we had only a copy (AMP, print page); this is the address that the copies call their own.
        own = final == plain_url(known.canonical_url)
        cause = "page"
    _write_aliases(connection, article_id, seen)
    if not own:
        connection.execute("UPDATE article SET last_seen = max(last_seen, ?) WHERE id = ?", [seen.at, article_id])
        return Saved(outcome="duplicate", article_id=article_id, revision_id=known.revision_id)
    outcome, revision_id = _revise(desk, seen, known, cause)
    _stand(connection, seen, known, whole=outcome != "shorter")
    if outcome == "seen" and known.page_id != seen.capture.page_id and asked != final:
        outcome = "duplicate"
    return Saved(outcome=outcome, article_id=article_id, revision_id=revision_id)


def _revise(desk: Desk, seen: _Seen, known: _Known, cause: str) -> tuple[SaveOutcome, int]:
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
        _observation(connection, known.id, seen.at, "shorter", why, seen.fetch_id)
        return "shorter", revision_id
    if cause == "edit" and (latest.paywalled or known.error) and latest.begins(seen.content):
        cause = "fuller"
    new_id = parts.next_id(connection, "revision")
    _replace_revision(desk, seen, known, new_id, cause, latest, None, from_revision=revision_id)
    outcomes: dict[str, SaveOutcome] = {"parser": "reparsed", "page": "duplicate"}
    return outcomes.get(cause, "revised"), new_id


def _baseline(connection: Connection, seen: _Seen, known: _Known) -> Article | None:
    """What our parser of today reads in the bytes of the latest revision, where anybody can tell."""
    (snapshot_id,) = connection.execute("SELECT snapshot_id FROM fetch WHERE id = ?", [seen.fetch_id]).fetchone()
    if snapshot_id is not None and snapshot_id == known.snapshot_id and not seen.extra_fetch_ids:
        return seen.article  # the same bytes
    baseline = seen.capture.baseline
    if baseline is None or baseline.parser_version != seen.article.parser_version:
        return None
    return baseline if baseline.is_article and baseline.title else None


def _is_shorter(seen: _Seen, latest: Content) -> bool:
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
    seen: _Seen,
    known: _Known,
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
    _write_revision(desk, seen, known.id, revision_id, cause=cause, previous=latest, reread=reread, known=known)
    connection.execute(
        "UPDATE article SET revision_id = ?, published = ? WHERE id = ?", [revision_id, content.published, known.id]
    )
    if cause == "edit":
        _write_changes(connection, revision_id, from_revision or known.revision_id, latest, content)


def _write_revision(
    desk: Desk,
    seen: _Seen,
    article_id: int,
    revision_id: int,
    *,
    cause: str,
    previous: Content | None,
    reread: Article | None = None,
    known: _Known | None = None,
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
            _flag(content.paywalled),
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


def _stand(connection: Connection, seen: _Seen, known: _Known, *, whole: bool) -> None:
    """Note that the article stands, and what stands around it now; not where only a part of the page came."""
    content, article = seen.content, seen.article
    if known.gone_at is not None:
        _observation(connection, known.id, seen.at, "returned", seen.fetch.final_url, seen.fetch_id)
    canonical = seen.match.canonical or known.canonical_url
    # The page that answers without a redirect is the article's own.
    direct = plain_url(seen.fetch.url) == plain_url(seen.fetch.final_url)
    connection.execute(
        "UPDATE article SET last_seen = max(last_seen, ?), gone_evidence_at = NULL, gone_at = NULL, url = ?,"
        " canonical_url = ?, page_id = ? WHERE id = ?",
        [
            seen.at,
            seen.fetch.final_url,
            canonical,
            seen.capture.page_id if direct else known.page_id,
            known.id,
        ],
    )
    if direct and known.page_id != seen.capture.page_id:
        connection.execute("UPDATE page SET state = 'duplicate' WHERE id = ? AND state = 'done'", [known.page_id])
    _note_canonical(connection, known.id, seen)
    if not whole:
        return
    if content.modified != known.modified:
        connection.execute("UPDATE article SET modified = ? WHERE id = ?", [content.modified, known.id])
        if known.parser_version == article.parser_version:  # else it may be our reading that is new
            _observation(connection, known.id, seen.at, "modified", content.modified, seen.fetch_id)
    if _flag(article.paywalled) != known.paywalled:
        connection.execute("UPDATE article SET paywalled = ? WHERE id = ?", [_flag(article.paywalled), known.id])
        if known.parser_version == article.parser_version:
            value = None if article.paywalled is None else str(int(article.paywalled))
            _observation(connection, known.id, seen.at, "paywalled", value, seen.fetch_id)
    observed.observe(connection, article_id=known.id, article=article, at=seen.at, last_seen=known.last_seen)
    connection.execute(
        "UPDATE article SET comment_count = ?1 WHERE id = ?2 AND comment_count IS NOT ?1",
        [observed.comment_count(article), known.id],
    )


def _write_aliases(connection: Connection, article_id: int, seen: _Seen) -> None:
    """Every URL that led here. What was fetched outweighs what was only claimed."""
    final, asked = plain_url(seen.fetch.final_url), plain_url(seen.fetch.url)
    rows = [(final, article_id, "page", seen.at)]
    if asked != final:
        rows.append((asked, article_id, "redirect", seen.at))
    if seen.match.canonical is not None and plain_url(seen.match.canonical) not in (final, asked):
        rows.append((plain_url(seen.match.canonical), article_id, "canonical", seen.at))
    connection.executemany(
        "INSERT INTO alias (url, article_id, kind, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
        " article_id = excluded.article_id, kind = excluded.kind"
        " WHERE excluded.kind = 'page' AND alias.kind <> 'page'",
        rows,
    )


def _take_back(connection: Connection, claimant: int, seen: _Seen) -> None:
    """An article claimed this page's address as its canonical one, and the page says something else: it was wrong."""
    (canonical,) = connection.execute("SELECT canonical_url FROM article WHERE id = ?", [claimant]).fetchone()
    if plain_url(canonical) != plain_url(seen.fetch.final_url):
        return  # it had only been redirected from here
    connection.execute("UPDATE article SET canonical_url = url WHERE id = ?", [claimant])
    _observation(connection, claimant, seen.at, "canonical", seen.fetch.final_url, seen.fetch_id)


def _note_canonical(connection: Connection, article_id: int, seen: _Seen) -> None:
    """Keep a canonical link that leads elsewhere, once."""
    rejected = seen.match.rejected
    if not rejected:
        return
    noted = connection.execute(
        "SELECT 1 FROM observation WHERE article_id = ? AND kind = 'canonical' AND value = ?", [article_id, rejected]
    ).fetchone()
    if noted is None:
        _observation(connection, article_id, seen.at, "canonical", rejected, seen.fetch_id)


def _observation(
    connection: Connection, article_id: int, at: str, kind: str, value: str | None, fetch_id: int | None
) -> None:
    connection.execute(
        "INSERT INTO observation (article_id, at, kind, value, fetch_id) VALUES (?, ?, ?, ?, ?)",
        [article_id, at, kind, value, fetch_id],
    )


def _load(connection: Connection, article_id: int) -> _Known:
    row = connection.execute(
        "SELECT a.id, a.page_id, a.url, a.canonical_url, a.modified, a.paywalled, a.last_seen, a.gone_at,"
        " a.revision_id, r.fetch_id, f.snapshot_id, f.error, r.parser_version, r.seen_at"
        " FROM article a JOIN revision r ON r.id = a.revision_id JOIN fetch f ON f.id = r.fetch_id WHERE a.id = ?",
        [article_id],
    ).fetchone()
    return _Known(
        id=row[0],
        page_id=row[1],
        url=row[2],
        canonical_url=row[3],
        modified=row[4],
        paywalled=row[5],
        last_seen=row[6],
        gone_at=row[7],
        revision_id=row[8],
        fetch_id=row[9],
        snapshot_id=row[10],
        error=row[11],
        parser_version=row[12],
        seen_at=row[13],
    )


def _settle(connection: Connection, page_id: int, state: str, article_id: int | None) -> None:
    connection.execute(
        "UPDATE page SET state = ?, reason = NULL, tries = 0, next_due = NULL, run_id = NULL, lease_until = NULL,"
        " article_id = ifnull(?, article_id) WHERE id = ?",
        [state, article_id, page_id],
    )


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)
