"""One thread that owns the archive: callers await, and what waits together is committed together."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from archive.errors import ArchiveError, Unstorable
from archive.store import Archive

T = TypeVar("T")

MOST_AT_ONCE = 64
"""Acts in one transaction: what others who write wait for, and what a crash can undo (nobody was told it was done)."""


class Writer:
    """Opens the archive at once, in its own thread; raises ArchiveError where that fails."""

    def __init__(self, path: Path) -> None:
        self._acts: queue.SimpleQueue[tuple[Callable[[Archive], Any], Future[Any]] | None] = queue.SimpleQueue()
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
        return await asyncio.wrap_future(self._hand_in(act))

    def do_now(self, act: Callable[[Archive], T]) -> T:
        """The same for callers outside the event loop, which it blocks."""
        return self._hand_in(act).result()

    def close(self) -> None:
        """Finish what was handed in and close the archive; harmless twice."""
        self._acts.put(None)
        self._thread.join()

    def _hand_in(self, act: Callable[[Archive], T]) -> Future[T]:
        future: Future[T] = Future()
        # Scrapy cancels whoever awaits when it stops. What was handed in is done all the same; a future that could be
        # cancelled would end the thread when its result is set.
        future.set_running_or_notify_cancel()
        if not self._thread.is_alive():
            future.set_exception(RuntimeError("the archive is closed"))
            return future
        self._acts.put((act, future))
        return future

    def _run(self, path: Path, opened: Future[None]) -> None:
        try:
            archive = Archive.open(path)
        except BaseException as error:  # noqa: BLE001 - who waits for the opening hears of it
            opened.set_exception(error)
            return
        opened.set_result(None)
        with archive:
            while (first := self._acts.get()) is not None:
                acts = [first]
                while len(acts) < MOST_AT_ONCE and not self._acts.empty():
                    if (another := self._acts.get()) is None:
                        self._acts.put(None)  # closing: after these
                        break
                    acts.append(another)
                self._commit(archive, acts)
        while not self._acts.empty():  # handed in while we closed
            if (late := self._acts.get()) is not None:
                late[1].set_exception(RuntimeError("the archive is closed"))

    def _commit(self, archive: Archive, acts: list[tuple[Callable[[Archive], Any], Future[Any]]]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with archive.transaction():
                for act, future in acts:
                    try:
                        with archive.transaction():
                            outcomes.append((future, act(archive), None))
                    except ArchiveError as error:
                        if not isinstance(error, Unstorable):
                            raise  # SQLite may have undone the whole transaction by itself
                        outcomes.append((future, None, error))
                    except Exception as error:  # noqa: BLE001 - its caller hears of it
                        outcomes.append((future, None, error))
        except BaseException as error:  # noqa: BLE001 - its callers hear of it
            outcomes = [(future, None, error) for _, future in acts]
        for future, result, failure in outcomes:
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)
