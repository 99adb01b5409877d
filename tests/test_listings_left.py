"""Which listings beside those of ``sources.toml`` a run reads: children of indexes, and what earlier runs left unread."""

from __future__ import annotations

from archive.crawls.listings import children, due_children, left_unread
from tests.builders import NOON, a_run

SITE = "https://herald.example/"


def names(*numbers):
    return {f"{SITE}map-{number}.xml": None for number in numbers}


def test_sitemaps_that_an_index_names_no_more_are_neither_due_nor_left_unread(archive):
    a_run(archive, "herald")
    index = archive.feed_id(url=f"{SITE}index.xml", kind="sitemap", source_key="herald")
    archive.keep_sitemaps(index, names(1, 2, 3), now=NOON)

    archive.keep_sitemaps(index, names(3), now=NOON)

    connection = archive.connection
    assert children(connection, index) == [f"{SITE}map-3.xml"]
    assert due_children(connection, ["herald"], now=NOON, most=9) == [("herald", f"{SITE}map-3.xml")]
    assert left_unread(connection, ["herald"], most=9) == [("herald", "sitemap", f"{SITE}index.xml")]

    archive.keep_sitemaps(index, names(2, 3), now=NOON)
    assert len(due_children(connection, ["herald"], now=NOON, most=9)) == 2


def test_one_source_has_no_more_of_a_run_than_its_share(archive):
    a_run(archive, "herald", "globe")
    for key in ("herald", "globe"):
        index = archive.feed_id(url=f"https://{key}.example/index.xml", kind="sitemap", source_key=key)
        archive.keep_sitemaps(index, {f"https://{key}.example/{n}.xml": None for n in range(5)}, now=NOON)
        for number in range(5):
            archive.feed_id(url=f"https://{key}.example/page/{number}", kind="front", source_key=key)

    connection = archive.connection
    due = due_children(connection, ["herald", "globe"], now=NOON, most=2)
    left = left_unread(connection, ["herald", "globe"], most=3)

    assert due == [(key, f"https://{key}.example/{n}.xml") for key in ("herald", "globe") for n in range(2)]
    assert [url for _, kind, url in left if kind == "front"] == [
        f"https://{key}.example/page/{n}" for key in ("herald", "globe") for n in range(3)
    ]
