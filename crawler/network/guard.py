"""Requests go to public http(s) addresses only, whatever a feed, a redirect or a name server says."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
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

from crawler import clock
from crawler.network.refusals import Private, Refused, Stopped
from crawler.traps import why_endless

# RFC 6761 and 6762, RFC 8375, and what clouds and home routers use: names that never lead to the public net.
PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain", "test", "invalid")
NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
"""What a name server is asked for. Anything else, an escape above all, may mean another host to a proxy than to us."""
METADATA = ipaddress.IPv4Address("168.63.129.16")
"""Azure's is the one that stands in public space; the other clouds' are link-local."""
NOT_OF_THE_WEB = frozenset(
    map(
        int,
        "1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123"
        " 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990"
        " 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080".split(),
    )
)
"""Ports of mail, chat and their kin, to which browsers do not speak HTTP either (Fetch standard, "bad port")."""

_refused_names: dict[str, str] = {}
"""Name → private address that it resolved to. A name server answers deep inside Twisted, where only the name is known."""


def why_private(host: str) -> str | None:
    """Why ``host`` (name, IPv4 in any spelling that systems understand, IPv6) is not public; None where it may be."""
    # "①②⑦.⓪.⓪.①" and "127。0。0。1" are the same address to whoever follows UTS 46.
    name = unicodedata.normalize("NFKC", host).replace("\u3002", ".").strip("[]").rstrip(".").lower()
    address = _literal(name)
    if address is not None:
        return None if _is_public(address) else f"{name} is not a public address"
    if name.isascii() and not NAME.fullmatch(name):
        return f"{name or 'nothing'} is no name of a host"
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
        self._longest = crawler.settings.getint("URLLENGTH_LIMIT")
        self._proxies = _proxies()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if getattr(self._crawler.spider, "stopping", False):
            raise Stopped
        if len(request.url) > self._longest > 0:
            raise Refused(f"its address is longer than URLLENGTH_LIMIT, {self._longest:,} characters")
        try:
            parts = urlsplit(request.url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise Refused("no address that could be asked for") from None
        if parts.scheme not in ("http", "https"):
            raise Refused(f"{parts.scheme}: is not asked for")
        page = request.cb_kwargs.get("page")
        announced = page is not None and page.source_key is not None and "redirect_urls" not in request.meta
        # What a person or the list of sources names is asked for as it is.
        if announced and (reason := why_endless(request.url, clock.now().year)):
            raise Refused(f"a trap: {reason}")
        if not self._allow_private:
            if reason := why_private(host):
                raise Private(reason)
            if host in self._proxies:  # would end at the proxy itself, which may stand where nobody else gets
                raise Refused(f"{host} is our own proxy")
        if port in NOT_OF_THE_WEB:
            raise Refused(f"port {port} is none of the web")


class PublicResolver(CachingHostnameResolver):
    """Throws away what a name server says about private networks. A proxy's own name is exempt."""

    def __init__(self, reactor: Any, cache_size: int, *, allow_private: bool) -> None:
        super().__init__(reactor, cache_size)
        self._allow_private = allow_private
        self._proxies = _proxies()

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
        self._has_public = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        literal = _literal(address.host)
        if literal is not None and _is_public(literal):
            self._has_public = True
            _refused_names.pop(self._name, None)
            self._receiver.addressResolved(address)
        elif not self._has_public:
            _refused_names[self._name] = address.host

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


def _proxies() -> frozenset[str | None]:
    """Names of the proxies of the environment, written with or without a scheme."""
    return frozenset(
        urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname
        for name, proxy in getproxies().items()
        if name != "no"
    )


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
        if address not in ipaddress.IPv6Network("2000::/3"):  # all that is given out as global unicast
            return False
    return address.is_global and not address.is_multicast and address != METADATA
