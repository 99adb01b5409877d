"""The smaller facts: canonical address, language, tags, site, image, paywall, next page."""

from __future__ import annotations

from parsers.found import NOTHING, Found
from parsers.page import Page


def read_canonical(page: Page) -> Found[str]:
    """``link rel=canonical`` made absolute; the page's own address where there is none."""
    href = page.metadata.link("canonical")
    return Found(href, "link:canonical") if href else Found(page.url, "url")


def read_language(page: Page, text: str) -> Found[str | None]:
    """BCP 47."""
    return NOTHING


def read_tags(page: Page) -> Found[tuple[str, ...]]:
    return Found((), "")


def read_site_name(page: Page) -> Found[str | None]:
    return NOTHING


def read_image(page: Page) -> Found[str | None]:
    return NOTHING


def read_paywalled(page: Page) -> Found[bool | None]:
    return NOTHING


def read_next_page(page: Page) -> Found[str | None]:
    return NOTHING
