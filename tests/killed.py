"""A crawl that kills itself inside a chosen moment: ``python -m tests.killed MOMENT WHICH SECONDS crawl news -s …``.

``WHICH`` counts how often the moment came; it is then left to go on for ``SECONDS`` before SIGKILL ends all. A crawl
that is through before that is killed at its end: how often a moment comes, and how long the rest takes, is chance.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from scrapy.cmdline import execute
from scrapy.core.downloader import Downloader

from archive.store import Archive
from crawler.processes.workers import Workers
from crawler.processes.writer import Writer


class Killer:
    """Counts, and kills."""

    def __init__(self, which: int, seconds: float) -> None:
        self._left = which
        self._seconds = seconds

    def comes(self) -> None:
        self._left -= 1
        if self._left == 0:
            threading.Thread(target=self._kill, daemon=True).start()

    def _kill(self) -> None:
        time.sleep(self._seconds)
        os.kill(os.getpid(), signal.SIGKILL)


def before(owner: type, name: str, do: Callable[..., None]) -> None:
    """Have something done whenever a method is called, before it does its work."""
    plain = getattr(owner, name)

    def method(self: Any, *arguments: Any, **named: Any) -> Any:
        do(self, *arguments)
        return plain(self, *arguments, **named)

    setattr(owner, name, method)


def arm(moment: str, killer: Killer) -> None:
    if moment == "discovery":
        before(Archive, "announce", lambda *_: killer.comes())
    elif moment == "fetch":
        before(Downloader, "_download", lambda *_: killer.comes())
    elif moment == "parse":
        before(Workers, "run", lambda _, job, *__: killer.comes() if job == "read_page" else None)
    elif moment == "transaction":
        before(Archive, "save", lambda *_: killer.comes())
    elif moment == "checkpoint":
        before(Writer, "_commit", lambda _, archive, *__: checkpoint(archive, killer))
    else:
        raise ValueError(moment)


def checkpoint(archive: Archive, killer: Killer) -> None:
    """As SQLite does by itself once the log is long: between two transactions, of all that was written before."""
    killer.comes()
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


if __name__ == "__main__":
    arm(sys.argv[1], Killer(int(sys.argv[2]), float(sys.argv[3])))
    try:
        execute(["scrapy", *sys.argv[4:]])
    finally:
        os.kill(os.getpid(), signal.SIGKILL)
