"""``dateline export``: what leaves the archive reads back as what went in."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import dateline
from archive.exports import markdown
from archive.reading import queries
from archive.reading.selection import Selection, moment
from archive.store import Archive
from parsers.article import Author, Code, Figure, Heading, ListBlock, Paragraph, Quote, Table
from tests.builders import LEAD, NOON, URL, a_body, a_capture, a_run, an_article

ROOT = Path(__file__).parent.parent
OTHER = "https://gazette.example/bridges"

RICH = (
    Paragraph(text="Snow fell on *every* roof <b>of</b> the town, at 5_000 feet & above."),
    Heading(text="1. What is #known", level=2),
    ListBlock(items=("Nine streets", "- two schools")),
    ListBlock(items=("first", "second"), ordered=True),
    Quote(paragraphs=("We did not know.", "+ Nobody did.")),
    Code(text="if dark:\n    ```wait()```"),
    Table(rows=(("street", "hours"), ("Harrow | Mill", "3"))),
    Figure(image="https://herald.example/a (1).jpg", alt="A [dark] street", caption="Harrow Street, at noon"),
)


@pytest.fixture
def archived(archive, monkeypatch):
    """Two articles of two sources in the archive that the commands read; the first with two versions."""
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    a_run(archive, "herald", "gazette")
    archive.save(a_capture(archive, an_article(blocks=RICH), source_key="herald"))
    edited = an_article(title="=1+1 lamps, “on” again", blocks=RICH[1:])
    archive.save(a_capture(archive, edited, at=NOON + timedelta(hours=1), source_key="herald"))
    bridges = an_article(
        OTHER, title="Bridges of the north", blocks=a_body([LEAD]), authors=(), tags=(), published=date(2026, 10, 1)
    )
    archive.save(a_capture(archive, bridges, source_key="gazette"))
    return archive


def run(capsys, *arguments):
    code = dateline.main(["export", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def exported(capsys, path, *arguments):
    """The bytes of a file that was exported."""
    code, _, err = run(capsys, *arguments, "--output", path)
    assert code == 0, err
    return path.read_bytes()


def test_csv_has_the_columns_of_the_view_and_a_row_an_article(archived, capsys, tmp_path):
    text = exported(capsys, tmp_path / "a.csv", "--format", "csv").decode()

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    view = archived.connection.execute("SELECT * FROM articles")
    assert list(rows[0]) == [column[0] for column in view.description]
    assert [(row["id"], row["source"], row["url"]) for row in rows] == [("1", "herald", URL), ("2", "gazette", OTHER)]
    assert json.loads(rows[0]["authors"]) == ["Ada Quill"]
    assert rows[1]["text"] == LEAD
    assert text.endswith("\r\n")


def test_csv_runs_nothing_in_a_spreadsheet(archived, capsys, tmp_path):
    text = exported(capsys, tmp_path / "a.csv", "--format", "csv").decode()

    assert next(csv.DictReader(io.StringIO(text)))["title"] == "'=1+1 lamps, “on” again"


def test_csv_has_a_row_for_every_version_where_that_is_asked_for(archived, capsys, tmp_path):
    text = exported(capsys, tmp_path / "a.csv", "--format", "csv", "--revisions").decode()

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["cause"], row["valid_from"], row["title"]) for row in rows] == [
        ("first", "2026-11-22T12:00:00Z", "Lamps out on Harrow Street"),
        ("edit", "2026-11-22T13:00:00Z", "'=1+1 lamps, “on” again"),
        ("first", "2026-11-22T12:00:00Z", "Bridges of the north"),
    ]
    latest = archived.connection.execute("SELECT text FROM articles WHERE id = 1").fetchone()[0]
    assert rows[1]["text"] == latest != rows[0]["text"]


def test_parquet_is_typed(archived, capsys, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install -e '.[parquet]'")
    path = tmp_path / "a.parquet"
    exported(capsys, path, "--format", "parquet")

    first, second = parquet.read_table(path).to_pylist()
    assert first["first_seen"] == NOON
    assert (first["authors"], first["tags"], first["title"]) == (
        ["Ada Quill"],
        ["power", "towns"],
        "=1+1 lamps, “on” again",
    )
    assert (second["published"], second["paywalled"], second["gone_at"]) == ("2026-10-01", None, None)


def test_without_its_library_parquet_says_how_to_get_it(archived, capsys, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    code, _, err = run(capsys, "--format", "parquet", "--output", tmp_path / "a.parquet")

    assert (code, list(tmp_path.glob("*.parquet*"))) == (1, [])
    assert "pip install -e '.[parquet]'" in err


def test_markdown_is_a_file_an_article_under_its_source(archived, capsys, tmp_path):
    code, _, _ = run(capsys, "--format", "markdown", "--output", tmp_path / "notes")
    first = {file.relative_to(tmp_path): file.read_text("utf-8") for file in tmp_path.rglob("*.md")}
    run(capsys, "--format", "markdown", "--output", tmp_path / "notes")

    assert code == 0
    assert sorted(map(str, first)) == ["notes/gazette/2-bridges.md", "notes/herald/1-lamps.md"]
    again = {file.relative_to(tmp_path): file.read_text("utf-8") for file in tmp_path.rglob("*.md")}
    assert again == first
    front, _, body = first[Path("notes/gazette/2-bridges.md")].removeprefix("---\n").partition("---\n")
    assert front.startswith('title: "Bridges of the north"\n')
    assert 'published: "2026-10-01"\n' in front
    assert body == f"\n# Bridges of the north\n\n*The council waits for a crane*\n\n{LEAD}\n"


def test_markdown_has_a_file_for_every_version_where_that_is_asked_for(archived, capsys, tmp_path):
    run(capsys, "--format", "markdown", "--revisions", "--output", tmp_path / "notes")

    files = {file.name: file.read_text("utf-8") for file in tmp_path.rglob("*.md")}
    assert sorted(files) == ["1-lamps.r1.md", "1-lamps.r2.md", "2-bridges.r3.md"]
    assert 'version_from: "2026-11-22T12:00:00Z"\nversion_to: "2026-11-22T13:00:00Z"\n' in files["1-lamps.r1.md"]
    assert "# Lamps out on Harrow Street" in files["1-lamps.r1.md"]


def test_markdown_keeps_the_kinds_of_blocks(archived):
    record = queries.article(archived, 1)

    html = MarkdownIt().enable("table").render(markdown.document(record).split("---\n", 2)[2])

    for part in (
        "<h2>1. What is #known</h2>",
        "<ul>\n<li>Nine streets</li>\n<li>- two schools</li>\n</ul>",
        "<ol>\n<li>first</li>\n<li>second</li>\n</ol>",
        "<blockquote>\n<p>We did not know.</p>\n<p>+ Nobody did.</p>\n</blockquote>",
        "<pre><code>if dark:\n    ```wait()```\n</code></pre>",
        "<th>street</th>",
    ):
        assert part in html


@settings(max_examples=1_000 if os.environ.get("DATELINE_SOAK") else 10, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1), min_size=1, max_size=3))
def test_markdown_says_any_text_as_it_is(texts):
    paragraphs = [" ".join(text.split()) for text in texts if text.split()]
    source = "\n\n".join("\n".join(markdown.lines(Paragraph(text=text))) for text in paragraphs)

    tokens = [
        token for token in MarkdownIt().enable(["table", "strikethrough"]).parse(source) if token.type != "inline"
    ]
    said = [
        "".join(child.content for child in token.children or ())
        for token in MarkdownIt().enable(["table", "strikethrough"]).parse(source)
        if token.type == "inline"
    ]

    assert said == paragraphs
    assert {token.type for token in tokens} <= {"paragraph_open", "paragraph_close"}


def test_atom_is_a_feed_of_the_newest(archived, capsys, tmp_path):
    feed = feedparser.parse(exported(capsys, tmp_path / "feed.xml", "--format", "atom", "--newest", "1"))

    (entry,) = feed.entries
    assert (feed.version, feed.bozo, feed.feed.title) == ("atom10", False, "Dateline")
    assert (entry.id, entry.link, entry.title) == (URL, URL, "=1+1 lamps, “on” again")
    assert (entry.published, entry.updated) == ("2026-11-22T12:00:00+00:00", "2026-11-22T13:00:00Z")
    assert ([a.name for a in entry.authors], [t.term for t in entry.tags]) == (["Ada Quill"], ["power", "towns"])


def test_atom_is_written_entry_by_entry(archived):
    """Ten thousand articles at once would take hundreds of megabytes."""
    from archive.exports import atom

    out = io.BytesIO()
    lengths = []

    def records():
        for number in (1, 1, 1):
            lengths.append(len(out.getvalue()))
            yield queries.article(archived, number)

    atom.write(records(), out, about="herald", updated="2026-11-22T12:00:00Z")

    assert lengths == sorted(set(lengths))
    assert len(feedparser.parse(out.getvalue()).entries) == 3


def test_atom_has_text_that_can_do_nothing(archive, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    archive.save(a_capture(archive, an_article(blocks=(Paragraph(text="<script>alert(1)</script> & more"),))))

    feed = exported(capsys, tmp_path / "feed.xml", "--format", "atom")

    assert b"&lt;p&gt;&amp;lt;script&amp;gt;alert(1)" in feed
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"
        in feedparser.parse(feed, sanitize_html=False).entries[0].content[0].value
    )


@pytest.mark.parametrize(
    ("options", "urls"),
    [
        (["--source", "gazette"], [OTHER]),
        (["--source", "gazette", "--source", "herald"], [URL, OTHER]),
        (["--since", "2026-11-01"], [URL]),
        (["--until", "2026-10-01"], [OTHER]),
        (["--query", "bridges"], [OTHER]),
        (["--query", "***"], []),
        (["--author", "ada quill", "--language", "EN"], [URL]),
        (["--tag", "power", "--source", "gazette"], []),
        (["--language", "de"], []),
    ],
)
def test_only_what_was_asked_for_is_written(archived, capsys, tmp_path, options, urls):
    text = exported(capsys, tmp_path / "a.csv", "--format", "csv", *options).decode()

    assert [row["url"] for row in csv.DictReader(io.StringIO(text))] == urls


def test_what_a_killed_export_left_is_removed_and_what_goes_on_is_not(archived, capsys, tmp_path):
    dead, alive = tmp_path / ".a.csv.deadbeef.part", tmp_path / ".a.csv.alivenow.part"
    with alive.open("w") as going_on:
        fcntl.flock(going_on, fcntl.LOCK_EX)
        dead.write_text("half")
        for part in (dead, alive):
            os.utime(part, (0, 0))
        exported(capsys, tmp_path / "a.csv", "--format", "csv")

        assert sorted(path.name for path in tmp_path.glob("*a.csv*")) == [alive.name, "a.csv"]


def test_what_is_written_is_of_one_moment(archived):
    other = Archive.open(archived.path)
    with moment(other) as connection:
        ids = Selection().ids(connection)
        first = next(ids)
        archived.save(a_capture(archived, an_article("https://herald.example/new", title="New", published=None)))

        assert [first, *ids] == [1, 2]
    other.close()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "markdown"], "name their folder"),
        (["--format", "atom", "--revisions"], "--revisions is for csv, parquet, markdown"),
        (["--format", "csv", "--source", "nobody"], "there is no source nobody"),
        ([], "--format"),
    ],
)
def test_export_used_wrongly_is_told(archived, capsys, options, sentence):
    code, out, err = run(capsys, *options)

    assert (code, out) == (2, "")
    assert sentence in err


def test_place_that_cannot_be_written_is_told_and_left_as_it_was(archived, capsys, tmp_path):
    (tmp_path / "file").write_text("mine")

    code, _, err = run(capsys, "--format", "csv", "--output", tmp_path / "nowhere" / "a.csv")

    assert code == 1
    assert (
        err
        == f"Error: {tmp_path / 'nowhere' / 'a.csv'}: it cannot be written (No such file or directory); name another place\n"
    )
    assert run(capsys, "--format", "markdown", "--output", tmp_path / "file")[0] == 1


def test_a_pipe_is_written_to_and_stays_a_pipe(archived, capsys, tmp_path):
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)

    with ThreadPoolExecutor() as reader:
        read = reader.submit(pipe.read_bytes)
        assert run(capsys, "--format", "csv", "--output", link)[0] == 0

    assert read.result().startswith(b"id,")
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_export_that_breaks_leaves_the_old_file(archived, capsys, tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("of yesterday")

    def broken(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.reading.articles.latest", broken)

    assert run(capsys, "--format", "csv", "--output", path)[0] == 130
    assert (path.read_text(), list(tmp_path.glob(".a.csv*"))) == ("of yesterday", [])


def test_of_a_damaged_archive_everything_that_can_be_read_is_written(archived, capsys, tmp_path, monkeypatch):
    for number in range(40):
        text = " ".join(f"word{number}x{place}" for place in range(300))
        archived.save(a_capture(archived, an_article(f"https://herald.example/{number}", blocks=a_body([text]))))
    archived.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    path = tmp_path / "damaged.db"
    content = bytearray(archived.path.read_bytes())
    place = content.index(b"word20x100 ")
    page = place - place % 8192
    content[page : page + 100] = b"\xff" * 100  # the page's header and where its rows are
    path.write_bytes(content)
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(path))

    code, _, err = run(capsys, "--format", "csv", "--output", tmp_path / "a.csv")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"), newline="")))
    assert code == 1
    assert 30 < len(rows) < 42
    assert err.splitlines() == [
        f"{len(rows)} articles written",
        f"Error: {path}: the file is damaged; {42 - len(rows)} could not be read",
    ]


def test_binary_is_not_written_to_a_terminal(archived):
    master, slave = pty.openpty()
    told = subprocess.run(
        [sys.executable, "-m", "dateline", "export", "--format", "warc"],
        cwd=ROOT,
        env={**os.environ, "DATELINE_ARCHIVE_PATH": str(archived.path)},
        stdout=slave,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(slave)
    os.close(master)

    assert told.returncode == 2
    assert "not for a terminal" in told.stderr


def test_standard_output_takes_what_is_piped(archived, capfdbinary):
    code = dateline.main(["export", "--format", "csv", "--query", "bridges"])

    out, err = capfdbinary.readouterr()
    assert (code, err, out.count(b"\r\n")) == (0, b"1 article written\n", 2)


def test_an_entry_without_a_time_of_day_has_one_in_the_feed():
    from archive.exports.atom import rfc3339

    assert rfc3339(date(2026, 10, 1)) == "2026-10-01T00:00:00+00:00"
    assert rfc3339(datetime(2026, 10, 1, 9, 30)) == "2026-10-01T09:30:00+00:00"  # noqa: DTZ001 - as pages tell them
    assert rfc3339(datetime(2026, 10, 1, 9, 30, tzinfo=UTC)) == "2026-10-01T09:30:00+00:00"


def test_authors_without_a_profile_have_no_address_in_the_feed(archive, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    archive.save(
        a_capture(archive, an_article(authors=(Author(name="Bo"), Author(name="Cy", url="https://c.example/"))))
    )

    (entry,) = feedparser.parse(exported(capsys, tmp_path / "feed.xml", "--format", "atom")).entries

    assert [dict(author) for author in entry.authors] == [{"name": "Bo"}, {"name": "Cy", "href": "https://c.example/"}]
