"""What is installed is whole: every module and every file that one reads is part of a package."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
KINDS = {".py", ".md", ".toml", ".html", ".css", ".txt", ".json", ".sql", ".xml"}


@pytest.mark.parametrize("room", ["archive", "crawler", "demo", "parsers", "scheduler"])
def test_an_installed_package_has_all_its_files(room):
    packed = {
        path
        for package in SETUPTOOLS["packages"]
        for pattern in ["*.py", *SETUPTOOLS["package-data"].get(package, ())]
        for path in ROOT.joinpath(*package.split(".")).glob(pattern)
    }

    there = {path for path in (ROOT / room).rglob("*.*") if path.is_file() and path.suffix in KINDS}
    assert there
    assert there - packed == set()
