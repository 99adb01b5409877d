"""FastComments: https://docs.fastcomments.com."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="fastcomments",
    ids=("fastcomments-widget",),
    sources=r"fastcomments\.com/js/embed",
    thread=(Inline(r"\burlId[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(r"\btenantId[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
