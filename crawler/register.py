"""Taking sites into ``sources.toml``: which are there already, which are new, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from crawler.lists.candidates import Candidate, Site
from crawler.sources import LANGUAGE, Source, SourcesError, new_key
from crawler.sources_file import append_sources, change_sources, load_or_new
from crawler.urls import absolute, page_key

WRITTEN_AT = 50
"""Sources that wait until the file is written: once for each would take longer the more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A site that is in the file now."""

    key: str
    url: str
    how: Literal["added", "enabled", "known"]


class Register:
    """The file's sources and those that are about to be written. Raises SourcesError wherever it reads or writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = dict(load_or_new(path).sources)
        self._keys = {page_key(address): key for key, source in self._known.items() for address in _addresses(source)}
        self._new: list[Source] = []
        self._changed: dict[str, dict[str, Any]] = {}
        self._waiting: list[Taken] = []

    def candidate(self, asked: str) -> Candidate | Taken | None:
        """What to find out about an address as somebody wrote it; who has it already; None where it is none.

        A source that is there but not enabled is looked at as well, beginning with the addresses that it names.
        """
        urls = possible(asked)
        if not urls:
            return None
        source = self._find(*urls)
        if source is None:
            return Candidate(asked=asked, urls=urls)
        if source.enabled:
            return Taken(key=source.key, url=source.url, how="known")
        return Candidate(asked=asked, urls=(source.url,), feeds=source.feeds, sitemaps=source.sitemaps)

    def take(self, site: Site) -> Iterator[Taken]:
        """Take in what was found; gives whatever is in the file by now, which may be others and later."""
        source = self._find(site.url, *site.feeds)
        if source is None:
            self._waiting.append(self._add(site))
        elif source.enabled:
            self._waiting.append(Taken(key=source.key, url=source.url, how="known"))
        else:
            self._waiting.append(self._enable(source, site))
        if len(self._new) + len(self._changed) >= WRITTEN_AT:
            yield from self.flush()

    def move(self, key: str, site: Site) -> None:
        """Let a source be found where its site is now; its key stays, and with it all that is archived of it.

        Raises SourcesError where another source has that address.
        """
        holder = self._find(site.url, *site.feeds)
        if holder is not None and holder.key != key:
            raise SourcesError(self.path, f"{site.url} is there already, as {holder.key}")
        source = self._known[key]
        lists = {field: list(getattr(site, field)) for field in ("feeds", "sitemaps", "fronts")}
        changes = {"url": site.url} | {field: new for field, new in lists.items() if new or getattr(source, field)}
        change_sources(self.path, {key: changes})

    def follows(self, url: str) -> bool:
        """Whether an enabled source stands at this address, written or not yet."""
        source = self._find(url)
        return source is not None and source.enabled

    def flush(self) -> Iterator[Taken]:
        """Write what waits."""
        if self._changed:
            change_sources(self.path, self._changed)
            self._changed.clear()
        if self._new:
            append_sources(self.path, self._new)
            self._new.clear()
        waiting, self._waiting = self._waiting, []
        yield from waiting

    def _find(self, *addresses: str) -> Source | None:
        key = next((key for address in addresses if (key := self._keys.get(page_key(address)))), None)
        return self._known[key] if key else None

    def _add(self, site: Site) -> Taken:
        source = Source(
            key=new_key(site.url, self._known),
            url=site.url,
            name=site.name,
            feeds=site.feeds,
            sitemaps=site.sitemaps,
            fronts=site.fronts,
            language=site.language if site.language and LANGUAGE.fullmatch(site.language) else None,
        )
        self._new.append(source)
        self._remember(source)
        return Taken(key=source.key, url=source.url, how="added")

    def _enable(self, source: Source, site: Site) -> Taken:
        changes: dict[str, Any] = {"enabled": True}
        for field in ("feeds", "sitemaps", "fronts"):
            listed, found = getattr(source, field), getattr(site, field)
            both = tuple(dict.fromkeys((*listed, *found)))
            if both != listed:
                changes[field] = both
        self._changed[source.key] = changes
        self._remember(source.model_copy(update=changes))
        return Taken(key=source.key, url=source.url, how="enabled")

    def _remember(self, source: Source) -> None:
        self._known[source.key] = source
        self._keys |= {page_key(address): source.key for address in _addresses(source)}


def _addresses(source: Source) -> tuple[str, ...]:
    return (source.url, *source.feeds)


def possible(asked: str) -> tuple[str, ...]:
    """The addresses that somebody may mean; without a scheme https, and http where that does not answer."""
    texts = (asked,) if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", asked) else (f"https://{asked}", f"http://{asked}")
    return tuple(url for text in texts if (url := absolute(text)) and ("." in url or "localhost" in url or "[" in url))
