"""Chorus, Vox Media's publishing system, before it went over to Coral."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="chorus",
    classes=("c-comments", "m-entry__comments", "c-comments__load"),
    only_with=lambda page: (
        any("vox-cdn.com" in address for _, address in page.marks.sources) or "chorus" in page.marks.script.lower()
    ),
    thread=(Attribute("data-entry-id"), Attribute("data-cid")),
)
