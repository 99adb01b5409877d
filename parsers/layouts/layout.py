"""What a layout file says: where a theme keeps the fields that the generic rules do not get right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """CSS selectors, likeliest first; a field left empty is read by the generic rules.

    A layout applies where one of ``marks`` matches something in the page and, if ``hosts`` are named, the page is of one of them.
    """

    name: str
    marks: tuple[str, ...]
    """Selectors that only pages of this layout match."""
    hosts: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    """Elements that hold one author's name each."""
    bio: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """The element that holds the text."""
    headings: tuple[str, ...] = ()
    """Elements in the body that are headings without saying so."""
    drop: tuple[str, ...] = ()
    """Elements in the body that are not part of the text."""
