"""A web site to crawl in tests: a real HTTP server on 127.0.0.1 that does what it is told and remembers what it was asked."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in lower case."""
    status: int
    """Of the answer; 0 where the answer was raw."""

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(slots=True, kw_only=True)
class Answer:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before the first byte."""
    validators: bool = True
    """Whether a 200 has an ETag, and a conditional request gets a 304."""
    raw: Callable[[socket.socket], None] | None = None
    """Takes the connection over instead: for servers that do not behave."""


class Site:
    """Paths and their answers. ``Site.answers[path]`` may be changed at any time; what is not there is a 404."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        """Requests that are being answered."""
        self.most_at_once = 0
        self.times: list[float] = []
        """When each request came, by time.monotonic()."""
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def add(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **more: Any) -> str:
        """Answer ``path`` with 200, ``body`` and a content type; the URL."""
        headers = {"Content-Type": kind, **more.pop("headers", {})}
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(body=data, headers=headers, **more)
        return self.url + path

    def paths(self, *, status: int | None = None) -> list[str]:
        """What was asked for, in order; only what was answered with ``status``."""
        return [asked.path for asked in self.asked if status is None or asked.status == status]

    def count(self) -> Counter[str]:
        return Counter(self.paths())

    def forget(self) -> None:
        self.asked.clear()
        self.times.clear()
        self.most_at_once = 0

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(
            method=handler.command,
            path=handler.path,
            headers={name.lower(): value for name, value in handler.headers.items()},
            status=0,
        )
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.times.append(time.monotonic())
        is_answered = False
        try:
            answer = self.answers.get(handler.path, Answer(status=404, body=b"<h1>Not found</h1>"))
            if callable(answer):
                answer = answer(asked)
            time.sleep(answer.delay)
            if answer.raw is not None:
                self._note(asked, 0)
                handler.close_connection = True
                answer.raw(handler.connection)
                return
            status, body, headers = answer.status, answer.body, dict(answer.headers)
            if status == 200 and answer.validators:
                headers.setdefault("ETag", f'"{hashlib.md5(body).hexdigest()}"')
                if asked.headers.get("if-none-match") == headers["ETag"]:
                    status, body = 304, b""
            self._note(asked, status)
            is_answered = self._answered()  # whoever has read it may ask again before this thread gets its turn
            handler.send_response_only(status)
            headers.setdefault("Date", formatdate(usegmt=True))
            headers.setdefault("Content-Length", str(len(body)))
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)
        except (ConnectionError, TimeoutError):
            handler.close_connection = True
        finally:
            if not is_answered:
                self._answered()

    def _answered(self) -> bool:
        with self._lock:
            self.at_once -= 1
        return True

    def _note(self, asked: Asked, status: int) -> None:
        self.asked.append(Asked(method=asked.method, path=asked.path, headers=asked.headers, status=status))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawler that goes away in mid-answer is no error here."""


@contextmanager
def proxy_to(
    site: Site, *, by_address: bool = False, tunnel: Callable[[socket.socket, str], None] | None = None
) -> Iterator[str]:
    """A forward proxy that asks ``site`` whatever the name in the URL; its address. ``by_address``: the keys of
    ``site.answers`` are whole URLs, so that it stands for many hosts. ``tunnel`` is at the other end for https,
    told the ``name:port`` that is wanted."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if not by_address:
                self.path = parts.path + (f"?{parts.query}" if parts.query else "")
            site._answer(self)

        def do_CONNECT(self) -> None:
            self.close_connection = True
            site._note(Asked(method="CONNECT", path=self.path, headers={}, status=0), 0)
            if tunnel is not None:
                self.send_response_only(200)
                self.end_headers()
                with suppress(OSError):
                    tunnel(self.connection, self.path)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def story(title: str, *, text: str = "", date: str = "2026-11-20T09:00:00+00:00", head: str = "") -> str:
    """An article page as sites make them."""
    body = text or f"{title} was in the news. " * 3
    paragraphs = "".join(
        f"<p>{body} This is paragraph {number}, and it says a little more about the matter at hand.</p>"
        for number in range(1, 6)
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title>"
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{date}">{head}</head>'
        f"<body><article><h1>{title}</h1><p class=byline>By <a rel=author href=/by/ada>Ada Byron</a></p>"
        f"{paragraphs}</article></body></html>"
    )


def rss(site: Site, entries: Mapping[str, str], *, date: str = "Fri, 20 Nov 2026 09:00:00 GMT") -> str:
    """An RSS feed of path → title."""
    items = "".join(
        f"<item><title>{title}</title><link>{site.url}{path}</link><pubDate>{date}</pubDate></item>"
        for path, title in entries.items()
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Test</title><link>{site.url}/</link>'
        f"<description>Test</description>{items}</channel></rss>"
    )
