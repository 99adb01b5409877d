"""``dateline search``, ``show``, ``diff`` and ``stats`` as a user meets them."""

import json
import os
import pty
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import dateline
from archive.store import Archive
from parsers.article import Author, Code, Comment, CommentWidget, Heading, Link, ListBlock, Paragraph
from tests.builders import LEAD, NOON, URL, a_body, a_capture, a_run, an_article

ROOT = Path(__file__).parent.parent

STORY = an_article(
    blocks=(
        Paragraph(text=LEAD),
        Heading(text="What is known", level=2),
        ListBlock(items=("Nine streets", "Two schools")),
        Code(text="if dark:\n    wait()"),
    ),
    authors=(Author(name="Ada Quill", url="https://herald.example/by/ada", bio="Ada writes about towns."),),
    widgets=(CommentWidget(provider="wordpress", thread_id="17", count=3, open=True),),
    comments=(
        Comment(id="c1", author="Mo", published=NOON, text="So dark."),
        Comment(id="c2", author="Flo", text="Here too."),
        Comment(id="c3", parent="c1", author="Ada", text="Indeed."),
    ),
    links=(Link(url="https://power.example/", text="a letter"),),
)


@pytest.fixture
def archived(archive, monkeypatch):
    """Two versions of one article in the archive that the commands read."""
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    a_run(archive, "herald")
    archive.save(a_capture(archive, STORY, source_key="herald"))
    edited = an_article(title="Lamps on again on Harrow Street", blocks=STORY.blocks[:1], authors=STORY.authors)
    archive.save(a_capture(archive, edited, at=NOON + timedelta(hours=1), source_key="herald"))
    return archive


def run(capsys, *arguments):
    code = dateline.main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_search_prints_title_place_and_snippet(archived, capsys):
    code, out, err = run(capsys, "search", "letter", "household")

    assert (code, err) == (0, "")
    title, place, snippet, *_ = out.splitlines()
    assert title == "Lamps on again on Harrow Street  [1]"
    assert place == f"  herald · 2026-11-22 · {URL}"
    assert "in a letter that reached every household in spring" in snippet


def test_search_as_json_is_one_object_a_line(archived, capsys):
    _, out, _ = run(capsys, "search", "lamps", "--json")

    (hit,) = map(json.loads, out.splitlines())
    assert (hit["id"], hit["title"], hit["title_hits"]) == (1, "Lamps on again on Harrow Street", [[0, 5]])


def test_search_without_hits_is_done(archived, capsys):
    assert run(capsys, "search", "volcano") == (0, "", "nothing found for volcano\n")
    assert run(capsys, "search", "volcano", "--json") == (0, "", "")


@pytest.mark.parametrize("options", [["--limit", "0"], ["--since", "yesterday"], ["--nonsense"], []])
def test_search_used_wrongly_is_told(archived, capsys, options):
    words = ["lamps"] if options else []

    assert run(capsys, "search", *words, *options)[0] == 2


def test_show_prints_every_part(archived, capsys):
    archived.save(a_capture(archived, STORY, at=NOON + timedelta(hours=2), source_key="herald"))

    code, out, err = run(capsys, "show", "1")

    assert (code, err) == (0, "")
    for line in (
        "Lamps out on Harrow Street",
        "The council waits for a crane",
        "published   2026-11-22T12:00:00+00:00",
        "tags        power, towns",
        "by Ada Quill  https://herald.example/by/ada",
        "  Ada writes about towns.",
        f"  {LEAD}",
        "## What is known",
        "  • Nine streets",
        "      if dark:",
        "          wait()",
        "  wordpress · thread 17 · 3 comments · open",
    ):
        assert line in out.splitlines()
    comments = out[out.index("  Mo") :]
    assert comments.index("So dark.") < comments.index("      Indeed.") < comments.index("  Here too.")
    assert out.count("silent") == 2


def test_show_knows_urls_and_json(archived, capsys):
    _, out, _ = run(capsys, "show", URL, "--json")

    document = json.loads(out)
    assert (document["id"], document["title"]) == (1, "Lamps on again on Harrow Street")
    assert document["sections"] == []
    assert [revision["cause"] for revision in document["archive"]["revisions"]] == ["first", "edit"]


@pytest.mark.parametrize(
    "what", ["99", "https://herald.example/none", "99999999999999999999", "nonsense", "http://[::1"]
)
@pytest.mark.parametrize("command", ["show", "diff"])
def test_article_that_is_not_there_is_told_in_one_sentence(archived, capsys, command, what):
    code, out, err = run(capsys, command, what)

    assert (code, out) == (1, "")
    assert err == f"Error: {archived.path}: there is no article {what}; see `dateline search`, `show` or `why`\n"


def test_diff_shows_words_by_part(archived, capsys):
    code, out, _ = run(capsys, "diff", "1")

    assert code == 0
    assert out.splitlines()[1:4] == ["revision 1 to 2", "", "title (wording)"]
    assert "Lamps [-out-]{+on again+} on Harrow Street" in out
    assert "section 1: What is known (removed)" in out


def test_diff_of_named_revisions_as_json(archived, capsys):
    _, out, _ = run(capsys, "diff", "1", "2", "1", "--json")

    told = json.loads(out)
    assert (told["from_revision"], told["to_revision"]) == (2, 1)
    assert told["changes"][0]["words"][1:3] == [
        {"fate": "removed", "text": "on again"},
        {"fate": "added", "text": "out"},
    ]


def test_diff_of_an_unknown_revision_is_told(archived, capsys):
    code, _, err = run(capsys, "diff", "1", "1", "77")

    assert (code, err) == (
        1,
        f"Error: {archived.path}: there is no revision 77; see `dateline search`, `show` or `why`\n",
    )


def test_diff_of_an_article_with_one_version_has_none(archive, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    archive.save(a_capture(archive))

    assert "revision 1 is its only one so far" in run(capsys, "diff", "1")[1]


def test_show_at_a_time_tells_what_stood_then(archived, capsys):
    code, out, _ = run(capsys, "show", "1", "--at", "2026-11-22T12:30")

    assert code == 0
    assert out.splitlines()[0] == "Lamps out on Harrow Street"
    assert "this version  2026-11-22T12:00:00Z to 2026-11-22T13:00:00Z" in out
    assert "## What is known" in out.splitlines()
    assert "  Mo" in out
    assert run(capsys, "show", "1", "--at", "2026-11-22T14:30:00+02:00")[1] == out
    assert run(capsys, "show", "1", "--revision", "1")[1] == out


def test_show_of_a_day_is_its_end(archived, capsys):
    assert run(capsys, "show", "1", "--at", "2026-11-22")[1].splitlines()[0] == "Lamps on again on Harrow Street"


def test_show_at_a_time_as_json_is_the_document_of_then(archived, capsys):
    told = json.loads(run(capsys, "show", "1", "--at", "2026-11-22T12:30", "--json")[1])

    assert {name: told[name] for name in STORY.to_dict()} == STORY.to_dict()
    assert [comment["removed_at"] for comment in told["archive"]["comments"]] == [None, None, None]


@pytest.mark.parametrize(
    ("options", "code", "error"),
    [
        (
            ["--at", "2026-11-01"],
            1,
            "no article 1 at 2026-11-01T23:59:59Z, as it was first seen at 2026-11-22T12:00:00Z",
        ),
        (["--revision", "77"], 1, "there is no revision 77"),
        (["--at", "noon"], 2, "'noon' is no day or time; write 2026-10-01 or 2026-10-01T14:30"),
        (["--at", "2026-11-22", "--revision", "1"], 2, "name one of them"),
    ],
)
def test_show_of_what_never_stood_is_told(archived, capsys, options, code, error):
    told = run(capsys, "show", "1", *options)

    assert (told[0], told[1]) == (code, "")
    assert error in told[2]


def test_diff_shows_of_what_stayed_only_the_neighbours(archive, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    lines = [f"Paragraph number {n} of many." for n in range(9)]
    archive.save(a_capture(archive, an_article(blocks=a_body(lines))))
    lines[4] = "Paragraph number 4 of few."
    archive.save(a_capture(archive, an_article(blocks=a_body(lines)), at=NOON + timedelta(hours=1)))

    out = run(capsys, "diff", "1")[1]

    assert (
        out.splitlines()[-5:]
        == [
            "lead (wording)",
            "  ⋯",
            "  Paragraph number 4 of [-many-]{+few+}.",
            "  ⋯",
        ][-5:]
        or out
    )


def test_diff_of_chinese_is_by_characters(archive, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    archive.save(a_capture(archive, an_article(title="市议会等待起重机的到来")))
    archive.save(a_capture(archive, an_article(title="市议会等待新起重机的到来"), at=NOON + timedelta(hours=1)))

    assert "市议会等待{+新+}起重机的到来" in run(capsys, "diff", "1")[1]


def test_stats_tell_how_much_there_is(archived, capsys):
    code, out, _ = run(capsys, "stats")

    assert code == 0
    assert "articles          1" in out
    assert "versions          2 (1 silent edits)" in out
    assert "herald\t1\t2\t0\t2026-11-22T12:00:00Z" in out
    told = json.loads(run(capsys, "stats", "--json")[1])
    assert (told["articles"], told["pages"], told["by_source"][0]["source"]) == (1, {"done": 1}, "herald")


@pytest.mark.parametrize("arguments", [["search", "lamps"], ["show", "1"], ["diff", "1"], ["stats"]])
def test_without_an_archive_one_sentence_says_so(tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(tmp_path / "none.db"))

    code, out, err = run(capsys, *arguments)

    assert (code, out) == (1, "")
    assert err.startswith(f"Error: {tmp_path / 'none.db'}: there is no archive here yet; ")
    assert not (tmp_path / "none.db").exists()


def test_commands_work_on_an_empty_archive(archive, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))

    assert run(capsys, "search", "lamps")[0] == 0
    assert "articles          0" in run(capsys, "stats")[1]


def test_terminal_gets_colours(archived):
    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "dateline", "search", "crane"]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=follower, check=True)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)

    assert "\x1b[" in shown
    assert "crane" in shown


def test_reading_does_not_wait_for_a_writer(archived, capsys):
    with archived.transaction():
        archived.save(a_capture(archived, an_article(f"{URL}/2", title="Cranes", blocks=())))

        assert run(capsys, "stats", "--json")[1].startswith('{"articles": 1,')


def test_hostile_ids_of_comments_still_show(archive, monkeypatch, capsys):
    """Answers in a circle, to themselves, to nobody; the same id twice."""
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    comments = [("a", "b"), ("b", "a"), ("c", "c"), ("d", "nobody"), ("d", None), ("e", "d"), (None, "e")]
    told = tuple(Comment(id=own, parent=parent, text=f"words {n}") for n, (own, parent) in enumerate(comments))
    archive.save(a_capture(archive, an_article(comments=told)))

    out = run(capsys, "show", "1")[1]

    assert sorted(line.strip() for line in out.splitlines() if "words" in line) == [
        "1  2026-11-22T12:00:00Z  first  89 words",
        *(f"words {n}" for n in range(7)),
    ]


def test_deep_threads_still_show(archive: Archive, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    told = tuple(Comment(id=str(n), parent=str(n - 1) if n else None, text=f"words {n}") for n in range(3000))
    archive.save(a_capture(archive, an_article(comments=told)))

    assert run(capsys, "show", "1")[1].count("words") >= 3000
