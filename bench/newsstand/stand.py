"""Serves the newsstand at its own addresses, http and https, as a forward proxy on loopback; remembers what was asked."""

from __future__ import annotations

import datetime
import hashlib
import re
import ssl
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from bench.newsstand.press import Answer, Press
from bench.newsstand.sites import LANGUAGES, MAKERS, SECURE

_MISSING = Answer(body=b"<!DOCTYPE html><title>Not found</title><h1>Nothing here</h1>", status=404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it was answered."""

    url: str
    status: int
    conditional: bool


class Newsstand:
    """All sites, or those named, in one edition at a time: ``publish`` brings out the next."""

    def __init__(
        self,
        *,
        now: datetime.datetime,
        names: Iterable[str] = (),
        count: int = 12,
        fresh: int = 2,
    ) -> None:
        self._now, self._count, self._fresh = now, count, fresh
        self._names = tuple(names) or tuple(MAKERS)
        self.asked: list[Asked] = []
        self.presses: Mapping[str, Press] = {}
        self._hosts: dict[str, Press] = {}
        self._visits = 0
        self.publish(1)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stand = self
        self._server.tls = _self_signed()
        self.proxy = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def publish(self, edition: int) -> None:
        """Bring out an edition of every site."""
        presses = {}
        for name in self._names:
            press = Press(
                name=name,
                edition=edition,
                now=self._now,
                count=self._count,
                fresh=self._fresh,
                language=LANGUAGES.get(name, "en"),
                scheme="https" if name in SECURE else "http",
            )
            MAKERS[name](press)
            presses[name] = press
        self.presses = presses
        self._hosts = {
            urlsplit(url).netloc: press for press in presses.values() for url in (*press.answers, *press.moved)
        }

    def answer(self, url: str) -> tuple[int, Answer]:
        """Status and what else goes with it."""
        self._visits += 1
        press = self._hosts.get(urlsplit(url).netloc)
        if press is None:
            return 502, _MISSING
        plain = re.sub(press.ignored, "", url) if press.ignored else url
        for start, to in press.moved.items():
            if plain.startswith(f"{start}/"):
                return 301, Answer(location=to + plain.removeprefix(start))
        found = press.answers.get(plain, _MISSING)
        if callable(found.body):
            return found.status, Answer(body=found.body(self._visits), kind=found.kind)
        return found.status, found

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    stand: Newsstand
    tls: ssl.SSLContext

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    root = ""
    """Where a tunnel leads to."""
    server: _Server

    def do_CONNECT(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.root = f"https://{self.path.removesuffix(':443')}"

    def finish(self) -> None:
        super().finish()
        if self.root:
            self.connection.close()  # the server knows only the socket below

    def do_GET(self) -> None:
        url = self.root + self.path
        status, answer = self.server.stand.answer(url)
        body = answer.body if isinstance(answer.body, bytes) else b""
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        conditional = "If-None-Match" in self.headers
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.server.stand.asked.append(Asked(url=url, status=status, conditional=conditional))
        self.send_response_only(status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if status in (200, 304):
            self.send_header("ETag", etag)
        if answer.location is not None:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


def _self_signed() -> ssl.SSLContext:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "newsstand")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context


@contextmanager
def serve(*, now: datetime.datetime, names: Iterable[str] = (), count: int = 12, fresh: int = 2) -> Iterator[Newsstand]:
    """The newsstand while the block runs."""
    with Newsstand(now=now, names=names, count=count, fresh=fresh) as stand:
        yield stand
