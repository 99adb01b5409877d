"""Who holds a run: a process that can be told from any later one with the same number."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """One process on one boot of one machine."""

    pid: int
    process_start: str
    """When the process started, as the system counts it (Linux: clock ticks since boot); empty where it cannot tell."""
    boot_id: str
    """Changes with every boot, so that a number from before a power cut is known to be dead; empty where unknown."""

    @classmethod
    def current(cls) -> Owner:
        """This process."""
        return cls.of(os.getpid())

    @classmethod
    def of(cls, pid: int) -> Owner:
        """The process that has this number now, such as a child that was just started."""
        return cls(pid=pid, process_start=_process_start(pid), boot_id=_boot_id())

    @property
    def text(self) -> str:
        """All three in one column."""
        return f"{self.pid} {self.process_start} {self.boot_id}"

    @classmethod
    def read(cls, text: str) -> Owner:
        """What ``text`` gave."""
        pid, process_start, boot_id = text.split(" ")
        return cls(pid=int(pid), process_start=process_start, boot_id=boot_id)

    def alive(self) -> bool:
        """Whether that very process still runs (a zombie does not), as far as this machine can tell."""
        if self.boot_id != _boot_id():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass  # runs, under another user
        return _process_start(self.pid) == self.process_start


@cache
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _process_start(pid: int) -> str:
    """Field 22 of ``/proc/PID/stat`` (proc(5)); "dead" for a zombie, which only waits to be collected."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # The second field is the command in brackets and may itself hold spaces and brackets.
    fields = stat.rpartition(")")[2].split()
    return "dead" if fields[0] in "ZX" else fields[19]
