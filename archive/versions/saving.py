"""How a capture becomes rows: the rules that decide what the record says."""

from __future__ import annotations

from functools import partial

from archive import turning_away
from archive.addresses import plain_url
from archive.crawls import requests
from archive.driver import Connection
from archive.rows import Capture, Fetch, Saved
from archive.times import utc_text
from archive.versions import gone, history, identity, observed
from archive.versions.contents import Content
from archive.versions.desk import Desk, Known, Seen, flag, load_known, observe_event


def save(desk: Desk, capture: Capture) -> Saved:
    """Write one capture. To be called inside a transaction: everything or nothing of it is written."""
    page_id = capture.page_id
    if desk.tombstones:
        capture = desk.tombstones.sifted(capture, partial(_source_key, desk.connection, capture))
    article = capture.article
    content = Content.of(article) if article.is_article and article.title else None
    text_hash = content.text_hash if content else 0
    if desk.tombstones and desk.tombstones.covers(capture, text_hash if content else None):
        turning_away.turn_away(desk, page_id)
        return Saved(outcome="erased")
    led_to, is_first, missed = desk.connection.execute(_PAGE, [page_id]).fetchone() or (None, False, False)
    fetch_id = _record(desk, capture.fetch, capture, is_first=bool(is_first))
    extra = tuple(_record(desk, fetch, capture) for fetch in capture.pages)
    requests.note_read(desk.connection, capture.fetch)
    at = utc_text(capture.fetch.at)
    if content is None:
        return _not_article(desk.connection, capture, fetch_id, at)
    match = identity.match(
        desk.connection,
        url=capture.fetch.url,
        final_url=capture.fetch.final_url,
        canonical_url=capture.article.canonical_url,
        content=content,
        text_hash=text_hash,
        at=at,
        source_key=capture.source_key,
    )
    seen = Seen(
        capture=capture,
        fetch_id=fetch_id,
        extra_fetch_ids=extra,
        content=content,
        text_hash=text_hash,
        match=match,
        at=at,
    )
    if match.disputed_with is not None and match.rejected is not None:
        _take_back(desk.connection, match.disputed_with, match.rejected, seen)
    saved = _first_time(desk, seen) if match.article_id is None else _again(desk, seen, match.article_id)
    if led_to not in (None, saved.article_id):  # the address now leads to another article
        observe_event(desk.connection, led_to, at, "moved", capture.fetch.final_url, fetch_id)
    own_page = page_id
    if match.article_id is not None:
        (own_page,) = desk.connection.execute("SELECT page_id FROM article WHERE id = ?", [saved.article_id]).fetchone()
    _settle(desk.connection, page_id, "done" if own_page == page_id else "duplicate", saved.article_id)
    # What was seen of the page before anybody knew that it is an article's: that it was missing, or stood.
    if led_to is None and not is_first:
        desk.connection.execute(
            "UPDATE article SET last_seen = max(last_seen, ifnull("
            "(SELECT max(at) FROM fetch WHERE page_id = ? AND status = 304), '')) WHERE id = ?",
            [page_id, saved.article_id],
        )
    if missed and saved.article_id is not None:
        desk.connection.execute(
            "UPDATE observation SET article_id = ? WHERE page_id = ? AND article_id IS NULL",
            [saved.article_id, page_id],
        )
        gone.settle(desk, saved.article_id, now=capture.fetch.at)
    return saved


_PAGE = """
SELECT
    article_id, NOT EXISTS (SELECT 1 FROM fetch WHERE page_id = page.id),
    article_id IS NULL AND EXISTS (SELECT 1 FROM observation WHERE page_id = page.id AND article_id IS NULL)
FROM page WHERE id = ?
"""
"""Of a page: where it leads, whether nothing was asked of it yet, whether it was missing before it led anywhere."""


def _source_key(connection: Connection, capture: Capture) -> str | None:
    if capture.source_key is not None:
        return capture.source_key
    row = connection.execute(
        "SELECT s.key FROM page p JOIN source s ON s.id = p.source_id WHERE p.id = ?", [capture.page_id]
    ).fetchone()
    return row and str(row[0])


def _record(desk: Desk, fetch: Fetch, capture: Capture, *, is_first: bool = False) -> int:
    if fetch.page_id != capture.page_id:
        raise ValueError(f"a fetch for page {fetch.page_id} came with a capture of page {capture.page_id}")
    return requests.record(desk.connection, desk.bodies, fetch, is_first=is_first)


def _not_article(connection: Connection, capture: Capture, fetch_id: int, at: str) -> Saved:
    """The page is none; where it was one before (a consent wall, an error page), the article stays as it was."""
    row = connection.execute(
        "SELECT a.id, a.revision_id FROM page p JOIN article a ON a.id = p.article_id WHERE p.id = ?", [capture.page_id]
    ).fetchone()
    article_id, revision_id = row or (None, None)
    told = connection.execute(
        "SELECT 1 FROM observation WHERE page_id = ? AND fetch_id = ? AND kind = 'not_article'",
        [capture.page_id, fetch_id],
    ).fetchone()
    if told is None:
        url = capture.fetch.final_url
        observe_event(connection, article_id, at, "not_article", url, fetch_id, capture.page_id)
    if article_id is None:
        _settle(connection, capture.page_id, "not_article", None, capture.reason)
        connection.execute(
            "UPDATE page SET read_by = ? WHERE id = ?", [capture.article.parser_version, capture.page_id]
        )
        return Saved(outcome="not_article")
    connection.execute(
        "UPDATE page SET state = CASE (SELECT page_id FROM article WHERE id = article_id) WHEN id THEN 'done'"
        " ELSE 'duplicate' END, reason = ?, tries = 0, next_due = NULL, run_id = NULL, lease_until = NULL,"
        " etag = NULL, last_modified = NULL WHERE id = ?",  # else a wall that has not changed would say that the article stands
        [capture.reason, capture.page_id],
    )
    return Saved(outcome="not_article", article_id=article_id, revision_id=revision_id)


def _first_time(desk: Desk, seen: Seen) -> Saved:
    connection, article, match = desk.connection, seen.article, seen.match
    if match.taken_from is not None:
        _take_back(connection, match.taken_from, seen.fetch.final_url, seen)
    article_id = desk.next_id("article")
    canonical = match.canonical or seen.fetch.final_url
    revision_id = desk.next_id("revision")
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
            flag(article.paywalled),
            observed.comment_count(article),
            seen.at,
            seen.at,
            revision_id,
        ],
    )
    history.begin(desk, seen, article_id, revision_id)
    _write_aliases(connection, article_id, seen)
    if match.rejected:
        note_canonical(connection, article_id, match.rejected, seen.at, seen.fetch_id)
    desk.index.add(article_id, seen.content)
    return Saved(outcome="new", article_id=article_id, revision_id=revision_id)


def _again(desk: Desk, seen: Seen, article_id: int) -> Saved:
    connection = desk.connection
    known = load_known(connection, article_id)
    if plain_url(seen.fetch.final_url) != plain_url(known.url):
        _believe(connection, known, seen.fetch.final_url)
        known = load_known(connection, article_id)
    _write_aliases(connection, article_id, seen)
    if seen.match.rejected:
        note_canonical(connection, article_id, seen.match.rejected, seen.at, seen.fetch_id)
    if history.is_late(connection, seen, known):
        outcome, revision_id = history.insert(desk, seen, known)
        return Saved(outcome=outcome, article_id=article_id, revision_id=revision_id)
    cause = history.follows(seen, known)
    if cause == "copy":
        history.keep_copy(connection, seen, known)
        connection.execute("UPDATE article SET last_seen = max(last_seen, ?) WHERE id = ?", [seen.at, article_id])
        return Saved(outcome="duplicate", article_id=article_id, revision_id=known.revision_id)
    if cause == "moved":  # its address now redirects
        observe_event(connection, article_id, seen.at, "moved", seen.fetch.final_url, seen.fetch_id)
    outcome, revision_id = history.step(desk, seen, known, "page" if cause == "page" else "edit")
    _stand(desk, seen, known)
    elsewhere = plain_url(seen.fetch.url) != plain_url(seen.fetch.final_url)
    if outcome == "seen" and known.page_id != seen.capture.page_id and elsewhere:
        outcome = "duplicate"
    return Saved(outcome=outcome, article_id=article_id, revision_id=revision_id)


def _stand(desk: Desk, seen: Seen, known: Known) -> None:
    """Note that the article stands, and where."""
    if known.gone_evidence_at is not None or seen.at < known.last_seen:
        gone.settle(desk, known.id, now=seen.fetch.at)
    connection = desk.connection
    # The page that answers without a redirect is the article's own.
    direct = plain_url(seen.fetch.url) == plain_url(seen.fetch.final_url)
    connection.execute(
        # As it is, it is not written again: three indexes lead from these to the article.
        "UPDATE article SET url = ?1, canonical_url = ?2, page_id = ?3 WHERE id = ?4"
        " AND (url, canonical_url, page_id) IS NOT (?1, ?2, ?3)",
        [
            seen.fetch.final_url,
            seen.match.canonical or known.canonical_url,
            seen.capture.page_id if direct else known.page_id,
            known.id,
        ],
    )
    if direct and known.page_id != seen.capture.page_id:
        connection.execute("UPDATE page SET state = 'duplicate' WHERE id = ? AND state = 'done'", [known.page_id])


def _write_aliases(connection: Connection, article_id: int, seen: Seen) -> None:
    """Every URL that led here. What was fetched outweighs what was only claimed."""
    final, asked = plain_url(seen.fetch.final_url), plain_url(seen.fetch.url)
    rows = [(final, article_id, "page", seen.at)]
    if asked != final:
        rows.append((asked, article_id, "redirect", seen.at))
    if seen.match.canonical is not None and plain_url(seen.match.canonical) not in (final, asked):
        rows.append((plain_url(seen.match.canonical), article_id, "canonical", seen.at))
    connection.executemany(
        "INSERT INTO alias (url, article_id, kind, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
        " article_id = iif(excluded.kind = 'page' AND kind <> 'page', excluded.article_id, article_id),"
        " kind = iif(excluded.kind = 'page', 'page', kind),"
        " first_seen = iif(article_id = excluded.article_id, min(first_seen, excluded.first_seen), excluded.first_seen)"
        " WHERE excluded.kind = 'page' AND kind <> 'page'"
        "  OR article_id = excluded.article_id AND excluded.first_seen < first_seen",
        rows,
    )


def _take_back(connection: Connection, claimant: int, address: str, seen: Seen) -> None:
    """An article claimed this address as its canonical one, and there is another text that is there or claims it too."""
    url, canonical = connection.execute("SELECT url, canonical_url FROM article WHERE id = ?", [claimant]).fetchone()
    if plain_url(canonical) != plain_url(address) or plain_url(canonical) == plain_url(url):
        return  # it had only been redirected from here, or has been put right before
    connection.execute("UPDATE article SET canonical_url = url WHERE id = ?", [claimant])
    # Since when it names it does not hang on when that was found out.
    (at,) = connection.execute(
        "SELECT min(first_seen) FROM alias WHERE article_id = ? AND url = ? AND kind = 'canonical'",
        [claimant, plain_url(address)],
    ).fetchone()
    note_canonical(connection, claimant, canonical, at or seen.at)


def _believe(connection: Connection, known: Known, address: str) -> None:
    """An article is there after all where it said that it is, and others said so of themselves."""
    rows = connection.execute(
        "SELECT id, value FROM observation WHERE article_id = ? AND kind = 'canonical'", [known.id]
    ).fetchall()
    for number, value in rows:
        if plain_url(value) == plain_url(address):
            connection.execute("DELETE FROM observation WHERE id = ?", [number])
            connection.execute(
                "UPDATE article SET canonical_url = ? WHERE id = ? AND canonical_url = url", [value, known.id]
            )


def note_canonical(connection: Connection, article_id: int, address: str, at: str, fetch_id: int | None = None) -> None:
    """Keep, once, that an article names an address as its own at which it is not. Without the request that told it first,
    that is looked for."""
    noted = connection.execute(
        "SELECT id, at FROM observation WHERE article_id = ? AND kind = 'canonical' AND value = ?",
        [article_id, address],
    ).fetchone()
    if noted is not None and noted[1] <= at:
        return
    if fetch_id is None:
        (fetch_id,) = connection.execute(_TOLD_AT, [article_id, at]).fetchone() or (None,)
    if noted is None:
        observe_event(connection, article_id, at, "canonical", address, fetch_id)
    else:
        connection.execute("UPDATE observation SET at = ?, fetch_id = ? WHERE id = ?", [at, fetch_id, noted[0]])


_TOLD_AT = """
SELECT f.id FROM fetch f WHERE f.page_id IN (SELECT id FROM page WHERE article_id = ?1) AND f.at = ?2
    AND f.status BETWEEN 200 AND 299 ORDER BY f.id LIMIT 1
"""


def _settle(
    connection: Connection, page_id: int, state: str, article_id: int | None, reason: str | None = None
) -> None:
    connection.execute(
        "UPDATE page SET state = ?, reason = ?, tries = 0, next_due = NULL, run_id = NULL, lease_until = NULL,"
        " article_id = ifnull(?, article_id) WHERE id = ?",
        [state, reason, article_id, page_id],
    )
