"""Rows that nothing points to: what is left where history was told anew, an import took names back, a crash came."""

from __future__ import annotations

from collections.abc import Iterator

from archive.driver import Connection

User = tuple[str, str]
"""A table and its column that points to the row."""

# In this order: what a removed row pointed to may become unused by that.
LEFTOVERS: tuple[tuple[str, str, tuple[User, ...]], ...] = (
    ("section", "sections", (("outline", "section_id"), ("change", "before_section"), ("change", "after_section"))),
    ("bio", "bios", (("byline", "bio_id"),)),
    ("portrait", "portraits", (("byline", "portrait_id"),)),
    ("author", "authors", (("byline", "author_id"), ("bio", "author_id"), ("portrait", "author_id"))),
    ("tag", "tags", (("revision_tag", "tag_id"),)),
    ("rule_set", "sets of rules", (("revision", "rule_set_id"),)),
    ("snapshot", "snapshots", (("fetch", "snapshot_id"), ("snapshot", "base_id"), ("host", "anchor_id"))),
)


def count_unused(connection: Connection, table: str, users: tuple[User, ...]) -> int:
    """How many rows nothing points to."""
    return sum(1 for _ in _unused(connection, table, users))


def remove_unused(connection: Connection, table: str, users: tuple[User, ...]) -> None:
    """Delete the rows that nothing points to. To be called inside a transaction."""
    ids = list(_unused(connection, table, users))
    # From the end: of snapshots those first that are differences.
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(number,) for number in reversed(ids)])


def _unused(connection: Connection, table: str, users: tuple[User, ...]) -> Iterator[int]:
    # Marks instead of a join: most of these columns have no index, and sorting them all would take more memory.
    (last,) = connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()
    used = bytearray(last + 1)
    for user, column in users:
        for (number,) in connection.execute(f"SELECT {column} FROM {user} WHERE {column} IS NOT NULL"):
            if number <= last:
                used[number] = 1
    for (number,) in connection.execute(f"SELECT id FROM {table} WHERE id <= ? ORDER BY id", [last]):
        if not used[number]:
            yield number
