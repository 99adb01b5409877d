"""How fast pages are parsed, beside the least there is to do: lxml alone."""

from __future__ import annotations

import gzip
import resource
import statistics
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from demo.server import serve
from parsers.errors import ParseError
from parsers.parse import parse_article


def pages_of(folder: Path | None) -> list[bytes]:
    """The saved pages of a folder (``.html``, ``.html.gz``); those of the sample site where none is named."""
    if folder is not None:
        files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
        return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
    with serve() as site:
        return [urllib.request.urlopen(url).read() for url in site.expected_pages()]


def measure(folder: Path | None) -> Iterator[str]:
    """Lines of a report. Each page is read by both in turn; CPU time of this process."""
    pages = pages_of(folder)
    ours, bare = [], []
    refused = 0
    for html in pages:
        begin = time.process_time()
        try:
            parse_article(html, "https://site.example/article")
        except ParseError:
            refused += 1
        middle = time.process_time()
        lxml.html.document_fromstring(html or b"<p>")
        ours.append(middle - begin)
        bare.append(time.process_time() - middle)
    size = statistics.fmean(map(len, pages)) / 1000
    yield (
        f"parse: {len(pages) / sum(ours):.0f} pages of {size:.0f} kB a CPU second; median {statistics.median(ours) * 1000:.1f} ms, "
        f"95 in 100 under {statistics.quantiles(ours, n=20)[-1] * 1000:.1f} ms; {sum(ours) / sum(bare):.1f} times lxml alone; {refused} refused"
    )
    yield f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at the most"
