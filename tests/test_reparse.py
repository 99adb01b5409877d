"""``dateline reparse``: kept pages read again by the parser of today, first told, then written, never taken for edits."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from archive.care.shelf import Shelf
from archive.reading import queries
from archive.reading.search import search
from archive.reading.selection import Selection
from archive.store import Archive
from crawler.reparse.comparison import FATES
from crawler.reparse.reparsing import AT_ONCE
from parsers.article import Article, Author, CommentWidget, Link
from parsers.parse import parse_article
from parsers.version import PARSER_VERSION
from tests.builders import NOON, URL, a_body, a_capture, a_page, a_run, an_article
from tests.site import story

HOUSE = Path(__file__).resolve().parent.parent
HOUR = timedelta(hours=1)
LATER = NOON + timedelta(days=30)
OLD = "0"
"""A parser of before."""
SOAK = os.environ.get("DATELINE_SOAK") == "1"
KILLS, PAGES_KEPT = (25, 1_500) if SOAK else (1, 3 * AT_ONCE)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


def keep(archive: Archive, url: str, html: str, *, source_key: str | None = None, **otherwise: Any) -> None:
    """Save a page as a parser of before read it: as today's does but for what is named."""
    body = html.encode()
    read = parse_article(body, url, content_type="text/html; charset=utf-8")
    read = replace(read, **{"parser_version": OLD, **otherwise})
    archive.save(a_capture(archive, read, asked=url, final_url=url, body=body, source_key=source_key))


def held(pages: int, go: Path) -> tuple[str, str]:
    """The command, which after so many pages waits for a file: whoever wants to end it halfway comes in time."""
    script = f"""
import asyncio, sys
from pathlib import Path
import dateline
from crawler.processes.workers import Workers
run, left = Workers.run, {pages}
async def held(*arguments, **named):
    global left
    left -= 1
    while left < 0 and not Path({str(go)!r}).exists(): await asyncio.sleep(0.02)
    return await run(*arguments, **named)
Workers.run = held
sys.exit(dateline.main())
"""
    return ("-c", script)


def start(
    path: Path, *arguments: str, processes: int = 1, program: Sequence[str] = ("-m", "dateline")
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *program, "reparse", *arguments],
        cwd=HOUSE,
        env={
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "DATELINE_ARCHIVE_PATH": str(path),
            "DATELINE_SOURCES_PATH": str(path.with_name("sources.toml")),
            "DATELINE_PARSE_PROCESSES": str(processes),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def reparse(path: Path, *arguments: str, code: int = 0, **more: Any) -> tuple[str, str]:
    """What it said on stdout and stderr."""
    with start(path, *arguments, **more) as child:
        said, complained = child.communicate(timeout=600)
    assert child.returncode == code, complained
    assert "Traceback" not in complained, complained
    return said, complained


def ask(path: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with Archive.open(path, read_only=True) as archive:
        return archive.connection.execute(query, values).fetchall()


# --- one pass over one archive, looked at from all sides ----------------------------------------------------------------

HERALD = "https://herald.example"
PAGES = {
    name: story(title) for name, title in [("lamps", "Lamps out in Harrow"), ("crane", "Crane comes"), ("quay", "Quay")]
}
NO_ARTICLE = "<title>Sections</title><ul>" + "".join(f"<li><a href=/s/{n}>Section {n}</a>" for n in range(40)) + "</ul>"
LAYOUT = 'title = "h1.headline"\nmarks = "article.kestrel"\n'
KESTREL = story("Fans", head="<meta name=x content=y>").replace(
    "<article>", '<article class="kestrel"><h1 class="headline">Fans turn slowly</h1>'
)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """An archive that a parser of before filled, a dry run over it, a pass, and another."""
    path = tmp_path_factory.mktemp("reparse") / "archive.db"
    path.with_name("kestrel.toml").write_text(LAYOUT)
    path.with_name("sources.toml").write_text(
        '[sources.kestrel]\nurl = "https://kestrel.example/"\nlayouts = ["kestrel.toml"]\n'
    )
    with Archive.open(path) as archive:
        a_run(archive, "kestrel")
        keep(archive, f"{HERALD}/lamps", PAGES["lamps"], title="Lamps", authors=())
        keep(archive, f"{HERALD}/crane", PAGES["crane"], language=None, confidence=0.1)
        keep(archive, f"{HERALD}/list", NO_ARTICLE, is_article=True, title="Sections", blocks=a_body(("One.",)))
        keep(archive, f"{HERALD}/quay", PAGES["quay"], is_article=False)
        keep(archive, f"{HERALD}/none", NO_ARTICLE, is_article=False)
        keep(
            archive,
            "https://kestrel.example/fans",
            KESTREL,
            source_key="kestrel",
            title="Fans",
            parser_version=PARSER_VERSION,
        )
        first = parse_article(PAGES["lamps"].replace("paragraph 5", "page 1").encode(), f"{HERALD}/long")
        capture = a_capture(
            archive,
            replace(first, parser_version=OLD, canonical_url=f"{HERALD}/long", title="Long"),
            body=PAGES["lamps"].replace("paragraph 5", "page 1").encode(),
        )
        second = replace(
            capture.fetch,
            url=f"{HERALD}/long/2",
            final_url=f"{HERALD}/long/2",
            body=PAGES["lamps"].replace("paragraph", "second").encode(),
        )
        archive.save(replace(capture, pages=(second,)))
    told, complained = reparse(path, "--dry-run")
    after_dry_run = ask(path, "SELECT cause, parser_version FROM revision")
    said, _ = reparse(path)
    again, _ = reparse(path, "--dry-run", "--json")
    counts, _, examples = told.partition("\n\n")
    return SimpleNamespace(
        path=path,
        fates={name: list(map(int, fates)) for name, *fates in (line.split("\t") for line in counts.splitlines())},
        examples=[tuple(line.split("\t")) for line in examples.splitlines()],
        complained=complained,
        after_dry_run=after_dry_run,
        said=said.strip(),
        again=json.loads(again),
    )


def article(passed: SimpleNamespace, url: str) -> Any:
    with Archive.open(passed.path, read_only=True) as archive:
        return queries.article(archive, url)


def test_dry_run_tells_field_by_field_what_becomes_of_it(passed):
    fates = {name: dict(zip(FATES, numbers, strict=True)) for name, numbers in passed.fates.items()}

    assert fates["title"] == {"same": 2, "gained": 0, "lost": 0, "better": 2, "worse": 1, "different": 0}
    assert (fates["authors"]["gained"], fates["language"]["gained"]) == (1, 1)
    assert fates["is_article"]["lost"] == 1
    assert fates["confidence"]["better"] >= 1


def test_dry_run_gives_examples(passed):
    assert ("title", "better", "1", "Lamps", "Lamps out in Harrow") in passed.examples
    assert ("title", "worse", "4", "Fans", "Fans turn slowly") in passed.examples  # the page's own data say "Fans"
    assert ("page", "found", f"{HERALD}/quay", "", "Quay") in passed.examples


def test_dry_run_writes_nothing(passed):
    assert set(passed.after_dry_run) == {("first", OLD), ("first", PARSER_VERSION)}
    assert passed.complained == (
        "5 versions would be read, 0 of them with no difference; 1 other pages would be articles. Nothing was written.\n"
    )


def test_what_a_reader_sees_otherwise_is_a_version_of_the_parser(passed):
    record = article(passed, f"{HERALD}/lamps")

    assert (record.article.title, record.article.authors[0].name) == ("Lamps out in Harrow", "Ada Byron")
    assert [(r.cause, r.title, r.parser_version) for r in record.revisions] == [
        ("first", "Lamps", OLD), ("parser", "Lamps out in Harrow", PARSER_VERSION),
    ]  # fmt: skip
    assert ask(passed.path, "SELECT * FROM changes") == []
    assert ask(passed.path, "SELECT revision_count FROM articles WHERE url = ?", f"{HERALD}/lamps") == [(1,)]


def test_what_no_reader_sees_is_mended_in_the_version(passed):
    record = article(passed, f"{HERALD}/crane")

    assert (record.article.language, len(record.revisions)) == ("en", 1)
    assert record.article.confidence > 0.1
    assert record.revisions[0].parser_version == PARSER_VERSION


def test_article_that_this_parser_takes_for_none_stays(passed):
    assert article(passed, f"{HERALD}/list").article.title == "Sections"


def test_page_that_is_an_article_after_all_becomes_one_as_of_its_fetch(passed):
    record = article(passed, f"{HERALD}/quay")

    assert (record.article.title, record.first_seen) == ("Quay", "2026-11-22T12:00:00Z")
    assert ask(passed.path, "SELECT state, read_by FROM page WHERE url = ?", f"{HERALD}/quay") == [("done", None)]
    assert ask(passed.path, "SELECT 1 FROM events WHERE kind = 'not_article' AND url = ?", f"{HERALD}/quay") == []


def test_page_that_is_still_none_is_not_looked_at_again(passed):
    assert ask(passed.path, "SELECT state, read_by FROM page WHERE url = ?", f"{HERALD}/none") == [
        ("not_article", PARSER_VERSION)
    ]


def test_article_of_several_pages_is_joined(passed):
    texts = [text for block in article(passed, f"{HERALD}/long").article.blocks for text in block.texts]

    assert any("page 1" in text for text in texts)
    assert any("second 4" in text for text in texts)


def test_layout_that_a_source_names_now_reads_what_was_read_without(passed):
    record = article(passed, "https://kestrel.example/fans")

    assert record.article.title == "Fans turn slowly"
    assert [revision.cause for revision in record.revisions] == ["first", "parser"]


def test_what_was_read_is_not_read_again(passed):
    assert passed.said == (
        "3 read otherwise, 1 read as before, 1 found to be articles, 1 still no articles,"
        " 1 left as they were, as this parser sees no article"
    )
    told = passed.again
    assert {name: told[name] for name in ("pages", "done", "current", "no_article")} == {
        "pages": 7, "done": 7, "current": 6, "no_article": 1,
    }  # fmt: skip
    assert (told["versions"], told["found"]["count"]) == (1, 0)
    assert told["fields"]["is_article"]["examples"] == [{"article": 3, "fate": "lost", "before": "yes", "after": ""}]


def test_pass_is_a_run_with_its_counts(passed):
    rows = ask(passed.path, "SELECT command, outcome, counts ->> '$.reparsed' FROM run WHERE command LIKE 'reparse%'")

    assert rows == [("reparse", "finished", 3)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--source", "nobody"), "There is no source 'nobody'"),
        (("--layout", "nothing"), "There is no layout 'nothing'"),
    ],
)
def test_what_is_not_there_is_told(passed, monkeypatch, capsys, arguments, sentence):
    import dateline

    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(passed.path))
    monkeypatch.setattr("crawler.settings.DATELINE_ARCHIVE_PATH", str(passed.path))

    assert dateline.main(["reparse", *arguments]) == 2
    assert sentence in capsys.readouterr().err


# --- what is written ------------------------------------------------------------------------------------------------


def now(archive: Archive, **otherwise: Any) -> Article:
    """What today's parser reads in the bytes of ``an_article()``."""
    return an_article(parser_version="9", **otherwise)


def test_search_finds_what_is_read_now_and_no_longer_what_was(archive):
    revision_id = archive.save(a_capture(archive, an_article(subtitle=None))).revision_id

    assert archive.reread(revision_id, now(archive, title="Lanterns dim"), at=LATER) == "reparsed"

    assert [hit.article_id for hit in search(archive, "lanterns")] == [1]
    assert search(archive, "title:lamps") == []


def test_text_mended_without_a_version_is_found_too(archive):
    body = a_body(("The lamps are out, and nobody knows for how long.", "1,234 views"))
    revision_id = archive.save(a_capture(archive, an_article(blocks=body))).revision_id

    assert archive.reread(revision_id, now(archive, blocks=body[:1]), at=LATER) == "seen"

    assert "views" not in queries.article(archive, 1).article.text
    assert search(archive, "views") == []
    assert archive.connection.execute("SELECT count(*) FROM section").fetchone() == (1,)


def test_what_a_later_look_told_stands(archive):
    revision_id = archive.save(a_capture(archive, an_article(modified=NOON))).revision_id
    archive.save(a_capture(archive, an_article(modified=NOON + HOUR), at=NOON + HOUR))

    archive.reread(revision_id, now(archive, modified=NOON, title="Lamps out"), at=LATER)

    record = queries.article(archive, 1)
    assert (record.article.title, record.article.modified) == ("Lamps out", NOON + HOUR)
    assert archive.connection.execute("SELECT modified FROM articles").fetchone() == ("2026-11-22T13:00:00Z",)


def test_comments_and_counts_that_only_this_parser_sees_stood_there_from_the_beginning(archive):
    widget = CommentWidget(provider="disqus", thread_id="7", count=12)
    revision_id = archive.save(a_capture(archive)).revision_id

    archive.reread(revision_id, now(archive, widgets=(widget,), links=(Link(url=URL, text="here"),)), at=LATER)

    rows = archive.connection.execute("SELECT provider, count, observed_at FROM comment_widgets").fetchall()
    assert rows == [("disqus", 12, "2026-11-22T12:00:00Z")]
    assert archive.connection.execute("SELECT comment_count FROM articles").fetchone() == (12,)


def test_older_version_is_read_for_itself(archive):
    first = archive.save(a_capture(archive, an_article(title="Lamps out"))).revision_id
    second = archive.save(a_capture(archive, an_article(title="Lamps on"), at=NOON + HOUR)).revision_id
    shelf = Shelf.of(archive.connection, Selection(), every=True)
    changes = archive.connection.execute("SELECT * FROM changes").fetchall()

    assert [version.revision_id for version in shelf.versions(archive.connection)] == [first, second]
    archive.reread(first, now(archive, title="Lamps out (Harrow)"), at=LATER)

    assert queries.article(archive, 1).article.title == "Lamps on"
    assert queries.article(archive, 1, at=NOON).article.title == "Lamps out (Harrow)"
    assert archive.connection.execute("SELECT * FROM changes").fetchall() == changes
    assert search(archive, "title:harrow") == []


def test_bytes_that_were_read_meanwhile_are_left(archive):
    revision_id = archive.save(a_capture(archive)).revision_id
    archive.reread(revision_id, now(archive, title="Lanterns"), at=LATER)

    assert archive.reread(revision_id, now(archive, title="Lights"), at=LATER) == "overtaken"


def test_next_crawl_takes_nothing_of_it_for_an_edit(archive):
    revision_id = archive.save(a_capture(archive)).revision_id
    archive.reread(revision_id, now(archive, title="Lanterns"), at=LATER)

    saved = archive.save(a_capture(archive, now(archive, title="Lanterns"), at=LATER + HOUR))

    assert saved.outcome == "seen"
    assert archive.connection.execute("SELECT count(*) FROM changes").fetchone() == (0,)


def test_capture_that_comes_late_leaves_the_new_reading_where_it_is(archive):
    revision_id = archive.save(a_capture(archive)).revision_id
    archive.reread(revision_id, now(archive, title="Lanterns out on Harrow Street"), at=LATER)

    archive.save(a_capture(archive, an_article(title="Lamps flicker on Harrow Street"), at=NOON - HOUR))

    assert queries.article(archive, 1).article.title == "Lanterns out on Harrow Street"
    assert {row[0] for row in archive.connection.execute("SELECT part FROM changes")} == {"title"}


def test_bio_that_only_this_parser_sees_is_known_since_the_bytes_came(archive):
    nameless = an_article(authors=(Author(name="Ada Quill"),))
    revision_id = archive.save(a_capture(archive, nameless)).revision_id

    archive.reread(revision_id, now(archive), at=NOON - HOUR)  # a clock that was set back

    rows = archive.connection.execute("SELECT text, first_seen FROM bio").fetchall()
    assert rows == [("Ada writes about towns.", "2026-11-22T12:00:00Z")]
    assert archive.connection.execute("SELECT seen_at FROM revision ORDER BY id").fetchall() == [
        ("2026-11-22T12:00:00Z",), ("2026-11-22T12:00:01Z",),
    ]  # fmt: skip


def test_authors_links_are_mended(archive):
    revision_id = archive.save(a_capture(archive)).revision_id
    ada = Author(name="Ada Quill", url="https://herald.example/people/ada", bio="Ada writes about towns.")

    assert archive.reread(revision_id, now(archive, authors=(ada,)), at=LATER) == "seen"

    assert archive.connection.execute("SELECT url, bio FROM article_authors").fetchall() == [(ada.url, ada.bio)]


# --- faults -------------------------------------------------------------------------------------------------------------


def filled(path: Path, count: int) -> None:
    with Archive.open(path) as archive, archive.transaction():
        for number in range(count):
            keep(archive, f"{HERALD}/{number}", story(f"Story number {number}"), title=f"Old {number}")


def read_by_now(path: Path) -> int:
    return int(ask(path, "SELECT count(*) FROM articles WHERE parser_version = ?", PARSER_VERSION)[0][0])


def wait_for(child: subprocess.Popen[str], path: Path, count: int) -> None:
    ends = time.monotonic() + 300
    with Archive.open(path, read_only=True) as archive:
        query = "SELECT count(*) FROM revision WHERE parser_version = ?"
        while child.poll() is None and archive.connection.execute(query, [PARSER_VERSION]).fetchone()[0] < count:
            if time.monotonic() > ends:
                child.kill()
                raise AssertionError("it never came to that")
            time.sleep(0.02)


def test_pass_that_is_killed_or_stopped_is_gone_on_with(tmp_path):
    path, go = tmp_path / "archive.db", tmp_path / "go"
    filled(path, PAGES_KEPT)
    chance = random.Random(7)

    killed = [0]
    for _ in range(KILLS):
        with start(path, program=held(AT_ONCE + chance.randint(0, 20 if SOAK else 5), go)) as child:
            wait_for(child, path, killed[-1] + 1)
            time.sleep(chance.random() * 0.3 if SOAK else 0)
            child.kill()
        killed.append(read_by_now(path))
        assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    with start(path, program=held(AT_ONCE, go)) as child:
        wait_for(child, path, killed[-1] + 1)
        child.send_signal(signal.SIGINT)
        assert child.stderr is not None
        complained = child.stderr.readline()  # it has heard
        go.touch()
        said, rest = child.communicate(timeout=300)
        complained += rest
    stopped = read_by_now(path)
    last, _ = reparse(path, "--json")

    assert killed == sorted(set(killed))
    assert killed[-1] < stopped < PAGES_KEPT
    assert (child.returncode, "goes on from there" in complained, "Traceback" in complained) == (130, True, False)
    assert said == f"{stopped - killed[-1]} read otherwise\n"
    told = json.loads(last)
    assert (told["done"], told["current"], told["reparsed"]) == (PAGES_KEPT, stopped, PAGES_KEPT - stopped)
    assert ask(path, "SELECT count(*) FROM articles WHERE title LIKE 'Story number %'") == [(PAGES_KEPT,)]
    assert ask(path, "SELECT cause, count(*) FROM revision GROUP BY 1") == [
        ("first", PAGES_KEPT), ("parser", PAGES_KEPT),
    ]  # fmt: skip
    outcomes = [outcome for (outcome,) in ask(path, "SELECT outcome FROM run WHERE command = 'reparse'")]
    assert outcomes == ["crashed"] * KILLS + ["stopped", "finished"]
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "PRAGMA foreign_key_check") == []


WRITER = """
import sys
from archive.store import Archive
from pathlib import Path
from tests.builders import a_body, a_capture, an_article
with Archive.open(Path(sys.argv[1])) as archive:
    for number in range(40):
        url = f"https://{sys.argv[2]}.example/{number}"
        told = an_article(url, title=f"Lamp {number}", blocks=a_body([f"Lamp {number} went out {url}."]))
        archive.save(a_capture(archive, told, body=url.encode() * 200))
"""
READER = """
import sys, time
from archive.store import Archive
from archive.reading.search import search
from pathlib import Path
while not Path(sys.argv[2]).exists():
    with Archive.open(Path(sys.argv[1]), read_only=True) as archive:
        search(archive, "story")
        archive.connection.execute("SELECT count(*) FROM articles").fetchone()
    time.sleep(0.05)
"""


def test_crawls_a_backup_and_readers_beside_it_all_get_their_turn(tmp_path):
    path, copy, over = tmp_path / "archive.db", tmp_path / "copy.db", tmp_path / "over"
    filled(path, 40)

    def run(*arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "DATELINE_ARCHIVE_PATH": str(path)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([sys.executable, *arguments], cwd=HOUSE, env=environment, encoding="utf-8", **pipes)

    children = [run("-c", READER, str(path), str(over))]
    children += [run("-c", WRITER, str(path), name) for name in ("one", "two")]
    try:
        with start(path, "--json") as child:
            wait_for(child, path, 1)
            backup = run("-m", "dateline", "backup", str(copy))
            said, complained = child.communicate(timeout=300)
        spoken = backup.communicate(timeout=300)
    finally:
        over.touch()

    assert (child.returncode, complained, json.loads(said)["reparsed"]) == (0, "", 40)
    assert [other.communicate(timeout=300) for other in children] == [("", "")] * 3
    assert backup.returncode == 0, spoken
    assert ask(path, "SELECT count(*) FROM articles") == [(120,)]
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(copy, "PRAGMA integrity_check") == [("ok",)]


def test_page_that_a_crawl_is_about_to_ask_for_is_left_to_it(archive):
    keep(archive, URL, PAGES["quay"], is_article=False)
    page_id = a_page(archive)

    archive.connection.execute("UPDATE page SET state = 'due' WHERE id = ?", [page_id])

    assert list(Shelf.of(archive.connection, Selection(), every=False).loose(archive.connection)) == []
