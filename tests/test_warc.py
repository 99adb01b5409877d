"""WARC files: what ``dateline export --format warc`` writes, and what ``scrapy crawl warc`` makes of any of them."""

from __future__ import annotations

import gzip
import io
import os
import random
import signal
import subprocess
import sys
from base64 import b32encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.exports import warc as written
from archive.reading.selection import Selection
from crawler.recordings.warc import Unreadable, list_records, read_answer
from crawler.recordings.warc_index import WarcIndex
from tests.builders import NOON, URL, a_capture, a_fetch, a_page, a_run, an_article
from tests.crawls import Desk
from tests.site import story

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HERALD = "https://herald.example"


class Crawler:
    """Writes WARC files as other programs do."""

    def __init__(self, path: Path, *, packed: bool = True) -> None:
        self.path = path
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=packed, warc_version="WARC/1.0")
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, {"software": "somebody else's"}))

    def write(
        self,
        kind: str,
        url: str,
        body: bytes = b"",
        *,
        at: str = "2026-03-01T10:00:00Z",
        status: str = "200 OK",
        headers: dict[str, str] | None = None,
        **about: str,
    ) -> str:
        """One record; its id."""
        told = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        line, protocol = (status, "HTTP/1.1") if kind != "request" else ("/ HTTP/1.1", status)
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(line, list(told.items()), protocol=protocol)
            if kind in ("response", "request", "revisit")
            else None,
            warc_content_type="text/html" if kind == "resource" else "",
            warc_headers_dict={"WARC-Date": at, **{name.replace("_", "-"): value for name, value in about.items()}},
        )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def close(self) -> Path:
        self._file.close()
        return self.path


def digest(body: bytes) -> str:
    return f"sha1:{b32encode(sha1(body).digest()).decode()}"


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:], b"")
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)


# --- what others wrote ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str, str]:
    """A folder of two files of other programs, archived twice; what was said each time."""
    desk = Desk(tmp_path_factory.mktemp("foreign"))
    desk.sources.write_text(f'[sources.herald]\nurl = "{HERALD}/"\n')
    folder = desk.folder / "warcs"
    folder.mkdir()
    late = Crawler(folder / "a-late.warc.gz")
    late.write("response", f"{HERALD}/lamps", story("Lamps on again in town").encode(), at="2026-03-03T10:00:00Z")
    late.write("response", f"{HERALD}/gone", b"no more", at="2026-03-04T10:00:00Z", status="404 Not Found")
    late.write("response", f"{HERALD}/gone", b"no more", at="2026-03-05T10:00:00Z", status="404 Not Found")
    late.write("response", f"{HERALD}/part", story("The end of it").encode(), status="206 Partial Content")
    late.write("response", f"{HERALD}/odd", story("No server counts so far").encode(), status=f"{10**25} Odd")
    late.close()
    early = Crawler(folder / "b-early.warc", packed=False)
    page = story("Lamps out in the whole town").encode()
    early.write("response", f"{HERALD}/robots.txt", b"User-agent: *", headers={"Content-Type": "text/plain"})
    early.write("response", f"{HERALD}/lamps", gzip.compress(page), headers={"Content-Encoding": "gzip", "ETag": '"1"'})
    early.write("response", f"{HERALD}/lamps.png", b"\x89PNG", headers={"Content-Type": "image/png"})
    early.write("response", f"{HERALD}/none.png", b"none", status="404 Not Found")
    early.write("response", f"{HERALD}/old", b"", status="301 Moved", headers={"Location": "/bridges"})
    early.write(
        "response",
        f"{HERALD}/bridges",
        chunked(brotli.compress(story("Bridges of the north").encode())),
        headers={"Content-Encoding": "br", "Transfer-Encoding": "chunked"},
    )
    answer = early.write("response", f"{HERALD}/form", story("Thank you for your letter").encode())
    early.write("request", f"{HERALD}/form", b"a=b", status="POST", WARC_Concurrent_To=answer)
    gone = story("A story that goes away").encode()
    early.write("response", f"{HERALD}/gone", gone, WARC_Payload_Digest=digest(gone))
    early.write(
        "revisit",
        f"{HERALD}/gone",
        at="2026-03-02T10:00:00Z",
        WARC_Payload_Digest=digest(gone),
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
    )
    early.write("response", f"{HERALD}/", b"<title>Herald</title><a href=/lamps>Lamps</a>" * 3)
    early.write("resource", "http://elsewhere.example/", story("A page of somebody else").encode())
    early.write("response", f"{HERALD}/cut", story("Cut in the middle").encode())
    path = early.close()
    path.write_bytes(path.read_bytes()[:-300])
    first = desk.crawl("warc", f"path={folder}")
    return desk, first, desk.crawl("warc", f"path={folder}/*")


def test_pages_of_other_programs_become_articles_at_their_time(foreign):
    desk, _, _ = foreign

    assert desk.ask("SELECT source, url, title, first_seen, last_seen, gone_at FROM articles ORDER BY url") == [
        (None, "http://elsewhere.example/", "A page of somebody else", *["2026-03-01T10:00:00Z"] * 2, None),
        ("herald", f"{HERALD}/bridges", "Bridges of the north", *["2026-03-01T10:00:00Z"] * 2, None),
        (
            "herald",
            f"{HERALD}/gone",
            "A story that goes away",
            "2026-03-01T10:00:00Z",
            "2026-03-02T10:00:00Z",
            "2026-03-04T10:00:00Z",
        ),
        ("herald", f"{HERALD}/lamps", "Lamps on again in town", "2026-03-01T10:00:00Z", "2026-03-03T10:00:00Z", None),
    ]


def test_an_edit_between_two_files_is_one_whatever_their_order(foreign):
    desk, _, _ = foreign

    assert desk.ask("SELECT seen_at, before, after FROM changes WHERE part = 'title'") == [
        ("2026-03-03T10:00:00Z", "Lamps out in the whole town", "Lamps on again in town")
    ]


def test_redirects_lead_to_their_article(foreign):
    desk, _, _ = foreign

    assert desk.ask(
        "SELECT x.url, x.kind FROM alias x JOIN article a ON a.id = x.article_id WHERE a.url LIKE '%bridges'"
    ) == [
        (f"{HERALD}/bridges", "page"),
        (f"{HERALD}/old", "redirect"),
    ]


def test_what_is_no_page_makes_none(foreign):
    desk, _, _ = foreign

    assert desk.ask("SELECT url, state, reason FROM page WHERE article_id IS NULL ORDER BY url") == [
        (f"{HERALD}/", "not_article", None),
        (f"{HERALD}/part", "failed", "answered 206, a part of the page"),
    ]


def test_a_file_that_breaks_off_is_told_in_one_line(foreign):
    _, said, _ = foreign

    (line,) = [line for line in said.splitlines() if "WARNING" in line]
    assert "b-early.warc breaks off at byte " in line


def test_the_same_files_again_change_nothing(foreign):
    desk, _, again = foreign

    assert "10 here already" in again
    assert desk.ask("SELECT count(*), count(DISTINCT url || at || ifnull(status, 0)) FROM fetch") == [(11, 11)]
    assert desk.counts().keys() == {"known"}


@pytest.mark.skipif("DATELINE_SOAK" not in os.environ, reason="25 crawls that are killed; make soak runs them")
def test_a_crawl_that_is_killed_is_finished_by_the_next(foreign, tmp_path):
    whole, _, _ = foreign
    rows = "SELECT url, first_seen, last_seen, gone_at, title, revision_count FROM articles ORDER BY url"
    requests = "SELECT url, final_url, at, status FROM fetch ORDER BY 1, 3, 4"
    rng = random.Random(17)
    for trial in range(25):
        desk = Desk(tmp_path / str(trial))
        desk.folder.mkdir()
        with desk.start("warc", f"path={whole.folder / 'warcs'}") as child:
            try:
                child.wait(rng.uniform(0.5, 5.0))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        desk.crawl("warc", f"path={whole.folder / 'warcs'}", environment={"DATELINE_SOURCES_PATH": str(whole.sources)})

        assert (desk.ask(rows), desk.ask(requests)) == (whole.ask(rows), whole.ask(requests))


# --- reading a record -------------------------------------------------------------------------------------------------


def answer_of(path: Path, most: int = 1_000_000) -> Any:
    (record,) = list_records(str(path)).records
    return read_answer(str(path), record.offset, most)


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("identity", bytes),
        ("gzip", bytes),  # says so and is not
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    ],
)
def test_bodies_are_unpacked(tmp_path, packing, pack):
    crawler = Crawler(tmp_path / "a.warc.gz")
    crawler.write("response", f"{HERALD}/a", pack(b"page" * 100), headers={"Content-Encoding": packing, "X": "ü"})

    answer = answer_of(crawler.close())

    assert (answer.status, answer.body) == (200, b"page" * 100)
    assert "content-encoding" not in answer.headers


def test_a_body_that_unpacks_to_too_much_is_not_taken(tmp_path):
    crawler = Crawler(tmp_path / "a.warc.gz")
    bomb = gzip.compress(bytes(5_000_000))
    crawler.write("response", f"{HERALD}/a", bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(Unreadable, match="larger than DOWNLOAD_MAXSIZE"):
        answer_of(crawler.close())


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "holds no WARC record"),
        (b"Good morning\n" * 9, "holds no WARC record"),
        (gzip.compress(b"Good morning\n" * 9, mtime=0), "holds no WARC record"),
        (b"\x1f\x8b\x08 but nothing more", "holds no WARC record"),
    ],
)
def test_what_is_no_warc_is_told(tmp_path, content, complaint):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)

    listing = list_records(str(path))

    assert (listing.records, listing.next_offset) == ((), None)
    assert complaint in str(listing.complaint) or "is no WARC" in str(listing.complaint)


@pytest.mark.parametrize("packed", [True, False])
def test_records_behind_a_damaged_one_are_found(tmp_path, packed):
    crawler = Crawler(tmp_path / "a.warc", packed=packed)
    for number in range(4):
        crawler.write("response", f"{HERALD}/{number}", random.Random(number).randbytes(2_000))
    path = crawler.close()
    places = [record.offset for record in list_records(str(path)).records]
    content = path.read_bytes()
    path.write_bytes(content[: places[1] + 900] + content[places[2] :])

    first = list_records(str(path))
    assert first.next_offset is not None
    second = list_records(str(path), first.next_offset)

    urls = [record.url for record in (*first.records, *second.records)]
    assert (urls[0], urls[-2:]) == (f"{HERALD}/0", [f"{HERALD}/2", f"{HERALD}/3"])
    assert "at byte " in str(first.complaint)
    assert second.complaint is None


def test_one_gzip_stream_of_all_records_is_told_with_its_cure(tmp_path):
    crawler = Crawler(tmp_path / "a.warc", packed=False)
    crawler.write("response", f"{HERALD}/a", b"page")
    path = tmp_path / "b.warc.gz"
    path.write_bytes(gzip.compress(crawler.close().read_bytes()))

    assert "warcio recompress" in str(list_records(str(path)).complaint)


def test_a_long_file_is_listed_piece_by_piece(tmp_path, monkeypatch):
    crawler = Crawler(tmp_path / "a.warc.gz")
    for number in range(5):
        crawler.write("response", f"{HERALD}/{number}", b"page")
    path = str(crawler.close())
    monkeypatch.setattr("crawler.recordings.warc._SECONDS", -1.0)
    urls: list[str] = []
    offset: int | None = 0

    while offset is not None:
        listing = list_records(path, offset)
        urls += (record.url for record in listing.records)
        offset = listing.next_offset

    assert urls == [f"{HERALD}/{number}" for number in range(5)]


def test_index_gives_answers_in_the_order_of_their_time(tmp_path):
    crawler = Crawler(tmp_path / "a.warc.gz")
    for day in (3, 1, 2):
        crawler.write("response", f"{HERALD}/{day}", b"page", at=f"2026-03-0{day}T10:00:00.5Z")
    path = str(crawler.close())
    index = WarcIndex()
    index.add(path, list_records(path).records)

    assert index.complete() == 3
    assert [held.url for held in index.held()] == [f"{HERALD}/{day}" for day in (1, 2, 3)]
    assert index.nearest(f"{HERALD}/2", NOON) is not None
    index.close()


@pytest.mark.parametrize("number", ["inf", "nan", "-1", "1e300", "many"])
def test_numbers_that_nobody_counts_are_none(tmp_path, number):
    crawler = Crawler(tmp_path / "a.warc.gz")
    crawler.write("response", f"{HERALD}/lamps", b"page")
    path = str(crawler.close())
    (answer,) = list_records(path).records
    fields = {"fetchtimems": number, "dateline-bytes": number, "dateline-confirm-seconds": number}
    index = WarcIndex()
    index.add(path, [answer, replace(answer, kind="metadata", concurrent_to=answer.id, fields=fields)])
    index.complete()

    (held,) = index.held()

    assert (held.seconds, held.bytes_received, held.confirm_seconds) == (None, None, None)
    index.close()


# --- what we write ----------------------------------------------------------------------------------------------------


@pytest.fixture
def records(archive) -> list[tuple[dict[str, str], Any, bytes]]:
    """The records of a small archive, as warcio reads them: WARC headers, HTTP head, bytes."""
    a_run(archive, "herald")
    body = "<p>Lamps, “lamps”</p>".encode()
    packed = {
        "content-type": "text/html",
        "content-length": "17",
        "transfer-encoding": "chunked",
        "x-place": "Zürich",
        "date": "Sun, 22 Nov 2026 12:00:00 GMT",
    }
    archive.save(a_capture(archive, body=body, headers=packed, source_key="herald", seconds=0.25, bytes_received=17))
    page = a_page(archive)
    later = NOON + timedelta(hours=1)
    archive.record_fetch(a_fetch(page_id=page, at=later, status=304, body=None, headers={"etag": '"1"'}))
    other = a_page(archive, f"{HERALD}/short")
    archive.record_fetch(
        a_fetch(
            f"{HERALD}/short", page_id=other, final_url=URL, status=301, body=None, headers={"location": URL}, at=later
        )
    )
    archive.record_fetch(a_fetch(f"{HERALD}/short", page_id=other, final_url=URL, body=body, at=later))
    archive.record_fetch(
        a_fetch(f"{HERALD}/down", page_id=a_page(archive, f"{HERALD}/down"), status=None, error="no answer", body=None)
    )
    out = io.BytesIO()
    assert not any(written.write(archive, Selection(), out))
    reader = ArchiveIterator(io.BytesIO(out.getvalue()), check_digests="raise")
    found = [(dict(record.rec_headers.headers), record.http_headers, record.raw_stream.read()) for record in reader]
    assert reader.err_count == 0
    # One gzip member a record: each can be read alone.
    assert out.getvalue().count(b"\x1f\x8b\x08") == len(found)
    return found


def kinds(records):
    return [record[0]["WARC-Type"] for record in records]


def test_every_request_is_a_record_with_what_we_know_beside_it(records):
    assert kinds(records) == [
        "warcinfo",
        *("response", "metadata"),
        *("revisit", "metadata"),
        *("response", "metadata"),
        *("revisit", "metadata"),
        "metadata",
    ]
    head, _, fields = records[2]
    assert head["WARC-Concurrent-To"] == records[1][0]["WARC-Record-ID"]
    assert fields.decode().splitlines() == [
        f"dateline-page: {URL}",
        "fetchTimeMs: 250",
        "dateline-bytes: 17",
        "dateline-source: herald https://herald.example/",
    ]
    assert records[-1][2].decode().splitlines()[1] == "dateline-error: no answer"


def test_a_response_says_what_its_bytes_are(records):
    head, http, body = records[1]

    assert (head["WARC-Target-URI"], head["WARC-Date"]) == (URL, "2026-11-22T12:00:00Z")
    assert head["WARC-Payload-Digest"] == digest(body)
    assert (http.protocol, http.statusline) == ("HTTP/1.1", "200 OK")
    assert http.headers == [
        ("content-type", "text/html"),
        ("X-Archive-Orig-content-length", "17"),
        ("X-Archive-Orig-transfer-encoding", "chunked"),
        ("x-place", "Zürich"),
        ("date", "Sun, 22 Nov 2026 12:00:00 GMT"),
        ("Content-Length", str(len(body))),
    ]


def test_the_same_bytes_again_only_refer_to_the_first(records):
    not_modified, redirect, same = records[3][0], records[5], records[7][0]
    # With a status and headers of its own, pywb would replay an empty page.
    assert (records[3][1], records[3][2]) == (None, b"")
    assert records[4][2].decode().splitlines()[-1] == r'dateline-headers: {"etag":"\"1\""}'

    assert not_modified["WARC-Profile"].endswith("server-not-modified")
    assert (redirect[0]["WARC-Target-URI"], redirect[1].get_header("location")) == (f"{HERALD}/short", URL)
    assert same["WARC-Profile"].endswith("identical-payload-digest")
    for head in (not_modified, same):
        assert (head["WARC-Refers-To-Target-URI"], head["WARC-Refers-To-Date"]) == (URL, "2026-11-22T12:00:00Z")


def test_only_the_requests_of_what_is_asked_for_are_written(archive):
    a_run(archive, "herald")
    archive.save(a_capture(archive, source_key="herald"))
    archive.save(a_capture(archive, an_article("https://gazette.example/a", title="Another")))

    assert written.count(archive.connection, Selection()) == 2
    assert written.count(archive.connection, Selection(sources=("herald",))) == 1
    assert written.count(archive.connection, Selection(since=datetime(2027, 1, 1, tzinfo=UTC).date())) == 0
