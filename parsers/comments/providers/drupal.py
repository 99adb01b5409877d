"""Drupal's comment module, versions 6 to 11."""

from __future__ import annotations

from parsers.comments.provider import Attribute, Inline, Provider, Sighting, Step
from parsers.page import Page


def _is_drupal(page: Page) -> bool:
    """Whether Drupal made the page and has comments under it: teasers show "Add new comment" too, with other nodes' ids."""
    if not (
        "drupal" in (page.metadata.meta("generator") or "").lower()
        or "Drupal.settings" in page.marks.script
        or any(script.get("data-drupal-selector") for script in page.marks.by_tag("script"))
        or any("/misc/drupal.js" in address or "/core/misc/" in address for _, address in page.marks.sources)
    ):
        return False
    forms = page.marks.by_id("comment-form") or page.marks.by_class("comment-form", "comment-comment-form")
    return bool(forms) or bool(
        page.marks.by_class(
            "comment__content", "field-name-comment-body", "field--name-comment-body", "comment-wrapper"
        )
        or page.marks.by_class("comment_forbidden", "comment-forbidden")
    )


def _is_open(sighting: Sighting) -> bool | None:
    return (
        True
        if any("form" in (element.get("class") or element.get("id") or "") for element in sighting.elements)
        else None
    )


PROVIDER = Provider(
    slug="drupal",
    ids=("comment-form", "comment-form--2", "comment-form-wrapper"),
    classes=(
        "comment-comment-form",
        "ajax-comments-form-add",
        "field--name-comment",
        "field-name-comment-body",
        "field--name-comment-body",
        "comment_forbidden",
        "comment-forbidden",
        "comment__content",
        "comment-wrapper",
        "comment-add",
        "comment_add",
        "comment-new-comments",
    ),
    only_with=_is_drupal,
    thread=(
        Step(r"/comment/reply/(?:node/)?(\d+)"),
        Attribute("data-history-node-id"),
        Inline(r"[\"']currentPath[\"']\s*:\s*[\"']node(?:\\?/)(\d+)"),
    ),
    is_open=_is_open,
    replaces=("wordpress",),
)
