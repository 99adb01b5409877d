"""Commands that change the archive, killed at any instant: what was there is there, and the next turn ends the work."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import dateline
from archive.care.verifying import verify
from archive.imports.dossiers import document
from archive.store import Archive
from tests.builders import LEAD, NOON, a_body, a_capture, an_article
from tests.test_merge import bytes_of, fill, told_by

SOAK = bool(os.environ.get("DATELINE_SOAK"))
ROOT = Path(__file__).parent.parent
HOUR = timedelta(hours=1)

COMMANDS = {
    # With what, and about how many moments it has.
    "import": (("import", "lines.jsonl"), 2_000),
    "merge": (("merge", "theirs.db"), 2_700),
    "prune": (("prune", "--keep", "latest"), 45),
    "erase": (("erase", "article", "https://herald.example/2026/11/lamps", "--yes"), 300),
}


def fill_with_more(archive):
    """A story with a history, and ten that were looked at twice."""
    with archive.transaction():
        fill(archive)
        for number in range(10):
            for hours, title in ((0, f"Crane {number}"), (1, f"Crane {number} again")):
                words = " ".join(random.Random(number).choices(LEAD.split(), k=60))
                article = an_article(f"https://herald.example/{number}", title=title, blocks=a_body((words,)))
                archive.save(a_capture(archive, article, at=NOON + hours * HOUR, body=f"{title} {words}".encode() * 9))
    return archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An archive, one that differs from it, and an export of that."""
    folder = tmp_path_factory.mktemp("commands")
    with Archive.open(folder / "theirs.db") as theirs:
        fill_with_more(theirs)
        ids = [number for (number,) in theirs.connection.execute("SELECT id FROM article")]
        (folder / "lines.jsonl").write_text("\n".join(json.dumps(document(theirs, number)) for number in ids))
    shutil.copy(folder / "theirs.db", folder / "archive.db")
    with Archive.open(folder / "taker.db") as taker:
        taker.save(a_capture(taker, an_article("https://gazette.example/a", title="Bridges of the north")))
    return folder


def arguments_of(command, folder):
    return [str(folder / word) if (folder / word).is_file() else word for word in COMMANDS[command][0]]


def record(path):
    with Archive.open(path) as archive:
        archive.close_dead_runs(now=NOON + 100 * HOUR)
        assert verify(archive).damage == []
        kept = archive.connection.execute(
            "SELECT f.url, f.at, length(s.data) > 0 FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id"
        )
        return told_by(archive), bytes_of(archive), set(kept.fetchall())


@pytest.mark.parametrize("command", COMMANDS if SOAK else ["any"])
def test_command_that_is_killed_at_any_instant_is_ended_by_its_next_turn(
    folder, tmp_path, monkeypatch, capsys, command
):
    chance = random.Random(None if SOAK else 4)
    command = chance.choice(list(COMMANDS)) if command == "any" else command
    base = folder / ("taker.db" if command in ("import", "merge") else "archive.db")
    arguments, moments = arguments_of(command, folder), COMMANDS[command][1]
    undisturbed = tmp_path / "undisturbed.db"
    shutil.copy(base, undisturbed)
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(undisturbed))
    assert dateline.main(arguments) == 0
    expected = record(undisturbed)

    for trial in range(25 if SOAK else 1):
        path = tmp_path / str(trial) / "a.db"
        path.parent.mkdir()
        shutil.copy(base, path)
        which = chance.choice((chance.randint(1, 60), chance.randint(1, moments)))
        later = chance.choice((0, chance.uniform(0, 0.002)))
        monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(path))
        case = f"{command}, moment {which}, after {later:.4f} s"

        killed = subprocess.run(
            [sys.executable, "-m", "tests.interrupted", str(which), str(later), *arguments],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert killed.returncode == -signal.SIGKILL, (case, killed.stderr)
        before = record(path)
        code = dateline.main(arguments)

        assert code == 0 or (command == "erase" and before == expected), case
        assert record(path) == expected, case
        if command == "erase":
            dateline.main(["erase", "sweep"])
            assert b"nobody in the town council" not in path.read_bytes(), case
    capsys.readouterr()
