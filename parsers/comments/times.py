"""When a comment was written."""

from __future__ import annotations

from lxml.etree import _Element

from parsers.article import Moment
from parsers.moments.reading import read_moment
from parsers.tree.glance import glance

_ATTRIBUTES = ("datetime", "content", "data-datetime", "data-timestamp", "data-time", "data-date", "title")
_LONGEST = 80
"""A date with its words around; longer text is something else."""


def read_time(element: _Element, language: str | None) -> Moment | None:
    """The time that an element tells: its machine-readable attribute where it has one, else its words."""
    for name in _ATTRIBUTES:
        value = element.get(name)
        if value and len(value) <= _LONGEST and (moment := read_moment(value, language)) is not None:
            return moment
    return read_words(glance(element, _LONGEST, 20), language)


def read_words(text: str, language: str | None) -> Moment | None:
    """The time in a short text that has a digit in it."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    return read_moment(text, language)
