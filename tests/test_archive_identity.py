"""Which article a page is: its own address, its canonical link where that can be believed, its words."""

from datetime import timedelta

import pytest

from archive.addresses import is_front, plain_url, same_site
from archive.crawls.leads import settle_redirects
from archive.rows import Announcement, SourceRow
from tests.builders import LEAD, NOON, SECTION, URL, a_body, a_capture, a_fetch, a_run, an_article

HOUR = timedelta(hours=1)
AMP = "https://herald.example/amp/lamps"
OLD = "https://herald.example/?p=7"
BREAD = (
    "Bread is cheaper than it was a year ago in every shop that we visited this month, and the bakers of the town "
    "told us that flour, not wages, is what made the difference to them after a long and rather dry summer."
)
OTHER_TEXT = a_body((BREAD,))


def aliases(archive, article_id):
    rows = archive.connection.execute("SELECT url, kind FROM alias WHERE article_id = ? ORDER BY url", [article_id])
    return dict(rows.fetchall())


def state(archive, url):
    return archive.connection.execute("SELECT state FROM page WHERE key = ?", [url]).fetchone()[0]


def noted(archive):
    return [row[0] for row in archive.connection.execute("SELECT value FROM observation WHERE kind = 'canonical'")]


def test_copy_that_names_the_article_is_the_same_article(archive):
    first = archive.save(a_capture(archive))

    copy = archive.save(a_capture(archive, an_article(AMP, canonical_url=URL), at=NOON + HOUR))

    assert (copy.outcome, copy.article_id) == ("duplicate", first.article_id)
    assert aliases(archive, first.article_id) == {URL: "page", AMP: "page"}
    assert (state(archive, URL), state(archive, AMP)) == ("done", "duplicate")


def test_copy_with_a_few_other_words_makes_no_revision(archive):
    archive.save(a_capture(archive))
    printed = an_article(AMP, canonical_url=URL, blocks=a_body((LEAD, "Printed from the Herald."), {"": (SECTION,)}))

    copy = archive.save(a_capture(archive, printed, at=NOON + HOUR))

    assert copy.outcome == "duplicate"
    assert archive.connection.execute("SELECT count(*) FROM revision").fetchone() == (1,)


def test_copy_seen_first_makes_room_for_the_page_it_names(archive):
    copy = archive.save(a_capture(archive, an_article(AMP, canonical_url=URL, subtitle=None)))

    own = archive.save(a_capture(archive, an_article(), at=NOON + HOUR))

    assert (own.outcome, own.article_id) == ("duplicate", copy.article_id)
    assert archive.connection.execute(
        "SELECT url, canonical_url, subtitle, revision_count FROM articles"
    ).fetchall() == [(URL, URL, "The council waits for a crane", 1)]
    assert (state(archive, URL), state(archive, AMP)) == ("done", "duplicate")
    assert archive.connection.execute("SELECT * FROM changes").fetchall() == []


@pytest.mark.parametrize(
    "canonical",
    ["https://herald.example/", "https://elsewhere.example/lamps", "https://herald.example/en/", "", "//", "http://["],
)
def test_canonical_link_to_a_front_page_or_another_site_is_only_noted(archive, canonical):
    saved = archive.save(a_capture(archive, an_article(canonical_url=canonical)))

    assert archive.connection.execute("SELECT canonical_url FROM articles").fetchone() == (URL,)
    assert noted(archive) == ([canonical] if canonical else [])
    assert list(aliases(archive, saved.article_id)) == [URL]


def test_canonical_link_to_another_text_is_noted_not_followed(archive):
    bread = archive.save(
        a_capture(archive, an_article("https://herald.example/bread", title="Bread", blocks=OTHER_TEXT))
    )

    lamps = archive.save(a_capture(archive, an_article(canonical_url="https://herald.example/bread"), at=NOON + HOUR))

    assert (lamps.outcome, lamps.article_id != bread.article_id) == ("new", True)
    assert noted(archive) == ["https://herald.example/bread"]
    assert state(archive, URL) == "done"


def test_false_claim_is_given_back_when_the_page_itself_is_read(archive):
    """All pages of a broken site name one of them as canonical."""
    lamps = archive.save(a_capture(archive, an_article(canonical_url="https://herald.example/bread")))
    real = an_article("https://herald.example/bread", title="Bread", blocks=OTHER_TEXT)

    bread = archive.save(a_capture(archive, real, at=NOON + HOUR))

    assert bread.outcome == "new"
    urls = dict(archive.connection.execute("SELECT id, canonical_url FROM articles").fetchall())
    assert urls == {lamps.article_id: URL, bread.article_id: "https://herald.example/bread"}
    since = "SELECT first_seen FROM alias WHERE url = 'https://herald.example/bread'"
    assert archive.connection.execute(since).fetchone() == ("2026-11-22T13:00:00Z",)
    told = archive.connection.execute("SELECT url, at FROM events WHERE kind = 'canonical'").fetchall()
    assert told == [(URL, "2026-11-22T12:00:00Z")]


def test_claim_that_another_text_makes_too_is_believed_where_the_article_is_found(archive):
    page = "https://herald.example/page"
    lamps = archive.save(a_capture(archive, an_article(canonical_url=page)))
    other = an_article("https://herald.example/bread", canonical_url=page, title="Bread", blocks=OTHER_TEXT)
    archive.save(a_capture(archive, other, at=NOON + HOUR))
    assert noted(archive) == [page, page]

    found = archive.save(a_capture(archive, an_article(page), at=NOON + 2 * HOUR))

    assert found.article_id == lamps.article_id
    assert archive.connection.execute("SELECT url, canonical_url FROM article ORDER BY id").fetchall() == [
        (page, page),
        ("https://herald.example/bread", "https://herald.example/bread"),
    ]
    assert archive.connection.execute("SELECT article_id FROM observation WHERE kind = 'canonical'").fetchall() == [
        (2,)
    ]


def test_address_that_two_texts_claim_and_nobody_has_seen_is_neithers(archive):
    lost = "https://herald.example/lost"
    one = archive.save(a_capture(archive, an_article(canonical_url=lost)))
    other = an_article("https://herald.example/bread", canonical_url=lost, title="Bread", blocks=OTHER_TEXT)
    two = archive.save(a_capture(archive, other, at=NOON + HOUR))
    for article in (an_article(canonical_url=lost), other):
        archive.save(a_capture(archive, article, at=NOON + 2 * HOUR))

    assert one.article_id != two.article_id
    assert archive.connection.execute("SELECT canonical_url FROM articles ORDER BY id").fetchall() == [
        (URL,),
        ("https://herald.example/bread",),
    ]
    assert noted(archive) == [lost, lost]


def test_redirect_is_an_alias(archive):
    saved = archive.save(a_capture(archive, asked="https://herald.example/?p=17"))

    assert aliases(archive, saved.article_id) == {URL: "page", "https://herald.example/?p=17": "redirect"}
    assert archive.save(a_capture(archive, asked="https://herald.example/?p=17", at=NOON + HOUR)).outcome == "seen"


def test_page_that_was_only_seen_to_redirect_is_another_address_of_what_it_leads_to(archive):
    saved = archive.save(a_capture(archive))
    run_id = a_run(archive, "herald")
    told = [Announcement(url=OLD, key=OLD, via="feed")]
    archive.announce(told, source_key="herald", run_id=run_id, now=NOON)
    (page,) = archive.lease_pages(run_id=run_id, source_keys=["herald"], limit=1, now=NOON)
    archive.record_fetch(a_fetch(OLD, page_id=page.page_id, at=NOON, run_id=run_id, status=301, final_url=URL))

    settle_redirects(archive.connection, run_id)

    assert state(archive, OLD) == "duplicate"
    assert aliases(archive, saved.article_id) == {URL: "page", OLD: "redirect"}


def test_article_that_moved_is_the_same_article(archive):
    first = archive.save(a_capture(archive))
    moved = "https://herald.example/archive/lamps"

    again = archive.save(a_capture(archive, an_article(moved), asked=URL, at=NOON + HOUR))

    assert (again.outcome, again.article_id) == ("seen", first.article_id)
    assert archive.connection.execute("SELECT url, canonical_url FROM articles").fetchone() == (moved, moved)
    assert archive.connection.execute("SELECT kind, value FROM observation").fetchall() == [("moved", moved)]


def test_redirect_to_another_article_leaves_the_old_one_alone(archive):
    first = archive.save(a_capture(archive))
    bread = an_article("https://herald.example/bread", title="Bread", blocks=OTHER_TEXT)

    other = archive.save(a_capture(archive, bread, asked=URL, at=NOON + HOUR))

    assert (other.outcome, other.article_id != first.article_id) == ("new", True)
    moved = archive.connection.execute("SELECT article_id, kind, value FROM observation").fetchall()
    assert moved == [(first.article_id, "moved", "https://herald.example/bread")]
    assert archive.connection.execute("SELECT title FROM articles ORDER BY id").fetchall() == [
        ("Lamps out on Harrow Street",), ("Bread",),
    ]  # fmt: skip


def test_same_text_at_another_address_of_the_site_is_the_same_article(archive):
    first = archive.save(a_capture(archive))

    copy = archive.save(a_capture(archive, an_article(f"{URL}?sid=8f3a"), at=NOON + HOUR))

    assert (copy.outcome, copy.article_id) == ("duplicate", first.article_id)


def test_same_text_on_another_site_is_an_article_of_its_own(archive):
    archive.save(a_capture(archive))

    syndicated = archive.save(a_capture(archive, an_article("https://wire.example/lamps"), at=NOON + HOUR))

    assert syndicated.outcome == "new"


def test_same_text_of_a_source_that_moved_to_another_domain_is_the_same_article(archive):
    here, there = (
        SourceRow(key="herald", url="https://herald.example/"),
        SourceRow(key="herald", url="https://news.example/"),
    )
    archive.sync_sources([here], now=NOON)
    old = archive.save(a_capture(archive, source_key="herald"))
    archive.sync_sources([there], now=NOON + HOUR)
    new = archive.save(
        a_capture(archive, an_article("https://news.example/lamps"), at=NOON + HOUR, source_key="herald")
    )
    archive.sync_sources([], now=NOON + 2 * HOUR)

    assert (new.article_id, new.outcome) == (old.article_id, "duplicate")
    assert archive.connection.execute("SELECT source, url FROM articles").fetchall() == [("herald", URL)]


def test_same_short_text_is_not_the_same_article(archive):
    notice = {"blocks": a_body(("The shop is closed today.",)), "canonical_url": None}
    archive.save(a_capture(archive, an_article("https://herald.example/1", **notice | {"canonical_url": ""})))

    other = archive.save(a_capture(archive, an_article("https://herald.example/2", **notice | {"canonical_url": ""})))

    assert other.outcome == "new"


def test_edit_of_a_known_page_is_never_another_article(archive):
    first = archive.save(a_capture(archive))

    rewritten = archive.save(a_capture(archive, an_article(title="Bread", blocks=OTHER_TEXT), at=NOON + HOUR))

    assert (rewritten.outcome, rewritten.article_id) == ("revised", first.article_id)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.herald.co.uk/a", "http://amp.herald.co.uk/b", True),
        ("https://herald.co.uk/a", "https://gazette.co.uk/a", False),
        ("https://ada.blogspot.com/a", "https://bo.blogspot.com/a", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b", True),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", False),
        ("http://localhost/a", "https://localhost/a", False),
        ("https://herald.example/a", "mailto:ada@herald.example", False),
    ],
)
def test_site_is_the_registered_domain_or_else_host_and_port(one, other, same):
    assert same_site(one, other) is same


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/en", "/de-at/", "/EN/index.php"])
def test_front_pages_are_known(path):
    assert is_front(f"https://herald.example{path}")


@pytest.mark.parametrize("path", ["/?p=17", "/lamps", "/en/lamps", "/news/", "/2026"])
def test_articles_are_no_front_pages(path):
    assert not is_front(f"https://herald.example{path}")


def test_urls_that_cannot_differ_are_one_alias():
    assert plain_url("HTTP://Herald.Example:80/A?b#c") == plain_url("https://herald.example:443/A?b")
    assert plain_url("https://herald.example/a") != plain_url("https://herald.example/a/")


def test_article_that_goes_back_and_forth_between_two_texts_costs_a_copy_no_more(archive):
    for hour in range(12):
        now = an_article() if hour % 2 else an_article(blocks=OTHER_TEXT)
        archive.save(a_capture(archive, now, at=NOON + hour * HOUR))
    asked = []
    archive.connection.set_trace_callback(asked.append)

    copy = archive.save(a_capture(archive, an_article("https://herald.example/print/lamps"), at=NOON + 12 * HOUR))

    archive.connection.set_trace_callback(None)
    assert copy.outcome == "duplicate"
    assert sum("ORDER BY f.at >" in statement for statement in asked) <= 2
