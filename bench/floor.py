"""The least that SQLite can do for the same articles: the archive's own finished rows, written by ``executemany`` into
tables with the same indexes and full-text index; with what Python and SQLite bring, or tuned as the archive is."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from archive.driver import Connection, connect

_ROWS = {
    "id": "tag bio author portrait rule_set snapshot fetch section revision article",
    "article_id": "alias comment_widget comment_count comment link search_term band story_article",
    "revision_id": "outline byline revision_tag",
}
"""Column that only grows → tables that saving an article writes rows of."""
_WHERE = {"band": "(SELECT * FROM band UNION ALL SELECT * FROM band_new)"}
"""Where the archive has the rows of a table, if not in it."""
_DOCUMENT = "SELECT article_id, title, headings, text, authors, terms FROM search_document WHERE article_id > ?"


class Floor:
    """A copy of an archive that is only written to; ``batch`` after each transaction of the archive."""

    def __init__(self, path: Path, archive: Connection, *, tuned: bool) -> None:
        """``tuned``: with the archive's own driver, page size, cache, checkpoints and settings of the index. Else Python's
        ``sqlite3`` and SQLite as they come, but for the write-ahead log and its lighter syncing."""
        self._archive = archive
        self.connection = connect(path) if tuned else sqlite3.connect(path, isolation_level=None)
        for pragma in ("page_size=8192",) * tuned + ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=OFF"):
            self.connection.execute(f"PRAGMA {pragma}")
        for kind in ("table", "index", "view"):
            made = archive.execute(
                "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'article_search_%'",
                [kind],
            ).fetchall()
            for (sql,) in made:
                self.connection.execute(sql)
        settings = archive.execute("SELECT k, v FROM article_search_config WHERE k <> 'version'").fetchall()
        for name, value in settings if tuned else ():
            # How often it draws its pieces together, say.
            self.connection.execute("INSERT INTO article_search (article_search, rank) VALUES (?, ?)", [name, value])
        self._tables = {
            table: (key, [row[1] for row in archive.execute(f"PRAGMA table_info({table})")])
            for key, tables in _ROWS.items()
            for table in tables.split()
        }
        self._last = dict.fromkeys(self._tables, 0)
        self.batch()

    def batch(self) -> float:
        """Write what is new in the archive in one transaction; CPU seconds that it took."""
        first = self._last["article"]
        rows = {}
        for table, (key, columns) in self._tables.items():
            rows[table] = self._archive.execute(
                f"SELECT * FROM {_WHERE.get(table, table)} WHERE {key} > ?", [self._last[table]]
            ).fetchall()
            place = columns.index(key)
            self._last[table] = max((row[place] for row in rows[table]), default=self._last[table])
        documents = self._archive.execute(_DOCUMENT, [first]).fetchall()
        begin = time.process_time()
        self.connection.execute("BEGIN IMMEDIATE")
        for table, new in rows.items():
            if new:
                marks = ", ".join("?" * len(self._tables[table][1]))
                self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", new)
        self.connection.executemany(
            "INSERT INTO article_search (rowid, title, headings, text, authors, terms) VALUES (?, ?, ?, ?, ?, ?)",
            documents,
        )
        self.connection.execute("COMMIT")
        return time.process_time() - begin
