"""Log lines as JSON objects (DATELINE_LOG_JSON=1), one a line: time, level, logger, message, and what else is known."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has."""


class JsonFormatter(logging.Formatter):
    """What was given as ``extra=`` becomes fields: ``source``, ``url``, ``state``, ``reason``…; ``run`` where there is one."""

    def __init__(self, run: Callable[[], int | None] = lambda: None) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (run := self._run()) is not None:
            line["run"] = run
        for name, value in vars(record).items():
            if name not in _OWN and value is not None and name not in line:
                # Scrapy hands on whole spiders and crawlers.
                line[name] = value if isinstance(value, str | int | float | bool) else getattr(value, "name", None)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def begin(settings: BaseSettings) -> None:
    """To be called before Scrapy sets its logging up: the root logger's handler is ours, so that what Scrapy says while it
    sets up is written so too. Where the log goes, and from which level on, its own settings tell."""
    if not settings.getbool("LOG_INSTALL_ROOT_HANDLER") or not settings.getbool("LOG_ENABLED"):
        return
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    handler: logging.Handler = logging.StreamHandler()
    if path := settings.get("LOG_FILE"):
        if not settings.getbool("LOG_FILE_APPEND"):
            Path(path).write_bytes(b"")
        handler = logging.FileHandler(path, encoding=settings.get("LOG_ENCODING"))
    handler.setLevel(settings.get("LOG_LEVEL"))
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.setLevel(logging.NOTSET)
    root.addHandler(handler)


def install(run: Callable[[], int | None] = lambda: None) -> None:
    """Have every handler of the root logger write so from here on."""
    formatter = JsonFormatter(run)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)
