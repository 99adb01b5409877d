"""What reading the archive again costs: the whole command, beside reading, parsing and saving each page alone."""

from __future__ import annotations

import gc
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.care.shelf import Shelf
from archive.reading.selection import Selection
from archive.store import Archive
from bench.records import Records
from bench.save import BATCH, Filling
from crawler.reparse.reparsing import AT_ONCE
from parsers.parse import parse_article

HOUSE = Path(__file__).resolve().parent.parent


def measure(records: Records, count: int) -> Iterator[str]:
    """A line of a report; CPU time of all processes."""
    with TemporaryDirectory() as folder:
        ours, alone = Path(folder) / "archive.db", Path(folder) / "alone.db"
        with Archive.open(ours) as archive:
            filling = Filling(archive, snapshots=True)
            pages = (records.make(number, 0) for number in range(count))
            while batch := list(islice(pages, BATCH)):
                filling.save([(u, body, replace(told, parser_version="0"), at) for u, body, told, at in batch])
        shutil.copyfile(ours, alone)
        least = _alone(alone) / count
        command, took = _command(ours)
        yield (
            f"reparse: {1000 * command / count:.1f} ms of CPU a page, {command / count / least:.2f} times that of reading,"
            f" parsing and saving alone; {count / took:.0f} pages a second in all cores"
        )


def _alone(path: Path) -> float:
    """Seconds of CPU for every page, in this process."""
    spent = 0.0
    gc.freeze()
    gc.disable()  # as in a worker: once after each page
    try:
        with closing(Archive.open(path)) as archive:
            shelf = Shelf.of(archive.connection, Selection(), every=False)
            left = shelf.versions(archive.connection)
            while versions := list(islice(left, AT_ONCE)):
                begin = time.process_time()
                readings = []
                for version in versions:
                    page = archive.bytes_of(version.revision_id)
                    assert page is not None
                    readings.append(parse_article(page.body, page.url, content_type=page.content_type))
                    gc.collect()
                with archive.transaction():
                    for version, reading in zip(versions, readings, strict=True):
                        archive.reread(version.revision_id, reading, at=datetime.now(UTC))
                spent += time.process_time() - begin
    finally:
        gc.enable()
        gc.unfreeze()
    return spent


def _command(path: Path) -> tuple[float, float]:
    """Seconds of CPU of the command with all its workers, and how long it took; its start is part of both."""
    environment = os.environ | {"DATELINE_ARCHIVE_PATH": str(path), "DATELINE_SOURCES_PATH": str(path.with_suffix(""))}
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "dateline", "reparse"], cwd=HOUSE, env=environment, check=True, capture_output=True
    )
    took, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, took
