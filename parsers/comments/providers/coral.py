"""Coral by Vox Media, formerly The Coral Project's Talk: https://docs.coralproject.net."""

from __future__ import annotations

from parsers.comments.provider import Address, Attribute, Inline, Provider

PROVIDER = Provider(
    slug="coral",
    ids=(
        "coral_talk_stream",
        "coral_thread",
        "coral-container",
        "coral-stream",
        "coral_stream",
        "coral-talk-stream",
        "coral-comments",
        "coral-display-comments",
        "coralcomments",
        "coral-embed",
        "coral_embed",
        "coral-thread",
    ),
    classes=(
        "coral-talk",
        "coral-container",
        "coral-comments",
        "coral-comments-container",
        "coral-stream",
        "talk-embed",
    ),
    sources=r"coral\.coralproject\.net/|talk\.coralproject\.net/|/coral[\w.-]*/static/embed\.js|//(?:coral|talk|comments)[\w.-]*/(?:static/embed|assets/js/embed|embed)\.js",
    inline="createStreamEmbed(",
    thread=(
        Attribute("data-story-id"),
        Attribute("data-storyid"),
        Inline(r"(?:storyID|storyId|story_id|asset_id)[\"']?\s*[:=]\s*[\"']([^\"']{1,200})[\"']"),
    ),
    site=(
        Inline(r"rootURL[\"']?\s*:\s*[\"']https?:(?:\\?/){2}([^\"'/\\]+)"),
        Address(r"//([\w.-]+\.coralproject\.net)/"),
    ),
    replaces=("wordpress",),
)
