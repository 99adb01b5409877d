"""giscus, on GitHub Discussions: https://giscus.app."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="giscus",
    tags=("giscus-widget",),
    sources=r"//giscus\.app/client\.js",
    thread=(Attribute("data-term"), Attribute("term"), Attribute("data-mapping")),
    site=(Attribute("data-repo"), Attribute("repo")),
)
