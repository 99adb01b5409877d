"""Artalk, self-hosted, under Chinese blogs: https://artalk.js.org."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="artalk",
    ids=("artalk", "artalk-wrap", "artalk-container"),
    sources=r"/[aA]rtalk(?:Lite)?(?:[@/]|(?:\.min)?\.m?js)",
    thread=(Inline(r"\bpageKey[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(r"Artalk(?:\.init)?\([\s\S]{0,600}?\bsite[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
