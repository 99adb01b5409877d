"""Discourse: embedded comments, and links to the article's topic."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider, Query, Step

PROVIDER = Provider(
    slug="discourse",
    ids=("discourse-comments", "discourse-comments-wrapper"),
    classes=("discourse-comments", "wp-discourse-comments", "discourse-comments-area"),
    tags=("discourse-comments",),
    inline="DiscourseEmbed",
    sources=r"/embed/comments\?(?:[^#]*&)?(?:topic_id|embed_url)=",
    thread=(
        Inline(r"topicId[\"']?\s*:\s*[\"']?(\d+)"),
        Inline(r"discourseEmbedUrl[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
        Attribute("data-topic-url"),
        Query("topic_id"),
        Query("embed_url"),
        Step(r"/t/[\w%-]+/(\d+)"),
    ),
    site=(Inline(r"discourseUrl[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    replaces=("wordpress",),
)
