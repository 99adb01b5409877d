"""Whatever the page, the document keeps its promises: on the sample site, and on what is left of its pages after an
accident: tags lost, doubled and swapped, bytes cut off and let in, data for machines of types that nobody expects."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.noise import Noise
from demo.site import Edition
from parsers import ParseError, parse_article
from parsers.article import Article
from tests.contract import breaches

BASE = "http://127.0.0.1:8000"
TRIALS = 4_000 if os.environ.get("DATELINE_SOAK") else 60
URL = f"{BASE}/2026/11/a-story/"

STRANGE = [
    "", " ", "\x00", "&#0;", "&#1;", "&#x9d;", "&#xD800;", "&#xFFFF;", "&#x110000;", "\x0b", "\u2028", "\u202e", "\ufeff", "\u00ad",
    "<", ">", "&", '"', "'", "<!--", "]]>", "<![CDATA[", "</script>", "</article>", "</html>", "<frameset>", "<template>", "<svg>",
    "null", "NaN", "-1", "0", "1e999", "99999999999999999999", "1" * 400, "0000-00-00", "0001-01-01T00:00:00Z", "2026-02-30",
    "9999-12-31T23:59:59-14:00", "2026-11-01T25:61:61+99:99", "2026-11-01T10:00:00+24:00", "1700000000000", "12/31/99", "31.12.2026 24:00",
    "http://[", "http://[::1", "http://a:b/", "http://a:99999999/", "//", "///", "https:", "http:///x", "javascript:x", "data:,x",
    "HTTPS://E.EXAMPLE/x", "mailto:a@b", "?page=2", "#", "#comment-1", "/a b\tc\nd", "http://e.example/\x7f\x85", "http://é.example/é",
    "comment", "comments", "comment-1", "commentlist", "depth-1", "author", "byline", "title", "caption", "hidden", "display:none",
    "By ", "By by by", "Jane Doe", "Jane Doe, Jane Doe and JANE DOE", "1 Comment", "0 comments", "9999999 comments", "No comments yet",
]  # fmt: skip
ATTRIBUTES = (
    "class id href src srcset datetime content itemprop itemscope itemtype name property rel lang dir style role aria-level "
    "aria-hidden hidden title alt width type data-src data-id data-parent-id data-comment-id data-depth cite start value"
).split()
TAGS = (
    "html head body title base meta link h1 h2 p div span a b i ul ol li table tr td pre code blockquote figure figcaption img time "
    "article main section aside header footer nav form input textarea button template noscript svg math iframe br wbr font center"
).split()
METAS = (
    "og:title og:description og:image og:url og:site_name og:locale og:type og:updated_time article:published_time "
    "article:modified_time article:tag article:author author keywords news_keywords date description twitter:title robots"
).split()
FIELDS = (
    "headline alternativeHeadline description author creator publisher datePublished dateModified image url mainEntityOfPage keywords "
    "articleBody inLanguage isAccessibleForFree commentCount comment sameAs name text parentItem @id @type @graph hasPart isPartOf"
).split()
TYPES = ["NewsArticle", "Person", "Comment", "WebPage", "WebSite", "Organization", "ImageObject", "BreadcrumbList"]


@pytest.mark.parametrize("edition", [1, 2])
def test_every_page_of_the_sample_site_keeps_the_contract(edition: int) -> None:
    site = Edition(edition, BASE)

    broken = {url: found for url in addresses(edition) if (found := breaches(read(site, url)))}

    assert not broken


def test_the_checker_finds_what_is_broken() -> None:
    article = Article(
        url="", canonical_url="ftp://x", title="", is_article=True, confidence=float("nan"), parser_version="1"
    )

    assert len(breaches(article)) >= 4


@settings(max_examples=TRIALS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_page_still_keeps_it(data: st.DataObject) -> None:
    html = damaged(data)
    try:
        article = parse_article(html, data.draw(st.sampled_from([URL, URL, "", "http://[", "x"])))
    except ParseError:
        assert not re.search(rb"<p>[\w ]{40}", html)
        return

    assert not breaches(article)


def addresses(edition: int) -> list[str]:
    site = Edition(edition, BASE)
    return [*site.expected_pages(), *site.other_pages()]


def read(site: Edition, url: str) -> Article:
    resource = site.resource(url.removeprefix(BASE))
    assert resource is not None
    return parse_article(resource.body(Noise(fetch=3)), url, content_type=resource.content_type)


@cache
def samples() -> list[list[bytes]]:
    """The sample pages, one of each layout at least, as tags and the texts between them."""
    site = Edition(2, BASE)
    pages = [
        resource.body(Noise(fetch=1)) for url in addresses(2) if (resource := site.resource(url.removeprefix(BASE)))
    ]
    return [re.split(rb"(<[^<>]*>)", page) for page in sorted(pages, key=len)[::3]]


def strange() -> st.SearchStrategy[str]:
    return st.sampled_from(STRANGE) | st.text(max_size=20)


def values() -> st.SearchStrategy[Any]:
    """Anything that JSON can say, and what Python lets it say beyond."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | strange() | st.text(st.characters(), max_size=8)
    nodes = st.dictionaries(st.sampled_from([*FIELDS, "@value", "@list"]), leaves, max_size=4)
    return st.recursive(leaves | nodes, lambda inner: st.lists(inner, max_size=4) | nodes_of(inner), max_leaves=12)


def nodes_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    types = st.fixed_dictionaries({"@type": st.sampled_from(TYPES) | inner})
    return st.builds(dict.__or__, types, st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6))


def damaged(data: st.DataObject) -> bytes:
    """A sample page after up to eight accidents."""
    parts = list(samples()[data.draw(st.integers(0, len(samples()) - 1))])
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(parts) - 1))
        accident = data.draw(
            st.sampled_from(["drop", "double", "swap", "cut", "tag", "attribute", "text", "data", "meta", "many"])
        )
        if accident == "drop":
            del parts[at : at + data.draw(st.integers(1, 6))]
            parts = parts or [b""]
        elif accident == "double":
            parts[at:at] = parts[at : at + data.draw(st.integers(1, 40))]
        elif accident == "swap":
            other = data.draw(st.integers(0, len(parts) - 1))
            parts[at], parts[other] = parts[other], parts[at]
        elif accident == "cut":
            parts[at] = parts[at][: data.draw(st.integers(0, len(parts[at])))]
        elif accident == "tag":
            slash = data.draw(st.sampled_from(["", "/"]))
            parts.insert(at, f"<{slash}{data.draw(st.sampled_from(TAGS))}>".encode())
        elif accident == "attribute":
            name, value = data.draw(st.sampled_from(ATTRIBUTES)), data.draw(strange())
            parts[at] = re.sub(rb"^<(\w+)", rb"<\1 " + encoded(f'{name}="{value}" ').replace(b"\\", b"/"), parts[at])
        elif accident == "text":
            parts.insert(
                at, data.draw(st.binary(max_size=8)) if data.draw(st.booleans()) else encoded(data.draw(strange()))
            )
        elif accident == "many":
            parts[at:at] = parts[at : at + 5] * data.draw(st.sampled_from([3, 30]))
        elif accident == "data":
            told = json.dumps(data.draw(nodes_of(values())))
            parts.insert(at, f'<script type="application/ld+json">{told}</script>'.encode())
        else:
            name = data.draw(st.sampled_from(METAS))
            parts.insert(0, encoded(f'<meta property="{name}" content="{data.draw(strange())}">'))
    return b"".join(parts)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
