"""``scrapy crawl``, with exit codes that tell what happened and errors in one sentence."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from typing import Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from crawler.checked import check_settings
from crawler.errors import CrawlerError, UsedWrongly
from crawler.reporting import json_log
from crawler.reporting.quiet import hush_scrapy

DONE, NOTHING_DONE, USED_WRONGLY, STOPPED = 0, 1, 2, 130


class Command(ScrapyCrawl):
    """0 done, 1 nothing could be done, 2 used wrongly, 130 stopped by Ctrl-C or SIGTERM."""

    def long_desc(self) -> str:
        return (
            "Crawl. Examples: scrapy crawl news; scrapy crawl news -a source=ars-technica,lwn -a since=2026-11-01; "
            "scrapy crawl article -a url=https://example.com/a-story"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        try:  # before Scrapy takes any of them for what it should be
            check_settings(self.settings)
        except UsedWrongly as wrong:
            self._complain(str(wrong))
            sys.exit(wrong.exit_code)
        # Half a second of imports is to come, in which some library takes an interrupt for an import that fails. There
        # is nothing to finish yet. Scrapy puts its own handlers in place when its reactor runs.
        signal.signal(signal.SIGINT, lambda *_: os._exit(STOPPED))
        hush_scrapy(self.settings)
        if self.settings.getbool("DATELINE_LOG_JSON"):
            json_log.begin(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider, such as: scrapy crawl news", print_help=False)
        # Not at the top: there it would be imported before Ctrl-C ends this process without a traceback.
        from crawler.recordings import replay

        assert self.crawler_process is not None
        assert self.settings is not None
        try:
            replay.begin(self.settings)
            crawler = self._create_crawler(args[0])
        except UsedWrongly as wrong:
            self._complain(str(wrong))
            self.exitcode = wrong.exit_code
            return
        except ArchiveError as unusable:
            self._complain(str(unusable))
            self.exitcode = NOTHING_DONE
            return
        except KeyError:
            known = ", ".join(sorted(self.crawler_process.spider_loader.list()))
            self._complain(f"There is no spider {args[0]!r}; there are: {known}.")
            self.exitcode = USED_WRONGLY
            return
        if self.settings.getbool("DATELINE_LOG_JSON"):
            json_log.install(lambda: getattr(crawler.spider, "run_id", None))
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done but the goodbye
        spider = crawler.spider
        if not task.done():  # stopped a second time: at once
            if spider is not None and hasattr(spider, "abandon"):
                spider.abandon()
            logging.shutdown()
            os._exit(STOPPED)
        error = task.exception() or getattr(spider, "failure", None)
        match error:
            case None:
                is_same = not replay.deviates(crawler)
                self.exitcode = STOPPED if getattr(spider, "stopped", False) else DONE if is_same else NOTHING_DONE
            case CrawlerError() | ArchiveError():
                self._complain(str(error))
                self.exitcode = USED_WRONGLY if isinstance(error, UsedWrongly) else NOTHING_DONE
            case _:
                logging.getLogger("dateline").critical("The crawl broke by a fault of ours", exc_info=error)
                self.exitcode = NOTHING_DONE

    def _complain(self, sentence: str) -> None:
        line = f"Error: {sentence}"
        if self.settings is not None and self.settings.get("DATELINE_LOG_JSON") in (1, "1", "True", "true", True):
            told = {"name": "dateline", "levelno": logging.ERROR, "levelname": "ERROR", "msg": line}
            line = json_log.JsonFormatter().format(logging.makeLogRecord(told))
        sys.stderr.write(f"{line}\n")
