"""The comments of VK: https://dev.vk.com/widgets/comments."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

_CALL = r"VK\.Widgets\.Comments\([^;]{0,400}?"

PROVIDER = Provider(
    slug="vk",
    ids=("vk_comments", "vk-comments"),
    thread=(
        Inline(_CALL + r"\}\s*,\s*[\"']?([\w-]+)"),
        Inline(_CALL + r"\bpageUrl[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
    ),
    site=(Inline(r"\bapiId[\"']?\s*:\s*[\"']?(\d+)"),),
)
