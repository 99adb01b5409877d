"""giscus, on GitHub Discussions: https://giscus.app."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider, Query

PROVIDER = Provider(
    slug="giscus",
    classes=("giscus",),
    tags=("giscus-widget",),
    sources=r"//giscus\.app/(?:client\.js|(?:[\w-]+/)?widget)",
    thread=(Attribute("data-term"), Attribute("term"), Query("term"), Attribute("data-mapping")),
    site=(Attribute("data-repo"), Attribute("repo"), Query("repo")),
)
