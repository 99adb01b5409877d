"""Worker processes: what a page can do to one costs that page and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import JobFailed, NotAFeed, WorkersDown
from crawler.processes import workers as workers_module
from crawler.processes.workers import ROOT, Workers
from parsers.errors import ParseError
from tests.processes import children, runs
from tests.site import story

URL = "https://example.com/ice"
PAGE = story("Ice found on the moon").encode()
LONG = b"<html><body><article><h1>x</h1>" + b"<p>word <b>word</b> <i>word</i></p>" * 12_000
"""Within the parser's bounds, and yet a second of work."""


def with_workers(work: Callable[[Workers], Awaitable[Any]], **bounds: Any) -> Any:
    async def main() -> Any:
        workers = Workers(**{"processes": 1, **bounds})
        try:
            async with asyncio.timeout(300):
                return await work(workers)
        finally:
            await workers.close()

    return asyncio.run(main())


@pytest.fixture
def ours() -> Callable[[], list[int]]:
    """The process ids of the workers: of the children that came since the test began."""
    others = set(children(os.getpid()))
    return lambda: [child for child in children(os.getpid()) if child not in others]


def test_worker_reads_a_page(ours):
    article = with_workers(lambda workers: workers.run("parse_page", PAGE, URL, content_type="text/html"))

    assert article.title == "Ice found on the moon"
    assert ours() == []


def test_errors_of_ours_come_back_as_they_are():
    async def work(workers: Workers) -> None:
        with pytest.raises(ParseError) as nothing:
            await workers.run("parse_page", b"", URL)
        assert nothing.value.url == URL
        with pytest.raises(NotAFeed):
            await workers.run("read_announcements", "feed", PAGE, URL, content_type=None, window=None)

    with_workers(work)


def test_job_that_takes_too_long_fails_and_the_next_succeeds():
    async def work(workers: Workers) -> None:
        workers.seconds = 60
        await workers.run("parse_page", PAGE, URL)
        (worker,) = workers._idle
        worker._seconds = 0.01
        with pytest.raises(JobFailed, match=r"took longer than 0\.01 seconds"):
            await workers.run("parse_page", LONG, URL)

        assert (await workers.run("parse_page", PAGE, URL)).title

    with_workers(work)


def test_job_that_needs_too_much_memory_fails_and_the_next_succeeds():
    async def work(workers: Workers) -> None:
        with pytest.raises(JobFailed, match="needed more than 60 MB"):
            await workers.run("parse_page", LONG, URL)

        assert (await workers.run("parse_page", PAGE, URL)).title

    with_workers(work, megabytes=60)


def test_process_that_dies_takes_its_job_only(ours):
    async def work(workers: Workers) -> None:
        await workers.run("parse_page", PAGE, URL)
        (worker,) = ours()
        os.kill(worker, signal.SIGSTOP)  # so that it cannot be through with its job before it dies
        doomed = asyncio.ensure_future(workers.run("parse_page", PAGE, URL))
        await asyncio.sleep(0.05)
        os.kill(worker, signal.SIGSEGV)
        os.kill(worker, signal.SIGCONT)
        with pytest.raises(JobFailed, match="SIGSEGV"):
            await doomed

        assert (await workers.run("parse_page", PAGE, URL)).title

    with_workers(work)


def test_jobs_beyond_the_processes_wait_their_turn(ours):
    async def work(workers: Workers) -> int:
        jobs = [asyncio.ensure_future(workers.run("parse_page", PAGE, URL)) for _ in range(12)]
        await asyncio.sleep(0)  # each has begun, and no process is up yet
        assert workers.waiting == 12
        await asyncio.gather(*jobs)
        return len(ours())

    assert with_workers(work, processes=2) == 2


def test_worker_that_has_grown_is_replaced(ours, monkeypatch):
    monkeypatch.setattr(workers_module, "RETIRE_MEGABYTES", 1)

    async def work(workers: Workers) -> None:
        await workers.run("parse_page", PAGE, URL)
        assert ours() == []
        assert (await workers.run("parse_page", PAGE, URL)).title

    with_workers(work)


def test_worker_gets_neither_our_files_nor_our_environment(ours, tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_SECRET", "x")
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute("CREATE TABLE t (x)")

    async def work(workers: Workers) -> tuple[list[str], bytes]:
        await workers.run("parse_page", PAGE, URL)
        (child,) = ours()
        files = [str(file.readlink()) for file in Path(f"/proc/{child}/fd").iterdir()]
        return files, Path(f"/proc/{child}/environ").read_bytes()

    files, environment = with_workers(work)
    connection.close()
    assert not [file for file in files if str(tmp_path) in file]
    assert b"DATELINE_SECRET" not in environment


def test_worker_ends_with_its_parent_even_at_work():
    script = f"""
import asyncio, os, signal
from crawler.processes.workers import Workers
from tests.processes import children
async def main():
    workers = Workers(processes=1)
    await workers.run("parse_page", b"<p>one</p>" * 30, {URL!r})
    asyncio.ensure_future(workers.run("parse_page", {LONG[:31]!r} + {LONG[31:66]!r} * 6000, {URL!r}))
    await asyncio.sleep(0.1)
    print(*children(os.getpid()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    parent = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    worker = int(parent.stdout)

    ends = time.monotonic() + 300
    while runs(worker):
        assert time.monotonic() < ends
        time.sleep(0.05)
    assert parent.stderr == ""


def test_worker_that_cannot_start_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(WorkersDown, match="cannot be started"):
        with_workers(lambda workers: workers.run("parse_page", PAGE, URL))
