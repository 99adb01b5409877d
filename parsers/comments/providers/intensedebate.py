"""IntenseDebate, by the makers of WordPress."""

from __future__ import annotations

from parsers.comments.provider import Inline, Provider

PROVIDER = Provider(
    slug="intensedebate",
    ids=("idc-container", "idcommentsheader", "idc-cover"),
    classes=("idc-container",),
    sources=r"intensedebate\.com/js/(?:wordpressTemplateCommentWrapper|genericCommentWrapper|bloggerTemplateCommentWrapper)",
    inline="idcomments_acct",
    thread=(
        Inline(r"idcomments_post_id\s*=\s*[\"']([^\"']+)[\"']"),
        Inline(r"idcomments_post_url\s*=\s*[\"']([^\"']+)[\"']"),
    ),
    site=(Inline(r"idcomments_acct\s*=\s*[\"']([^\"']+)[\"']"),),
    replaces=("wordpress",),
)
