"""Cackle, on Russian sites: https://cackle.me."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

_SETTING = r"cackle_widget\.push\(\{[^}]{0,300}?\b"

PROVIDER = Provider(
    slug="cackle",
    ids=("mc-container",),
    only_with=lambda page: "cackle_widget" in page.marks.script or "cackle.me/" in page.marks.addresses,
    thread=(Inline(_SETTING + r"channel[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(_SETTING + r"id[\"']?\s*:\s*[\"']?(\d+)"),),
)
