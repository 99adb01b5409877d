"""WordPress itself: the core form and list in any theme, block themes, wordpress.com, empty threads and closed ones."""

from __future__ import annotations

import re

from parsers.comments.counts import says_closed, short_text
from parsers.comments.provider import Attribute, Field, Inline, Name, Provider, Sighting
from parsers.page import Page

_LIST = frozenset(
    "comment-respond commentlist comment-list comments-area wp-block-comments wp-block-comments-query-loop"
    " wp-block-comment-template wp-block-post-comments wp-block-post-comments-form nocomments".split()
)


def _is_wordpress(page: Page) -> bool:
    """Whether a form, a comment of the core's making or a word about either is there; an empty box alone says nothing."""
    marks = page.marks
    if any(field.get("name") == "comment_post_ID" for field in marks.by_tag("input")):
        return True
    if any("wp-comments-post" in (form.get("action") or "") for form in marks.by_tag("form")):
        return True
    if marks.by_class("comment-respond", "thread-even", "wp-block-comment-template") or marks.by_id("llc_comments"):
        return True
    if not _made_by_wordpress(page):
        return False
    if marks.by_class("nocomments"):
        return True
    if marks.by_class("depth-1") and re.search(r"(?m)^(?:li-)?comment-\d+$", marks.ids):
        return True
    return any(
        says_closed(short_text(element))
        for element in marks.by_class("no-comments", "comments-closed", "comments-area")[:50]
    )


def _made_by_wordpress(page: Page) -> bool:
    """Whether files of a WordPress stand in the page: others use the names of its classes too."""
    return (
        "wordpress" in (page.metadata.meta("generator") or "").lower()
        or re.search(r"/wp-(?:content|includes|json)/|\.wp\.com/", page.marks.addresses) is not None
        or any(
            re.search(r"/wp-(?:content|includes|json)|//api\.w\.org|\.wp\.com/", link.href)
            for link in page.metadata.links
        )
    )


def _is_open(sighting: Sighting) -> bool | None:
    marks = sighting.page.marks
    forms = [form for form in marks.by_tag("form") if "wp-comments-post" in (form.get("action") or "")]
    if forms or any(field.get("name") == "comment_post_ID" for field in marks.by_tag("input")):
        return True
    if any(form.get("id") == "commentform" for form in marks.by_tag("form")):
        return True
    return None


PROVIDER = Provider(
    slug="wordpress",
    ids=("comments", "respond", "commentform", "commentlist", "llc_comments", "entry-comments"),
    classes=(*sorted(_LIST), "thread-even", "comment-form", "depth-1"),
    only_with=_is_wordpress,
    thread=(
        Field("comment_post_ID"),
        Attribute("data-postid"),
        Attribute("data-post-id"),
        Inline(r"[\"']?post_?[iI][dD][\"']?\s*:\s*[\"']?(\d+)"),
        Name(r"^post-(\d+)$"),
    ),
    is_open=_is_open,
    replaces=("native",),
)
