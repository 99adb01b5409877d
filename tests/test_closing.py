"""What the end of a run does besides: the index is tidied, the log emptied, and nobody is kept waiting."""

import time

from archive.care import closing
from archive.errors import DiskFull
from archive.store import Archive
from tests.builders import NOON, a_body, a_capture, a_run, an_article


def end(archive):
    archive.finish_run(a_run(archive), outcome="finished", counts={}, now=NOON)


def save(archive, number, edit=0):
    words = " ".join(f"word{number * place}" for place in range(400))
    article = an_article(f"https://herald.example/{number}", blocks=a_body([f"{words} edit{edit}"]))
    archive.save(a_capture(archive, article, at=NOON.replace(hour=12 + edit), body=f"{number} {edit}".encode()))


def index_bytes(archive):
    return archive.connection.execute("SELECT sum(length(block)) FROM article_search_data").fetchone()[0]


def log_bytes(archive):
    return archive.path.with_name(archive.path.name + "-wal").stat().st_size


def test_index_that_edits_have_worn_is_drawn_together(archive, monkeypatch):
    monkeypatch.setattr(closing, "_WORTH_IT", 25)
    with archive.transaction():
        for number in range(30):
            save(archive, number)
    end(archive)
    with archive.transaction():
        for number in range(20):
            save(archive, number, edit=1)
    before = index_bytes(archive)
    end(archive)
    assert index_bytes(archive) > 0.9 * before  # too few to be worth it

    with archive.transaction():
        for number in range(20, 26):
            save(archive, number, edit=1)
    end(archive)

    assert index_bytes(archive) < 0.85 * before
    (found,) = archive.connection.execute(
        "SELECT count(*) FROM article_search WHERE article_search MATCH 'edit1'"
    ).fetchone()
    assert found == 26


def test_log_is_emptied_unless_somebody_reads(archive, monkeypatch):
    monkeypatch.setattr(closing, "_LOG_PAGES", 2)
    save(archive, 1)
    end(archive)
    assert log_bytes(archive) == 0

    with Archive.open(archive.path, read_only=True) as reader:
        reader.connection.execute("BEGIN")
        reader.connection.execute("SELECT count(*) FROM article").fetchone()
        save(archive, 2)
        begun = time.monotonic()
        end(archive)
        assert time.monotonic() - begun < 15
    assert log_bytes(archive) > 0
    save(archive, 3)
    end(archive)
    assert log_bytes(archive) == 0


def test_what_cannot_be_sealed_now_is_no_failure_of_the_run(archive):
    save(archive, 1)
    run_id = a_run(archive)
    (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
    archive.connection.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(2, 60):
        try:
            save(archive, number)
        except DiskFull:
            break

    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)

    outcome = archive.connection.execute("SELECT outcome FROM run WHERE id = ?", [run_id]).fetchone()
    assert outcome == ("finished",)
    archive.connection.execute("PRAGMA max_page_count = 1000000")
    end(archive)
    assert archive.connection.execute("SELECT max(fetch_until) FROM manifest").fetchone()[0] >= 1
