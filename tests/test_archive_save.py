"""What saving a capture makes of it: an article, a revision, an observation, or nothing new."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from archive.errors import Unstorable
from archive.reading.queries import article as read
from archive.reading.queries import changes
from parsers.article import Author, Code, Heading, Link, ListBlock, Paragraph, Quote, Table
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, an_article

HOUR = timedelta(hours=1)

TABLES = (
    "article", "revision", "section", "outline", "author", "bio", "byline", "tag", "revision_tag", "comment_widget",
    "comment_count", "comment", "link", "observation", "change", "alias", "snapshot", "search_term", "page", "fetch",
)  # fmt: skip


def rows(archive, *but):
    """Every row of every table, without the columns named."""
    held = {}
    for table in TABLES:
        columns = [row[1] for row in archive.connection.execute(f"PRAGMA table_info({table})") if row[1] not in but]
        held[table] = archive.connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
    return held


def one(archive, query, *values):
    (row,) = archive.connection.execute(query, values).fetchall()
    return row[0] if len(row) == 1 else row


def test_new_article_is_kept_with_all_its_parts(archive):
    told = an_article(
        blocks=(
            Paragraph(text=LEAD),
            Heading(text="What is known", level=3),
            ListBlock(items=("Nine streets", "Two schools"), ordered=True),
            Code(text="if dark:\n    wait()"),
            Quote(paragraphs=("We wait.",)),
            Table(rows=(("Street", "Lamps"), ("Harrow", "14"))),
            Paragraph(text="More later."),
        ),
        authors=(Author(name="Ada Quill", bio="Ada writes."), Author(name="Bo Reed", links=("https://bo.example/",))),
        links=(Link(url="https://power.example/letter", text="a letter"),),
        modified=NOON + HOUR,
        image="https://herald.example/lamps.jpg",
        paywalled=False,
    )

    saved = archive.save(a_capture(archive, told))

    assert saved.outcome == "new"
    assert read(archive, saved.article_id).article == told


def test_saving_twice_changes_nothing_but_last_seen(archive):
    capture = a_capture(archive)
    archive.save(capture)
    before = rows(archive, "last_seen")

    again = archive.save(capture)

    assert again.outcome == "seen"
    assert rows(archive, "last_seen") == before


def test_same_page_seen_later_is_only_seen(archive):
    first = archive.save(a_capture(archive))

    again = archive.save(a_capture(archive, at=NOON + HOUR))

    assert (again.outcome, again.revision_id) == ("seen", first.revision_id)
    assert one(archive, "SELECT first_seen, last_seen FROM articles") == (
        "2026-11-22T12:00:00Z",
        "2026-11-22T13:00:00Z",
    )


@pytest.mark.parametrize(
    ("fields", "part", "kind"),
    [
        ({"title": "Lamp out on Harrow Street"}, "title", "typo"),
        ({"title": "Council promises light by Christmas"}, "title", "headline swap"),
        ({"subtitle": None}, "subtitle", "removed"),
        ({"blocks": a_body((LEAD + " Nobody was hurt.",), {"Forty years old": (SECTION,)})}, "lead", "wording"),
        (
            {"blocks": a_body((LEAD,), {"Forty years old": (SECTION.replace("feeds", "serves"),)})},
            "section 1: Forty years old",
            "wording",
        ),
        ({"blocks": a_body((LEAD,), {"Forty years old": (SECTION,), "Next": ("Rain.",)})}, "section 2: Next", "added"),
        ({"blocks": a_body((LEAD,))}, "section 1: Forty years old", "removed"),
        ({"authors": (Author(name="Bo Reed"),)}, "author", "removed"),
        (
            {"authors": (Author(name="Ada Quill", url="https://herald.example/by/ada", bio="Ada left."),)},
            "bio: Ada Quill",
            "wording",
        ),
        ({"published": NOON - HOUR}, "published", "wording"),
        ({"tags": ("power",)}, "tag", "removed"),
        ({"image": "https://herald.example/other.jpg"}, "image", "added"),
    ],
)
def test_what_a_reader_sees_makes_a_revision(archive, fields, part, kind):
    first = archive.save(a_capture(archive))

    revised = archive.save(a_capture(archive, an_article(**fields), at=NOON + HOUR))

    assert revised.outcome == "revised"
    change = changes(archive, revised.article_id)[0]
    assert (change.from_revision, change.to_revision) == (first.revision_id, revised.revision_id)
    assert (change.part, change.kind, change.seen_at, change.silent) == (part, kind, "2026-11-22T13:00:00Z", True)
    assert one(archive, "SELECT revision_count FROM articles") == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"modified": NOON + HOUR},
        {"links": (Link(url="https://other.example/", text="related"),)},
        {"published": date(2026, 11, 22)},
        {"tags": ("towns", "power")},
        {"language": "en-GB"},
        {"site_name": "Herald"},
        {"authors": (Author(name="Ada Quill", bio="Ada writes about towns.", image="https://herald.example/ada.jpg"),)},
    ],
)
def test_what_stands_around_the_text_makes_none(archive, fields):
    archive.save(a_capture(archive))

    again = archive.save(a_capture(archive, an_article(**fields), at=NOON + HOUR))

    assert again.outcome == "seen"
    assert changes(archive) == []


def test_size_of_an_image_is_not_the_image(archive):
    archive.save(a_capture(archive, an_article(image="https://herald.example/lamps.jpg?w=640")))

    again = archive.save(
        a_capture(archive, an_article(image="https://herald.example/lamps.jpg?w=1280"), at=NOON + HOUR)
    )

    assert again.outcome == "seen"


def test_new_modified_alone_is_an_observation(archive):
    archive.save(a_capture(archive))

    archive.save(a_capture(archive, an_article(modified=NOON + HOUR), at=NOON + HOUR))

    assert one(archive, "SELECT modified FROM articles") == "2026-11-22T13:00:00Z"
    assert one(archive, "SELECT kind, value, at FROM observation") == (
        "modified", "2026-11-22T13:00:00Z", "2026-11-22T13:00:00Z",
    )  # fmt: skip


def test_edit_that_moves_modified_is_not_silent(archive):
    archive.save(a_capture(archive))

    archive.save(a_capture(archive, an_article(title="Lamps on", modified=NOON + HOUR), at=NOON + HOUR))

    assert [(change.part, change.silent) for change in changes(archive)] == [("title", False), ("modified", False)]


def test_edit_with_a_correction_note_is_not_silent(archive):
    archive.save(a_capture(archive))
    corrected = a_body((LEAD, "Correction: an earlier version said eight streets."), {"Forty years old": (SECTION,)})

    archive.save(a_capture(archive, an_article(blocks=corrected), at=NOON + HOUR))

    assert [(change.part, change.kind, change.silent) for change in changes(archive)] == [
        ("lead", "correction note", False)
    ]


def test_unchanged_sections_are_shared_between_revisions(archive):
    archive.save(a_capture(archive))

    archive.save(
        a_capture(
            archive, an_article(blocks=a_body((LEAD + " Still.",), {"Forty years old": (SECTION,)})), at=NOON + HOUR
        )
    )

    assert one(archive, "SELECT count(*) FROM outline") == 4
    assert one(archive, "SELECT count(*) FROM section") == 3


@pytest.mark.parametrize(
    ("fields", "fetch", "why"),
    [
        ({"blocks": a_body((LEAD,)), "paywalled": True}, {}, "paywall"),
        ({"blocks": a_body((LEAD,))}, {"error": "the connection was closed in the middle"}, "the connection was"),
        ({"blocks": a_body((LEAD[:90],))}, {}, "cut off"),
    ],
)
def test_page_cut_short_is_an_observation(archive, fields, fetch, why):
    whole = archive.save(a_capture(archive))

    cut = archive.save(a_capture(archive, an_article(**fields), at=NOON + HOUR, **fetch))

    assert (cut.outcome, cut.revision_id) == ("shorter", whole.revision_id)
    assert one(archive, "SELECT value FROM observation WHERE kind = 'shorter'").startswith(why)
    assert one(archive, "SELECT state FROM page") == "done"
    assert read(archive, cut.article_id).article.sections[0].heading == "Forty years old"


def test_paywall_that_lets_less_through_than_before_is_an_observation(archive):
    archive.save(a_capture(archive, an_article(paywalled=True)))

    cut = archive.save(a_capture(archive, an_article(blocks=a_body((LEAD,)), paywalled=True), at=NOON + HOUR))

    assert cut.outcome == "shorter"


def test_cut_page_is_an_observation_whoever_reads_it(archive):
    archive.save(a_capture(archive, an_article(parser_version="1")))
    cut = an_article(blocks=a_body((LEAD,)), paywalled=True, parser_version="2")

    assert archive.save(a_capture(archive, cut, at=NOON + HOUR)).outcome == "shorter"


def test_older_capture_is_the_version_before(archive):
    first = archive.save(a_capture(archive))

    older = archive.save(a_capture(archive, an_article(title="Lamps flicker on Harrow Street"), at=NOON - HOUR))

    assert (older.outcome, older.revision_id) == ("revised", first.revision_id)
    assert one(archive, "SELECT title, first_seen, last_seen, revision_count FROM articles") == (
        "Lamps out on Harrow Street", "2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z", 2,
    )  # fmt: skip
    (change,) = changes(archive)
    assert (change.before, change.after, change.to_revision, change.seen_at) == (
        "Lamps flicker on Harrow Street", "Lamps out on Harrow Street", first.revision_id, "2026-11-22T12:00:00Z",
    )  # fmt: skip


def test_text_that_a_paywall_had_kept_back_is_no_edit(archive):
    archive.save(a_capture(archive, an_article(blocks=a_body((LEAD,)), paywalled=True)))

    fuller = archive.save(a_capture(archive, an_article(), at=NOON + HOUR))

    assert fuller.outcome == "revised"
    assert changes(archive) == []
    assert one(archive, "SELECT cause FROM revision ORDER BY id DESC LIMIT 1") == "fuller"


def test_page_that_is_no_article_keeps_its_bytes_and_makes_no_article(archive):
    saved = archive.save(a_capture(archive, an_article(is_article=False, title=None)))

    assert (saved.outcome, saved.article_id) == ("not_article", None)
    assert one(archive, "SELECT state FROM page") == "not_article"
    assert one(archive, "SELECT count(*) FROM snapshot") == 1
    assert one(archive, "SELECT count(*) FROM article") == 0


def test_article_outlives_a_page_that_is_none_for_a_while(archive):
    first = archive.save(a_capture(archive))

    privacy = an_article(is_article=False, title="We value your privacy")
    wall = archive.save(a_capture(archive, privacy, at=NOON + HOUR, headers={"etag": '"wall"'}))

    # That the wall has not changed would tell nothing of the article.
    assert one(archive, "SELECT etag FROM page") is None
    assert (wall.outcome, wall.article_id) == ("not_article", first.article_id)
    assert one(archive, "SELECT state FROM page") == "done"
    assert one(archive, "SELECT title FROM articles") == "Lamps out on Harrow Street"


class TestNewParser:
    """A new parser is not an edit."""

    OLD = an_article(parser_version="1")
    NEW = an_article(parser_version="2", subtitle="The council waits for a crane, again", authors=())

    def test_what_only_the_parser_changed_is_stored_as_that(self, archive):
        first = archive.save(a_capture(archive, self.OLD))

        again = archive.save(a_capture(archive, self.NEW, at=NOON + HOUR, baseline=self.NEW))

        assert again.outcome == "reparsed"
        assert again.revision_id != first.revision_id
        assert changes(archive) == []
        assert one(archive, "SELECT subtitle, revision_count, parser_version FROM articles") == (
            "The council waits for a crane, again", 1, "2",
        )  # fmt: skip

    def test_edit_is_told_from_what_the_parser_changed(self, archive):
        archive.save(a_capture(archive, self.OLD))
        edited = replace(self.NEW, title="Lamps on again")

        again = archive.save(a_capture(archive, edited, at=NOON + HOUR, baseline=self.NEW))

        assert again.outcome == "revised"
        assert [change.part for change in changes(archive)] == ["title"]
        assert [row[0] for row in archive.connection.execute("SELECT cause FROM revision ORDER BY id")] == [
            "first", "parser", "edit",
        ]  # fmt: skip

    def test_same_bytes_need_no_baseline(self, archive):
        archive.save(a_capture(archive, self.OLD, body=b"<p>the same</p>"))

        again = archive.save(a_capture(archive, self.NEW, at=NOON + HOUR, body=b"<p>the same</p>"))

        assert again.outcome == "reparsed"
        assert changes(archive) == []

    def test_nobody_is_accused_without_a_baseline(self, archive):
        archive.save(a_capture(archive, self.OLD))

        again = archive.save(a_capture(archive, self.NEW, at=NOON + HOUR))

        assert again.outcome == "reparsed"
        assert changes(archive) == []

    def test_baseline_is_asked_for_only_after_a_change_of_parser(self, archive):
        archive.save(a_capture(archive, self.OLD, body=b"<p>old bytes</p>"))

        assert archive.baseline_needed(URL, URL, URL, "1") is None
        needed = archive.baseline_needed(URL, URL, URL, "2")
        assert (needed.body, needed.url, needed.content_type) == (b"<p>old bytes</p>", URL, "text/html; charset=utf-8")

    def test_none_is_asked_for_once_the_parsers_agree(self, archive):
        archive.save(a_capture(archive, self.OLD))
        same = replace(self.OLD, parser_version="2")

        again = archive.save(a_capture(archive, same, at=NOON + HOUR, baseline=same))

        assert again.outcome == "seen"
        assert archive.baseline_needed(URL, URL, URL, "2") is None

    def test_further_pages_come_with_the_baseline(self, archive):
        capture = a_capture(archive, self.OLD)
        second = a_fetch(f"{URL}/2", page_id=capture.page_id, body=b"<p>page two</p>")
        archive.save(replace(capture, pages=(second,)))

        needed = archive.baseline_needed(URL, URL, URL, "2")

        assert [page.body for page in needed.pages] == [b"<p>page two</p>"]


def test_capture_that_cannot_be_stored_leaves_nothing_behind(archive):
    archive.save(a_capture(archive))
    before = rows(archive)
    broken = a_capture(archive, an_article(title="half a pair: \ud800"), at=NOON + HOUR)

    with pytest.raises(Unstorable, match="no Unicode"):
        archive.save(broken)

    assert rows(archive) == before


def test_one_capture_undone_leaves_the_others_of_its_transaction(archive):
    with archive.transaction():
        archive.save(a_capture(archive, an_article()))
        with pytest.raises(Unstorable), archive.part():
            archive.save(a_capture(archive, an_article("https://herald.example/x", blocks=(), tags=("\udfff",))))
        archive.save(a_capture(archive, an_article("https://herald.example/y", title="Another one", blocks=())))

    assert [row[0] for row in archive.connection.execute("SELECT title FROM articles ORDER BY id")] == [
        "Lamps out on Harrow Street", "Another one",
    ]  # fmt: skip
    archive.connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")


def test_failure_that_is_caught_outside_a_part_undoes_the_whole_transaction(archive):
    broken = an_article("https://herald.example/x", blocks=(), tags=("\udfff",))

    def careless():
        with archive.transaction():
            archive.save(a_capture(archive, an_article()))
            with suppress(Unstorable):
                archive.save(a_capture(archive, broken))

    with pytest.raises(Unstorable):
        careless()

    assert archive.connection.execute("SELECT count(*) FROM article").fetchone() == (0,)


@pytest.mark.parametrize(
    "title",
    ["'; DROP TABLE article; --", "nul \0 inside", "\u202eright to left", "x" * 1_000_000, "\x01\x02\x03\x1b[31m"],
    ids=["sql", "nul", "direction", "a megabyte", "controls"],
)
def test_hostile_title_comes_back_exactly(archive, title):
    saved = archive.save(a_capture(archive, an_article(title=title)))

    assert read(archive, saved.article_id).article.title == title


def test_a_look_at_a_page_and_the_plan_of_the_next_read_no_table_through(archive):
    capture = a_capture(archive, an_article(), source_key="example")
    statements = []
    archive.connection.set_trace_callback(statements.append)
    archive.save(capture)
    archive.plan_visit(capture.page_id, lambda article: article.date)
    archive.record_fetch(a_fetch(page_id=capture.page_id, at=NOON + HOUR, status=304))
    archive.connection.set_trace_callback(None)

    for statement in statements:
        if statement.lstrip().startswith(("SELECT", "UPDATE")):
            plan = archive.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            assert not [step for *_, step in plan if step in ("SCAN p", "SCAN a", "SCAN f", "SCAN article")], statement
