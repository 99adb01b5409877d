"""Reads pages with one library and says how long each took: ``python -m bench.reader NAME``.

The library may stand in an environment of its own, so that nothing else of this project is imported here. On stdin, per
page, a line ``BYTES URL`` and the bytes; on stdout a line of JSON for each: CPU ``seconds``, ``failed``, and in MB the
``memory`` that the process has now and at its ``peak`` so far.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Read = Callable[[bytes, str], Any]


def _dateline() -> Read:
    from parsers.parse import parse_article

    return lambda html, url: parse_article(html, url).to_dict()


def _trafilatura() -> Read:
    from trafilatura import bare_extraction

    return lambda html, url: bare_extraction(html, url=url, with_metadata=True)


def _newspaper() -> Read:
    from newspaper import Article

    def read(html: bytes, url: str) -> None:
        article = Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()

    return read


def _readability() -> Read:
    from readability import Document

    def read(html: bytes, url: str) -> None:
        document = Document(html, url=url)
        document.title()
        document.summary()

    return read


READERS: dict[str, Callable[[], Read]] = {
    "dateline": _dateline,
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper,
    "readability-lxml": _readability,
}


def main() -> None:
    logging.disable()
    read = READERS[sys.argv[1]]()
    answers, sys.stdout = sys.stdout, sys.stderr
    while header := sys.stdin.buffer.readline():
        size, url = header.decode().split()
        html = sys.stdin.buffer.read(int(size))
        failed = False
        begin = time.process_time()
        try:
            read(html, url)
        except Exception:  # noqa: BLE001 - whatever a library raises, it did not read the page
            failed = True
        seconds = time.process_time() - begin
        answers.write(json.dumps({"seconds": seconds, "failed": failed, **memory()}) + "\n")
        answers.flush()


def memory() -> dict[str, float]:
    """What this process holds of the machine's memory now and has held at most, in MB; both the latter where a system
    tells no more. What getrusage says counts the process that started this one."""
    try:
        lines = (line.split() for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines())
        told = {line[0]: int(line[1]) / 1024 for line in lines if line[0] in ("VmRSS:", "VmHWM:")}
        return {"memory": told["VmRSS:"], "peak": told["VmHWM:"]}
    except (OSError, KeyError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
        return {"memory": most, "peak": most}


if __name__ == "__main__":
    main()
