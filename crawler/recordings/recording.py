"""What a site answered once, told again without any network: what every recording can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from crawler.errors import CrawlerError


class NotRecorded(CrawlerError):
    """Something was asked for that the recording does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One answer, or with ``error`` that there was none."""

    at: datetime
    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Why a page was not asked for: ``reason`` tells that it is no article, or it leads to the page ``target``."""

    reason: str | None = None
    target: str | None = None


class Recording(Protocol):
    """The answers that a crawl got, each once and in their order."""

    begins: datetime
    """When the first was asked for."""
    ended_early: bool
    """The crawl was stopped, or fell."""
    is_partial: bool
    """It was that, or limited: what it did not come to is not in it, and was asked for by a later one."""

    def answer(self, url: str, *, is_conditional: bool) -> Recorded:
        """The next answer of this address; once all are told the last of them again, unless the crawl was partial.

        Raises NotRecorded.
        """

    def place(self, url: str) -> int | None:
        """The place of the next answer of this address among all; None where it has none in the order."""

    def passed_over(self, url: str) -> PassedOver | None:
        """Why this page was not asked for; None where it was, and where nothing is told of it."""

    def was_reached(self, url: str) -> bool:
        """Whether the crawl had the turn of this page come: False only for what a partial one left to later ones."""

    def spelled(self, url: str) -> str:
        """The same address as it was asked for then: its host may have been known to redirect, to https or www."""

    def next_place(self, host: str) -> int | None:
        """The first place among the answers of a host (``name:port``) that is not told yet."""

    def left(self) -> list[str]:
        """The addresses whose answers were never asked for, at least not all of them."""

    def close(self) -> None: ...
