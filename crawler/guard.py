"""Requests go to public http(s) addresses only, whatever a feed, a redirect or a name server says."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.resolver import CachingHostnameResolver
from scrapy.settings import BaseSettings
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.refusals import Refused, Stopped

# RFC 6761 and 6762, RFC 8375, and what clouds and home routers use: names that never lead to the public net.
PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain", "test", "invalid")

_refused_names: dict[str, str] = {}
"""Name → private address that it resolved to. A name server answers deep inside Twisted, where only the name is known."""


def why_private(host: str) -> str | None:
    """Why ``host`` (name, IPv4 in any spelling that systems understand, IPv6) is not public; None where it may be."""
    name = host.strip("[]").rstrip(".").lower()
    address = _literal(name)
    if address is not None:
        return None if _is_public(address) else f"{name} is not a public address"
    if any(name == private or name.endswith(f".{private}") for private in PRIVATE_NAMES) or "." not in name:
        return f"{name} is a name inside a private network"
    return None


def resolved_to_private(host: str) -> str | None:
    """Why a name look-up of this run was thrown away; None where it was not."""
    address = _refused_names.get(host)
    return f"{host} leads to {address}, which is not a public address" if address else None


class Guard:
    """Downloader middleware, first of all: also sees the request for every redirect and every robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._allow_private = crawler.settings.getbool("DATELINE_ALLOW_PRIVATE_ADDRESSES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if getattr(self._crawler.spider, "stopping", False):
            raise Stopped
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise Refused(f"{parts.scheme}: is not asked for")
        if not self._allow_private and (reason := why_private(parts.hostname or "")):
            raise Refused(reason)


class PublicResolver(CachingHostnameResolver):
    """Throws away what a name server says about private networks. A proxy's own name is exempt."""

    def __init__(self, reactor: Any, cache_size: int, *, allow_private: bool) -> None:
        super().__init__(reactor, cache_size)
        self._allow_private = allow_private
        self._proxies = {urlsplit(proxy).hostname for proxy in getproxies().values()}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> PublicResolver:
        settings: BaseSettings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, allow_private=settings.getbool("DATELINE_ALLOW_PRIVATE_ADDRESSES"))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        if not self._allow_private and hostName not in self._proxies:
            resolutionReceiver = cast("IResolutionReceiver", _PublicOnly(resolutionReceiver, hostName))
        return super().resolveHostName(resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Stands between a resolver and who asked it."""

    def __init__(self, receiver: Any, name: str) -> None:
        self._receiver = receiver
        self._name = name

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        literal = _literal(address.host)
        if literal is not None and _is_public(literal):
            self._receiver.addressResolved(address)
        else:
            _refused_names[self._name] = address.host

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001, 2130706433: the system's own connect() takes these for addresses
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.IPv6Network("64:ff9b::/96"):  # NAT64, RFC 6052
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast
