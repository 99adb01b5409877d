"""What differs in a page from fetch to fetch without meaning anything: nonces, counters, "3 hours ago"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The noise of one fetch; the same number makes the same noise."""

    fetch: int = 0

    @property
    def nonce(self) -> str:
        return blake2b(str(self.fetch).encode(), digest_size=6).hexdigest()

    @property
    def views(self) -> int:
        return 4_000 + 17 * self.fetch

    @property
    def ago(self) -> str:
        return f"{self.fetch % 22 + 2} hours ago"

    def pick(self, among: Sequence[T], number: int) -> tuple[T, ...]:
        """Some of these, others at the next fetch; in silence none."""
        start = self.fetch % len(among) if among else 0
        return tuple((*among[start:], *among[:start])[:number]) if self.fetch else ()


SILENCE = Noise()
"""No noise: what the ETag of a page is made from."""
