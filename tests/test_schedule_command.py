"""``dateline schedule`` as a user meets it: real schedulers, real signals, with a stand-in for Scrapy."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import dateline as front_door
from archive.crawls.owner import Owner
from archive.rows import SourceRow
from archive.schedule import history, mark_started
from archive.store import Archive
from scheduler.service import _Ticks
from tests.builders import NOON

HOUSE = Path(__file__).parent.parent

SCRAPY = """
import pathlib, signal, sys, time
mood = pathlib.Path("MOOD").read_text()
def told(*_):
    print("told to stop", flush=True)
    if mood != "deaf": sys.exit(130)
signal.signal(signal.SIGINT, told)
print("crawling", *sys.argv[2:], flush=True)
if mood == "fail": sys.exit("no network")
time.sleep(0 if mood == "quick" else 600)
"""
"""A package of Scrapy's name that comes first on the path: it crawls as long as its mood says."""


class Dateline:
    """A folder to keep an archive in, and the command line."""

    def __init__(self, folder, capsys):
        self.folder = folder
        self.capsys = capsys
        self.archive_path = folder / "data" / "archive.db"
        self.mood = folder / "mood"
        self.mood.write_text("slow")
        (folder / "scrapy").mkdir()
        (folder / "scrapy" / "__main__.py").write_text(SCRAPY.replace("MOOD", str(self.mood)))
        (folder / "scrapy" / "__init__.py").touch()
        self.sources("one", "two")
        self.processes = []

    def sources(self, *keys):
        tables = (f'[sources.{key}]\nurl = "http://127.0.0.1/"\nevery = "1h"\n' for key in keys)
        (self.folder / "sources.toml").write_text("".join(tables))

    def start(self, *arguments):
        path = os.pathsep.join([str(self.folder), str(HOUSE)])
        process = subprocess.Popen(
            [sys.executable, "-m", "dateline", "schedule", *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def run(self, *arguments):
        """The command in this process: exit code, stdout, stderr."""
        self.capsys.readouterr()
        code = front_door.main(["schedule", *arguments])
        return code, *self.capsys.readouterr()

    def wait(self, process):
        """A command started before, at its end."""
        output, complaint = process.communicate(timeout=600)
        return process.returncode, output, complaint

    def runs(self):
        if not self.archive_path.exists():
            return []
        with Archive.open(self.archive_path) as archive:
            return history(archive)

    def log(self, run_id):
        log = self.folder / "data" / "logs" / f"{run_id}.log"
        return log.read_text() if log.exists() else ""

    def until(self, question, seconds=300.0):
        end = time.monotonic() + seconds
        while not (answer := question()):
            assert time.monotonic() < end, "it never came to that"
            time.sleep(0.05)
        return answer


@pytest.fixture
def dateline(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dateline = Dateline(tmp_path, capsys)
    yield dateline
    for process in dateline.processes:
        process.kill()
        process.communicate()


@pytest.fixture
def scheduler(dateline):
    """A scheduler whose first crawl is on its way."""
    process = dateline.start("run", "--tick", "1s")
    dateline.until(lambda: "crawling" in dateline.log(1))
    return process


@pytest.mark.parametrize(("told", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_signal_stops_the_crawl_and_then_the_scheduler(dateline, scheduler, told, code):
    scheduler.send_signal(told)
    _, said = scheduler.communicate(timeout=600)

    assert scheduler.returncode == code
    assert "Traceback" not in said
    assert dateline.log(1).count("told to stop") == 1
    (run,) = dateline.runs()
    assert (run.outcome, run.reason, run.sources) == ("stopped", "the scheduler was stopped", ("one", "two"))


def test_second_signal_kills_a_crawl_that_takes_its_time(dateline):
    dateline.mood.write_text("deaf")
    scheduler = dateline.start("run", "--tick", "1s")
    dateline.until(lambda: "crawling" in dateline.log(1))

    scheduler.send_signal(signal.SIGTERM)
    dateline.until(lambda: "told to stop" in dateline.log(1))
    scheduler.send_signal(signal.SIGTERM)
    scheduler.communicate(timeout=50)

    assert scheduler.returncode == 0
    assert [run.outcome for run in dateline.runs()] == ["stopped"]


def test_second_scheduler_says_so_and_leaves(dateline, scheduler):
    code, output, complaint = dateline.wait(dateline.start("run"))

    assert (code, output) == (1, "")
    said = f"process {scheduler.pid} already runs the schedule of {dateline.archive_path}; stop that one first"
    assert complaint == f"Error: {said}\n"


def test_next_scheduler_takes_over_from_one_that_was_killed(dateline, scheduler):
    scheduler.send_signal(signal.SIGKILL)
    scheduler.communicate()
    dateline.mood.write_text("quick")
    dateline.until(lambda: "told to stop" in dateline.log(1))  # the leash: nobody else could tell it

    code, _, _ = dateline.wait(dateline.start("run", "--once"))

    assert code == 0
    assert [(run.sources, run.outcome) for run in dateline.runs()] == [
        (("one", "two"), "finished"),
        (("one", "two"), "crashed"),
    ]


def test_once_crawls_what_is_due_and_ends(dateline):
    dateline.mood.write_text("quick")

    first, _, _ = dateline.wait(dateline.start("run", "--once"))
    second, _, said = dateline.wait(dateline.start("run", "--once"))

    assert (first, second) == (0, 0)
    assert said.endswith("INFO: nothing is due\n")
    assert [run.outcome for run in dateline.runs()] == ["finished"]
    assert dateline.log(1) == "crawling news -a source=one,two -a run=1\n"


def test_once_fails_with_its_crawl(dateline):
    dateline.mood.write_text("fail")

    code, _, said = dateline.wait(dateline.start("run", "--once"))

    assert code == 1
    assert "crawl 1 failed: ended with code 1; see " in said


def test_broken_sources_toml_is_one_sentence_at_the_start(dateline):
    (dateline.folder / "sources.toml").write_text("[sources.one\n")

    code, output, complaint = dateline.run("run")

    assert (code, output) == (1, "")
    assert complaint.startswith("Error: ")
    assert "sources.toml:1" in complaint
    assert complaint.count("\n") == 1


def test_folder_without_sources_gets_no_archive(dateline):
    for left in (*dateline.folder.glob("*.db*"), dateline.folder / "sources.toml"):
        left.unlink()
    before = {path.name for path in dateline.folder.iterdir()}

    code, _, complaint = dateline.run("run", "--once")

    assert (code, complaint.count("\n")) == (1, 1)
    assert "there is no such file" in complaint
    assert {path.name for path in dateline.folder.iterdir()} == before


@pytest.mark.parametrize("option", ["--deadline", "--tick"])
def test_duration_that_is_none_is_wrong_use(dateline, option):
    code, _, complaint = dateline.run("run", option, "soon")

    assert code == 2
    assert "'soon' is not allowed; allowed is a number with s, m, h or d" in complaint


def test_source_that_is_asked_for_is_crawled_by_the_running_scheduler(dateline):
    dateline.mood.write_text("quick")
    dateline.start("run", "--tick", "1s")
    dateline.until(lambda: dateline.runs() and dateline.runs()[0].outcome)

    code, output, complaint = dateline.run("now", "two")

    assert (code, output, complaint) == (0, "The scheduler will start the crawl in a moment.\n", "")
    dateline.until(lambda: dateline.runs()[0].sources == ("two",))


def test_source_that_is_not_there_is_one_sentence(dateline):
    for verb in ("now", "pause", "resume"):
        code, output, complaint = dateline.run(verb, "tow")

        assert (code, output) == (2, "")
        assert "there is no source 'tow'; did you mean 'two'?" in complaint
        assert complaint.count("\n") == 1


def test_disabled_source_cannot_be_asked_for(dateline):
    with (dateline.folder / "sources.toml").open("a") as file:
        file.write("enabled = false\n")

    assert dateline.run("now", "two") == (
        1,
        "",
        "Error: source 'two' is disabled; switch it on with `dateline sources enable two`\n",
    )


@pytest.fixture
def crawled(dateline):
    """Two sources, the first of them paused, the second crawled at noon."""
    dateline.run("pause", "one")
    noon = datetime(2020, 11, 22, 12, 0, tzinfo=UTC)
    with Archive.open(dateline.archive_path) as archive:
        run = archive.start_run(command="crawl", source_keys=["two"], owner=Owner.current(), now=noon)
        mark_started(archive, run.claimed, now=noon)
        archive.finish_run(
            run.run_id, outcome="finished", counts={"new": 3, "seen": 40}, now=noon + timedelta(seconds=130)
        )
    return dateline


def test_list_is_lines_with_tabs_for_other_programs(crawled):
    code, output, complaint = crawled.run("list")

    assert (code, complaint) == (0, "No scheduler runs; start one with `dateline schedule run`.\n")
    assert [line.split("\t") for line in output.splitlines()] == [
        ["one", "1h", "", "", "paused"],
        ["two", "1h", "2020-11-22T12:00:00Z", "finished", "now"],
    ]


def test_source_that_no_scheduler_has_looked_at_is_not_called_paused(dateline):
    with (dateline.folder / "sources.toml").open("a") as file:
        file.write('feeds = ["http://127.0.0.1/feed"]\n')
    dateline.run("resume")
    with Archive.open(dateline.archive_path) as archive:  # what a crawl by hand leaves
        archive.connection.execute("UPDATE feed SET next_due = '9999-01-01T00:00:00Z'")

    assert "two\t1h\t\t\tnot planned yet" in dateline.run("list")[1]


def test_history_is_lines_with_tabs_for_other_programs(crawled):
    code, output, complaint = crawled.run("history")

    assert (code, complaint) == (0, "")
    assert [line.split("\t") for line in output.splitlines()] == [
        ["1", "2020-11-22T12:00:00Z", "2m10s", "finished", "two", "new=3 seen=40"],
    ]


def test_history_writes_nothing(dateline):
    code, output, complaint = dateline.run("history")

    assert (code, output, complaint.count("\n")) == (1, "", 1)
    assert not dateline.archive_path.exists()


def test_list_and_history_speak_json(crawled):
    plans = json.loads(crawled.run("list", "--json")[1])
    runs = json.loads(crawled.run("history", "--json", "--source", "two")[1])

    assert [(plan["source"], plan["paused"], plan["every_seconds"]) for plan in plans] == [
        ("one", True, 3600),
        ("two", False, 3600),
    ]
    assert plans[1]["last_run"] == runs[0]
    assert runs == [
        {
            "id": 1,
            "command": "crawl",
            "sources": ["two"],
            "started": "2020-11-22T12:00:00Z",
            "finished": "2020-11-22T12:02:10Z",
            "outcome": "finished",
            "reason": None,
            "counts": {"new": 3, "seen": 40},
        }
    ]
    assert json.loads(crawled.run("history", "--json", "--source", "one")[1]) == []


def test_disabled_sources_are_listed_when_asked_for(dateline):
    with (dateline.folder / "sources.toml").open("a") as file:
        file.write("enabled = false\n")

    assert "two" not in dateline.run("list")[1]
    assert "two\t1h\t\t\tdisabled" in dateline.run("list", "--all")[1]


@pytest.mark.parametrize("years", [1, -56])
def test_looks_go_on_when_the_clock_was_set(dateline, years):
    """APScheduler plans by the time of day: set back by a year, the next look would come in a year; set right from 1970,
    after all those that were missed."""
    script = """
import sys, threading
from datetime import timedelta
from pathlib import Path
from apscheduler.events import EVENT_JOB_EXECUTED
import scheduler.service as service

class Rounds:
    archive = Path("archive.db"); idle = threading.Event(); failed = False; looks = 0
    def open(self): return 1
    def stop(self): pass
    def look(self):
        self.looks += 1
        if self.looks == 2: self.idle.set()

class Scheduler(service.BackgroundScheduler):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_listener(self.set_clock, EVENT_JOB_EXECUTED)  # only then may the next look begin
    def set_clock(self, _):
        self.remove_listener(self.set_clock)
        (job,) = self.get_jobs()
        # What a clock looks like to APScheduler that was years ahead or behind until now. It has planned the next look
        # by then: whoever asks for its jobs waits for that.
        job.modify(next_run_time=service.utc_now() + timedelta(365) * int(sys.argv[1]))

service.BackgroundScheduler = Scheduler
service.CLOCK_CHECK = 0.5
service.serve(Rounds(), tick=timedelta(seconds=3))
"""
    process = subprocess.run(
        [sys.executable, "-c", script, str(years)],
        cwd=dateline.folder,
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        timeout=600,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize(
    ("previous", "following"),
    [
        (None, 5),  # the first: whoever changes the pace may do so while a look is under way
        (-1, 4),
        (-5, 5),
        (-(10**9), 5),
        (10**6, 10**6 + 5),
    ],
)
def test_looks_that_were_missed_are_one(previous, following):
    """Seconds from now, at a look every five seconds."""
    before = None if previous is None else NOON + timedelta(seconds=previous)

    planned = _Ticks(timedelta(seconds=5)).get_next_fire_time(before, NOON)

    assert planned == NOON + timedelta(seconds=following)


def test_scheduler_loads_neither_scrapy_nor_a_parser():
    script = "import sys, scheduler.service, scheduler.cli; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True, check=True)

    assert {"scrapy", "twisted", "bs4", "lxml", "sqlite_utils"}.isdisjoint(loaded.stdout.splitlines())


SOURCES = '[sources.one]\nurl = "https://one.example/"\nevery = "2h"\n[sources.two]\nurl = "https://two.example/"\nenabled = false\n'


def listed(capsys, *options):
    assert front_door.main(["schedule", "list", *options, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_list_makes_no_archive_and_writes_to_none(tmp_path, monkeypatch, capsys):
    path = tmp_path / "archive.db"
    (tmp_path / "sources.toml").write_text(SOURCES)
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(path))
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(tmp_path / "sources.toml"))

    (plan,) = listed(capsys)

    assert (plan["source"], plan["every_seconds"], plan["due"], plan["last_run"]) == ("one", 7200, True, None)
    assert not path.exists()

    with Archive.open(path) as archive:
        rows = [
            SourceRow(key="one", url="https://one.example/", every_seconds=3600),
            SourceRow(key="gone", url="https://gone.example/"),
        ]
        archive.sync_sources(rows, now=NOON)
    before = path.read_bytes()
    # What the file says by now counts, though the table does not say so yet.
    assert [(plan["source"], plan["every_seconds"], plan["due"]) for plan in listed(capsys, "--all")] == [
        ("one", 7200, True),
        ("two", 3600, False),
    ]
    assert path.read_bytes() == before
