"""Squarespace's own comments."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Name, Provider

PROVIDER = Provider(
    slug="squarespace",
    classes=("squarespace-comments", "sqs-comments"),
    thread=(
        Name(r"^comments?-(\w{24})$"),
        Attribute("data-item-id"),
        Inline(r"[\"']?itemId[\"']?\s*:\s*[\"'](\w{24})"),
    ),
    site=(Inline(r"[\"']websiteId[\"']\s*:\s*[\"'](\w{24})"),),
    is_open=lambda _: True,
)
