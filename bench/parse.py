"""How fast pages are parsed, beside other libraries that read articles. Each has a process of its own and gets every page
in turn; what counts is CPU time inside the reading, so that neither starting nor waiting does."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.peers import PEERS, ROOT, NotInstalled, command_of
from demo.server import serve

URL = "https://site.example/2026/11/article"
OURS = "dateline"
WARMING = 3
"""Pages that every process reads before anything counts: modules are loaded late, patterns are compiled."""
_STEP, _MOST_STEPS = 100, 12
"""Pages after which memory is told at the soonest, and how often at most."""


def pages_of(folder: Path | None) -> list[bytes]:
    """The saved pages of a folder (``.html``, ``.html.gz``); those of the sample site where none is named."""
    if folder is not None:
        files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
        return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
    with serve() as site:
        return [urllib.request.urlopen(url).read() for url in site.expected_pages()]


class Died(Exception):
    """A library's process ended while pages were left; says so in one sentence."""


@dataclass(slots=True)
class Reader:
    """A library at work, and what it took: seconds of CPU for each page, a list a round."""

    name: str
    process: subprocess.Popen[bytes]
    rounds: list[list[float]] = field(default_factory=list)
    failed: int = 0
    memory: list[float] = field(default_factory=list)
    """MB after each page."""
    peak: float = 0.0
    """MB at most."""

    def read(self, html: bytes) -> dict[str, Any]:
        """What it says of the page. Raises Died."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(f"{len(html)} {URL}\n".encode() + html)
            self.process.stdin.flush()
        except BrokenPipeError:
            line = b""
        else:
            line = self.process.stdout.readline()
        if not line:
            with suppress(BrokenPipeError):  # what it did not take is still to be written
                self.process.stdin.close()
            raise Died(f"{self.name} ended with {self.process.wait()} at page {len(self.memory) + 1} and is left out")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def total(self) -> float:
        """Seconds for all pages once, by the median round."""
        return statistics.median(map(sum, self.rounds))

    def by_page(self) -> list[float]:
        """Seconds for each page, the median over the rounds."""
        return [statistics.median(times) for times in zip(*self.rounds, strict=True)]


def measure(folder: Path | None, *, rounds: int = 3, peers: bool = True) -> Iterator[str]:
    """Lines of a report."""
    pages = pages_of(folder)
    if not pages:
        yield f"parse: no .html or .html.gz in {folder}"
        return
    with ExitStack() as stack:
        readers: list[Reader] = []
        for name in (OURS, *(peer.name for peer in PEERS if peers)):
            try:
                command = command_of(name)
            except NotInstalled as error:
                yield f"parse: {error}"
                continue
            process = stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            readers.append(Reader(name, process))
        yield from _run(readers, pages, rounds)
    if readers and readers[0].name == OURS:
        yield from _report(readers, pages, rounds)


def _run(readers: list[Reader], pages: Sequence[bytes], rounds: int) -> Iterator[str]:
    """Lets all read; whoever dies is told of and taken off the list."""
    for html in pages[:WARMING]:
        yield from _let_read(readers, html)
    for number in range(rounds):
        for reader in readers:
            reader.rounds.append([])
        for place, html in enumerate(pages):
            # Whoever comes first after a pause finds other things in the processor's memory: they take turns.
            yield from _let_read(readers, html, first=place + number)


def _let_read(readers: list[Reader], html: bytes, *, first: int = 0) -> Iterator[str]:
    first %= max(1, len(readers))
    for reader in (*readers[first:], *readers[:first]):
        try:
            answer = reader.read(html)
        except Died as error:
            readers.remove(reader)
            yield f"parse: {error}"
            continue
        if reader.rounds:
            reader.rounds[-1].append(answer["seconds"])
            reader.failed += answer["failed"]
            reader.memory.append(answer["memory"])
            reader.peak = answer["peak"]


def _report(readers: Sequence[Reader], pages: Sequence[bytes], rounds: int) -> Iterator[str]:
    yield (
        f"parse: {len(pages)} pages of {statistics.fmean(map(len, pages)) / 1000:.0f} kB, each {rounds} times by every reader in turn; "
        "CPU time"
    )
    ours = readers[0]
    for reader in readers:
        times = reader.by_page()
        yield (
            f"  {reader.name}: {len(pages) / reader.total():.1f} pages a second; a page {_spread(times, 1000)} ms; "
            f"{reader.failed // rounds} failed; {_memory(reader)}"
        )
    for reader in readers[1:]:
        by_page = [theirs / own for theirs, own in zip(reader.by_page(), ours.by_page(), strict=True)]
        by_round = [sum(theirs) / sum(own) for theirs, own in zip(reader.rounds, ours.rounds, strict=True)]
        yield (
            f"  against {reader.name}: {reader.total() / ours.total():.2f} times as many pages a CPU second "
            f"(by rounds {min(by_round):.2f}–{max(by_round):.2f}); page by page {_spread(by_page)}"
        )


def _spread(values: Sequence[float], unit: float = 1) -> str:
    """``median (lower quartile–upper quartile)``."""
    if len(values) < 2:
        return f"{values[0] * unit:.2f}"
    low, middle, high = (f"{value * unit:.{1 if unit > 1 else 2}f}" for value in statistics.quantiles(values, n=4))
    return f"{middle} ({low}–{high})"


def _memory(reader: Reader) -> str:
    """MB at most, and as they were on the way: what keeps growing has a leak."""
    steps = max(_STEP, len(reader.memory) // _MOST_STEPS)
    shown = " ".join(f"{held:.0f}" for held in reader.memory[steps - 1 :: steps] or reader.memory[-1:])
    return f"at most {reader.peak:.0f} MB; every {steps} pages {shown} MB"
