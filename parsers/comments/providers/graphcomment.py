"""GraphComment, on French sites: https://graphcomment.com."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="graphcomment",
    ids=("graphcomment",),
    sources=r"graphcomment\.com/(?:js/integration|gc_graphlogin)",
    thread=(Inline(r"graphcommentId[\s\S]{0,600}?\buid[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(r"\bgraphcommentId[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
