"""Serendipity (s9y), a blog system of the 2000s."""

from __future__ import annotations

from parsers.comments.provider import Field, Provider, Query

PROVIDER = Provider(
    slug="serendipity",
    ids=("serendipity_commentform", "serendipity_commentlist"),
    classes=("serendipity_comments", "serendipity_commentform", "serendipity_comment", "serendipity_section_comments"),
    thread=(Field("serendipity[entry_id]"), Query("serendipity[entry_id]")),
    replaces=("native",),
)
