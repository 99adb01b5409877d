"""What a worker process does, by name. Everything that reads foreign bytes is here, so that it costs a worker at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crawler.announced import read_announcements
from crawler.discovery import look
from crawler.warc import list_records, read_answer
from parsers.claims import read_claims
from parsers.join import join_pages
from parsers.parse import parse_article

JOBS: Mapping[str, Callable[..., Any]] = {
    "parse_page": parse_article,
    "join_pages": join_pages,
    "read_claims": read_claims,
    "look": look,
    "read_announcements": read_announcements,
    "list_warc": list_records,
    "read_warc": read_answer,
}
"""Name → function; arguments and results are pickled on their way."""
