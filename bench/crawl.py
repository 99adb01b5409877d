"""What a whole crawl costs: beside a bare Scrapy spider on the same town, and beside download, parse and save alone."""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from archive.store import Archive
from bench.save import BATCH, Filling
from bench.town import HOUSE, Town, town
from crawler.settings import EXTENSIONS
from parsers.article import Article
from parsers.parse import parse_article

LOOK = 0.2
"""Seconds between two looks at the memory of a process."""
_CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of a command."""

    seconds: float
    """As the clock goes."""
    cpu: float
    """Of it and all its children."""
    own_cpu: float
    """Without its children."""
    peak: float
    """MB of it alone."""
    told: str
    """What it wrote."""

    def __sub__(self, idle: Cost) -> Cost:
        """Without what starting and ending take."""
        return replace(
            self,
            seconds=self.seconds - idle.seconds,
            cpu=self.cpu - idle.cpu,
            own_cpu=self.own_cpu - idle.own_cpu,
        )


def measure(hosts: int, pages: int) -> Iterator[str]:
    """Lines of a report, for a town of so many hosts and pages of each."""
    with town(hosts=1, pages=1, large=False) as place, TemporaryDirectory() as folder:
        bare_idle, our_idle = _bare(place, Path(folder)), crawl(place, Path(folder))
    for large in (True, False):
        with town(hosts=hosts, pages=pages, large=large) as place, TemporaryDirectory() as folder:
            count = hosts * pages
            bare, ours = _bare(place, Path(folder)), crawl(place, Path(folder))
            stats = watched(ours)
            yield (
                f"crawl, pages of {'90' if large else '2'} kB: {1000 * ours.cpu / count:.1f} ms of CPU a page"
                f" ({1000 * ours.own_cpu / count:.1f} in the main process, which peaks at {ours.peak:.0f} MB),"
                f" {count / ours.seconds:.0f} pages a second; bare Scrapy that only downloads:"
                f" {1000 * bare.cpu / count:.1f} ms, {count / bare.seconds:.0f} pages a second"
            )
            if large:
                parse, save = _alone(place, Path(folder))
                least = bare.cpu / count + parse + save
                yield (
                    f"crawl: {ours.cpu / count / least:.2f} times bare Scrapy, parsing ({1000 * parse:.1f} ms) and"
                    f" saving ({1000 * save:.1f} ms), each alone"
                )
            else:
                yield (
                    f"crawl: {bare.seconds / ours.seconds:.2f} of the pages a second of bare Scrapy by the clock;"
                    f" {_reach(bare, ours):.2f} by CPU, were nobody else on {_CORES} cores, and"
                    f" {_reach(bare - bare_idle, ours - our_idle):.2f} without what a crawl of one page takes"
                    f" ({bare_idle.cpu:.1f} and {our_idle.cpu:.1f} s)"
                )
            yield (
                f"crawl: longest callback {stats.get('longest_callback_ms')} ms of CPU, longest collection of garbage"
                f" {stats.get('longest_collection_ms')} ms"
            )


def crawl(place: Town, folder: Path, **settings: str) -> Cost:
    """Crawl a town with everything on, as fast as it goes, a watch on the reactor's thread."""
    (folder / "sources.toml").write_text(place.sources(), "utf-8")
    quick = {"DOWNLOAD_DELAY": "0.01", "AUTOTHROTTLE_START_DELAY": "0.01", "AUTOTHROTTLE_MAX_DELAY": "0.01"}
    watch = {"EXTENSIONS": json.dumps(EXTENSIONS | {"bench.watchdog.Watchdog": 1}), "LOG_LEVEL": "INFO"}
    told = [part for name, value in (quick | watch | settings).items() for part in ("-s", f"{name}={value}")]
    return _run(
        [sys.executable, "-m", "scrapy", "crawl", "news", *told],
        DATELINE_ARCHIVE_PATH=str(folder / "archive.db"),
        DATELINE_SOURCES_PATH=str(folder / "sources.toml"),
        DATELINE_ALLOW_PRIVATE_ADDRESSES="1",
    )


def _reach(bare: Cost, ours: Cost) -> float:
    """Pages a second, as a share of bare Scrapy's, which has one core: all cores busy, or our main process is."""
    return min(_CORES * bare.cpu / ours.cpu, bare.cpu / ours.own_cpu)


def _bare(place: Town, folder: Path) -> Cost:
    urls = folder / "urls.txt"
    urls.write_text("\n".join(f"{url}/{page}" for page in range(place.pages) for url in place.hosts_urls()), "utf-8")
    return _run([sys.executable, "-m", "bench.bare", str(urls)])


def _run(command: Sequence[str], **environment: str) -> Cost:
    before, began = _children(), time.monotonic()
    own_cpu = peak = 0.0
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with (
            log.open("wb") as out,
            subprocess.Popen(command, cwd=HOUSE, env=os.environ | environment, stdout=out, stderr=out) as process,
        ):
            while process.poll() is None:
                own_cpu, megabytes = _look(process.pid) or (own_cpu, peak)
                peak = max(peak, megabytes)
                time.sleep(LOOK)
        told = log.read_text("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(told[-2_000:])
    return Cost(seconds=time.monotonic() - began, cpu=_children() - before, own_cpu=own_cpu, peak=peak, told=told)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _look(pid: int) -> tuple[float, float] | None:
    """Seconds of CPU and MB of a process; None where that is not to be known (any more)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK"), pages * resource.getpagesize() / 1e6


def watched(cost: Cost) -> Mapping[str, str]:
    """What the watchdog wrote into the statistics of a crawl."""
    lines = (line.strip(" {},") for line in cost.told.splitlines() if "'bench/" in line)
    return {
        name.strip("'").removeprefix("bench/"): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }


def _alone(place: Town, folder: Path) -> tuple[float, float]:
    """Seconds of CPU to parse a page, and to save it, in this process, for as many pages as the town has."""
    parsing, captures = 0.0, list[tuple[str, bytes, Article]]()
    gc.freeze()
    gc.disable()  # as in a worker: once after each page
    with Archive.open(folder / "alone.db") as archive:
        filling = Filling(archive, snapshots=True)
        for url in (f"{host}/{page}" for host in place.hosts_urls() for page in range(place.pages)):
            body = urlopen(url).read()
            began = time.process_time()
            article = parse_article(body, url, content_type="text/html; charset=utf-8")
            gc.collect()
            parsing += time.process_time() - began
            captures.append((url, body, article))
        gc.enable()
        now = datetime.now(UTC)
        for start in range(0, len(captures), BATCH):
            filling.save([(url, body, article, now) for url, body, article in captures[start : start + BATCH]])
    return parsing / len(captures), filling.spent / len(captures)
