"""The views that other programs read, asked in plain SQL."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.rows import Announcement
from parsers.article import Author, CommentWidget, Heading
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_run, an_article

DAY = timedelta(days=1)


def query(archive, text, *values):
    return archive.connection.execute(text, values).fetchall()


def test_articles_tells_the_latest_version_whole(archive):
    a_run(archive, "herald")
    archive.save(
        a_capture(archive, an_article(image="https://herald.example/lamps.jpg", paywalled=False), source_key="herald")
    )

    cursor = archive.connection.execute("SELECT * FROM articles")
    (row,) = cursor.fetchall()
    told = dict(zip((column[0] for column in cursor.description), row, strict=True))

    assert told == {
        "id": 1,
        "source": "herald",
        "url": URL,
        "canonical_url": URL,
        "title": "Lamps out on Harrow Street",
        "subtitle": "The council waits for a crane",
        "text": f"{LEAD}\nForty years old\n{SECTION}",
        "authors": '["Ada Quill"]',
        "headings": '["Forty years old"]',
        "tags": '["power","towns"]',
        "published": "2026-11-22T12:00:00Z",
        "modified": None,
        "language": "en",
        "image": "https://herald.example/lamps.jpg",
        "paywalled": 0,
        "word_count": 89,
        "comment_count": None,
        "first_seen": "2026-11-22T12:00:00Z",
        "last_seen": "2026-11-22T12:00:00Z",
        "gone_at": None,
        "revision_id": 1,
        "revision_count": 1,
        "parser_version": "1",
    }


def test_text_is_that_of_the_article(archive):
    article = an_article(
        blocks=(
            Heading(text="Right away a heading", level=2),
            Heading(text="And one", level=3),
            *a_body((LEAD, SECTION)),
        )
    )
    archive.save(a_capture(archive, article))

    assert query(archive, "SELECT text FROM articles") == [(article.text,)]
    assert query(archive, "SELECT position, level, heading, text FROM article_sections ORDER BY position") == [
        (1, 2, "Right away a heading", ""),
        (2, 3, "And one", f"{LEAD}\n{SECTION}"),
    ]


def test_article_of_nothing_but_a_title_has_empty_lists(archive):
    bare = an_article(subtitle=None, blocks=(), authors=(), tags=(), published=None)
    archive.save(a_capture(archive, bare))

    assert query(archive, "SELECT text, authors, headings, tags, published FROM articles") == [
        ("", "[]", "[]", "[]", None)
    ]


def test_order_of_the_page_is_kept_in_every_list(archive):
    names = [f"Author {number}" for number in (3, 1, 2)]
    sections = {f"Part {number}": (f"Text {number}",) for number in (30, 4, 21, 8, 15, 1, 9, 40, 12, 11, 3)}
    archive.save(
        a_capture(
            archive,
            an_article(
                blocks=a_body((LEAD,), sections), authors=tuple(Author(name=n) for n in names), tags=("z", "a", "m")
            ),
        )
    )

    (row,) = query(archive, "SELECT authors, headings, tags FROM articles")
    assert [json.loads(cell) for cell in row] == [names, list(sections), ["z", "a", "m"]]


def test_authors_and_their_bios_are_of_the_latest_version(archive):
    ada = {"name": "Ada Quill", "url": "https://herald.example/by/ada"}
    archive.save(a_capture(archive, an_article(authors=(Author(**ada, bio="Ada writes about towns."),))))
    archive.save(
        a_capture(archive, an_article(authors=(Author(**ada, bio="Ada left."), Author(name="Bo"))), at=NOON + DAY)
    )

    assert query(archive, "SELECT * FROM article_authors ORDER BY position") == [
        (1, 1, "Ada Quill", "https://herald.example/by/ada", "Ada left."),
        (1, 2, "Bo", None, None),
    ]
    assert query(archive, "SELECT text, first_seen FROM bio ORDER BY id") == [
        ("Ada writes about towns.", "2026-11-22T12:00:00Z"),
        ("Ada left.", "2026-11-23T12:00:00Z"),
    ]


def test_coverage_counts_what_was_announced_each_day(archive):
    run_id = a_run(archive, "herald")

    def announce(*names, now=NOON):
        entries = [Announcement(url=f"https://h.example/{n}", key=f"https://h.example/{n}", via="feed") for n in names]
        archive.announce(entries, source_key="herald", run_id=run_id, now=now)

    announce("archived", "listing", "refused", "waiting")
    announce("tomorrow", "archived", now=NOON + DAY)
    archive.save(a_capture(archive, an_article("https://h.example/archived"), source_key="herald"))
    archive.save(a_capture(archive, an_article("https://h.example/listing", is_article=False), source_key="herald"))
    (refused,) = query(archive, "SELECT id FROM page WHERE key LIKE '%refused'")
    archive.finish_page(refused[0], state="refused", reason="robots.txt", now=NOON)

    assert query(archive, "SELECT * FROM coverage ORDER BY day") == [
        ("herald", "2026-11-22", 4, 1, 2, 0, 1, 1, 0, 1, 0),
        ("herald", "2026-11-23", 1, 0, 1, 0, 0, 1, 0, 0, 0),
    ]
    (health,) = query(archive, "SELECT source, articles, due, refused, with_author, with_sections FROM source_health")
    assert health == ("herald", 1, 2, 1, 1.0, 1.0)


AS_OF = "valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)"


def as_of(archive, sql, at):
    return archive.connection.execute(f"{sql} AND {AS_OF}", {"at": at}).fetchall()


def test_every_part_can_be_asked_for_as_it_stood(archive):
    ada = {"name": "Ada Quill", "url": "https://herald.example/by/ada"}
    widget = CommentWidget(provider="wordpress", count=3)
    archive.save(a_capture(archive, an_article(authors=(Author(**ada, bio="Ada writes."),), widgets=(widget,))))
    later = an_article(
        title="Lamps on again",
        blocks=a_body((LEAD,), {"Forty years old": ("A new one came.",)}),
        authors=(Author(**ada, bio="Ada left."),),
        widgets=(replace(widget, count=9),),
        modified=NOON + DAY,
    )
    archive.save(a_capture(archive, later, at=NOON + DAY))

    def told(at):
        return (
            as_of(archive, "SELECT title FROM article_versions WHERE true", at),
            as_of(archive, "SELECT text FROM section_versions WHERE position = 1", at),
            as_of(archive, "SELECT bio FROM author_bios WHERE name = 'Ada Quill'", at),
            as_of(archive, "SELECT count FROM comment_counts WHERE article_id = 1", at),
        )

    before = ([("Lamps out on Harrow Street",)], [(SECTION,)], [("Ada writes.",)], [(3,)])
    after = ([("Lamps on again",)], [("A new one came.",)], [("Ada left.",)], [(9,)])
    assert told("2026-11-22T11:59:59Z") == ([], [], [], [])
    assert told("2026-11-22T12:00:00Z") == told("2026-11-23T11:59:59Z") == before
    assert told("2026-11-23T12:00:00Z") == told("2030-01-01") == after
    assert query(archive, "SELECT name, bio, min(valid_from) FROM author_bios WHERE article_id = 1 GROUP BY name") == [
        ("Ada Quill", "Ada writes.", "2026-11-22T12:00:00Z")
    ]


def test_later_reading_of_the_same_bytes_stands_for_them(archive):
    old, new = (an_article(parser_version=version, subtitle=version) for version in "12")
    archive.save(a_capture(archive, old))
    archive.save(a_capture(archive, replace(new, title="Lamps on again"), at=NOON + DAY, baseline=new))

    assert query(archive, "SELECT valid_from, valid_to, subtitle, cause FROM article_versions ORDER BY 1") == [
        ("2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z", "2", "parser"),
        ("2026-11-23T12:00:00Z", None, "2", "edit"),
    ]


def test_events_tell_what_happened_besides_edits(archive):
    other = "https://herald.example/lamps?utm_source=x"
    saved = a_capture(archive)
    archive.save(saved)
    archive.save(a_capture(archive, asked=other, at=NOON + DAY))
    archive.finish_page(saved.page_id, state="refused", reason="robots.txt", now=NOON + 2 * DAY)
    archive.finish_page(saved.page_id, state="refused", reason="robots.txt", now=NOON + 3 * DAY)
    archive.save(a_capture(archive, an_article(paywalled=True), at=NOON + 4 * DAY))

    assert query(archive, "SELECT article_id, at, kind, url, detail FROM events ORDER BY at") == [
        (1, "2026-11-23T12:00:00Z", "redirect", other, URL),
        (1, "2026-11-24T12:00:00Z", "refused", URL, "robots.txt"),
        (1, "2026-11-26T12:00:00Z", "paywalled", URL, "1"),
    ]


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT title FROM articles WHERE id = 7", "PRIMARY KEY"),
        ("SELECT title FROM articles WHERE source = 's' ORDER BY published DESC LIMIT 9", "article_source"),
        ("SELECT title FROM articles ORDER BY published DESC LIMIT 9", "article_published"),
        ("SELECT title FROM articles WHERE url = 'https://a.example/'", "article_url"),
        ("SELECT title FROM articles WHERE canonical_url = 'https://a.example/'", "article_canonical"),
        ("SELECT article_id FROM article_authors WHERE name = 'Ada'", "author_name"),
        ("SELECT article_id FROM alias WHERE url = 'https://a.example/'", "PRIMARY KEY"),
        ("SELECT * FROM changes WHERE article_id = 7", "revision_article"),
        ("SELECT * FROM article_comments WHERE article_id = 7", "PRIMARY KEY"),
        ("SELECT * FROM article_versions WHERE article_id = 7 AND valid_from <= '2026'", "revision_article"),
        ("SELECT title FROM article_versions WHERE source = 's' AND valid_from <= '2026'", "article_source"),
        ("SELECT * FROM section_versions WHERE article_id = 7", "revision_article"),
        ("SELECT * FROM author_bios WHERE name = 'Ada'", "author_name"),
        ("SELECT * FROM comment_counts WHERE article_id = 7", "PRIMARY KEY"),
        ("SELECT * FROM events WHERE article_id = 7", "observation_article"),
    ],
)
def test_common_questions_use_an_index(archive, sql, index):
    plan = [step for *_, step in query(archive, f"EXPLAIN QUERY PLAN {sql}")]

    assert any(index in step for step in plan), plan
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan), plan
