"""From bytes to an Article: each field module reads the page once, in the order in which one needs the other."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from parsers.about import (
    read_canonical,
    read_image,
    read_language,
    read_next_page,
    read_site_name,
)
from parsers.article import Article
from parsers.authors.reading import read_authors
from parsers.body.reading import read_body
from parsers.comments.discussion import read_discussion
from parsers.confidence import weigh
from parsers.dates import read_dates
from parsers.found import Found, known_or
from parsers.headline.subtitle import read_subtitle
from parsers.headline.title import read_title
from parsers.kind.judging import judge
from parsers.layouts.layout import Layout
from parsers.layouts.reading import NO_LAYOUT, read_layout
from parsers.layouts.registry import LAYOUTS
from parsers.page import Page
from parsers.paywall import read_paywalled
from parsers.tags import read_tags
from parsers.version import PARSER_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with what was weighed for it."""

    article: Article
    found: Mapping[str, Found[Any]]
    """Field → winner, whose ``others`` are the candidates that lost; those that nobody asks for are never read."""


def parse_article(
    html: bytes, url: str, *, content_type: str | None = None, layouts: Sequence[Layout] | None = None
) -> Article:
    """Split a page into its parts.

    ``html`` are the bytes as fetched (content encoding undone), ``url`` the address they came from or ``""``
    (one that is ill-formed or not of the web counts as none),
    ``content_type`` the whole HTTP header, ``layouts`` more layouts to try before the shipped ones.
    Raises PageTooLarge and Undecodable, both ParseError; never for a page of at most 5 MB and 50,000 elements that has text.
    """
    # What a page is made of is gone before the collector may look at it.
    with _no_collecting():
        return _read(html, url, content_type, (*(layouts or ()), *LAYOUTS)).article


def read_article(
    html: bytes, url: str, *, content_type: str | None = None, layouts: Sequence[Layout] | None = None
) -> Reading:
    """The same, with the candidates that lost."""
    with _no_collecting():
        return _read(html, url, content_type, (*(layouts or ()), *LAYOUTS))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Without the collector of cyclic garbage, which would go over what a page is made of five times while it is being
    made, and find nothing: a seventh of all time. What is left over goes at its next turn."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(html: bytes, url: str, content_type: str | None, layouts: Sequence[Layout]) -> Reading:
    page = Page(html, url, content_type)
    layout = read_layout(page, layouts)
    title = known_or(layout.title(), lambda: read_title(page))
    subtitle = known_or(layout.subtitle(), lambda: read_subtitle(page, title.value))
    discussion = read_discussion(page)
    byline = read_authors(page, known=layout.names())
    body = read_body(
        page,
        title=title.value,
        subtitle=subtitle.value,
        apart=discussion.elements | byline.elements,
        known=layout.body(),
    )
    dates = read_dates(page, known=layout.published())
    kind = judge(page, title=title.value, body=body, byline=byline, published=dates.published)
    confidence = weigh(page, title=title.value, body=body, byline=byline, published=dates.published, kind=kind)
    language = read_language(page, " ".join(text for block in body.blocks for text in block.texts))
    found: dict[str, Found[Any]] = {
        "canonical_url": read_canonical(page),
        "title": title,
        "subtitle": subtitle,
        "body": Found(None, body.rule, body.weight, others=body.others),
        **byline.found(),
        "published": dates.published,
        "modified": dates.modified,
        "language": language,
        "tags": read_tags(page, language.value),
        "site_name": read_site_name(page, title.value),
        "image": read_image(page, body.blocks),
        **{field: Found(None, rule) for field, rule in discussion.rules},
        "is_article": kind.found,
        "paywalled": read_paywalled(page, language.value),
        "next_page": read_next_page(page),
        "confidence": confidence,
        "encoding": Found(page.encoding, page.encoding),
    }
    article = Article(
        url=page.url,
        canonical_url=found["canonical_url"].value,
        title=title.value,
        subtitle=subtitle.value,
        blocks=body.blocks,
        authors=byline.authors,
        published=dates.published.value,
        modified=dates.modified.value,
        language=found["language"].value,
        tags=found["tags"].value,
        site_name=found["site_name"].value,
        image=found["image"].value,
        widgets=discussion.widgets,
        comments=discussion.comments,
        is_article=kind.is_article,
        paywalled=found["paywalled"].value,
        links=body.links,
        next_page=found["next_page"].value,
        confidence=confidence.value,
        provenance={field: one.rule for field, one in found.items() if one.rule},
        parser_version=_version(layout.layout),
    )
    return Reading(article=article, found=found)


def _version(layout: Layout) -> str:
    """Which parser read the page; a layout that does not come with it makes it another one, so that what a change of
    the layout alone makes different is never taken for an edit."""
    return PARSER_VERSION if layout is NO_LAYOUT or layout in LAYOUTS else layout.parser_version
