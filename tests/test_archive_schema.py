"""``docs/reference/schema.md`` tells every table, view and column, and no other; the contract stands as designed."""

import re
import sqlite3
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs/reference/schema.md").read_text("utf-8")

CONTRACT = {
    "articles": "id source url canonical_url title subtitle text authors headings tags published modified language image"
    " paywalled word_count comment_count first_seen last_seen gone_at revision_id revision_count parser_version",
    "article_sections": "article_id position level heading text",
    "article_authors": "article_id position name url bio",
    "article_comments": "article_id provider comment_id parent_id author published text first_seen removed_at",
    "comment_widgets": "article_id provider site_id thread_id count open observed_at",
    "changes": "article_id from_revision to_revision seen_at part kind before after silent",
    "coverage": "source day announced archived missing duplicates not_articles due gone refused failed",
    "announcements": "url article_id source via announcer at until title published updated run_id",
    "alerts": "id source kind field since opened closed outcome share expected looked_at reason run_id",
    "stories": "story_id article_id source url title published first_seen relation share share_of_first articles sources",
}


def real(archive):
    names = archive.connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'article_search%'"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    ).fetchall()
    return {name: [row[1] for row in archive.connection.execute(f"PRAGMA table_info({name})")] for (name,) in names}


def test_every_column_is_documented_and_no_other(archive):
    documented = {
        name: re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)
        for name, body in re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    }

    assert documented == real(archive)


@pytest.mark.parametrize("view", CONTRACT)
def test_contract_has_these_columns_in_this_order(archive, view):
    assert real(archive)[view] == CONTRACT[view].split()


def test_tables_are_strict(archive):
    rows = archive.connection.execute("PRAGMA table_list").fetchall()
    ours = set(real(archive))

    assert [name for _, name, kind, _, _, strict in rows if name in ours and kind == "table" and not strict] == []


def test_foreign_keys_that_are_looked_up_have_an_index(archive):
    """Without one, every change of a parent row would read the child table through."""
    query = archive.connection.execute
    lacking = []
    for table in ("page", "fetch", "revision", "alias", "bio", "article"):
        indexed = {
            query(f"PRAGMA index_info({index[1]})").fetchall()[0][2] for index in query(f"PRAGMA index_list({table})")
        }
        lacking += [
            f"{table}.{key[3]}"
            for key in query(f"PRAGMA foreign_key_list({table})")
            if key[2] in ("article", "page", "snapshot") and key[3] not in indexed
        ]

    assert lacking == []


def test_older_sqlite_reads_every_view(archive):
    """The interpreter's own module, often years older than ours."""
    plain = sqlite3.connect(f"file:{archive.path}?mode=ro", uri=True)
    for view in real(archive):
        plain.execute(f"SELECT * FROM {view}").fetchall()
    plain.execute("SELECT rowid FROM article_search WHERE article_search MATCH 'lamps'").fetchall()
    plain.close()
