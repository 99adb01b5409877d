"""The archive in figures for Prometheus: a text file that its node exporter reads, made of what the tables say.

Written by hand rather than by prometheus_client: that counts what one process did, and here every crawl is a process of
its own, several at a time. Out of the archive all of them tell the same, and nothing is lost when one is killed.
Format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.driver import Connection, translated
from archive.store import Archive
from archive.times import utc_text

OUTCOMES = (
    "new", "revised", "reparsed", "seen", "shorter", "unchanged", "duplicate", "not_article", "passed_over", "gone", "missing", "refused", "failed",
)  # fmt: skip
"""What can become of a page that was asked for, as runs count it."""

Labels = Mapping[str, str]
Sample = tuple[Labels, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One family of samples."""

    name: str
    kind: str
    """``counter`` or ``gauge``."""
    help: str
    samples: tuple[Sample, ...]


class Totals:
    """What all runs counted, summed; the long past is summed once."""

    def __init__(self) -> None:
        self._until = 0
        self._past: Counter[str] = Counter()

    def read(self, connection: Connection) -> Counter[str]:
        (open_from,) = connection.execute("SELECT min(id) FROM run WHERE finished IS NULL").fetchone()
        (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM run").fetchone()
        settled = last if open_from is None else open_from - 1
        if settled > self._until:
            self._past += _counted(connection, self._until, settled)
            self._until = settled
        return self._past + _counted(connection, self._until, last)


def _counted(connection: Connection, after: int, until: int) -> Counter[str]:
    rows = connection.execute(
        "SELECT c.key, sum(c.value) FROM run, json_each(run.counts) c WHERE run.id > ? AND run.id <= ? GROUP BY 1",
        [after, until],
    )
    return Counter({name: number for name, number in rows if number})


def write(archive_path: Path, path: Path, totals: Totals, *, now: datetime) -> None:
    """Replace the file at once, so that nobody reads half of it. Raises ArchiveError, and OSError for the file."""
    with Archive.open(archive_path, read_only=True) as archive, translated(archive_path):
        text = render(read(archive.connection, totals, size=archive_path.stat().st_size, now=now))
    if path.exists() and not path.is_file():  # a device or a pipe: nothing takes its place
        path.write_text(text, "utf-8")
        return
    # Of this process's own name: crawls side by side write it too. The exporter passes over what does not end in .prom.
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def render(metrics: Iterable[Metric]) -> str:
    """The metrics as text."""
    lines = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [f"{metric.name}{_labels(labels)} {value:.17g}" for labels, value in metric.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def read(connection: Connection, totals: Totals, *, size: int, now: datetime) -> Iterator[Metric]:
    """All there is to tell; every name is in docs/reference/monitoring.md."""
    counted = totals.read(connection)
    query = connection.execute

    def one(sql: str, *values: object) -> float:
        (number,) = query(sql, values).fetchone()
        return float(number or 0)

    def by(label: str, sql: str, *values: object) -> tuple[Sample, ...]:
        return tuple(({label: name}, float(number)) for name, number in query(sql, values) if number is not None)

    def classes(kind: str) -> tuple[Sample, ...]:
        return tuple(
            ({"reason": name.partition("/")[2]}, float(number))
            for name, number in sorted(counted.items())
            if name.startswith(f"{kind}/")
        )

    def counter(name: str, text: str, samples: tuple[Sample, ...]) -> Metric:
        return Metric(name=f"dateline_{name}_total", kind="counter", help=text, samples=samples)

    def gauge(name: str, text: str, samples: tuple[Sample, ...]) -> Metric:
        return Metric(name=f"dateline_{name}", kind="gauge", help=text, samples=samples)

    def plain(number: float) -> tuple[Sample, ...]:
        return (({}, float(number)),)

    at = utc_text(now)
    yield counter(
        "pages",
        "Pages that were asked for, by what became of them.",
        tuple(({"outcome": name}, float(counted[name])) for name in OUTCOMES),
    )
    yield counter("requests", "Requests, of whatever: pages, lists, robots.txt, redirects.", plain(counted["requests"]))
    yield counter(
        "listings", "Requests for feeds, sitemaps and front pages that were answered.", plain(counted["listings"])
    )
    yield counter("received_bytes", "Bytes of answers, as they came over the wire.", plain(counted["bytes"]))
    yield counter("failures", "Pages given up, by class of reason.", classes("failed"))
    yield counter("retries", "Pages put off to be tried again, by class of reason.", classes("put_off"))
    yield counter("refusals", "Pages not asked for, by class of reason.", classes("refused"))
    yield counter(
        "listing_failures", "Readings of feeds and their like that failed, by class.", classes("listings_failed")
    )
    yield counter(
        "runs",
        "Runs, by how they ended.",
        by("outcome", "SELECT outcome, count(*) FROM run WHERE outcome NOTNULL GROUP BY 1"),
    )
    yield gauge(
        "runs_going_on", "Runs that have not ended.", plain(one("SELECT count(*) FROM run WHERE finished IS NULL"))
    )
    yield gauge(
        "run_last_finished_timestamp_seconds",
        "When the last run ended well.",
        plain(one("SELECT unixepoch(max(finished)) FROM run WHERE outcome = 'finished'")),
    )
    states = query("SELECT state, count(*) FROM page WHERE source_id NOTNULL GROUP BY state").fetchall()
    yield gauge(
        "known_pages", "Pages of sources, by state.", tuple(({"state": s}, float(n)) for s, n in sorted(states))
    )
    yield gauge(
        "queue_pages",
        "Pages that are due now.",
        plain(one("SELECT count(*) FROM page WHERE state = 'due' AND next_due <= ?", at)),
    )
    yield gauge("articles", "Articles in the archive.", plain(one("SELECT count(*) FROM article")))
    yield gauge(
        "source_last_success_timestamp_seconds",
        "When a feed, sitemap or front page of the source was read last.",
        by(
            "source",
            "SELECT s.key, unixepoch(max(f.last_read)) FROM source s JOIN feed f ON f.source_id = s.id WHERE s.enabled"
            " AND s.removed_at IS NULL AND (f.last_status BETWEEN 200 AND 299 OR f.last_status = 304) GROUP BY 1",
        ),
    )
    yield gauge(
        "source_last_news_timestamp_seconds",
        "When the source announced something new last.",
        by(
            "source",
            "SELECT key, (SELECT unixepoch(max(first_seen)) FROM page WHERE source_id = source.id) FROM source"
            " WHERE enabled AND removed_at IS NULL ORDER BY 1",
        ),
    )
    yield gauge(
        "alerts",
        "Open alerts.",
        tuple(
            ({"source": source, "kind": kind, "field": field or ""}, 1.0)
            for source, kind, field in query(
                "SELECT source, kind, field FROM alerts WHERE closed IS NULL ORDER BY 1, 2, 3"
            )
        ),
    )
    yield gauge(
        "hosts_left_alone",
        "Hosts that are left alone for now.",
        plain(one("SELECT count(*) FROM host WHERE backoff_until > ?", at)),
    )
    yield gauge("archive_bytes", "Size of the archive's file.", plain(size))
    yield gauge("written_timestamp_seconds", "When these figures were written.", plain(now.timestamp()))
