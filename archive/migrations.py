"""The numbered steps that make a file an archive of the present shape. A released step is never edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from archive.driver import Connection, sqlite3
from archive.tables import TABLES
from archive.views import SEARCH, VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x44_4C_4E_31
"""``PRAGMA application_id`` of an archive: "DLN1"."""

_SET = "dateline"


def m001_tables_and_views(db: Database) -> None:
    """The first shape: tables, indexes, contract views, full-text index."""
    for statement in _statements(TABLES + VIEWS + SEARCH):
        db.conn.execute(statement)


_STEPS: tuple[Callable[[Database], None], ...] = (m001_tables_and_views,)


def is_foreign(connection: Connection) -> bool:
    """Whether the file is another program's database; an empty one is nobody's and may become ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application == APPLICATION_ID:
        return False
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(application or tables)


def pending(connection: Connection) -> list[str]:
    """Names of the steps that this file still lacks."""
    done = _applied(connection)
    return [step.__name__ for step in _STEPS if step.__name__ not in done]


def unknown(connection: Connection) -> list[str]:
    """Names of steps that this file has had and that we do not know: a later Dateline wrote it."""
    return sorted(_applied(connection) - {step.__name__ for step in _STEPS})


def migrate(connection: Connection) -> None:
    """Apply what is pending, all or nothing. To be called inside a transaction that holds the write lock."""
    # Imported where it is needed: most openings find nothing to do, and loading sqlite-utils takes 0.3 s.
    from sqlite_utils import Database, Migrations

    steps = Migrations(_SET)
    for step in _STEPS:
        steps(name=step.__name__)(step)
    steps.apply(Database(connection, recursive_triggers=False))
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _applied(connection: Connection) -> set[str]:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if known is None:
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [_SET])
    return {name for (name,) in rows}


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: ``executescript`` would commit the transaction we are in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
