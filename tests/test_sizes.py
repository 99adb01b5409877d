"""How the bytes of the file are shared: an estimate that agrees with what SQLite itself counts."""

import sqlite3

import pytest

from archive.reading import sizes
from tests.builders import a_capture, an_article
from tests.test_archive_snapshots import a_html


def test_tables_take_what_sqlite_counts(archive):
    for number in range(60):
        text = f"https://herald.example/{number}"
        archive.save(a_capture(archive, an_article(text, title=f"Story {number}"), body=a_html(number, chrome=number)))
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    counted = sizes.by_table(archive.path, archive.connection)
    plain = sqlite3.connect(f"file:{archive.path}?mode=ro&immutable=1", uri=True)
    try:
        rows = plain.execute(
            "SELECT iif(tbl_name LIKE 'article_search_%', 'article_search', tbl_name), sum(pgsize)"
            " FROM dbstat JOIN sqlite_schema USING (name) GROUP BY 1"
        ).fetchall()
    except sqlite3.OperationalError:
        pytest.skip("this SQLite was built without dbstat")
    finally:
        plain.close()

    assert {name for name, _ in rows} == counted.keys() - {"sqlite_schema"}
    for name, size in rows:
        assert counted[name] == pytest.approx(size, rel=0.1, abs=8192), name
    assert next(iter(counted)) == "snapshot"
