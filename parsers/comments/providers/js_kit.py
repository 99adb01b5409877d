"""JS-Kit, later Echo: hosted comments, switched off in 2012."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Provider

PROVIDER = Provider(
    slug="js-kit",
    ids=("js-kit-comments", "echo_comments", "echo-comments"),
    classes=("js-kit-comments", "echo-comments", "echo-stream-container"),
    sources=r"js-kit\.com/comments\.js|cdn\.echoenabled\.com/.*(?:stream|submit)",
    thread=(Attribute("uniq"), Attribute("path"), Attribute("permalink")),
)
