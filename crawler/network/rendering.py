"""Pages that are empty until their scripts have run (``render = true``), filled by the system's Chromium.

The browser never speaks to the network: it is given a proxy where nobody listens, and whatever a page asks for comes
from the crawl's own downloader, so that every guard, bound and pause holds for scripts as it does for pages.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import BaseSettings

from crawler import clock
from crawler.network.refusals import Held, OutOfBounds
from crawler.network.unpacking import NotWhole
from crawler.sources import Source
from crawler.urls import same_site, site_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WANTED = frozenset({"script", "xhr", "fetch"})
"""What fills a page; pictures, fonts, styles, frames and media do not."""
MOST_REQUESTS = 60
"""Of one page, beside itself."""
SETTLED_SECONDS = 5.0
"""How long to wait, once a page is loaded, until its scripts ask for nothing more."""
AT_ONCE = 2
"""Pages that are rendered at a time; each takes a hundred megabytes and more."""
AGAIN_AFTER = timedelta(hours=1)
"""When pages are due again that could not be rendered, as there is no browser."""
ARGUMENTS = (
    # Port 9 discards: with it nothing reaches the network, loopback and names included.
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",
    "--disable-gpu",
    "--disable-dev-shm-usage",
)


class RenderedSources:
    """Whose pages are rendered: by their source, those of an address of no source by its site."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._sites = {source.key: site_of(source.url) for source in sources if source.render}

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._sites)

    def has(self, source_key: str | None, url: str) -> bool:
        if source_key is not None:
            return source_key in self._sites
        return bool(self._sites) and site_of(url) in self._sites.values()


def why_not(settings: BaseSettings) -> str | None:
    """What is missing for ``render = true``, and how to get it; None where it works."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return "render = true needs scrapy-playwright; in Dateline's folder: pip install -e '.[render]'"
    if chromium(settings) is None:
        named = settings.get("DATELINE_CHROMIUM")
        place = f"at {named}, where DATELINE_CHROMIUM says" if named else "under any of its names"
        return f"render = true needs Chromium, and there is none {place}; install it (apt install chromium) or name it"
    return None


def chromium(settings: BaseSettings) -> str | None:
    """The browser's path."""
    named: str = settings.get("DATELINE_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(slots=True)
class _Spent:
    """What one page has asked for."""

    requests: int = 0
    bytes: int = 0


class Rendering:
    """Downloader middleware that sees answers unpacked and after all redirects."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("DATELINE_RENDER_SECONDS")
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._places = asyncio.Semaphore(AT_ONCE)
        self._starting: asyncio.Task[Any] | None = None
        self._numbers = count(1)
        crawler.signals.connect(self._close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Rendering:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self._is_wanted(request) and (reason := why_not(self._crawler.settings)):
            raise Held(clock.now() + AGAIN_AFTER, reason)

    async def process_response(self, request: Request, response: Response) -> Response:
        if response.status != 200 or not self._is_wanted(request) or not _is_page(response):
            return response
        async with self._places:
            return await self._rendered(request, response)

    def _is_wanted(self, request: Request) -> bool:
        sources: RenderedSources | None = getattr(self._crawler.spider, "rendered", None)
        if sources is None or "source" not in request.meta or "part_of" in request.meta:
            return False
        if self._crawler.settings.get("DATELINE_REPLAY"):  # what was recorded is rendered already
            return False
        listing = request.cb_kwargs.get("listing")
        if listing is not None and listing.kind != "front":
            return False
        return sources.has(request.meta["source"], request.url)

    async def _rendered(self, request: Request, response: Response) -> Response:
        from playwright.async_api import Error
        from scrapy_playwright.page import PageMethod

        browser = await self._browser()
        name, spent = f"page-{next(self._numbers)}", _Spent()

        async def begin(page: Any, _: Request) -> None:
            await page.route("**/*", lambda route: self._serve(route, page, request, response, spent))
            await page.route_web_socket("**/*", lambda socket: socket.close())

        async def settle(page: Any) -> None:
            with suppress(Error):
                await page.wait_for_load_state("networkidle", timeout=SETTLED_SECONDS * 1000)
            if await page.evaluate("document.documentElement.outerHTML.length") > self._most:
                raise OutOfBounds(f"rendered, it is larger than DOWNLOAD_MAXSIZE, {self._most:,} bytes")

        inner = Request(
            response.url,
            meta={
                "playwright": True,
                "playwright_context": name,
                "playwright_context_kwargs": {
                    "service_workers": "block",
                    "accept_downloads": False,
                    "user_agent": self._crawler.settings["USER_AGENT"],
                },
                "playwright_page_init_callback": begin,
                "playwright_page_methods": [PageMethod(settle)],
                "playwright_page_goto_kwargs": {"timeout": self._seconds * 1000},
            },
        )
        try:
            async with asyncio.timeout(self._seconds):
                filled = await browser.download_request(inner)
        except TimeoutError:
            raise NotWhole(f"not rendered within DATELINE_RENDER_SECONDS, {self._seconds:g}") from None
        except Error as error:
            raise NotWhole(f"cannot be rendered: {str(error).splitlines()[0][:150]}") from None
        finally:
            await self._forget(browser, name)
        headers = response.headers.copy()
        headers["Content-Type"] = "text/html; charset=utf-8"
        return HtmlResponse(
            response.url,
            headers=headers,
            body=filled.text.encode("utf-8", "replace"),
            encoding="utf-8",
            request=request,
            flags=[*response.flags, "rendered"],
        )

    async def _serve(self, route: Any, page: Any, request: Request, response: Response, spent: _Spent) -> None:
        """Answer one request of a page out of what we have, or by our own downloader."""
        from playwright.async_api import Error

        asked = route.request
        with suppress(Error):  # the page may be gone by now
            if asked.is_navigation_request() and asked.frame == page.main_frame and asked.url == response.url:
                kind = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
                await route.fulfill(status=200, headers={"content-type": kind}, body=response.body)
                return
            answer = await self._part(asked, request, response, spent)
            if answer is None:
                await route.abort()
                return
            kind = (answer.headers.get("Content-Type") or b"").decode("latin-1")
            await route.fulfill(status=answer.status, headers={"content-type": kind}, body=answer.body)

    async def _part(self, asked: Any, request: Request, response: Response, spent: _Spent) -> Response | None:
        """What a page's script asks for; None for what it does not get."""
        if asked.resource_type not in WANTED or asked.method != "GET" or not same_site(asked.url, response.url):
            return None
        if spent.requests >= MOST_REQUESTS or spent.bytes >= self._most:
            return None
        spent.requests += 1
        assert self._crawler.engine is not None
        part = Request(asked.url, dont_filter=True, meta={"source": request.meta["source"], "part_of": response.url})
        try:
            answer = await self._crawler.engine.download_async(part)
        except Exception:  # noqa: BLE001 - whatever keeps a script from coming, the page goes on without
            return None
        spent.bytes += len(answer.body)
        return answer if same_site(answer.url, response.url) else None

    async def _browser(self) -> Any:
        """Started once a crawl, when the first page wants it."""
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
        try:
            return await asyncio.shield(self._starting)
        except Exception as error:  # noqa: BLE001 - whatever it is, other sources do without a browser
            text = (str(error).splitlines() or [type(error).__name__])[0]
            raise Held(clock.now() + AGAIN_AFTER, f"Chromium cannot be started: {text[:150]}") from None

    async def _start(self) -> Any:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        # What goes wrong with a page is its reason, not a traceback.
        logging.getLogger("scrapy-playwright").addFilter(lambda record: False)
        handler = ScrapyPlaywrightDownloadHandler.from_crawler(self._crawler)
        handler.config.launch_options = {
            "executable_path": chromium(self._crawler.settings),
            "args": list(ARGUMENTS),
            # Root gets no sandbox of Chromium's; everybody else does.
            "chromium_sandbox": os.geteuid() != 0 if hasattr(os, "geteuid") else True,
        }
        handler.config.max_pages_per_context = 1
        handler.config.target_closed_max_retries = 0
        handler.process_request_headers = None
        await handler._launch()
        return handler

    async def _forget(self, browser: Any, name: str) -> None:
        """A page's cookies and storage end with it."""
        if (wrapper := browser.context_wrappers.pop(name, None)) is not None:
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await wrapper.context.close()

    async def _close(self) -> None:
        if self._starting is not None and self._starting.done() and not self._starting.exception():
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await self._starting.result().close()


def _is_page(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"text/html").lower()
    return b"html" in kind and bool(response.body)
