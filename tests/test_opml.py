"""OPML in and out, and sources that move: what other readers hand on, and what stays when a site goes elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import sources as command
from crawler.errors import NotOpml, SourcesError
from crawler.lists.candidates import Candidate, Site
from crawler.opml import read_opml, write_opml
from crawler.register import Register
from crawler.sources import Source, load_sources

HERE = Path("subscriptions.opml")
OPML = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<opml version="1.0"><head><title>Mine &file;</title></head><body>
<outline text="Glass & more"><outline text="x" title="The Glass Paper" type="rss" xmlUrl="https://glass.example/feed"
 htmlUrl="https://glass.example/" language="en"/>
<outline text="Lab" TYPE="rss" XMLURL=" https://glass.example/lab " htmlURL="https://glass.example"/></outline>
<outline text="Brass" xmlUrl="http://brass.example/a/atom.xml"/><outline text="Tin" type="link" url="https://tin.example/"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/><outline text="An empty folder"/>"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "sources.toml"
    monkeypatch.setenv("DATELINE_SOURCES_PATH", str(path))
    return path


def site(url: str, *feeds: str, **more: object) -> Site:
    return Site(candidate=Candidate(asked=url, urls=(url,)), url=url, feeds=feeds, **more)  # type: ignore[arg-type]


def test_file_cut_short_with_folders_and_odd_names_is_read(path):
    assert [(found.name, found.url, found.feeds, found.fronts) for found in read_opml(OPML, HERE)] == [
        ("The Glass Paper", "https://glass.example/", ("https://glass.example/feed", "https://glass.example/lab"), ()),
        ("Brass", "http://brass.example/", ("http://brass.example/a/atom.xml",), ()),
        ("Tin", "https://tin.example/", (), ("https://tin.example/",)),
    ]


@pytest.mark.parametrize("body", [b"", b"<html><body>No list</body></html>", b"\x00\x01", b'{"version": 1}'])
def test_what_is_no_opml_is_told_so(body):
    with pytest.raises(NotOpml, match=r"^subscriptions\.opml: no OPML"):
        read_opml(body, HERE)


def test_what_is_written_is_read_again():
    sources = [
        Source(key="a", url="https://a.example/", name="A & <b>", feeds=("https://a.example/1", "https://a.example/2")),
        Source(key="b", url="https://b.example/", language="de"),
    ]

    assert read_opml(write_opml(sources), HERE) == (
        Site(
            candidate=Candidate(asked="https://a.example/1", urls=("https://a.example/1",)),
            url="https://a.example/",
            name="A & <b>",
            feeds=("https://a.example/1", "https://a.example/2"),
        ),
        Site(
            candidate=Candidate(asked="https://b.example/", urls=("https://b.example/",)),
            url="https://b.example/",
            name="b",
            language="de",
            fronts=("https://b.example/",),
        ),
    )


def test_import_follows_what_is_new_and_enables_what_is_listed(path, tmp_path):
    path.write_text('# mine\n[sources.brazen]\nurl = "http://brass.example/"\nenabled = false\n')
    (tmp_path / "list.opml").write_bytes(OPML)

    told = CliRunner().invoke(command, ["import", str(tmp_path / "list.opml")])

    assert told.stdout.split() == ["glass", "brazen", "tin"]
    assert told.stderr == f"{tmp_path / 'list.opml'}: left out, no usable address: Bad (javascript:alert(1)).\n"
    sources = load_sources(path).sources
    assert sources["brazen"].enabled
    assert sources["brazen"].feeds == ("http://brass.example/a/atom.xml",)
    assert (sources["glass"].name, sources["glass"].language) == ("The Glass Paper", "en")
    assert path.read_text().startswith("# mine\n")


def test_export_writes_the_enabled_or_the_named(path):
    path.write_text(
        '[sources.a]\nurl = "https://a.example/"\n[sources.b]\nurl = "https://b.example/"\nenabled = false\n'
    )

    exported = CliRunner().invoke(command, ["export"]).stdout_bytes
    named = CliRunner().invoke(command, ["export", "b"]).stdout_bytes

    assert [found.url for found in read_opml(exported, HERE)] == ["https://a.example/"]
    assert [found.url for found in read_opml(named, HERE)] == ["https://b.example/"]


def test_source_that_moves_keeps_its_key_its_comments_and_nothing_of_the_old_addresses(path):
    path.write_text(
        '[sources.glass] # mine\nurl = "https://glass.example/"\nfeeds = ["https://glass.example/feed"]\n'
        'sitemaps = ["https://glass.example/map.xml"] # large\nevery = "2h"\n\n[sources.tin]\nurl = "https://tin.example/"\n'
    )

    Register(path).move(
        "glass", site("https://news.example/", "https://news.example/rss", fronts=("https://news.example/",))
    )

    assert path.read_text() == (
        '[sources.glass] # mine\nurl = "https://news.example/"\nfeeds = ["https://news.example/rss"]\n'
        'sitemaps = [] # large\nfronts = ["https://news.example/"]\nevery = "2h"\n\n[sources.tin]\nurl = "https://tin.example/"\n'
    )
    with pytest.raises(SourcesError, match=r"https://tin\.example/ is there already, as tin"):
        Register(path).move("glass", site("https://tin.example/"))
