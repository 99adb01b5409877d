"""Metype, by Quintype, on Indian sites: https://www.metype.com."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="metype",
    ids=("metype-container",),
    thread=(Attribute("data-metype-page-id"), Attribute("data-metype-page-url")),
    site=(Attribute("data-metype-account-id"),),
)
