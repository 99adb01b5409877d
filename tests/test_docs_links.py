"""What the project's pages and comments name is there: links between pages, and files."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
PAGES = [*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    dead = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]

    assert dead == []


ROOMS = ("archive", "bench", "crawler", "demo", "docs", "parsers", "scheduler", "tests")
NAMED = re.compile(rf"(?<![\w./-])(?:{'|'.join(ROOMS)})/[a-z_0-9/.-]+\.(?:py|md|toml|txt|html)\b")
FOREIGN = HOUSE / "docs/reference/catalogue.md"
"""Names files of other projects."""


def test_every_file_of_ours_that_a_page_or_a_comment_names_is_there() -> None:
    code = [file for room in ROOMS for file in (HOUSE / room).rglob("*.py") if room != "tests"]

    dead = [
        f"{file.relative_to(HOUSE)}: {name}"
        for file in [*PAGES, *code]
        if file != FOREIGN
        for name in NAMED.findall(file.read_text("utf-8"))
        if not (HOUSE / name).exists()
    ]

    assert dead == []
