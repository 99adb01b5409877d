"""Runs a pass over the archive for a command: settings, workers, the run it is noted as, progress, Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from archive.crawls.owner import Owner
from archive.imports.arrivals import sources
from archive.progress import Progress
from archive.rows import RunOutcome, Snapshot
from archive.store import Archive
from crawler.captures import Readings
from crawler.checked import check_settings
from crawler.errors import UsedWrongly
from crawler.layouts import SourceLayouts
from crawler.processes.workers import Workers
from crawler.processes.writer import Writer
from crawler.reparse.reparsing import AHEAD, Order, Reparsing, Rewriting
from crawler.reparse.report import Report
from crawler.sources import load_sources

INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a pass went."""

    counts: Mapping[str, int]
    done: int
    """Versions and pages that were gone through."""
    total: int
    interrupted: bool
    report: Report | None
    """Where nothing was to be written."""


def run_pass(
    order: Order,
    *,
    command: str,
    examples: int | None,
    overrides: Mapping[str, str],
    complain: Callable[[str], None],
) -> Done:
    """Read the archive again; with ``examples`` nothing is written and what would be is reported with so many of each.

    Raises ArchiveError, and CrawlerError for what was typed or where no worker starts.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(overrides, priority="cmdline")
    check_settings(settings)
    path = Path(settings["DATELINE_SOURCES_PATH"]).expanduser()
    followed = load_sources(path).sources if path.exists() else {}
    layouts = SourceLayouts(path, followed.values())
    with Archive.open(Path(settings["DATELINE_ARCHIVE_PATH"]).expanduser(), read_only=True) as archive:
        known = sources(archive.connection).keys() | followed.keys()
        if unknown := [key for key in order.selection.sources if key not in known]:
            raise UsedWrongly(f"There is no source {unknown[0]!r}; `dateline sources list` shows those there are.")
        if order.layout is not None and not _is_layout(archive, layouts, order.layout):
            reason = "no source names it, and nothing was read with it"
            raise UsedWrongly(f"There is no layout {order.layout!r}: {reason}.")
        workers = Workers(
            processes=settings.getint("DATELINE_PARSE_PROCESSES"),
            seconds=settings.getfloat("DATELINE_PARSE_SECONDS"),
            megabytes=settings.getint("DATELINE_PARSE_MEGABYTES"),
        )
        readings = Readings(workers, layouts)
        reparsing = Reparsing(archive, readings, layouts, order, workers.processes + AHEAD)
        if examples is not None:
            return asyncio.run(_report(archive, workers, readings, reparsing, examples, complain))
        writer = Writer(archive.path)
        try:
            return asyncio.run(_rewrite(archive, workers, readings, reparsing, writer, command, complain))
        finally:
            writer.close()


def _is_layout(archive: Archive, layouts: SourceLayouts, name: str) -> bool:
    if name in layouts.names:
        return True
    row = archive.connection.execute(
        "SELECT 1 FROM revision WHERE instr(parser_version, ?) LIMIT 1", [f"+{name}."]
    ).fetchone()
    return row is not None


async def _report(
    archive: Archive,
    workers: Workers,
    readings: Readings,
    reparsing: Reparsing,
    examples: int,
    complain: Callable[[str], None],
) -> Done:
    async def claims(snapshot: Snapshot) -> Any:
        return await workers.run("read_claims", snapshot.body, snapshot.url, content_type=snapshot.content_type)

    report = Report(archive, readings, claims, examples=examples)
    return await _go(archive, workers, reparsing, report, complain)


async def _rewrite(
    archive: Archive,
    workers: Workers,
    readings: Readings,
    reparsing: Reparsing,
    writer: Writer,
    command: str,
    complain: Callable[[str], None],
) -> Done:
    run = await writer.do(
        lambda archive: archive.start_run(command=command, source_keys=(), owner=Owner.current(), now=datetime.now(UTC))
    )
    outcome: RunOutcome = "failed"
    reason: str | None = None
    try:
        done = await _go(archive, workers, reparsing, Rewriting(readings, writer, reparsing.counts, complain), complain)
        outcome = "stopped" if done.interrupted else "finished"
        return done
    except Exception as error:
        reason = str(error)
        raise
    finally:
        counts = dict(reparsing.counts)
        await writer.do(
            lambda archive: archive.finish_run(
                run.run_id, outcome=outcome, counts=counts, now=datetime.now(UTC), reason=reason
            )
        )


async def _go(
    archive: Archive,
    workers: Workers,
    reparsing: Reparsing,
    sink: Report | Rewriting,
    complain: Callable[[str], None],
) -> Done:
    def stop() -> None:
        if reparsing.stopping:  # asked a second time
            os._exit(INTERRUPTED)
        reparsing.stopping = True
        complain("Finishing the pages that are under way; once more ends at once.")

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    total = reparsing.shelf.count(archive.connection)
    try:
        with Progress("pages", total) as progress:
            await reparsing.run(sink, progress.tick, complain)
    finally:
        await workers.close()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    return Done(
        counts=dict(reparsing.counts),
        done=progress.done,
        total=total,
        interrupted=reparsing.stopping,
        report=sink if isinstance(sink, Report) else None,
    )
