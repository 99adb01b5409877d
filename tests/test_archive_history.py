"""The same captures make the same history, whatever the order they come in; and any past moment can be asked for."""

import os
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.queries import article as read
from archive.store import Archive
from parsers.article import Article, Author, Comment, CommentWidget, Link
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, a_page, an_article

HOUR = timedelta(hours=1)
TRIALS = 400 if os.environ.get("DATELINE_SOAK") else 25

VIEWS = {
    # Everything but ids: those tell in which order the archive learnt things.
    "articles": "url, canonical_url, title, subtitle, text, authors, headings, tags, published, modified, language,"
    " image, paywalled, word_count, comment_count, first_seen, last_seen, gone_at, revision_count, parser_version",
    "article_versions": "valid_from, valid_to, cause, silent, url, title, subtitle, text, authors, headings, tags,"
    " published, published_offset, modified, language, image, paywalled, word_count",
    "section_versions": "valid_from, valid_to, position, level, heading, text",
    "author_bios": "valid_from, valid_to, position, name, url, bio",
    "article_authors": "position, name, url, bio",
    "article_sections": "position, level, heading, text",
    "article_comments": "provider, comment_id, parent_id, author, published, text, first_seen, removed_at",
    "comment_widgets": "provider, site_id, thread_id, count, open, observed_at",
    "comment_counts": "provider, site_id, thread_id, count, open, valid_from, valid_to",
    "changes": "seen_at, part, kind, before, after, silent",
    "events": "url, at, kind, detail",
    "search_document": "title, headings, text, authors, terms",
    "alias": "url, first_seen",
}


def told(archive):
    rows = {
        view: sorted(archive.connection.execute(f"SELECT {columns} FROM {view}").fetchall(), key=repr)
        for view, columns in VIEWS.items()
    }
    document = read(archive, 1).article.to_dict()
    document["comments"]["items"].sort(key=repr)
    document["comments"]["widgets"].sort(key=repr)
    document["links"].sort(key=repr)
    return rows | {"document": document}


def some_article(chance, at):
    """An article of few possible values, so that versions, comments and dates come, go and come back."""
    widget = CommentWidget(
        provider="wordpress", thread_id="17", count=chance.choice((None, 1, 2)), open=chance.choice((True, None))
    )
    letter = Link(url="https://power.example/", text="a letter")
    picked = [Comment(id=f"c{n}", author="Mo", text=f"Words {n}") for n in range(3) if chance.random() < 0.6]
    bio = chance.choice(("Ada writes.", "Ada writes.", "Ada left."))
    whole = an_article(
        title=chance.choice(("Lamps out", "Lamps out", "Crane arrives in Harrow", "Lamps on")),
        blocks=a_body(
            (LEAD,) if chance.random() < 0.7 else (LEAD, "Correction: eight streets, not nine."),
            {"Forty years old": (SECTION,)} if chance.random() < 0.7 else {"Fifty": (SECTION, "More.")},
        ),
        authors=(Author(name="Ada Quill", bio=bio),),
        published=chance.choice((NOON, NOON, NOON.date())),
        modified=chance.choice((None, NOON, NOON + HOUR, at)),
        language=chance.choice(("en", "en", "en-GB")),
        tags=chance.choice((("power", "towns"), ("towns", "power"), ("power",))),
        image=chance.choice((None, "https://h.example/a.jpg", "https://h.example/a.jpg?w=2")),
        widgets=(widget,) if chance.random() < 0.7 else (),
        comments=tuple(picked),
        links=(letter,) if chance.random() < 0.5 else (),
    )
    if chance.random() < 0.2:
        return replace(whole, blocks=a_body((LEAD[:120],)), paywalled=chance.choice((True, None)))
    return whole


def some_acts(chance):
    """What is done with one archive: (time, how)."""
    acts = []
    at = NOON
    for _ in range(chance.randint(2, 7)):
        at += chance.choice((HOUR / 2, HOUR, 2 * HOUR))
        dice = chance.random()
        if dice < 0.72:
            article = some_article(chance, at)
            if chance.random() < 0.12:
                amp = "https://herald.example/amp/lamps"
                article = replace(article, url=amp, canonical_url=URL)
            acts.append((at, article))
        elif dice < 0.88:
            acts.append((at, 404))
        elif dice < 0.94:
            acts.append((at, 304))
        else:
            acts.append((at, an_article(title="Subscribe", is_article=False)))
    return acts


def do(archive, act):
    at, what = act
    if isinstance(what, Article):
        archive.save(a_capture(archive, what, at=at))
        return
    page_id = a_page(archive, URL, at=at)
    fetch = a_fetch(page_id=page_id, at=at, status=what, body=None)
    if what == 404:
        archive.record_gone(page_id, fetch, now=at)
    else:
        archive.record_fetch(fetch)


@pytest.fixture
def new_archive(tmp_path, empty_archive):
    def make(name):
        path = tmp_path / f"{name}.db"
        path.write_bytes(empty_archive)
        archive = Archive.open(path)
        archive.connection.execute("PRAGMA synchronous=OFF")
        return archive

    return make


@pytest.mark.parametrize("seed", range(TRIALS))
def test_order_of_arrival_does_not_matter(new_archive, seed):
    chance = random.Random(seed)
    # The first look is by itself an article's; before it there is nothing to be late for.
    acts = [(NOON - HOUR, some_article(chance, NOON)), *some_acts(chance)]
    shuffled = chance.sample(acts, len(acts))
    with new_archive("ordered") as ordered, new_archive("shuffled") as late:
        a_page(ordered), a_page(late)
        with ordered.transaction():
            for act in acts:
                do(ordered, act)
        with late.transaction():
            for act in shuffled:
                do(late, act)

        assert told(late) == told(ordered), [acts.index(act) for act in shuffled]
        for archive in (ordered, late):
            assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
            archive.connection.execute(
                "INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)"
            )
