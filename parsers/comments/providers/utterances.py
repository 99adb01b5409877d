"""utterances, on GitHub issues: https://utteranc.es."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="utterances",
    classes=("utterances",),
    sources=r"//utteranc\.es/client\.js",
    inline="utteranc.es/client.js",
    thread=(
        Attribute("issue-term"),
        Attribute("issue-number"),
        Inline(r"issue-(?:term|number)[\"']\s*[:,]\s*[\"']([^\"']+)[\"']"),
    ),
    site=(Attribute("repo"), Inline(r"\brepo[\"']?\s*[:,]\s*[\"']([\w.-]+/[\w.-]+)[\"']")),
)
