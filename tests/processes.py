"""What other processes do, as Linux tells it."""

from __future__ import annotations

from pathlib import Path


def runs(pid: int) -> bool:
    """Whether it is there and not a zombie, which only waits to be collected: as some containers never do."""
    return _state(Path(f"/proc/{pid}/stat")) not in "ZX"


def waits(pid: int) -> bool:
    """Whether a process has nothing to do: a signal that was sent has been heard, an answer been read."""
    return all(_state(stat) == "S" for stat in Path(f"/proc/{pid}/task").glob("*/stat"))


def children(pid: int) -> list[int]:
    """Those of all its threads, zombies too."""
    stats = [stat for stat in Path("/proc").glob("[0-9]*/stat") if _fields(stat)[1] == str(pid)]
    return [int(stat.parent.name) for stat in stats]


def _state(stat: Path) -> str:
    return _fields(stat)[0]


def _fields(stat: Path) -> list[str]:
    """Its state in one letter, its parent and so on, see proc(5); X also where it ends while we read."""
    try:
        return stat.read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ["X", "0"]
