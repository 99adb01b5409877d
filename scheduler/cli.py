"""``dateline schedule``: crawl in the background, see what is due, ask for a crawl, leave a source alone."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import click

from archive.commands.epilog import example
from archive.errors import NoArchive
from archive.reading.coverage import demand_sources
from archive.schedule import PastRun, Plan, history, pause, plans, request, resume
from archive.settings import archive_path
from archive.store import Archive
from archive.tables import print_table
from crawler.reporting import json_log
from crawler.sources import ALLOWED, Source, interval, load_sources, sources_path
from scheduler.errors import SourceDisabled
from scheduler.lock import holder
from scheduler.mirror import as_followed


class Duration(click.ParamType[timedelta]):
    """A number with s, m, h or d, as ``every`` in ``sources.toml``."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        try:
            return interval(value)
        except ValueError:
            self.fail(f"{value!r} is not allowed; allowed is {ALLOWED['every']}", param, ctx)


@click.group(
    epilog=example(
        "dateline schedule run                 crawl in the background until stopped",
        "dateline schedule list                what is crawled when, and how it went",
        "dateline schedule now ars-technica    do not wait for its turn",
    )
)
def schedule() -> None:
    """Crawl every source at its own interval."""


@schedule.command(epilog=example("dateline schedule run", "dateline schedule run --once    for cron"))
@click.option("--once", is_flag=True, help="Crawl what is due now, then end.")
@click.option(
    "--deadline", type=Duration(), default="2h", show_default=True, help="A crawl that takes longer is stopped."
)
@click.option("--tick", type=Duration(), default="5s", show_default=True, help="Look so often what is due.")
@click.pass_context
def run(ctx: click.Context, once: bool, deadline: timedelta, tick: timedelta) -> None:
    """Crawl what falls due until SIGTERM or Ctrl-C."""
    # APScheduler is loaded by this command alone.
    from scheduler.rounds import Rounds
    from scheduler.service import serve

    if not archive_path().exists():
        load_sources(sources_path())  # in a folder that is not meant nothing is left behind
    rounds = Rounds(archive_path(), sources_path(), deadline=deadline)
    _log_to(rounds.logs / "scheduler.log")
    ctx.exit(serve(rounds, tick=tick, once=once))


@schedule.command("list", epilog=example("dateline schedule list", "dateline schedule list --json"))
@click.option("--all", "show_all", is_flag=True, help="Disabled sources too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a source.")
def list_plans(show_all: bool, as_json: bool) -> None:
    """Show when each source was and will be crawled, and how it went."""
    now = datetime.now(UTC)
    known = {}
    with suppress(NoArchive), Archive.open(archive_path(), read_only=True) as archive:
        known = {plan.source: plan for plan in plans(archive, now=now)}
    sources = load_sources(sources_path()).sources
    every_plan = (as_followed(sources[key], known.get(key), now=now) for key in sorted(sources))
    found = [plan for plan in every_plan if plan.enabled or show_all]
    if as_json:
        _json(
            {
                "source": plan.source,
                "enabled": plan.enabled,
                "paused": plan.paused,
                "every_seconds": int(plan.every.total_seconds()),
                "requested_at": _iso(plan.requested_at),
                "next_due": _iso(plan.next_due),
                "due": plan.due,
                "running": plan.running,
                "last_run": _document(plan.last_run) if plan.last_run else None,
            }
            for plan in found
        )
        return
    print_table(
        ("source", "every", "last run", "outcome", "next due"),
        [
            (
                plan.source,
                _length(plan.every),
                _local(plan.last_run.started) if plan.last_run else "",
                (plan.last_run.outcome or "running") if plan.last_run else "",
                _next_turn(plan),
            )
            for plan in found
        ],
    )
    if not found:
        click.echo("No source is enabled; choose with `dateline sources enable SOURCE` or `add URL`.", err=True)
    elif not holder(archive_path()):
        click.echo("No scheduler runs; start one with `dateline schedule run`.", err=True)


@schedule.command(epilog=example("dateline schedule now ars-technica the-verge"))
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
def now(sources: tuple[str, ...]) -> None:
    """Have these sources crawled now, paused or not."""
    at = datetime.now(UTC)
    with _archive(at, sources) as (archive, chosen):
        for source in chosen:
            if not source.enabled:
                raise SourceDisabled(source.key)
        request(archive, [source.key for source in chosen], now=at)
    if holder(archive_path()):
        click.echo("The scheduler will start the crawl in a moment.")
    else:
        click.echo("Noted for the scheduler, which does not run now; start it with `dateline schedule run`.")


@schedule.command("pause", epilog=example("dateline schedule pause ars-technica", "dateline schedule pause"))
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
def pause_sources(sources: tuple[str, ...]) -> None:
    """Leave these sources alone until `resume`. All of them, where none is named; a running crawl goes on."""
    with _archive(datetime.now(UTC), sources) as (archive, chosen):
        pause(archive, [source.key for source in chosen])
    click.echo(f"Paused: {', '.join(source.key for source in chosen)}.")


@schedule.command("resume", epilog=example("dateline schedule resume ars-technica", "dateline schedule resume"))
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
def resume_sources(sources: tuple[str, ...]) -> None:
    """Crawl these sources again at their interval. All of them, where none is named."""
    with _archive(datetime.now(UTC), sources) as (archive, chosen):
        resume(archive, [source.key for source in chosen])
    click.echo(f"Resumed: {', '.join(source.key for source in chosen)}.")


@schedule.command("history", epilog=example("dateline schedule history --source ars-technica --limit 50"))
@click.option("--source", help="Only runs that crawled this source.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=20, show_default=True, help="The latest so many.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a run.")
def show_history(source: str | None, limit: int, as_json: bool) -> None:
    """Show past crawls, the latest first, those by hand too."""
    with Archive.open(archive_path(), read_only=True) as archive:
        if source is not None:
            demand_sources(archive, [source])
        runs = history(archive, source=source, limit=limit)
    if as_json:
        _json(map(_document, runs))
        return
    print_table(
        ("run", "started", "took", "outcome", "sources", "counts"),
        [
            (
                str(run.id),
                _local(run.started),
                _length(run.finished - run.started) if run.finished else "",
                " ".join(filter(None, (run.outcome or "running", f"({run.reason})" if run.reason else ""))),
                ",".join(run.sources),
                " ".join(f"{name}={count}" for name, count in sorted(run.counts.items())),
            )
            for run in runs
        ],
    )


@contextmanager
def _archive(now: datetime, keys: Sequence[str] = ()) -> Iterator[tuple[Archive, tuple[Source, ...]]]:
    """The archive, with the sources as ``sources.toml`` has them now, and those of ``keys``, or all that are enabled."""
    sources = load_sources(sources_path())
    chosen = sources.select(keys) if keys else sources.enabled
    with Archive.open(archive_path()) as archive:
        archive.sync_sources(sources.rows, now=now)
        yield archive, chosen


def _log_to(path: Path) -> None:
    """What the scheduler says goes to stderr and to a file that stays small."""
    with suppress(OSError):  # what is wrong with the folder, the archive says better
        path.parent.mkdir(parents=True, exist_ok=True)
    logging.raiseExceptions = False  # a full disk must not stop the scheduler, nor fill the terminal
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # service.py tells what is worth telling
    as_json = os.environ.get("DATELINE_LOG_JSON") not in (None, "", "0")
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s: %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
        handlers=[
            logging.StreamHandler(),
            RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True),
        ],
    )
    if as_json:
        json_log.install()


def _document(run: PastRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "command": run.command,
        "sources": list(run.sources),
        "started": _iso(run.started),
        "finished": _iso(run.finished),
        "outcome": run.outcome,
        "reason": run.reason,
        "counts": dict(run.counts),
    }


def _json(documents: Iterable[dict[str, Any]]) -> None:
    click.echo(json.dumps(list(documents), ensure_ascii=False, indent=2))


def _next_turn(plan: Plan) -> str:
    if not plan.enabled:
        return "disabled"
    if plan.running:
        return f"running now (run {plan.running})"
    if plan.due:
        return "now"
    if plan.paused:
        return "paused"
    return _local(plan.next_due) if plan.next_due else "not planned yet"  # crawled by hand only, so far


def _local(moment: datetime) -> str:
    """The reader's own time on a terminal; ISO 8601 in UTC for other programs."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if sys.stdout.isatty() else str(_iso(moment))


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _length(length: timedelta) -> str:
    """As ``1h30m``."""
    seconds = round(length.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s")]
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
