"""What reading the archive gives: an article with all that was seen of it, changes, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parsers.article import Article, Comment

# Times in these records are the archive's text: UTC, or what the page told where it named no offset.


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRecord:
    """One version of an article."""

    id: int
    seen_at: str
    cause: str
    """``first``; ``edit`` by the publisher; ``parser``: only our reading is new; ``page``: read from another of its
    pages; ``fuller``: what a paywall or an error had kept back."""
    silent: bool | None
    """Of an edit: whether the page kept quiet about it."""
    title: str
    word_count: int
    parser_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """A comment as observed over time."""

    comment: Comment
    provider: str | None
    first_seen: str
    removed_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRecord:
    """A comment widget at a moment; the archive has one for each change."""

    provider: str
    thread_id: str | None
    count: int | None
    open: bool | None
    observed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRecord:
    """Something seen that made no revision."""

    at: str
    kind: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article with what the archive knows of it."""

    id: int
    source: str | None
    first_seen: str
    last_seen: str
    gone_at: str | None
    aliases: tuple[str, ...]
    """Every URL known to lead to it."""
    article: Article
    """What the page told when it was looked at last (or at the time, or in the revision, that was asked for), with the
    comments, widgets and links that stood then."""
    revision_id: int
    """Its version."""
    valid_from: str
    """When that version was first seen."""
    valid_to: str | None
    """When another was; None for the latest."""
    revisions: tuple[RevisionRecord, ...]
    """Oldest first."""
    comments: tuple[CommentRecord, ...]
    """Removed ones too."""
    counts: tuple[CountRecord, ...]
    observations: tuple[ObservationRecord, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: the article document with an ``archive`` object beside it."""
        return {
            "id": self.id,
            **self.article.to_dict(),
            "archive": {
                "source": self.source,
                "first_seen": self.first_seen,
                "last_seen": self.last_seen,
                "gone_at": self.gone_at,
                "aliases": list(self.aliases),
                "revision_id": self.revision_id,
                "valid_from": self.valid_from,
                "valid_to": self.valid_to,
                "revisions": [
                    {
                        "id": revision.id,
                        "seen_at": revision.seen_at,
                        "cause": revision.cause,
                        "silent": revision.silent,
                        "title": revision.title,
                        "word_count": revision.word_count,
                        "parser_version": revision.parser_version,
                    }
                    for revision in self.revisions
                ],
                "comments": [
                    {
                        "id": record.comment.id,
                        "provider": record.provider,
                        "first_seen": record.first_seen,
                        "removed_at": record.removed_at,
                    }
                    for record in self.comments
                ],
                "comment_counts": [
                    {
                        "provider": count.provider,
                        "thread_id": count.thread_id,
                        "count": count.count,
                        "open": count.open,
                        "observed_at": count.observed_at,
                    }
                    for count in self.counts
                ],
                "observations": [{"at": o.at, "kind": o.kind, "value": o.value} for o in self.observations],
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """A line of the view ``changes``."""

    article_id: int
    from_revision: int
    to_revision: int
    seen_at: str
    part: str
    kind: str
    before: str | None
    after: str | None
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStats:
    """One source in numbers."""

    source: str
    articles: int
    revisions: int
    gone: int
    last_article: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The archive in numbers."""

    articles: int
    revisions: int
    """Versions by publishers; what only our parser read anew is not counted."""
    silent_edits: int
    gone: int
    authors: int
    comments: int
    sources: int
    """Followed now."""
    pages: dict[str, int]
    """State → pages in it."""
    requests: int
    snapshots: int
    snapshot_bytes: int
    """As fetched."""
    stored_bytes: int
    """What they take here."""
    dropped: int
    """Of the snapshots, how many only have their hash left."""
    file_bytes: int
    free_bytes: int
    """In the file, to be used again."""
    bytes_per_week: int
    """By which it grew in the last month, about."""
    tables: dict[str, int]
    """Table → bytes that it takes with its indexes, about; the largest first."""
    first_seen: str | None
    last_seen: str | None
    by_source: tuple[SourceStats, ...]
