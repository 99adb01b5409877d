"""Blogger (blogspot): threads of today's themes and lists of the older ones."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider, Query, Sighting, Step


def _is_open(sighting: Sighting) -> bool | None:
    addresses = " ".join((e.get("href") or "") + (e.get("src") or "") for e in sighting.elements)
    return True if "comment-iframe.g" in addresses or "comment.g?" in addresses or "/comment/" in addresses else None


PROVIDER = Provider(
    slug="blogger",
    ids=("comment-holder", "comment-editor-src", "comments-block", "comment-post-message", "threaded-comment-form"),
    classes=("blogger-comment-from-post", "blogger-iframe-colorize"),
    sources=r"blogger\.com/(?:comment-iframe|comment)\.g",
    links=r"blogger\.com/(?:comment-iframe|comment)\.g\?|blogger\.com/comment/(?:frame|fullpage/post)/",
    only_with=lambda page: (
        "blogger" in (page.metadata.meta("generator") or "").lower()
        or any("blogger.com" in address for _, address in page.marks.sources)
        or any("blogger.com" in link.href for link in page.metadata.links)
    ),
    thread=(
        Query("postID"),
        Query("po"),
        Step(r"/comment/(?:frame|fullpage/post)/\d+/(\d+)"),
        Inline(r"[\"']postId[\"']\s*:\s*[\"'](\d+)"),
    ),
    site=(
        Query("blogID"),
        Step(r"/comment/(?:frame|fullpage/post)/(\d+)"),
        Inline(r"[\"']blogId[\"']\s*:\s*[\"'](\d+)"),
    ),
    is_open=_is_open,
    replaces=("wordpress",),
)
