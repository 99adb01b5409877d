"""Vuukle: https://docs.vuukle.com. Its power bar, emotes and news feed are no threads."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider, Query

PROVIDER = Provider(
    slug="vuukle",
    ids=("vuukle-comments", "vuukle_div", "vuukle-comments-1"),
    classes=("vuukle-comments", "vuukle_comments"),
    tags=("vuukle-comments",),
    sources=r"vuukle\.com/amp",
    thread=(
        Query("articleId"),
        Attribute("data-article-id"),
        Inline(r"[\"']?articleId[\"']?\s*:\s*[\"']?([^\"',}]+)"),
        Inline(r"VUUKLE_EMOTE_SIZE|vuukle_article_id\s*=\s*[\"']([^\"']+)"),
    ),
    site=(
        Query("apiKey"),
        Inline(r"[\"']?apiKey[\"']?\s*:\s*[\"']([\w-]{20,})[\"']"),
    ),
    replaces=("wordpress",),
)
