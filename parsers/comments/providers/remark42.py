"""Remark42, self-hosted: https://remark42.com/docs."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="remark42",
    ids=("remark42",),
    thread=(Inline(r"remark_config[^;]{0,400}?\burl[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
    site=(Inline(r"site_id[\"']?\s*:\s*[\"']([^\"']+)[\"']"),),
)
