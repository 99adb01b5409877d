"""Keeps the archive's table of sources the same as ``sources.toml``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive.schedule import Plan
from archive.store import Archive
from crawler.sources import Source, SourcesError, load_sources


def as_followed(source: Source, plan: Plan | None, *, now: datetime) -> Plan:
    """The plan of a source as it will be once the table says what the file says, which only the scheduler needs to
    write; without a ``plan`` the archive does not know it yet."""
    if plan is None:
        plan = Plan(
            source=source.key,
            enabled=source.enabled,
            paused=False,
            every=source.every,
            requested_at=None,
            next_due=None,
            due=source.enabled,
            running=None,
            last_run=None,
        )
    elif (plan.enabled, plan.every) != (source.enabled, source.every):
        last = plan.last_run.started if plan.last_run else None
        is_due = not plan.paused and (last is None or last + source.every <= now)
        plan = replace(
            plan,
            enabled=source.enabled,
            every=source.every,
            next_due=last + source.every if last and source.enabled and not plan.paused else None,
            due=source.enabled and plan.running is None and (is_due or plan.requested_at is not None),
        )
    return plan


class Mirror:
    """Does so whenever the file, or the archive, is another than last time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: object = None

    def refresh(self, archive: Archive, *, now: datetime) -> None:
        """Bring the table up to date. SourcesError, once for each broken state of the file; the table stays then."""
        state = _state(self._path), archive.path.stat().st_ino
        if state == self._seen:
            return
        try:
            sources = load_sources(self._path)
        except SourcesError:
            self._seen = state
            raise
        archive.sync_sources(sources.rows, now=now)
        self._seen = state


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file is edited or replaced; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
