"""What can go wrong with the schedule: one class for each thing a caller does about it."""

from __future__ import annotations

from pathlib import Path


class ScheduleError(Exception):
    """Something the scheduler could not do; ``str()`` is one sentence for the user."""


class AlreadyRunning(ScheduleError):
    """Another scheduler looks after this archive: leave it to that one."""

    def __init__(self, path: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(f"{who} already runs the schedule of {path}; stop that one first")
        self.path = path
        self.pid = pid


class SourceDisabled(ScheduleError):
    """The source is switched off in ``sources.toml``: only a person switches it on."""

    def __init__(self, key: str) -> None:
        super().__init__(f"source {key!r} is disabled; switch it on with `dateline sources enable {key}`")
        self.key = key
