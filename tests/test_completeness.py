"""What sites of many makes announce is archived: all of it, once, and nothing else (``python -m bench.completeness``)."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime

import pytest

from archive.store import Archive
from bench.completeness import Reader
from bench.newsstand.sites import MAKERS
from bench.newsstand.stand import serve

SOAK = bool(os.environ.get("DATELINE_SOAK"))
TWENTY = (
    *("kestrel", "plover", "heron", "jay", "rook", "swift", "lark"),  # feeds
    *("stork", "magpie"),  # sitemaps
    *("finch", "dipper", "bittern"),  # lists only
    *("gull", "tern", "snipe"),  # markup and bytes
    *("siskin", "pipit", "osprey", "harrier", "merlin"),  # the same page at many addresses
    "godwit",  # copies
)


def flaws(reader: Reader) -> dict[str, object]:
    return {name: score for name, score in reader.scores().items() if not score.is_whole}


def test_all_that_twenty_sites_announce_is_found_and_archived_once(tmp_path):
    with serve(now=datetime.now(UTC), names=TWENTY, count=3) as stand:
        reader = Reader(tmp_path, stand, processes=1)
        reader.follow()
        stand.asked.clear()
        reader.crawl()

    assert flaws(reader) == {}
    again = Counter(each.url for each in stand.asked if each.status == 200)
    assert [url for url, times in again.items() if times > 1] == []
    assert shared_stories(reader, "kestrel", "godwit") == 3


def shared_stories(reader: Reader, *sources: str) -> int:
    """How many stories two sources both ran."""
    with Archive.open(reader.archive, read_only=True) as archive:
        row = archive.connection.execute(
            "SELECT count(*) FROM (SELECT story_id FROM stories WHERE source IN (?, ?) GROUP BY story_id"
            " HAVING count(DISTINCT source) = 2)",
            sources,
        ).fetchone()
        return int(row[0])


@pytest.mark.skipif(not SOAK, reason="every site in three editions, and further back; DATELINE_SOAK=1 runs it")
def test_three_editions_of_all_sites_are_archived_and_a_backfill_adds_nothing_false(tmp_path):
    with serve(now=datetime.now(UTC), names=MAKERS, count=24) as stand:
        reader = Reader(tmp_path, stand)
        reader.follow()
        for edition in (1, 2, 3):
            stand.publish(edition)
            reader.crawl()

            assert flaws(reader) == {}
        reader.crawl("backfill=true")

        assert flaws(reader) == {}
        stand.asked.clear()
        reader.crawl()

    assert {each.status for each in stand.asked} <= {200, 304}
    assert sum(each.status == 200 for each in stand.asked) <= 5  # pages that are another with each request
