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
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in file.read_text().split()]
        except OSError:  # a thread that has just ended
            continue
    return found


def _state(stat: Path) -> str:
    """One letter, see proc(5); X also where it ends while we read."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
