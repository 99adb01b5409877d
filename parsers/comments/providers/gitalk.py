"""Gitalk, on GitHub issues: https://github.com/gitalk/gitalk."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

_SETTING = r"new Gitalk\(\{[\s\S]{0,600}?\b"

PROVIDER = Provider(
    slug="gitalk",
    ids=("gitalk-container", "gitalk_container", "gitalk"),
    classes=("gitalk-container",),
    thread=(Inline(_SETTING + r"id[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(_SETTING + r"repo[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
