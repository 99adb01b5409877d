"""Power cuts, full disks and many writers: what was committed stays, nothing is half there, nobody is turned away."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.errors import ArchiveBusy, DiskFull
from archive.store import Archive
from parsers.article import Comment, CommentWidget, Link
from tests.builders import LEAD, NOON, a_body, a_capture, an_article
from tests.full_disk import files_up_to

SOAK = bool(os.environ.get("DATELINE_SOAK"))
ROOT = Path(__file__).parent.parent

CHILD = """
import random, sys
from pathlib import Path
from archive.store import Archive
from tests.test_archive_crash import save_some
with Archive.open(Path(sys.argv[1])) as archive:
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + int(sys.argv[3])):
        save_some(archive, number)
        print(number, flush=True)
"""


def some_article(number: int, edit: int = 0):
    words = random.Random(number).choices(LEAD.split(), k=120)
    return an_article(
        f"https://herald.example/{number}",
        title=f"Story {number}",
        blocks=a_body((" ".join(words),), {f"Part {n}": (f"{n} {words[n]} {number} {edit}",) for n in range(5)}),
        widgets=(CommentWidget(provider="wordpress", thread_id=str(number), count=edit),),
        comments=tuple(Comment(id=f"{number}-{n}", text=words[n]) for n in range(8)),
        links=(Link(url=f"https://other.example/{number}", text="a link"),),
    )


def save_some(archive: Archive, number: int) -> None:
    """Three articles and an edit of one of them, in one transaction."""
    with archive.transaction():
        for offset in range(3):
            article = some_article(3 * number + offset)
            body = (article.text * 8).encode()
            archive.save(a_capture(archive, article, body=body))
        edited = some_article(3 * number, edit=1)
        archive.save(a_capture(archive, edited, at=NOON + timedelta(hours=1), body=edited.text.encode()))


def whole(archive: Archive) -> int:
    """The number of articles in an archive of which nothing is half there."""
    query = archive.connection.execute
    assert query("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert query("PRAGMA foreign_key_check").fetchall() == []
    query("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")
    articles = [number for (number,) in query("SELECT id FROM article ORDER BY id")]
    lacking = query(
        "SELECT a.id FROM article a JOIN revision r ON r.id = a.revision_id JOIN fetch f ON f.id = r.fetch_id"
        " WHERE f.snapshot_id IS NULL OR (SELECT count(*) FROM outline o WHERE o.revision_id = r.id) <> 6"
        " OR (SELECT count(*) FROM comment c WHERE c.article_id = a.id) <> 8"
        " OR (SELECT count(*) FROM byline b WHERE b.revision_id = r.id) <> 1"
        " OR (SELECT count(*) FROM alias s WHERE s.article_id = a.id) <> 1"
        " OR (SELECT p.state FROM page p WHERE p.id = a.page_id) <> 'done'"
    ).fetchall()
    assert lacking == []
    assert query("SELECT count(*) FROM article_search").fetchone() == (len(articles),)
    for (number,) in query("SELECT id FROM snapshot").fetchall():
        archive.snapshot(number)
    return len(articles)


def start(path: Path, first: int, count: int, **options) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(first), str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_killed_writer_leaves_all_it_told_and_nothing_half(tmp_path):
    """``kill -9`` at random moments; what the child said is saved must be there, in whole transactions."""
    chance = random.Random(7)
    path = tmp_path / "a.db"
    Archive.open(path).close()
    told = 0
    for trial in range(25 if SOAK else 3):
        process = start(path, 1000 * trial, 1000)
        assert process.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        told += 1 + len(process.communicate()[0].split())

        with Archive.open(path) as archive:
            articles = whole(archive)
        assert articles % 3 == 0
        # One transaction may have been committed and not yet told of.
        assert 3 * told <= articles <= 3 * (told + trial + 1)


def test_writers_side_by_side_wait_for_each_other(tmp_path):
    path = tmp_path / "a.db"
    Archive.open(path).close()
    count = 200 if SOAK else 20

    processes = [start(path, 1000 * number, count) for number in range(4 if SOAK else 2)]

    assert [process.communicate()[1] for process in processes] == [""] * len(processes)
    with Archive.open(path) as archive:
        assert whole(archive) == 3 * count * len(processes)


class TestUnlucky:
    """SQLite knows no line: who waits may find the lock held each time that it looks."""

    @pytest.fixture
    def holder(self, archive):
        with Archive.open(archive.path) as holder:
            holder.connection.execute("BEGIN IMMEDIATE")
            archive.connection.execute("PRAGMA busy_timeout=20")
            yield holder.connection
            if holder.connection.in_transaction:
                holder.connection.execute("ROLLBACK")

    def test_while_others_commit_who_waits_waits_on(self, archive, holder):
        tries = 0

        def when_it_tries(statement):
            nonlocal tries
            tries += statement == "BEGIN IMMEDIATE"
            if statement == "BEGIN IMMEDIATE" and holder.in_transaction:
                holder.execute("INSERT INTO tag (name) VALUES (?)", [f"tag {tries}"])
                holder.execute("COMMIT")
                if tries < 4:
                    holder.execute("BEGIN IMMEDIATE")

        archive.connection.set_trace_callback(when_it_tries)
        save_some(archive, 0)
        archive.connection.set_trace_callback(None)

        assert tries == 4
        assert whole(archive) == 3

    def test_where_nothing_moves_it_is_told(self, archive, holder):
        with pytest.raises(ArchiveBusy, match="another process has been writing"):
            save_some(archive, 0)


def test_full_disk_is_told_and_undoes_only_what_did_not_fit(archive):
    save_some(archive, 0)
    (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
    archive.connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    big = replace(some_article(99), title="Big", blocks=a_body(["word " * 20_000]))

    with pytest.raises(
        DiskFull, match="no space is left to write to; free some and start again, nothing is half-saved"
    ):
        archive.save(a_capture(archive, big))

    archive.connection.execute("PRAGMA max_page_count = 1000000")
    assert whole(archive) == 3
    save_some(archive, 1)
    assert whole(archive) == 6


def test_full_disk_inside_a_group_fails_the_whole_group(archive):
    """SQLite may undo everything at once; then nothing that came before in the group may pass for saved."""
    (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
    archive.connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    big = replace(some_article(99), title="Big", blocks=a_body(["word " * 20_000]))
    outcomes = []

    def group():
        with archive.transaction():
            for article in (some_article(0), big, some_article(1)):
                try:
                    archive.save(a_capture(archive, article))
                    outcomes.append("saved")
                except DiskFull:
                    outcomes.append("full")

    try:
        group()
    except DiskFull:
        outcomes.append("all lost")

    archive.connection.execute("PRAGMA max_page_count = 1000000")
    saved = whole_or_nothing(archive)
    assert outcomes in (["saved", "full", "full", "all lost"], ["saved", "full", "saved"])
    assert saved == (0 if "all lost" in outcomes else 2)
    save_some(archive, 1)


def whole_or_nothing(archive):
    assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return archive.connection.execute("SELECT count(*) FROM article").fetchone()[0]


def test_file_that_may_not_grow_is_a_full_disk(tmp_path):
    """The system refuses to write on: one clear sentence, what is committed stays, and later it goes on."""
    path = tmp_path / "a.db"
    Archive.open(path).close()

    process = start(path, 0, 10_000, **files_up_to(1_500_000))
    told, complaint = process.communicate()

    assert complaint.splitlines()[-1].startswith(f"archive.errors.DiskFull: {path}: ")
    with Archive.open(path) as archive:
        assert whole(archive) == 3 * len(told.split()) > 0
        save_some(archive, 5000)
        assert whole(archive) == 3 * len(told.split()) + 3
