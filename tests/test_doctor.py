"""``dateline doctor``: each thing that may go wrong is told with what to do about it."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

import dateline
from archive import migrations
from archive.care import doctor
from archive.reading import sizes
from archive.store import Archive
from scheduler.lock import hold
from tests.builders import a_capture, a_run
from tests.test_archive_open import an_old_archive

SOURCES = '[sources.herald]\nurl = "https://herald.example/"\nfeeds = ["https://herald.example/feed"]\nenabled = true\n'

LATELY = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
"""On the machine's own clock, which the doctor looks at."""


@pytest.fixture
def home(tmp_path, archive, monkeypatch):
    """A sound archive with an enabled source, and the environment that names them."""
    run_id = a_run(archive, "herald", now=datetime.now(UTC))
    archive.save(a_capture(archive, source_key="herald", at=LATELY))
    archive.finish_run(run_id, outcome="finished", counts={}, now=datetime.now(UTC))
    archive.connection.execute("UPDATE run SET finished = started, outcome = 'finished' WHERE finished IS NULL")
    (tmp_path / "sources.toml").write_text(SOURCES)
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("DATELINE_CONTACT", "https://herald.example/bot")
    return archive


def run(capsys):
    """Exit code, and name → the check."""
    code = dateline.main(["doctor", "--json"])
    told = capsys.readouterr().out.splitlines()
    return code, {check["name"]: check for check in map(json.loads, told)}


def states(checks):
    return {name: check["state"] for name, check in checks.items() if check["state"] != "ok"}


def test_sound_house_is_sound(home, capsys):
    code, checks = run(capsys)

    assert (code, states(checks)) == (0, {})
    assert list(checks) == [
        "python", "libraries", "settings", "sqlite", "file system", "permissions", "archive", "disk", "write-ahead log",
        "clock", "runs", "full-text index", "manifest", "sources' alerts", "sources", "scheduler",
    ]  # fmt: skip


def test_people_read_it_as_lines(home, capsys):
    assert dateline.main(["doctor"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert f"ok\tarchive\t{home.path}, schema {migrations.latest()}" in lines
    assert all(line.split("\t")[0] in ("ok", "warning", "problem") for line in lines)


def test_sqlite_with_the_wal_reset_bug_is_a_problem():
    assert doctor._sqlite((3, 40, 1)).state == doctor._sqlite((3, 51, 2)).state == "problem"
    assert doctor._sqlite((3, 51, 3)).state == doctor._sqlite((3, 53, 4)).state == "ok"


def test_network_file_system_is_a_problem(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/my\\040share nfs4 rw 0 0\n")
    share = tmp_path / "my share" / "data"

    assert doctor._file_system(share, mounts).state == "problem"
    assert doctor._file_system(tmp_path, mounts) == doctor.ok("file system", "ext4")
    assert doctor._file_system(tmp_path, tmp_path / "nowhere").state == "ok"


@pytest.mark.parametrize(("free", "state"), [(50_000_000, "problem"), (10**12, None)])
def test_little_room_is_a_problem(home, capsys, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    assert states(run(capsys)[1]).get("disk") == state


def test_growth_tells_how_long_the_room_lasts(home):
    now = LATELY + timedelta(days=2)
    growth = sizes.growth(home.connection, 20_000_000, now)

    assert growth == pytest.approx(10_000_000)
    lasting = [doctor._disk(home.path, home.connection, now, free) for free in (300_000_000, 10**10)]
    assert [check.state for check in lasting] == ["ok", "ok"]
    file = SimpleNamespace(stat=lambda: SimpleNamespace(st_size=20_000_000))
    assert doctor._disk(file, home.connection, now, 300_000_000).state == "warning"
    assert doctor._disk(file, home.connection, now, 60_000_000).state == "problem"


def test_times_in_the_future_are_told(home, capsys):
    home.connection.execute("UPDATE fetch SET at = '2100-01-01T00:00:00Z'")

    code, checks = run(capsys)

    assert (code, states(checks)) == (0, {"clock": "warning"})
    assert "the archive has something of 2100-01-01T00:00:00Z" in checks["clock"]["text"]


def test_waits_that_no_crawl_gives_are_told(home, capsys):
    home.record_host("a.example:443", backoff_until=datetime(2100, 1, 1, tzinfo=UTC), backoff_reason="answered 429")

    code, checks = run(capsys)

    assert (code, states(checks)) == (0, {"clock": "warning"})
    assert checks["clock"]["text"] == "0 pages and 1 hosts wait for longer than any wait can be: a clock was ahead"


def test_dead_run_is_told(home, capsys):
    a_run(home)
    home.connection.execute("UPDATE run SET boot_id = 'of another boot' WHERE finished IS NULL")

    assert "is gone" in run(capsys)[1]["runs"]["text"]


def test_what_ended_runs_hold_is_told(home, capsys):
    home.connection.execute("UPDATE source SET run_id = 1")

    assert run(capsys)[1]["runs"]["advice"] == "dateline verify --repair"


def test_index_that_lacks_articles_is_a_problem(home, capsys):
    home.connection.execute("INSERT INTO article_search (article_search) VALUES ('delete-all')")

    code, checks = run(capsys)

    assert (code, states(checks)) == (1, {"full-text index": "problem"})


def test_long_log_is_told(home, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_LOG_BYTES", 10)

    assert states(run(capsys)[1]) == {"write-ahead log": "warning"}


def test_older_schema_is_told_and_not_touched(home, capsys, tmp_path, monkeypatch):
    old = an_old_archive(tmp_path)
    before = old.read_bytes()
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(old))

    code, checks = run(capsys)

    assert (code, checks["archive"]["state"]) == (0, "warning")
    assert "m002_history" in checks["archive"]["text"]
    assert old.read_bytes() == before


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda path: path.write_text("title,author\n" * 99), "not an SQLite file"),
        (lambda path: path.unlink(), "there is none at"),
    ],
)
def test_what_is_no_archive_is_told(home, capsys, make, text):
    home.close()
    make(home.path)

    assert text in run(capsys)[1]["archive"]["text"]


def test_directory_is_told(home, capsys, monkeypatch):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(home.path.parent))

    assert run(capsys)[1]["archive"]["text"] == f"{home.path.parent} is a directory"


def test_archive_of_a_later_dateline_is_a_problem(home, capsys):
    home.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dateline', 'm999_later', '')"
    )

    assert run(capsys)[1]["archive"]["advice"] == "update this one"


@pytest.mark.parametrize(
    ("text", "state", "told"),
    [
        (SOURCES.replace("enabled", "enabeld"), "problem", "enabeld"),
        (SOURCES.replace("true", "false"), "warning", "no source is enabled"),
    ],
)
def test_sources_that_cannot_be_used_are_told(home, capsys, tmp_path, text, state, told):
    (tmp_path / "sources.toml").write_text(text)

    _, checks = run(capsys)

    assert checks["sources"]["state"] == state
    assert told in checks["sources"]["text"]


@pytest.mark.parametrize(
    ("name", "value", "state", "told"),
    [
        ("DATELINE_ARCHIV_PATH", "x", "problem", "there is no setting DATELINE_ARCHIV_PATH; DATELINE_ARCHIVE_PATH is"),
        ("DATELINE_PARSE_PROCESSES", "many", "problem", "DATELINE_PARSE_PROCESSES=many is no number"),
        ("DATELINE_VERIFY_TLS", "0", "warning", "pages may come from anybody"),
        ("DATELINE_CONTACT", "", "warning", "DATELINE_CONTACT is not set"),
    ],
)
def test_settings_that_make_no_sense_are_told(home, capsys, monkeypatch, name, value, state, told):
    monkeypatch.setenv(name, value)

    check = run(capsys)[1]["settings"]

    assert (check["state"], told in check["text"]) == (state, True)


def test_scheduler_is_looked_for(home, capsys):
    assert "none runs now; the last crawl ended" in run(capsys)[1]["scheduler"]["text"]
    with hold(home.path):
        assert run(capsys)[1]["scheduler"]["text"] == f"runs, process {os.getpid()}"
    home.connection.execute("UPDATE run SET finished = '2020-01-01T00:00:00Z'")
    assert run(capsys)[1]["scheduler"]["state"] == "warning"


def test_nothing_is_written(home, capsys):
    before = home.path.read_bytes()
    run(capsys)

    assert home.path.read_bytes() == before
    with Archive.open(home.path) as archive:
        assert archive.connection.execute("SELECT count(*) FROM run WHERE finished IS NULL").fetchone() == (0,)
