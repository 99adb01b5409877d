"""Killed at the worst moments, fed the worst content: what was committed stays, whole, and comes back exactly."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.care.verifying import verify
from archive.errors import Unstorable
from archive.imports.importing import import_file
from archive.reading import queries
from archive.reading.search import search
from archive.store import Archive
from parsers.article import Author, Comment, CommentWidget, Link
from tests.builders import NOON, a_body, a_capture, a_run, an_article
from tests.test_archive_crash import whole

SOAK = os.environ.get("DATELINE_SOAK") == "1"
TRIALS = 25 if SOAK else 1
ROOT = Path(__file__).parent.parent

CHILD = """
import sys
from pathlib import Path
from archive.store import Archive
from tests.builders import NOON, a_run
from tests.test_archive_crash import save_some
moment, first = sys.argv[2], int(sys.argv[3])

def say(what):
    if what == moment:
        print(what, flush=True)

with Archive.open(Path(sys.argv[1])) as archive:
    for number in range(first, first + 10_000):
        run_id = a_run(archive)
        with archive.transaction():
            say("transaction")
            save_some(archive, number)
        say("checkpoint")
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        say("sealing")
        archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)
"""


@pytest.mark.parametrize("moment", ["transaction", "checkpoint", "sealing"])
def test_kill_at_a_bad_moment_loses_nothing_that_was_committed(tmp_path, moment):
    chance = random.Random(None if SOAK else moment)
    path = tmp_path / "a.db"
    Archive.open(path).close()
    told = 0
    for trial in range(TRIALS):
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), moment, str(10_000 * trial)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for _ in range(chance.randint(1, 6)):
            assert process.stdout.readline() == f"{moment}\n"
            told += 1
        time.sleep(chance.expovariate(1 / 0.003))
        process.send_signal(signal.SIGKILL)
        told += len(process.communicate()[0].split())

        with Archive.open(path) as archive:
            articles = whole(archive)
            archive.close_dead_runs(now=NOON)
            assert verify(archive).damage == []
            waiting = archive.connection.execute(
                "SELECT (SELECT max(id) FROM fetch) - (SELECT max(fetch_until) FROM manifest)"
            ).fetchone()
        # Told at the beginning of a transaction it may not be committed, told behind it it is.
        assert articles % 3 == 0
        assert 3 * (told - (trial + 1) * (moment == "transaction")) <= articles <= 3 * (told + trial + 1)
        assert waiting == ((0,) if articles else (None,))  # killed before the first commit there is nothing to seal


EVIL = {
    "sql": '\'; DROP TABLE article; -- "x" `y` ); DELETE FROM fetch;',
    "nul": "before \0 behind",
    "controls": "\x01\x02\x1b[31m red \x7f \x85 \u2028 \ufeff",
    "directions": "\u202eright\u202c \u200f \u2066 left",
    "very long": "marker " + "y" * 200_000,
    "format": "%s {0} {title} \\ \\n $HOME %00 &lt;script&gt;<script>",
    "astral": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🏴󠁧󠁢󠁷󠁬󠁳󠁿 e\u0301\u0301\u0301 \U0010ffff",
}


def hostile(text):
    return an_article(
        title=text,
        subtitle=text,
        blocks=a_body((text, "findable words"), {text: (text,)}),
        authors=(Author(name=text, url="https://herald.example/by/x", bio=text, links=("https://x.example/",)),),
        tags=(text,),
        site_name=text,
        widgets=(CommentWidget(provider="wordpress", thread_id=text, count=1),),
        comments=(Comment(id=text, author=text, text=text),),
        links=(Link(url="https://x.example/", text=text),),
    )


@pytest.mark.parametrize("text", EVIL.values(), ids=EVIL)
def test_hostile_content_is_stored_found_and_moved_exactly(archive, tmp_path, monkeypatch, text):
    run_id = a_run(archive)
    article = hostile(text)
    saved = archive.save(a_capture(archive, article))
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON)

    told = queries.article(archive, saved.article_id)
    assert (told.article.title, told.article.subtitle, told.article.tags) == (text, text, (text,))
    assert told.article.authors == article.authors
    assert told.article.text == article.text
    assert [comment.comment for comment in told.comments] == list(article.comments)
    assert [hit.article_id for hit in search(archive, "findable words")] == [saved.article_id]
    assert verify(archive).damage == []

    from archive.exports.formats import Order, export
    from archive.reading.selection import Selection

    export(archive, Order(format="jsonl", selection=Selection(), output=tmp_path / "a.jsonl"))
    with Archive.open(tmp_path / "other.db") as other:
        complaints: list[str] = []
        import_file(other, tmp_path / "a.jsonl", now=NOON, complain=complaints.append)
        assert complaints == []
        assert queries.article(other, 1).article == told.article


@pytest.mark.parametrize("field", ["title", "subtitle", "blocks", "authors", "tags", "comments"])
def test_what_is_no_unicode_is_refused_with_a_reason_and_leaves_nothing(archive, field):
    whole_article = hostile("half of a pair \ud83d")
    article = an_article(**{field: getattr(whole_article, field)})

    with pytest.raises(Unstorable, match="text with a character that is no Unicode cannot be stored"):
        archive.save(a_capture(archive, article))

    assert archive.connection.execute("SELECT count(*) FROM article").fetchone() == (0,)
    assert archive.connection.execute("SELECT count(*) FROM fetch").fetchone() == (0,)
    assert verify(archive).damage == []
