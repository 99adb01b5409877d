"""The layouts that sources name for their pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.sources import DEFAULT_PATH, Source, SourcesError
from crawler.urls import site_of
from parsers.errors import LayoutError
from parsers.layouts.file import read_layout_file
from parsers.layouts.layout import Layout


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

    def of(self, source_key: str | None, url: str) -> tuple[Layout, ...]:
        if source_key is not None:
            return self._by_source.get(source_key, ())
        return self._by_site.get(site_of(url), ()) if self._by_site else ()
