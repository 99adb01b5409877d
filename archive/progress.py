"""How far a long command is: a bar on a terminal, a line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

EVERY = 30.0
"""Seconds between two lines."""
_STEP = 0.1
"""Seconds between two looks of the bar: drawing more often would cost more than the work."""


class Progress:
    """Counts things done of a known total; shows nothing where the work is over before it would help."""

    def __init__(self, noun: str, total: int, *, hidden: bool = False) -> None:
        """``hidden``: where the work itself writes to the terminal."""
        self.done = 0
        self._hidden = hidden
        self._noun = noun
        self._total = total
        self._bar: Bar | None = None
        self._spoken = self._drawn = monotonic()

    def tick(self, by: int = 1) -> None:
        """So many more are done."""
        self.done += by
        now = monotonic()
        if now - self._drawn < _STEP:
            return
        self._drawn = now
        if self._bar is not None:
            self._bar.update(self._task, completed=self.done)
        elif now - self._spoken >= EVERY and not self._hidden:
            self._spoken = now
            click.echo(f"{self.done:,} of {self._total:,} {self._noun}", err=True)

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self._hidden:
            # rich is only loaded by who shows something.
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn(self._noun), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._noun, total=self._total)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
