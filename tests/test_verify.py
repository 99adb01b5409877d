"""``dateline verify``: names what is wrong in words, mends what follows from the rest, and leaves the sound alone."""

import csv
import json
import re
import signal
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

import dateline
from archive import manifest
from archive.care import verifying
from archive.care.closing import after_run
from archive.care.leftovers import LEFTOVERS
from archive.care.verifying import verify
from archive.driver import connect
from archive.errors import Damaged
from archive.reading import queries
from archive.reading.search import search
from archive.store import Archive
from tests.builders import LEAD, NOON, a_body, a_capture, a_run, an_article
from tests.test_archive_snapshots import a_html


def fill(archive, count=3):
    run_id = a_run(archive)
    for number in range(count):
        text = " ".join(f"word{number}x{place}" for place in range(300))
        article = an_article(f"https://herald.example/{number}", blocks=a_body([LEAD + text], {"More": (text,)}))
        archive.save(a_capture(archive, article, body=a_html(number)))
    edited = an_article("https://herald.example/0", title="Lamps on again")
    archive.save(a_capture(archive, edited, at=NOON + timedelta(hours=1), body=a_html(99)))
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)


@pytest.fixture
def filled(archive, monkeypatch):
    fill(archive)
    archive.connection.execute("UPDATE run SET finished = started, outcome = 'finished' WHERE finished IS NULL")
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    return archive


def run(capsys, *arguments):
    code = dateline.main(["verify", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_sound_archive_is_sound(filled, capsys):
    code, out, err = run(capsys)

    assert (code, err) == (0, "")
    assert out.splitlines()[0] == (
        f"{filled.path}: no damage found; 3 articles, 4 versions, 4 requests, 4 snapshots, 8 seals looked at"
    )
    assert run(capsys, "--quick")[0] == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE article SET revision_id = 1 WHERE id = 1", "article 1 does not show its latest version"),
        ("UPDATE article SET revision_id = 90 WHERE id = 2", "article 2 shows a version that is not its own"),
        ("DELETE FROM outline WHERE revision_id = 2", "version 2 has lost its text"),
        (
            "DELETE FROM outline WHERE revision_id = 2 AND position = 0",
            "version 2 has other words than those that were",
        ),
        ("DELETE FROM byline WHERE revision_id = 2", "version 2 is not what it was when it was sealed"),
        ("UPDATE revision_tag SET position = 7 WHERE revision_id = 2 AND position = 2", "version 2 lacks a tag"),
        ("UPDATE section SET text = 'x' WHERE id = 2", "version 1 has other words than those that were saved"),
        ("DELETE FROM alias WHERE article_id = 3", "no address leads to article 3"),
        ("DELETE FROM snapshot WHERE id = 2", "1 row of table fetch pointing to a snapshot that is not there, such as"),
        (
            "UPDATE snapshot SET hash = zeroblob(32) WHERE id = 2",
            "snapshot 2 cannot be read back: its bytes are not those",
        ),
        ("UPDATE snapshot SET data = x'00' WHERE id = 2", "snapshot 2 cannot be read back: its bytes are damaged"),
        (
            "UPDATE snapshot SET data = x'' WHERE id = 1",
            "snapshot 2 cannot be read back: what it is a difference against",
        ),
        ("UPDATE fetch SET status = 203 WHERE id = 2", "request 2 is not what it was when it was sealed"),
        ("UPDATE manifest SET run_id = NULL", "manifest 1, sealed 2026-11-22T12:00:00Z, is not what it was"),
        ("DELETE FROM article_search WHERE rowid = 2", "the full-text index does not hold the words of the articles"),
    ],
)
def test_what_is_wrong_is_said(filled, capsys, change, told):
    filled.connection.execute("PRAGMA foreign_keys = OFF")
    filled.connection.execute(change)

    code, _, err = run(capsys)

    assert code == 1
    assert any(line.startswith(told) for line in err.splitlines()), err


def test_damaged_page_is_named_and_everything_else_can_be_exported(tmp_path, monkeypatch, capsys, archive):
    fill(archive, 40)
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    content = bytearray(archive.path.read_bytes())
    place = content.index(b"word20x100 ")
    page = place // 8192
    content[page * 8192 : page * 8192 + 100] = b"\xff" * 100  # the page's header and where its rows are
    path = tmp_path / "damaged.db"
    path.write_bytes(content)
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(path))

    code, _, err = run(capsys)

    assert code == 1
    assert re.search(
        rf"^page {page + 1} of table section \(from byte {page * 8192:,} of the file\) is damaged: ", err, re.MULTILINE
    )
    (lost, lost_ids) = re.search(
        r"^(\d+) of 40 articles that are found cannot be read: ([\d, ]+)", err, re.MULTILINE
    ).groups()
    assert "21" in lost_ids.split(", ")
    dateline.main(["export", "--format", "csv", "--output", str(tmp_path / "a.csv")])
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["id"] for row in csv.DictReader(file)}
    assert exported == {str(number) for number in range(1, 41)} - set(lost_ids.split(", "))
    assert len(exported) == 40 - int(lost)


def test_text_that_is_none_any_more_is_damage_for_who_verifies_and_who_exports(filled, capsys, tmp_path):
    filled.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    content = filled.path.read_bytes()
    path = tmp_path / "damaged.db"
    path.write_bytes(content.replace(b"word2x100 ", b"word2\xff100 "))

    code, _, err = run(capsys, path)

    assert code == 1
    assert "version 3 cannot be read: it stands in a damaged part of the file" in err
    assert "version 3 cannot be read (sealed 2026-11-22T12:00:00Z, manifest 1)" in err
    with Archive.open(path) as damaged, pytest.raises(Damaged):
        queries.article(damaged, 3)


def test_index_that_was_lost_is_made_anew(filled, capsys):
    filled.connection.execute("INSERT INTO article_search (article_search) VALUES ('delete-all')")

    assert run(capsys)[0] == 1
    code, out, _ = run(capsys, "--repair")

    assert code == 0
    assert "repaired: made the full-text index anew from the texts" in out
    assert run(capsys)[0] == 0
    found = filled.connection.execute("SELECT count(*) FROM article_search WHERE article_search MATCH 'word1x5'")
    assert found.fetchone() == (1,)


def test_articles_of_an_earlier_dateline_are_found_as_those_of_this_one(filled, capsys):
    filled.save(a_capture(filled, an_article("https://herald.example/galaxy", title="삼성이 Galaxy를 공개")))
    filled.connection.execute("UPDATE run SET finished = started, outcome = 'finished' WHERE finished IS NULL")
    columns = "title, headings, text, authors, terms FROM search_document WHERE article_id = 4"
    with filled.transaction():  # as this one was entered once: without the words that touch Korean letters
        enter = "INSERT INTO article_search ({}rowid, title, headings, text, authors, terms) SELECT {}4, {}"
        for statement in (
            enter.format("article_search, ", "'delete', ", columns),
            "UPDATE search_term SET terms = '삼성 성이 이 를 공개 개'",
            enter.format("", "", columns),
        ):
            filled.connection.execute(statement)
    assert search(filled, "galaxy") == []

    code, out, _ = run(capsys)
    assert (code, "would find the words of 1 article better; --repair does it" in out) == (0, True)
    assert run(capsys, "--repair")[0] == 0

    assert [hit.article_id for hit in search(filled, "galaxy")] == [4]
    assert "better" not in run(capsys)[1]


def test_index_is_left_alone_while_a_crawl_runs(filled):
    a_run(filled)
    filled.connection.execute("INSERT INTO article_search (article_search) VALUES ('delete-all')")

    report = verify(filled, repair=True)

    assert report.repaired == []
    assert "the full-text index is not made anew while a crawl runs; try again then" in report.notes


def test_ctrl_c_while_the_index_is_compared_is_no_error(filled, capsys, monkeypatch):
    """SQLite calls us to look at the clock, and takes Ctrl-C there for our wish to end its statement."""
    monkeypatch.setattr(verifying, "_STEPS", 1)
    monkeypatch.setattr(verifying, "monotonic", lambda: signal.raise_signal(signal.SIGINT))

    code, out, err = run(capsys)

    assert (code, out, err.strip()) == (130, "", "")


def test_sql_index_that_does_not_fit_its_table_is_made_anew(filled, capsys):
    raw = sqlite3.connect(filled.path)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '(published)', '(modified)') WHERE name = 'article_published'"
    )
    raw.commit()
    raw.close()

    code, _, err = run(capsys)

    assert code == 1
    assert "the index article_published does not fit its table" in err
    assert run(capsys, "--repair")[0] == 0
    assert run(capsys)[0] == 0


def test_what_nothing_points_to_is_no_damage_and_can_be_removed(filled, capsys):
    connection = filled.connection
    connection.execute("INSERT INTO section (text) VALUES ('of nobody')")
    connection.execute("INSERT INTO author (name) VALUES ('Nobody')")
    connection.execute("INSERT INTO bio (author_id, text, first_seen) SELECT max(id), 'Bio', '' FROM author")

    code, out, _ = run(capsys)
    assert (code, "nothing points to 1 sections, 1 bios; --repair removes them" in out) == (0, True)

    code, out, _ = run(capsys, "--repair")
    assert code == 0
    assert connection.execute("SELECT count(*) FROM author WHERE name = 'Nobody'").fetchone() == (0,)
    assert run(capsys)[1].count("nothing points") == 0
    assert connection.execute("SELECT count(*) FROM articles WHERE text <> ''").fetchone() == (3,)


@pytest.mark.parametrize(
    ("change", "was"),
    [
        ("UPDATE fetch SET snapshot_id = 1 WHERE id = 4", "1 snapshots"),
        ("DELETE FROM byline WHERE revision_id = 2", "1 bios"),
        ("DELETE FROM manifest", ""),
    ],
)
def test_what_was_there_before_somebody_changed_the_archive_is_kept(filled, capsys, change, was):
    connection = filled.connection
    head = run(capsys, "--head")[1].split()[0]
    connection.execute("INSERT INTO bio (author_id, text, first_seen) SELECT 1, 'Bio', ''")
    connection.execute(change)
    tables = [table for table, *_ in LEFTOVERS]
    before = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]

    code, out, err = run(capsys, "--repair", "--expect", head)

    assert code == 1
    assert was in out + err
    assert "as the archive is not what was sealed they may be what was there, and are kept" in out + err
    assert [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables] == before


def test_changes_that_an_earlier_dateline_told_otherwise_are_told_as_today(filled, capsys):
    edited = an_article("https://a.example/edited", title="It costs 5 million")
    filled.save(a_capture(filled, edited))
    note = a_body(("Correction: it is billions.",))
    for hours, fields in ((1, {"title": "It costs 5 billion"}), (2, {"title": "It costs 5 billion", "blocks": note})):
        article = replace(edited, **fields)
        filled.save(a_capture(filled, article, at=NOON + timedelta(hours=hours)))
    told = "SELECT to_revision, part, kind, silent FROM changes WHERE article_id = 4 ORDER BY 1, 2"
    today = filled.connection.execute(told).fetchall()
    filled.connection.execute("UPDATE change SET kind = 'typo' WHERE kind IN ('figure', 'correction note')")
    filled.connection.execute("UPDATE revision SET silent = 1 WHERE silent = 0")
    filled.connection.execute("UPDATE run SET finished = started, outcome = 'finished' WHERE finished IS NULL")
    after_run(filled, (), now=NOON)

    code, out, _ = run(capsys)
    assert (code, "the changes of 2 versions would be of another kind today; --repair" in out) == (0, True)
    assert run(capsys, "--repair")[0] == 0

    assert filled.connection.execute(told).fetchall() == today
    assert "another kind" not in run(capsys)[1]


def test_words_that_somebody_took_out_of_a_text_stay_in_the_index(filled, capsys):
    word = "word2x7"
    filled.connection.execute("UPDATE section SET text = replace(text, ?, 'else')", [word])

    code, out, err = run(capsys, "--repair")

    assert (code, "repaired" in out) == (1, False)
    assert "as the archive is not what was sealed, it may hold those that were there, and is kept" in err
    found = "SELECT count(*) FROM article_search WHERE article_search MATCH ?"
    assert filled.connection.execute(found, [word]).fetchone() == (1,)


def test_pages_that_an_ended_run_holds_are_freed(filled, capsys):
    run_id = a_run(filled)
    filled.connection.execute("UPDATE page SET state = 'leased', run_id = ? WHERE id = 1", [run_id])
    filled.connection.execute("UPDATE run SET finished = started, outcome = 'failed' WHERE id = ?", [run_id])

    assert "1 page held by runs that have ended; --repair frees what they hold" in run(capsys)[2]
    assert run(capsys, "--repair")[0] == 0
    assert filled.connection.execute("SELECT state, run_id FROM page WHERE id = 1").fetchone() == ("due", None)


def test_head_can_be_published_and_found_again(filled, capsys):
    code, head, _ = run(capsys, "--head")
    assert code == 0
    assert re.fullmatch(r"1:[0-9a-f]{64}  sealed 2026-11-22T12:00:00Z, 4 requests, 4 versions\n", head)
    place = head.split()[0]

    assert run(capsys, "--expect", place)[0] == run(capsys, "--expect", head)[0] == 0
    code, _, err = run(capsys, "--expect", f"1:{'0' * 64}", "--expect", f"7:{'0' * 64}")
    assert code == 1
    assert "manifest 1 is not the one that was published" in err
    assert "manifest 7, which was published, is missing" in err
    assert run(capsys, "--expect", "nonsense")[0] == 2


def test_machines_read_it_as_json(filled, capsys):
    filled.connection.execute("UPDATE fetch SET status = 203 WHERE id = 2")

    code, out, _ = run(capsys, "--json")

    document = json.loads(out)
    assert code == 1
    assert document["damage"] == [
        "request 2 is not what it was when it was sealed (sealed 2026-11-22T12:00:00Z, manifest 1)"
    ]
    assert document["looked_at"]["articles"] == 3
    assert document["head"]["hash"] == manifest.head(filled.connection).hash


def test_a_copy_is_verified_by_its_name(filled, capsys, tmp_path):
    copy = tmp_path / "copy.db"
    with connect(filled.path, read_only=True) as source:
        source.execute(f"VACUUM INTO '{copy}'")

    assert run(capsys, copy)[:2] == (
        0,
        f"{copy}: no damage found; 3 articles, 4 versions, 4 requests, 4 snapshots, 8 seals looked at\n",
    )
    assert run(capsys, tmp_path / "nowhere.db")[0] in (1, 2)


def test_writers_go_on_meanwhile(filled):
    """Also where versions are rewritten while they are looked at."""
    with Archive.open(filled.path) as other:
        reads = manifest.tampered(filled.connection)
        other.save(a_capture(other, an_article("https://herald.example/0", title="X"), at=NOON + timedelta(minutes=5)))
        list(reads)

    assert verify(filled).damage == []


def test_every_column_that_points_to_a_leftover_is_known(archive):
    """Else a row that a later table points to would be taken for one that nobody needs."""
    ask = archive.connection.execute
    tables = [name for (name,) in ask("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    pointing = {}
    for table in tables:
        for key in ask(f"PRAGMA foreign_key_list('{table}')"):
            pointing.setdefault(key[2], set()).add((table, key[3]))

    assert {table: set(users) for table, _, users in LEFTOVERS} == {table: pointing[table] for table, _, _ in LEFTOVERS}


def test_a_file_too_damaged_to_be_opened_is_told_piece_by_piece(filled, capsys, tmp_path):
    filled.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ((size,),) = filled.connection.execute("PRAGMA page_size").fetchall()
    roots = dict(filled.connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").fetchall())
    whole = filled.path.read_bytes()

    def damaged(name, *tables):
        body = bytearray(whole)
        for table in tables:
            body[(roots[table] - 1) * size : roots[table] * size] = b"\xff" * size
        (tmp_path / name).write_bytes(body)
        return tmp_path / name

    code, out, err = run(capsys, damaged("lost.db", *(name for name in roots if "_migrations" in name), "sighting"))
    assert code == 1
    assert err.splitlines()[:2] == [
        "table _sqlite_migrations cannot be read to its end",
        "table sighting cannot be read to its end",
    ]
    assert "the other" in err.splitlines()[2]
    assert "restore the newest backup, as docs/how-to/run-it-for-years.md tells" in out

    short = tmp_path / "short.db"
    short.write_bytes(whole[: size + 100])
    code, out, err = run(capsys, short)
    assert code == 1
    assert err.splitlines()[0] == f"the file ends after {size + 100:,} of {len(whole):,} bytes"
    assert json.loads(run(capsys, short, "--json")[1])["damage"][0] == err.splitlines()[0]
