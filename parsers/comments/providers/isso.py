"""Isso, self-hosted: https://isso-comments.de/docs."""

from __future__ import annotations

from parsers.comments.provider import Anywhere, Attribute, Provider

PROVIDER = Provider(
    slug="isso",
    ids=("isso-thread",),
    thread=(Attribute("data-isso-id"),),
    site=(Anywhere("data-isso"),),
)
