"""While the schema of a large archive changes: others wait or are told why, and a kill at any instant loses nothing."""

import gzip
import json
import logging
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from archive import driver, migrations
from archive.care import backup
from archive.driver import connect
from archive.errors import ArchiveBusy
from archive.store import Archive
from tests.archives.make import views
from tests.builders import a_run

ROOT = Path(__file__).parent.parent
OLD = ROOT / "tests" / "archives" / "schema-1"
TRIALS = 25 if os.environ.get("DATELINE_SOAK") else 2


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(OLD.with_suffix(".db.gz").read_bytes()))
    connection = connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    return path


def heard(emit, event):
    def emit_and_tell(record):
        emit(record)
        event.set()

    return emit_and_tell


def test_who_opens_it_meanwhile_waits_however_long_it_takes(old, monkeypatch, caplog):
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    holder = connect(old)
    holder.execute("BEGIN IMMEDIATE")
    waited, opened = threading.Event(), []
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(caplog.handler, "emit", heard(caplog.handler.emit, waited))

    with backup.kept_before(old, "m002_history"):
        other = threading.Thread(target=lambda: opened.append(Archive.open(old, read_only=True).close()))
        other.start()
        assert waited.wait(60)
        other.join(0.5)  # ten times as long as it would wait for anybody else
        assert other.is_alive()
        migrations.migrate(holder)
        holder.execute("COMMIT")
    other.join(60)

    assert opened == [None]
    assert caplog.messages == [f"{old}: process {os.getpid()} is bringing it to the present schema; waiting for it"]
    assert len(list(old.parent.glob("*before*"))) == 1
    holder.close()


def test_who_has_it_open_is_told_that_its_schema_changes(tmp_path):
    with Archive.open(tmp_path / "a.db") as archive:
        archive.connection.execute("PRAGMA busy_timeout=50")
        holder = connect(archive.path)
        holder.execute("BEGIN IMMEDIATE")

        with pytest.raises(ArchiveBusy, match="another process has been writing"):
            a_run(archive)
        with (
            backup.kept_before(archive.path, "m099_later"),
            pytest.raises(ArchiveBusy, match=f"process {os.getpid()} is bringing it to a later schema; start again"),
        ):
            a_run(archive)

        holder.execute("ROLLBACK")
        a_run(archive)
        holder.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from archive import driver, store

left = int(sys.argv[2])

def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

plain = driver.connect

def connect(*arguments, **options):
    connection = plain(*arguments, **options)
    connection.set_trace_callback(count)
    return connection

def hear(event, arguments):
    # Of files in the archive's folder: made, written, renamed, removed.
    if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(os.path.dirname(sys.argv[1])):
        count()

import archive.care.backup
store.connect = archive.care.backup.connect = connect
import sqlite_utils
sys.addaudithook(hear)
store.Archive.open(Path(sys.argv[1])).close()
print(int(sys.argv[2]) - left)
"""


def run_until(path, moment):
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(path), str(moment)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return child.returncode, child.stdout, child.stderr


def test_kill_at_any_instant_leaves_the_old_archive_or_the_new_one_and_one_copy(old, tmp_path):
    told = json.loads(OLD.with_suffix(".json").read_text("utf-8"))
    content = old.read_bytes()
    moments, chance = None, random.Random()
    for trial in range(TRIALS):
        folder = tmp_path / str(trial)
        folder.mkdir()
        path = folder / "old.db"
        path.write_bytes(content)
        if moments is None:  # how many there are
            code, out, err = run_until(path, 10**9)
            assert (code, err.count("Traceback")) == (0, 0), err
            moments = int(out)
            assert moments > 300
            continue
        moment = chance.choice(
            [chance.randint(1, moments), chance.randint(1, 60), chance.randint(moments - 20, moments)]
        )

        assert run_until(path, moment)[0] == -signal.SIGKILL, moment

        with Archive.open(path) as archive:
            assert archive.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], moment
            assert migrations.pending(archive.connection) == []
            now = views(archive.connection)
            assert {view: len(now[view]["rows"]) for view in told} == {view: len(told[view]["rows"]) for view in told}
        left = sorted(file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm")))
        assert [name for name in left if ".changing-" not in name] == ["old.db", "old.db.before-m002_history"], moment
        copy = connect(folder / "old.db.before-m002_history")
        assert migrations.applied(copy) == {"m001_tables_and_views"}, moment
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (3,)
        copy.close()
