"""``dateline erase``: what is erased is gone from the file, bytes and all, and nothing brings it back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

import dateline
from archive import manifest
from archive.care import erasing
from archive.care.erasure_plans import NothingToErase, plan_article, plan_author, plan_comments
from archive.care.verifying import verify
from archive.errors import ArchiveBusy
from archive.exports import warc
from archive.imports import dossiers, importing
from archive.imports.arrivals import receive
from archive.imports.merging import merge
from archive.reading import queries
from archive.reading.selection import Selection
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


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory, empty_archive):
    """Made once."""
    path = tmp_path_factory.mktemp("filled") / "archive.db"
    path.write_bytes(empty_archive)
    with Archive.open(path) as archive:
        fill(archive)
    return path.read_bytes()


@pytest.fixture(scope="session")
def erased_file(tmp_path_factory, filled_file):
    """The same after the affair was erased."""
    path = tmp_path_factory.mktemp("erased") / "archive.db"
    path.write_bytes(filled_file)
    with Archive.open(path) as archive:
        erase(archive, plan_article(archive, queries.id_of(archive, URL)))
    return path.read_bytes()


@pytest.fixture
def filled(tmp_path, filled_file):
    path = tmp_path / "archive.db"
    path.write_bytes(filled_file)
    with Archive.open(path) as archive:
        archive.connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'article_search', 'row')")
        yield archive, queries.id_of(archive, URL)


def erase(archive, plan, *, now=NOON + DAY, reason=None):
    erasing.erase(archive, plan, reason=reason, now=now)
    erasing.sweep(archive)


def unsound(archive):
    return verify(archive, at_leisure=True).damage


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


def test_bytes_of_other_pages_outlive_what_they_were_differences_against(filled):
    archive, article_id = filled
    (base,) = archive.connection.execute(
        "SELECT f.snapshot_id FROM fetch f WHERE f.url = ? ORDER BY f.id", [URL]
    ).fetchone()
    bound = archive.connection.execute("SELECT count(*) FROM snapshot WHERE base_id = ?", [base]).fetchone()[0]
    before = bodies(archive)

    plan = plan_article(archive, article_id)
    erase(archive, plan)

    assert bound > 3
    assert bodies(archive) == {url: body for url, body in before.items() if url != URL}
    stored = archive.connection.execute("SELECT max(length(data)) FROM snapshot WHERE base_id IS NOT NULL").fetchone()[
        0
    ]
    assert stored < 500  # still differences


def bodies(archive):
    """Address → the bytes that are kept of it."""
    rows = archive.connection.execute(
        "SELECT f.url, f.snapshot_id FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE length(s.data) > 0"
        " ORDER BY f.id"
    ).fetchall()
    return {url: archive.snapshot(number).body for url, number in rows}


def test_manifest_still_proves_the_rest(filled):
    archive, article_id = filled
    erase(archive, plan_article(archive, article_id))
    seal(archive)

    assert unsound(archive) == []

    save(archive, an_article(OTHER), at=NOON + 3 * DAY)  # its version gets no number that was sealed before
    seal(archive)
    archive.connection.execute("UPDATE revision SET title = 'Quiet no more' WHERE title = 'Quiet day 1'")
    assert len(list(manifest.tampered(archive.connection))) == 1


def test_number_of_an_erased_article_is_given_to_no_other(archive):
    article_id = save(archive, an_affair()).article_id
    erase(archive, plan_article(archive, article_id))

    assert save(archive, an_article(OTHER), at=NOON + 2 * DAY).article_id == article_id + 1


# Nothing brings an article back


@pytest.fixture
def without(tmp_path, erased_file):
    """An archive whose affair was erased."""
    path = tmp_path / "archive.db"
    path.write_bytes(erased_file)
    with Archive.open(path) as archive:
        yield archive


@pytest.fixture
def other(tmp_path, filled_file):
    """Another archive that still has it."""
    path = tmp_path / "other.db"
    path.write_bytes(filled_file)
    with Archive.open(path) as other:
        yield other


def is_back(archive):
    words = ("Wolpertinger", "Xylographer", "quokkas")
    tables = [
        name for (name,) in archive.connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'")
    ]
    told = [repr(row) for name in tables for row in archive.connection.execute(f'SELECT * FROM "{name}"')]
    return any(word.casefold() in row.casefold() for row in told for word in words) or bool(in_bytes(archive, words))


def test_announcing_it_again_makes_no_page(without):
    archive = without
    told = [Announcement(url=URL, key=URL, via="sitemap", title="Wolpertinger!")]

    assert archive.announce(told, source_key="herald", run_id=a_run(archive), now=NOON + 2 * DAY) == 0
    assert not is_back(archive)


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        pytest.param("https://herald.example/s/1", URL, id="by a redirect"),
        pytest.param(
            "https://herald.example/s/2",
            "http://HERALD.example/2026/11/wolpertinger-affair#top",
            id="written otherwise",
        ),
        pytest.param(
            "https://herald.example/print/77", "https://herald.example/print/77", id="the same text elsewhere"
        ),
    ],
)
def test_crawl_that_is_led_to_it_saves_nothing(without, asked, url):
    archive = without
    article = replace(an_affair(), url=url, canonical_url=url)

    saved = archive.save(a_capture(archive, article, at=NOON + 2 * DAY, asked=asked, body=a_html("Xylographer")))

    assert (saved.outcome, saved.article_id) == ("erased", None)
    assert not is_back(archive)
    assert archive.connection.execute("SELECT count(*) FROM page WHERE key = ?", [asked]).fetchone() == (0,)
    assert archive.has_erased(asked)  # known at once the next time
    assert unsound(archive) == []


def test_page_that_comes_to_lead_to_it_loses_the_bytes_that_it_had(without):
    archive = without
    short = "https://herald.example/s/4"
    page_id = a_page(archive, short)
    archive.record_fetch(a_fetch(short, page_id=page_id, body=a_html("Xylographer"), error="cut off"))

    saved = archive.save(a_capture(archive, an_affair(), at=NOON + 2 * DAY, asked=short, body=a_html("Xylographer!")))

    assert saved.outcome == "erased"
    assert not is_back(archive)
    assert unsound(archive) == []


def test_canonical_link_to_it_is_enough(without):
    archive = without
    article = an_article("https://herald.example/amp/9", canonical_url=URL, title="The Wolpertinger affair, shortened")

    assert save(archive, article, at=NOON + 2 * DAY).outcome == "erased"
    assert not is_back(archive)


def test_request_for_it_that_failed_is_not_recorded(without):
    archive = without

    assert archive.record_fetch(a_fetch(URL, status=500)) == 0
    assert archive.record_fetch(a_fetch("https://herald.example/s/3", status=301, headers={"location": URL})) == 0
    assert archive.record_gone(99, a_fetch(URL, status=404, page_id=99), now=NOON)


def test_import_leaves_it_out(without, other, tmp_path):
    archive = without
    path = tmp_path / "all.jsonl"
    ids = [number for (number,) in other.connection.execute("SELECT id FROM article ORDER BY id")]
    lines = [dossiers.document(other, number) for number in ids]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")

    fates = importing.import_file(archive, path, now=NOON + 2 * DAY, complain=pytest.fail)

    assert fates == {"erased": 1, "known": 3}
    assert not is_back(archive)


def test_merge_leaves_it_out(without, other):
    archive = without

    fates = merge(archive, other.path, now=NOON + 2 * DAY, complain=pytest.fail)

    assert fates == {"erased": 1, "known": 3}
    assert not is_back(archive)
    assert unsound(archive) == []


def test_what_was_erased_elsewhere_is_not_taken_in_after_a_merge(without, other, new_archive):
    third = new_archive("third")

    first = merge(third, without.path, now=NOON + 2 * DAY, complain=pytest.fail)
    again = merge(third, without.path, now=NOON + 2 * DAY, complain=pytest.fail)
    second = merge(third, other.path, now=NOON + 2 * DAY, complain=pytest.fail)

    assert (first, again, second) == ({"new": 3}, {"known": 3}, {"erased": 1, "known": 3})
    assert not is_back(third)
    erased = "SELECT at, kind, reason FROM erasures"
    assert third.connection.execute(erased).fetchall() == without.connection.execute(erased).fetchall()
    assert erasing.fate_of(third, URL) == erasing.fate_of(without, URL)
    # Its own erasures have a key of their own or this one; both hold.
    erase(third, plan_author(third, BO.name))
    save(third, an_article(OTHER, authors=(ADA, BO)), at=NOON + 3 * DAY)
    assert queries.article(third, OTHER).article.authors == (ADA,)
    assert third.has_erased(URL)


def test_what_was_erased_elsewhere_and_stands_here_is_told(without, other):
    erase(without, plan_author(without, BO.name))
    said = []

    merge(other, without.path, now=NOON + 2 * DAY, complain=said.append)

    number = queries.id_of(other, URL)
    assert said == [
        f"{without.path} erased 1 article for good that is here; `dateline erase article ID` erases here too: {number}",
        f"{without.path} erased 1 author for good that is here; `dateline erase author NAME` erases here too: Bo Reed",
    ]
    assert queries.article(other, URL).article.title.startswith("The Wolpertinger affair")


def test_warc_leaves_it_out(without, other):
    """As the spider does it: each record that was read becomes an arrival."""
    archive = without
    out = io.BytesIO()
    assert not any(warc.write(other, Selection(), out, packed=False))
    assert b"Xylographer" in out.getvalue()
    dossier = dossiers.load(other.connection, queries.id_of(other, URL), lambda number: other.snapshot(number).body)

    outcomes = {receive(archive, arrival, confirm_seconds=0).outcome for arrival in dossier.arrivals}

    assert outcomes == {"erased"}
    assert not is_back(archive)


def test_it_comes_back_in_no_other_process_that_had_the_archive_open(archive):
    with Archive.open(archive.path) as crawl:
        article_id = save(crawl, an_affair()).article_id
        save(crawl, replace(an_article(OTHER), authors=(ADA,)))

        erase(archive, plan_article(archive, article_id))
        erase(archive, plan_author(archive, ADA.name))

        assert save(crawl, an_affair(), at=NOON + 2 * DAY, asked="https://herald.example/s/9").outcome == "erased"
        save(
            crawl,
            an_article(
                "https://herald.example/next", title="Next", authors=(BO, ADA), blocks=a_body(["Anew. " + LEAD])
            ),
        )
    assert not is_back(archive)
    assert archive.connection.execute("SELECT name FROM author").fetchall() == [("Bo Reed",)]
    assert {url for url, _ in bodies(archive).items()} == set()
    assert unsound(archive) == []


def test_page_that_a_crawl_asks_for_just_now_is_not_erased_under_it(filled):
    archive, article_id = filled
    archive.connection.execute(
        "UPDATE page SET state = 'leased', lease_until = '2026-11-23T12:10:00Z' WHERE article_id = ?", [article_id]
    )

    with pytest.raises(ArchiveBusy):
        erase(archive, plan_article(archive, article_id))
    assert queries.id_of(archive, URL) == article_id


def test_every_address_it_ever_had_is_known(archive):
    save(archive, an_affair())
    save(archive, replace(an_affair(), url=OTHER, canonical_url=OTHER), at=NOON + HOUR, asked=URL)  # it moved

    erase(archive, plan_article(archive, queries.id_of(archive, OTHER)))

    assert all(map(archive.has_erased, (URL, OTHER)))
    assert not archive.has_erased("https://herald.example/")
    assert not is_back(archive)


# Authors


def test_erased_author_is_nowhere_in_the_file(filled):
    archive, article_id = filled
    assert set(in_file(archive, NAMES)) >= {"Quillfeather", "bumblebees", "zquill"}
    titles = archive.connection.execute("SELECT id, title, text FROM articles ORDER BY id").fetchall()

    erase(archive, plan_author(archive, "zadie  QUILLFEATHER"))

    assert in_file(archive, NAMES) == []
    assert in_bytes(archive, NAMES) == []
    assert archive.connection.execute("SELECT id, title, text FROM articles ORDER BY id").fetchall() == titles
    names = archive.connection.execute("SELECT DISTINCT name FROM author_bios ORDER BY name").fetchall()
    assert names == [("Bo Reed",)]
    assert queries.article(archive, article_id).article.authors == (BO,)
    assert archive.connection.execute("SELECT position FROM byline WHERE position > 1").fetchall() == []
    assert unsound(archive) == []


def test_erased_author_is_left_out_of_what_comes_later(filled):
    archive, article_id = filled
    erase(archive, plan_author(archive, ADA.name))
    revisions = archive.connection.execute("SELECT count(*) FROM revision").fetchone()
    again = an_affair(
        title="The Wolpertinger affair, revisited", authors=(BO, ADA), tags=("towns", "Zadie Quillfeather")
    )

    saved = save(archive, replace(again, tags=("wolpertingers", "towns", ADA.name)), at=NOON + 2 * DAY)

    assert (saved.outcome, saved.article_id) == ("seen", article_id)
    assert archive.connection.execute("SELECT count(*) FROM revision").fetchone() == revisions
    erasing.sweep(archive)
    assert in_file(archive, NAMES) == []
    assert in_bytes(archive, NAMES) == []


def test_erased_author_comes_back_by_no_merge(filled, other):
    archive, _ = filled
    save(other, an_article(OTHER, authors=(ADA, BO)), at=NOON + HOUR)
    erase(archive, plan_author(archive, ADA.name))

    fates = merge(archive, other.path, now=NOON + 2 * DAY, complain=pytest.fail)

    assert fates["new"] == 1
    assert queries.article(archive, OTHER).article.authors == (BO,)
    erasing.sweep(archive)
    assert in_bytes(archive, NAMES) == []
    assert [name for (name,) in archive.connection.execute("SELECT name FROM author")] == ["Bo Reed"]


def test_bytes_that_held_the_name_are_not_kept_again_while_later_ones_are(filled):
    archive, _ = filled
    (body,) = [body for url, body in bodies(archive).items() if url.endswith("/2")]
    erase(archive, plan_author(archive, ADA.name))

    archive.record_fetch(a_fetch(URL, page_id=a_page(archive, URL), at=NOON + 2 * DAY, body=body, error="cut off"))
    save(archive, an_affair(authors=(BO,)), at=NOON + 3 * DAY)

    assert in_bytes(archive, [ADA.name]) == []
    assert list(bodies(archive)) == ["https://herald.example/0", "https://herald.example/1", URL]


def test_page_about_an_erased_author_goes_too(filled):
    archive, _ = filled
    profile = an_article(ADA.url, title=f"About {ADA.name}", is_article=False)
    archive.save(a_capture(archive, profile, body=a_html(ADA.bio)))

    erase(archive, plan_author(archive, ADA.name))

    assert in_file(archive, NAMES) == []
    assert in_bytes(archive, NAMES) == []
    assert archive.has_erased(ADA.url)
    assert unsound(archive) == []


def test_author_erased_in_one_source_stays_in_the_others(archive):
    a_run(archive, "herald", "gazette")
    for source in ("herald", "gazette"):
        url = f"https://{source}.example/1"
        article = an_article(url, authors=(ADA, BO), title=f"In the {source}")
        archive.save(a_capture(archive, article, source_key=source))

    erase(archive, plan_author(archive, ADA.name, source_key="herald"))

    told = dict(archive.connection.execute("SELECT source, authors FROM articles").fetchall())
    assert told == {"herald": '["Bo Reed"]', "gazette": '["Zadie Quillfeather","Bo Reed"]'}
    later = an_article("https://herald.example/2", authors=(ADA,), title="Later", blocks=a_body(["Later. " + SECTION]))
    archive.save(a_capture(archive, later, source_key="herald", at=NOON + HOUR))
    assert queries.article(archive, later.url).article.authors == ()


# Comments


def comments(archive):
    rows = archive.connection.execute("SELECT article_id, comment_id, author FROM article_comments ORDER BY 1, 2")
    return rows.fetchall()


def test_erased_comment_is_gone_and_stays_away(filled):
    archive, article_id = filled

    erase(archive, plan_comments(archive, article_id=article_id, comment_id="c1"))

    assert comments(archive) == [(article_id, "c2", "Li")]
    assert in_file(archive, COMMENTED) == []
    assert in_bytes(archive, COMMENTED) == []
    renamed = (
        Comment(id="w-1", author="Mo Tarn", text="Zanzibarian  nonsense."),
        Comment(id="c2", author="Li", text="Is it?"),
    )
    save(archive, an_affair(title="The affair goes on"), at=NOON + 2 * DAY, body=a_html("Zanzibarian"))
    save(
        archive, an_affair(title="The affair is over", comments=renamed), at=NOON + 3 * DAY, body=a_html("Zanzibarian")
    )
    assert {(number, name) for number, _, name in comments(archive)} == {(article_id, "Li")}
    assert in_bytes(archive, COMMENTED) == []
    assert unsound(archive) == []


def test_person_is_erased_from_the_comments_under_one_article_or_all(archive):
    a_run(archive, "herald")
    mo = (Comment(id="1", author="MO  tarn", text="Aha."), Comment(author="Li", text="Oh."))
    urls = [f"https://herald.example/{number}" for number in range(3)]
    made = [an_article(url, comments=mo, title=url[-1], blocks=a_body([f"{url} {LEAD}"])) for url in urls]
    ids = [save(archive, article).article_id for article in made[:2]]

    erase(archive, plan_comments(archive, article_id=ids[0], author="Mo Tarn"))
    assert comments(archive) == [(ids[0], None, "Li"), (ids[1], None, "Li"), (ids[1], "1", "MO  tarn")]

    erase(archive, plan_comments(archive, author="Mo Tarn"))
    save(archive, made[2], at=NOON + HOUR)
    for article in made[:2]:
        save(archive, article, at=NOON + HOUR)
    assert {name for _, _, name in comments(archive)} == {"Li"}


# What a person sees


def run(archive, *words, capsys):
    code = dateline.main(["erase", *words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def here(filled, monkeypatch):
    archive, article_id = filled
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(archive.path))
    return archive, article_id


def test_nothing_is_erased_before_it_is_asked_for_twice(here, capsys):
    archive, article_id = here

    code, out, err = run(archive, "article", str(article_id), capsys=capsys)

    assert (code, out.splitlines()[0]) == (2, f"article: The Wolpertinger affair, revisited ({URL})")
    assert "--yes" in err
    assert run(archive, "author", ADA.name, "--dry-run", capsys=capsys)[0] == 0
    assert queries.id_of(archive, URL) == article_id
    assert archive.connection.execute("SELECT count(*) FROM erasure").fetchone() == (0,)


def test_fact_of_an_erasure_is_shown_without_its_content(here, capsys):
    archive, article_id = here
    archive.path.with_name("archive.db.before-m006_erasures").write_bytes(b"")

    code, out, err = run(archive, "article", URL, "--yes", "--reason", "asked to", capsys=capsys)

    assert (code, out.splitlines()[-1]) == (0, "erased")
    assert "backups and exports still have it" in err
    assert "archive.db.before-m006_erasures" in err
    (at, *told) = archive.connection.execute("SELECT at, kind, reason, article_id FROM erasures").fetchone()
    assert told == ["article", "asked to", article_id]
    for asked in (str(article_id), URL):
        assert dateline.main(["show", asked]) == 1
        assert f"{asked} was erased at {at} (asked to)" in capsys.readouterr().err
    assert run(archive, "article", URL, "--yes", capsys=capsys)[0] == 1


@pytest.mark.parametrize(
    "words",
    [("article", "999"), ("author", "Nobody Known"), ("comment", "1", "none"), ("comment", "--author", "Nobody")],
)
def test_what_is_not_there_cannot_be_erased(here, capsys, words):
    code, _, err = run(here[0], *words, "--yes", capsys=capsys)

    assert code == 1
    assert "there is no" in err or "there are no" in err or "no byline" in err
    with pytest.raises(NothingToErase):
        plan_article(here[0], 999)


def test_sweeping_can_wait(here, capsys):
    archive, _ = here

    assert run(archive, "comment", "--author", "Mo Tarn", "--yes", "--later", capsys=capsys)[0] == 0
    code, _, _ = run(archive, "sweep", capsys=capsys)

    assert code == 0
    assert in_file(archive, COMMENTED) == []


def test_reader_of_the_old_state_is_told_of(here, monkeypatch, capsys):
    archive, article_id = here
    with Archive.open(archive.path, read_only=True) as reader:
        reader.connection.execute("BEGIN")
        reader.connection.execute("SELECT count(*) FROM article").fetchone()
        erasing.erase(archive, plan_article(archive, article_id), reason=None, now=NOON)
        archive.connection.execute("PRAGMA busy_timeout = 50")

        with pytest.raises(ArchiveBusy, match="sweep"):
            erasing.sweep(archive)


def test_person_who_asks_for_it_again_leaves_no_trace_of_its_address(without):
    run_id = a_run(without)
    without.connection.execute("UPDATE run SET command = ? WHERE id = ?", [f"article url={URL}", run_id])

    without.announce([Announcement(url=URL, key=URL, via="person")], source_key=None, run_id=run_id, now=NOON + 2 * DAY)

    assert not is_back(without)
