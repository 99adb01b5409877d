"""What a page tells machines about itself, field by field and unweighed: two readings of it can be held against that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parsers.metadata import Metadata
from parsers.page import Page
from parsers.text import plain

_METAS: Mapping[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title"),
    "subtitle": ("description", "og:description", "twitter:description"),
    "authors": ("author", "article:author_name", "parsely-author", "dc.creator", "citation_author", "sailthru.author"),
    "published": (
        "article:published_time",
        "parsely-pub-date",
        "dc.date",
        "sailthru.date",
        "citation_publication_date",
    ),
    "modified": ("article:modified_time", "og:updated_time"),
    "tags": ("article:tag", "keywords", "news_keywords", "parsely-tags"),
    "language": ("og:locale", "content-language"),
    "image": ("og:image", "twitter:image", "og:image:secure_url"),
}
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "title": ("headline", "name"),
    "subtitle": ("description", "alternativeHeadline"),
    "authors": ("author", "creator"),
    "published": ("datePublished",),
    "modified": ("dateModified",),
    "tags": ("keywords",),
    "language": ("inLanguage",),
    "image": ("image", "thumbnailUrl"),
    "text": ("articleBody",),
    "comments": ("commentCount",),
}
_LISTS = ("authors", "tags")
"""Fields whose values stand in one text, parted by commas."""


def read_claims(html: bytes, url: str, *, content_type: str | None = None) -> dict[str, tuple[str, ...]]:
    """Field → what meta tags, JSON-LD and microdata of the article say of it, in page order, each once.

    Takes bytes, URL and header as ``parse_article`` does, and raises the same.
    """
    told = Page(html, url, content_type).metadata
    found = {field: tuple(dict.fromkeys(_claims(told, field))) for field in (*_METAS, "text", "comments")}
    return {field: values for field, values in found.items() if values}


def _claims(told: Metadata, field: str) -> Iterator[str]:
    texts = [value for name in _METAS.get(field, ()) for value in told.metas.get(name, ())]
    for node in told.articles():
        texts += (text for name in _PROPERTIES[field] for text in _texts(told.resolved(node.get(name))))
    for item in told.article_items():
        texts += item.texts(*_PROPERTIES[field])
        texts += (name for inner in item.items(*_PROPERTIES[field]) for name in inner.texts("name"))
    if field == "title" and told.title_tag:
        texts.append(told.title_tag)
    if field == "language" and told.html_lang:
        texts.append(told.html_lang)
    for text in texts:
        yield from (part.strip() for part in text.split(",") if part.strip()) if field in _LISTS else (text,)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            value = value.get("name") or value.get("url")
        if isinstance(value, int | float):
            value = str(value)
        if isinstance(value, str) and (text := plain(value)):
            yield text
