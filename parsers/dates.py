"""When it was published and last modified, as the publisher states it; never the clock."""

from __future__ import annotations

from parsers.article import Moment
from parsers.found import NOTHING, Found
from parsers.page import Page


def read_published(page: Page) -> Found[Moment | None]:
    """The time of publication."""
    return NOTHING


def read_modified(page: Page, published: Moment | None) -> Found[Moment | None]:
    """The time of the last change."""
    return NOTHING
