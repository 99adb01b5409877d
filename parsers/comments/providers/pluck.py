"""Pluck (Demand Media), on newspaper sites until about 2015."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="pluck",
    ids=("pluck_comments", "pluck-comments", "pluckcomments"),
    classes=("pluck-comm", "pluck-comments", "pluck-comm-wrap", "pluck-comment-widget"),
    inline='pluckAppProxy.embedApp("pluck_comments',
    thread=(
        Attribute("data-article-id"),
        Inline(r"plckCommentOnKey[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
    ),
)
