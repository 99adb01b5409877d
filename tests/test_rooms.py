"""Each package stays in its room: what it must not know is not even loaded."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from crawler.processes.jobs import EVERYWHERE, JOBS

ROOT = Path(__file__).resolve().parent.parent

ROOMS = {
    "parsers": ({"scrapy", "twisted", "sqlite_utils", "sqlite3", "pysqlite3", "apscheduler", "archive", "crawler"}, ()),
    "archive": ({"scrapy", "twisted", "bs4", "lxml", "apscheduler", "crawler", "parsers.parse"}, ()),
    "scheduler": ({"scrapy", "twisted", "bs4", "lxml"}, ()),
    "demo": ({"scrapy", "twisted", "bs4", "apscheduler"}, ()),
}
"""Package → what none of its modules loads."""
WORK = sorted({place.partition(":")[0] for place in JOBS.values()})
"""What a worker loads, all in all."""


def modules_of(package: str) -> list[str]:
    files = sorted((ROOT / package).rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files if file.name != "__main__.py"]
    return [name.removesuffix(".__init__") for name in names]


@cache
def loaded_by(*modules: str) -> set[str]:
    script = f"import sys, {', '.join(modules)}; print('\\n'.join(sys.modules))"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return set(told.stdout.splitlines())


@pytest.mark.parametrize("package", ROOMS)
def test_package_stays_in_its_room(package):
    foreign, _ = ROOMS[package]

    assert foreign.isdisjoint(loaded_by(*modules_of(package)))


@pytest.mark.parametrize(
    ("module", "foreign"),
    [
        # The shared word: standard library only.
        ("parsers.article", {"bs4", "lxml", "charset_normalizer"}),
        # What the scheduler and the front door read without a crawl.
        ("crawler.sources", {"scrapy", "twisted", "lxml", "bs4", "feedparser"}),
        # A worker reads pages; Scrapy would only cost it memory and time to start.
        (
            f"crawler.processes.worker, {', '.join(WORK)}",
            {"scrapy", "twisted", "sqlite_utils", "sqlite3", "pysqlite3", "pydantic"},
        ),
        # One that parses articles has no use for feeds and WARC.
        (", ".join(sorted({JOBS[name].partition(":")[0] for name in EVERYWHERE})), {"feedparser", "warcio"}),
        # The reactor's process reads no HTML.
        ("crawler.spiders.news", {"parsers.parse", "feedparser"}),
    ],
)
def test_module_loads_no_more_than_it_needs(module, foreign):
    assert foreign.isdisjoint(loaded_by(module))


@pytest.mark.parametrize("room", ["archive", "crawler", "parsers"])
def test_arrows_between_the_folders_of_a_room_go_one_way(room):
    folders = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
    arrows: dict[str, set[str]] = {folder: set() for folder in folders}
    for folder in folders:
        for file in (ROOT / room / folder).rglob("*.py"):
            statements = ast.walk(ast.parse(file.read_text("utf-8")))
            modules = [each.module or "" for each in statements if isinstance(each, ast.ImportFrom)]
            named = {module.split(".")[1] for module in modules if module.startswith(f"{room}.")}
            arrows[folder] |= (named & folders) - {folder}

    TopologicalSorter(arrows).prepare()  # raises CycleError, which names them


def test_archive_imports_one_file_of_parsers():
    loaded = loaded_by(*modules_of("archive"))

    assert {name for name in loaded if name.startswith("parsers.")} <= {"parsers.article"}
