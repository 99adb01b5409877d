"""What a page told comes back whole from the archive: the document of every version, and the typed blocks behind it."""

from datetime import datetime, timedelta, timezone

import pytest

from archive.reading.queries import article as read
from archive.versions.bodies import blocks, passages
from archive.versions.documents import packed, unpacked
from demo.noise import SILENCE
from demo.site import Edition
from parsers import parse_article
from parsers.article import Author, Code, Comment, Figure, Heading, ListBlock, Paragraph, Quote, Table
from tests.builders import LEAD, NOON, URL, a_capture, an_article

PICTURE = Figure(image="https://h.example/a.jpg", alt="A lamp", caption="Dark", credit="Mo")

BODIES = {
    "lists side by side": (ListBlock(items=("a", "b")), ListBlock(items=("c",)), ListBlock(items=("d",), ordered=True)),
    "quotes side by side": (Quote(paragraphs=("a", "b")), Quote(paragraphs=("c",))),
    "codes side by side": (Code(text="if a:\n    b"), Code(text="c\n\nd")),
    "table with empty cells": (Table(rows=(("a", "", "b"), ("", "c", ""), ("d | e", "f", "g"))), Table(rows=(("h", "i"),))),
    "pictures everywhere": (
        PICTURE, Paragraph(text="a"), PICTURE, PICTURE, Heading(text="H", level=2), PICTURE, ListBlock(items=("a", "b")),
        PICTURE, ListBlock(items=("c",)), Heading(text="I", level=3), Paragraph(text="z"), PICTURE,
    ),
    "picture before a heading": (PICTURE, Heading(text="H", level=2), Paragraph(text="a")),
    "nothing but pictures": (PICTURE, PICTURE),
    "headings alone": (Heading(text="H", level=2), Heading(text="I", level=4)),
    "nothing": (),
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_body_comes_back_block_by_block(archive, body):
    archive.save(a_capture(archive, an_article(blocks=body)))

    assert read(archive, 1).article.blocks == body
    assert unpacked(packed(an_article(blocks=body))).blocks == (() if body == BODIES["nothing but pictures"] else body)


def in_zone(hours, minutes=0, **fields):
    return NOON.astimezone(timezone(timedelta(hours=hours, minutes=minutes))).replace(**fields)


@pytest.mark.parametrize(
    "moment",
    [
        in_zone(0), in_zone(5, 30), in_zone(-8), in_zone(2, microsecond=123_000), NOON.date(),
        datetime(2026, 11, 22, 9, 30),  # noqa: DTZ001  # a page that names no offset
        NOON.astimezone(timezone(timedelta(hours=1, seconds=7))), None,
    ],
    ids=str,
)  # fmt: skip
def test_times_come_back_as_they_were_told(archive, moment):
    told = an_article(published=moment, modified=moment, comments=(Comment(text="So dark.", published=moment),))

    archive.save(a_capture(archive, told))

    document = read(archive, 1).article.to_dict()
    assert (document["published"], document["modified"]) == (moment and moment.isoformat(),) * 2


def test_offset_of_the_publisher_is_in_the_views(archive):
    archive.save(a_capture(archive, an_article(published=in_zone(5, 30), modified=in_zone(-8))))

    assert archive.connection.execute(
        "SELECT published, published_offset, modified, modified_offset FROM article_versions"
    ).fetchall() == [("2026-11-22T12:00:00Z", 330, "2026-11-22T12:00:00Z", -480)]


def test_every_field_comes_back(archive):
    told = an_article(
        canonical_url="https://elsewhere.example/story",
        next_page=f"{URL}/2",
        provenance={"title": "dom:h1", "is_article": "signals:0.90", "authors[0].bio": "box:author"},
        confidence=0.904,
        authors=(
            Author(name="Ada Quill", image="https://h.example/ada.jpg", links=("https://ada.example/",)),
            Author(name="Ada Quill", bio="Another."),
        ),
        tags=("b", "a", "b"),
    )

    archive.save(a_capture(archive, told))

    assert read(archive, 1).article == told


def test_portrait_of_later_articles_does_not_change_the_earlier(archive):
    def by(portrait):
        return (Author(name="Ada Quill", image=portrait),)

    first = an_article(authors=by("https://h.example/young.jpg"))
    archive.save(a_capture(archive, first))
    archive.save(a_capture(archive, an_article(f"{URL}/2", blocks=(), authors=by("https://h.example/old.jpg"))))

    assert read(archive, 1).article.authors == first.authors


def test_rules_are_kept_once_for_pages_that_are_alike(archive):
    rules = {"title": "dom:h1", "is_article": "signals"}
    for number in range(3):
        archive.save(a_capture(archive, an_article(f"{URL}/{number}", blocks=(), provenance=rules)))

    assert archive.connection.execute("SELECT count(*) FROM rule_set").fetchone() == (1,)
    assert read(archive, 3).article.provenance == rules


def test_rules_of_old_parsers_tell_the_confidence_of_each_article(archive):
    archive.save(a_capture(archive, an_article(confidence=0.94, provenance={"is_article": "signals"})))
    archive.connection.execute("""UPDATE rule_set SET rules = '{"is_article":"signals:{confidence}"}'""")

    assert read(archive, 1).article.provenance == {"is_article": "signals:0.94"}


def test_last_look_tells_the_document_as_it_is_now(archive):
    later = an_article(modified=NOON + timedelta(hours=1), language="en-GB", tags=("towns", "power"), paywalled=False)
    archive.save(a_capture(archive))
    archive.save(a_capture(archive, later, at=NOON + timedelta(hours=1)))

    assert read(archive, 1).article == later
    assert read(archive, 1, at=NOON).article == an_article()
    assert read(archive, 1, revision=1).article == an_article()


def test_every_page_of_the_sample_site_comes_back_whole(archive):
    """As the parser reads them. Print pages and AMP pages are looks at an article that is there already."""
    edition = Edition(1, "https://wire.example")
    saved = 0
    with archive.transaction():
        for url in edition.expected_pages():
            resource = edition.resource(url.removeprefix(edition.base))
            article = parse_article(resource.body(SILENCE), url, content_type=resource.content_type)
            outcome = archive.save(a_capture(archive, article))
            if outcome.outcome == "new":
                saved += 1
                assert read(archive, outcome.article_id).article == article

    assert saved > 40


def test_cut_page_is_kept_whole_as_well(archive):
    cut = an_article(blocks=(Paragraph(text=LEAD[:90]), Heading(text="More", level=3)), paywalled=True)
    archive.save(a_capture(archive))
    archive.save(a_capture(archive, cut, at=NOON + timedelta(hours=1)))

    (data,) = archive.connection.execute("SELECT document FROM sighting").fetchone()
    assert unpacked(data) == cut


def test_passages_of_blocks_are_what_a_reader_sees():
    (lead,) = passages((Paragraph(text=""), Paragraph(text="a"), ListBlock(items=("", "b"))))

    assert (lead.text, lead.kinds) == ("a\nb", "pl")
    assert tuple(blocks((lead,))) == (Paragraph(text="a"), ListBlock(items=("b",)))
