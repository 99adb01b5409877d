"""Settings: each one is explained, ours come from the environment too, and -s beats it."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

import crawler.settings
from crawler.checked import check_settings
from crawler.derived import DerivedSettings
from crawler.errors import UsedWrongly
from tests.crawls import Desk

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(name for name in vars(crawler.settings) if name.isupper())


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name):
    assert f"`{name}`" in (ROOT / "docs/reference/settings.md").read_text("utf-8")


def of_ours(monkeypatch, *arguments, **environment):
    """The settings of a crawl that is started with these arguments of ``-s``, by somebody with this environment."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    ours = runpy.run_path(crawler.settings.__file__)
    settings.setdict({name: value for name, value in ours.items() if name.isupper()}, priority="project")
    settings.setdict(dict(argument.split("=", 1) for argument in arguments), priority="cmdline")
    return settings


def derived(settings):
    DerivedSettings().update_settings(settings)
    return settings


@pytest.mark.parametrize(
    ("arguments", "environment", "contact"),
    [
        ((), {}, "Dateline/0.1"),
        ((), {"DATELINE_CONTACT": "https://example.org/bot"}, "Dateline/0.1 (+https://example.org/bot)"),
        (("DATELINE_CONTACT=me@example.org",), {"DATELINE_CONTACT": "x"}, "Dateline/0.1 (+me@example.org)"),
        (("USER_AGENT=Mine",), {"DATELINE_CONTACT": "x"}, "Mine"),
    ],
)
def test_user_agent_names_the_contact(monkeypatch, arguments, environment, contact):
    assert derived(of_ours(monkeypatch, *arguments, **environment))["USER_AGENT"] == contact


def test_ours_all_come_from_the_environment(monkeypatch):
    ours = {name: "7" for name in NAMES if name.startswith("DATELINE_")}

    settings = of_ours(monkeypatch, **ours)

    assert {name: settings[name] for name in ours} == ours


def test_doors_that_are_shut_are_not_even_loaded_and_open_when_they_are_asked_to(monkeypatch):
    def parts(*arguments):
        settings = derived(of_ours(monkeypatch, *arguments))
        names = ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES")
        assert all(order is not None for name in names for order in settings[name].values())
        return {part.rpartition(".")[2] for name in names for part in (*settings[name], *settings[f"{name}_BASE"])}

    shut = {"RemoteControl", "TelnetConsole", "OffsiteMiddleware", "CookiesMiddleware"}

    assert parts().isdisjoint(shut)
    assert parts("TELNETCONSOLE_ENABLED=1") & shut == {"TelnetConsole"}


NONSENSE = {
    "DATELINE_VERIFY_TLS=no": "DATELINE_VERIFY_TLS=no is neither 0 nor 1.",
    "DATELINE_PARSE_PROCESSES=all": "DATELINE_PARSE_PROCESSES=all is no whole number from 1 on.",
    "DATELINE_PARSE_SECONDS=0": "DATELINE_PARSE_SECONDS=0 is no whole number from 1 on.",
    "DATELINE_LISTING_DAYS=999999": "DATELINE_LISTING_DAYS=999999 is more than 100,000, the most that makes sense.",
    f"DATELINE_RETRY_SECONDS={10**19}": f"DATELINE_RETRY_SECONDS={10**19} is more than 1,000,000,000, the most that makes sense.",
    "DATELINE_NOSUCH=1": "There is no setting DATELINE_NOSUCH; docs/reference/settings.md has them all.",
    "DATELINE_PARSE_SECOND=9": "There is no setting DATELINE_PARSE_SECOND; did you mean DATELINE_PARSE_SECONDS?",
    "DOWNLOAD_DELAY=abc": "DOWNLOAD_DELAY=abc is no number from 0 on.",
    "DOWNLOAD_DELAY=-1": "DOWNLOAD_DELAY=-1 is no number from 0 on.",
    "DOWNLOAD_TIMEOUT=nan": "DOWNLOAD_TIMEOUT=nan is no number from 0 on.",
    "CONCURRENT_REQUESTS_PER_DOMAIN=x": "CONCURRENT_REQUESTS_PER_DOMAIN=x is no whole number from 0 on.",
    "DOWNLOAD_MAXSIZE=1.5": "DOWNLOAD_MAXSIZE=1.5 is no whole number from 0 on.",
    "AUTOTHROTTLE_ENABLED=maybe": "AUTOTHROTTLE_ENABLED=maybe is neither 0 nor 1.",
    "ROBOTSTXT_OBEY=nein": "ROBOTSTXT_OBEY=nein is neither 0 nor 1.",
    "LOG_LEVEL=FOO": "LOG_LEVEL=FOO is none of DEBUG, INFO, WARNING, ERROR, CRITICAL.",
}


@pytest.mark.parametrize("setting", NONSENSE)
def test_one_of_ours_that_makes_no_sense_is_told(monkeypatch, setting):
    with pytest.raises(UsedWrongly) as wrong:
        check_settings(of_ours(monkeypatch, setting))

    assert str(wrong.value) == NONSENSE[setting]


@pytest.mark.parametrize(
    "setting", ["DOWNLOAD_DELAY=0", "DOWNLOAD_TIMEOUT=2.5", "ROBOTSTXT_OBEY=False", "LOG_LEVEL=ERROR", "MINE=1"]
)
def test_what_makes_sense_is_left_alone(monkeypatch, setting):
    check_settings(of_ours(monkeypatch, setting))


def test_what_makes_no_sense_is_told_before_anything_is_done(tmp_path):
    setting, words = "LOG_LEVEL=FOO", NONSENSE["LOG_LEVEL=FOO"]  # which Scrapy itself reads before any command
    desk = Desk(tmp_path)

    assert desk.crawl("news", settings=dict([setting.split("=")]), code=2) == f"Error: {words}\n"
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
