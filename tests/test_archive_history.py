"""The same captures make the same history, whatever the order they come in; and any past moment can be asked for."""

import os
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.reading.queries import article as read
from archive.reading.queries import changes
from parsers.article import Article, Author, Comment, CommentWidget, Link
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, a_page, an_article

HOUR = timedelta(hours=1)
AMP = "https://herald.example/amp/lamps"
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


PARSERS = ("1", "2", "2+herald.3fa9c1")


def some_article(chance, at, parsers=PARSERS[:1]):
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
        parser_version=chance.choice(parsers),
    )
    if chance.random() < 0.2:
        return replace(whole, blocks=a_body((LEAD[:120],)), paywalled=chance.choice((True, None)))
    return whole


def some_acts(chance, parsers=PARSERS[:1], *, copies=0.12, most=7):
    """What is done with one archive: (time, how). With many ``copies`` its other address is asked for by itself."""
    acts = []
    at = NOON
    for _ in range(chance.randint(2, most)):
        at += chance.choice((HOUR / 2, HOUR, 2 * HOUR))
        dice = chance.random()
        if dice < 0.72:
            article = some_article(chance, at, parsers)
            if chance.random() < copies:
                article = replace(article, url=AMP, canonical_url=URL)
            redirects = copies > 0.2 and chance.random() < 0.15
            acts.append((at, (200, article, {URL: AMP, AMP: URL}[article.url]) if redirects else article))
        elif dice < 0.88:
            acts.append((at, (404, AMP if chance.random() < 3 * copies - 0.36 else URL)))
        elif dice < 0.94:
            acts.append((at, (304, AMP if chance.random() < 3 * copies - 0.36 else URL)))
        else:
            acts.append((at, an_article(title="Subscribe", is_article=False)))
    return acts


def do(archive, act):
    at, what = act
    if isinstance(what, Article):
        archive.save(a_capture(archive, what, at=at))
        return
    status, url, *asked = what
    if status == 200:
        archive.save(a_capture(archive, url, asked=asked[0], at=at))
        return
    page_id = a_page(archive, url, at=at)
    fetch = a_fetch(url, page_id=page_id, at=at, status=status, body=None)
    if status == 404:
        archive.record_gone(page_id, fetch, now=at)
    else:
        archive.record_fetch(fetch)


@pytest.mark.parametrize("parsers", [PARSERS[:1], PARSERS], ids=["one parser", "several parsers"])
@pytest.mark.parametrize("seed", range(TRIALS))
def test_order_of_arrival_does_not_matter(new_archive, seed, parsers):
    chance = random.Random(seed)
    assert_order_does_not_matter(new_archive, chance, some_acts(chance, parsers), parsers)


@pytest.mark.parametrize("seed", range(TRIALS))
def test_nor_where_an_article_has_two_addresses_that_come_and_go(new_archive, seed):
    chance = random.Random(seed)
    assert_order_does_not_matter(new_archive, chance, some_acts(chance, copies=0.4, most=12))


def assert_order_does_not_matter(new_archive, chance, acts, parsers=PARSERS[:1]):
    # The first look is by itself an article's; before it there is nothing to be late for.
    acts = [(NOON - HOUR, some_article(chance, NOON, parsers)), *acts]
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


class TestLate:
    """A capture that comes late, among readings by several parsers."""

    OLD = an_article(parser_version="1")
    NEW = an_article(parser_version="2", subtitle="The council waits for a crane, again")

    def versions(self, archive):
        return archive.connection.execute(
            "SELECT revision_id, cause, title, subtitle FROM article_versions ORDER BY valid_from"
        ).fetchall()

    def test_revisions_keep_their_ids(self, archive):
        titles = ("Lamps out", "Lamps still out in Harrow", "Crane comes to Harrow Street")
        for hours, title in enumerate(titles):
            archive.save(a_capture(archive, an_article(title=title), at=NOON + 2 * hours * HOUR))

        saved = archive.save(a_capture(archive, an_article(title="Lamps out again"), at=NOON + HOUR))

        assert (saved.outcome, saved.revision_id) == ("revised", 3)
        assert [(row[0], row[2]) for row in self.versions(archive)] == [
            (1, "Lamps out"), (4, "Lamps out again"), (2, "Lamps still out in Harrow"),
            (3, "Crane comes to Harrow Street"),
        ]  # fmt: skip
        steps = archive.connection.execute("SELECT from_revision, to_revision FROM changes ORDER BY seen_at").fetchall()
        assert steps == [(1, 4), (4, 2), (2, 3)]

    def test_version_that_was_there_earlier_than_thought_keeps_its_id(self, archive):
        archive.save(a_capture(archive))
        archive.save(a_capture(archive, an_article(title="Lamps on"), at=NOON + 2 * HOUR))

        saved = archive.save(a_capture(archive, an_article(title="Lamps on"), at=NOON + HOUR))

        assert saved.outcome == "revised"
        assert archive.connection.execute("SELECT revision_id, valid_from FROM article_versions").fetchall() == [
            (1, "2026-11-22T12:00:00Z"), (2, "2026-11-22T13:00:00Z"),
        ]  # fmt: skip

    def test_same_capture_told_again_changes_nothing(self, archive):
        first = a_capture(archive)
        archive.save(first)
        archive.save(a_capture(archive, an_article(title="Lamps on"), at=NOON + HOUR))
        before = told(archive)

        assert archive.save(first).outcome == "seen"
        assert told(archive) == before

    def test_later_parser_is_no_edit_backwards(self, archive):
        archive.save(a_capture(archive, self.OLD))

        archive.save(a_capture(archive, self.NEW, at=NOON - HOUR, baseline=self.NEW))

        assert changes(archive) == []
        assert [row[1:] for row in self.versions(archive)] == [("first", self.NEW.title, self.NEW.subtitle)]

    def test_nobody_is_accused_without_a_baseline(self, archive):
        archive.save(a_capture(archive, self.OLD))

        archive.save(a_capture(archive, replace(self.NEW, title="Lamps flicker"), at=NOON - HOUR))

        assert changes(archive) == []
        assert [row[1] for row in self.versions(archive)] == ["first", "parser"]

    def test_what_was_known_of_a_later_parser_serves_again(self, archive):
        archive.save(a_capture(archive, self.OLD))
        edited = replace(self.NEW, title="Lamps on")
        archive.save(a_capture(archive, edited, at=NOON + 2 * HOUR, baseline=self.NEW))
        between = replace(self.NEW, title="Lamps flicker")

        archive.save(a_capture(archive, between, at=NOON + HOUR))

        assert [(change.before, change.after) for change in changes(archive, 1)] == [
            ("Lamps flicker", "Lamps on"), (self.NEW.title, "Lamps flicker"),
        ]  # fmt: skip
        assert archive.connection.execute("SELECT count(*) FROM revision").fetchone() == (4,)

    def test_page_that_turns_out_to_have_been_cut_is_no_version(self, archive):
        cut = an_article(blocks=a_body((LEAD[:90],)), paywalled=True)
        archive.save(a_capture(archive, cut, at=NOON + HOUR))

        archive.save(a_capture(archive))

        assert archive.connection.execute("SELECT title, word_count, paywalled FROM articles").fetchone()[1] > 50
        assert archive.connection.execute("SELECT kind, at FROM events").fetchall() == [
            ("shorter", "2026-11-22T13:00:00Z")
        ]
        assert archive.connection.execute("SELECT revision_count FROM articles").fetchone() == (1,)

    def test_look_by_another_parser_is_not_counted_as_the_first_ones(self, archive):
        lit, out = an_article(title="Lamps on"), an_article()
        archive.save(a_capture(archive, lit))
        archive.save(a_capture(archive, replace(lit, parser_version="2"), at=NOON + HOUR))

        archive.save(a_capture(archive, out, at=NOON + HOUR / 2))

        assert changes(archive) != []  # the first two were read by one parser
        steps = archive.connection.execute("SELECT title, cause FROM article_versions ORDER BY valid_from").fetchall()
        assert steps == [("Lamps on", "first"), (out.title, "edit"), ("Lamps on", "parser")]

    def test_edit_after_a_look_by_the_same_parser_is_one(self, archive):
        archive.save(a_capture(archive, self.OLD))
        archive.save(a_capture(archive, replace(self.OLD, parser_version="2", modified=NOON), at=NOON + HOUR))

        archive.save(
            a_capture(archive, replace(self.NEW, title="Lamps on", modified=NOON), at=NOON + 2 * HOUR, baseline=None)
        )

        assert {(change.part, change.silent) for change in changes(archive)} == {("title", True), ("subtitle", True)}

    def test_baseline_is_only_of_the_bytes_that_it_was_read_in(self, archive):
        archive.save(a_capture(archive, self.OLD))
        edited = replace(self.OLD, title="Lamps on")
        archive.save(a_capture(archive, edited, at=NOON + 2 * HOUR))

        between = replace(self.NEW, title="Lamps flicker")
        archive.save(
            a_capture(archive, between, at=NOON + HOUR, baseline=replace(self.NEW, title="Lamps on", subtitle="Lit"))
        )

        assert [row[1:] for row in self.versions(archive)] == [
            ("first", self.OLD.title, self.OLD.subtitle), ("parser", "Lamps flicker", self.NEW.subtitle),
            ("edit", "Lamps on", "Lit"),
        ]  # fmt: skip

    def test_looks_keep_their_parser_when_the_version_gets_another(self, archive):
        archive.save(a_capture(archive, self.OLD))
        archive.save(a_capture(archive, self.OLD, at=NOON + HOUR))
        again = replace(self.OLD, parser_version="2")
        archive.save(a_capture(archive, again, at=NOON + 3 * HOUR, baseline=again))

        archive.save(a_capture(archive, replace(self.OLD, title="Lamps on"), at=NOON + HOUR / 2))

        steps = [(change.seen_at[11:16], change.before) for change in changes(archive)]
        assert steps == [("13:00", "Lamps on")]  # whose doing the first difference was nobody knows any more

    def test_date_that_only_another_parser_reads_owns_up_to_nothing(self, archive):
        archive.save(a_capture(archive, replace(self.OLD, modified=None)))
        read = replace(self.OLD, parser_version="2", modified=NOON)
        edited = replace(read, title="Lamps on")

        archive.save(a_capture(archive, edited, at=NOON + HOUR, baseline=read))

        assert [(change.part, change.silent) for change in changes(archive)] == [("title", True)]
