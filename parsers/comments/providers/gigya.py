"""Gigya (SAP Customer Data Cloud) comments."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="gigya",
    ids=("gigya-comments", "gigyacomments"),
    classes=("gigya-comments", "gig-comments-container"),
    inline="gigya.comments.showCommentsUI",
    thread=(Attribute("data-stream-id"), Inline(r"streamID[\"']?\s*:\s*[\"']([^\"']+)[\"']")),
    site=(Attribute("data-category-id"), Inline(r"categoryID[\"']?\s*:\s*[\"']([^\"']+)[\"']")),
)
