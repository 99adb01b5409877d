"""Isso, self-hosted: https://isso-comments.de/docs."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="isso",
    ids=("isso-thread",),
    thread=(Attribute("data-isso-id"),),
    site=(Attribute("data-isso"),),
)
