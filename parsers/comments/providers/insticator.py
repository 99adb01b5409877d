"""Insticator's commenting unit; its other units are advertisements."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inside, Provider

PROVIDER = Provider(
    slug="insticator",
    ids=("insticator-commenting",),
    classes=("so-comments", "insticator-commenting"),
    thread=(Attribute("data-page-id"),),
    site=(Attribute("data-integration-id"), Attribute("data-site-id"), Inside("so-comments", "data-integration-id")),
)
