"""The main of a worker process: does one job after the other, in bounds of time and memory, until its parent is gone.

Frames on stdin and stdout are four bytes of length (big-endian) and a pickle. In: ``(job, args, kwargs)``.
Out: ``(kind, value, resident)``; kind is ``result``, ``error`` (the exception), ``memory`` (bound passed) or ``bug``
(a text); resident is bytes of memory in use. The first frame out is ``("ready", None, resident)``.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")


def main(seconds: float, megabytes: int) -> None:
    """Work until stdin ends. A job that runs longer than ``seconds`` ends the process, even inside a C library."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which lets us finish
    os.nice(5)  # the parent's reactor comes first
    incoming = sys.stdin.buffer
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not stand between frames

    from crawler.errors import CrawlerError
    from crawler.processes.jobs import EVERYWHERE, load
    from parsers.errors import ParseError

    for name in EVERYWHERE:
        load(name)

    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    # Soups are full of cycles: collected once after each page, never half-way through building one.
    gc.disable()
    gc.freeze()
    _send(outgoing, "ready", None)
    while (frame := _receive(incoming)) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        _send(outgoing, *_answer(load, frame, (ParseError, CrawlerError)))
        signal.setitimer(signal.ITIMER_REAL, 0)
        del frame
        gc.collect()


def _answer(
    load: Callable[[str], Callable[..., Any]], frame: bytes, errors: tuple[type[Exception], ...]
) -> tuple[str, Any]:
    job, arguments, named = pickle.loads(frame)
    try:
        return "result", load(job)(*arguments, **named)
    except errors as error:
        return "error", error
    except MemoryError:
        return "memory", None
    except Exception as error:  # noqa: BLE001 - a bug of ours must cost this page only
        traceback.print_exc()
        place = traceback.extract_tb(error.__traceback__)[-1]
        return "bug", f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def _send(outgoing: BinaryIO, kind: str, value: Any) -> None:
    try:
        body = pickle.dumps((kind, value, _resident()), protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        body = pickle.dumps(("memory", None, _resident()))
    outgoing.write(LENGTH.pack(len(body)))
    outgoing.write(body)
    outgoing.flush()


def _receive(incoming: BinaryIO) -> bytes | None:
    head = incoming.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    body = incoming.read(size)
    return body if len(body) == size else None


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:  # not Linux: the peak, which is as good for our purpose
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    try:
        main(float(sys.argv[1]), int(sys.argv[2]))
    except BrokenPipeError:  # the parent went while we worked
        os._exit(0)
