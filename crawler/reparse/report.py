"""What a pass over the archive would change, told field by field with examples; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from archive.care.shelf import Loose, Version
from archive.rows import Fetch, Snapshot
from archive.store import Archive
from archive.versions import documents
from crawler.captures import Readings
from crawler.errors import JobFailed
from crawler.reparse.comparison import FATES, FIELDS, Claims, Tally, compare, differs
from parsers.article import Article
from parsers.errors import ParseError


class Report:
    """Holds counts and the first examples, whatever the size of the archive."""

    def __init__(
        self, archive: Archive, readings: Readings, claims: Callable[[Snapshot], Any], *, examples: int
    ) -> None:
        self.versions = 0
        self.unchanged = 0
        self.found: list[tuple[str, str]] = []
        """Addresses and titles of pages that turned out to be articles, the first of them."""
        self.found_count = 0
        self.tallies = {name: Tally(most=examples) for name in FIELDS}
        self._archive = archive
        self._readings = readings
        self._claims = claims
        self._examples = examples

    async def version(self, version: Version, snapshot: Snapshot, reading: Article) -> None:
        before = documents.read(
            self._archive.connection, version.article_id, version.revision_id, at=version.at, around=documents.READ
        )
        claims: Claims = {}
        self.versions += 1
        if differs(before, reading):
            with suppress(ParseError, JobFailed):
                claims = await self._claims(snapshot)
        else:
            self.unchanged += 1
        for difference in compare(before, reading, claims):
            self.tallies[difference.field].add(version.article_id, difference)

    async def page(self, loose: Loose, fetch: Fetch, mark: str) -> None:
        content_type = fetch.headers.get("content-type")
        reading = await self._readings.of(fetch.body or b"", fetch.final_url, content_type, loose.page.source_key)
        if reading.is_article and reading.title:
            self.found_count += 1
            if len(self.found) < self._examples:
                self.found.append((fetch.final_url, reading.title))

    async def unreadable(self, loose: Loose, mark: str) -> None:
        pass

    async def finish(self) -> None:
        pass

    def document(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "versions": self.versions,
            "unchanged": self.unchanged,
            "fields": {
                name: {
                    **{fate: tally.fates[fate] for fate in FATES},
                    "examples": [
                        {"article": number, "fate": told.fate, "before": told.before, "after": told.after}
                        for number, told in tally.examples
                    ],
                }
                for name, tally in self.tallies.items()
            },
            "found": {
                "count": self.found_count,
                "examples": [{"url": url, "title": title} for url, title in self.found],
            },
        }

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Field and how many times it was the same, gained…"""
        for name, tally in self.tallies.items():
            yield (name, *(str(tally.fates[fate]) for fate in FATES))

    def examples(self) -> Iterator[tuple[str, ...]]:
        """Field, fate, id of the article, before, after."""
        for name, tally in self.tallies.items():
            for fate in FATES:
                for number, told in tally.examples:
                    if told.fate == fate:
                        yield (name, fate, str(number), told.before, told.after)
        for url, title in self.found:
            yield ("page", "found", url, "", title)
