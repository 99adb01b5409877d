"""``dateline backup``: a copy that is whole, or none; also while others write, and where the disk is full."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

import dateline
from archive.care import backup
from archive.care.verifying import verify
from archive.errors import Damaged
from archive.store import Archive
from tests.builders import NOON, a_capture, a_run, an_article
from tests.full_disk import files_up_to
from tests.test_archive_crash import save_some

ROOT = Path(__file__).parent.parent


@pytest.fixture
def filled(archive, monkeypatch):
    run_id = a_run(archive)
    for number in range(3):
        save_some(archive, number)
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    return archive


def run(capsys, *arguments):
    code = dateline.main(["backup", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def articles(path):
    with Archive.open(path, read_only=True) as copied:
        return copied.connection.execute("SELECT * FROM articles ORDER BY id").fetchall()


@pytest.mark.parametrize("options", [[], ["--compact"]])
def test_copy_is_an_archive_like_the_other(filled, capsys, tmp_path, options):
    target = tmp_path / "copy.db"

    code, out, err = run(capsys, target, *options)

    assert (code, err) == (0, "")
    assert re.fullmatch(rf"{target}: [\d.]+ MB, looked through and sound\n", out)
    assert articles(target) == articles(filled.path)
    with Archive.open(target) as copied:
        assert verify(copied, at_leisure=True).damage == []
        assert verify(copied).head == verify(filled).head
        save_some(copied, 9)


def test_compact_copy_has_no_unused_room(filled, capsys, tmp_path):
    filled.connection.execute("UPDATE snapshot SET data = randomblob(50000)")
    filled.connection.execute("UPDATE snapshot SET data = x''")
    run(capsys, tmp_path / "copy.db")
    run(capsys, tmp_path / "small.db", "--compact")

    assert (tmp_path / "small.db").stat().st_size < 0.7 * (tmp_path / "copy.db").stat().st_size


def test_copy_is_of_one_moment_while_another_writes(filled, tmp_path, monkeypatch):
    """In steps, between each of which somebody saves: none of it is in the copy, and the copy comes to its end."""
    monkeypatch.setattr(backup, "_STEP_PAGES", 10)
    target = tmp_path / "copy.db"
    before = articles(filled.path)
    steps = []

    def write(pages):
        steps.append(pages)
        save_some(filled, 100 + len(steps))

    backup.copy(filled.path, target, check=True, tick=write)

    assert len(steps) > 5
    assert articles(target) == before
    with Archive.open(target) as copied:
        assert verify(copied).damage == []


def test_file_that_is_there_stays(filled, capsys, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("precious")

    assert run(capsys, target) == (
        2,
        "",
        f"Error: {target}: this file is there already; name another, or replace it with --force\n",
    )
    assert target.read_text() == "precious"
    assert run(capsys, target, "--force")[0] == 0
    assert len(articles(target)) == 9
    os.mkfifo(tmp_path / "pipe")
    assert run(capsys, tmp_path / "pipe", "--force")[0] == 2
    assert (tmp_path / "pipe").is_fifo()


def test_log_of_the_older_copy_is_not_taken_for_the_new_one(filled, capsys, tmp_path):
    target = tmp_path / "copy.db"
    run(capsys, target)
    other = Archive.open(target)
    other.connection.execute("UPDATE article SET url = 'of the older copy'")
    wal = target.with_name("copy.db-wal").read_bytes()
    other.close()
    target.with_name("copy.db-wal").write_bytes(wal)

    assert run(capsys, target, "--force")[0] == 0
    assert articles(target) == articles(filled.path)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("{archive}", "this is the archive itself; name another file"),
        ("{tmp}/nowhere/copy.db", "its folder is not there; make it, or name another"),
    ],
)
def test_wrong_places_are_named(filled, capsys, tmp_path, place, reason):
    place = place.format(archive=filled.path, tmp=tmp_path)

    assert run(capsys, place, "--force") == (2, "", f"Error: {place}: {reason}\n")


def test_folder_keeps_the_last_ones(filled, capsys, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (
        "archive-20250101T000000Z.db",
        "archive-20250102T000000Z.db",
        "other-20240101T000000Z.db",
        "notes.txt",
    ):
        (folder / name).write_text(name)

    code, out, _ = run(capsys, folder, "--keep", 2)

    assert code == 0
    assert f"{folder}/archive-20250101T000000Z.db: deleted, 2 newer ones are there\n" in out
    names = sorted(file.name for file in folder.iterdir())
    assert names[0] == "archive-20250102T000000Z.db"
    assert re.fullmatch(r"archive-\d{8}T\d{6}Z\.db", names[1])
    assert names[2:] == ["notes.txt", "other-20240101T000000Z.db"]


def test_folder_is_made_and_failed_backups_delete_none(filled, capsys, tmp_path, monkeypatch):
    folder = tmp_path / "deep" / "backups"
    assert run(capsys, folder, "--keep", 1)[0] == 0
    (first,) = folder.iterdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))

    code, _, _ = run(capsys, folder, "--keep", 1)

    assert code in (1, 2)  # 2 within the same second
    assert list(folder.iterdir()) == [first]


def test_full_disk_is_one_sentence_and_no_half_file(filled, tmp_path):
    for options in ([], ["--compact"]):
        told = subprocess.run(
            [sys.executable, "-m", "dateline", "backup", str(tmp_path / "copy.db"), *options],
            cwd=ROOT, **files_up_to(100_000), capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1), told.stderr
        assert told.stderr.startswith(f"Error: {tmp_path / 'copy.db'}: ")
        assert [file.name for file in tmp_path.iterdir() if "copy" in file.name] == []


def test_copy_of_a_damaged_archive_is_not_kept(filled, capsys, tmp_path):
    filled.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    content = bytearray(filled.path.read_bytes())
    (root,) = filled.connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'article'").fetchone()
    content[(root - 1) * 8192 : (root - 1) * 8192 + 100] = b"\xff" * 100
    broken = tmp_path / "broken.db"
    broken.write_bytes(content)

    with pytest.raises(Damaged):
        backup.copy(broken, tmp_path / "copy.db", check=True)

    assert not list(tmp_path.glob("copy.db*"))


@pytest.mark.parametrize("name", ["copy.db.part-4194305", "copy.db.part-4194305-journal"])
def test_unfinished_copy_of_a_killed_process_is_removed(filled, capsys, tmp_path, name):
    left = tmp_path / name
    left.write_text("half")

    assert run(capsys, tmp_path / "copy.db")[0] == 0
    assert not left.exists()


def test_crawl_backup_and_readers_at_once_wait_for_each_other(filled, tmp_path):
    """Nobody hears "database is locked"."""
    failures = []
    over = threading.Event()

    def repeat(act):
        def work():
            try:
                while not over.is_set():
                    act()
            except Exception as error:  # noqa: BLE001 - told below
                failures.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def read():
        with Archive.open(filled.path, read_only=True) as reader:
            reader.connection.execute("SELECT count(text) FROM articles").fetchone()

    threads = [
        repeat(lambda: backup.copy(filled.path, tmp_path / "copy.db", check=True)),
        repeat(lambda: backup.copy(filled.path, tmp_path / "small.db", compact=True, check=True)),
        repeat(read),
    ]
    try:
        with Archive.open(filled.path) as second:
            for number in range(60 if os.environ.get("DATELINE_SOAK") else 8):
                run_id = a_run(filled)
                for writer in (filled, second):
                    writer.save(a_capture(writer, an_article(f"https://other.example/{number}/{id(writer)}")))
                filled.finish_run(run_id, outcome="finished", counts={}, now=NOON)
    finally:
        over.set()
        for thread in threads:
            thread.join()

    assert failures == []
    assert verify(filled).damage == []
