"""Which article a page is: by the address its bytes came from, by its canonical link, by its words."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import urlsplit

from archive.addresses import is_front, plain_url, same_site
from archive.driver import Connection
from archive.versions.contents import Content, load, same_moment

_MIN_WORDS = 30
"""Shorter texts ("This page has moved") may be alike by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where a page belongs."""

    article_id: int | None
    """The article we have of it; None for a new one."""
    canonical: str | None
    """The canonical link, where it counts."""
    rejected: str | None = None
    """The canonical link, where it leads elsewhere and is only noted."""
    taken_from: int | None = None
    """The article that had claimed this page's address by a canonical link without having its text."""
    disputed_with: int | None = None
    """The article that names the same canonical link over another text, where nobody has seen what it leads to: so it is
    neither's address."""


def known(connection: Connection, *urls: str) -> int | None:
    """The first article that any of these URLs is known to lead to."""
    for url in urls:
        row = connection.execute("SELECT article_id FROM alias WHERE url = ?", [plain_url(url)]).fetchone()
        if row is not None:
            return int(row[0])
    return None


def is_at(connection: Connection, page_id: int, url: str) -> bool:
    """Whether this is where the article of a page came from."""
    row = connection.execute(
        "SELECT 1 FROM alias x JOIN page p ON p.article_id = x.article_id WHERE p.id = ? AND x.url = ? AND x.kind = 'page'",
        [page_id, plain_url(url)],
    ).fetchone()
    return row is not None


def counts(canonical_url: str, final_url: str) -> bool:
    """Whether a canonical link can be this page's identity at all: same site, not its front page."""
    if canonical_url == final_url:
        return True
    try:
        return (
            urlsplit(canonical_url).scheme in ("http", "https")
            and same_site(canonical_url, final_url)
            and not is_front(canonical_url)
        )
    except ValueError:  # an ill-formed address
        return False


def match(
    connection: Connection,
    *,
    url: str,
    final_url: str,
    canonical_url: str,
    content: Content,
    text_hash: int,
    at: str,
    source_key: str | None = None,
) -> Match:
    """Find the article of a page that was asked for at ``url``, came from ``final_url`` and names ``canonical_url``.

    Texts are compared as they stood when it was fetched, ``at``: so what comes late (an import, a WARC) is told from
    others as if it had come in its turn.
    """
    final, asked = plain_url(final_url), plain_url(url)
    canonical = canonical_url if counts(canonical_url, final_url) else None
    rejected = None if canonical else canonical_url or None
    elsewhere = canonical is not None and plain_url(canonical) != final

    row = connection.execute("SELECT article_id, kind FROM alias WHERE url = ?", [final]).fetchone()
    here, kind = row or (None, None)
    if kind == "page":
        if canonical and elsewhere:
            holder = known(connection, canonical)
            if holder is not None and (holder != here or _was_rejected(connection, holder, canonical)):
                canonical, rejected = None, canonical_url
        return Match(article_id=here, canonical=canonical, rejected=rejected)

    disputed_with = None
    if canonical and elsewhere:
        holder = known(connection, canonical)
        if holder is not None:
            if _reads_like(connection, holder, content, at):
                return Match(article_id=holder, canonical=canonical)
            disputed_with = holder if _is_only_claimed(connection, canonical) else None
            canonical, rejected = None, canonical_url
    if asked != final:
        before = known(connection, url)
        if before is not None and _reads_like(connection, before, content, at):
            return Match(article_id=before, canonical=canonical, rejected=rejected, disputed_with=disputed_with)
    if here is not None:
        if _reads_like(connection, here, content, at):
            return Match(article_id=here, canonical=canonical, rejected=rejected, disputed_with=disputed_with)
        return Match(
            article_id=None, canonical=canonical, rejected=rejected, taken_from=here, disputed_with=disputed_with
        )
    twin = _twin(connection, final_url, content, text_hash, source_key, at)
    return Match(article_id=twin, canonical=canonical, rejected=rejected, disputed_with=disputed_with)


def _is_only_claimed(connection: Connection, url: str) -> bool:
    """Whether all that says where an address leads is a canonical link."""
    row = connection.execute("SELECT kind FROM alias WHERE url = ?", [plain_url(url)]).fetchone()
    return row is not None and row[0] == "canonical"


def _was_rejected(connection: Connection, article_id: int, canonical_url: str) -> bool:
    """Whether it was noted of an article that this canonical link of its leads elsewhere."""
    row = connection.execute(
        "SELECT 1 FROM observation WHERE article_id = ? AND kind = 'canonical' AND value = ?",
        [article_id, canonical_url],
    ).fetchone()
    return row is not None


def _twin(
    connection: Connection, final_url: str, content: Content, text_hash: int, source_key: str | None, at: str
) -> int | None:
    """An article of the same site with the very same title, text and day: a print page, a session id in the address; or
    of the same source, whose site has moved to another domain."""
    if content.word_count < _MIN_WORDS:
        return None
    rows = connection.execute(
        "SELECT a.id, a.url, r.published, s.key, r.id FROM revision r JOIN article a ON a.id = r.article_id"
        " LEFT JOIN source s ON s.id = a.source_id WHERE r.text_hash = ?",
        [text_hash],
    ).fetchall()
    standing: dict[int, int] = {}
    for article_id, url, published, key, revision_id in sorted(rows, key=itemgetter(0, 4)):
        undated = published is None or content.published is None
        its_own = same_site(url, final_url) or (key is not None and key == source_key)
        if not its_own or not (undated or same_moment(published, content.published)):
            continue
        # Of an article that goes back and forth between two texts every other version has this one.
        if article_id not in standing:
            standing[article_id] = _standing(connection, article_id, at)
        if standing[article_id] == revision_id:
            return int(article_id)
    return None


def _reads_like(connection: Connection, article_id: int, content: Content, at: str) -> bool:
    return content.reads_like(load(connection, _standing(connection, article_id, at)))


def _standing(connection: Connection, article_id: int, at: str) -> int:
    """The version of an article that stood at a time; its first one, where it was not known yet."""
    row = connection.execute(
        "SELECT r.id FROM revision r JOIN fetch f ON f.id = r.fetch_id WHERE r.article_id = ?1"
        " ORDER BY f.at > ?2, CASE WHEN f.at <= ?2 THEN f.at END DESC, f.at, r.id DESC LIMIT 1",
        [article_id, at],
    ).fetchone()
    return int(row[0])
