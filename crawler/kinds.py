"""Addresses of one kind at which a source has no articles: a shop's products in its sitemap, its job offers."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from crawler.folders import NEWS

ENOUGH = 20
"""Pages of a kind without an article among them, after which the others are not asked for: were every fifth page one,
twenty without any would come once in a hundred times."""
MOST = 50_000
"""Kinds that are counted in one run."""


class Kinds:
    """What came of the pages of each kind in one run."""

    def __init__(self) -> None:
        self._none: dict[str, int] = {}
        """Kind → pages that were no articles; -1 once there was one."""

    def learn(self, source_key: str | None, url: str, *, is_article: bool) -> None:
        """Note what a page of this source turned out to be."""
        kind = _kind(source_key, url)
        if kind is None or (kind not in self._none and len(self._none) >= MOST):
            return
        before = self._none.get(kind, 0)
        self._none[kind] = -1 if is_article or before < 0 else before + 1

    def why_none(self, source_key: str | None, url: str) -> str | None:
        """Why a page is none, going by the others of its kind; None where they do not say so."""
        kind = _kind(source_key, url)
        if kind is None or self._none.get(kind, 0) < ENOUGH:
            return None
        return f"{self._none[kind]} other pages under /{urlsplit(url).path.split('/')[1][:60]}/ are no articles either"


def _kind(source_key: str | None, url: str) -> str | None:
    """What addresses of one folder, at one depth, have in common; None where they stand in none, in that of a year, or
    where articles stand."""
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).lower().split("/") if segment]
    if len(segments) < 2 or segments[0].isdecimal() or not NEWS.isdisjoint(segments[:-1]):
        return None
    return f"{source_key} {parts.netloc} {segments[0]} {len(segments)}"
