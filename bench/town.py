"""A town of sites on loopback: each address 127.x.y.z is a host of its own, all of them are one quick server."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bench.made import START, article, page, sentence

HOUSE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Sites that are alike: a sitemap and its pages."""

    port: int
    hosts: int
    pages: int
    """Of each host."""

    def hosts_urls(self) -> list[str]:
        """Addresses of the sites."""
        return [f"http://{_address(number)}:{self.port}" for number in range(self.hosts)]

    def sources(self) -> str:
        """As sources.toml has them."""
        return "".join(
            f'[sources.site-{number}]\nurl = "{url}/"\nsitemaps = ["{url}/sitemap.xml"]\n'
            for number, url in enumerate(self.hosts_urls())
        )


def _address(number: int) -> str:
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


def _number(address: str) -> int:
    _, high, middle, low = map(int, address.split("."))
    return (high - 1) * 62_500 + middle * 250 + low - 1


@contextmanager
def town(*, hosts: int, pages: int, large: bool) -> Iterator[Town]:
    """Serve it from a process of its own; ``large``: pages of 90 kB, else of 2 kB."""
    command = [sys.executable, "-m", "bench.town", str(pages), "large" if large else "small"]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield Town(port=int(server.stdout.readline()), hosts=hosts, pages=pages)
        finally:
            server.kill()


@lru_cache(maxsize=2_000)
def _large(number: int) -> bytes:
    return page(article(number))


@cache
def _sentences() -> list[str]:
    """So many that two stories seldom share more than one."""
    rng = random.Random(7)
    return [sentence(rng) for _ in range(3_000)]


def _small(number: int) -> bytes:
    paragraphs = "".join(f"<p>{told}</p>" for told in random.Random(number).sample(_sentences(), 12))
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Story {number} of this town</title>"
        f'<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{START.isoformat()}"></head>'
        f"<body><article><h1>Story {number} of this town</h1>{paragraphs}</article></body></html>"
    ).encode()


class _Site(asyncio.Protocol):
    """Just enough of HTTP/1.1 for one client that behaves."""

    def __init__(self, pages: int, *, large: bool) -> None:
        self._pages = pages
        self._large = large
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[:end], self._received[end + 4 :]
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        path = head.split(" ", 2)[1]
        host = next(line[6:] for line in head.split("\r\n") if line[:6].lower() == "host: ")
        status, kind, body = "200 OK", "text/html", b""
        if path == "/sitemap.xml":
            kind = "application/xml"
            urls = "".join(f"<url><loc>http://{host}/{number}</loc></url>" for number in range(self._pages))
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        elif path[1:].isdecimal():
            # Every host tells stories of its own: the same everywhere would be copies of one.
            number = int(path[1:]) + self._pages * _number(host.partition(":")[0])
            body = _large(number) if self._large else _small(number)
        else:
            status = "404 Not Found"
        self._transport.write(
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


async def _serve(pages: int, *, large: bool) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Site(pages, large=large), "0.0.0.0", 0, backlog=4_096)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), large=sys.argv[2] == "large"))
