"""OPML, the form in which feed readers hand on what they follow: read and written."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin

import lxml.etree

from crawler.errors import NotOpml
from crawler.lists.candidates import Candidate, Site
from crawler.sources import Source
from crawler.urls import absolute, page_key, site_of

MAX_BYTES = 50 * 1024 * 1024
"""A list of 10,000 feeds has 3 MB."""


def read_opml(body: bytes, path: Path, *, left_out: Callable[[str], None] = lambda _: None) -> tuple[Site, ...]:
    """The sites of an OPML file, in its order; feeds of one site are one site's. Nobody is asked.

    ``left_out`` is called with the name and address of each entry whose address nobody could ask for.

    As tolerant as readers write it: ill-formed XML, names in any case, folders in folders. Raises NotOpml, which names
    ``path``.
    """
    if len(body) > MAX_BYTES:
        raise NotOpml(path, f"more than {MAX_BYTES // 1024 // 1024} MiB, which is no list of feeds")
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(body, parser)
    except lxml.etree.LxmlError as error:
        reason = re.sub(r" \(<string>, line \d+\)$", "", " ".join(str(error).split()))
        raise NotOpml(path, f"no OPML: {reason[:1].lower()}{reason[1:]}") from error
    if root is None or not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise NotOpml(path, "no OPML: its root is not <opml>")
    sites: dict[str, Site] = {}
    for element in filter(_is_outline, root.iter()):
        told = {str(name).lower(): " ".join(str(value).split()) for name, value in element.attrib.items()}
        site = _site(told)
        if site is None:
            if address := told.get("xmlurl") or told.get("htmlurl") or told.get("url"):
                left_out(f"{told.get('title') or told.get('text') or 'no name'} ({address})")
            continue
        known = sites.get(page_key(site.url))
        sites[page_key(site.url)] = site if known is None else _both(known, site)
    return tuple(sites.values())


def write_opml(sources: Iterable[Source]) -> bytes:
    """The sources as an OPML 2.0 document: an outline for each feed, a link for a source that has none."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Sources of Dateline"
    body = ET.SubElement(root, "body")
    for source in sources:
        name = source.name or source.key
        for attributes in _outlines(source):
            ET.SubElement(body, "outline", {"text": name, "title": name, **attributes})
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _outlines(source: Source) -> Iterator[dict[str, str]]:
    language = {"language": source.language} if source.language else {}
    for feed in source.feeds:
        yield {"type": "rss", "xmlUrl": feed, "htmlUrl": source.url, **language}
    if not source.feeds:
        yield {"type": "link", "url": source.url, **language}


def _is_outline(element: lxml.etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.lower() == "outline"


def _site(told: Mapping[str, str]) -> Site | None:
    """What the attributes of one outline name; None for a folder, or an address that is none."""
    feed, home = absolute(told.get("xmlurl")), absolute(told.get("htmlurl"))
    if feed is None and told.get("type", "").lower() in ("link", "include", ""):
        home = home or absolute(told.get("url"))
    if home is None and feed is not None:
        home = urljoin(feed, "/")
    if home is None or site_of(home) == "":
        return None
    asked = feed or home
    return Site(
        candidate=Candidate(asked=asked, urls=(asked,)),
        url=home,
        name=told.get("title") or told.get("text") or None,
        language=told.get("language") or None,
        feeds=(feed,) if feed else (),
        fronts=() if feed else (home,),
    )


def _both(one: Site, other: Site) -> Site:
    feeds = tuple(dict.fromkeys((*one.feeds, *other.feeds)))
    return Site(
        candidate=one.candidate,
        url=one.url,
        name=one.name,
        language=one.language or other.language,
        feeds=feeds,
        fronts=() if feeds else one.fronts,
    )
