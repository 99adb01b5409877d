"""A site before it is a source: as somebody names it, and as it was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A site that somebody wants to follow."""

    asked: str
    """As they wrote it."""
    urls: tuple[str, ...]
    """Addresses to try until one answers: https and http where no scheme was written."""
    feeds: tuple[str, ...] = ()
    """Feeds that are known already, to be asked first."""
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was found out about a candidate."""

    candidate: Candidate
    url: str
    """The front page."""
    name: str | None = None
    language: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    fronts: tuple[str, ...] = ()
    problem: str | None = None
    """Why there is nothing to follow."""
