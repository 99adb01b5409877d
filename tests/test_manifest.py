"""The manifest: what was captured is sealed when a run ends, and whoever changes it later is told."""

import hashlib
import json
from datetime import timedelta

import pytest

from archive import manifest
from archive.rows import Capture
from archive.store import Archive
from tests.builders import LEAD, NOON, a_body, a_capture, a_fetch, a_page, a_run, an_article

HOUR = timedelta(hours=1)


def save(archive: Archive, number: int = 0, *, hours: float = 0, title: str = "A crane") -> None:
    url = f"https://herald.example/{number}"
    words = f"{LEAD} {'It was seen ' * number}"
    archive.save(a_capture(archive, an_article(url, title=title, blocks=a_body([words])), at=NOON + hours * HOUR))


def end(archive: Archive, run_id: int) -> manifest.Head:
    archive.finish_run(run_id, outcome="finished", counts={}, now=NOON + HOUR)
    head = manifest.head(archive.connection)
    assert head is not None
    return head


def wrong(archive: Archive) -> list[str]:
    return [*manifest.broken_links(archive.connection), *manifest.tampered(archive.connection)]


@pytest.fixture
def sealed(archive):
    run_id = a_run(archive)
    for number in range(3):
        save(archive, number)
    end(archive, run_id)
    return archive


def test_run_that_ends_seals_what_it_brought(sealed):
    head = manifest.head(sealed.connection)

    assert (head.id, head.requests, head.versions, len(head.hash)) == (1, 3, 3, 64)
    assert wrong(sealed) == []


def test_run_that_brings_nothing_adds_no_link(sealed):
    before = manifest.head(sealed.connection)

    assert end(sealed, a_run(sealed)) == before


def test_what_a_dead_run_left_is_sealed_when_it_is_closed(archive):
    a_run(archive)
    save(archive)
    archive.connection.execute("UPDATE run SET pid = 0, process_start = '', boot_id = 'of another boot'")

    archive.close_dead_runs(now=NOON)

    assert manifest.head(archive.connection).requests == 1


def test_runs_side_by_side_make_one_chain(archive):
    first, second = a_run(archive), a_run(archive)
    save(archive, 1)
    with Archive.open(archive.path) as other:
        save(other, 2)
        one = end(other, second)
        save(other, 3)
    two = end(archive, first)

    assert (one.id, two.id, two.requests) == (1, 2, 3)
    assert wrong(archive) == []


def test_what_was_sealed_without_headers_stays_checkable_beside_what_is_with_them(archive, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(manifest, "FORM", 1)
        run_id = a_run(archive)
        save(archive, 1)
        end(archive, run_id)
    run_id = a_run(archive)
    save(archive, 2)
    end(archive, run_id)

    assert archive.connection.execute("SELECT form FROM manifest").fetchall() == [(1,), (2,)]
    assert wrong(archive) == []
    archive.connection.execute("UPDATE fetch SET headers = '{}'")
    assert [line.partition(" (")[0] for line in wrong(archive)] == ["request 2 is not what it was when it was sealed"]


def test_many_requests_are_sealed_in_several_rows(archive, monkeypatch):
    monkeypatch.setattr(manifest, "AT_ONCE", 4)
    run_id = a_run(archive)
    for number in range(5):
        save(archive, number)

    assert end(archive, run_id).id == 3
    assert wrong(archive) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE section SET text = 'other words' WHERE id = 2", "version 2 is not what it was when it was sealed"),
        ("UPDATE revision SET title = 'B' WHERE id = 3", "version 3 is not what it was when it was sealed"),
        ("UPDATE author SET name = 'Bo'", "version 1 is not what it was when it was sealed"),
        ("UPDATE bio SET text = 'Bo'", "version 1 is not what it was when it was sealed"),
        ("UPDATE fetch SET at = '2020-01-01' WHERE id = 1", "request 1 is not what it was when it was sealed"),
        ("UPDATE fetch SET headers = '{}' WHERE id = 1", "request 1 is not what it was when it was sealed"),
        ("UPDATE fetch SET headers = NULL WHERE id = 1", "request 1 is not what it was when it was sealed"),
        ("UPDATE manifest SET form = 1", "manifest 1, sealed 2026-11-22T13:00:00Z, is not what it was"),
        ("UPDATE fetch SET snapshot_id = 2 WHERE id = 1", "request 1 is not what it was when it was sealed"),
        ("DELETE FROM fetch WHERE id = 2", "request 2 is missing"),
        ("UPDATE fetch SET id = 9 WHERE id = 3", "request 3 is missing"),
        ("UPDATE manifest SET leaves = zeroblob(192)", "manifest 1, sealed 2026-11-22T13:00:00Z, is not what it was"),
        ("UPDATE manifest SET sealed_at = '2020-01-01'", "manifest 1, sealed 2020-01-01, is not what it was"),
        ("UPDATE manifest SET fetches = '[[1,2]]'", "request 3 was never sealed, though later ones were"),
        ("DELETE FROM manifest WHERE id = 1", "manifest 1 is missing"),
        ("UPDATE manifest SET fetches = 'gone'", "manifest 1, sealed 2026-11-22T13:00:00Z, is not what it was"),
    ],
)
def test_tampering_shows(sealed, change, told):
    run_id = a_run(sealed)
    save(sealed, 7)
    end(sealed, run_id)
    sealed.connection.execute("PRAGMA foreign_keys = OFF")

    sealed.connection.execute(change)

    assert any(line.startswith(told) for line in wrong(sealed)), wrong(sealed)


def test_who_makes_the_chain_anew_cannot_make_the_head_that_was_published(sealed):
    head = manifest.head(sealed.connection)
    sealed.connection.execute("UPDATE section SET text = 'other words' WHERE id = 1")
    sealed.connection.execute("DELETE FROM manifest")
    end(sealed, a_run(sealed))

    assert wrong(sealed) == []
    assert [*manifest.broken_links(sealed.connection, [(head.id, head.hash)])] == [
        "manifest 1 is not the one that was published"
    ]


def test_chain_that_was_cut_off_does_not_lead_to_the_published_head(sealed):
    head = manifest.head(sealed.connection)
    sealed.connection.execute("DELETE FROM manifest")

    assert [*manifest.broken_links(sealed.connection, [(head.id, head.hash)])] == [
        "manifest 1, which was published, is missing"
    ]


def test_capture_that_comes_late_rewrites_history_and_is_sealed_anew(archive):
    run_id = a_run(archive)
    save(archive, hours=2, title="A crane came")
    save(archive, hours=4, title="A crane went")
    before = end(archive, run_id)

    run_id = a_run(archive)
    save(archive, hours=1, title="A crane is to come")
    save(archive, hours=3, title="A crane stands")
    assert wrong(archive) == []
    after = end(archive, run_id)

    assert (before.id, after.id) == (1, 2)
    assert wrong(archive) == []
    archive.connection.execute("UPDATE revision SET silent = NULL WHERE title = 'A crane went'")
    assert [line.partition(" (")[0] for line in wrong(archive)] == ["version 2 is not what it was when it was sealed"]


def test_what_the_house_erases_is_told_before_and_stays_checkable(sealed):
    connection = sealed.connection
    with sealed.transaction():
        manifest.touch(connection, fetches=[1], revisions=[1])
        connection.execute("UPDATE fetch SET url = '', snapshot_id = NULL WHERE id = 1")
        connection.execute("UPDATE revision SET title = '' WHERE id = 1")
    assert wrong(sealed) == []

    end(sealed, a_run(sealed))

    assert wrong(sealed) == []
    (leaves,) = connection.execute("SELECT leaves FROM manifest WHERE id = 1").fetchone()
    assert len(leaves) == 6 * 32


def test_requests_without_an_article_are_sealed_too(archive):
    run_id = a_run(archive)
    page_id = a_page(archive)
    archive.record_fetch(a_fetch(page_id=page_id, status=None, body=None, error="no answer"))
    capture: Capture = a_capture(archive, an_article(is_article=False))
    archive.save(capture)

    assert end(archive, run_id).requests == 2
    assert wrong(archive) == []


def test_chain_is_made_as_the_reference_says(sealed):
    """By hand, after docs/reference/schema.md: what others need to check it without Dateline."""

    def leaf(*said):
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).digest()

    ask = sealed.connection.execute
    requests = [
        leaf("fetch", url, final_url, at, status, error, body_hash.hex(), headers)
        for url, final_url, at, status, error, body_hash, headers in ask(
            "SELECT url, final_url, at, status, error, hash, headers FROM fetch f JOIN snapshot s ON s.id = snapshot_id ORDER BY f.id"
        )
    ]
    versions = []
    for number, *row in ask(
        "SELECT id, fetch_id, seen_at, cause, silent, title, subtitle, published, modified, language, image FROM revision"
    ).fetchall():
        sections = ask(
            "SELECT heading, level, text FROM outline JOIN section ON id = section_id WHERE revision_id = ?", [number]
        )
        authors = ask("SELECT name, url, bio FROM author_bios WHERE revision_id = ?", [number])
        tags = ask("SELECT name FROM revision_tag JOIN tag ON id = tag_id WHERE revision_id = ?", [number])
        versions.append(
            leaf("revision", *row, sections.fetchall(), authors.fetchall(), [name for (name,) in tags.fetchall()])
        )
    run_id, sealed_at, spans, leaves, told = ask(
        "SELECT run_id, sealed_at, json_array(fetches, revisions), leaves, hash FROM manifest"
    ).fetchone()

    head = json.dumps(["dateline manifest 2", 1, run_id, sealed_at, *json.loads(spans)], separators=(",", ":")).encode()
    assert leaves == b"".join(requests + versions)
    assert hashlib.sha256(bytes(32) + head + leaves).digest() == told
