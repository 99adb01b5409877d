"""What the archive holds of the sample site, section by section, and how its runs went."""

from __future__ import annotations

import json
from collections.abc import Mapping

from rich.console import Group
from rich.table import Table

from archive.driver import Connection
from demo.layouts.registry import address
from demo.story import DESKS, stories

SYSTEMS = {
    "classic": "WordPress, classic theme",
    "modern": "headless, JSON-LD",
    "magazine": "magazine, Disqus",
    "table": "tables, microdata",
    "plain": "static blog",
    "german": "WordPress, microformats",
    "wire": "wire, old encodings",
}
"""Layout → what it is, in few words."""

OUTCOMES = {
    "new": "new",
    "revised": "revised",
    "unchanged": "not modified",
    "seen": "the same again",
    "duplicate": "known already",
    "not_article": "no articles",
    "refused": "barred by robots.txt",
    "gone": "missing",
    "failed": "failed",
}
"""What a run counts → how it reads after a number."""


def holdings(connection: Connection, site_url: str) -> Group:
    """Counts by section of the site, and a line a run."""
    runs = connection.execute("SELECT id, seconds, counts FROM runs ORDER BY id")
    return Group(_by_desk(connection, site_url), "", *(_told(*run) for run in runs))


def _by_desk(connection: Connection, site_url: str) -> Table:
    desks = {site_url + address(story): story.desk.key for story in stories(2).values()}
    counted = {key: [0, 0, 0, 0] for key in DESKS}
    for url, *numbers in connection.execute(
        "SELECT canonical_url, 1, json_array_length(headings), json_array_length(authors), (SELECT count(*) FROM"
        " article_comments c WHERE c.article_id = articles.id AND c.removed_at IS NULL) FROM articles"
    ):
        if url in desks:
            counted[desks[url]] = [had + more for had, more in zip(counted[desks[url]], numbers, strict=True)]
    table = Table(box=None, pad_edge=False, header_style="dim", footer_style="bold", show_footer=True)
    table.add_column("section", "all")
    table.add_column("its publishing system")
    for column, name in enumerate(("articles", "sections", "bylines", "comments")):
        table.add_column(name, str(sum(numbers[column] for numbers in counted.values())), justify="right")
    for key, numbers in counted.items():
        table.add_row(DESKS[key].name, SYSTEMS[DESKS[key].layout], *(str(number or "–") for number in numbers))
    return table


def _told(number: int, seconds: int, counts: str) -> str:
    told: Mapping[str, int] = json.loads(counts)
    parts = (f"{told[name]} {words}" for name, words in OUTCOMES.items() if told.get(name))
    return f"[cyan]run {number}[/] [dim]({seconds} s)[/]  " + ", ".join(parts)
