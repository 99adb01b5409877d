"""One thread that owns the archive: callers await, and what waits together is committed together."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from archive.errors import ArchiveError, Unstorable
from archive.store import Archive

T = TypeVar("T")

MOST_AT_ONCE = 64
"""Acts in one transaction: what others who write wait for, and what a crash can undo (nobody was told it was done)."""
GATHERING = 0.02
"""Seconds from one transaction to the next while acts come in crowds: each costs, for the full-text index above all, a
quarter of what saving a page does. An act that comes alone does not wait."""


@dataclass(slots=True, eq=False)
class _Act:
    """Something to do, who waits for it, and how it went."""

    do: Callable[[Archive], Any]
    future: asyncio.Future[Any] | Future[Any]
    loop: asyncio.AbstractEventLoop | None = None
    """In whose thread the future is to be told; None for any."""
    result: Any = None
    failure: BaseException | None = None


class Writer:
    """Opens the archive at once, in its own thread; raises ArchiveError where that fails."""

    def __init__(self, path: Path) -> None:
        self._acts: queue.SimpleQueue[_Act | None] = queue.SimpleQueue()
        opened: Future[None] = Future()
        # A daemon: a second Ctrl-C must not wait for it. SQLite undoes what was not committed.
        self._thread = threading.Thread(target=self._run, args=(path, opened), name="writer", daemon=True)
        self._thread.start()
        opened.result()

    async def do(self, act: Callable[[Archive], T]) -> T:
        """The result of ``act(archive)``, once it is committed.

        An act that fails leaves no trace; one that finds the archive unusable (ArchiveError: full, read-only, damaged)
        takes those with it that were to be committed together, and each of their callers hears of it.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._hand_in(_Act(act, future, loop))
        return await future

    def do_now(self, act: Callable[[Archive], T]) -> T:
        """The same for callers outside the event loop, which it blocks."""
        future: Future[T] = Future()
        self._hand_in(_Act(act, future))
        return future.result()

    def close(self) -> None:
        """Finish what was handed in and close the archive; harmless twice."""
        self._acts.put(None)
        self._thread.join()

    def _hand_in(self, act: _Act) -> None:
        if self._thread.is_alive():
            self._acts.put(act)
        else:
            _refuse(act)

    def _run(self, path: Path, opened: Future[None]) -> None:
        try:
            archive = Archive.open(path)
        except BaseException as error:  # noqa: BLE001 - who waits for the opening hears of it
            opened.set_exception(error)
            return
        opened.set_result(None)
        crowded, ended = False, monotonic()
        with archive:
            while (first := self._acts.get()) is not None:
                if crowded:
                    sleep(max(ended + GATHERING - monotonic(), 0))
                acts = [first]
                while len(acts) < MOST_AT_ONCE and not self._acts.empty():
                    if (another := self._acts.get()) is None:
                        self._acts.put(None)  # closing: after these
                        break
                    acts.append(another)
                self._commit(archive, acts)
                crowded, ended = len(acts) > 1, monotonic()
        while not self._acts.empty():  # handed in while we closed
            if (late := self._acts.get()) is not None:
                _refuse(late)

    def _commit(self, archive: Archive, acts: list[_Act]) -> None:
        try:
            with archive.transaction():
                for act in acts:
                    try:
                        with archive.part():
                            act.result = act.do(archive)
                    except ArchiveError as error:
                        if not isinstance(error, Unstorable):
                            raise  # SQLite may have undone the whole transaction by itself
                        act.failure = error
                    except Exception as error:  # noqa: BLE001 - its caller hears of it
                        act.failure = error
        except BaseException as error:  # noqa: BLE001 - its callers hear of it
            for act in acts:
                act.failure = error
        _tell(acts)


def _refuse(act: _Act) -> None:
    act.failure = RuntimeError("the archive is closed")
    _tell([act])


def _tell(acts: list[_Act]) -> None:
    """Have everybody hear how it went: all that one loop waits for in one call, as each wakes it up."""
    for loop in {act.loop for act in acts}:
        theirs = [act for act in acts if act.loop is loop]
        if loop is None:
            _settle(theirs)
        else:
            with suppress(RuntimeError):  # it is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, theirs)


def _settle(acts: list[_Act]) -> None:
    for act in acts:
        if act.future.done():
            continue  # Scrapy cancels whoever awaits when it stops; it was done all the same
        if act.failure is None:
            act.future.set_result(act.result)
        else:
            act.future.set_exception(act.failure)
