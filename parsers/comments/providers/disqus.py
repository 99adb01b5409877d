"""Disqus: https://help.disqus.com, "Embed code". A script that only counts is no thread."""

from __future__ import annotations

from parsers.comments.provider import Address, Anywhere, Attribute, Data, Inline, Provider, Query

PROVIDER = Provider(
    slug="disqus",
    ids=("disqus_thread", "disqus-thread", "disqus_container", "disqus-container", "disqus-comments", "dcl_comments"),
    classes=("disqus_thread", "disqus-thread", "disqus-embed", "disqus-comments", "load_disqus_link"),
    tags=("disqus-comments", "disqus-thread", "disqus-embed"),
    sources=r"\.disqus\.com/embed\.js|disqus-comment-system/(?:public/js/comment_embed|media/js/disqus)|//disqus\.com/embed/comments"
    r"|disqus[^?]*\?(?:[^#]*&)?shortname=",
    links=r"#disqus_thread$",
    inline=".disqus.com/embed.js",
    thread=(
        Inline(r"disqus_identifier[\"']?\s*=\s*[\"']([^\"']+)[\"']"),
        Inline(r"[\"']disqusIdentifier[\"']\s*:\s*[\"']([^\"']+)[\"']"),
        Inline(r"this\.page\.identifier\s*=\s*[\"']([^\"']+)[\"']"),
        Anywhere("data-disqus-identifier"),
        Query("identifier"),
        Attribute("data-identifier"),
        Attribute("data-cid"),
        Inline(r"disqus_(?:thread|url)_?(?:id)?[\"']?\s*=\s*[\"']([^\"']+)[\"']"),
        Inline(r"DisqusJS\(\{[\s\S]{0,600}?\bidentifier[\"']?\s*:\s*[\"']([^\"']+)[\"']"),
        Data(r"\"disqus\"\s*:\s*\{[^{}]{0,400}?\"identifier\"\s*:\s*\"([^\"]+)\""),
        Inline(r"this\.page\.url\s*=\s*[\"']([^\"']+)[\"']"),
    ),
    site=(
        Inline(r"disqus_shortname[\"']?\s*[=:]\s*[\"']([\w-]+)[\"']"),
        Inline(r"[\"']disqusShortname[\"']\s*:\s*[\"']([\w-]+)[\"']"),
        Anywhere("data-disqus-shortname"),
        Query("shortname"),
        Attribute("data-shortname"),
        Address(r"//([\w-]+)\.disqus\.com/(?:embed|count)\.js"),
        Inline(r"([\w-]+)\.disqus\.com(?:\\?/)(?:embed|count)\.js"),
        Inline(r"[\"']([\w-]+)[\"']\s*\+\s*[\"']\.disqus\.com/(?:embed|count)\.js"),
        Inline(r"DisqusJS\(\{[\s\S]{0,600}?\bshortname[\"']?\s*:\s*[\"']([\w-]+)[\"']"),
        Data(r"\"(?:disqus_?)?[sS]hortname\"\s*:\s*\"([\w-]+)\""),
        Data(r"\"disqus\"\s*:\s*\{\"domain\"\s*:\s*\"([\w-]+)\""),
    ),
    replaces=("wordpress",),
)
