"""Links between the project's own pages lead somewhere."""

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
