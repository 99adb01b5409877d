"""However often the scheduler is killed, and whoever crawls by hand meanwhile: no source is crawled twice at once, and
every source goes on being crawled."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from archive.schedule import history
from archive.store import Archive

HOUSE = Path(__file__).parent.parent
KILLS = 40 if "DATELINE_SOAK" in os.environ else 2
SOURCES = ("one", "two", "three")

SCRAPY = """
import os, pathlib, random, signal, sys, time
from datetime import UTC, datetime
from archive.crawls.owner import Owner
from archive.store import Archive

signal.signal(signal.SIGINT, signal.SIG_IGN)  # between a mark and its end no moment is right; it is soon through
arguments = dict(word.split("=", 1) for word in sys.argv if "=" in word)
now = lambda: datetime.now(UTC)
with Archive.open(pathlib.Path(os.environ["DATELINE_ARCHIVE_PATH"])) as archive:
    if run := arguments.get("run"):
        run = archive.adopt_run(int(run), owner=Owner.current())
    else:
        keys = arguments["source"].split(",")
        run = archive.start_run(command="by hand", source_keys=keys, owner=Owner.current(), now=now())
    held = []
    for key in run.claimed:
        mark = pathlib.Path("MARKS", key)
        try: mark.touch(exist_ok=False)
        except FileExistsError: pathlib.Path("MARKS", "twice").write_text(key)
        else: held.append(mark)
    time.sleep(random.uniform(0, 1))
    for mark in held: mark.unlink()
    if run.run_id: archive.finish_run(run.run_id, outcome="finished", counts={}, now=now())
"""
"""Stands for the crawl: claims as it does, and leaves a mark on each source while it is at it."""


def test_no_source_is_crawled_twice_at_once_and_none_is_forgotten(tmp_path):
    marks = tmp_path / "marks"
    marks.mkdir()
    (tmp_path / "scrapy").mkdir()
    (tmp_path / "scrapy" / "__init__.py").touch()
    (tmp_path / "scrapy" / "__main__.py").write_text(SCRAPY.replace("MARKS", str(marks)))
    (tmp_path / "sources.toml").write_text(
        "".join(f'[sources.{key}]\nurl = "http://127.0.0.1/"\nevery = "1s"\n' for key in SOURCES)
    )
    path = tmp_path / "data" / "archive.db"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(HOUSE)]),
        "DATELINE_ARCHIVE_PATH": str(path),
    }
    chance = random.Random(7)

    def start(*command):
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
        )

    def runs():
        with Archive.open(path) as archive:
            return history(archive, limit=10_000)

    Archive.open(path).close()
    for _ in range(KILLS):
        before = len(runs())
        scheduler = start("dateline", "schedule", "run", "--tick", "1s")
        until = time.monotonic() + 300
        while len(runs()) == before:
            assert time.monotonic() < until, "it never came to that"
            time.sleep(0.02)
        by_hand = start("scrapy", "crawl", "news", "-a", f"source={','.join(SOURCES)}")
        time.sleep(chance.uniform(0, 2))
        scheduler.send_signal(signal.SIGKILL)
        scheduler.wait()
        by_hand.wait(300)
    # The last crawl may still be at it when nobody is left to hold its leash; then the next one has nothing to do.
    for _ in range(60):
        assert start("dateline", "schedule", "run", "--once").wait(300) == 0
        if all(run.outcome for run in runs()):
            break

    assert not (marks / "twice").exists()
    assert all(run.outcome for run in runs())
    assert {key for run in runs() if run.outcome == "finished" for key in run.sources} == set(SOURCES)
