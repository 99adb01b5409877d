"""Cusdis: https://cusdis.com/doc."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="cusdis",
    ids=("cusdis_thread",),
    classes=("cusdis",),
    thread=(Attribute("data-page-id"),),
    site=(Attribute("data-app-id"),),
)
