"""A citation of one version of an article: who said it, where, when it was read, and hashes that prove it.

It names nothing that may change later, so that the same version is always cited in the same words; what the page did
not tell is said not to be known, never guessed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from archive.driver import Connection, translated
from archive.reading import queries
from archive.store import Archive
from archive.versions.contents import load_passages
from parsers.article import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is cited. Hashes are SHA-256 in hex."""

    article_id: int
    revision_id: int
    title: str
    authors: tuple[str, ...]
    """As the byline names them; empty where there is none."""
    site: str
    """Its name, or its host where the page does not tell."""
    url: str
    """Where it was read."""
    published: Moment | None
    """As the publisher states it."""
    language: str | None
    captured: datetime
    """When the bytes came; UTC."""
    page_hash: str | None
    """Of the bytes as fetched; None where none were kept."""
    further_hashes: tuple[str | None, ...]
    """Of an article told on several pages, those of the others."""
    text_hash: str
    """Of the text as the view ``articles`` tells it, in UTF-8."""
    parser_version: str
    seal: str | None
    """Row of the manifest that seals this version, number and hash; None where it is not sealed (yet)."""

    @property
    def key(self) -> str:
        """A short name that is the same wherever the same text of the same address is cited."""
        host = re.sub(r"[^a-z0-9]+", "-", (urlsplit(self.url).hostname or "page").removeprefix("www.")).strip("-")
        year = str(self.published.year) if self.published else "undated"
        mark = hashlib.sha256(f"{self.url}\0{self.text_hash}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{host}-{year}-{mark}"

    @property
    def evidence(self) -> tuple[str, ...]:
        """What proves it, a sentence each."""
        bytes_of = [f"SHA-256 of the page as fetched: {self.page_hash or 'not kept'}"]
        bytes_of += [f"of its page {n}: {found or 'not kept'}" for n, found in enumerate(self.further_hashes, 2)]
        where = f"Dateline article {self.article_id}, revision {self.revision_id}, parser {self.parser_version}"
        return (
            f"Captured {_utc(self.captured)}; {where}",
            *bytes_of,
            f"SHA-256 of the text: {self.text_hash}",
            f"Manifest: {self.seal or 'not sealed yet'}",
        )


def cite(
    archive: Archive, id_or_url: int | str, *, revision: int | None = None, at: datetime | None = None
) -> Citation:
    """The citation of an article in its latest version, in one of its versions, or in that which stood ``at`` a time.
    Raises LookupError, which names what there is not."""
    article_id = queries.id_of(archive, id_or_url)
    with translated(archive.path):
        connection = archive.connection
        if at is not None:
            revision = queries.article(archive, article_id, at=at).revision_id
        if revision is None:
            (revision,) = connection.execute("SELECT revision_id FROM article WHERE id = ?", [article_id]).fetchone()
        article = queries.article(archive, article_id, revision=revision).article
        url, fetched, page_hash, parser_version = connection.execute(
            "SELECT ifnull(f.final_url, f.url), f.at, lower(hex(s.hash)), r.parser_version FROM revision r"
            " JOIN fetch f ON f.id = r.fetch_id LEFT JOIN snapshot s ON s.id = f.snapshot_id WHERE r.id = ?",
            [revision],
        ).fetchone()
        further = connection.execute(
            "SELECT lower(hex(s.hash)) FROM revision_fetch x JOIN fetch f ON f.id = x.fetch_id"
            " LEFT JOIN snapshot s ON s.id = f.snapshot_id WHERE x.revision_id = ? ORDER BY x.position",
            [revision],
        ).fetchall()
        return Citation(
            article_id=article_id,
            revision_id=revision,
            title=article.title or "",
            authors=tuple(author.name for author in article.authors),
            site=article.site_name or urlsplit(url).hostname or url,
            url=url,
            published=article.published,
            language=article.language,
            captured=datetime.fromisoformat(fetched),
            page_hash=page_hash or None,
            further_hashes=tuple(found or None for (found,) in further),
            text_hash=hashlib.sha256(_text(connection, revision).encode("utf-8", "surrogatepass")).hexdigest(),
            parser_version=parser_version,
            seal=_seal(connection, revision),
        )


def _text(connection: Connection, revision_id: int) -> str:
    passages = load_passages(connection, revision_id)
    return "\n".join("\n".join(part for part in (p.heading, p.text) if part) for p in passages)


def _seal(connection: Connection, revision_id: int) -> str | None:
    """The last row of the manifest with this version, unless it is about to be sealed anew."""
    waits = connection.execute("SELECT 1 FROM unsealed WHERE kind = 'revision' AND id = ?", [revision_id]).fetchone()
    if waits is not None:
        return None
    for number, spans, digest in connection.execute("SELECT id, revisions, hash FROM manifest ORDER BY id DESC"):
        if any(first <= revision_id <= last for first, last in json.loads(spans)):
            return f"{number}:{digest.hex()}"
    return None


# The formats


def as_text(citation: Citation) -> str:
    """For people: the reference in a line, then what proves it, a line each."""
    authors = ", ".join(map(_line, citation.authors)) or "Author not named"
    told = citation.published.isoformat() if citation.published else "date not stated"
    head = f"{authors}: \N{LEFT DOUBLE QUOTATION MARK}{_line(citation.title)}\N{RIGHT DOUBLE QUOTATION MARK}."
    return "\n".join([f"{head} {_line(citation.site)}, {told}. {citation.url}", *citation.evidence]) + "\n"


def as_bibtex(citation: Citation) -> str:
    """An entry for BibTeX and BibLaTeX. Names are kept whole: nobody told which part of them is the family's."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in citation.authors),
        "title": f"{{{_tex(citation.title)}}}",
        "howpublished": _tex(citation.site),
        "year": str(citation.published.year) if citation.published else "",
        "month": str(citation.published.month) if citation.published else "",
        "date": _day(citation.published) or "",
        "url": citation.url.translate(_IN_URL),
        "urldate": _day(citation.captured) or "",
        "language": citation.language or "",
        "note": _tex("; ".join(citation.evidence)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.key},\n{lines}}}\n"


def as_csl_json(citation: Citation) -> str:
    """A list of one item, as Zotero, pandoc and citeproc read it."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "article-newspaper",
        "title": _line(citation.title),
        "author": [{"literal": _line(name)} for name in citation.authors],
        "container-title": _line(citation.site),
        "issued": _date_parts(citation.published),
        "accessed": _date_parts(citation.captured),
        "URL": citation.url,
        "language": citation.language,
        "archive": "Dateline",
        "archive_location": f"article {citation.article_id}, revision {citation.revision_id}",
        "note": "; ".join(citation.evidence),
    }
    told = {name: value for name, value in item.items() if value}
    return json.dumps([told], ensure_ascii=False, indent=2) + "\n"


def as_ris(citation: Citation) -> str:
    """A record of the tagged format that all reference managers read; its lines end in CR LF."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in _ris(citation))


def _ris(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", citation.key
    yield "TI", citation.title
    for name in citation.authors:
        yield "AU", name.replace("*", "")  # not allowed there
    yield "T2", citation.site
    if citation.published is not None:
        yield "PY", f"{citation.published.year:04}"
        yield "DA", f"{citation.published:%Y/%m/%d}"
    yield "Y2", f"{citation.captured:%Y/%m/%d}"
    yield "UR", citation.url
    if citation.language:
        yield "LA", citation.language
    yield "DB", "Dateline"
    for sentence in citation.evidence:
        yield "N1", sentence
    yield "ER", ""


FORMATS: dict[str, Callable[[Citation], str]] = {
    "text": as_text,
    "bibtex": as_bibtex,
    "csl-json": as_csl_json,
    "ris": as_ris,
}

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces even behind a backslash
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "$&#_%"},
    }
)
_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
"""A URL is taken as it stands, but braces must pair and nothing may escape them."""


def _tex(text: str) -> str:
    return _line(text).translate(_TEX)


def _line(text: str) -> str:
    """The text in one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _day(moment: Moment | None) -> str | None:
    return None if moment is None else moment.isoformat()[: len("2026-11-22")]


def _date_parts(moment: date | None) -> dict[str, list[list[int]]] | None:
    return None if moment is None else {"date-parts": [[moment.year, moment.month, moment.day]]}
