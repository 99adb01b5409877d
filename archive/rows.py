"""What goes into the archive and comes out of it, as frozen values. Times are aware, in UTC, unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from parsers.article import Article, Moment

Via = Literal["feed", "sitemap", "front", "section", "person", "link"]
"""Who named a URL: a feed, a sitemap, the front page, a section page, a person on the command line, another article."""

PageState = Literal["due", "leased", "done", "gone", "refused", "failed", "not_article", "duplicate"]

RunOutcome = Literal["finished", "stopped", "crashed", "timeout", "failed"]

SaveOutcome = Literal["new", "revised", "reparsed", "seen", "duplicate", "not_article", "shorter", "erased"]
"""``new``: first time; ``revised``: its publisher changed it; ``reparsed``: only our parser reads it differently;
``seen``: as before; ``duplicate``: another URL of an article we have; ``shorter``: cut by a paywall, an error or the
network, kept as an observation; ``erased``: erased for good, so nothing of it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A site we follow, as ``sources.toml`` names it."""

    key: str
    url: str
    name: str | None = None
    enabled: bool = True
    every_seconds: int | None = None
    """Wanted time between two crawls; None leaves it to the scheduler."""
    listings: tuple[tuple[str, str], ...] = ()
    """(kind, URL) of its feeds, sitemaps and front pages; none leaves those that are followed as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStart:
    """A run and what it may crawl."""

    run_id: int
    claimed: tuple[str, ...]
    """Keys of the sources that are ours now."""
    busy: tuple[str, ...]
    """Keys of the sources that another living run holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Somebody says that there is an article at this URL."""

    url: str
    """Absolute, as announced."""
    key: str
    """The URL in its normal form; what makes two URLs one page."""
    via: Via
    via_url: str | None = None
    """The feed, sitemap or page that says so."""
    title: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    """``lastmod`` or ``updated``: when it says the article last changed."""
    digest: bytes | None = None
    """Hash of what is told of the article's content; another one from the same announcer tells of a change."""
    rank: float = 0.0
    """Higher is fetched earlier within its host; Unix time of the newest date known serves well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedPage:
    """A page that is ours to fetch until the lease ends."""

    page_id: int
    url: str
    key: str
    host: str
    """``name:port``."""
    source_key: str | None
    tries: int
    """Failed tries before this one."""
    etag: str | None
    last_modified: str | None
    """Of the last full response, to ask conditionally."""
    article_id: int | None
    known_version: str | None
    """Parser version that read the article's latest revision; None without an article."""
    origin: str | None = None
    """Where its host redirects to with the same addresses (``https://example.com``); None where that is not known, empty
    where it does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request and what came back."""

    run_id: int | None
    url: str
    """As asked for."""
    final_url: str
    """After redirects; the same as ``url`` without."""
    at: datetime
    status: int | None
    """HTTP status; None where no response came."""
    error: str | None = None
    """Why there is no (whole) response; None where all went well."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Response headers, names in lower case; several of one name joined with ``, ``."""
    body: bytes | None = None
    """Decoded of its transfer and content encodings; None where there was none (304, error)."""
    seconds: float | None = None
    bytes_received: int | None = None
    """On the wire, compressed."""
    page_id: int | None = None
    feed_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """An article page as fetched, with what the parser read in it."""

    run_id: int | None
    page_id: int
    source_key: str | None
    fetch: Fetch
    article: Article
    baseline: Article | None = None
    """The archive's latest revision of this article, read from its snapshot by the parser that made ``article``;
    needed where ``Archive.baseline_needed`` said so."""
    pages: tuple[Fetch, ...] = ()
    """Further pages of an article told on several; ``article`` is then all of them joined."""
    reason: str | None = None
    """What the page is instead, where it is no article and something tells (a login wall, a soft 404)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of a capture."""

    outcome: SaveOutcome
    article_id: int | None = None
    revision_id: int | None = None
    """The article's latest revision now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Bytes as fetched."""

    id: int
    url: str
    """Where they came from, after redirects."""
    body: bytes
    content_type: str | None
    """The whole header."""
    at: datetime
    """When they were first fetched."""
    pages: tuple[Snapshot, ...] = ()
    """Further pages of the article, where it is told on several; only set by ``baseline_needed`` and ``bytes_of``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHabit:
    """How often a feed, sitemap or listing brings something new, and what it says about that itself."""

    news: float = 0.0
    """Pages that it announced and that were new or had changed; older readings count less."""
    watched: float = 0.0
    """Days in which it brought them, faded alike; 0 where it was never read."""
    ttl: int | None = None
    """Seconds between two readings that its last full body asked for."""
    failures: int = 0
    """Readings without success since the last that had it."""
    listed: str | None = None
    """The last change that the index tells which names it; the archive keeps it when the index is read."""
    quiet: int = 0
    """When it asks to be left alone: bits 0–23 for the hours (UTC) of every day, 24–30 for Monday to Sunday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What we know of a feed, a sitemap or a listing that we read for links."""

    id: int
    url: str
    kind: str
    """``feed``, ``sitemap``, ``front`` or ``section``."""
    source_key: str | None
    etag: str | None
    last_modified: str | None
    last_hash: bytes | None
    """Hash of the last full body, as its reader gave it."""
    entries: int | None
    """Entries in the last full body."""
    last_status: int | None
    last_read: datetime | None
    next_due: datetime | None
    reads: int
    changes: int
    """How many of the reads found something else than the read before."""
    last_changed: datetime | None
    waits_for: str | None = None
    """Why it is due then."""
    parent_id: int | None = None
    """The index that names it."""
    habit: FeedHabit = FeedHabit()
    reach: str | None = None
    """How far back the last full body was read, in words of its reader; None where only what is new was."""
    led_to: tuple[tuple[str, str], ...] = ()
    """(kind, URL) of the further lists that it led to then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """Politeness that lasts, for one ``name:port``. None means: not known yet."""

    host: str
    robots_text: str | None = None
    """Of the last robots.txt that could be had; None where the host has none."""
    robots_status: int | None = None
    """Of the last answer."""
    robots_at: datetime | None = None
    """When the host last gave it, or told that it has none."""
    robots_until: datetime | None = None
    """It is not asked for before."""
    robots_error: str | None = None
    """Why it cannot be had now."""
    robots_failing_since: datetime | None = None
    crawl_delay: float | None = None
    """Seconds between two requests, as robots.txt wishes."""
    delay: float | None = None
    """Seconds between two requests, as we learned from its answers."""
    backoff_until: datetime | None = None
    backoff_reason: str | None = None
    failures: int = 0
    """Failed requests since the last that went well."""
    last_fetch: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTurn:
    """The answer to a process that wants to ask a host."""

    granted: bool
    """Whether it has the host now; else another process does."""
    ready_at: datetime | None
    """The next request not before; None for at once."""
    delay: float | None
    crawl_delay: float | None
    failures: int
    backoff_until: datetime | None
    backoff_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPace:
    """How a host was asked by a process that is done with it."""

    host: str
    delay: float | None
    """Seconds."""
    failures: int
    """Requests without a good answer since the last that had one."""
    last_fetch: datetime | None
    next_at: datetime | None
    """Whoever asks next waits until then."""
