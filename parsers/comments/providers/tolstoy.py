"""Tolstoy Comments, on Russian sites: https://tolstoycomments.com."""

from __future__ import annotations

from parsers.comments.provider import Address, Attribute, Inline, Provider

PROVIDER = Provider(
    slug="tolstoy",
    classes=("tolstoycomments-feed",),
    thread=(Attribute("data-identity"),),
    site=(Address(r"tolstoycomments\.com/[^?]*\?i=(\d+)"), Inline(r"tolstoycomments\.com/[^?\"']*\?i=(\d+)")),
)
