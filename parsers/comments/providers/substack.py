"""Substack: the thread stands on a page of its own, the article shows its size and a few first comments."""

from __future__ import annotations

from parsers.comments.provider import Inline, Name, Preview, Provider

PROVIDER = Provider(
    slug="substack",
    classes=("post-page-root-comment-list", "post-ufi-comment-button", "comments-page", "comments-section-substack"),
    only_with=lambda page: (
        any("substackcdn.com" in link.href for link in page.metadata.links)
        or any("substackcdn.com" in address for _, address in page.marks.sources)
    ),
    thread=(
        Name(r"^footnote-anchor-\d+-(\d+)$"),
        Inline(r"\\?[\"']post_?[iI]d\\?[\"']\s*:\s*(\d+)"),
        Inline(r"\\?[\"']post\\?[\"']\s*:\s*\{[^{}]{0,400}?\\?[\"']id\\?[\"']\s*:\s*(\d+)"),
        Preview(r"post_preview(?:/|%2F)(\d+)"),
    ),
)
