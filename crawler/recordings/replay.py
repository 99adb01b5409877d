"""A crawl that is answered out of a recording (DATELINE_REPLAY): the same requests, the same results, no network."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from pathlib import Path
from typing import Any

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings

from archive.rows import LeasedPage
from crawler import clock
from crawler.errors import UsedWrongly
from crawler.network.detours import InVain, LeadsElsewhere
from crawler.network.fetches import ASKED_THEN, RECORDED_AT, RECORDED_ERROR
from crawler.network.redirects import MOVED
from crawler.network.refusals import OutOfBounds, Refused, Stopped
from crawler.recordings.archive_recording import ArchiveRecording
from crawler.recordings.recording import NotRecorded, PassedOver, Recorded, Recording
from crawler.recordings.warc_recording import WarcRecording
from crawler.urls import host_of, page_key

logger = logging.getLogger("dateline.replay")

DELAY = 0.001
"""Seconds between two requests to one host. Never 0 (crawler/settings.py); nobody is asked."""
PATIENCE = 0.4
"""Seconds that a request waits for those that came before it then."""
NAMED = 5
"""Addresses that the last line names."""

_KINDS: tuple[tuple[str, type[Exception]], ...] = (
    ("no address is known", CannotResolveHostError),
    ("no whole answer within", DownloadTimeoutError),
    ("redirects that take longer than", DownloadTimeoutError),
    ("the answer breaks off", ResponseDataLossError),
    ("the answer cannot be unpacked", ResponseDataLossError),
    ("larger than", DownloadCancelledError),
    ("the connection broke", DownloadFailedError),
)
"""How what was written down of a failure begins → what was raised then (crawler/network/fetches.py). What has another reason
ended the request by a bound of ours."""


def begin(settings: BaseSettings) -> None:
    """Set a crawl up for a replay, where one is wanted; to be called before the crawler is made.

    Raises UsedWrongly where the recording is none, and ArchiveError where it cannot be read.
    """
    if not settings.get("DATELINE_REPLAY"):
        return
    path = Path(settings["DATELINE_REPLAY"]).expanduser()
    archive = Path(settings["DATELINE_ARCHIVE_PATH"]).expanduser()
    if path.exists() and archive.exists() and path.samefile(archive):
        raise UsedWrongly(
            f"{path} is the recording and the archive; name a new one for the replay: DATELINE_ARCHIVE_PATH=replay.db"
        )
    recording = open_recording(path, _run_id(settings))
    clock.set_back_to(recording.begins)
    recording.close()
    for name, value in {
        "DOWNLOAD_HANDLERS": {
            **settings.getdict("DOWNLOAD_HANDLERS"),
            "http": "crawler.recordings.replay.ReplayHandler",
            "https": "crawler.recordings.replay.ReplayHandler",
        },
        "DOWNLOADER_MIDDLEWARES": {
            **settings.getdict("DOWNLOADER_MIDDLEWARES"),
            "crawler.recordings.replay.InOrder": 55,
        },
        "DOWNLOAD_DELAY": DELAY,
        "AUTOTHROTTLE_ENABLED": False,
        "DATELINE_ALLOW_PRIVATE_ADDRESSES": True,  # what was let through then is let through now; nobody is asked
    }.items():
        settings.set(name, value, "cmdline")


def deviates(crawler: Crawler) -> bool:
    """Whether the replay of a run, which is at its end, asked otherwise than the run did."""
    return bool(crawler.settings.get("DATELINE_REPLAY_RUN")) and any(
        crawler.stats.get_value(f"dateline/replay/{name}") for name in ("not_recorded", "not_asked")
    )


def ended_early(crawler: Crawler) -> bool:
    """Whether the run that is replayed was stopped, failed or killed, so that its replay has no more to ask either."""
    return _Tape.of(crawler).ended_early


def open_recording(path: Path, run_id: int | None) -> Recording:
    """An archive (one of its runs, or as its sites stood last) or WARC files. Raises UsedWrongly or ArchiveError."""
    if not path.exists():
        raise UsedWrongly(f"DATELINE_REPLAY={path}: there is no such file.")
    if path.is_dir() or path.name.endswith((".warc", ".warc.gz")):
        if run_id is not None:
            raise UsedWrongly("DATELINE_REPLAY_RUN is for archives; WARC files know no runs.")
        return WarcRecording(path)
    return ArchiveRecording(path, run_id)


def _run_id(settings: BaseSettings) -> int | None:
    text = str(settings.get("DATELINE_REPLAY_RUN") or "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise UsedWrongly(f"DATELINE_REPLAY_RUN={text} is no number of a run.")
    return int(text)


class ReplayHandler(BaseDownloadHandler):
    """In place of the handler for http and https: knows no sockets. One recording serves both."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._tape = _Tape.of(crawler)

    async def download_request(self, request: Request) -> Response:
        assert self.crawler.engine is not None
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:  # robots.txt may ask for more; here that only takes time
            slot.delay, slot.jitter = DELAY, 0.0
        conditional = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        try:
            recorded = self._tape.answer(request.url, is_conditional=conditional)
        except NotRecorded as error:
            # A page stays as it is: a later run, or its replay, may have it.
            if self._tape.is_partial or "page" in request.cb_kwargs:
                raise Stopped from None
            raise OutOfBounds(f"replay: {error}") from None
        request.meta[RECORDED_AT] = recorded.at
        request.meta["download_latency"] = recorded.seconds
        if recorded.status is None:
            raise _failure(recorded, request)
        headers = Headers({name: value for name, value in recorded.headers.items() if name != "content-encoding"})
        if 300 < recorded.status < 309 and recorded.headers.get("location") == request.url:
            headers["Set-Cookie"] = "replay=1"  # cookies are not recorded; without one this would be a circle
        kind = responsetypes.from_args(headers=headers, url=request.url, body=recorded.body)
        return kind(request.url, status=recorded.status, headers=headers, body=recorded.body, request=request)

    async def close(self) -> None:
        self._tape.close(self.crawler)


class InOrder:
    """Downloader middleware: a host is asked in the order in which it was asked then, and for no page that was passed over.

    Some of what a crawl does depends on that: which of two addresses of an article came first, say. What is asked for
    before its turn waits; where nothing moves, as this crawl asks otherwise than that one did, the first goes on.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler: Any = crawler
        self._tape = _Tape.of(crawler)
        self._waiting: defaultdict[str, list[int]] = defaultdict(list)
        self._given_up: defaultdict[str, int] = defaultdict(int)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> InOrder:
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        moved = request.meta.get(MOVED) and "redirect_urls" not in request.meta
        if moved and self._tape.is_first(announced := request.cb_kwargs["page"].url, request.url):
            # That its host redirects was not known yet.
            return request.replace(url=announced, meta=request.meta | {MOVED: False})
        if (url := self._tape.spelled(request.url)) != request.url and "page" in request.cb_kwargs:
            return request.replace(url=url, meta=request.meta | {MOVED: True})
        if (place := self._tape.place(request.url)) is not None:
            request.meta[ASKED_THEN] = True
            await self._turn(host_of(request.url), place)
        elif "redirect_urls" not in request.meta and isinstance(page := request.cb_kwargs.get("page"), LeasedPage):
            await self._pass_over(page)
            if not self._tape.was_reached(page.url):
                raise Stopped  # it stays as it is
        return None

    async def _pass_over(self, page: LeasedPage) -> None:
        """Raises what a page was passed over for then, which hung on what others of its site had told by that time."""
        # What an article has moved to is for the archive to tell (crawler/network/detours.py).
        if page.article_id is not None:
            return
        passed = self._tape.passed_over(page.url)
        if passed is None:
            return
        if passed.reason is not None:
            raise InVain(passed.reason)
        assert passed.target is not None
        key, place = page_key(passed.target), self._tape.place(passed.target)
        if place is not None and host_of(passed.target) == page.host:
            await self._turn(page.host, place + 1)  # then it is known
        found = await self._crawler.spider.do(
            lambda archive: archive.connection.execute("SELECT id FROM page WHERE key = ?", [key]).fetchone()
        )
        if found is not None:
            raise LeadsElsewhere(found[0])

    async def _turn(self, host: str, place: int) -> None:
        """Wait until the host has given all answers before this place."""
        waiting = self._waiting[host]
        waiting.append(place)
        try:
            while (first := self._tape.next_place(host)) is not None and place > max(first, self._given_up[host]):
                moves = await self._tape.moves(host)
                # What is still read or saved may lead to what is waited for.
                idle = (
                    self._crawler.spider.busy[host] <= len(waiting) if hasattr(self._crawler.spider, "busy") else True
                )
                if not moves and idle and place == min(waiting):
                    self._given_up[host] = place  # what came before is not waited for again
        finally:
            waiting.remove(place)


class _Tape:
    """The recording of a crawl, shared by the handlers of its schemes, with what was asked for that it does not have."""

    _open: dict[Crawler, _Tape] = {}  # noqa: RUF012 - the crawls of this process: one

    def __init__(self, settings: BaseSettings) -> None:
        self._recording = open_recording(Path(settings["DATELINE_REPLAY"]).expanduser(), _run_id(settings))
        self._missing: dict[str, None] = {}
        self._cut_off: set[str] = set()
        """Likewise, of a run that did not come to it."""
        self._answered = 0
        self._latest = self._recording.begins
        self._moved: dict[str, asyncio.Event] = {}
        """Host → set when it gives its next answer."""

    @classmethod
    def of(cls, crawler: Crawler) -> _Tape:
        return cls._open.setdefault(crawler, cls(crawler.settings)) if crawler not in cls._open else cls._open[crawler]

    @property
    def ended_early(self) -> bool:
        return self._recording.ended_early

    @property
    def is_partial(self) -> bool:
        return self._recording.is_partial

    def place(self, url: str) -> int | None:
        return self._recording.place(url)

    def passed_over(self, url: str) -> PassedOver | None:
        return self._recording.passed_over(url)

    def was_reached(self, url: str) -> bool:
        if reached := self._recording.was_reached(url):
            return reached
        self._cut_off.add(url)
        return False

    def is_first(self, url: str, other: str) -> bool:
        """Whether this address was asked for, and before the other."""
        place, others = self.place(url), self.place(other)
        return place is not None and (others is None or place < others)

    def spelled(self, url: str) -> str:
        return self._recording.spelled(url)

    def next_place(self, host: str) -> int | None:
        return self._recording.next_place(host)

    async def moves(self, host: str) -> bool:
        """Whether the host gives an answer soon."""
        moved = self._moved.setdefault(host, asyncio.Event())
        try:
            async with asyncio.timeout(PATIENCE):
                return await moved.wait()
        except TimeoutError:
            return False

    def answer(self, url: str, *, is_conditional: bool) -> Recorded:
        if (moved := self._moved.pop(host_of(url), None)) is not None:
            moved.set()
        try:
            recorded = self._recording.answer(url, is_conditional=is_conditional)
        except NotRecorded:
            if self.is_partial:
                self._cut_off.add(url)
            else:
                self._missing[url] = None
            raise
        self._answered += 1
        # What follows from an answer happens when it did then; in between time goes on as it does.
        self._latest = max(self._latest, recorded.at)
        clock.set_back_to(self._latest)
        return recorded

    def close(self, crawler: Crawler) -> None:
        if self._open.pop(crawler, None) is None:
            return
        left = self._recording.left()
        self._recording.close()
        crawler.stats.set_value("dateline/replay/answered", self._answered)
        crawler.stats.set_value("dateline/replay/not_recorded", len(self._missing))
        crawler.stats.set_value("dateline/replay/not_asked", len(left))
        logger.info("%d requests answered out of the recording", self._answered)
        if self._cut_off:
            logger.info("%d left to later runs, as this one %s", len(self._cut_off), _how(self._recording))
        for what, urls in (
            ("asked for, but not in the recording", self._missing),
            ("in the recording, but not asked for", left),
        ):
            if urls:
                named = ", ".join(list(dict.fromkeys(urls))[:NAMED])
                logger.warning("%d %s: %s", len(urls), what, named + (", …" if len(urls) > NAMED else ""))


def _how(recording: Recording) -> str:
    return "ended early" if recording.ended_early else "was limited"


def _failure(recorded: Recorded, request: Request) -> Exception:
    """What was raised then, with the reason that was written down."""
    reason = recorded.error or "no answer"
    request.meta[RECORDED_ERROR] = reason
    if reason.startswith("refused: "):
        return Refused(reason.removeprefix("refused: "))
    if reason.endswith(" refuses the connection"):
        return DownloadConnectionRefusedError(reason)
    for beginning, kind in _KINDS:
        if reason.startswith(beginning):
            return kind(reason)
    return OutOfBounds(reason)
