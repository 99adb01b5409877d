"""utterances, on GitHub issues: https://utteranc.es."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="utterances",
    classes=("utterances",),
    sources=r"//utteranc\.es/client\.js",
    thread=(Attribute("issue-term"), Attribute("issue-number")),
    site=(Attribute("repo"),),
)
