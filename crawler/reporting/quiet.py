"""Which log lines a user sees: Dateline's own from INFO on, Scrapy's from WARNING on, unless a level was asked for."""

from __future__ import annotations

import logging

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings


def hush_scrapy(settings: BaseSettings) -> None:
    """To be called before Scrapy sets its logging up. ``-L INFO`` or ``-s LOG_LEVEL=…`` shows all there is."""
    if (settings.getpriority("LOG_LEVEL") or 0) > SETTINGS_PRIORITIES["project"]:
        return
    # Scrapy's set-up takes levels back, filters stay; they are looked at by the logger that speaks, so each by name.
    for name in (
        "scrapy.addons",
        "scrapy.core.engine",
        "scrapy.crawler",
        "scrapy.middleware",
        "scrapy.statscollectors",
        "scrapy.utils.log",
    ):
        logging.getLogger(name).addFilter(_matters)
    # What it warns of is the reason of a page, or of a listing.
    logging.getLogger("scrapy.core.downloader.handlers.http11").addFilter(lambda record: False)


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
