"""``dateline demo`` and the tutorial, as somebody meets them who has just cloned the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.imports.dossiers import document, read
from archive.imports.importing import take
from archive.imports.merging import merge
from archive.reading.queries import article, stats
from archive.store import Archive
from demo.cli import demo
from demo.site import Edition
from parsers.article import Article
from tests.builders import a_capture, a_run

HOUSE = Path(demo.callback.__code__.co_filename).parent.parent
TUTORIAL = HOUSE / "docs" / "tutorial.md"


HASTE = "-s DOWNLOAD_DELAY=0.02 -s AUTOTHROTTLE_ENABLED=0"
"""Somebody who reads along has the time to ask politely."""


@contextmanager
def kept_port() -> Iterator[str]:
    """A port that nobody else is given meanwhile, and a server may still listen on (SO_REUSEADDR, as it says so too)."""
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        yield str(kept.getsockname()[1])


def environment() -> dict[str, str]:
    """That of a new user: nothing set that Dateline would heed, its commands on the path."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return plain | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dateline", "demo", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in that looks like a clone to Scrapy; the code comes from where it is installed."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copy(HOUSE / "scrapy.cfg", folder)
    return folder


@pytest.fixture(scope="module")
def said(clone: Path) -> Mapping[str, str]:
    """Command of the tutorial → what it printed, all of them run in order in one shell."""
    with kept_port() as port:
        return told_by_tutorial(clone, port)


def told_by_tutorial(clone: Path, port: str) -> Mapping[str, str]:
    commands = [
        line.replace("make demo", "dateline demo")
        .replace("8010", port)
        .replace("sources add ", f"sources add {HASTE} ")
        for block in re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
        for line in block.splitlines()
    ]
    script = "set -e\ntrap 'kill -9 $(jobs -p) 2> /dev/null || true' EXIT\n"  # a site that is left standing would hold our pipe
    for number, command in enumerate(commands):
        script += f"echo '@@@ {number}'\n{command}\n"
        if command == "kill $!":  # who reads and types is slower than the site, when it ends and when it starts
            script += "wait $! || true\n"
        if command.endswith("&"):
            script += f"until (echo > /dev/tcp/127.0.0.1/{port}) 2> /dev/null; do kill -0 $!; sleep 0.1; done\n"
    shell = subprocess.run(
        ["bash", "-c", script], cwd=clone, env=environment(), capture_output=True, text=True, timeout=900, check=False
    )
    assert shell.returncode == 0, f"{shell.stdout[-2000:]}\n{shell.stderr[-2000:]}"
    outputs = re.split(r"^@@@ \d+\n", shell.stdout, flags=re.MULTILINE)[1:]
    return {command.replace(port, "8010"): output for command, output in zip(commands, outputs, strict=True)}


def of(said: Mapping[str, str], beginning: str) -> str:
    return next(output for command, output in said.items() if command.startswith(beginning))


SAME = {
    "articles": "SELECT source, url, canonical_url, title, subtitle, text, authors, headings, tags, published, modified,"
    " language, image, paywalled, word_count, comment_count, first_seen, last_seen, gone_at, revision_count FROM articles",
    "revisions": "SELECT a.url, r.seen_at, r.cause, r.silent, r.title, r.text_hash FROM revision r"
    " JOIN article a ON a.id = r.article_id",
    "comments": "SELECT a.url, c.provider, c.comment_id, c.parent_id, c.author, c.published, c.text, c.first_seen,"
    " c.removed_at FROM article_comments c JOIN articles a ON a.id = c.article_id",
    "counts": "SELECT a.url, w.provider, w.thread_id, w.count, w.open, w.observed_at FROM comment_widgets w"
    " JOIN articles a ON a.id = w.article_id",
    "changes": "SELECT a.url, c.seen_at, c.part, c.kind, c.before, c.after, c.silent FROM changes c"
    " JOIN articles a ON a.id = c.article_id",
    "urls": "SELECT x.url, a.url, x.kind, x.first_seen FROM alias x JOIN article a ON a.id = x.article_id",
    "bytes": "SELECT DISTINCT hex(s.hash) FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE f.page_id IS NOT NULL",
    "requests": "SELECT f.url, f.final_url, f.at, f.status, f.headers FROM fetch f WHERE f.page_id IS NOT NULL",
}
"""What two archives of the same must agree in."""


def told_by(path: Path) -> dict[str, list[str]]:
    with Archive.open(path, read_only=True) as archive:
        return {name: sorted(map(repr, archive.connection.execute(query))) for name, query in SAME.items()}


def test_the_demonstration_survives_the_way_through_warc(clone: Path, said: Mapping[str, str]) -> None:
    of(said, "dateline demo")
    first, second = clone / "data" / "demo.db", clone / "data" / "again.db"
    there = ["-m", "dateline", "export", "--format", "warc", "--output", "demo.warc.gz"]
    back = ["-m", "scrapy", "crawl", "warc", "-a", "path=demo.warc.gz"]

    for command, archive in ((there, first), (back, second)):
        environs = environment() | {"DATELINE_ARCHIVE_PATH": str(archive)}
        subprocess.run([sys.executable, *command], cwd=clone, env=environs, capture_output=True, check=True)

    assert told_by(second) == told_by(first)


def test_the_demonstration_survives_the_way_through_lines_and_into_another_archive(
    clone: Path, said: Mapping[str, str]
) -> None:
    of(said, "dateline demo")
    first, imported, merged = (clone / "data" / f"{name}.db" for name in ("demo", "imported", "merged"))
    with Archive.open(first, read_only=True) as there, Archive.open(imported) as here:
        numbers = [number for (number,) in there.connection.execute("SELECT id FROM article ORDER BY id")]
        run_id = a_run(here)
        for number in numbers:
            take(here, read(json.dumps(document(there, number))), run_id=run_id)
    with Archive.open(merged) as here:
        merge(here, first, now=datetime.now(UTC), complain=lambda sentence: pytest.fail(sentence))

    told = told_by(first)
    assert told_by(merged) == told
    # No bytes travel in lines, nor does what came of pages that are no article's.
    parts = told.keys() - {"bytes", "requests"}
    assert {name: told_by(imported)[name] for name in parts} == {name: told[name] for name in parts}


def test_the_demonstration_shows_what_was_archived(said: Mapping[str, str]) -> None:
    shown = of(said, "dateline demo")

    assert re.search(r"^all +51 ", shown, re.MULTILINE)
    assert "run 1" in shown
    assert "46 new" in shown
    assert "1 barred by robots.txt" in shown


def test_the_demonstration_splits_an_article_into_its_parts(said: Mapping[str, str]) -> None:
    shown = of(said, "dateline demo").partition("split into its parts")[2]

    assert "author    Tobias Okafor" in shown
    assert "h2        What happened (2 paragraphs)" in shown
    assert "    │   └── Tobias Okafor: Thanks for the report." in shown


def test_the_demonstration_tells_silent_edits_from_those_owned_up_to(said: Mapping[str, str]) -> None:
    shown = of(said, "dateline demo").partition("What changed")[2].partition("A search")[0]
    silent, _, owned_up = shown.partition("owned up to")

    assert "only 61 percent" in silent
    assert "only 54 percent" in silent
    assert "headline swap" in silent
    assert "lead · typo" in silent
    assert "Correction, 18" in owned_up
    assert "+ Inès Varga" in owned_up


def test_the_demonstration_tells_what_came_and_went(said: Mapping[str, str]) -> None:
    shown = of(said, "dateline demo")

    assert re.search(r"withdrawn +Gridiron said to weigh recall", shown)
    assert len(re.findall(r"^new  ", shown, re.MULTILINE)) == 5
    assert len(re.findall(r"^comment added ", shown, re.MULTILINE)) == 3
    assert re.search(r"comment removed +Cheap Pills", shown)


def test_the_demonstrations_query_prints_what_it_says(said: Mapping[str, str], clone: Path) -> None:
    command, _, answer = of(said, "dateline demo").partition("A query to copy")[2].partition("--table\n")
    command = command[command.index("sqlite-utils") :] + "--table"

    copied = subprocess.run(
        ["bash", "-c", command], cwd=clone, env=environment(), capture_output=True, text=True, check=True
    )

    assert copied.stdout.strip() in answer


def test_the_archive_holds_every_article_as_it_was_written(said: Mapping[str, str], clone: Path) -> None:
    """Each page found by whoever announces it, its parts read, its pages joined, its edits seen: against the truth."""
    with Archive.open(clone / "data/demo.db", read_only=True) as archive:
        ((front,),) = archive.connection.execute("SELECT url FROM source")
        base = front.rstrip("/")
        archived = {str(url) for (url,) in archive.connection.execute("SELECT canonical_url FROM articles")}
        truth = Edition(2, base).expected()
        told = {url: article(archive, url).article for url in truth}

    assert archived == truth.keys() | set(Edition(2, base).gone())
    for url, written in truth.items():
        assert parts(told[url]) == parts(written), url


def parts(whole: Article) -> dict[str, object]:
    """What must survive the whole way; times as moments, since the archive keeps them in UTC."""
    document = whole.to_dict()
    names = ("title", "subtitle", "lead", "sections", "authors", "tags", "language", "image", "paywalled", "links")
    kept = {name: document[name] for name in names}
    comments = {(comment.id, comment.parent, comment.author, comment.text) for comment in whole.comments}
    return kept | {"published": whole.published, "modified": whole.modified, "comments": comments}


def test_the_tutorials_commands_do_what_it_says(said: Mapping[str, str]) -> None:
    assert "Vantry" in of(said, "dateline search")
    assert "revisions" in of(said, "dateline show")
    assert "Northlight drops its exit fees" in of(said, 'sqlite-utils data/demo.db "select a.title')
    assert re.search(r"^127-0-0-1-\d+$", of(said, "dateline sources add"), re.MULTILINE)
    assert re.search(r"done +10", of(said, 'sqlite-utils data/tutorial.db "select state'))
    # Which ten of the articles came first, and so which of the edits are seen, depends on the machine.
    assert '"silent"' in of(said, 'sqlite-utils data/tutorial.db "select part')


def test_an_archive_of_other_sites_is_never_replaced(said: Mapping[str, str], clone: Path) -> None:
    ended = run("--archive", "data/tutorial.db", cwd=clone)

    assert ended.returncode == 1
    assert ended.stderr == (
        "Error: data/tutorial.db is an archive of other sites, which a demonstration must not replace; "
        "name another file with --archive\n"
    )
    with Archive.open(clone / "data/tutorial.db", read_only=True) as archive:
        assert stats(archive, now=datetime.now(UTC)).articles > 10


def test_an_archive_of_pages_archived_by_hand_is_never_replaced(archive: Archive, clone: Path) -> None:
    archive.save(a_capture(archive))

    ended = run("--archive", str(archive.path), cwd=clone)

    assert ended.returncode == 1
    assert "is an archive of other sites" in ended.stderr
    assert stats(archive, now=datetime.now(UTC)).articles == 1


def test_an_archive_that_cannot_be_is_told_in_one_sentence(clone: Path) -> None:
    ended = run("--archive", "scrapy.cfg/demo.db", cwd=clone)

    assert ended.returncode == 1
    assert re.fullmatch(r"Error: .*scrapy\.cfg.*\n", ended.stderr)


def test_a_port_in_use_and_a_stray_edition_are_told_in_one_sentence(clone: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        in_use = run("--serve", port, cwd=clone)
    stray = run("--edition", "2", cwd=clone)

    assert (in_use.returncode, in_use.stdout) == (1, "")
    assert in_use.stderr == f"Error: port {port} on 127.0.0.1 is in use; name another one, or 0 for any that is free\n"
    assert stray.returncode == 2


@pytest.mark.parametrize("arguments", [["--serve", "0"], ["--archive", "stopped.db"]])
def test_ctrl_c_ends_it_with_130_and_no_word(clone: Path, arguments: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline", "demo", *arguments],
        cwd=clone,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    ends = time.monotonic() + 300
    while "--archive" in arguments and not (clone / arguments[-1]).exists():  # the crawl is under way
        assert time.monotonic() < ends
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=300)

    assert (process.returncode, complaint.strip()) == (130, "")


def test_the_query_of_the_readme_prints_what_the_readme_shows(said: Mapping[str, str], clone: Path) -> None:
    readme = (HOUSE / "README.md").read_text("utf-8")
    command, shown = re.search(r"```sh\n(sqlite-utils .*?)```\n\n```\n(.*?)```", readme, re.DOTALL).groups()  # type: ignore[union-attr]

    printed = subprocess.run(
        ["bash", "-c", command], cwd=clone, env=environment(), capture_output=True, text=True, timeout=300, check=True
    )

    assert printed.stdout == shown
