"""The article document of a version, whole again: what the page told, put together from where the archive keeps it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from archive.driver import Connection
from archive.times import moment_text, read_moment
from archive.versions.bodies import Passage, blocks, lone_figures, passages
from archive.versions.contents import Content, load_passages
from parsers.article import Article, Author, Block, Comment, CommentWidget, Figure, Link, Moment

_CONFIDENCE = "{confidence}"
"""Stands in rule sets of parsers before version 2 for the confidence, which their rule of ``is_article`` named."""

_MOMENTS = ("published", "modified")
_PASSAGE = ("heading", "level", "text", "kinds", "lengths", "extras")

# A row that was closed without having been removed is one that a later parser does not read any more.
STOOD = "ifnull(first_seen, '') <= :at AND (removed_at IS NULL OR removed_at > :at)"
"""What stood under an article at a time, as far as anybody knows."""
READ = (
    "ifnull(first_seen, '') <= :at"
    " AND (last_seen IS NULL OR removed_at > :at OR removed_at IS NULL AND last_seen >= :at)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(unread) WHERE :at > value ->> 0"
    "  AND (:at < value ->> 1 OR :at = value ->> 1 AND value ->> 2 = 0))"
    " AND ifnull((SELECT value ->> 2 FROM json_each(unread) WHERE :at = value ->> 0 AND :at = value ->> 1"
    "  ORDER BY key DESC LIMIT 1), 1)"
)
"""What the parser read at the time of a look: the last one, where several read the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at an article that made no revision."""

    url: str
    """Where it was read."""
    differs: str | None
    """What ``differences`` found."""


def offset_minutes(moment: Moment | None) -> int | None:
    """The UTC offset that a time was told with; None where it names none, or one that is not of whole minutes."""
    if not isinstance(moment, datetime):
        return None
    if moment.tzinfo is UTC:
        return 0
    offset = moment.utcoffset()
    return None if offset is None or offset % timedelta(minutes=1) else offset // timedelta(minutes=1)


def as_told(text: str | None, offset: int | None) -> Moment | None:
    """A publisher's time in the offset that it was told with."""
    moment = read_moment(text)
    if offset and isinstance(moment, datetime):
        return moment.astimezone(timezone(timedelta(minutes=offset)))
    return moment


def remainder(article: Article, final_url: str) -> str | None:
    """What the page told and no column keeps, as JSON; None for most pages."""
    told: dict[str, Any] = {}
    if article.url != final_url:
        told["url"] = article.url
    if article.canonical_url != article.url:
        told["canonical_url"] = article.canonical_url
    if article.next_page is not None:
        told["next_page"] = article.next_page
    for name in _MOMENTS:
        moment: Moment | None = getattr(article, name)
        if isinstance(moment, datetime) and (
            moment.microsecond or (moment.tzinfo is not None and offset_minutes(moment) is None)
        ):  # finer than the columns keep it
            told[name] = moment.isoformat()
    if article.blocks and isinstance(article.blocks[0], Figure):
        figures = lone_figures(article.blocks)
        if figures:
            told["figures"] = figures
    return _json(told) if told else None


def rules(article: Article) -> str | None:
    """Which rule gave each field, as JSON: the same for most pages of a site."""
    if not article.provenance:
        return None
    return _json(dict(sorted(article.provenance.items())))


def differences(article: Article, latest: Content, parser_version: str) -> str | None:
    """What a page that makes no revision tells otherwise than the latest one does, as JSON; None where nothing.

    So does a parser that is not ``parser_version``, which read that one: two parsers are never compared with each other.
    """
    told: dict[str, Any] = {}
    if article.parser_version != parser_version:
        told["parser_version"] = article.parser_version
    for name in _MOMENTS:
        moment: Moment | None = getattr(article, name)
        if moment_text(moment) != getattr(latest, name):
            told[name] = moment and moment.isoformat()
    for name in ("language", "site_name", "image", "paywalled"):
        if getattr(article, name) != getattr(latest, name):
            told[name] = getattr(article, name)
    if article.tags != latest.tags:
        told["tags"] = article.tags
    if article.canonical_url != article.url:
        told["canonical_url"] = article.canonical_url
    return _json(told) if told else None


def told_modified(differs: str | None, recorded: str | None) -> str | None:
    """``modified`` of a look in the archive's text, of which ``differences`` found these beside what is ``recorded``."""
    told: dict[str, Any] = json.loads(differs) if differs else {}
    return moment_text(_exact_moment(told["modified"])) if "modified" in told else recorded


def read(
    connection: Connection,
    article_id: int,
    revision_id: int,
    *,
    at: str,
    look: Look | None = None,
    around: str = STOOD,
) -> Article:
    """The document of a revision with the comments, widgets and links (``around`` it) of a time of the archive.

    ``look`` is a later one that saw the same version and may have told otherwise what no reader sees.
    """
    row = connection.execute(
        "SELECT ifnull(f.final_url, f.url), r.title, r.subtitle, r.published, r.published_offset, r.modified,"
        " r.modified_offset, r.language, r.site_name, r.image, r.paywalled, r.confidence, r.parser_version, r.told,"
        " s.rules FROM revision r JOIN fetch f ON f.id = r.fetch_id LEFT JOIN rule_set s ON s.id = r.rule_set_id"
        " WHERE r.id = ?",
        [revision_id],
    ).fetchone()
    told: dict[str, Any] = json.loads(row[13]) if row[13] else {}
    later: dict[str, Any] = json.loads(look.differs) if look and look.differs else {}
    url = told.get("url", row[0])
    canonical_url = told.get("canonical_url", url)
    if look is not None:
        url = look.url
        canonical_url = later.get("canonical_url", url)
    provenance: dict[str, str] = json.loads(row[14]) if row[14] else {}
    if "is_article" in provenance:
        provenance["is_article"] = provenance["is_article"].replace(_CONFIDENCE, f"{row[11]:.2f}")
    moments = {"published": as_told(row[3], row[4]), "modified": as_told(row[5], row[6])}
    for name in _MOMENTS:
        for exact in (told, later):
            if name in exact:
                moments[name] = _exact_moment(exact[name])
    tags = later["tags"] if "tags" in later else _tags(connection, revision_id)
    return Article(
        url=url,
        canonical_url=canonical_url,
        title=row[1],
        subtitle=row[2],
        blocks=tuple(_body(connection, revision_id, told)),
        authors=tuple(authors(connection, revision_id)),
        **moments,
        language=later.get("language", row[7]),
        tags=tuple(tags),
        site_name=later.get("site_name", row[8]),
        image=later.get("image", row[9]),
        widgets=tuple(_widgets(connection, article_id, at, around)),
        comments=tuple(_comments(connection, article_id, at, around)),
        is_article=True,
        paywalled=later.get("paywalled", _truth(row[10])),
        links=tuple(_links(connection, article_id, at, around)),
        next_page=told.get("next_page"),
        confidence=row[11],
        provenance=provenance,
        parser_version=later.get("parser_version", row[12]),
    )


def latest_look(connection: Connection, article_id: int, revision_id: int, *, at: str) -> Look | None:
    """The last look at a version up to a time that made none itself; whatever parsers have read that version since."""
    row = connection.execute(
        "SELECT s.differs, ifnull(f.final_url, f.url) FROM sighting s JOIN fetch f ON f.id = s.fetch_id"
        " WHERE s.article_id = ?1 AND s.at <= ?3 AND s.revision_id IN (SELECT n.id FROM revision r JOIN revision n"
        "  ON n.article_id = r.article_id AND n.fetch_id = r.fetch_id WHERE r.id = ?2)"
        " ORDER BY s.at DESC, s.fetch_id DESC LIMIT 1",
        [article_id, revision_id, at],
    ).fetchone()
    return row and Look(differs=row[0], url=row[1])


def sightings(connection: Connection, article_id: int, revision_id: int | None = None) -> Iterator[tuple[int, Article]]:
    """The looks that made no revision (or only saw that one): request and what its page told."""
    rows = connection.execute(
        "SELECT s.at, s.fetch_id, s.revision_id, s.differs, s.document, ifnull(f.final_url, f.url) FROM sighting s"
        " JOIN fetch f ON f.id = s.fetch_id WHERE s.article_id = ?1 AND (?2 IS NULL OR s.revision_id = ?2)"
        " ORDER BY s.at, s.fetch_id",
        [article_id, revision_id],
    ).fetchall()
    for at, fetch_id, version, differs, document, url in rows:
        if document is not None:
            yield fetch_id, unpacked(document)
        elif version is not None:
            look = Look(url=url, differs=differs)
            yield fetch_id, read(connection, article_id, version, at=at, look=look, around=READ)


def packed(article: Article) -> bytes:
    """A document that no revision has, as one compressed value."""
    body = [[getattr(passage, name) for name in _PASSAGE] for passage in passages(article.blocks)]
    return zlib.compress(_json({**article.to_dict(), "body": body}).encode())


def unpacked(data: bytes) -> Article:
    """What ``packed`` was given."""
    document = json.loads(zlib.decompress(data))
    body = (Passage(**dict(zip(_PASSAGE, values, strict=True))) for values in document["body"])
    return replace(Article.from_dict(document), blocks=tuple(blocks(body)))


def _body(connection: Connection, revision_id: int, told: Mapping[str, Any]) -> Iterable[Block]:
    yield from blocks(load_passages(connection, revision_id))
    for image, alt, caption, credit in told.get("figures", ()):
        yield Figure(image=image, alt=alt, caption=caption, credit=credit)


def authors(connection: Connection, revision_id: int) -> Iterable[Author]:
    """The byline of a revision."""
    rows = connection.execute(
        "SELECT w.name, w.url, t.text, p.image, p.links FROM byline b JOIN author w ON w.id = b.author_id"
        " LEFT JOIN bio t ON t.id = b.bio_id LEFT JOIN portrait p ON p.id = b.portrait_id"
        " WHERE b.revision_id = ? ORDER BY b.position",
        [revision_id],
    )
    for name, url, bio, image, links in rows:
        yield Author(name=name, url=url, bio=bio, image=image, links=tuple(json.loads(links or "[]")))


def _tags(connection: Connection, revision_id: int) -> Iterable[str]:
    rows = connection.execute(
        "SELECT t.name FROM revision_tag x JOIN tag t ON t.id = x.tag_id WHERE x.revision_id = ? ORDER BY x.position",
        [revision_id],
    )
    return (name for (name,) in rows)


def _widgets(connection: Connection, article_id: int, at: str, around: str) -> Iterable[CommentWidget]:
    rows = connection.execute(
        "SELECT w.provider, w.site_id, w.thread_id, w.url, n.count, n.open FROM comment_widget w"
        " LEFT JOIN comment_count n ON n.article_id = w.article_id AND n.widget = w.position AND n.observed_at ="
        "  (SELECT max(observed_at) FROM comment_count WHERE article_id = w.article_id AND widget = w.position"
        "   AND observed_at <= :at)"
        f" WHERE w.article_id = :article AND {around} ORDER BY w.position",
        {"article": article_id, "at": at},
    )
    for provider, site_id, thread_id, url, count, is_open in rows:
        yield CommentWidget(
            provider=provider, site_id=site_id, thread_id=thread_id, url=url, count=count, open=_truth(is_open)
        )


def _comments(connection: Connection, article_id: int, at: str, around: str) -> Iterable[Comment]:
    rows = connection.execute(
        "SELECT comment_id, parent_id, author, published, published_offset, text FROM comment"
        f" WHERE article_id = :article AND {around} ORDER BY position",
        {"article": article_id, "at": at},
    )
    for comment_id, parent, author, published, offset, text in rows:
        yield Comment(id=comment_id, parent=parent, author=author, published=as_told(published, offset), text=text)


def _links(connection: Connection, article_id: int, at: str, around: str) -> Iterable[Link]:
    rows = connection.execute(
        f"SELECT url, text FROM link WHERE article_id = :article AND {around} ORDER BY position",
        {"article": article_id, "at": at},
    )
    return (Link(url=url, text=text) for url, text in rows)


def _exact_moment(text: str | None) -> Moment | None:
    return None if text is None else read_moment(text)


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
