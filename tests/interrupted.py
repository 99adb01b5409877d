"""A command that kills itself at a chosen moment: ``python -m tests.interrupted WHICH SECONDS merge other.db``.

Moments are the statements that SQLite begins, and the files of the archive's folder that are made, renamed or removed.
At the moment of number ``WHICH``, or ``SECONDS`` later, SIGKILL ends all; a command that is through before is killed at
its end. With ``WHICH`` 0 it is left alone, and tells how many moments it had.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from archive import driver
from archive.settings import archive_path


class Killer:
    """Counts, and kills."""

    def __init__(self, which: int, seconds: float, folder: Path) -> None:
        self.seen = 0
        self._which = which
        self._seconds = seconds
        self._folder = str(folder.absolute())

    def comes(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self._which:
            if not self._seconds:
                self.kill()
            threading.Thread(target=self.kill, daemon=True).start()

    def hears(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(self._folder):
            self.comes()

    def kill(self) -> None:
        time.sleep(self._seconds)
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    which, seconds, arguments = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    killer = Killer(which, seconds, archive_path().parent)
    plain = driver.connect

    def connect(path: Path, *, read_only: bool = False) -> driver.Connection:
        connection = plain(path, read_only=read_only)
        connection.set_trace_callback(killer.comes)
        return connection

    driver.connect = connect  # before anything imports it by name
    import sqlite_utils  # noqa: F401 - which opens files of its own, when the first migration needs it

    import dateline

    sys.addaudithook(killer.hears)
    try:
        dateline.main(arguments)
    finally:
        if which:
            killer.kill()
        sys.stderr.write(f"{killer.seen} moments\n")


if __name__ == "__main__":
    main()
