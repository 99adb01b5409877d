"""The sources that a crawl follows, as ``sources.toml`` names them: their form, and what is wrong with a file."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
)

from archive.rows import SourceRow
from crawler.errors import NoSuchSource, SourcesError
from crawler.lists.reading import Kind
from crawler.urls import absolute, site_of

__all__ = ["Source", "Sources", "SourcesError", "interval", "load_sources", "new_key", "read_sources", "sources_path"]

DEFAULT_PATH = Path("sources.toml")
MAX_INTERVAL = timedelta(days=366)

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_EVERY = re.compile(r"(\d{1,7}(?:\.\d{1,3})?) ?([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def _address(value: str) -> str:
    url = absolute(value)
    if url is None:
        raise ValueError("not an address")
    return url


def interval(value: Any) -> timedelta:
    """What ``every`` means: "30m" is half an hour. Raises ValueError for what ALLOWED does not allow."""
    match = _EVERY.fullmatch(value) if isinstance(value, str) else None
    length = timedelta(**{_UNITS[match[2]]: float(match[1])}) if match else timedelta(0)
    if not timedelta(seconds=1) <= length <= MAX_INTERVAL:
        raise ValueError("not an interval")
    return length


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError("not a language tag")
    return value


Address = Annotated[StrictStr, AfterValidator(_address)]

_ADDRESS = "an address that begins with http:// or https://, in quotes"
_ADDRESSES = 'a list of addresses, such as ["https://example.com/feed.xml"]'
ALLOWED: Mapping[str, str] = {
    "name": "a text in quotes",
    "url": _ADDRESS,
    "feeds": _ADDRESSES,
    "sitemaps": _ADDRESSES,
    "fronts": _ADDRESSES,
    "layouts": 'a list of files, such as ["layouts/example.toml"]',
    "cookies": 'a file of cookies in Netscape format, such as "cookies/example.txt"',
    "render": "true or false, without quotes",
    "language": 'a language tag, such as "en" or "pt-BR"',
    "every": 'a number with s, m, h or d, such as "30m", from "1s" to "366d"',
    "enabled": "true or false, without quotes",
}
"""Field → what may stand there, for messages and for docs/reference/sources.md."""


class Source(BaseModel):
    """One site that we follow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    """Name of its table in the file; in commands, logs and the archive."""
    url: Address
    """The site's front page."""
    name: StrictStr | None = None
    """As people call it."""
    feeds: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    fronts: tuple[Address, ...] = ()
    """Front page and sections whose links announce articles."""
    layouts: tuple[StrictStr, ...] = ()
    """Layout files for its pages, tried in this order; relative to the folder of ``sources.toml``."""
    cookies: StrictStr | None = None
    """A subscriber's cookies for this site alone, Netscape format; relative to the folder of ``sources.toml``."""
    render: StrictBool = False
    """Whether its pages are empty until their scripts have run."""
    language: Annotated[StrictStr, AfterValidator(_language)] | None = None
    """BCP 47."""
    every: Annotated[timedelta, BeforeValidator(interval)] = Field(default=timedelta(hours=1))
    """Time between two crawls of the scheduler."""
    enabled: StrictBool = True

    @property
    def every_seconds(self) -> int:
        return int(self.every.total_seconds())

    @property
    def listings(self) -> tuple[tuple[Kind, str], ...]:
        """(kind, address) of what is read for articles: what the file names, else the site's front page."""
        named: tuple[tuple[Kind, str], ...] = (
            *(("feed", url) for url in self.feeds),
            *(("sitemap", url) for url in self.sitemaps),
            *(("front", url) for url in self.fronts),
        )
        return named or (("front", self.url),)

    @property
    def names_listings(self) -> bool:
        """Whether the file says what is read for articles; else what the front page leads to is read too."""
        return bool(self.feeds or self.sitemaps or self.fronts)

    @property
    def learns_sitemaps(self) -> bool:
        """Whether the sitemaps that its robots.txt names are read: where the file names none, not even ``[]``."""
        return "sitemaps" not in self.model_fields_set

    @property
    def has_only_lists(self) -> bool:
        """Whether nothing but pages of links announces its articles."""
        return not self.feeds and not self.sitemaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What one ``sources.toml`` says."""

    path: Path
    sources: Mapping[str, Source]
    """By key, in the order of the file."""

    @property
    def enabled(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources.values() if source.enabled)

    @property
    def rows(self) -> tuple[SourceRow, ...]:
        """As the archive's table has them."""
        return tuple(
            SourceRow(
                key=source.key,
                url=source.url,
                name=source.name,
                enabled=source.enabled,
                every_seconds=source.every_seconds,
                listings=source.listings,
            )
            for source in self.sources.values()
        )

    def select(self, keys: Iterable[str]) -> tuple[Source, ...]:
        """The sources of these keys, each once; whoever names a source that is not enabled wants it all the same.

        Raises NoSuchSource for a key that the file does not have.
        """
        wanted = dict.fromkeys(key for text in keys if (key := text.strip()))
        for key in wanted:
            if key not in self.sources:
                near = _nearest(key, self.sources) or "; `dateline sources list` shows those there are"
                raise NoSuchSource(self.path, f"there is no source {key!r}{near}")
        return tuple(self.sources[key] for key in wanted)


def sources_path(env: Mapping[str, str] = os.environ) -> Path:
    """Where the sources stand: ``DATELINE_SOURCES_PATH``, else ``sources.toml`` in the working directory."""
    return Path(env.get("DATELINE_SOURCES_PATH") or DEFAULT_PATH)


def load_sources(path: Path) -> Sources:
    """Read and check the file. Raises SourcesError, which names file, line and field, and says what is allowed."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SourcesError(
            path, "there is no such file; `dateline sources add URL` makes it, DATELINE_SOURCES_PATH names another"
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourcesError(path, "not UTF-8; save it as UTF-8 text", line=line) from None
    except OSError as error:
        raise SourcesError(path, f"cannot be read ({error.strerror})") from error
    return read_sources(text, path)


def read_sources(text: str, path: Path) -> Sources:
    """The same of a text; ``path`` is for messages."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, text, path) from None
    except RecursionError:
        raise SourcesError(path, "not TOML: nested too deeply") from None
    for name in document:
        if name != "sources":
            reason = f"nothing is known by this name{_nearest(name, ('sources',))}; a source is a table [sources.name]"
            raise SourcesError(path, reason, line=_line_of(text, name, None), field=name)
    tables = document.get("sources", {})
    if not isinstance(tables, dict):
        raise SourcesError(path, "sources are tables: [sources.name]", line=_line_of(text, "sources", None))
    return Sources(
        path=path, sources=MappingProxyType({key: _source(key, table, text, path) for key, table in tables.items()})
    )


def new_key(url: str, taken: Container[str]) -> str:
    """A key for a new source at ``url`` that is not ``taken``: ``arstechnica``, else ``arstechnica-com``, else with a
    number."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    site = site_of(url)
    labels = site.count(".") + 1
    inside, name = " ".join(host.split(".")[:-labels]), host.split(".")[-labels] if "." in host else host
    below = "/".join(segment for segment in unquote(parts.path).split("/") if segment)[:30]
    if ":" in site:  # an IP address or a bare name, with its port
        short = full = site
    else:
        short, full = f"{inside} {name}", host
    for candidate in (f"{short} {below}", f"{full} {below}"):
        if (key := _slug(candidate)) and key not in taken:
            return key
    stem = _slug(f"{full} {below}")[:56] or "source"
    return next(key for number in range(2, 1_000_000) if (key := f"{stem}-{number}") not in taken)


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:62].rstrip("-")


def _source(key: str, table: object, text: str, path: Path) -> Source:
    field = f"sources.{key}"
    if not _KEY.fullmatch(key):
        reason = "a source's key is of small letters, digits and hyphens, at most 63, such as ars-technica"
        raise SourcesError(path, reason, line=_line_of(text, key, None), field=field)
    if not isinstance(table, dict):
        reason = f"a source is a table: [sources.{key}] and its fields under it"
        raise SourcesError(path, reason, line=_line_of(text, key, None), field=field)
    for name in table:
        if name not in ALLOWED:
            near = _nearest(name, ALLOWED) or f"; there are {', '.join(ALLOWED)}"
            reason = f"no source has this field{near}"
            raise SourcesError(path, reason, line=_line_of(text, key, name), field=f"{field}.{name}")
    try:
        return Source.model_validate({**table, "key": key})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0])
        if first["type"] == "missing":
            reason = f"missing; allowed is {ALLOWED[name]}"
        else:
            reason = f"{_shown(first['input'])} is not allowed; allowed is {ALLOWED[name]}"
        raise SourcesError(path, reason, line=_line_of(text, key, name), field=f"{field}.{name}") from None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:57]}…"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _not_toml(error: tomllib.TOMLDecodeError, text: str, path: Path) -> SourcesError:
    place = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
    reason = str(error)[: place.start() if place else None].strip()
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    return SourcesError(path, f"not TOML: {reason[:1].lower()}{reason[1:]}", line=line)


def _line_of(text: str, key: str, field: str | None) -> int | None:
    """The line (from 1) that names the table ``key``, or ``field`` in it; tomllib tells no lines of what it read.

    Best effort: None where the file is written in a way that this scan does not know.
    """
    name = rf"[\"']?{re.escape(key)}[\"']?"
    header = re.search(rf"^[ \t]*\[?\[?[ \t]*(?:sources[ \t]*\.[ \t]*)?{name}[ \t]*(?:\]|=|\.)", text, re.MULTILINE)
    if header is None:
        return None
    place = header.start()
    if field is not None:
        end = re.compile(r"^[ \t]*\[+[ \t]*[\w\"']", re.MULTILINE).search(text, header.end())
        wanted = re.compile(rf"^[ \t]*[\"']?{re.escape(field)}[\"']?[ \t]*=", re.MULTILINE)
        found = wanted.search(text, header.end(), end.start() if end else len(text))
        place = found.start() if found else place
    return text.count("\n", 0, place) + (1 if text[place : place + 1] != "\n" else 2)
