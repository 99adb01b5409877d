"""giscus, on GitHub Discussions: https://giscus.app."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider, Query

PROVIDER = Provider(
    slug="giscus",
    classes=("giscus",),
    tags=("giscus-widget",),
    sources=r"//giscus\.app/(?:client\.js|(?:[\w-]+/)?widget)",
    # Themes that follow the reader's choice of colours make the script's element by a script.
    inline="giscus.app/client.js",
    thread=(
        Attribute("data-term"),
        Attribute("term"),
        Query("term"),
        Attribute("data-mapping"),
        Inline(r"data-term[\"']\s*[:,]\s*[\"']([^\"']+)[\"']"),
        Inline(r"data-mapping[\"']\s*[:,]\s*[\"']([^\"']+)[\"']"),
    ),
    site=(
        Attribute("data-repo"),
        Attribute("repo"),
        Query("repo"),
        Inline(r"data-repo[\"']\s*[:,]\s*[\"']([^\"']+)[\"']"),
    ),
)
