"""``dateline erase``: what is erased is gone from the file, bytes and all, and nothing brings it back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

import dateline
from archive import dossiers, erasing, importing, manifest, queries
from archive.erasure_plans import NothingToErase, plan_article, plan_author, plan_comments
from archive.errors import ArchiveBusy
from archive.exports import warc
from archive.exports.selection import Selection
from archive.merging import merge
from archive.rows import Announcement
from archive.store import Archive
from parsers.article import Author, Comment, CommentWidget, Link
from tests.builders import LEAD, NOON, SECTION, a_body, a_capture, a_fetch, a_page, a_run, an_article

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

URL = "https://herald.example/2026/11/wolpertinger-affair"
OTHER = "https://herald.example/2026/11/lamps"
ADA = Author(
    name="Zadie Quillfeather",
    url="https://herald.example/by/zquillfeather",
    bio="She once kept bumblebees on a rooftop.",
    links=("https://social.example/@zquill",),
)
BO = Author(name="Bo Reed", bio="Bo writes about rivers.")
CHROME = "".join(f"<p>menu {number} of the Herald, the same on every page</p>" for number in range(300))


def a_html(words: str) -> bytes:
    return f"<html>{CHROME}<main>{words}</main></html>".encode()


def an_affair(**fields):
    told = {
        "title": "The Wolpertinger affair",
        "subtitle": "What the gamekeeper knew",
        "blocks": a_body([f"Xylographer saw it first. {LEAD}"], {"Moonquake night": [f"Quokkas ran. {SECTION}"]}),
        "authors": (ADA,),
        "tags": ("wolpertingers", "towns"),
        "widgets": (CommentWidget(provider="wordpress", thread_id="9", count=2),),
        "comments": (
            Comment(id="c1", author="Mo Tarn", text="Zanzibarian nonsense."),
            Comment(id="c2", parent="c1", author="Li", text="Is it?"),
        ),
        "links": (Link(url="https://letters.example/jackalope", text="the letter"),),
    }
    return an_article(URL, **{**told, **fields})


def save(archive, article, *, at=NOON, **fetch):
    words = f"{article.title} {article.text} {' '.join(a.name for a in article.authors)}"
    return archive.save(a_capture(archive, article, at=at, **{"body": a_html(words), **fetch}))


def fill(archive):
    """Three articles of a host, the affair first (so that the others' bytes are differences against its), revised once."""
    run_id = a_run(archive, "herald")
    told = [Announcement(url=URL, key=URL, via="feed", via_url="https://herald.example/feed", title="Wolpertinger!")]
    archive.announce(told, source_key="herald", run_id=run_id, now=NOON)
    save(archive, an_affair())
    for number in range(3):
        words = f"{number} things happened on a quiet day in the valley of the Herald. {SECTION}"
        article = an_article(f"https://herald.example/{number}", title=f"Quiet day {number}", blocks=a_body([words]))
        save(archive, replace(article, authors=(BO, ADA) if number == 2 else (BO,)), at=NOON + HOUR)
    later = an_affair(title="The Wolpertinger affair, revisited", authors=(BO, ADA))
    save(archive, later, at=NOON + 2 * HOUR)
    shorter = an_affair(blocks=a_body(["Xylographer saw it first."]), paywalled=True)
    save(archive, shorter, at=NOON + 3 * HOUR)
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON + 3 * HOUR)
    return queries.id_of(archive, URL)


WORDS = ("Wolpertinger", "wolpertinger", "Xylographer", "xylographer", "quokkas", "Quokkas", "Moonquake", "moonquake")
NAMES = ("Quillfeather", "quillfeather", "zquill", "bumblebees")
COMMENTED = ("Mo Tarn", "Zanzibarian")


def in_file(archive, words):
    """Which of the words are somewhere in the archive's files, in any table, index or free space."""
    files = b"".join(path.read_bytes() for path in archive.path.parent.glob(f"{archive.path.name}*"))
    texts = [files.find(word.encode()) >= 0 for word in words]
    terms = {term for (term,) in archive.connection.execute("SELECT term FROM temp.terms")}
    return [word for word, found in zip(words, texts, strict=True) if found or word.casefold() in terms]


def in_bytes(archive, words):
    """Which of the words are in the bytes of any snapshot that is kept."""
    ids = [i for (i,) in archive.connection.execute("SELECT id FROM snapshot WHERE length(data) > 0")]
    bodies = b"".join(archive.snapshot(number).body for number in ids)
    return [word for word in words if word.encode() in bodies]


@pytest.fixture
def filled(archive):
    article_id = fill(archive)
    archive.connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'article_search', 'row')")
    return archive, article_id


def erase(archive, plan, *, now=NOON + DAY, reason=None):
    erasing.erase(archive, plan, reason=reason, now=now)
    erasing.sweep(archive)


def unsound(archive):
    query = archive.connection.execute
    archive.connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")
    found = [*query("PRAGMA foreign_key_check"), *(row for row in query("PRAGMA integrity_check") if row != ("ok",))]
    return [*found, *manifest.broken_links(archive.connection), *manifest.tampered(archive.connection)]


def seal(archive):
    archive.finish_run(a_run(archive), outcome="finished", counts={}, now=NOON + 2 * DAY)


def test_erased_article_is_nowhere_in_the_file(filled):
    archive, article_id = filled
    assert set(in_file(archive, WORDS)) == set(WORDS)
    others = archive.connection.execute("SELECT count(*) FROM article").fetchone()[0] - 1

    erase(archive, plan_article(archive, article_id))

    assert in_file(archive, [*WORDS, *COMMENTED, URL, "jackalope"]) == []
    assert in_bytes(archive, WORDS) == []
    assert archive.connection.execute("SELECT count(*) FROM article").fetchone() == (others,)
    assert unsound(archive) == []
