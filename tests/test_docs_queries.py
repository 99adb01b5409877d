"""Every question of ``docs/how-to/ask-the-archive.md`` is answered rightly, by the index it names, in any SQLite."""

import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.driver import connect
from archive.store import Archive
from parsers.article import Author, Comment, CommentWidget
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, a_page, a_run, an_article

HERE = Path(__file__).parent.parent / "docs/how-to"
PAGE = (HERE / "ask-the-archive.md").read_text("utf-8")
QUESTIONS = {
    title: (re.search(r"Index: `(\w+)`", text), sql)
    for title, text, sql in re.findall(r"^### ([^\n]+)\n(.*?)^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
GIVEN = {
    "since": "2026-11-15", "article": 1, "at": "2026-11-22T13:00:00Z", "url": URL, "name": "Ada Quill",
    "source": "herald", "words": "crane",
}  # fmt: skip

NOT_A_TABLE = r"SCAN (\(subquery-\d+\)|events$|\w+ VIRTUAL TABLE INDEX)"
"""What a plan reads through that is no table: its own rows of before, or the hits of a search."""

ADA = Author(name="Ada Quill", bio="Ada writes about towns.")
BO = Author(name="Bo Reed")
LAMPS, CRANE = "Lamps out on Harrow Street", "Council buys a crane"
NOTE = "Correction: an earlier version said eight streets."
SAID = Comment(id="c1", author="Mo", text="So dark.")
MIRROR, AGAIN, LOST = "https://mirror.example/lamps", "https://herald.example/again", "https://wire.example/lost"
SNIPPET = "The council waits for a [crane]\nThe lamps of Harrow Street went…"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A small archive of three sources, of which everything is known."""
    path = tmp_path_factory.mktemp("asked") / "archive.db"
    with Archive.open(path) as archive:
        a_run(archive, "herald", "mirror", "wire")
        with archive.transaction():
            fill(archive)
    return path


def fill(archive):
    def save(source, hours, article):
        archive.save(a_capture(archive, article, at=NOON + hours * HOUR, source_key=source))

    def thread(count, is_open):
        return (CommentWidget(provider="wordpress", thread_id="17", count=count, open=is_open),)

    story = {"authors": (ADA,), "tags": ("power", "towns"), "paywalled": False}
    save("herald", 0, an_article(**story, widgets=thread(2, True), comments=(SAID,)))
    save("herald", 2, an_article(**story, title=CRANE, widgets=thread(7, True)))
    corrected = a_body((LEAD, NOTE), {"Forty years old": (SECTION,)})
    owned = {**story, "title": CRANE, "blocks": corrected, "modified": NOON + 6 * HOUR}
    save("herald", 6, an_article(**owned, widgets=thread(7, False)))

    copied = a_body((LEAD, SECTION, "The Mirror asked the council, which did not answer."))
    copy = {"blocks": copied, "authors": (ADA, BO), "tags": ("power",), "paywalled": True}
    save("mirror", 4, an_article(MIRROR, title=LAMPS, published=NOON + 3 * HOUR, **copy))
    copy["authors"] = (ADA,)
    save("mirror", 5, an_article(MIRROR, title=LAMPS, published=NOON + 3 * HOUR, **copy))

    new_bio = (Author(name="Ada Quill", bio="Ada writes about cranes."),)
    again = an_article(AGAIN, title="The lamps, again", published=NOON + 20 * HOUR, authors=new_bio, tags=())
    save("herald", 20, again)

    lost = {
        "title": "Lost",
        "subtitle": None,
        "authors": (),
        "tags": (),
        "blocks": a_body(("Nine words that stood here for a short while.",)),
    }
    save("wire", 1, an_article(LOST, **lost, language="de", published=date(2026, 10, 5)))
    page_id = a_page(archive, LOST)
    for hours in (7, 9):
        gone = a_fetch(LOST, page_id=page_id, at=NOON + hours * HOUR, status=404)
        archive.record_gone(page_id, gone, now=NOON + hours * HOUR)
    a_page(archive, "https://wire.example/never-answered", source_key="wire")


ANSWERS = {
    "Which headlines were swapped since a day?": [("2026-11-22T14:00:00Z", "herald", LAMPS, CRANE, 1, URL)],
    "How many edits does each site keep quiet about?": [("mirror", 1, 1, 1.0), ("herald", 2, 1, 0.5)],
    "Whose articles are corrected most?": [("Ada Quill", 1, 1)],
    "How long do errors stand before they are corrected?": [
        ("herald", CRANE, "2026-11-22T12:00:00Z", "2026-11-22T18:00:00Z", 6.0, URL)
    ],
    "How soon after publication comes the first edit?": [("herald", 1, 2.0), ("mirror", 1, 2.0)],
    "Which articles were edited most?": [
        (1, "herald", CRANE, 2, URL),
        (2, "mirror", LAMPS, 1, MIRROR),
    ],
    "What changed in one article?": [
        ("2026-11-22T14:00:00Z", "title", "headline swap", LAMPS, CRANE, 1),
        ("2026-11-22T18:00:00Z", "comment widget", "wording", "wordpress 17 (open)", "wordpress 17 (closed)", 0),
        (
            "2026-11-22T18:00:00Z",
            "lead",
            "correction note",
            LEAD,
            f"{LEAD}\n{NOTE}",
            0,
        ),
        ("2026-11-22T18:00:00Z", "modified", "added", None, "2026-11-22T18:00:00Z", 0),
    ],
    "From which bylines did a name vanish?": [("2026-11-22T17:00:00Z", "mirror", "Bo Reed", LAMPS, MIRROR)],
    "How did an article stand at a moment?": [
        (
            LAMPS,
            "The council waits for a crane",
            '["Ada Quill"]',
            f"{LEAD}\nForty years old\n{SECTION}",
            "2026-11-22T12:00:00Z",
            "2026-11-22T14:00:00Z",
        )
    ],
    "What do we have of an address?": [(1, CRANE, URL, "2026-11-22T12:00:00Z", "2026-11-22T18:00:00Z", None, 3)],
    "What did an author's bio say, and when?": [
        ("Ada writes about towns.", "2026-11-22T12:00:00Z", 2),
        ("Ada writes about cranes.", "2026-11-23T08:00:00Z", 1),
    ],
    "What vanished?": [("2026-11-22T19:00:00Z", "wire", "Lost", "2026-10-05", LOST)],
    "What happened to an article besides edits?": [("2026-11-22T18:00:00Z", "modified", "2026-11-22T18:00:00Z", URL)],
    "Who copies from whom?": [("herald", "mirror", 1, 0.88, 3.0)],
    "Who published a story first?": [
        ("first", "herald", "2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", 1.0, 1.0, URL),
        (
            "copy",
            "mirror",
            "2026-11-22T15:00:00Z",
            "2026-11-22T16:00:00Z",
            0.878,
            0.896,
            MIRROR,
        ),
        (
            "repeat",
            "herald",
            "2026-11-23T08:00:00Z",
            "2026-11-23T08:00:00Z",
            0.966,
            0.896,
            AGAIN,
        ),
    ],
    "What does a source publish a second time?": [("herald", "2026-11-23T08:00:00Z", "The lamps, again", 0.966, AGAIN)],
    "How does a discussion grow?": [
        ("wordpress", "2026-11-22T12:00:00Z", 2, None),
        ("wordpress", "2026-11-22T14:00:00Z", 7, 5),
        ("wordpress", "2026-11-22T18:00:00Z", 7, 0),
    ],
    "Under which articles can nobody comment any more?": [
        ("herald", CRANE, "wordpress", 7, "2026-11-22T18:00:00Z", URL)
    ],
    "Which comments were removed?": [
        ("herald", CRANE, "Mo", "So dark.", "2026-11-22T12:00:00Z", "2026-11-22T14:00:00Z")
    ],
    "Which tags come and go?": [("2026-11", "power", 2), ("2026-11", "towns", 1)],
    "How much stands behind a paywall?": [("mirror", 1, 1, 1.0), ("herald", 2, 0, 0.0), ("wire", 1, 0, 0.0)],
    "Which articles name no author?": [("wire", "Lost", "2026-10-05", LOST)],
    "How long are the articles of each source?": [
        ("herald", "2026-11", 2, 185, 93.0),
        ("mirror", "2026-11", 1, 95, 95.0),
        ("wire", "2026-10", 1, 9, 9.0),
    ],
    "In which languages do they write?": [("herald", "en", 2), ("mirror", "en", 1), ("wire", "de", 1)],
    "Where did we miss something?": [("wire", "2026-11-22", 2, 1, 1)],
    "What is new at a source?": [
        (3, "2026-11-23T08:00:00Z", "The lamps, again", AGAIN),
        (1, "2026-11-22T12:00:00Z", CRANE, URL),
    ],
    "Where do these words stand?": [
        (
            "herald",
            "2026-11-22T12:00:00Z",
            CRANE,
            SNIPPET,
            URL,
        ),
        (
            "herald",
            "2026-11-23T08:00:00Z",
            "The lamps, again",
            SNIPPET,
            AGAIN,
        ),
        (
            "mirror",
            "2026-11-22T15:00:00Z",
            LAMPS,
            SNIPPET,
            MIRROR,
        ),
    ],
}


def asked(title):
    _, sql = QUESTIONS[title]
    return sql, {name: GIVEN[name] for name in re.findall(r":(\w+)", re.sub(r"'[^']*'", "", sql))}


def test_every_question_has_a_known_answer():
    assert list(ANSWERS) == list(QUESTIONS)
    assert PAGE.count("\n### ") == len(QUESTIONS) > 20


@pytest.mark.parametrize("title", QUESTIONS)
def test_question_is_answered_rightly(path, title):
    connection = connect(path, read_only=True)
    rows = connection.execute(*asked(title)).fetchall()
    connection.close()

    assert rows == ANSWERS[title]


@pytest.mark.parametrize("title", QUESTIONS)
def test_older_sqlite_without_our_functions_gives_the_same(path, title):
    """The interpreter's own module, as ``sqlite-utils`` or Datasette may have it."""
    plain = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = plain.execute(*asked(title)).fetchall()
    plain.close()

    assert rows == ANSWERS[title]


@pytest.mark.parametrize("title", [title for title, (index, _) in QUESTIONS.items() if index])
def test_question_that_names_an_index_reads_no_table_through(path, title):
    sql, given = asked(title)
    connection = connect(path, read_only=True)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)]
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()

    index = QUESTIONS[title][0][1]
    assert index in names
    used = rf"USING (COVERING )?INDEX {index}\b|SEARCH \w+ USING PRIMARY KEY|VIRTUAL TABLE INDEX"
    assert any(re.search(used, step) for step in plan), plan
    assert [step for step in plan if step.startswith("SCAN") and not re.match(NOT_A_TABLE, step)] == []


def test_datasette_is_given_the_same_questions():
    """After a change of the page: write what the assertion says."""
    lines = ["databases:", "  archive:", "    queries:"]
    for title, (_, sql) in QUESTIONS.items():
        name = "-".join(re.findall(r"\w+", title.lower().replace("'", "")))
        lines += [f"      {name}:", f'        title: "{title}"', "        sql: |-"]
        lines += [f"          {line}" for line in sql.rstrip(";\n").split("\n")]

    assert (HERE / "datasette.yaml").read_text("utf-8") == "\n".join(lines) + "\n"
