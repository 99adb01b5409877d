"""``dateline import`` and ``merge``: what another archive knows becomes part of this one, once."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

import dateline
from archive import migrations
from archive.care.erasing import erase
from archive.care.erasure_plans import plan_article
from archive.exports import warc
from archive.imports.dossiers import document, load, read
from archive.imports.importing import take
from archive.imports.merging import merge
from archive.reading.selection import Selection
from archive.rows import Announcement, SourceRow
from parsers.article import Code, Comment, CommentWidget, Figure, Heading, Link, ListBlock, Paragraph, Quote, Table
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, a_page, a_run, an_article

HOUR = timedelta(hours=1)
COPY = "https://herald.example/amp/lamps"

FIRST = an_article(
    blocks=(
        Paragraph(text=LEAD),
        Heading(text="What is known", level=3),
        ListBlock(items=("Nine streets", "Two schools"), ordered=True),
        Quote(paragraphs=("We did not know.",)),
        Code(text="if dark:\n    wait()"),
        Table(rows=(("street", "hours"), ("Harrow", ""))),
        Figure(image="https://herald.example/a.jpg", caption="Harrow Street"),
    ),
    widgets=(CommentWidget(provider="wordpress", thread_id="17", count=2, open=True),),
    comments=(Comment(id="c1", author="Mo", text="So dark."), Comment(id="c2", parent="c1", text="Indeed.")),
    links=(Link(url="https://power.example/", text="a letter"),),
    provenance={"title": "json-ld:headline"},
)
SECOND = an_article(title="Lamps on again", blocks=FIRST.blocks, widgets=FIRST.widgets, comments=FIRST.comments[:1])
THIRD = an_article(title="Lamps on again", blocks=a_body([LEAD], {"In the end": [SECTION]}))

TOLD = {
    "articles": "SELECT source, url, canonical_url, title, subtitle, text, authors, headings, tags, published, modified,"
    " language, image, paywalled, word_count, comment_count, first_seen, last_seen, gone_at, revision_count FROM articles",
    "versions": "SELECT url, valid_from, valid_to, cause, silent, title, text FROM article_versions",
    "comments": "SELECT provider, comment_id, parent_id, author, text, first_seen, removed_at FROM article_comments",
    "counts": "SELECT provider, thread_id, count, open, valid_from, valid_to FROM comment_counts",
    "bios": "SELECT valid_from, valid_to, name, url, bio FROM author_bios",
    "changes": "SELECT seen_at, part, kind, before, after, silent FROM changes",
    "events": "SELECT url, at, kind, detail FROM events WHERE article_id IS NOT NULL",
    "urls": "SELECT url, kind, first_seen FROM alias",
    "sources": "SELECT key, url FROM source",
}
"""What two archives of the same must agree in; their ids may differ."""


def told_by(archive, *, without=()):
    queries = {name: query for name, query in TOLD.items() if name not in without}
    return {name: sorted(map(repr, archive.connection.execute(query))) for name, query in queries.items()}


def bytes_of(archive):
    rows = archive.connection.execute(
        "SELECT f.url, f.at, hex(s.hash) FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id"
    )
    return set(rows.fetchall())


def fill(archive):
    """A story of three versions, seen on a copy too, where it then lives, gone in the end; a page that is none."""
    a_run(archive, "herald")
    archive.save(a_capture(archive, FIRST, source_key="herald", seconds=0.5))
    archive.save(a_capture(archive, an_article(COPY, canonical_url=URL, blocks=FIRST.blocks), at=NOON + HOUR))
    archive.save(a_capture(archive, SECOND, at=NOON + 2 * HOUR, source_key="herald"))
    page = a_page(archive)
    archive.record_fetch(a_fetch(page_id=page, at=NOON + 3 * HOUR, status=304, body=None))
    archive.save(a_capture(archive, an_article(is_article=False), at=NOON + 3.5 * HOUR))  # a consent wall
    archive.save(a_capture(archive, THIRD, at=NOON + 4 * HOUR, source_key="herald"))
    for hours, url in ((5, URL), (7, URL), (8, None), (9, COPY), (11, COPY)):
        at = NOON + hours * HOUR
        if url is None:
            archive.save(a_capture(archive, replace(THIRD, url=COPY), at=at))
            continue
        page = a_page(archive, url)
        archive.record_gone(page, a_fetch(url, page_id=page, at=at, status=404), now=at, confirm_seconds=3600)
    archive.save(a_capture(archive, an_article("https://herald.example/tags", is_article=False)))
    return archive


def lines_of(archive):
    return [json.dumps(document(archive, number)) for (number,) in archive.connection.execute("SELECT id FROM article")]


def run(capsys, monkeypatch, archive, *arguments):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive if isinstance(archive, Path) else archive.path))
    code = dateline.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_import_into_an_empty_archive_gives_the_same_views(new_archive, tmp_path, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    path = tmp_path / "a.jsonl"

    assert run(capsys, monkeypatch, theirs, "export", "--format", "jsonl", "--output", path)[0] == 0
    assert run(capsys, monkeypatch, ours, "import", path) == (0, f"{path}: 1 new\n", "")

    assert told_by(ours) == told_by(theirs)


def events_of(archive):
    return archive.connection.execute(
        "SELECT article_id, url, at, kind, detail FROM events ORDER BY at, url"
    ).fetchall()


def test_what_was_decided_without_a_request_comes_along(new_archive, tmp_path, capsys, monkeypatch):
    ours, theirs, third = new_archive("ours"), new_archive("theirs"), new_archive("third")
    theirs.save(a_capture(theirs))
    refused, failed = a_page(theirs, "https://herald.example/shut"), a_page(theirs, "https://herald.example/down")
    for page_id, state, reason in (
        (refused, "refused", "robots.txt"),
        (failed, "failed", "no answer"),
        (1, "failed", "x"),
    ):
        theirs.finish_page(page_id, state=state, reason=reason, now=NOON + HOUR)
    theirs.finish_page(refused, state="refused", reason="a trap", now=NOON + 2 * HOUR)
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines_of(theirs)))

    for _ in range(2):
        assert run(capsys, monkeypatch, ours, "merge", theirs.path)[0] == 0
        assert run(capsys, monkeypatch, third, "import", path)[0] == 0

    assert len(events_of(theirs)) == 4
    assert events_of(ours) == events_of(theirs)
    assert events_of(third) == [event for event in events_of(theirs) if event[0]]


def test_what_belongs_together_does_not_hang_on_the_order_of_articles(new_archive):
    """They are merged one after the other, though they were seen by turns."""
    ours, theirs = new_archive("ours"), new_archive("theirs")
    late = a_body(["".join(f"Word {number} of another text. " for number in range(20))])
    theirs.save(a_capture(theirs))  # 1: later it tells what the copy told before
    claims = an_article(COPY, canonical_url=URL, title="Else", blocks=late)
    theirs.save(a_capture(theirs, claims, at=NOON + 2 * HOUR))  # 2: of another text than 1 has now
    theirs.save(a_capture(theirs, an_article(title="Else", blocks=late), at=NOON + 3 * HOUR))
    first = an_article("https://herald.example/claims", canonical_url="https://herald.example/claimed")
    theirs.save(a_capture(theirs, replace(first, blocks=a_body([LEAD * 2])), at=NOON + 4 * HOUR))
    theirs.save(
        a_capture(theirs, an_article("https://herald.example/claimed", title="X", blocks=late), at=NOON + 5 * HOUR)
    )

    merge(ours, theirs.path, now=NOON, complain=print)

    assert told_by(ours) == told_by(theirs)
    assert theirs.connection.execute("SELECT count(*) FROM article").fetchone() == (4,)


@pytest.mark.parametrize("edited", [False, True])
def test_copy_whose_words_are_the_articles_no_more_stays_its_copy(new_archive, edited):
    ours, theirs = new_archive("ours"), new_archive("theirs")
    second = "https://herald.example/power/lamps"
    a_run(theirs, "herald")
    theirs.save(a_capture(theirs, source_key="herald"))
    theirs.save(a_capture(theirs, an_article(second), at=NOON + 2 * HOUR, source_key="herald"))
    if edited:  # which came late, so that the copy was known as one by older words
        theirs.save(a_capture(theirs, SECOND, at=NOON + HOUR, source_key="herald"))

    with ours.transaction():
        take(ours, read(json.dumps(document(theirs, 1))), run_id=a_run(ours))

    assert told_by(ours) == told_by(theirs)


def test_wrong_file_is_told_in_a_few_words(new_archive, tmp_path, capsys, monkeypatch):
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(["no json", '{"title": "Lamps"}', "[1]", *map(str, range(190))]))

    code, out, err = run(capsys, monkeypatch, new_archive("ours"), "import", path)

    said = "this is no article of `dateline export --format jsonl`: {}"
    assert (code, out) == (1, "")
    assert err.splitlines()[:3] == [
        f"{path}:1: {said.format('it is no JSON')}",
        f"{path}:2: " + said.format("it has no 'archive'"),
        f"{path}:3: {said.format('it has other kinds of values')}",
    ]
    assert err.splitlines()[100:] == [
        f"{path}: 93 more lines are none",
        f"Error: {path}: there is no article in it; `dateline export --format jsonl` writes what can be imported",
    ]


def test_canonical_link_that_is_no_address_is_refused(new_archive):
    theirs = new_archive("theirs")
    theirs.save(a_capture(theirs))
    told = document(theirs, 1)
    told["archive"]["events"] = [{"at": told["archive"]["first_seen"], "kind": "canonical", "value": "http://["}]

    with pytest.raises(ValueError, match="Invalid"):
        read(json.dumps(told))


def test_import_again_changes_nothing(new_archive, tmp_path, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines_of(theirs)).encode()))
    run(capsys, monkeypatch, ours, "import", path)
    before = told_by(ours), ours.connection.execute("SELECT count(*) FROM fetch").fetchone()

    assert run(capsys, monkeypatch, ours, "import", path)[1] == f"{path}: 1 here already\n"
    assert run(capsys, monkeypatch, theirs, "import", path)[1] == f"{path}: 1 here already\n"

    assert (told_by(ours), ours.connection.execute("SELECT count(*) FROM fetch").fetchone()) == before


def test_a_line_is_the_article_document_with_all_that_was_seen(new_archive):
    theirs = fill(new_archive("theirs"))

    (told,) = map(json.loads, lines_of(theirs))

    assert (told["title"], told["sections"][0]["heading"]) == ("Lamps on again", "In the end")
    assert [revision["cause"] for revision in told["archive"]["revisions"]] == ["first", "edit", "edit"]
    assert [request.get("status") for request in told["archive"]["requests"]] == [
        404,
        404,
        200,
        404,
        404,
        200,
        200,
        304,
        200,
        200,
        200,
    ]
    assert load(theirs.connection, 1).arrivals[0].article == FIRST == read(json.dumps(told)).arrivals[0].article


def test_lines_that_are_none_are_told_and_left(new_archive, tmp_path, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    (line,) = lines_of(theirs)
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(["{", '{"title": 1}', "[]", line, line[:500]]))

    code, out, err = run(capsys, monkeypatch, ours, "import", path)

    assert (code, out) == (0, f"{path}: 1 new\n")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [f"{path}:{number}" for number in (1, 2, 3, 5)]


WRONG = {
    "title": 5,
    "lead": "Text",
    "sections": [{"heading": 1, "level": "a", "paragraphs": [None]}],
    "confidence": float("nan"),
    "published": 2026,
    "authors": [{"name": None}],
    "tags": [1, None],
    "language": ["en"],
    "comments": {"widgets": [{"provider": 5, "site_id": None, "thread_id": None, "url": None}], "items": []},
    "blocks": [{"kind": "table", "rows": "x"}],
    "archive.source": 5,
    "archive.first_seen": 5,
    "archive.last_seen": "soon",
    "archive.requests": [],
    "archive.requests.0.told_otherwise": {"title": None},
    "archive.requests.0.at": "2026-11-22T20:00:00",
    "archive.requests.1.at": "0001-01-01T00:00:00+14:00",
    "archive.requests.0.headers": [1],
    "archive.requests.0.page": "",
    "archive.requests.0.final_url": 5,
    "archive.requests.0.status": "OK",
    "archive.urls": [{"url": URL, "kind": "rumour", "first_seen": "2026-11-22T12:00:00Z"}],
    "archive.events": [{"at": "2026-11-22T12:00:00Z", "kind": "rumour", "value": None}],
}


def test_lines_with_values_of_other_kinds_are_told_and_left(new_archive, tmp_path, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    (line,) = lines_of(theirs)
    lines = []
    for place, value in WRONG.items():
        whole = json.loads(line.replace("herald.example", f"h{len(lines)}.example"))
        inner, *path = whole, *place.split(".")
        for step in path[:-1]:
            inner = inner[int(step) if step.isdecimal() else step]
        inner[path[-1]] = value
        lines.append(json.dumps(whole))
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([*lines, "[" * 100_000, line]))

    code, out, err = run(capsys, monkeypatch, ours, "import", path)

    assert (code, out) == (0, f"{path}: 1 new\n")
    assert len(err.splitlines()) == len(WRONG) + 1, err
    assert told_by(ours, without=("sources",)) == told_by(theirs, without=("sources",))


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08\x00", b"not json\n"])
def test_file_without_articles_is_told(new_archive, tmp_path, capsys, monkeypatch, content):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(content)

    code, out, err = run(capsys, monkeypatch, new_archive("ours"), "import", path)

    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith(f"Error: {path}: ")


def test_merge_brings_everything_with_its_bytes(new_archive, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))

    assert run(capsys, monkeypatch, ours, "merge", theirs.path) == (0, f"{theirs.path}: 1 new\n", "")

    assert told_by(ours) == told_by(theirs)
    assert bytes_of(ours) == bytes_of(theirs)
    events = "SELECT url, at, kind, detail FROM events ORDER BY 1, 2, 3"
    assert ours.connection.execute(events).fetchall() == theirs.connection.execute(events).fetchall()
    pages = "SELECT key, state, reason FROM page ORDER BY key"
    assert ours.connection.execute(pages).fetchall() == theirs.connection.execute(pages).fetchall()


def test_merge_again_changes_nothing(new_archive, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    run(capsys, monkeypatch, ours, "merge", theirs.path)
    before = told_by(ours), bytes_of(ours), ours.connection.execute("SELECT count(*) FROM fetch").fetchone()

    assert run(capsys, monkeypatch, ours, "merge", theirs.path)[1] == f"{theirs.path}: 1 here already\n"

    after = told_by(ours), bytes_of(ours), ours.connection.execute("SELECT count(*) FROM fetch").fetchone()
    assert after == before


@pytest.mark.parametrize("mine", [(0, 2), (1,), (2, 1), (0,)])
def test_two_halves_of_a_history_make_the_whole(new_archive, capsys, monkeypatch, mine):
    """Versions come into the order of their time, whichever archive had which."""
    looks = [FIRST, SECOND, THIRD]
    whole, ours, theirs = new_archive("whole"), new_archive("ours"), new_archive("theirs")
    for archive in (whole, ours, theirs):
        a_run(archive, "herald")
    for number, article in enumerate(looks):
        at = NOON + number * HOUR
        whole.save(a_capture(whole, article, at=at, source_key="herald"))
    for number, article in enumerate(looks):
        half = ours if number in mine else theirs
        half.save(a_capture(half, article, at=NOON + number * HOUR, source_key="herald"))

    run(capsys, monkeypatch, ours, "merge", theirs.path)

    assert told_by(ours) == told_by(whole)
    assert bytes_of(ours) == bytes_of(whole)


def test_merge_keeps_what_is_only_ours(new_archive, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    a_run(ours, "gazette")
    mine = an_article("https://gazette.example/a", title="Bridges of the north", blocks=a_body([SECTION]))
    ours.save(a_capture(ours, mine, source_key="gazette"))

    run(capsys, monkeypatch, ours, "merge", theirs.path)

    assert ours.connection.execute("SELECT source, title FROM articles ORDER BY id").fetchall() == [
        ("gazette", "Bridges of the north"),
        ("herald", "Lamps on again"),
    ]
    # What is not followed here is not crawled because it was merged.
    assert ours.connection.execute(
        "SELECT enabled, removed_at IS NULL FROM source WHERE key = 'herald'"
    ).fetchall() == [(0, 0)]


def test_address_that_came_to_lead_to_another_article_loses_neither(new_archive, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), new_archive("theirs")
    theirs.save(a_capture(theirs, FIRST))
    other = an_article(
        "https://herald.example/bridges", title="Bridges", blocks=a_body([SECTION, "The bridges stand."])
    )
    theirs.save(a_capture(theirs, other, asked=URL, at=NOON + HOUR))
    pages = "SELECT p.key, p.state, a.url FROM page p JOIN article a ON a.id = p.article_id"

    run(capsys, monkeypatch, ours, "merge", theirs.path)

    assert len(told_by(theirs)["articles"]) == 2
    assert told_by(ours) == told_by(theirs)
    assert ours.connection.execute(pages).fetchall() == theirs.connection.execute(pages).fetchall()


def test_what_a_crawl_is_about_to_ask_for_is_asked_for_all_the_same(new_archive, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    a_page(ours)
    planned = "SELECT state, next_due FROM page WHERE url = ?"
    before = ours.connection.execute(planned, [URL]).fetchone()

    run(capsys, monkeypatch, ours, "merge", theirs.path)

    assert before[0] == "due"
    assert ours.connection.execute(planned, [URL]).fetchone() == before


def test_line_of_a_later_format_is_refused(new_archive):
    (line,) = lines_of(fill(new_archive("theirs")))

    with pytest.raises(ValueError, match="a later Dateline has written it"):
        read(line.replace('"format": 1', '"format": 2'))


def test_archive_is_not_merged_into_itself(new_archive, capsys, monkeypatch):
    ours = new_archive("ours")

    assert run(capsys, monkeypatch, ours, "merge", ours.path) == (
        2,
        "",
        f"Error: {ours.path}: this is the archive itself; name another one\n",
    )


def test_what_is_no_archive_is_not_merged(new_archive, tmp_path, capsys, monkeypatch):
    ours = new_archive("ours")
    (tmp_path / "letter.txt").write_text("Dear archive")
    (tmp_path / "empty.db").touch()

    assert run(capsys, monkeypatch, ours, "merge", tmp_path / "none.db")[0] == 1
    assert "not an SQLite file" in run(capsys, monkeypatch, ours, "merge", tmp_path / "letter.txt")[2]
    assert "this file is empty" in run(capsys, monkeypatch, ours, "merge", tmp_path / "empty.db")[2]


def test_archive_of_a_later_schema_is_refused(new_archive, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), new_archive("theirs")
    theirs.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dateline', 'm999_flying', 'now')"
    )

    code, _, err = run(capsys, monkeypatch, ours, "merge", theirs.path)

    assert (code, err) == (1, f"Error: {theirs.path}: a later Dateline has written this archive; update this one\n")


def test_archive_of_an_earlier_schema_is_merged_from_a_copy(new_archive, tmp_path, capsys, monkeypatch):
    path = tmp_path / "older.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "archives" / "schema-1.db.gz").read_bytes()))
    before = path.read_bytes()
    ours = new_archive("ours")
    left = ours.path.with_name("dateline-merge-4194305-x") / "copy.db"  # of a merge that was killed
    left.parent.mkdir()
    left.write_text("half")

    code, out, err = run(capsys, monkeypatch, ours, "merge", path)

    assert (code, err) == (
        0,
        f"{path} is of an older Dateline: a copy of it is brought up to date and merged; the file stays as it is\n",
    )
    assert " new" in out
    assert path.read_bytes() == before
    assert not migrations.pending(ours.connection)
    assert [file for file in tmp_path.iterdir() if file.name.startswith("dateline-merge-")] == []


def test_what_came_by_import_leaves_as_warc_too(new_archive):
    """Without bytes there is nothing to replay, and nothing breaks."""
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    from archive.imports.importing import take

    run_id = a_run(ours)
    take(ours, read(lines_of(theirs)[0]), run_id=run_id)
    out = io.BytesIO()

    assert not any(warc.write(ours, Selection(), out))

    assert out.getvalue()


def test_bytes_that_are_damaged_keep_nothing_else_back(new_archive, tmp_path, capsys, monkeypatch):
    ours, theirs = new_archive("ours"), fill(new_archive("theirs"))
    # Nothing else is a difference against the page of another address.
    (broken,) = theirs.connection.execute("SELECT max(id) FROM snapshot").fetchone()
    theirs.connection.execute("UPDATE snapshot SET data = x'00' WHERE id = ?", [broken])

    code, _, err = run(capsys, monkeypatch, ours, "merge", theirs.path)

    assert code == 0
    assert f"snapshot {broken} cannot be unpacked" in err
    assert told_by(ours) == told_by(theirs)
    assert len(bytes_of(ours)) == len(bytes_of(theirs)) - 1
    path = tmp_path / "all.warc"
    code, _, err = run(capsys, monkeypatch, theirs, "export", "--format", "warc", "--output", path)
    assert code == 1
    assert "1 could not be read" in err
    with path.open("rb") as file:
        whole = [record.rec_type for record in ArchiveIterator(file) if record.rec_type in ("response", "revisit")]
    assert len(whole) == theirs.connection.execute("SELECT count(*) FROM fetch").fetchone()[0]


class TestListings:
    """Who announced which page is part of the record; what was to be read next is not."""

    FEED = "https://herald.example/feed"
    SITEMAP = "https://herald.example/sitemap.xml"
    ANNOUNCED = "SELECT url, via, announcer, at, until, title, published FROM announcements ORDER BY 1, 2, 3, 4"
    FEEDS = "SELECT url, kind, entries, reads, last_status, last_read FROM feed ORDER BY url"

    def tell(self, archive, title, *, at=NOON, url=URL, via="feed", digest=None):
        told = Announcement(
            url=url,
            key=url,
            via=via,
            via_url=self.SITEMAP if via == "sitemap" else self.FEED,
            title=title,
            digest=digest,
        )
        archive.sync_sources([SourceRow(key="herald", url="https://herald.example/")], now=at)
        archive.announce([told], source_key="herald", run_id=a_run(archive, now=at), now=at)

    def read_feed(self, archive, at=NOON):
        archive.record_feed(
            url=self.FEED, kind="feed", source_key="herald", etag='"1"', last_modified=None, body_hash=b"1" * 16,
            entries=3, status=200, now=at, next_due=at + HOUR, waits_for=None, habit=None,
        )  # fmt: skip

    def asked(self, archive, query):
        return archive.connection.execute(query).fetchall()

    def test_they_come_with_a_merge_and_only_once(self, new_archive, capsys, monkeypatch):
        ours, theirs = new_archive("ours"), new_archive("theirs")
        self.tell(theirs, "Lamps out")
        self.tell(theirs, "Lamps out!", at=NOON + HOUR)
        self.tell(theirs, None, via="sitemap")
        self.read_feed(theirs)
        fill(theirs)

        run(capsys, monkeypatch, ours, "merge", theirs.path)
        first = self.asked(ours, self.ANNOUNCED), self.asked(ours, self.FEEDS)
        run(capsys, monkeypatch, ours, "merge", theirs.path)

        assert first == (self.asked(theirs, self.ANNOUNCED), self.asked(theirs, self.FEEDS))
        assert (self.asked(ours, self.ANNOUNCED), self.asked(ours, self.FEEDS)) == first
        assert told_by(ours) == told_by(theirs)
        assert self.asked(ours, "SELECT followed, etag, body_hash, next_due FROM feed") == [(0, None, None, None)]

    def test_bytes_that_are_kept_of_them_come_too_and_only_once(self, new_archive, capsys, monkeypatch):
        ours, theirs = new_archive("ours"), new_archive("theirs")
        for archive, hours in ((theirs, (0, 2)), (ours, (1,))):
            fill(archive)
            self.read_feed(archive)
            feed_id = archive.feed_id(url=self.FEED, kind="feed", source_key="herald")
            for hour in hours:
                fetch = a_fetch(self.FEED, feed_id=feed_id, at=NOON + hour * HOUR, body=b"<rss>%d</rss>" % hour)
                archive.record_fetch(fetch)

        for _ in range(2):
            run(capsys, monkeypatch, ours, "merge", theirs.path)

            asked = "SELECT f.at FROM fetch f JOIN feed e ON e.id = f.feed_id ORDER BY f.at"
            assert [at for (at,) in self.asked(ours, asked)] == [f"2026-11-22T{hour}:00:00Z" for hour in (12, 13, 14)]
        assert ours.last_body(feed_id).body == b"<rss>2</rss>"
        ours.drop_listings(before=NOON + 24 * HOUR)
        assert ours.last_body(feed_id).body == b"<rss>2</rss>"

    def test_their_bytes_do_not_come_where_something_was_erased(self, new_archive, capsys, monkeypatch):
        ours, theirs = new_archive("ours"), new_archive("theirs")
        self.read_feed(theirs)
        feed_id = theirs.feed_id(url=self.FEED, kind="feed", source_key="herald")
        theirs.record_fetch(a_fetch(self.FEED, feed_id=feed_id, body=b"<rss>Ada Quill</rss>"))
        ours.save(a_capture(ours))
        erase(ours, plan_article(ours, 1), reason=None, now=NOON)

        run(capsys, monkeypatch, ours, "merge", theirs.path)

        assert self.asked(ours, "SELECT 1 FROM fetch WHERE feed_id IS NOT NULL") == []

    def test_wordings_of_both_come_into_the_order_of_their_time(self, new_archive, capsys, monkeypatch):
        whole, ours, theirs = new_archive("whole"), new_archive("ours"), new_archive("theirs")
        said = [(0, "Lamps out"), (1, "Lamps out!"), (2, "Lamps out!"), (3, "Lamps on"), (4, "Lamps on again")]
        for hours, title in said:
            self.tell(whole, title, at=NOON + hours * HOUR)
            self.tell(ours if hours in (1, 4) else theirs, title, at=NOON + hours * HOUR)

        run(capsys, monkeypatch, ours, "merge", theirs.path)

        assert self.asked(ours, self.ANNOUNCED) == self.asked(whole, self.ANNOUNCED)

    def test_what_it_was_about_to_ask_for_stays_its_own_affair(self, new_archive, capsys, monkeypatch):
        ours, theirs = new_archive("ours"), new_archive("theirs")
        for name in ("due", "refused"):
            self.tell(theirs, name, url=f"https://herald.example/{name}")
        (page_id,) = self.asked(theirs, "SELECT id FROM page WHERE key LIKE '%refused'")[0]
        theirs.finish_page(page_id, state="refused", reason="robots.txt", now=NOON)

        run(capsys, monkeypatch, ours, "merge", theirs.path)

        assert self.asked(ours, "SELECT url, state, reason FROM page") == [
            ("https://herald.example/refused", "refused", "robots.txt")
        ]
        self.tell(ours, "refused", url="https://herald.example/refused", at=datetime.now(UTC) + HOUR)
        assert self.asked(ours, "SELECT state FROM page") == [("due",)]  # announced here, it has another chance

    @pytest.mark.parametrize(("seen", "woken"), [(NOON + HOUR, "done"), (NOON - HOUR, "due")])
    def test_change_that_was_not_looked_at_there_is_noticed_here(self, new_archive, capsys, monkeypatch, seen, woken):
        ours, theirs = new_archive("ours"), new_archive("theirs")
        self.tell(theirs, "Lamps out", at=NOON - 2 * HOUR, digest=b"before")
        theirs.save(a_capture(theirs, FIRST, at=seen, source_key="herald"))
        self.tell(theirs, "Lamps out", digest=b"then")
        run(capsys, monkeypatch, ours, "merge", theirs.path)

        self.tell(ours, "Lamps out", at=datetime.now(UTC), digest=b"then")

        assert self.asked(ours, "SELECT state FROM page") == [(woken,)]

    def test_what_was_erased_here_is_announced_by_no_merge(self, new_archive, capsys, monkeypatch):
        ours, theirs = new_archive("ours"), new_archive("theirs")
        for archive in (ours, theirs):
            self.tell(archive, "Lamps out")
            archive.save(a_capture(archive, FIRST, source_key="herald"))
        erase(ours, plan_article(ours, 1), reason=None, now=NOON)

        run(capsys, monkeypatch, ours, "merge", theirs.path)

        assert self.asked(ours, "SELECT count(*) FROM page") == [(0,)]
        assert self.asked(ours, self.ANNOUNCED) == []
