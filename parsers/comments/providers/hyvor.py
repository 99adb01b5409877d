"""Hyvor Talk: https://talk.hyvor.com/docs."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider, Query

PROVIDER = Provider(
    slug="hyvor",
    ids=("hyvor-talk-view",),
    tags=("hyvor-talk-comments",),
    sources=r"talk\.hyvor\.com/(?:[\w-]+/)*(?:amp|iframe)\b",
    thread=(
        Query("page-id"),
        Attribute("page-id"),
        Inline(r"HYVOR_TALK_CONFIG[^}]{0,300}?\bid[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
    ),
    site=(Query("website-id"), Attribute("website-id"), Inline(r"HYVOR_TALK_WEBSITE\s*=\s*(\d+)")),
    replaces=("wordpress",),
)
