"""Serves the sample site on loopback and remembers what it was asked."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from demo.errors import PortInUse
from demo.noise import Noise
from demo.site import Edition, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request and how it was answered."""

    method: str
    path: str
    """With its query."""
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    """As the client sent them, names in lower case."""


class SampleSite:
    """The Halyard Dispatch, listening. Set ``edition`` to publish the other edition at once."""

    def __init__(self, edition: int = 1, port: int = 0) -> None:
        """Raises PortInUse. The port is bound, but nothing answers before ``start``."""
        self.requests: list[Request] = []
        self._fetches = count(1)
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(port) from error
            raise
        self._server.site = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.now = Edition(edition, self.url)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sample site", daemon=True
        )

    @property
    def edition(self) -> int:
        """The edition that is out, 1 or 2."""
        return self.now.number

    @edition.setter
    def edition(self, number: int) -> None:
        self.now = Edition(number, self.url)

    def expected(self) -> dict[str, dict[str, Any]]:
        """Canonical URL → article document of every article that an obedient crawl of this edition must find."""
        return {url: article.to_dict() for url, article in self.now.expected().items()}

    def expected_pages(self) -> dict[str, dict[str, Any]]:
        """URL → article document of every page of an article, variants and further pages too."""
        return {url: article.to_dict() for url, article in self.now.expected_pages().items()}

    def next_noise(self) -> Noise:
        return Noise(fetch=next(self._fetches))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serve(port: int = 0, edition: int = 1) -> Iterator[SampleSite]:
    """The site while the block runs; port 0 is any that is free. Raises PortInUse."""
    site = SampleSite(edition, port)
    site.start()
    try:
        yield site
    finally:
        site.stop()


class _Server(ThreadingHTTPServer):
    # Whoever keeps a connection open must not keep the site from closing.
    daemon_threads = True
    block_on_close = False
    site: SampleSite


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Halyard/1.0"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        site = self.server.site  # type: ignore[attr-defined]
        resource = site.now.resource(self.path)
        if resource is None:
            missing = b"<!DOCTYPE html><title>Not found</title><h1>Nothing here</h1><p>The story may have moved."
            resource = Resource(body=lambda _: missing, status=404)
        status = HTTPStatus.NOT_MODIFIED if self._is_current(resource) else HTTPStatus(resource.status)
        body = b"" if status == HTTPStatus.NOT_MODIFIED else resource.body(site.next_noise())
        headers = {name.lower(): value for name, value in self.headers.items()}
        site.requests.append(Request(method=self.command, path=self.path, status=status, headers=headers))
        self.send_response(status)
        self.send_header("Content-Type", resource.content_type)
        if resource.changed and resource.etag:
            self.send_header("ETag", resource.etag)
            self.send_header("Last-Modified", format_datetime(resource.changed.astimezone(UTC), usegmt=True))
        if resource.location:
            self.send_header("Location", resource.location)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _is_current(self, resource: Resource) -> bool:
        """Whether the client has it already (RFC 9110, 13.2.2: the ETag decides where one is sent)."""
        if resource.changed is None or resource.status != HTTPStatus.OK:
            return False
        if known := self.headers.get("If-None-Match"):
            return resource.etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and resource.changed <= parsedate_to_datetime(since)
        except ValueError:
            return False

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked is in ``SampleSite.requests``."""
