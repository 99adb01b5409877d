"""From bytes to an Article: each field module reads the page once, in the order in which one needs the other."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.about import (
    read_canonical,
    read_image,
    read_language,
    read_next_page,
    read_paywalled,
    read_site_name,
    read_tags,
)
from parsers.article import Article
from parsers.authors import read_authors
from parsers.body import read_body
from parsers.comments.discussion import read_discussion
from parsers.dates import read_dates
from parsers.kind import judge
from parsers.layouts.layout import Layout
from parsers.layouts.reading import read_layout
from parsers.layouts.registry import LAYOUTS
from parsers.page import Page
from parsers.subtitle import read_subtitle
from parsers.title import read_title
from parsers.version import PARSER_VERSION


def parse_article(
    html: bytes, url: str, *, content_type: str | None = None, layouts: Sequence[Layout] | None = None
) -> Article:
    """Split a page into its parts.

    ``html`` are the bytes as fetched (content encoding undone), ``url`` the address they came from or ``""``
    (one that is ill-formed or not of the web counts as none),
    ``content_type`` the whole HTTP header, ``layouts`` more layouts to try before the shipped ones.
    Raises PageTooLarge and Undecodable, both ParseError; never for a page of at most 5 MB and 50,000 elements that has text.
    """
    page = Page(html, url, content_type)
    layout = read_layout(page, (*(layouts or ()), *LAYOUTS))
    title = layout.title() or read_title(page)
    subtitle = layout.subtitle() or read_subtitle(page, title.value)
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
    canonical, language = read_canonical(page), read_language(page, " ".join(t for b in body.blocks for t in b.texts))
    tags, site_name, image = read_tags(page), read_site_name(page), read_image(page)
    paywalled, next_page = read_paywalled(page), read_next_page(page)
    rules = {
        "canonical_url": canonical.rule,
        "title": title.rule,
        "subtitle": subtitle.rule,
        "body": body.rule,
        **dict(byline.rules),
        "published": dates.published.rule,
        "modified": dates.modified.rule,
        "language": language.rule,
        "tags": tags.rule,
        "site_name": site_name.rule,
        "image": image.rule,
        **dict(discussion.rules),
        "is_article": kind.rule,
        "paywalled": paywalled.rule,
        "next_page": next_page.rule,
        "encoding": page.encoding,
    }
    return Article(
        url=page.url,
        canonical_url=canonical.value,
        title=title.value,
        subtitle=subtitle.value,
        blocks=body.blocks,
        authors=byline.authors,
        published=dates.published.value,
        modified=dates.modified.value,
        language=language.value,
        tags=tags.value,
        site_name=site_name.value,
        image=image.value,
        widgets=discussion.widgets,
        comments=discussion.comments,
        is_article=kind.is_article,
        paywalled=paywalled.value,
        links=body.links,
        next_page=next_page.value,
        confidence=kind.confidence,
        provenance={field: rule for field, rule in rules.items() if rule},
        parser_version=PARSER_VERSION,
    )
