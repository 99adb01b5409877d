"""The headline, without the site's name, and the subtitle under it."""

from __future__ import annotations

from parsers.found import NOTHING, Found
from parsers.page import Page
from parsers.text import text_of


def read_title(page: Page) -> Found[str | None]:
    """The headline as a reader sees it."""
    for element in page.body.iter("h1"):
        if text := text_of(element):
            return Found(text, "dom:h1")
    title = page.metadata.meta("og:title") or page.metadata.title_tag
    return Found(title, "meta:og:title") if title else NOTHING


def read_subtitle(page: Page, title: str | None) -> Found[str | None]:
    """The dek or standfirst; None where there is none or it only repeats the title."""
    return NOTHING
