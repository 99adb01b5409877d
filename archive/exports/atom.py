"""Atom (RFC 4287): the newest articles as a feed, their text as text."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from itertools import chain
from typing import BinaryIO
from xml.etree import ElementTree

from archive.reading.records import ArticleRecord
from parsers.article import Block, Heading, Moment

_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 has no character for."""


def write(records: Iterable[ArticleRecord], out: BinaryIO, *, about: str, updated: str) -> None:
    """A feed of these articles in the order given, each written before the next is taken; ``about`` says which they are
    (sources, words), and makes the feed's id. ``updated`` is the archive's text.

    Each entry has the article's address as its id, so that readers know it again; its text is plain: what a site wrote
    cannot do anything in a reader.
    """
    feed = ElementTree.Element("feed")
    _add(feed, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"dateline:{about}").urn)
    _add(feed, "title", f"Dateline: {about}" if about else "Dateline")
    _add(feed, "updated", updated)
    _add(_add(feed, "author"), "name", "Dateline")  # of the entries that name none
    _add(feed, "generator", "Dateline")
    out.write(f"<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns=\"{_ATOM}\">\n".encode())
    for element in chain(feed, map(_entry, records)):
        ElementTree.indent(element, level=1)
        out.write(b"  " + ElementTree.tostring(element, "utf-8").rstrip() + b"\n")
    out.write(b"</feed>\n")


def _entry(record: ArticleRecord) -> ElementTree.Element:
    article = record.article
    entry = ElementTree.Element("entry")
    _add(entry, "id", article.canonical_url)
    _add(entry, "title", article.title)
    _add(entry, "link", rel="alternate", type="text/html", href=article.canonical_url)
    _add(entry, "updated", _updated(record))
    if article.published is not None:
        _add(entry, "published", rfc3339(article.published))
    for author in article.authors:
        person = _add(entry, "author")
        _add(person, "name", author.name)
        if author.url:
            _add(person, "uri", author.url)
    for tag in article.tags:
        _add(entry, "category", term=tag)
    if article.subtitle:
        _add(entry, "summary", article.subtitle)
    content = _add(entry, "content", "".join(map(_html, article.blocks)), type="html")
    if article.language:
        content.set("{http://www.w3.org/XML/1998/namespace}lang", _FORBIDDEN.sub("", article.language))
    return entry


def _html(block: Block) -> str:
    """Paragraphs and headings of plain text: nothing of a page's own markup comes along."""
    tag = f"h{min(max(block.level, 2), 6)}" if isinstance(block, Heading) else "p"
    return "".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for text in block.texts)


def _updated(record: ArticleRecord) -> str:
    """When its latest version was seen; our time, as what publishers state is often wrong or missing."""
    return next(revision.seen_at for revision in reversed(record.revisions) if revision.id == record.revision_id)


def rfc3339(moment: Moment) -> str:
    """A whole time, as RFC 4287 §3.3 asks for: midnight of a plain date, UTC where the page names no offset."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    told = {key: _FORBIDDEN.sub("", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, told)
    element.text = None if text is None else _FORBIDDEN.sub("", text)
    return element
