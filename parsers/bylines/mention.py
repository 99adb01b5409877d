"""A byline as it was found: the names in it, where it stands, and how much it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element

from parsers.names import is_common, is_team, looks_like_person, sounds_like_person
from parsers.page import Page

SOURCE_WEIGHT = 3.0
"""Of a line that names an editor or a source, near the headline."""


@dataclass(slots=True)
class Mention:
    """One element that names authors."""

    element: _Element
    names: list[str]
    urls: dict[str, str] = field(default_factory=dict)
    """Name key → profile page, absolute."""
    weight: float = 0.0
    distance: int = 0
    """Elements from the headline; negative above it."""
    rule: str = ""


def may_be_person(page: Page, name: str) -> bool:
    """Whether a name that nothing announces is one: by its first name, or as its words are no words of the text."""
    return is_team(name) or sounds_like_person(name) or not is_common(name, page.marks.texts)


def is_full_name(name: str) -> bool:
    """Two or three words with a capital each: what a name looks like where nothing says that it is one."""
    words = name.split()
    return (
        looks_like_person(name)
        and 2 <= len(words) <= 3
        and all(word[0].isupper() and not word.isupper() for word in words)
    )
