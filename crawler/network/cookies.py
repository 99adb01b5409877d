"""Cookies: none are kept. A source may name a subscriber's; what a redirect sets lives until its last hop."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from http.cookiejar import LoadError, MozillaCookieJar
from pathlib import Path
from time import time

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.cookies import CookieJar

from crawler.errors import SourcesError
from crawler.network.refusals import OutOfBounds
from crawler.sources import DEFAULT_PATH, Source
from crawler.urls import site_of


class SubscriberCookies:
    """Which cookies a request gets, by its source and its site; those of an address of no source by its site."""

    def __init__(self, path: Path = DEFAULT_PATH, sources: Iterable[Source] = ()) -> None:
        """Reads the files that ``sources`` name; ``path`` is that of ``sources.toml``. Raises SourcesError."""
        self._by_source: dict[str, tuple[str, CookieJar]] = {}
        self.worn_out: list[str] = []
        """Keys of the sources whose files hold nothing that is still good for their site."""
        for source in sources:
            if source.cookies is None:
                continue
            try:
                jar = _read(path.parent / source.cookies, site_of(source.url))
            except _Unusable as error:
                raise SourcesError(path, str(error), field=f"sources.{source.key}.cookies") from None
            if not any(cookie.expires is None or cookie.expires > time() for cookie in jar):
                self.worn_out.append(source.key)
            self._by_source[source.key] = (site_of(source.url), jar)

    def of(self, source_key: str | None, url: str) -> CookieJar | None:
        if not self._by_source:
            return None
        site = site_of(url)
        if source_key is not None:
            own, jar = self._by_source.get(source_key, ("", None))
            return jar if own == site else None
        return next((jar for own, jar in self._by_source.values() if own == site), None)


class Cookies:
    """Downloader middleware next to the wire, so that it sees every redirect and every request that one makes.

    A site that sets a cookie and redirects to the same address waits for that cookie: it gets it back within the same
    chain of redirects and on the same site, and nowhere else.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Cookies:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.headers.pop("Cookie", None)  # what came along from the hop before is judged anew
        jar = self._jar(request)
        if jar is not None:
            jar.add_cookie_header(request)
        here = (request.url, request.headers.get("Cookie"))
        been: tuple[object, ...] = request.meta.get("been", ()) if "redirect_urls" in request.meta else ()
        if here in been:
            raise OutOfBounds("redirects in a circle")
        request.meta["been"] = (*been, here)

    def process_response(self, request: Request, response: Response) -> Response:
        if 300 < response.status < 309 and "Set-Cookie" in response.headers:
            site = site_of(request.url)
            jar = CookieJar()
            for cookie in self._jar(request) or ():
                jar.set_cookie(cookie)
            jar.extract_cookies(response, request)
            for cookie in list(jar):  # one for all of co.uk, or for another site
                if not _is_of(cookie.domain, site):
                    jar.clear(cookie.domain, cookie.path, cookie.name)
            request.meta["redirect_cookies"] = (site, jar)
        return response

    def _jar(self, request: Request) -> CookieJar | None:
        site, jar = request.meta.get("redirect_cookies", ("", None))
        if jar is not None and site == site_of(request.url):
            assert isinstance(jar, CookieJar)
            return jar
        known: SubscriberCookies | None = getattr(self._crawler.spider, "cookies", None)
        if known is None or "source" not in request.meta:  # robots.txt is everybody's
            return None
        return known.of(request.meta["source"], request.url)


class _Unusable(Exception):
    """A cookie file; the text says why and tells nothing of what stands in it."""


def _read(path: Path, site: str) -> CookieJar:
    """The cookies of one site in a file of the Netscape format; a browser's export holds those of all."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _Unusable(f"{path} is no file")
        if os.name == "posix" and found.st_mode & 0o077:
            raise _Unusable(f"{path} can be read by other users, who could log in with it; run: chmod 600 {path}")
        kept = MozillaCookieJar(path)
        kept.load(ignore_discard=True, ignore_expires=True)
    except FileNotFoundError:
        raise _Unusable(f"there is no file {path}") from None
    except (LoadError, UnicodeDecodeError):  # whose text would quote the file
        raise _Unusable(f"{path} is no cookie file in Netscape format, as browsers' extensions export it") from None
    except OSError as error:
        raise _Unusable(f"{path} cannot be read ({error.strerror})") from None
    jar = CookieJar()
    for cookie in kept:
        if _is_of(cookie.domain, site):
            cookie.expires = cookie.expires or None  # 0 is how exports write "until the browser closes"
            jar.set_cookie(cookie)
    return jar


def _is_of(domain: str, site: str) -> bool:
    """Whether a cookie for ``domain`` is one of ``site``, as site_of names it (an IP address with its port)."""
    name = domain.removeprefix(".")
    return site in (site_of(f"http://{name}"), name) or site.rpartition(":")[0] == name
