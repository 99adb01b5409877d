"""Livefyre, closed in 2021."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="livefyre",
    ids=(
        "livefyre",
        "livefyre-comments",
        "livefyre_comments",
        "lf_comments",
        "livefyre-app",
        "livefyre_comment_stream",
        "livefyre-body",
    ),
    classes=("livefyre", "livefyre-comments", "lf-comments", "fyre-comment-stream", "fyre"),
    attributes=(("data-lf-article-id", r".+"),),
    inline="fyre.conv.load",
    thread=(
        Attribute("data-lf-article-id"),
        Attribute("data-article-id"),
        Inline(r"[\"']?articleId[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
    ),
    site=(
        Attribute("data-lf-site-id"),
        Attribute("data-site-id"),
        Inline(r"[\"']?siteId[\"']?\s*:\s*[\"']?(\d+)"),
    ),
    replaces=("wordpress",),
)
