"""Seeing it work: JSON logs, figures for Prometheus, live progress; and every count and metric is documented."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from archive.care import metrics
from archive.rows import Announcement
from crawler.reporting.json_log import JsonFormatter
from crawler.reporting.metrics import Metrics
from crawler.reporting.progress import Progress
from crawler.reporting.reasons import CLASSES
from crawler.spans import spoken
from tests.builders import NOON, a_capture, a_run

HOUSE = Path(__file__).parent.parent
PAGE = (HOUSE / "docs/reference/monitoring.md").read_text("utf-8")


def figures(archive, totals=None):
    found = metrics.read(archive.connection, totals or metrics.Totals(), size=1, now=NOON)
    return metrics.render(found)


@pytest.fixture
def crawled(archive):
    """A run that is over, one that goes on, a page that waits."""
    first = a_run(archive, "herald")
    told = [
        Announcement(url=f"https://herald.example/{n}", key=f"https://herald.example/{n}", via="feed") for n in "ab"
    ]
    archive.announce(told, source_key="herald", run_id=first, now=NOON)
    archive.finish_run(
        first, outcome="finished", counts={"new": 2, "requests": 3, "failed": 1, "failed/timeout": 1}, now=NOON
    )
    archive.save(a_capture(archive, source_key="herald"))
    second = a_run(archive, "herald", now=NOON)
    archive.note_counts(second, {"new": 1, "bytes": 5000})
    return archive


def test_figures_are_sums_of_all_runs_those_that_go_on_too(crawled):
    text = figures(crawled)

    for line in (
        "# TYPE dateline_pages_total counter",
        'dateline_pages_total{outcome="new"} 3',
        "dateline_requests_total 3",
        "dateline_received_bytes_total 5000",
        'dateline_failures_total{reason="timeout"} 1',
        'dateline_runs_total{outcome="finished"} 1',
        "dateline_runs_going_on 2",  # one of them only announced the article
        "dateline_queue_pages 2",
        "dateline_articles 1",
        f"dateline_run_last_finished_timestamp_seconds {NOON.timestamp():.0f}",
        f'dateline_source_last_news_timestamp_seconds{{source="herald"}} {NOON.timestamp():.0f}',
    ):
        assert line in text.splitlines(), line


def test_counters_never_go_back(crawled):
    totals = metrics.Totals()
    figures(crawled, totals)
    (second,) = crawled.connection.execute("SELECT max(id) FROM run").fetchone()
    crawled.finish_run(second, outcome="stopped", counts={"new": 4}, now=NOON)

    assert figures(crawled, totals) == figures(crawled)
    assert 'dateline_pages_total{outcome="new"} 6' in figures(crawled, totals)


def test_text_is_as_the_format_wants_it(crawled):
    crawled.connection.execute("UPDATE source SET key = ?", ['a "quoted"\nback\\slash'])
    text = figures(crawled)

    assert '{source="a \\"quoted\\"\\nback\\\\slash"}' in text
    assert text.endswith("\n")
    shape = re.compile(r'# (HELP|TYPE) dateline_\w+ .+|dateline_\w+(\{(\w+="(?:[^"\\]|\\.)*",?)+\})? [-+.\de]+')
    assert [line for line in text.splitlines() if not shape.fullmatch(line)] == []
    names = re.findall(r"^# TYPE (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names))


def test_file_is_replaced_as_a_whole(crawled, tmp_path):
    path = tmp_path / "dateline.prom"
    path.write_text("before")

    metrics.write(crawled.path, path, metrics.Totals(), now=NOON)

    assert path.read_text().startswith("# HELP dateline_pages_total")
    assert [file.name for file in tmp_path.iterdir() if "prom" in file.name] == ["dateline.prom"]


def test_a_device_is_written_to_and_nothing_takes_its_place(crawled, tmp_path):
    link = tmp_path / "nowhere"
    link.symlink_to(os.devnull)

    metrics.write(crawled.path, link, metrics.Totals(), now=NOON)

    assert link.is_symlink()
    assert link.is_char_device()


def test_file_that_cannot_be_written_is_told_by_its_own_name(crawled, tmp_path, caplog):
    path = tmp_path / "nowhere" / "dateline.prom"
    settings = Settings({"DATELINE_METRICS_FILE": str(path), "DATELINE_ARCHIVE_PATH": str(crawled.path)})
    spider = SimpleNamespace(needs_archive=True)
    extension = Metrics(SimpleNamespace(settings=settings, spider=spider, signals=SignalManager()))

    extension._stopped()
    extension._stopped()

    assert [record.getMessage() for record in caplog.records] == [
        f"the figures cannot be written to {path}: No such file or directory"
    ]


def test_every_metric_is_documented_and_no_other(crawled):
    documented = set(re.findall(r"^\| `(dateline_\w+)", PAGE, re.MULTILINE))

    assert documented == set(re.findall(r"^# TYPE (\w+)", figures(crawled), re.MULTILINE))


def test_every_count_and_class_of_reason_is_documented():
    written = "\n".join(path.read_text("utf-8") for path in (HOUSE / "crawler").rglob("*.py"))
    counted = set(re.findall(r'\.count\("(\w+)"', written)) | set(metrics.OUTCOMES)
    documented = set(re.findall(r"^\| `([\w/]+)` \|", PAGE, re.MULTILINE))

    assert counted <= documented
    assert {name for name, _ in CLASSES} | {"other"} <= set(re.findall(r"`(\w+)`", PAGE))


def test_a_log_line_is_an_object_with_its_fields():
    record = logging.getLogger("dateline.crawl").makeRecord(
        "dateline.crawl", logging.INFO, __file__, 1, "%s failed: %s", ("https://a.example/", "why"), None,
        extra={"source": "herald", "url": None, "spider": SimpleNamespace(name="news")},
    )  # fmt: skip

    line = json.loads(JsonFormatter(lambda: 41).format(record))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "INFO", "logger": "dateline.crawl", "message": "https://a.example/ failed: why", "run": 41,
        "source": "herald", "spider": "news",
    }  # fmt: skip


def test_a_traceback_stays_in_its_line():
    try:
        raise ValueError("oh")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "broke", "exc_info": (ValueError, error, error.__traceback__)})

    text = JsonFormatter().format(record)

    assert "\n" not in text
    assert "ValueError: oh" in json.loads(text)["exception"]


class Spider:
    """What progress sees of one."""

    run_id = 1

    def __init__(self, queue, counts):
        self.busy = Counter({"a:443": 1, "b:443": 1})
        self.queue, self.told, self.noted = queue, counts, None

    def counts(self):
        return self.told

    def sites_open(self):
        return 3, {"third"}

    async def do(self, act):
        archive = SimpleNamespace(queue=lambda run_id, now: self.queue, note_counts=lambda run_id, counts: counts)
        return act(archive)


def test_progress_tells_sites_pages_pace_errors_and_the_time_left():
    spider = Spider([("first", "a:443", 101), ("third", "c:443", 4)], {"new": 10, "failed": 2, "put_off": 1})
    slots = {"a:443": SimpleNamespace(delay=2.0), "c:443": SimpleNamespace(delay=60.0)}
    crawler = SimpleNamespace(
        spider=spider,
        engine=SimpleNamespace(downloader=SimpleNamespace(slots=slots)),
        signals=SimpleNamespace(connect=lambda *_: None),
    )
    progress = Progress(crawler)
    asyncio.run(progress._look(note=False))
    spider.told = spider.told | {"new": 40}
    asyncio.run(progress._look(note=True))

    text, done, known = progress._now()

    assert (done, known) == (42, 42 + 105)
    parts = text.split(" · ")
    assert parts[0] == "1 of 3 sites done"
    assert parts[1] == "40 new, 2 failed, 1 put off"
    assert parts[2].endswith(" pages/s")
    assert parts[3:5] == ["3 errors", "2 under way, 103 waiting"]
    assert parts[5] == "about 4 min left"  # four pages at one a minute


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=2.5), "2.5 h"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_spans_are_told_roughly(span, told):
    assert spoken(span) == told
