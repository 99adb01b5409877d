"""Vanilla Forums' embedded comments."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="vanilla",
    ids=("vanilla-comments", "vanilla_comments"),
    classes=("vanilla-comments",),
    inline="vanilla_forum_url",
    thread=(
        Inline(r"vanilla_identifier\s*=\s*[\"']?([^\"';]+)"),
        Inline(r"vanilla_discussion_id\s*=\s*[\"']?(\d+)"),
    ),
    site=(Inline(r"vanilla_forum_url\s*=\s*[\"']([^\"']+)[\"']"),),
    replaces=("wordpress",),
)
