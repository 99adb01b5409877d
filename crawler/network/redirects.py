"""Where a server sends us instead: followed a few times, never in a circle, never to what is no web address."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from crawler.network.refusals import OutOfBounds, TooSlow

MOVED = "moved"
"""In the meta of a request: it goes at once where its host redirects everything to."""


class Redirects(RedirectMiddleware):
    """Downloader middleware in place of Scrapy's: says what was wrong with a redirect that is not followed."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            target = super().process_response(request, response)
        except IgnoreRequest:
            raise OutOfBounds(f"more redirects than REDIRECT_MAX_TIMES, {self.max_redirect_times}") from None
        except ValueError:
            if scheme := _other_scheme(response):
                raise OutOfBounds(f"redirects to {scheme}:, which is not asked for") from None
            # Brackets that are none, a port that is no number.
            raise OutOfBounds("redirects to what is no address") from None
        if isinstance(target, Response) and 300 < target.status < 309 and (scheme := _other_scheme(target)):
            raise OutOfBounds(f"redirects to {scheme}:, which is not asked for")
        spent, most = request.meta.get("seconds_spent", 0.0), self._seconds
        if isinstance(target, Request) and spent > most:
            raise TooSlow(f"redirects that take longer than DOWNLOAD_TIMEOUT, {most:g} seconds")
        return target  # that it is no circle, crawler/network/cookies.py looks: a new cookie may lead out of it


def origin_behind(url: str, to: str) -> str | None:
    """Where a redirect leads that changes nothing but scheme, www. or port (``https://example.com``); None for others."""
    here, there = urlsplit(url), urlsplit(to)
    if here[:2] == there[:2] or apart_from_origin(url) != apart_from_origin(to):
        return None
    return f"{there.scheme}://{there.netloc}"


def apart_from_origin(url: str) -> tuple[str, str, str]:
    """What an address has in common with those that differ in nothing but scheme, www. or port."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path, parts.query


def at_origin(url: str, origin: str) -> str:
    """The same address there."""
    there = urlsplit(origin)
    return urlsplit(url)._replace(scheme=there.scheme, netloc=there.netloc).geturl()


def _other_scheme(response: Response) -> str | None:
    """The scheme that a Location names, where Scrapy left it alone for that."""
    try:
        scheme = urlsplit((response.headers.get("Location") or b"").decode("latin-1").strip()).scheme
    except ValueError:
        return None
    return scheme[:20] if scheme and scheme not in ("http", "https") else None
