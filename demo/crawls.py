"""Crawls the sample site into an archive: a child process each time, as anybody's crawl is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.errors import CrawlFailed
from demo.server import SampleSite

HOUSE = Path(__file__).resolve().parent.parent
"""The folder that holds scrapy.cfg."""
SOURCE = "halyard"
"""What the sample site is called in sources.toml and in the archive."""
LOOPBACK_DELAY = 0.01
"""Seconds between two requests. Nobody else is served by this host; robots.txt asks for more, and gets it."""
PATIENCE = 20.0
"""Seconds that a crawl has for saving what it holds when it is told to stop."""


def sources_toml(site_url: str) -> str:
    """What ``dateline sources add`` would write for the sample site."""
    return (
        f"[sources.{SOURCE}]\n"
        'name = "The Halyard Dispatch"\n'
        f'url = "{site_url}/"\n'
        f'feeds = ["{site_url}/feed/", "{site_url}/atom.xml", "{site_url}/feed.json"]\n'
        f'sitemaps = ["{site_url}/sitemap_index.xml"]\n'
        f'fronts = ["{site_url}/"]\n'
    )


def crawl(site: SampleSite, archive: Path, *, recheck: bool, watch: Callable[[], None]) -> float:
    """Crawl what the site holds now into the archive and return the seconds it took; ``watch`` is called meanwhile.

    With ``recheck`` every known article is asked for again. Raises CrawlFailed with the crawl's own last words.
    """
    command = [sys.executable, "-m", "scheduler.leash", "scrapy", "crawl", "news"]
    command += ["-a", "recheck=true"] if recheck else []
    command += ["-s", f"DOWNLOAD_DELAY={LOOPBACK_DELAY}", "-s", "AUTOTHROTTLE_ENABLED=0"]
    command += ["-s", "DATELINE_GONE_SECONDS=0"]  # there is no third edition to confirm it
    with TemporaryDirectory(prefix="dateline-") as folder:
        sources, log = Path(folder, "sources.toml"), Path(folder, "log")
        sources.write_text(sources_toml(site.url), "utf-8")
        environment = os.environ | {
            "DATELINE_ARCHIVE_PATH": str(archive.absolute()),
            "DATELINE_SOURCES_PATH": str(sources),
            "DATELINE_ALLOW_PRIVATE_ADDRESSES": "1",
            "no_proxy": "127.0.0.1",
            "NO_PROXY": "127.0.0.1",
        }
        began = time.monotonic()
        with log.open("wb") as output:
            child = subprocess.Popen(
                command,
                cwd=HOUSE,
                env=environment,
                stdin=subprocess.PIPE,  # the leash
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches us alone, and we pass it on once
            )
        try:
            while child.poll() is None:
                watch()
                with suppress(subprocess.TimeoutExpired):
                    child.wait(0.1)
        except BaseException:
            _stop(child)
            raise
        finally:
            if child.stdin:
                child.stdin.close()
        if child.returncode:
            raise CrawlFailed(f"the crawl of the sample site failed: {_last_words(log)}")
        return time.monotonic() - began


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGINT)
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    said = next(
        (line for line in reversed(lines) if line.startswith("Error: ")), lines[-1] if lines else "no word of why"
    )
    return said.removeprefix("Error: ").strip()
