"""Discourse: embedded comments, and links to the article's topic."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="discourse",
    ids=("discourse-comments", "discourse-comments-wrapper"),
    classes=("discourse-comments", "wp-discourse-comments"),
    tags=("discourse-comments",),
    inline="DiscourseEmbed",
    links="",
    thread=(
        Inline(r"topicId[\"']?\s*:\s*[\"']?(\d+)"),
        Inline(r"discourseEmbedUrl[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
        Attribute("data-topic-url"),
    ),
    site=(Inline(r"discourseUrl[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    replaces=("wordpress",),
)
