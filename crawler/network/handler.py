"""Scrapy's HTTP handler, fit for hundreds of hosts at a time: one TLS context for all, idle connections closed soon,
headers bounded."""

from __future__ import annotations

from time import monotonic
from typing import cast

from OpenSSL import SSL
from OpenSSL.crypto import X509
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, StopDownload
from scrapy.http import Request, Response
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.ssl import CertificateOptions, platformTrust
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web._newclient import Request as TxRequest
from twisted.web.iweb import IPolicyForHTTPS, IResponse
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.network.refusals import OutOfBounds, Untrusted

IDLE_SECONDS = 20
"""Twice as long as the usual time between two requests to a busy host; Twisted's 240 kept hundreds of them open."""
MOST_HEADER_BYTES = 256 * 1024
"""Of one answer, as Chromium has it; Twisted knows no bound of their number, and one of 16 kB of each."""
MOST_HEADERS = 1_000
CERTIFICATE_TROUBLES = {
    9: "is not valid yet",
    10: "has expired",
    18: "is signed by nobody but itself",
    19: "is signed by nobody we trust",
    20: "is signed by nobody we trust",
    21: "is signed by nobody we trust",
    23: "is revoked",
}
"""OpenSSL's codes, x509_vfy.h."""


class HttpHandler(HTTP11DownloadHandler):
    """For http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.cachedConnectionTimeout = IDLE_SECONDS
        self._pool._factory = _Factory
        self._contextFactory = cast(
            "IPolicyForHTTPS", SharedContext(verify=crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"))
        )

    async def download_request(self, request: Request) -> Response:
        began = monotonic()
        try:
            return await super().download_request(request)
        except StopDownload:
            pass  # this one holds what has come, and so do the frames of its traceback
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            for bound in (failure.value for failure in reasons if isinstance(failure.value, OutOfBounds)):
                raise bound from None
            raise
        finally:  # of all hops of a redirect together
            request.meta["seconds_spent"] = request.meta.get("seconds_spent", 0.0) + monotonic() - began
        raise StopDownload


class _Parser(_LenientHTTPClientParser):
    MAX_LENGTH = MOST_HEADER_BYTES
    _bytes = _lines = 0

    def lineReceived(self, line: bytes) -> None:
        self._bytes += len(line)
        self._lines += 1
        if self._bytes > MOST_HEADER_BYTES or self._lines > MOST_HEADERS:
            raise OutOfBounds(f"headers of more than {MOST_HEADER_BYTES:,} bytes or {MOST_HEADERS:,} lines")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise OutOfBounds(f"a header of more than {MOST_HEADER_BYTES:,} bytes")


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: TxRequest) -> Deferred[IResponse]:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # Scrapy swaps it in the same way, as Twisted takes no other
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@implementer(IPolicyForHTTPS)
class SharedContext:
    """Scrapy makes a TLS context for each connection, and each reads the system's list of authorities: 22 ms of CPU
    and 0.85 MB, 700 MB for the hosts of one large crawl."""

    def __init__(self, *, verify: bool) -> None:
        self._options = CertificateOptions(trustRoot=platformTrust() if verify else None, fixBrokenPeers=True)  # type: ignore[no-untyped-call]
        self._kind = _Verified if verify else _Unverified

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:
        return self._kind(self._options.clientConnectionForTLS, hostname.decode("ascii"))


class _Verified(ClientTLSOptions):
    """Says what is wrong with a certificate; Twisted's would say little, and write its own trouble into the log."""

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        host = self._hostnameASCII
        wanted = DNS_ID(host) if self._hostnameIsDnsName else IPAddress_ID(host)

        def check(_: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
            trouble = None if ok else CERTIFICATE_TROUBLES.get(error, "cannot be trusted")
            if trouble is None and depth == 0:
                try:
                    verify_service_identity(extract_patterns(certificate), [wanted], [])
                except Exception:  # noqa: BLE001 - whatever it is, OpenSSL must not see it
                    trouble = f"is not for {host}"
            if trouble is not None:
                tlsProtocol.failVerification(Failure(Untrusted(f"its certificate {trouble}")))  # type: ignore[no-untyped-call]
            return trouble is None

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, check)
        return connection


class _Unverified(ClientTLSOptions):
    """With DATELINE_VERIFY_TLS=0: any certificate will do."""

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_verify(SSL.VERIFY_NONE, lambda *_: True)
        return connection
