"""Hyvor Talk: https://talk.hyvor.com/docs."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="hyvor",
    ids=("hyvor-talk-view",),
    tags=("hyvor-talk-comments",),
    thread=(Attribute("page-id"), Inline(r"HYVOR_TALK_CONFIG[^}]{0,300}?\bid[\"']?\s*:\s*[\"']([^\"']+)[\"']")),
    site=(Attribute("website-id"), Inline(r"HYVOR_TALK_WEBSITE\s*=\s*(\d+)")),
    replaces=("wordpress",),
)
