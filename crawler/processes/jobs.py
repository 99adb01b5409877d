"""What a worker process does, by name. Everything that reads foreign bytes is here, so that it costs a worker at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

JOBS: Mapping[str, str] = {
    "parse_page": "parsers.parse:parse_article",
    "read_page": "crawler.walls:read_page",
    "join_pages": "parsers.body.join:join_pages",
    "read_claims": "parsers.claims:read_claims",
    "look": "crawler.lists.discovery:look",
    "read_announcements": "crawler.lists.announced:read_announcements",
    "list_warc": "crawler.recordings.warc:list_records",
    "read_warc": "crawler.recordings.warc:read_answer",
}
"""Name → module and function; arguments and results are pickled on their way."""

EVERYWHERE = ("parse_page", "read_page", "join_pages", "read_claims")
"""What every worker loads before its first job; the rest only where it is asked for."""


@cache
def load(name: str) -> Callable[..., Any]:
    """The function of a job, its module loaded."""
    module, _, function = JOBS[name].partition(":")
    job: Callable[..., Any] = getattr(import_module(module), function)
    return job
