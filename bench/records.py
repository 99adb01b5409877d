"""The articles that the archive is measured with: made up here, or by a module that is named."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench import made
from parsers.article import Article

Page = tuple[str, bytes, Article, datetime]
"""Address, bytes, what they say, when they were fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A maker of articles: the same for the same number."""

    make: Callable[[int, int], Page]
    """Number and edit of an article → its page; each edit has one sentence more."""
    common_word: str
    """Stands in four articles of five."""
    middle_word: str
    """Stands in one of seven."""


def load(path: Path | None) -> Records:
    """Those of a module with ``record(number, edit=0) -> (url, html, document, captured)``, ``common_word()`` and
    ``middle_word()``; without a path, those of ``bench/made.py``."""
    if path is None:
        return Records(make=made.record, common_word=made.common_word(), middle_word=made.middle_word())
    spec = importlib.util.spec_from_file_location("records", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def make(number: int, edit: int) -> Page:
        url, body, document, at = module.record(number, edit=edit)
        return url, body, Article.from_dict(document), at

    return Records(make=make, common_word=module.common_word(), middle_word=module.middle_word())
