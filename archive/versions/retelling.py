"""Telling changes by the rules of today: of which kind an edit is, and whether it was silent, follows from its texts."""

from __future__ import annotations

from archive import manifest
from archive.driver import Connection
from archive.versions.changes import Change, is_silent, kind_today

_CHANGES = """
SELECT
    c.position, c.kind, c.part, ifnull(c.before, (SELECT text FROM section WHERE id = c.before_section)),
    ifnull(c.after, (SELECT text FROM section WHERE id = c.after_section))
FROM change c WHERE c.revision_id = ? ORDER BY c.position
"""


def is_told_as_today(connection: Connection, revision_id: int) -> bool:
    """False of a version whose changes an earlier Dateline told as others."""
    kinds, silent = _today(connection, revision_id)
    return not kinds and silent is None


def tell(connection: Connection, revision_id: int) -> None:
    """Tell the changes of a version as they are told today. To be called inside a transaction."""
    kinds, silent = _today(connection, revision_id)
    connection.executemany(
        "UPDATE change SET kind = ? WHERE revision_id = ? AND position = ?",
        [(kind, revision_id, position) for position, kind in kinds.items()],
    )
    if silent is not None:  # that is sealed
        manifest.touch(connection, revisions=[revision_id])
        connection.execute("UPDATE revision SET silent = ? WHERE id = ?", [int(silent), revision_id])


def _today(connection: Connection, revision_id: int) -> tuple[dict[int, str], bool | None]:
    """Position → kind, of those changes that are of another today; whether they are silent, where that is otherwise."""
    kinds: dict[int, str] = {}
    found: list[Change] = []
    for position, kind, part, before, after in connection.execute(_CHANGES, [revision_id]):
        change = Change(part=part, kind=kind_today(part, kind, before, after), before=before, after=after)
        found.append(change)
        if change.kind != kind:
            kinds[position] = change.kind
    (told,) = connection.execute("SELECT silent FROM revision WHERE id = ?", [revision_id]).fetchone() or (None,)
    silent = is_silent(found)
    return kinds, silent if told is not None and silent != bool(told) else None
