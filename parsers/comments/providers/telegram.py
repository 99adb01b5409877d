"""Telegram's comments for web sites: https://comments.app."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="telegram",
    sources=r"//comments\.app/js/widget",
    thread=(Attribute("data-page-id"),),
    site=(Attribute("data-comments-app-website"),),
)
