"""Waline, Valine with a server of one's own: https://waline.js.org."""

from __future__ import annotations

from parsers.comments.provider import Data, Inline, Provider

_SERVER = r"\bserverURL[\"']?\s*:\s*[\"']([^\"']+)[\"']"
_PATH = r"\bserverURL\b[^}]{0,400}?\bpath[\"']?\s*:\s*[\"']([^\"']+)[\"']"

PROVIDER = Provider(
    slug="waline",
    ids=("waline", "waline-container", "waline-wrap"),
    classes=("waline-container",),
    thread=(Inline(_PATH), Data(_PATH)),
    site=(Inline(_SERVER), Data(_SERVER)),
)
