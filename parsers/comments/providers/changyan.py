"""Changyan, by Sohu, on Chinese sites: https://changyan.kuaizhan.com."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider

PROVIDER = Provider(
    slug="changyan",
    ids=("sohucs",),
    thread=(Attribute("sid"),),
    site=(Inline(r"\bappid[\"']?\s*[:=]\s*[\"'](cy\w+)[\"']"),),
)
