"""Letting go of bytes as fetched for good, without those that are differences against them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive import snapshots
from archive.driver import Connection
from archive.versions.desk import Desk

_AT_ONCE = 100
"""Snapshots in a step, some 0.5 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Snapshots that stay and are to be differences against another base."""

    doomed: int
    """The base that goes."""
    heir: int
    """The first of them, which takes its place."""
    others: Sequence[int]


def steps(connection: Connection, doomed: Sequence[int]) -> Iterator[Step]:
    """What is to be done before these can go, in pieces that may each be a transaction of its own."""
    bound: defaultdict[int, list[int]] = defaultdict(list)
    going = set(doomed)
    if doomed:
        rows = connection.execute(
            "SELECT id, base_id FROM snapshot WHERE base_id IN (SELECT value FROM json_each(?)) AND length(data) > 0"
            " ORDER BY id",
            [json.dumps(doomed)],
        )
        for snapshot_id, base_id in rows:
            if snapshot_id not in going:
                bound[base_id].append(snapshot_id)
    for base_id, (heir, *others) in bound.items():
        yield Step(doomed=base_id, heir=heir, others=())
        for start in range(0, len(others), _AT_ONCE):
            yield Step(doomed=base_id, heir=heir, others=others[start : start + _AT_ONCE])


def take(desk: Desk, step: Step) -> int:
    """Do one of the ``steps``; how many snapshots were stored anew. To be called inside a transaction."""
    if step.others:
        for snapshot_id in step.others:
            snapshots.move(desk.connection, desk.bodies, snapshot_id, step.heir)
        return len(step.others)
    snapshots.move(desk.connection, desk.bodies, step.heir, None)
    desk.connection.execute(
        "UPDATE host SET anchor_id = ?, anchor_uses = 0 WHERE anchor_id = ?", [step.heir, step.doomed]
    )
    return 1


def drop(connection: Connection, doomed: Sequence[int]) -> None:
    """Drop the bytes, once nothing is a difference against them. Where a request still tells that they came, their hash
    stays, and they are never kept again; else not even that."""
    ids = json.dumps(doomed)
    among = "IN (SELECT value FROM json_each(?))"
    connection.execute(f"UPDATE host SET anchor_id = NULL WHERE anchor_id {among}", [ids])
    connection.execute(f"UPDATE snapshot SET base_id = NULL WHERE base_id {among}", [ids])
    connection.execute(
        f"DELETE FROM snapshot WHERE id {among} AND NOT EXISTS (SELECT 1 FROM fetch f WHERE f.snapshot_id = snapshot.id)",
        [ids],
    )
    connection.execute(
        f"UPDATE snapshot SET base_id = NULL, depth = {snapshots.ERASED}, data = x'' WHERE id {among}", [ids]
    )
