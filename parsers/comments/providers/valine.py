"""Valine, on LeanCloud, under Chinese blogs: https://valine.js.org."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

_SETTING = r"Valine\(\{[\s\S]{0,600}?\b"

PROVIDER = Provider(
    slug="valine",
    ids=("vcomments", "vcomment", "valine"),
    classes=("valine",),
    thread=(Inline(_SETTING + r"path[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(_SETTING + r"app_?[iI]d[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
