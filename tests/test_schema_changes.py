"""While the schema of a large archive changes: others wait or are told why, and a kill at any instant loses nothing."""

import gzip
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
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
SOAK = bool(os.environ.get("DATELINE_SOAK"))


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
        assert waited.wait(300)
        other.join(0.5)  # ten times as long as it would wait for anybody else
        assert other.is_alive()
        migrations.migrate(holder)
        holder.execute("COMMIT")
    other.join(300)

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


MOMENTS = 430
"""Of opening an archive of schema 1, about."""


def test_kill_at_any_instant_leaves_the_old_archive_or_the_new_one_and_one_copy(old, tmp_path):
    told = json.loads(OLD.with_suffix(".json").read_text("utf-8"))
    chance = random.Random(None if SOAK else 8)
    for trial in range(25 if SOAK else 1):
        path = tmp_path / str(trial) / "old.db"
        path.parent.mkdir()
        shutil.copy(old, path)
        moment = chance.choice(
            [chance.randint(1, MOMENTS), chance.randint(1, 60), chance.randint(MOMENTS - 40, MOMENTS)]
        )
        later = chance.choice((0, chance.uniform(0, 0.002)))

        killed = subprocess.run(
            [sys.executable, "-m", "tests.interrupted", str(moment), str(later), "stats"],
            cwd=ROOT, env={**os.environ, "DATELINE_ARCHIVE_PATH": str(path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert killed.returncode == -signal.SIGKILL, (moment, killed.stderr)
        with Archive.open(path) as archive:
            assert archive.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], moment
            assert migrations.pending(archive.connection) == []
            now = views(archive.connection)
            assert {view: len(now[view]["rows"]) for view in told} == {view: len(told[view]["rows"]) for view in told}
        left = sorted(file.name for file in path.parent.iterdir() if not file.name.endswith(("-wal", "-shm")))
        assert [name for name in left if ".changing-" not in name] == ["old.db", "old.db.before-m002_history"], moment
        copy = connect(path.with_name("old.db.before-m002_history"))
        assert migrations.applied(copy) == {"m001_tables_and_views"}, moment
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (3,)
        copy.close()
