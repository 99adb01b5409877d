"""Twikoo, under Chinese blogs: https://twikoo.js.org."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="twikoo",
    ids=("twikoo", "twikoo-wrap", "tcomment"),
    thread=(Inline(r"twikoo\.init\(\{[\s\S]{0,400}?\bpath[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(r"\benvId[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
