"""User Local's comment widget, on Japanese news sites."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="userlocal",
    ids=("ulcommentwidget",),
    thread=(Attribute("data-key"),),
)
