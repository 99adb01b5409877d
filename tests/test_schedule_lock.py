"""One scheduler for one archive, however the one before it ended."""

import signal
import subprocess
import sys

import pytest

from scheduler.errors import AlreadyRunning
from scheduler.lock import hold, holder

HOLD = """
import sys, time
from pathlib import Path
from scheduler.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def scheduler(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "archive.db")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_second_scheduler_hears_who_holds_the_schedule(scheduler, tmp_path):
    said = f"process {scheduler.pid} already runs the schedule of .*archive.db"
    with pytest.raises(AlreadyRunning, match=said), hold(tmp_path / "archive.db"):
        pass


def test_two_ways_to_one_archive_are_one_lock(scheduler, tmp_path):
    (tmp_path / "other").symlink_to(tmp_path)

    with pytest.raises(AlreadyRunning), hold(tmp_path / "other" / "archive.db"):
        pass


def test_lock_dies_with_its_holder_even_by_kill_9(scheduler, tmp_path):
    scheduler.send_signal(signal.SIGKILL)
    scheduler.wait()

    with hold(tmp_path / "archive.db"):
        pass


def test_others_can_ask_who_holds_it(scheduler, tmp_path):
    assert holder(tmp_path / "archive.db") == scheduler.pid

    scheduler.send_signal(signal.SIGKILL)
    scheduler.wait()

    assert holder(tmp_path / "archive.db") is None
    assert holder(tmp_path / "another.db") is None


def test_asking_turns_no_scheduler_away(tmp_path):
    with hold(tmp_path / "archive.db"):
        assert holder(tmp_path / "archive.db") is not None

    assert holder(tmp_path / "archive.db") is None
    with hold(tmp_path / "archive.db"):
        pass


def test_nobody_holds_what_cannot_be_there(tmp_path):
    (tmp_path / "file").touch()

    assert holder(tmp_path / "file" / "archive.db") is None
