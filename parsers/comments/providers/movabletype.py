"""Movable Type and TypePad, old and new templates."""

from __future__ import annotations

from parsers.comments.provider import Field, Inline, Provider, Query
from parsers.page import Page


def _is_movable_type(page: Page) -> bool:
    generator = (page.metadata.meta("generator") or "").lower()
    return (
        "movable type" in generator
        or "movabletype" in generator
        or "typepad" in generator
        or any("typepad.com" in address for _, address in page.marks.sources)
        or "mt-comments" in page.marks.script
        or "mtEntryID" in page.marks.script
        or bool(page.marks.by_class("comments-post"))
        or any("mt-comments" in (form.get("action") or "") for form in page.marks.by_tag("form"))
    )


PROVIDER = Provider(
    slug="movabletype",
    ids=(
        "all-comments",
        "comments-form",
        "comments-open",
        "comments-content",
        "mt-comments",
        "comments-open-footer",
        "comments-open-data",
    ),
    classes=(
        "comments-post",
        "comments-open",
        "comments-open-footer",
        "comments-content",
        "comments-closed",
        "mt-comments",
    ),
    actions=r"mt-comments",
    links=r"mt-comments",
    only_with=_is_movable_type,
    thread=(
        Field("entry_id"),
        Query("entry_id"),
        Inline(r"entry_id[\"']?\s*[:=]\s*[\"']?(\d+)"),
        Inline(r"entryID[\"']?\s*:\s*[\"'](\w+)"),
    ),
)
