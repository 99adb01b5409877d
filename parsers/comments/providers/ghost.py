"""Ghost's own comments: https://ghost.org/help/commenting."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="ghost",
    ids=("ghost-comments-root", "ghost-comments"),
    classes=("gh-comments",),
    attributes=(("data-ghost-comments", r".+"),),
    sources=r"comments-ui(?:@[^/]*)?/umd/comments-ui",
    thread=(Attribute("data-post-id"),),
    site=(Attribute("data-ghost-comments"),),
    is_open=lambda sighting: True if any(e.get("data-post-id") for e in sighting.elements) else None,
)
