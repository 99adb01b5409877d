"""What a layout file says: where a theme keeps the fields that the generic rules do not get right."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from parsers.version import PARSER_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """CSS selectors, likeliest first; a field left empty, or whose selectors find nothing, is read by the generic rules.

    A layout applies to a page in which one of ``marks`` finds something and, where ``hosts`` are named, that came from
    one of them; one that names neither applies to every page that it is given for. A theme that was made anew gets a
    layout of its own, with marks of its own: a page is known by what it is made of, never by its date, since old
    articles are served in new dress and snapshots keep the old one.
    """

    name: str
    """Short and lower-case; provenance says ``layout:NAME``."""
    marks: tuple[str, ...] = ()
    """Selectors that only pages of this layout match."""
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
    """Elements in the body that are headings without saying so; all that any of the selectors finds."""
    drop: tuple[str, ...] = ()
    """Elements that are no part of the article; all that any of the selectors finds."""

    @property
    def digest(self) -> str:
        """Eight letters that differ where anything in it does."""
        return blake2b(repr(self).encode(), digest_size=4).hexdigest()

    @property
    def parser_version(self) -> str:
        """That of a document that was read with it, where it does not come with the parser."""
        return f"{PARSER_VERSION}+{self.name}.{self.digest}"
