"""Runs a spider that asks in this process, for a command: quiet log, progress on a terminal, Ctrl-C."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.checked import check_settings
from crawler.network.asking import AskingSpider

Subject = TypeVar("Subject")
Result = TypeVar("Result")


def run_spider(
    spider: type[AskingSpider[Subject, Result]],
    subjects: Sequence[Subject],
    report: Callable[[Result], None],
    *,
    what: str,
    overrides: Mapping[str, str],
) -> bool:
    """Let ``spider`` examine all subjects, each result to ``report``; True where Ctrl-C cut it short.

    ``overrides`` are settings that beat those of the project, as ``-s`` does for ``scrapy``.

    Once a process, as a Twisted reactor cannot start twice.
    """
    if not subjects:
        return False
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("SPIDER_MODULES", [], priority="cmdline")  # the other spiders load the archive
    settings.setdict(overrides, priority="cmdline")
    check_settings(settings)
    # Whoever typed the command wants sentences, not a log; warnings and errors of the parts are told as results.
    logging.getLogger().addHandler(logging.NullHandler())
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler: Crawler = process.create_crawler(spider)
    with _progress() as progress:
        bar = progress.add_task(what, total=len(subjects))

        def one_more(result: Result) -> None:
            report(result)
            progress.advance(bar)

        task: Any = process.crawl(crawler, subjects=subjects, report=one_more)
        process.start()
    for note in getattr(crawler.spider, "notes", ()):
        sys.stderr.write(f"{note}.\n")
    if not task.done() or task.cancelled():  # interrupted before it was under way, or a second time
        return True
    error = getattr(crawler.spider, "failure", None) or task.exception()
    if error is not None:
        raise error
    return bool(crawler.stats.get_value("finish_reason") == "shutdown")


def _progress() -> Progress:
    """A bar on a terminal; what is printed meanwhile appears above it."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # what goes into a pipe must not end up on the terminal
        disable=not sys.stderr.isatty(),
    )
