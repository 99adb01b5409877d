"""The writer: one thread with the archive; what waits together is committed together, and each hears of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.errors import DiskFull, NotAnArchive
from archive.rows import SourceRow
from archive.store import Archive
from crawler.processes.writer import MOST_AT_ONCE, Writer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path, empty_archive: bytes) -> Path:
    path = tmp_path / "archive.db"
    path.write_bytes(empty_archive)
    return path


def with_writer(path: Path, work: Callable[[Writer], Awaitable[Any]]) -> Any:
    writer = Writer(path)
    try:
        return asyncio.run(asyncio.wait_for(work(writer), 300))
    finally:
        writer.close()


def add(key: str) -> Callable[[Archive], str]:
    def act(archive: Archive) -> str:
        archive.connection.execute(
            "INSERT INTO source (key, url, enabled, first_seen) VALUES (?, 'https://example.com/', 1, '2026')", [key]
        )
        return key

    return act


def keys(path: Path) -> list[str]:
    with Archive.open(path, read_only=True) as archive:
        return [key for (key,) in archive.connection.execute("SELECT key FROM source ORDER BY key")]


async def all_of(writer: Writer, *acts: Callable[[Archive], Any]) -> list[Any]:
    """Hand all of them in while the writer is busy, so that they wait together."""
    begun, gate = threading.Event(), threading.Event()
    busy = asyncio.ensure_future(writer.do(lambda archive: begun.set() or gate.wait(300)))
    await asyncio.to_thread(begun.wait, 300)
    waiting = [asyncio.ensure_future(writer.do(act)) for act in acts]
    await asyncio.sleep(0)
    gate.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


def test_act_gives_its_result_and_is_committed_by_then(path):
    async def work(writer: Writer) -> None:
        assert await writer.do(add("a")) == "a"
        assert keys(path) == ["a"]

    with_writer(path, work)


def test_acts_that_wait_together_are_one_transaction(path):
    async def work(writer: Writer) -> list[Any]:
        return await all_of(writer, add("a"), lambda _: keys(path), add("b"))

    assert with_writer(path, work) == ["a", [], "b"]  # what others see meanwhile
    assert keys(path) == ["a", "b"]


def test_act_that_fails_leaves_no_trace_and_the_others_stand(path):
    def half(archive: Archive) -> None:
        add("half")(archive)
        raise LookupError("no such thing")

    async def work(writer: Writer) -> list[Any]:
        return await all_of(writer, add("a"), half, add("b"))

    first, failed, last = with_writer(path, work)

    assert (first, last) == ("a", "b")
    assert isinstance(failed, LookupError)
    assert keys(path) == ["a", "b"]


def test_full_disk_is_told_to_everyone_who_waited_and_nothing_is_half_saved(path):
    def fill(archive: Archive) -> None:
        (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
        archive.connection.execute(f"PRAGMA max_page_count={pages + 2}")
        archive.connection.execute("CREATE TABLE filler (x)")
        archive.connection.execute("INSERT INTO filler VALUES (zeroblob(10000000))")

    async def work(writer: Writer) -> list[Any]:
        await writer.do(add("before"))
        return await all_of(writer, add("a"), fill, add("b"))

    outcomes = with_writer(path, work)

    assert [type(outcome) for outcome in outcomes] == [DiskFull] * 3
    assert keys(path) == ["before"]


def test_writer_that_cannot_open_says_why_at_once(tmp_path):
    with pytest.raises(NotAnArchive):
        Writer(tmp_path)


def test_what_was_handed_in_is_done_before_the_end_and_nothing_after_it(path):
    async def work(writer: Writer) -> None:
        handed_in = [asyncio.ensure_future(writer.do(add(f"k{number:03}"))) for number in range(MOST_AT_ONCE * 2)]
        await asyncio.sleep(0)
        writer.close()
        writer.close()
        assert len(keys(path)) == MOST_AT_ONCE * 2
        await asyncio.gather(*handed_in)
        with pytest.raises(RuntimeError, match="closed"):
            await writer.do(add("late"))
        with pytest.raises(RuntimeError, match="closed"):
            writer.do_now(lambda archive: archive.sync_sources([SourceRow(key="x", url="https://x.example/")], now=NOW))

    with_writer(path, work)


def test_caller_that_leaves_undoes_nothing_and_the_writer_goes_on(path):
    """Scrapy cancels what a spider awaits when it is told to stop; the run is still to be closed after that."""

    async def work(writer: Writer) -> str:
        begun, gate = threading.Event(), threading.Event()
        busy = asyncio.ensure_future(writer.do(lambda archive: begun.set() or gate.wait(300)))
        await asyncio.to_thread(begun.wait, 300)
        waiting = asyncio.ensure_future(writer.do(add("a")))
        await asyncio.sleep(0)
        busy.cancel()
        waiting.cancel()
        await asyncio.sleep(0)
        gate.set()
        return await writer.do(add("b"))

    assert with_writer(path, work) == "b"
    assert keys(path) == ["a", "b"]
