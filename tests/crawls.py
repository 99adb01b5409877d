"""Crawls in tests: real child processes on a folder that holds sources.toml and the archive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from archive.store import Archive
from tests.site import Site

HOUSE = Path(__file__).resolve().parent.parent

QUICK = {
    # Loopback only, and never 0.
    "DOWNLOAD_DELAY": "0.02",
    "AUTOTHROTTLE_ENABLED": "0",
    "DATELINE_ROBOTS_SECONDS": "1",
    "DATELINE_PARSE_PROCESSES": "1",
    "DATELINE_RETRY_SECONDS": "1",
}


class Desk:
    """A folder with a list of sources and an archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "archive.db"
        self.sources = folder / "sources.toml"

    def follow(self, key: str, site: Site, **lists: Iterable[str]) -> None:
        """Add a source: ``feeds=["/feed.xml"]``."""
        lines = [f"[sources.{key}]", f'url = "{site.url}/"']
        lines += [f"{name} = {[site.url + path for path in paths]}".replace("'", '"') for name, paths in lists.items()]
        with self.sources.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DATELINE_ARCHIVE_PATH": str(self.archive),
            "DATELINE_SOURCES_PATH": str(self.sources),
            "DATELINE_ALLOW_PRIVATE_ADDRESSES": "1",
            "LC_ALL": "C.UTF-8",
        }

    def start(
        self,
        spider: str,
        *arguments: str,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = ("scrapy",),
    ) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", *program, "crawl", spider]
        command += [part for argument in arguments for part in ("-a", argument)]
        command += [
            part for name, value in (QUICK | dict(settings or {})).items() for part in ("-s", f"{name}={value}")
        ]
        return subprocess.Popen(
            command,
            cwd=HOUSE,
            env=self.environment | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def crawl(self, spider: str, *arguments: str, code: int = 0, **more: Any) -> str:
        """Crawl to the end; what was said on stderr. The exit code must be ``code``."""
        with self.start(spider, *arguments, **more) as child:
            try:
                output, complaint = child.communicate(timeout=600)
            finally:
                child.kill()
        assert (child.returncode, output) == (code, ""), complaint
        assert "Traceback" not in complaint, complaint
        return complaint

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with Archive.open(self.archive, read_only=True) as archive:
            return archive.connection.execute(query, values).fetchall()

    def pages(self, site: Site) -> dict[str, tuple[str, str | None]]:
        """Path → (state, reason)."""
        rows = self.ask("SELECT url, state, reason FROM page")
        return {url.removeprefix(site.url): (state, reason) for url, state, reason in rows}

    def counts(self) -> dict[str, int]:
        """Of the last run."""
        ((counts,),) = self.ask("SELECT counts FROM run ORDER BY id DESC LIMIT 1")
        return dict(json.loads(counts))
