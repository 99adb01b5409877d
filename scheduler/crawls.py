"""A crawl as a child process: its command, its log, its deadline and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archive.rows import RunOutcome

HOUSE = Path(__file__).resolve().parent.parent
"""The folder that holds scrapy.cfg."""

LOGS_KEPT = 200
"""Logs of that many runs stay; the run table tells of all."""

LAST_WORD = 10.0
"""Seconds between SIGTERM, which Scrapy takes as "now", and SIGKILL."""

Command = Callable[[int, Sequence[str]], list[str]]
"""Run number and source keys → the command line that crawls them."""


def crawl_command(run_id: int, source_keys: Sequence[str]) -> list[str]:
    """The crawl of these sources that takes over run ``run_id``, on a leash."""
    crawl = ["scrapy", "crawl", "news", "-a", f"source={','.join(source_keys)}", "-a", f"run={run_id}"]
    return [sys.executable, "-m", "scheduler.leash", *crawl]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a crawl's process ended, for a run that the crawl itself did not close."""

    outcome: RunOutcome
    reason: str | None = None


class Crawl:
    """A running crawl. Nothing here waits: ``check`` is called every now and then, and does what is due by then."""

    def __init__(
        self,
        run_id: int,
        command: Sequence[str],
        *,
        logs: Path,
        environment: dict[str, str],
        deadline: timedelta,
        grace: timedelta,
    ) -> None:
        """Start it; OSError where the system cannot. ``deadline`` counts from now, in time that the machine is awake;
        ``grace`` is what a crawl that is told to stop has for saving what it holds."""
        self.run_id = run_id
        self.log = logs / f"{run_id}.log"
        self._deadline = deadline
        self._rungs = iter(
            ((signal.SIGINT, grace.total_seconds()), (signal.SIGTERM, LAST_WORD), (signal.SIGKILL, LAST_WORD))
        )
        self._cause: Ending | None = None
        _make_room(logs)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=HOUSE,
                env=environment,
                stdin=subprocess.PIPE,  # the leash
                stdout=log,
                stderr=log,
                # Ctrl-C in our terminal reaches us alone; we pass it on once. Scrapy takes a second one as "at once".
                start_new_session=True,
            )
        self._patient_until = time.monotonic() + deadline.total_seconds()

    @property
    def pid(self) -> int:
        return self._process.pid

    def check(self) -> Ending | None:
        """Its end, or None while it runs; one that is past its deadline is told so, and told louder each time."""
        if self._process.poll() is None and time.monotonic() >= self._patient_until:
            self._cause = self._cause or Ending(
                outcome="timeout", reason=f"stopped at its deadline of {self._deadline}"
            )
            self._insist()
        code = self._process.poll()
        return None if code is None else self._ended(code)

    def stop(self) -> None:
        """Tell it to stop, once; ``check`` sees to it that it does."""
        if self._cause is None:
            self._cause = Ending(outcome="stopped", reason="the scheduler was stopped")
            self._insist()

    def kill(self) -> None:
        """End it and its workers now."""
        self._cause = self._cause or Ending(outcome="stopped", reason="killed with the scheduler")
        self._end_group()
        with suppress(subprocess.TimeoutExpired):  # one that waits for a broken disk cannot be killed
            self._process.wait(LAST_WORD)

    def _insist(self) -> None:
        rung, patience = next(self._rungs, (signal.SIGKILL, LAST_WORD))
        self._patient_until = time.monotonic() + patience
        if rung is signal.SIGKILL:
            self.kill()
        else:
            self._process.send_signal(rung)

    def _ended(self, code: int) -> Ending:
        if self._process.stdin:
            self._process.stdin.close()
        self._end_group()
        if self._cause:
            return self._cause
        if code == 0:
            return Ending(outcome="finished")
        if code < 0:
            return Ending(outcome="crashed", reason=f"ended by {_signal_name(-code)}; see {self.log}")
        if code == 128 + signal.SIGINT:
            return Ending(outcome="stopped", reason="stopped by somebody else")
        return Ending(outcome="failed", reason=f"ended with code {code}; see {self.log}")

    def _end_group(self) -> None:
        """A worker that hangs does not notice that its crawl is gone."""
        with suppress(ProcessLookupError, PermissionError):  # macOS: the latter for a group of zombies
            os.killpg(self._process.pid, signal.SIGKILL)


def _make_room(logs: Path) -> None:
    """Leave the logs of the latest runs, and room for one more."""
    logs.mkdir(parents=True, exist_ok=True)
    # By time: in a new archive the runs are numbered from 1 again.
    old = sorted((log for log in logs.glob("*.log") if log.stem.isdigit()), key=lambda log: log.stat().st_mtime)
    for log in old[: -LOGS_KEPT + 1]:
        log.unlink(missing_ok=True)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
