"""Kinja, the publishing system of the former Gawker sites."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Meta, Provider

PROVIDER = Provider(
    slug="kinja",
    ids=("js_discussion-region", "replies"),
    classes=(
        "js_discussion-region",
        "js_replies",
        "js_reply-list",
        "js_comments-iframe",
        "js_reply-count",
        "js_replies-wrapper",
    ),
    only_with=lambda page: (
        "kinja" in page.marks.script.lower() or any("kinja" in address for _, address in page.marks.sources)
    ),
    thread=(
        Attribute("data-postid"),
        Attribute("data-post-id"),
        Meta("kinja:postid"),
        Inline(r"[\"']?(?:postId|starterId)[\"']?\s*:\s*[\"']?(\d{6,})"),
    ),
)
