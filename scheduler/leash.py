"""Runs a module as ``python -m`` would, but only for as long as the process that started it lives.

    python -m scheduler.leash MODULE [ARGUMENT…]

Its standard input is a pipe whose other end the scheduler holds and never writes to. However the scheduler ends, even
by ``kill -9``, the system closes that end; the crawl is then told to stop as by Ctrl-C, and killed if it does not.
A pipe works on every Unix; Linux's ``PR_SET_PDEATHSIG`` would also fire when only the starting thread ends.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

GRACE = 60.0
"""Seconds an orphaned crawl has for saving what it holds."""


def main() -> None:
    threading.Thread(target=_outlive_nobody, name="leash", daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _outlive_nobody() -> None:
    while os.read(sys.__stdin__.fileno() if sys.__stdin__ else 0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE)
    if os.getpgrp() == os.getpid():  # the scheduler gives each crawl a group of its own, with the workers in it
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
