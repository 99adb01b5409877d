"""Opening: what may be at the path, what is said about it, and how an older archive comes to the present schema."""

import gzip
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive import migrations
from archive.care import backup
from archive.care.verifying import verify
from archive.driver import connect
from archive.errors import (
    ArchiveError,
    ArchiveReadOnly,
    Damaged,
    DiskFull,
    NoArchive,
    NotAnArchive,
    SchemaTooNew,
    Unstorable,
)
from archive.reading.search import search
from archive.settings import archive_path
from archive.steps import m019_text_first, m022_homes
from archive.store import Archive
from tests.archives.make import views
from tests.builders import NOON, a_capture, a_fetch, a_page, an_article

ARCHIVES = Path(__file__).parent / "archives"
RELEASED = sorted(path.name.removesuffix(".db.gz") for path in ARCHIVES.glob("*.db.gz"))


def test_folder_and_file_are_made(tmp_path):
    path = tmp_path / "deep" / "down" / "archive.db"

    with Archive.open(path) as archive:
        assert archive.connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)

    assert path.is_file()


def test_what_was_saved_is_there_when_opened_again(tmp_path):
    with Archive.open(tmp_path / "a.db") as archive:
        archive.save(a_capture(archive))

    with Archive.open(tmp_path / "a.db") as archive:
        assert archive.connection.execute("SELECT title FROM articles").fetchall() == [("Lamps out on Harrow Street",)]


def test_empty_file_becomes_an_archive(tmp_path):
    path = tmp_path / "a.db"
    path.touch()

    Archive.open(path).close()

    assert path.read_bytes().startswith(b"SQLite format 3")


def test_connection_is_set_up_for_writers_side_by_side(archive):
    pragmas = {
        name: archive.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "foreign_keys", "synchronous", "mmap_size")
    }

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "mmap_size": 0}


def make_directory(path):
    path.mkdir()


def make_text(path):
    path.write_text("title,author\nLamps,Ada\n" * 100)


def make_foreign(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()


def make_other_application(path):
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA application_id = 252006673")
    other.close()


def make_file_in_the_way(path):
    path.parent.rmdir()
    path.parent.write_text("")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_directory, "this is a directory; name a file in it"),
        (make_text, "this is not an SQLite file; name another path"),
        (make_foreign, "this is another program's database; name another path"),
        (make_other_application, "this is another program's database; name another path"),
        (make_file_in_the_way, "a part of this path is a file; name another path"),
        (os.mkfifo, "this is no regular file; name another path"),
    ],
)
def test_what_is_no_archive_is_named_and_left_alone(tmp_path, make, reason):
    path = tmp_path / "data" / "archive.db"
    path.parent.mkdir()
    make(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(NotAnArchive) as told:
        Archive.open(path)

    assert str(told.value) == f"{path}: {reason}"
    assert (path.read_bytes() if path.is_file() else None) == before


def test_archive_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        archive.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dateline', 'm999_later', '')"
        )

    with pytest.raises(SchemaTooNew, match="a later Dateline has written this archive; update this one"):
        Archive.open(path)
    with pytest.raises(SchemaTooNew):
        Archive.open(path, read_only=True)


@pytest.mark.parametrize("options", [{"read_only": True}, {"create": False}])
def test_reader_makes_no_file(tmp_path, options):
    with pytest.raises(NoArchive, match="there is no archive here yet"):
        Archive.open(tmp_path / "data" / "a.db", **options)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_an_archive_to_be_made_and_none_to_be_read(tmp_path):
    """It may be all that a broken disk has left: whoever reads or verifies it must not be told that all is well."""
    path = tmp_path / "a.db"
    path.touch()
    for options in ({"read_only": True}, {"create": False}):
        with pytest.raises(NoArchive, match="this file is empty; crawl first, or bring back a backup"):
            Archive.open(path, **options)
    assert path.stat().st_size == 0

    Archive.open(path).close()
    Archive.open(path, read_only=True).close()


def test_reader_cannot_write(tmp_path):
    path = tmp_path / "a.db"
    with Archive.open(path) as archive:
        archive.save(a_capture(archive))

    with Archive.open(path, read_only=True) as archive:
        assert archive.connection.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        with pytest.raises(ArchiveReadOnly, match="cannot be written"):
            archive.finish_page(1, state="due", reason=None, now=archive.snapshot(1).at)


def test_damaged_file_is_named(tmp_path):
    path = tmp_path / "a.db"
    with Archive.open(path) as archive:
        archive.save(a_capture(archive))
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (path.stat().st_size - 8192))

    with pytest.raises(Damaged, match="the file is damaged; restore a backup"), Archive.open(path) as archive:
        archive.save(a_capture(archive))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="giving up root needs root; others test themselves")
@pytest.mark.parametrize(
    ("where", "options", "reason"),
    [
        ("closed/archive.db", {}, "its folder cannot be written"),
        ("closed/deeper/archive.db", {}, "it cannot be reached (Permission denied)"),
        ("open/archive.db", {}, "the file cannot be written"),
        ("open/archive.db", {"read_only": True}, None),
    ],
)
def test_without_the_right_to_write_one_sentence_says_so(where, options, reason):
    script = f"""
        import os
        from pathlib import Path
        from archive.errors import ArchiveReadOnly
        from archive.store import Archive
        os.setuid(65534)
        try:
            Archive.open(Path({where!r}), **{options!r}).close()
        except ArchiveReadOnly as error:
            print(error)
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "closed").mkdir()
        Archive.open(root / "open" / "archive.db").close()
        for path in (root, *root.rglob("*")):  # whatever the umask
            path.chmod(0o755)

        told = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script)],
            cwd=root,
            env={"PYTHONPATH": str(Path(__file__).parent.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert told.startswith(f"{where}: {reason}") if reason else told == ""


def test_ten_processes_may_make_the_same_archive_at_once(tmp_path):
    script = "import sys; from pathlib import Path; from archive.store import Archive; Archive.open(Path(sys.argv[1]))"
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "a.db")], stderr=subprocess.PIPE, text=True)
        for _ in range(10 if os.environ.get("DATELINE_SOAK") else 4)
    ]

    assert [process.communicate()[1] for process in processes] == [""] * len(processes)


def an_old_archive(tmp_path, name="schema-1"):
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((ARCHIVES / f"{name}.db.gz").read_bytes()))
    return path


@pytest.mark.parametrize("name", RELEASED)
def test_archive_of_every_released_schema_opens_and_tells_what_it_told(tmp_path, name):
    path = an_old_archive(tmp_path, name)
    told = json.loads((ARCHIVES / f"{name}.json").read_text("utf-8"))

    with Archive.open(path) as archive:
        now = views(archive.connection)
        assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        archive.connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")

        assert migrations.pending(archive.connection) == []
        assert {view: _as_told(now[view], len(told[view]["columns"])) for view in told} == told


def test_copy_that_was_seen_before_copies_were_kept_is_where_its_article_is_sought(tmp_path):
    with Archive.open(an_old_archive(tmp_path)) as archive:
        page_id = a_page(archive)
        for hours in (100, 102):
            fetch = a_fetch(page_id=page_id, at=NOON + timedelta(hours=hours), status=404)
            archive.record_gone(page_id, fetch, now=fetch.at)

        assert archive.connection.execute(
            "SELECT p.url, p.state, a.gone_at FROM article a JOIN page p ON p.id = a.page_id WHERE a.id = 1"
        ).fetchone() == ("https://herald.example/amp/lamps", "due", None)


def test_article_that_counted_as_gone_is_looked_for_where_a_copy_was(archive):
    amp = "https://herald.example/amp/lamps"
    archive.save(a_capture(archive))
    archive.save(a_capture(archive, an_article(amp, canonical_url=an_article().url), at=NOON + timedelta(hours=1)))
    ask = archive.connection.execute
    ask("DELETE FROM sighting")
    ask("UPDATE article SET gone_at = last_seen")

    for statement in migrations._statements(m022_homes.SQL):
        ask(statement)

    assert ask("SELECT url, state FROM page ORDER BY id").fetchall() == [(an_article().url, "done"), (amp, "due")]
    assert ask("SELECT at, revision_id FROM sighting").fetchall() == [("2026-11-22T13:00:00Z", 1)]


def test_index_of_a_large_archive_of_before_stays_in_its_order_until_it_is_repaired(tmp_path, monkeypatch):
    monkeypatch.setattr(m019_text_first, "AT_ONCE", 0)
    with Archive.open(an_old_archive(tmp_path)) as archive:
        (title,) = archive.connection.execute("SELECT title FROM articles WHERE id = 1").fetchone()
        found = search(archive, title)
        told = verify(archive)
        mended = verify(archive, repair=True)

        assert found[0].title.text == title
        assert (told.damage, [note for note in told.notes if "a quarter less room" in note]) == ([], told.notes)
        assert mended.repaired == ["made the full-text index anew from the texts"]
        assert verify(archive).notes == mended.notes == []
        assert search(archive, title) == found


def _as_told(view, columns):
    """Columns may have come at the end."""
    rows = sorted((row[:columns] for row in view["rows"]), key=json.dumps)
    return {"columns": view["columns"][:columns], "rows": rows}


def test_migrated_archive_has_the_shape_of_a_new_one(tmp_path, archive):
    with Archive.open(an_old_archive(tmp_path)) as old:
        shapes = [
            {
                (kind, name): " ".join((sql or "").replace('"', "").split())
                for kind, name, sql in opened.connection.execute("SELECT type, name, sql FROM sqlite_master")
            }
            for opened in (old, archive)
        ]

    assert shapes[0] == shapes[1]


def test_old_archive_is_kept_beside_before_it_is_changed(tmp_path, caplog):
    path = an_old_archive(tmp_path)
    before = path.read_bytes()

    with caplog.at_level(logging.WARNING), Archive.open(path, read_only=True):
        pass

    kept = path.with_name("old.db.before-m002_history")
    assert caplog.messages == [f"{path}: brought to the present schema; as it was it is kept in {kept}"]
    assert kept.read_bytes()[100:] == before[100:]  # but for the counters in its head
    assert sorted(file.name for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))) == [
        "old.db", kept.name,
    ]  # fmt: skip


def test_new_and_present_archives_need_no_copy(tmp_path, caplog):
    for _ in range(2):
        Archive.open(tmp_path / "a.db").close()

    assert (caplog.messages, list(tmp_path.glob("*before*"))) == ([], [])


def test_without_room_for_the_copy_nothing_is_changed(tmp_path, monkeypatch):
    path = an_old_archive(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100_000))

    with pytest.raises(DiskFull, match=r"the copy needs \d+ MB and its disk has 0; free some and try again"):
        Archive.open(path)

    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*before*"))


def test_disk_that_fills_up_while_copying_leaves_no_half_copy(tmp_path):
    path = an_old_archive(tmp_path)
    script = f"""
        import resource, sys
        from pathlib import Path
        from archive.errors import DiskFull
        from archive.store import Archive
        sys.dont_write_bytecode = True  # a compiled file that is cut off would hurt whoever comes after
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            Archive.open(Path({str(path)!r})).close()
        except DiskFull as error:
            print(error)
    """

    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert told.count("\n") == 1
    assert not list(tmp_path.glob("*before*"))
    old = connect(path)
    assert migrations.pending(old) == [step.__name__.rpartition(".")[2] for step in migrations.STEPS[1:]]
    old.close()


def test_step_that_fails_leaves_the_archive_as_it_was(tmp_path, monkeypatch):
    path = an_old_archive(tmp_path)
    monkeypatch.setattr(migrations.STEPS[-1], "SQL", "CREATE TABLE half (id INTEGER);\nSELECT nonsense;", raising=False)

    with pytest.raises(sqlite_error()):
        Archive.open(path)

    old = connect(path)
    assert old.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('half', 'sighting')").fetchone() == (0,)
    assert old.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    old.close()


def sqlite_error():
    from archive.driver import sqlite3 as driver

    return driver.OperationalError


def test_older_copy_is_never_overwritten(tmp_path):
    path = an_old_archive(tmp_path)
    first = path.with_name("old.db.before-m002_history")
    first.write_text("precious")

    Archive.open(path).close()

    assert first.read_text() == "precious"
    assert path.with_name("old.db.before-m002_history-2").exists()


def test_copy_is_whole_while_others_write(tmp_path):
    path, target = tmp_path / "a.db", tmp_path / "copy.db"
    with Archive.open(path) as archive:
        archive.save(a_capture(archive))
        with archive.transaction():
            archive.save(
                a_capture(archive, an_article("https://herald.example/x", title="Not yet", blocks=()), at=NOON)
            )
            backup.copy(path, target)

    with Archive.open(target) as copied:
        assert copied.connection.execute("SELECT title FROM articles").fetchall() == [("Lamps out on Harrow Street",)]


def test_history_of_an_old_archive_takes_in_what_comes_late(tmp_path):
    with Archive.open(an_old_archive(tmp_path)) as archive:
        query = archive.connection.execute
        before = query("SELECT * FROM article_comments WHERE article_id = 1").fetchall()
        versions = query("SELECT valid_from, title FROM article_versions WHERE article_id = 1").fetchall()
        late = an_article(title="Lamps go out on Harrow Street")

        archive.save(a_capture(archive, late, at=NOON.replace(hour=11), body=b"late"))

        assert query("SELECT valid_from, title FROM article_versions WHERE article_id = 1 ORDER BY 1").fetchall() == [
            ("2026-11-22T11:00:00Z", late.title), *versions,
        ]  # fmt: skip
        after = query("SELECT * FROM article_comments WHERE article_id = 1").fetchall()
        # The late page, which is the earliest, had no comments: they came later than thought, and went as known.
        assert sorted(row[-1] or "" for row in after) == sorted(row[-1] or "" for row in before)


def test_path_comes_from_the_environment():
    assert archive_path({}) == Path("data/archive.db")
    assert archive_path({"DATELINE_ARCHIVE_PATH": "/tmp/x.db"}) == Path("/tmp/x.db")


@pytest.mark.parametrize("kind", [ArchiveError, Unstorable, SchemaTooNew])
def test_errors_travel_between_processes(kind):
    make, arguments = kind(Path("a.db"), "a reason").__reduce__()

    assert (type(make(*arguments)), str(make(*arguments))) == (kind, "a.db: a reason")
