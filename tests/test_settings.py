"""Settings: each one is explained, ours come from the environment too, and -s beats it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import crawler.settings
from tests.crawls import Desk

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(name for name in vars(crawler.settings) if name.isupper())


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name):
    assert f"`{name}`" in (ROOT / "docs/reference/settings.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "environment", "contact"),
    [
        ((), {}, "Dateline/0.1"),
        ((), {"DATELINE_CONTACT": "https://example.org/bot"}, "Dateline/0.1 (+https://example.org/bot)"),
        (("-s", "DATELINE_CONTACT=me@example.org"), {"DATELINE_CONTACT": "x"}, "Dateline/0.1 (+me@example.org)"),
        (("-s", "USER_AGENT=Mine"), {"DATELINE_CONTACT": "x"}, "Mine"),
    ],
)
def test_user_agent_names_the_contact(arguments, environment, contact):
    script = """
import sys
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.utils.project import get_project_settings
settings = get_project_settings()
settings.setdict(dict(a.split("=", 1) for a in sys.argv[1:] if a != "-s"), priority="cmdline")
crawler = Crawler(type("S", (Spider,), {"name": "s"}), settings)
crawler.addons.load_settings(crawler.settings)
print(crawler.settings["USER_AGENT"])
"""
    told = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == contact


def test_ours_all_come_from_the_environment():
    environment = {name: "7" for name in NAMES if name.startswith("DATELINE_")}
    script = (
        "import crawler.settings; print({v for n, v in vars(crawler.settings).items() if n.startswith('DATELINE_')})"
    )

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "{'7'}"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("DATELINE_VERIFY_TLS=no", "DATELINE_VERIFY_TLS=no is neither 0 nor 1."),
        ("DATELINE_PARSE_PROCESSES=all", "DATELINE_PARSE_PROCESSES=all is no whole number from 1 on."),
        ("DATELINE_PARSE_SECONDS=0", "DATELINE_PARSE_SECONDS=0 is no whole number from 1 on."),
    ],
)
def test_one_of_ours_that_makes_no_sense_is_told_before_anything_is_done(tmp_path, setting, words):
    name, _, value = setting.partition("=")
    desk = Desk(tmp_path)

    assert desk.crawl("news", settings={name: value}, code=2) == f"Error: {words}\n"
    assert not desk.archive.exists()

    asked = subprocess.run(
        [sys.executable, "-m", "dateline", "sources", "add", "https://one.example/", "-s", setting],
        cwd=ROOT,
        env={**os.environ, "DATELINE_SOURCES_PATH": str(desk.sources)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (asked.returncode, asked.stderr) == (2, f"Error: {words}\n")
