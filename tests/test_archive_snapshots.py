"""Bytes come back as they were fetched, take little room, and are kept once."""

import random
from datetime import timedelta

import pytest

from archive.store import Archive
from tests.builders import NOON, URL, a_capture, a_fetch, a_page, an_article

HOST = "https://herald.example"


def a_html(seed, *, chrome=HOST, size=30_000):
    """A page: the same chrome for all pages of a host, some text of its own."""
    shared, own = random.Random(chrome), random.Random(seed)
    menu = "".join(f'<a href="/{shared.getrandbits(64):x}">{shared.getrandbits(96):x}</a>' for _ in range(size // 60))
    text = "".join(f"<p>{own.getrandbits(256):x}</p>" for _ in range(40))
    return f"<html>{menu}<article>{text}</article></html>".encode()


def keep(archive, body, url=f"{HOST}/a", *, minutes=0):
    page_id = a_page(archive, url)
    archive.record_fetch(a_fetch(url, page_id=page_id, at=NOON + timedelta(minutes=minutes), body=body))
    (snapshot_id,) = archive.connection.execute("SELECT snapshot_id FROM fetch ORDER BY id DESC LIMIT 1").fetchone()
    return snapshot_id


def stored(archive):
    """Snapshot → (depth, bytes it takes)."""
    rows = archive.connection.execute("SELECT id, depth, length(data) FROM snapshot ORDER BY id")
    return {row[0]: (row[1], row[2]) for row in rows}


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"\x00\xff" * 5_000, a_html(1), a_html(1) * 40, random.Random(5).randbytes(50_000)],
    ids=["empty", "a byte", "binary", "a page", "a big page", "noise"],
)
def test_any_bytes_come_back(archive, body):
    keep(archive, a_html(0), f"{HOST}/first")

    assert archive.snapshot(keep(archive, body)).body == body


def test_snapshot_knows_where_it_is_from(archive):
    kept = archive.snapshot(keep(archive, b"<p>hello</p>"))

    assert (kept.url, kept.at, kept.content_type) == (f"{HOST}/a", NOON, "text/html; charset=utf-8")


def test_same_bytes_are_kept_once(archive):
    assert keep(archive, a_html(1)) == keep(archive, a_html(1), f"{HOST}/b") == keep(archive, a_html(1), minutes=9)
    assert len(stored(archive)) == 1


def test_pages_of_a_host_are_differences_against_its_first(archive):
    for seed in range(5):
        keep(archive, a_html(seed), f"{HOST}/{seed}")

    (_, alone), *rest = stored(archive).values()
    assert [depth for depth, _ in rest] == [1, 1, 1, 1]
    assert max(size for _, size in rest) < alone / 5


def test_hosts_do_not_mix(archive):
    keep(archive, a_html(1))
    keep(archive, a_html(1, chrome="other"), "https://other.example/")

    assert [depth for depth, _ in stored(archive).values()] == [0, 0]


def test_hundred_sights_of_a_page_take_little_and_stay_two_steps_deep(archive):
    body = a_html(1)
    bodies = {keep(archive, body, f"{HOST}/first"): body}
    for minute in range(100):
        body = a_html(2).replace(b"</article>", f"<p>{minute} views</p></article>".encode())
        bodies[keep(archive, body, minutes=minute)] = body

    sizes = stored(archive)
    assert max(depth for depth, _ in sizes.values()) == 2
    assert sum(size for _, size in list(sizes.values())[2:]) < 10_000
    assert {number: archive.snapshot(number).body for number in bodies} == bodies


def test_later_sight_of_a_large_page_takes_little(archive):
    keep(archive, a_html(1, size=700_000))
    again = keep(archive, a_html(1, size=700_000) + b"<!-- 2 -->", minutes=1)

    assert stored(archive)[again][1] < 500


def test_page_that_became_another_starts_anew(archive):
    keep(archive, a_html(1), f"{HOST}/first")
    keep(archive, a_html(2))

    redesigned = keep(archive, a_html(3, chrome="redesign"), minutes=1)
    after = keep(archive, a_html(3, chrome="redesign") + b"<!-- 2 -->", minutes=2)

    assert stored(archive)[redesigned][0] == 1
    assert stored(archive)[after][0] == 2
    assert stored(archive)[after][1] < 200


def test_redesign_of_a_site_gets_its_own_anchor_in_time(archive):
    keep(archive, a_html(0), f"{HOST}/0")
    for seed in range(1, 60):
        keep(archive, a_html(seed, chrome="redesign"), f"{HOST}/{seed}")

    depths = [depth for depth, _ in stored(archive).values()]
    assert depths.count(0) == 2
    assert list(stored(archive).values())[-1][1] < 4_000


def test_odd_first_page_does_not_stay_the_anchor(archive):
    keep(archive, a_html(0, chrome="an error page"), f"{HOST}/0")
    for seed in range(1, 12):
        keep(archive, a_html(seed), f"{HOST}/{seed}")

    assert list(stored(archive).values())[-1][1] < 4_000


def test_feed_is_no_anchor_for_pages(archive):
    feed_id = archive.feed_id(url=f"{HOST}/feed", kind="feed", source_key=None)
    for minute in range(3):
        body = a_html(0, chrome="entries") + b" " * minute
        at = NOON + timedelta(minutes=minute)
        archive.record_fetch(a_fetch(f"{HOST}/feed", feed_id=feed_id, at=at, body=body))
    keep(archive, a_html(1))
    keep(archive, a_html(2), f"{HOST}/b")

    assert [depth for depth, _ in stored(archive).values()] == [0, 1, 1, 0, 1]


def test_rolled_back_snapshot_is_no_base_for_later_ones(archive):
    keep(archive, a_html(0), f"{HOST}/first")

    def fail():
        with archive.transaction():
            keep(archive, a_html(1), f"{HOST}/lost")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    kept = keep(archive, a_html(2), f"{HOST}/after")
    again = keep(archive, a_html(2) + b" ", f"{HOST}/after", minutes=1)

    assert archive.snapshot(kept).body + b" " == archive.snapshot(again).body


def test_unknown_snapshot_is_a_lookup_error(archive):
    with pytest.raises(LookupError, match="no snapshot 99"):
        archive.snapshot(99)


@pytest.mark.parametrize(
    "lost", ["UPDATE snapshot SET data = x'00'", "DELETE FROM snapshot"], ids=["damaged", "missing"]
)
def test_page_is_saved_though_what_it_is_like_is_lost(archive, lost):
    page = b" ".join(b"word%d" % number for number in range(3_000))
    archive.save(a_capture(archive, body=page))
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    archive.connection.execute(lost)
    with Archive.open(archive.path) as later:
        again = later.save(
            a_capture(later, an_article(title="Lamps on"), at=NOON + timedelta(hours=1), body=page + b"1")
        )
        other = an_article("https://herald.example/other", title="Other")
        later.save(a_capture(later, other, at=NOON + timedelta(hours=2), body=page + b"2"))

        assert again.outcome == "revised"
        kept = later.connection.execute("SELECT id FROM snapshot ORDER BY id DESC LIMIT 2").fetchall()
        assert [later.snapshot(number).body for (number,) in kept] == [page + b"2", page + b"1"]


@pytest.mark.parametrize(
    "lost", ["UPDATE snapshot SET data = x'00'", "DELETE FROM snapshot"], ids=["damaged", "missing"]
)
def test_what_another_parser_read_is_not_compared_where_its_bytes_are_lost(archive, lost):
    saved = archive.save(a_capture(archive))
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    archive.connection.execute(lost)
    with Archive.open(archive.path) as later:
        assert later.baseline_needed(URL, URL, URL, "2") is None
        with pytest.raises(ValueError, match="snapshot 1"):
            later.bytes_of(saved.revision_id)
