"""Bytes of a news page in, an :class:`Article` out: no network, no clock, no database.

The few public names are loaded on first use, so that ``import parsers.article`` never loads an HTML parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsers.article import Article as Article
    from parsers.body.join import join_pages as join_pages
    from parsers.errors import PageTooLarge as PageTooLarge
    from parsers.errors import ParseError as ParseError
    from parsers.errors import Undecodable as Undecodable
    from parsers.layouts.layout import Layout as Layout
    from parsers.parse import parse_article as parse_article

_HOME = {
    "Article": "parsers.article",
    "Layout": "parsers.layouts.layout",
    "PageTooLarge": "parsers.errors",
    "ParseError": "parsers.errors",
    "Undecodable": "parsers.errors",
    "join_pages": "parsers.body.join",
    "parse_article": "parsers.parse",
}

__all__ = ["Article", "Layout", "PageTooLarge", "ParseError", "Undecodable", "join_pages", "parse_article"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
