"""``dateline prune``: bytes of old pages go by rule; texts, versions and hashes stay, and so does what is needed."""

import hashlib
from datetime import timedelta

import pytest

import dateline
from archive import manifest
from archive.care.retention import Rule, prune
from archive.care.verifying import verify
from archive.errors import UnknownSource
from archive.reading import queries
from archive.snapshots import Dropped
from tests.builders import LEAD, NOON, a_body, a_capture, a_fetch, a_page, a_run, an_article
from tests.test_archive_snapshots import a_html

DAY = timedelta(days=1)
HOST = "https://herald.example"


def look(archive, name="lamps", *, day=0, version=0, noise=0, **options):
    """See an article; another ``version`` has another text, other ``noise`` only other bytes."""
    url = f"{HOST}/{name}"
    article = an_article(url, blocks=a_body([f"{LEAD} The {name} of version {version}. {name * 9}"]))
    body = a_html(name).replace(b"</html>", b"<!-- %d -->" % (1000 * version + noise) * 40)
    return archive.save(a_capture(archive, article, at=NOON + day * DAY, body=body, **options))


def held(archive):
    """Snapshots that have their bytes."""
    return [i for (i,) in archive.connection.execute("SELECT id FROM snapshot WHERE length(data) > 0 ORDER BY id")]


@pytest.fixture
def years(archive):
    """Three articles, each looked at six times: two versions, each with three different pages."""
    for day in range(6):
        for name in ("lamps", "crane", "bridge"):
            look(archive, name, day=day, version=day // 3, noise=day)
    return archive


def test_only_what_told_nothing_new_goes_by_default(years):
    texts = years.connection.execute("SELECT * FROM article_versions").fetchall()
    hashes = years.connection.execute("SELECT hash, size FROM snapshot").fetchall()
    before = len(held(years))

    done = prune(years, Rule(keep="versions"))

    kept = {
        i for (i,) in years.connection.execute("SELECT f.snapshot_id FROM revision r JOIN fetch f ON f.id = fetch_id")
    }
    latest = {i for (i,) in years.connection.execute("SELECT snapshot_id FROM fetch WHERE at >= '2026-11-27'")}
    assert kept | latest <= set(held(years))
    assert done.dropped == before - len(held(years)) == 9
    assert (done.kept, done.bases) == (9, 0)
    assert years.connection.execute("SELECT * FROM article_versions").fetchall() == texts
    assert years.connection.execute("SELECT hash, size FROM snapshot").fetchall() == hashes
    for snapshot_id in held(years):
        body = years.snapshot(snapshot_id).body
        assert (hashlib.sha256(body).digest(),) in years.connection.execute("SELECT hash FROM snapshot").fetchall()


def test_what_is_left_of_a_page_is_its_latest_and_what_that_is_a_difference_against(years):
    done = prune(years, Rule(keep="latest"))

    assert (done.dropped, done.kept, done.bases) == (9, 9, 2)
    for name in ("lamps", "crane", "bridge"):
        rows = years.connection.execute(
            "SELECT f.snapshot_id FROM fetch f WHERE f.url = ? ORDER BY f.id", [f"{HOST}/{name}"]
        ).fetchall()
        readable = [i for (i,) in rows if i in held(years)]
        assert rows[-1][0] in readable
        assert [rows.index((i,)) for i in readable] == [0, 3, 5]
        assert years.snapshot(readable[-1]).body
    assert queries.article(years, 1).article.title


def test_dropped_bytes_say_so(years):
    prune(years, Rule(keep="latest"))
    (gone, *_) = set(range(1, 19)) - set(held(years))

    with pytest.raises(Dropped, match=f"the bytes of snapshot {gone} were dropped"):
        years.snapshot(gone)


def test_nothing_goes_that_is_younger(years):
    assert prune(years, Rule(keep="latest", before=NOON)).dropped == 0

    done = prune(years, Rule(keep="latest", before=NOON + 2 * DAY))

    at = "SELECT max(f.at) FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE length(s.data) = 0"
    assert done.dropped
    assert years.connection.execute(at).fetchone()[0] < "2026-11-24T12"


def test_only_pages_of_the_named_source_lose_theirs(archive):
    a_run(archive, "herald", "other")
    for day in range(4):
        look(archive, "lamps", day=day, noise=day, source_key="herald")
        look(archive, "crane", day=day, noise=day, source_key="other")

    done = prune(archive, Rule(keep="latest", sources=("other",)))

    gone = archive.connection.execute(
        "SELECT DISTINCT f.url FROM fetch f JOIN snapshot s ON s.id = f.snapshot_id WHERE length(s.data) = 0"
    ).fetchall()
    assert (done.dropped > 0, gone) == (True, [(f"{HOST}/crane",)])
    with pytest.raises(UnknownSource, match="there is no source nobody"):
        prune(archive, Rule(keep="latest", sources=("nobody",)))


def test_trial_changes_nothing_and_tells_the_same(years):
    before = held(years)

    would = prune(years, Rule(keep="latest"), dry_run=True)

    assert held(years) == before
    assert prune(years, Rule(keep="latest")) == would
    assert prune(years, Rule(keep="latest")).dropped == 0


def test_bytes_that_come_again_are_kept_again(years):
    prune(years, Rule(keep="latest"))
    (gone, *_) = sorted(set(range(1, 19)) - set(held(years)))
    (hash_,) = years.connection.execute("SELECT hash FROM snapshot WHERE id = ?", [gone]).fetchone()

    for day in range(6):
        look(years, "lamps", day=20 + day, version=day // 3, noise=day)
        look(years, "crane", day=20 + day, version=day // 3, noise=day)
        look(years, "bridge", day=20 + day, version=day // 3, noise=day)

    assert gone in held(years)
    assert hashlib.sha256(years.snapshot(gone).body).digest() == hash_
    assert verify(years).damage == []


def test_feeds_keep_their_last_body(archive):
    feed_id = archive.feed_id(url=f"{HOST}/feed", kind="feed", source_key=None)
    for day in range(3):
        body = b"<rss>%d</rss>" % day * 999
        archive.record_fetch(a_fetch(f"{HOST}/feed", feed_id=feed_id, at=NOON + day * DAY, body=body))

    prune(archive, Rule(keep="latest"))

    assert archive.last_body(feed_id).body.startswith(b"<rss>2")


def test_verify_and_manifest_take_it_for_no_damage(years):
    run_id = a_run(years)
    years.finish_run(run_id, outcome="finished", counts={}, now=NOON)
    done = prune(years, Rule(keep="latest"))

    found = verify(years)

    assert (found.damage, found.dropped) == ([], done.dropped)
    assert list(manifest.tampered(years.connection)) == []


def test_archive_without_old_bytes_is_exported_and_merged(years, tmp_path, monkeypatch, capsys):
    prune(years, Rule(keep="latest"))
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(years.path))

    assert dateline.main(["export", "--format", "warc", "--output", str(tmp_path / "a.warc.gz")]) == 0
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(tmp_path / "other.db"))
    assert dateline.main(["merge", str(years.path)]) == 0
    assert "3 new" in capsys.readouterr().out


def test_page_that_nobody_reads_any_more_is_not_needed_by_a_new_one(archive):
    """What a crawl stores next must not be a difference against bytes that are gone."""
    page_id = a_page(archive, f"{HOST}/a")
    for day in range(4):
        archive.record_fetch(a_fetch(f"{HOST}/a", page_id=page_id, at=NOON + day * DAY, body=a_html(day)))
    prune(archive, Rule(keep="latest"))

    for day in range(4, 8):
        archive.record_fetch(a_fetch(f"{HOST}/a", page_id=page_id, at=NOON + day * DAY, body=a_html(day)))

    assert verify(archive).damage == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--dry-run"], "9 snapshots would be dropped"),
        (["--older-than", "99y"], "0 snapshots dropped"),
        (["--keep", "latest"], "9 snapshots dropped"),
    ],
)
def test_command_tells_what_went(years, monkeypatch, capsys, arguments, told):
    monkeypatch.setenv("DATELINE_ARCHIVE_PATH", str(years.path))

    assert dateline.main(["prune", *arguments]) == 0

    assert capsys.readouterr().out.startswith(told)


def test_command_refuses_an_age_that_is_none(capsys):
    assert dateline.main(["prune", "--older-than", "old"]) == 2
    assert "'old' is no age; write a number of days" in capsys.readouterr().err
