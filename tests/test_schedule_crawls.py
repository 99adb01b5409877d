"""A crawl as a child process: its deadline, its log, the signals it gets, and that nothing of it outlives its scheduler."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest

from scheduler.crawls import HOUSE, LAST_WORD, LOGS_KEPT, Crawl, Ending, crawl_command
from tests.processes import runs

DAY = timedelta(days=1)

CHILD = """
import os, signal, subprocess, sys, time

def say(*words): os.write(1, (" ".join(map(str, words)) + "\\n").encode())  # a line at once: who reads along sees no half
def up(): say("up")
def stay(): time.sleep(600)
def fail(): up(); sys.exit("no disk")
def die(): up(); os.kill(os.getpid(), signal.SIGSEGV)
def tell(): up(); say("archived", os.environ["DATELINE_ARCHIVE_PATH"], os.getcwd())
def obey():
    try: up(); stay()
    except KeyboardInterrupt: say("told to stop once"); time.sleep(0.3)  # a second Ctrl-C would show as a traceback
def deaf():
    signal.signal(signal.SIGINT, lambda *_: say("SIGINT"))
    signal.signal(signal.SIGTERM, lambda *_: say("SIGTERM"))
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    say("worker", worker.pid)
    up()
    while True: stay()
def nest():
    up()
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    say("worker", worker.pid)

globals()[sys.argv[1]]()
"""


@pytest.fixture
def start(tmp_path):
    """Starts a child that behaves as its name says; ends what a failed test leaves behind."""
    (tmp_path / "child.py").write_text(CHILD)
    started = []

    def start(behaviour, *, deadline=DAY, grace=timedelta(seconds=5)):
        crawl = Crawl(
            17,
            [sys.executable, "-u", str(tmp_path / "child.py"), behaviour],
            logs=tmp_path / "logs",
            environment=os.environ | {"DATELINE_ARCHIVE_PATH": "/somewhere/archive.db"},
            deadline=deadline,
            grace=grace,
        )
        started.append(crawl)
        wait_for(lambda: "up" in crawl.log.read_text())
        return crawl

    yield start
    for crawl in started:
        crawl.kill()
        crawl.check()


def wait_for(question, seconds=300.0):
    until = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)
    return answer


def number_in(text: str, word: str) -> int | None:
    words = text.split()
    return int(words[words.index(word) + 1]) if word in words else None


def test_command_is_the_news_crawl_of_these_sources_for_this_run():
    command = crawl_command(17, ["ars-technica", "the-verge"])

    assert command[:3] == [sys.executable, "-m", "scheduler.leash"]
    assert command[3:] == ["scrapy", "crawl", "news", "-a", "source=ars-technica,the-verge", "-a", "run=17"]


def test_crawl_that_ends_well_is_finished_and_its_words_are_in_the_log(start):
    crawl = start("tell")

    assert wait_for(crawl.check) == Ending(outcome="finished")
    assert crawl.log.read_text() == f"up\narchived /somewhere/archive.db {HOUSE}\n"


@pytest.mark.parametrize(
    ("behaviour", "outcome", "reason"),
    [("fail", "failed", "ended with code 1"), ("die", "crashed", "ended by SIGSEGV")],
)
def test_crawl_that_ends_badly_says_how_and_where_to_read_more(start, behaviour, outcome, reason):
    crawl = start(behaviour)

    ending = wait_for(crawl.check)

    assert ending == Ending(outcome=outcome, reason=f"{reason}; see {crawl.log}")


def test_crawl_past_its_deadline_is_told_to_stop_and_may_save_what_it_has(start):
    crawl = start("obey", deadline=timedelta(seconds=0))

    ending = wait_for(crawl.check)

    assert ending == Ending(outcome="timeout", reason="stopped at its deadline of 0:00:00")
    assert crawl.log.read_text() == "up\ntold to stop once\n"


def test_crawl_that_does_not_listen_is_told_louder_and_then_killed_with_its_workers(start, monkeypatch):
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=0.0)
    monkeypatch.setattr("scheduler.crawls.time", clock)
    crawl = start("deaf", deadline=timedelta(hours=2), grace=timedelta(seconds=60))
    worker = wait_for(lambda: number_in(crawl.log.read_text(), "worker"))
    assert crawl.check() is None
    assert crawl.log.read_text().endswith("up\n")

    for patience, heard in ((7_200, "up\nSIGINT\n"), (60, "up\nSIGINT\nSIGTERM\n")):
        clock.now += patience
        assert crawl.check() is None
        wait_for(lambda: crawl.log.read_text().endswith(heard))  # noqa: B023
        assert crawl.check() is None
    clock.now += LAST_WORD

    ending = wait_for(crawl.check)

    assert ending.outcome == "timeout"
    wait_for(lambda: not runs(worker))


def test_crawl_is_told_to_stop_only_once_however_often_it_is_asked(start):
    crawl = start("obey")

    crawl.stop()
    crawl.stop()

    assert wait_for(crawl.check) == Ending(outcome="stopped", reason="the scheduler was stopped")
    assert crawl.log.read_text() == "up\ntold to stop once\n"


def test_worker_that_hangs_does_not_outlive_a_crawl_that_ended(start):
    crawl = start("nest")
    worker = wait_for(lambda: number_in(crawl.log.read_text(), "worker"))

    wait_for(crawl.check)

    wait_for(lambda: not runs(worker))


def test_ctrl_c_in_the_terminal_reaches_the_scheduler_alone(start):
    crawl = start("obey")

    assert os.getpgid(crawl.pid) == crawl.pid != os.getpgrp()


def test_logs_of_old_runs_make_room(start, tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(LOGS_KEPT + 3):
        log = logs / f"{1000 + number}.log"
        log.touch()
        os.utime(log, (number, number))
    (logs / "scheduler.log").touch()
    os.utime(logs / "scheduler.log", (0, 0))

    crawl = start("tell")

    left = {log.name for log in logs.iterdir()}
    assert len(left) == LOGS_KEPT + 1
    assert {"scheduler.log", crawl.log.name, f"{1000 + LOGS_KEPT + 2}.log"} <= left
    assert "1000.log" not in left


SHORT_LEASH = """
import time
from pathlib import Path
from types import SimpleNamespace
import scheduler.leash as leash

def patience(seconds):
    assert seconds == 60
    while "SIGINT" not in Path("/proc/self/fd/1").read_text(): time.sleep(0.02)

leash.time = SimpleNamespace(sleep=patience)
leash.main()
"""
"""The leash, patient only until the crawl has heard what it was told, and not for a minute."""


@pytest.mark.parametrize("behaviour", ["obey", "deaf"])
def test_killed_scheduler_leaves_no_crawl_behind(tmp_path, behaviour):
    """The leash: a scheduler that dies by ``kill -9`` can tell nobody to stop, so its crawls notice by themselves."""
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "short_leash.py").write_text(SHORT_LEASH)
    script = f"""
import os, sys, time
from datetime import timedelta
from pathlib import Path
from scheduler.crawls import Crawl
crawl = Crawl(17, [sys.executable, "-u", "-m", "short_leash", "child", "{behaviour}"], logs=Path("logs").resolve(),
              environment=os.environ | {{"PYTHONPATH": os.getcwd()}}, deadline=timedelta(1), grace=timedelta(1))
print(crawl.pid, flush=True)
time.sleep(600)
"""
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    scheduler = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    crawl = int(scheduler.stdout.readline())
    log = tmp_path / "logs" / "17.log"
    wait_for(lambda: "up" in log.read_text())

    scheduler.send_signal(signal.SIGKILL)
    scheduler.communicate()

    wait_for(lambda: not runs(crawl))
    assert ("told to stop once" if behaviour == "obey" else "SIGINT") in log.read_text()
