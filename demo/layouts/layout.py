"""What a publishing system is to the sample site: how it addresses, prints and tells a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from demo.body import Piece
from demo.story import Story
from parsers.article import Article, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is particular to one look at a story: the page of it, and the noise that differs at each fetch."""

    base: str
    """Scheme, host and port, no slash at the end."""
    url: str
    """Of this page, absolute, without tracking parameters."""
    pieces: tuple[Piece, ...]
    page: int = 1
    pages: int = 1
    variant: str = ""
    """``amp``, ``print``, or empty for the page itself."""
    nonce: str = ""
    views: int = 0
    ago: str = ""
    """How long ago something else was published; a trap for those who look for dates."""
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One publishing system."""

    name: str
    address: Callable[[Story], str]
    """Path and query of a story."""
    page: Callable[[Story, View], str]
    """The HTML of a page of the story."""
    told: Callable[[Story, View, Article], Article]
    """All there is to know about the story → what this page tells of it."""
    content_type: Callable[[Story], str] = lambda story: "text/html; charset=utf-8"
    """The Content-Type header."""
    encoding: Callable[[Story], str] = lambda story: "utf-8"
    """Of the bytes."""
    validators: bool = True
    """Whether it sends ETag and Last-Modified."""


def skeleton(name: str) -> Template:
    """The page skeleton beside the layout's module."""
    return Template((Path(__file__).parent / f"{name}.html").read_text("utf-8"))


def links(view: View, item: str) -> str:
    """The related stories of the moment; ``item`` has places for ``{url}`` and ``{text}``."""
    return "".join(item.format(url=link.url, text=link.text) for link in view.related)
