"""What can be told of a file that is too damaged to be opened as an archive: what is broken, and what to do."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from archive.driver import Connection, is_damage, sqlite3

MOST = 20
"""Tables that are named; of more it tells the number."""


def survey(path: Path) -> tuple[list[str], list[str]]:
    """(what is damaged, what can be done), a sentence each. The file is only read, and not as an archive."""
    damage = list(_cut_off(path))
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            broken, sound = _tables(connection)
    except sqlite3.DatabaseError as error:
        damage.append(f"the list of its tables cannot be read ({error}), and without it none of them is found")
        broken, sound = [], 0
    damage += [f"table {name} cannot be read to its end" for name in broken[:MOST]]
    if len(broken) > MOST:
        damage.append(f"… and {len(broken) - MOST:,} more tables")
    if sound:
        damage.append(
            f"the other {sound:,} can be read"
            if broken
            else f"all of its {sound:,} tables can be read, yet not what stands in their indexes"
        )
    advice = "restore the newest backup, as docs/how-to/run-it-for-years.md tells"
    return damage, [f"it can be opened as an archive no more, so that nothing can be exported from it: {advice}"]


def _cut_off(path: Path) -> list[str]:
    """Whether the file is shorter than its head says (https://www.sqlite.org/fileformat.html, section 1.3)."""
    with path.open("rb") as file:
        head = file.read(100)
    size, pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    whole, there = (65_536 if size == 1 else size) * pages, path.stat().st_size
    return [f"the file ends after {there:,} of {whole:,} bytes"] if there < whole else []


def _tables(connection: Connection) -> tuple[list[str], int]:
    """Names of the tables that cannot be read to their end, and how many others there are."""
    names = [
        name
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if not sql.upper().startswith("CREATE VIRTUAL")
    ]
    broken = []
    for name in names:
        try:
            for _ in connection.execute(f'SELECT * FROM "{name}"'):
                pass
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            broken.append(name)
    return broken, len(names) - len(broken)
