"""An article's history as its captures tell it, in the order of their times, whatever the order they come in.

A capture that is newer than all before it is a step: it is compared with what stands and adds to it. One that is older
(a WARC, another archive, an import) comes between two that are known: then what those told is taken together again and
told anew, step by step, so that the record is the one that the same captures in their order would have made. Revisions
keep their ids through that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from archive import manifest
from archive.crawls import requests
from archive.driver import Connection
from archive.rows import Capture, SaveOutcome
from archive.times import utc_text
from archive.versions import documents, observed
from archive.versions.bodies import Passage
from archive.versions.contents import Content, load, load_passages
from archive.versions.desk import Desk, Known, Past, Seen, flag, load_known, observe_event
from archive.versions.homes import Follow, Home, Sign, is_in_question, pages_of, signs, write_going, write_home
from archive.versions.identity import Match, counts
from archive.versions.revising import reread, revise, write_revision
from parsers.article import Article

_DERIVED = "('modified', 'paywalled', 'shorter', 'moved')"
"""Observations that follow from the order of the captures."""


def step(desk: Desk, seen: Seen, known: Known, cause: str) -> tuple[SaveOutcome, int]:
    """Take a capture for the newest; what it is, and the latest revision after it."""
    connection, content, article = desk.connection, seen.content, seen.article
    same_reader = known.last_reader == article.parser_version
    # Copies of it (AMP) may have been looked at later than the article itself was, or it only stood (304).
    last_look = known.last_seen if known.last_seen < seen.at else _look_before(connection, known, seen.at)
    verdict = revise(desk, seen, known, cause)
    if verdict.outcome == "shorter":
        _keep_look(connection, seen, known, None, None, documents.packed(article))
        connection.execute("UPDATE article SET last_seen = max(last_seen, ?) WHERE id = ?", [seen.at, known.id])
        return verdict.outcome, verdict.revision_id
    if not verdict.is_new and known.fetch_id != seen.fetch_id:
        reader = known.parser_version if verdict.baseline is None else article.parser_version
        differs = documents.differences(article, verdict.recorded, reader)
        _keep_look(connection, seen, known, verdict.revision_id, differs, None)
    if content.modified != known.modified and same_reader:  # else it may be our reading that is new
        observe_event(connection, known.id, seen.at, "modified", content.modified, seen.fetch_id)
    if flag(article.paywalled) != known.paywalled and same_reader:
        value = None if article.paywalled is None else str(int(article.paywalled))
        observe_event(connection, known.id, seen.at, "paywalled", value, seen.fetch_id)
    if verdict.baseline is not None:
        (at,) = connection.execute("SELECT at FROM fetch WHERE id = ?", [known.fetch_id]).fetchone()
        observed.reread(connection, article_id=known.id, reading=verdict.baseline, at=at, last_seen=last_look)
        same_reader = True
    observed.observe(
        connection,
        article_id=known.id,
        article=article,
        at=seen.at,
        last_seen=last_look,
        same_reader=same_reader,
        doubtful=desk.past.doubts,
    )
    connection.execute(
        "UPDATE article SET last_seen = max(last_seen, ?), modified = ?, paywalled = ?, comment_count = ? WHERE id = ?",
        [seen.at, content.modified, flag(article.paywalled), observed.comment_count(article), known.id],
    )
    return verdict.outcome, verdict.revision_id


def _look_before(connection: Connection, known: Known, at: str) -> str:
    """When the last look before a time was."""
    look: str = connection.execute(
        "SELECT max(f.at, ifnull((SELECT max(at) FROM sighting WHERE article_id = ? AND at < ?), ''))"
        " FROM fetch f WHERE f.id = ?",
        [known.id, at, known.fetch_id],
    ).fetchone()[0]
    return look


def begin(desk: Desk, seen: Seen, article_id: int, revision_id: int) -> None:
    """Take a capture for the first of an article whose row is there."""
    write_revision(desk, seen, article_id, revision_id, cause="first", previous=None)
    observed.observe(
        desk.connection,
        article_id=article_id,
        article=seen.article,
        at=seen.at,
        last_seen=None,
        doubtful=desk.past.doubts,
    )


def follows(seen: Seen, known: Known) -> Follow:
    """As what a capture follows what stands of its article, of which nothing was ever missing."""
    home = Home(page_id=known.page_id, url=known.url, canonical_url=known.canonical_url, follows={0: "first"})
    return home.look(_sign(seen))


def keep_copy(connection: Connection, seen: Seen, known: Known) -> None:
    """Keep a look that tells nothing of its article now: where the article's own page turns out to have been gone by
    then, it does."""
    _keep_look(connection, seen, known, None, None, documents.packed(seen.article))


def is_late(connection: Connection, seen: Seen, known: Known) -> bool:
    """Whether a capture does not simply follow what is known of the article: something newer is, or it was missing, so
    that it depends on all that was seen where it lives."""
    if is_in_question(connection, known.id, known.page_id, seen.capture.page_id):
        return True
    if seen.at >= known.last_seen:
        return False
    newest: str = connection.execute(
        "SELECT max(ifnull((SELECT max(at) FROM sighting WHERE article_id = ?1), ''),"
        " (SELECT max(f.at) FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.article_id = ?1))",
        [known.id],
    ).fetchone()[0]
    return seen.at < newest


def insert(desk: Desk, seen: Seen, known: Known) -> tuple[SaveOutcome, int]:
    """Put a capture that came late in its place; what it is there, and the latest revision."""
    connection = desk.connection
    looks, readings, past = _load(connection, known.id)
    if any(look.fetch_id == seen.fetch_id for look in looks):
        return "seen", known.revision_id
    if seen.capture.baseline is not None:
        baseline = seen.capture.baseline
        readings.setdefault((known.fetch_id, baseline.parser_version), baseline)
    # What it was brought as a baseline is of the bytes that were the latest: not of those that stand before it.
    looks.append(replace(seen, capture=replace(seen.capture, baseline=None)))
    outcome, _ = _tell(replace(desk, past=past), known, looks, readings, seen.fetch_id, now=seen.fetch.at)
    (revision_id,) = connection.execute("SELECT revision_id FROM article WHERE id = ?", [known.id]).fetchone()
    return outcome, int(revision_id)


def tell_anew(desk: Desk, article_id: int, *, now: datetime) -> Home:
    """Tell an article's history anew, as it became known that it was missing or stood; where it lives."""
    looks, readings, past = _load(desk.connection, article_id)
    known = load_known(desk.connection, article_id)
    _, home = _tell(replace(desk, past=past), known, looks, readings, None, now=now)
    return home


@dataclass(slots=True)
class _Written(Past):
    """The rows that an article's history had, so that they serve it again."""

    looks: dict[int, int] = field(default_factory=dict)
    """Request → the revision that it made."""
    readings: dict[tuple[int, str], int] = field(default_factory=dict)
    """Request and later parser → the revision that this made of it."""
    told: list[tuple[str, int, Content]] = field(default_factory=list)
    """Time, revision and content of the looks that made one, in order."""
    taken: set[int] = field(default_factory=set)

    def revision_id(self, desk: Desk, seen: Seen) -> int:
        own = self.looks.get(seen.fetch_id)
        if own is not None and own not in self.taken:
            return self._take(desk, own)
        # What was first seen later until now was there already: it is the same version.
        for at, revision_id, content in self.told:
            if at > seen.at:
                if revision_id not in self.taken and content.same_as(seen.content):
                    return self._take(desk, revision_id)
                break
        return self._new(desk)

    def reading_id(self, desk: Desk, fetch_id: int, parser_version: str) -> int:
        own = self.readings.get((fetch_id, parser_version))
        if own is not None and own not in self.taken:
            return self._take(desk, own)
        return self._new(desk)

    def all_ids(self) -> set[int]:
        return {*self.looks.values(), *self.readings.values()}

    def _new(self, desk: Desk) -> int:
        revision_id = desk.next_id("revision")
        self.taken.add(revision_id)
        return revision_id

    def _take(self, desk: Desk, revision_id: int) -> int:
        self.taken.add(revision_id)
        _clear(desk.connection, revision_id)
        return revision_id


def _load(connection: Connection, article_id: int) -> tuple[list[Seen], dict[tuple[int, str], Article], _Written]:
    """Every look at an article with what was read then, what later parsers read in the same bytes, and the rows."""
    past = _Written()
    looks: list[Seen] = []
    readings: dict[tuple[int, str], Article] = {}
    passages: dict[int | None, Passage] = {}
    rows = connection.execute(
        "SELECT r.id, r.fetch_id, r.parser_version, f.at, r.seen_at FROM revision r JOIN fetch f ON f.id = r.fetch_id"
        " WHERE r.article_id = ? ORDER BY f.at, r.id",
        [article_id],
    ).fetchall()
    for revision_id, fetch_id, version, at, seen_at in rows:
        passages.update((passage.section_id, passage) for passage in load_passages(connection, revision_id))
        article = documents.read(connection, article_id, revision_id, at=at, around=documents.READ)
        if seen_at > at:
            readings[fetch_id, version] = article
            past.readings[fetch_id, version] = revision_id
            continue
        look = look_at(connection, fetch_id, article, revision_id)
        looks.append(look)
        past.looks[fetch_id] = revision_id
        past.told.append((at, revision_id, look.content))
    looks += (
        look_at(connection, fetch_id, article) for fetch_id, article in documents.sightings(connection, article_id)
    )
    past.passages = tuple(passages.values())
    past.doubts = observed.doubts(connection, article_id)
    return looks, readings, past


def look_at(connection: Connection, fetch_id: int, article: Article, revision_id: int | None = None) -> Seen:
    """What a parser read in a request that the archive has; in those, too, of the further pages of ``revision_id``."""
    extra = connection.execute(
        "SELECT fetch_id FROM revision_fetch WHERE revision_id = ? ORDER BY position", [revision_id]
    )
    fetch = requests.told(
        connection.execute(f"SELECT {requests.told_columns('f')} FROM fetch f WHERE id = ?", [fetch_id]).fetchone()
    )
    assert fetch.page_id is not None  # articles come of pages
    content = Content.of(article)
    return Seen(
        capture=Capture(run_id=fetch.run_id, page_id=fetch.page_id, source_key=None, fetch=fetch, article=article),
        fetch_id=fetch_id,
        extra_fetch_ids=tuple(number for (number,) in extra),
        content=content,
        text_hash=content.text_hash,
        match=Match(article_id=None, canonical=None),
        at=utc_text(fetch.at),
    )


def _tell(
    desk: Desk,
    known: Known,
    looks: list[Seen],
    readings: dict[tuple[int, str], Article],
    asked: int | None,
    *,
    now: datetime,
) -> tuple[SaveOutcome, Home]:
    """Write an article's history from its beginning; what the look with the request ``asked`` was in it, and where the
    article lives."""
    connection, article_id, past = desk.connection, known.id, desk.past
    assert isinstance(past, _Written)
    desk.index.renew(article_id)
    looks.sort(key=lambda look: (look.at, look.fetch_id))
    rejected = _rejected(connection, article_id)
    told = [*signs(connection, article_id, looks=False), *(_sign(look, rejected) for look in looks)]
    home = Home.of(told, pages_of(connection, article_id))
    connection.execute("DELETE FROM sighting WHERE article_id = ?", [article_id])
    connection.executemany(
        f"DELETE FROM observation WHERE article_id = ? AND fetch_id = ? AND kind IN {_DERIVED}",
        [(article_id, look.fetch_id) for look in looks],
    )
    for table in ("comment_count", "comment", "comment_widget", "link"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
    waiting = _readings_in_order(connection, past)
    first, *rest = looks
    revision_id = past.revision_id(desk, first)
    connection.execute(
        "UPDATE article SET revision_id = ?, published = ?, modified = ?, paywalled = ?, comment_count = ?,"
        " first_seen = ?, last_seen = ? WHERE id = ?",
        [
            revision_id,
            first.content.published,
            first.content.modified,
            flag(first.article.paywalled),
            observed.comment_count(first.article),
            first.at,
            first.at,
            article_id,
        ],
    )
    begin(desk, first, article_id, revision_id)
    outcome: SaveOutcome = "revised"
    last = first
    for look in rest:
        _read_again(desk, article_id, last, waiting, readings, before=look.at)
        found: SaveOutcome = "duplicate"
        cause = home.follows[look.fetch_id]
        if cause == "copy":
            keep_copy(connection, look, known)
        else:
            if cause == "moved":
                observe_event(connection, article_id, look.at, "moved", look.fetch.final_url, look.fetch_id)
            found, _ = step(
                desk,
                _read_alike(desk, article_id, look, readings),
                load_known(connection, article_id),
                "page" if cause == "page" else "edit",
            )
            last = look
        if look.fetch_id == asked:
            outcome = found
    _read_again(desk, article_id, last, waiting, readings, before=None)
    kept = {past.readings[key] for _, key in waiting}
    vanished = past.all_ids() - past.taken - kept
    for revision_id in vanished:
        _clear(connection, revision_id)
    connection.executemany("DELETE FROM revision WHERE id = ?", [(revision_id,) for revision_id in vanished])
    connection.execute(
        "UPDATE article SET last_seen = max(last_seen, ?, ?) WHERE id = ?",
        [known.last_seen, looks[-1].at, article_id],
    )
    write_home(connection, article_id, home, now=now)
    write_going(connection, article_id, home)
    return outcome, home


def _sign(seen: Seen, rejected: Collection[str] = ()) -> Sign:
    """What a look tells of where its article is; canonical links that were ``rejected`` are not followed."""
    assert seen.fetch.page_id is not None  # articles come of pages
    canonical = seen.article.canonical_url
    return Sign(
        at=seen.at,
        fetch_id=seen.fetch_id,
        page_id=seen.fetch.page_id,
        url=seen.fetch.url,
        final_url=seen.fetch.final_url,
        is_look=True,
        canonical_url=canonical if canonical not in rejected and counts(canonical, seen.fetch.final_url) else None,
    )


def _rejected(connection: Connection, article_id: int) -> set[str]:
    """Canonical links that turned out to lead elsewhere."""
    rows = connection.execute("SELECT value FROM observation WHERE article_id = ? AND kind = 'canonical'", [article_id])
    return {url for (url,) in rows}


def _read_alike(desk: Desk, article_id: int, look: Seen, readings: dict[tuple[int, str], Article]) -> Seen:
    """A look with what makes it comparable to the latest revision where two parsers made them."""
    known = load_known(desk.connection, article_id)
    if known.parser_version == look.article.parser_version:
        return look
    same = readings.get((look.fetch_id, known.parser_version))
    if same is not None:
        content = Content.of(same)
        return replace(look, capture=replace(look.capture, article=same), content=content, text_hash=content.text_hash)
    baseline = readings.get((known.fetch_id, look.article.parser_version))
    return replace(look, capture=replace(look.capture, baseline=baseline))


def _readings_in_order(connection: Connection, past: _Written) -> list[tuple[str, tuple[int, str]]]:
    """The later readings that history has, by the time they were made."""
    times = {
        key: connection.execute("SELECT seen_at FROM revision WHERE id = ?", [revision_id]).fetchone()[0]
        for key, revision_id in past.readings.items()
    }
    return sorted((at, key) for key, at in times.items())


def _read_again(
    desk: Desk,
    article_id: int,
    last: Seen,
    waiting: list[tuple[str, tuple[int, str]]],
    readings: dict[tuple[int, str], Article],
    *,
    before: str | None,
) -> None:
    """Write those later readings of the latest revision that were made before the next look."""
    known = load_known(desk.connection, article_id)
    for at, key in list(waiting):
        if key[0] != known.fetch_id or (before is not None and at >= before):
            continue
        waiting.remove((at, key))
        assert isinstance(desk.past, _Written)
        if desk.past.readings[key] in desk.past.taken:
            continue
        reading = readings[key]
        latest = load(desk.connection, known.revision_id)
        if not Content.of(reading).same_as(latest):
            reread(desk, replace(last, at=at), known, latest, reading)
        known = load_known(desk.connection, article_id)


def _keep_look(
    connection: Connection,
    seen: Seen,
    known: Known,
    revision_id: int | None,
    differs: str | None,
    document: bytes | None,
) -> None:
    connection.execute(
        "INSERT INTO sighting (article_id, at, fetch_id, revision_id, differs, document) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [known.id, seen.at, seen.fetch_id, revision_id, differs, document],
    )


def _clear(connection: Connection, revision_id: int) -> None:
    """Take a revision's parts and changes away; the row itself stays."""
    manifest.touch(connection, revisions=[revision_id])
    for table in ("change", "outline", "byline", "revision_tag", "revision_fetch"):
        connection.execute(f"DELETE FROM {table} WHERE revision_id = ?", [revision_id])
