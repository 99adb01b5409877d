"""What a layout file says: where a theme keeps the fields that the generic rules do not get right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """CSS selectors, likeliest first; a field left empty, or whose selectors find nothing, is read by the generic rules.

    A layout applies to a page in which one of ``marks`` finds something and, where ``hosts`` are named, that came from
    one of them.
    """

    name: str
    """Short and lower-case; provenance says ``layout:NAME``."""
    marks: tuple[str, ...] = ()
    """Selectors that only pages of this layout match; needed where no hosts are named."""
    hosts: tuple[str, ...] = ()
    """Host names without ``www.``; their subdomains count."""
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    """Elements that hold one author's name each."""
    published: tuple[str, ...] = ()
    """Elements that tell the time, in ``datetime``, ``content`` or words."""
    body: tuple[str, ...] = ()
    """The element that holds the text."""
    headings: tuple[str, ...] = ()
    """Elements in the body that are headings without saying so."""
    drop: tuple[str, ...] = ()
    """Elements that are no part of the article."""

    def __post_init__(self) -> None:
        if not self.marks and not self.hosts:
            raise ValueError(f"layout {self.name!r} needs marks or hosts, or it would apply to every page")
