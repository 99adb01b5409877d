"""The layouts that sources name for their pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.sources import DEFAULT_PATH, Source, SourcesError
from crawler.urls import site_of
from parsers.errors import LayoutError
from parsers.layouts.file import read_layout_file
from parsers.layouts.layout import Layout
from parsers.version import PARSER_VERSION


class SourceLayouts:
    """Which layouts a page gets, by its source; a page of no source gets those of the sources of its site."""

    def __init__(self, path: Path = DEFAULT_PATH, sources: Iterable[Source] = ()) -> None:
        """Reads the files that ``sources`` name; ``path`` is that of ``sources.toml``. Raises SourcesError."""
        self._by_source: dict[str, tuple[Layout, ...]] = {}
        self._by_site: dict[str, tuple[Layout, ...]] = {}
        for source in sources:
            if not source.layouts:
                continue
            try:
                layouts = tuple(read_layout_file(path.parent / name) for name in source.layouts)
            except LayoutError as error:
                raise SourcesError(path, str(error), field=f"sources.{source.key}.layouts") from None
            self._by_source[source.key] = layouts
            site = site_of(source.url)
            self._by_site[site] = self._by_site.get(site, ()) + layouts

    @property
    def names(self) -> frozenset[str]:
        """Of all layouts that any source names."""
        return frozenset(layout.name for layouts in self._by_source.values() for layout in layouts)

    def of(self, source_key: str | None, url: str) -> tuple[Layout, ...]:
        if source_key is not None:
            return self._by_source.get(source_key, ())
        return self._by_site.get(site_of(url), ()) if self._by_site else ()

    def versions_of(self, source_key: str | None, url: str) -> frozenset[str]:
        """The parser versions of documents that need not be read again. Where a source names layouts, one that was read
        without any may be of before: only reading it tells whether one applies."""
        layouts = self.of(source_key, url)
        return frozenset(layout.parser_version for layout in layouts) or frozenset((PARSER_VERSION,))
