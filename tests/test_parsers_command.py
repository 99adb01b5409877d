"""``python -m parsers FILE --url URL``."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from parsers.__main__ import main

PAGE = (
    b"<html lang=en><title>Larkspur ships a fan - Example</title><h1>Larkspur ships a fan</h1>"
    + b"<p>It whispers, mostly, all night long.</p>" * 9
)


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="python -m parsers")


def test_prints_the_document(tmp_path):
    (tmp_path / "page.html").write_bytes(PAGE)

    command = [sys.executable, "-m", "parsers", tmp_path / "page.html", "--url", "https://example.com/fan"]
    done = subprocess.run(command, capture_output=True, check=True)

    document = json.loads(done.stdout)
    assert (document["url"], document["title"]) == ("https://example.com/fan", "Larkspur ships a fan")


def test_reads_standard_input():
    assert json.loads(run("-", stdin=PAGE).stdout)["title"] == "Larkspur ships a fan"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "an empty page"), (b"%PDF-1.4", "a binary file, not a page"), (None, "No such file or directory")],
)
def test_what_is_no_page_is_one_sentence(tmp_path, content, sentence):
    file = tmp_path / "page.html"
    if content is not None:
        file.write_bytes(content)

    done = run(str(file))

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {file}")
    assert done.stderr.endswith(f"{sentence}\n")


@pytest.mark.parametrize("url", ["example.com/fan", "htp://example.com/fan", "http://[::1"])
def test_an_address_that_is_none_is_told(url):
    done = run("-", "--url", url, stdin=PAGE)

    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{url!r} is no address on the web" in done.stderr


def test_explains_who_won_and_who_lost():
    page = b'<html lang=en><title>A fan ships</title><meta name=keywords content="fans"><meta name=news_keywords content="fans, air">'

    lines = [line.split("\t") for line in run("-", "--explain", stdin=page + PAGE).stdout.splitlines()]

    assert ["tags", "won", "fans, air", "meta:news_keywords", ""] in lines
    assert ["tags", "lost", "fans", "meta:keywords", ""] in lines
    assert ["image", "–", "", "", ""] in lines


def test_reads_by_a_layout_file(tmp_path):
    (tmp_path / "mine.toml").write_text('title = "p"')
    (tmp_path / "broken.toml").write_text("title = 1")

    document = json.loads(run("-", "--layout", str(tmp_path / "mine.toml"), stdin=PAGE).stdout)
    refused = run("-", "--layout", str(tmp_path / "broken.toml"), stdin=PAGE)

    assert document["provenance"]["title"] == "layout:mine"
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"Error: {tmp_path / 'broken.toml'}: title: 1 is not allowed")


def test_help_shows_an_example():
    for option in ("-h", "--help"):
        shown = run(option)

        assert shown.exit_code == 0
        assert "python -m parsers page.html --url https://example.com/" in shown.stdout
