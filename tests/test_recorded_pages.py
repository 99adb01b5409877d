"""Whole pages beside the whole documents that they read as: ``tests/pages/LAYOUT/CASE.html`` and ``.json``."""

import json
from pathlib import Path

import pytest

from parsers import parse_article
from parsers.layouts.registry import LAYOUTS

PAGES = Path(__file__).parent / "pages"
WEIGHED = ("confidence", "provenance", "parser_version")
"""What changes with the parser, not with what the page says."""


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_page_reads_as_recorded(page):
    recorded = json.loads(page.with_suffix(".json").read_text("utf-8"))

    document = parse_article(page.read_bytes(), recorded["url"]).to_dict()

    assert {key: value for key, value in document.items() if key not in WEIGHED} == recorded


def test_every_shipped_layout_has_a_recorded_page():
    assert {layout.name for layout in LAYOUTS} <= {folder.name for folder in PAGES.iterdir()}
