"""A crawl of many hosts: what it holds in memory does not grow with them, and nothing holds up its connections."""

from __future__ import annotations

import os

import pytest

from archive.store import Archive
from bench.crawl import crawl, watched
from bench.town import town

SOAK = os.environ.get("DATELINE_SOAK") == "1"


@pytest.mark.skipif(not SOAK, reason="`make soak` runs it: half a minute of CPU")
def test_two_hundred_hosts_need_no_more_memory_than_one_and_no_callback_is_long(tmp_path):
    with town(hosts=200, pages=10, large=False) as place:
        cost = crawl(place, tmp_path)

    with Archive.open(tmp_path / "archive.db", read_only=True) as archive:
        assert archive.connection.execute("SELECT count(*) FROM articles").fetchone() == (2_000,)
        owned = archive.connection.execute("SELECT count(*) FROM host WHERE owner IS NOT NULL").fetchone()
    assert owned == (0,)
    assert cost.peak < 200  # MB; 100,000 pages of 2,000 hosts stay at 240
    assert float(watched(cost)["longest_callback_ms"]) < 50
