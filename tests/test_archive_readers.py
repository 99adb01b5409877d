"""A new parser is no edit: whoever reads which bytes when, and in whatever order that is told, no publisher is accused
of what only was read otherwise."""

import json
import os
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from archive.imports.dossiers import document, read
from archive.imports.importing import take
from archive.imports.merging import merge
from parsers.article import Author, Comment
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_run, an_article

TRIALS = 300 if os.environ.get("DATELINE_SOAK") else 12
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page really said at a time."""

    at: datetime
    title: str
    subtitle: str
    lead: str
    name: str
    bio: str
    comments: tuple[str, ...]
    modified: datetime


def some_pages(chance):
    """A page at the times it is looked at: mostly as it was before."""
    page = Page(
        at=NOON,
        title="Lamps out",
        subtitle="A crane",
        lead=LEAD,
        name="Ada",
        bio="Ada writes.",
        comments=(),
        modified=NOON,
    )
    pages = [page]
    for number in range(1, chance.randint(3, 8)):
        at = NOON + number * HALF_HOUR
        told = {
            "title": chance.choice(("Lamps out", "Lamps on", "Crane comes to Harrow")),
            "subtitle": chance.choice(("A crane", "No crane")),
            "lead": chance.choice((LEAD, LEAD + " It rained.", LEAD + "\u00a0\n")),
            "name": chance.choice(("Ada", "Bea")),
            "bio": chance.choice(("Ada writes.", "Ada left.")),
            "comments": tuple(f"c{n}" for n in range(3) if chance.random() < 0.6),
            "modified": at,
        }
        new = {name: value for name, value in told.items() if chance.random() < 0.25}
        page = replace(page, **new, at=at)
        pages.append(page)
    return pages


def reading(page, parser):
    """What a parser makes of a page. The third one reads it as it is."""
    title, subtitle, lead, name, comments = page.title, page.subtitle, page.lead, page.name, page.comments
    if parser == "1":
        title, comments = title.removesuffix(" to Harrow"), tuple(c for c in comments if c == "c0")
        subtitle = None if subtitle.startswith("No") else subtitle
    elif parser.startswith("2"):
        lead = lead.removesuffix(" It rained.")
        name = f"By {name}" if parser == "2+herald.1f" else name
        comments = tuple(c for c in comments if c != "c0")
    return an_article(
        title=title,
        subtitle=subtitle,
        blocks=a_body((lead,), {"Forty years old": (SECTION,)}),
        authors=(Author(name=name, bio=page.bio),),
        comments=tuple(Comment(id=comment, author="Mo", text=f"Words of {comment}") for comment in comments),
        modified=page.modified,
        parser_version=parser,
    )


def look(archive, pages, number, parser, *, kept):
    """Save a look at a page as a crawl does: with what its parser reads in the latest version, where that was another."""
    page = pages[number]
    older = archive.baseline_needed(URL, URL, URL, parser) if kept else None
    baseline = reading(pages[int(older.body)], parser) if older else None
    body = str(number).encode() if kept else None
    archive.save(a_capture(archive, reading(page, parser), at=page.at, body=body, baseline=baseline))


def read_again(archive, pages, chance):
    """Read the bytes of some version with the third parser, as ``dateline reparse --all`` does."""
    ids = [number for (number,) in archive.connection.execute("SELECT id FROM revision ORDER BY id")]
    revision_id = chance.choice(ids)
    page = pages[int(archive.bytes_of(revision_id).body)]
    archive.reread(revision_id, reading(page, "3"), at=NOON + 20 * HALF_HOUR)


def false_claims(archive, pages):
    """What the archive says of the publisher that is not so."""
    seen = {at for (at,) in archive.connection.execute("SELECT at FROM fetch")}
    pages = {at: page for page in pages if (at := page.at.isoformat().replace("+00:00", "Z")) in seen}
    steps = archive.connection.execute(
        "SELECT c.part, c.silent, f.at, t.at FROM changes c JOIN revision o ON o.id = c.from_revision"
        " JOIN fetch f ON f.id = o.fetch_id JOIN revision n ON n.id = c.to_revision JOIN fetch t ON t.id = n.fetch_id"
    ).fetchall()
    for part, silent, before, after in steps:
        old, new = pages[before], pages[after]
        field = {"author": "name"}.get(part, part.partition(":")[0])
        if field == "bio" and old.name != new.name:
            continue
        if getattr(old, field) == getattr(new, field):
            yield part, before, after
        between = [page.modified for at, page in pages.items() if before <= at < after]
        if silent and new.modified not in between:
            yield "silent", before, after
    for comment, removed_at in archive.connection.execute(
        "SELECT comment_id, removed_at FROM article_comments WHERE removed_at IS NOT NULL"
    ):
        if comment in pages[removed_at].comments:
            yield "comment removed", comment, removed_at
    for (at,) in archive.connection.execute("SELECT at FROM events WHERE kind = 'modified'"):
        if pages[at].modified in [page.modified for earlier, page in pages.items() if earlier < at][-1:]:
            yield "modified", at, None


@pytest.mark.parametrize("kept", [True, False], ids=["bytes kept", "no bytes"])
@pytest.mark.parametrize("seed", range(TRIALS))
def test_no_publisher_is_accused_of_a_new_parser(new_archive, seed, kept):
    chance = random.Random(seed)
    pages = some_pages(chance)
    looks = [(number, chance.choice(("1", "2", "2+herald.1f"))) for number in range(len(pages))]
    if chance.random() < 0.7:
        chance.shuffle(looks)
    with new_archive("one") as one, new_archive("other") as other:
        for number, parser in looks:
            archive = chance.choice((one, one, other))
            look(archive, pages, number, parser, kept=kept)
            if kept and chance.random() < 0.3:
                read_again(archive, pages, chance)
        for archive in (one, other):
            assert list(false_claims(archive, pages)) == [], looks
        if chance.random() < 0.5:
            merge(one, other.path, now=NOON, complain=print)
        else:
            ids = [number for (number,) in other.connection.execute("SELECT id FROM article")]
            for article_id in ids:
                take(one, read(json.dumps(document(other, article_id))), run_id=a_run(one))
        assert list(false_claims(one, pages)) == [], looks


def test_comment_that_only_a_later_parser_reads_in_an_older_version_is_removed_by_no_merge(new_archive):
    page = Page(
        at=NOON, title="Lamps on", subtitle="A crane", lead=LEAD, name="Ada", bio="Ada writes.", comments=("c0", "c1"),
        modified=NOON,
    )  # fmt: skip
    pages = [page, replace(page, at=NOON + HALF_HOUR), replace(page, at=NOON + 2 * HALF_HOUR, title="Lamps out")]
    one, other = new_archive("one"), new_archive("other")
    for number in (1, 2):
        look(one, pages, number, "1", kept=True)
    look(other, pages, 0, "2", kept=True)
    for archive, number in ((one, 1), (other, 0)):
        archive.reread(1, reading(pages[number], "3"), at=NOON + 20 * HALF_HOUR)

    merge(one, other.path, now=NOON, complain=print)

    assert list(false_claims(one, pages)) == []
    assert one.connection.execute("SELECT comment_id, removed_at FROM article_comments ORDER BY 1").fetchall() == [
        ("c0", None), ("c1", None),
    ]  # fmt: skip
