"""The comment form that Jetpack puts into WordPress; the comments are WordPress's own."""

from __future__ import annotations

from parsers.comments.provider import Field, Inline, Name, Provider, Query

PROVIDER = Provider(
    slug="jetpack",
    ids=("jetpack_remote_comment",),
    classes=("jetpack_remote_comment",),
    sources=r"//jetpack\.wordpress\.com/jetpack-comment/",
    thread=(
        Query("postid"),
        Field("comment_post_ID"),
        Inline(r"jetpack-comment/\?blogid=\d+&postid=(\d+)"),
        Name(r"post-(\d+)"),
    ),
    site=(Query("blogid"), Inline(r"jetpack-comment/\?blogid=(\d+)")),
    is_open=lambda _: True,
    replaces=("wordpress",),
)
