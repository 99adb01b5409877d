"""Which steps make a file an archive of the present shape, which of them it lacks, and their doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

from archive.driver import Connection, sqlite3
from archive.steps import (
    m001_tables_and_views,
    m002_history,
    m003_read_by,
    m004_manifest,
    m005_stories,
    m006_erasures,
    m007_unread,
    m008_tags,
    m009_alerts,
    m010_habits,
    m011_hosts,
    m012_announced_before,
    m013_pages_a_day,
    m014_leads,
    m015_spent_hosts,
    m016_reach_of_lists,
    m017_by_page,
    m018_origins,
    m019_text_first,
    m020_new_numbers,
    m021_missing,
    m022_homes,
    m023_sealed_headers,
)

APPLICATION_ID = 0x44_4C_4E_31
"""``PRAGMA application_id`` of an archive: "DLN1"."""

_SET = "dateline"

STEPS: tuple[ModuleType, ...] = (
    m001_tables_and_views,
    m002_history,
    m003_read_by,
    m004_manifest,
    m005_stories,
    m006_erasures,
    m007_unread,
    m008_tags,
    m009_alerts,
    m010_habits,
    m011_hosts,
    m012_announced_before,
    m013_pages_a_day,
    m014_leads,
    m015_spent_hosts,
    m016_reach_of_lists,
    m017_by_page,
    m018_origins,
    m019_text_first,
    m020_new_numbers,
    m021_missing,
    m022_homes,
    m023_sealed_headers,
)
"""In their order; how to add one is told in ``archive/steps/__init__.py``."""


def is_foreign(connection: Connection) -> bool:
    """Whether the file is another program's database; an empty one is nobody's and may become ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application == APPLICATION_ID:
        return False
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(application or tables)


def applied(connection: Connection) -> set[str]:
    """Names of the steps that this file has had."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if known is None:
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [_SET])
    return {name for (name,) in rows}


def pending(connection: Connection) -> list[str]:
    """Names of the steps that this file still lacks."""
    done = applied(connection)
    return [name for name in map(_name, STEPS) if name not in done]


def latest() -> str:
    """Name of the last step."""
    return _name(STEPS[-1])


def unknown(connection: Connection) -> list[str]:
    """Names of steps that this file has had and that we do not know: a later Dateline wrote it."""
    return sorted(applied(connection) - set(map(_name, STEPS)))


def migrate(connection: Connection) -> None:
    """Apply what is pending, all or nothing. To be called inside a transaction that holds the write lock."""
    # Imported where it is needed: most openings find nothing to do, and loading sqlite-utils takes 0.3 s.
    from sqlite_utils import Database, Migrations

    steps = Migrations(_SET)
    for step in STEPS:
        steps(name=_name(step))(_work(step))
    steps.apply(Database(connection, recursive_triggers=False))
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _name(step: ModuleType) -> str:
    return step.__name__.rpartition(".")[2]


def _work(step: ModuleType) -> Callable[..., None]:
    def work(db: object) -> None:
        connection: Connection = db.conn  # type: ignore[attr-defined]  # a sqlite_utils.Database, loaded only here
        for statement in _statements(getattr(step, "SQL", "")):
            connection.execute(statement)
        if hasattr(step, "run"):
            step.run(connection)

    return work


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: ``executescript`` would commit the transaction we are in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
