"""Viafoura: https://documentation.viafoura.com. Its trending lists and counters are no threads."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Meta, Provider

PROVIDER = Provider(
    slug="viafoura",
    ids=("viafoura-comments", "vf-comments", "vf-conversations"),
    classes=("viafoura-comments", "vf-commenting", "vf-comments", "vf3-comments", "vf-conversations-container"),
    tags=("vf-conversations", "vf-comments", "vf-livecomments", "vf-conversations-container", "viafoura-comments"),
    attributes=(("data-aqa", "viafoura-comments"), ("data-widget", "commenting|comments|vf-conversations")),
    thread=(
        Attribute("vf-container-id"),
        Attribute("data-vf-container-id"),
        Attribute("data-container-id"),
        Attribute("data-path"),
        Meta("vf:container_id"),
        Meta("vf:unique_id"),
    ),
    site=(Meta("vf:domain"), Attribute("data-site-uuid")),
    replaces=("wordpress",),
)
