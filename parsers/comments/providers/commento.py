"""Commento, and its successor Comentario, which keep to one container."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="commento",
    ids=("commento",),
    tags=("comentario-comments", "commento-comments"),
    sources=r"/commento(?:\.min)?\.js",
    thread=(Attribute("data-page-id"), Attribute("page-id")),
)
