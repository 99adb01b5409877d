"""Worker processes for everything that reads foreign bytes: bounded in time and memory, each job on its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from crawler.errors import JobFailed, WorkersDown
from crawler.processes.worker import LENGTH

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
"""A worker loads its parsers first, on a busy machine slowly."""
ALARM_AFTER = 5.0
"""Seconds beyond the deadline after which a worker ends itself: only where its parent died and could not do it."""
RETIRE_MEGABYTES = 200
"""A worker that holds more after a job is replaced: memory that C libraries keep is never given back."""
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "PYTHONHASHSEED")


class Workers:
    """At most ``processes`` workers, started when there is work; a job costs at most ``seconds`` and ``megabytes``."""

    def __init__(self, *, processes: int, seconds: float = 20.0, megabytes: int = 400) -> None:
        self.processes = processes
        self.seconds = seconds
        self.megabytes = megabytes
        self.waiting = 0
        """Jobs that were handed in and are not done."""
        self._places = asyncio.Semaphore(processes)
        self._idle: list[_Worker] = []

    async def run(self, job: str, *arguments: Any, **named: Any) -> Any:
        """The result of a job of ``crawler.processes.jobs``.

        Raises what the job raises of our own errors (ParseError, CrawlerError), JobFailed where it took too long, too
        much memory, or broke, and WorkersDown where no worker can be started at all.
        """
        self.waiting += 1
        try:
            async with self._places:
                worker = self._idle.pop() if self._idle else await _Worker.start(self.seconds, self.megabytes)
                try:
                    return await worker.do(job, arguments, named)
                finally:
                    if worker.fit:
                        self._idle.append(worker)
                    else:
                        await worker.end()
        finally:
            self.waiting -= 1

    async def close(self) -> None:
        """End the workers that are idle; those at work end after their job."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(worker.end() for worker in idle))


class _Worker:
    """One process and the pipes to it."""

    def __init__(
        self, process: asyncio.subprocess.Process, complaints: IO[bytes], seconds: float, megabytes: int
    ) -> None:
        self._process = process
        self._complaints = complaints
        self._seconds = seconds
        self._megabytes = megabytes
        self.fit = True
        """Whether it can take another job."""

    @classmethod
    async def start(cls, seconds: float, megabytes: int) -> _Worker:
        complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        command = (sys.executable, "-m", "crawler.processes.worker", str(seconds + ALARM_AFTER), str(megabytes))
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=complaints,
            cwd=ROOT,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            start_new_session=True,  # a Ctrl-C at the terminal reaches the parent alone
        )
        worker = cls(process, complaints, seconds, megabytes)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker._receive()
        except (TimeoutError, EOFError, ConnectionError) as error:
            reason = worker._last_words() or str(error) or f"nothing heard of one for {START_SECONDS:.0f} seconds"
            await worker.end()
            raise WorkersDown(reason) from error
        return worker

    async def do(self, job: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        self.fit = False  # until the answer is here: also when we are cancelled meanwhile
        body = pickle.dumps((job, arguments, named), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            async with asyncio.timeout(self._seconds):
                self._process.stdin.writelines((LENGTH.pack(len(body)), body))
                await self._process.stdin.drain()
                kind, value, resident = await self._receive()
        except TimeoutError:
            raise JobFailed(f"took longer than {self._seconds:g} seconds to read") from None
        except (EOFError, ConnectionError):
            raise JobFailed(await self._cause_of_death()) from None
        self.fit = kind != "memory" and resident < RETIRE_MEGABYTES << 20
        if kind == "error":
            raise value
        if kind == "memory":
            raise JobFailed(f"needed more than {self._megabytes} MB to read")
        if kind == "bug":
            raise JobFailed(f"could not be read, by a fault of ours: {value}")
        return value

    async def end(self) -> None:
        """At once; nothing is lost, it has no work or work that is given up."""
        assert self._process.stdin is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._process.stdin.close()
        self._complaints.close()

    async def _receive(self) -> tuple[str, Any, int]:
        assert self._process.stdout is not None
        head = await self._process.stdout.readexactly(LENGTH.size)
        answer = pickle.loads(await self._process.stdout.readexactly(LENGTH.unpack(head)[0]))
        assert isinstance(answer, tuple)
        return answer

    async def _cause_of_death(self) -> str:
        code = await self._process.wait()
        if code < 0:
            return f"ended the process that read it ({signal.Signals(-code).name})"
        return f"ended the process that read it (exit {code}: {self._last_words()})"

    def _last_words(self) -> str:
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").splitlines()
        return lines[-1].strip() if lines else ""
