"""LiveRe, on Korean and Chinese sites: https://livere.com."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="livere",
    ids=("lv-container",),
    site=(Attribute("data-uid"),),
)
